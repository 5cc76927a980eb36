// SPDX-License-Identifier: Apache-2.0
// Serves wasi:nn to components.
#pragma once

#include <wasmtime.h>

#include <cstddef>

#include "base/result.h"

namespace wasinn::engine {

/// Defines the three published versions of wasi:nn on `linker`, for guests whose store holds a ComponentState. Once for
/// a linker. Errors: RuntimeError.
Result<void> define_component_nn(wasmtime_component_linker_t* linker);

/// The same on a linker of somebody else's, for guests whose store's data begins with a pointer to a ComponentState.
/// Errors: InvalidArgument (a name is defined already; those before it are defined then).
Result<void> define_foreign_component_nn(wasmtime_component_linker_t* linker);

}  // namespace wasinn::engine

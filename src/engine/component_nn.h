// SPDX-License-Identifier: Apache-2.0
// Serves wasi:nn to components.
#pragma once

#include <wasmtime.h>

#include "base/result.h"

namespace wasinn::engine {

/// Defines the three published versions of wasi:nn on `linker`, for guests whose store holds a ComponentState. Once for
/// a linker. Errors: RuntimeError.
Result<void> define_component_nn(wasmtime_component_linker_t* linker);

/// Lets the guest of `context` pass as much in one call as its memory can hold: tensors and models are seen in place,
/// so that this is not memory of the host.
void lift_call_limit(wasmtime_context_t* context) noexcept;

}  // namespace wasinn::engine

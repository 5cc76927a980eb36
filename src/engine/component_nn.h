// SPDX-License-Identifier: Apache-2.0
// Serves wasi:nn to components.
#pragma once

#include <wasmtime.h>

#include <cstddef>

#include "base/result.h"
#include "policy/limits.h"

namespace wasinn::engine {

/// Defines the three published versions of wasi:nn on `linker`, for guests whose store holds a ComponentState. Once for
/// a linker. Errors: RuntimeError.
Result<void> define_component_nn(wasmtime_component_linker_t* linker);

/// How many bytes a guest may pass to the host in one call: twice what a model or a tensor may have, so that those that
/// are somewhat too large are still told so in words. They are seen in place, and only WASI's functions copy them.
std::size_t most_call_bytes(const Limits& limits) noexcept;

}  // namespace wasinn::engine

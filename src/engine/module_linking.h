// SPDX-License-Identifier: Apache-2.0
// Joins a compiled module with what the host serves, and says what is missing.
#pragma once

#include <string>

#include "base/result.h"
#include "engine/handles.h"

namespace wasinn::engine {

/// `module` with its imports found on `linker`; both stay the caller's and may go before the result.
/// `name` is for messages. Errors: UnsupportedOperation (an import that is not served or has another type).
Result<Owned<wasmtime_instance_pre>> link_module(wasm_engine_t* engine, const wasmtime_linker* linker,
                                                 const wasmtime_module* module, const std::string& name);

}  // namespace wasinn::engine

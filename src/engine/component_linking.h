// SPDX-License-Identifier: Apache-2.0
// What components can import, and what is said about those that import anything else.
#pragma once

#include <string>

#include "base/result.h"
#include "engine/handles.h"

namespace wasinn::engine {

/// A linker with everything that components can import: WASI 0.2 and wasi:nn. Instances that it makes need a store
/// whose data is a ComponentState. Errors: RuntimeError (the engine refuses a definition: a fault of ours).
Result<Owned<wasmtime_component_linker_t>> make_component_linker(const wasm_engine_t* engine);

/// `component` with its imports found on `linker`; both stay the caller's and may go before the result.
/// `name` is for messages. Errors: UnsupportedOperation (an interface or function that is not served, or is of another
/// type).
Result<Owned<wasinn_component_pre>> link_component(const wasmtime_component_linker_t* linker,
                                                   const wasmtime_component_t* component, const std::string& name);

}  // namespace wasinn::engine

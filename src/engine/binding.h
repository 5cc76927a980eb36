// SPDX-License-Identifier: Apache-2.0
// What guests can import: WASI preview 1 and wasi-nn, defined on a linker.
#pragma once

#include "base/result.h"
#include "engine/handles.h"

namespace wasinn::engine {

/// A linker with everything that core modules can import. Instances that it makes need a store whose data is a
/// GuestState. Errors: RuntimeError (the engine refuses a definition: a fault of ours).
Result<Owned<wasmtime_linker>> make_linker(wasm_engine_t* engine);

}  // namespace wasinn::engine

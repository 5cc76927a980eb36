// SPDX-License-Identifier: Apache-2.0
// What guests can import: WASI preview 1 and wasi-nn, defined on a linker.
#pragma once

#include <functional>

#include "base/result.h"
#include "engine/handles.h"

struct wasmtime_context;

namespace wasinn::witx {
class Guest;
}

namespace wasinn::engine {

/// A linker with everything that core modules can import. Instances that it makes need a store whose data is a
/// GuestState. Errors: RuntimeError (the engine refuses a definition: a fault of ours).
Result<Owned<wasmtime_linker>> make_linker(wasm_engine_t* engine);

/// Finds the guest whose store makes a call; nullptr when it has none, which is a trap. Must not throw.
using GuestFinder = std::function<witx::Guest*(wasmtime_context*)>;

/// Defines wasi-nn for core modules on a linker of somebody else's, whose stores hold what they like. The linker keeps
/// copies of `find`. Errors: InvalidArgument (a name is defined already; those before it are defined then).
Result<void> define_core_nn(wasmtime_linker* linker, const GuestFinder& find);

}  // namespace wasinn::engine

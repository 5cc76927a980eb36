// SPDX-License-Identifier: Apache-2.0
// Programs that are core modules.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "engine/handles.h"
#include "engine/program.h"

namespace wasinn::engine {

/// `module` as a program. A module that cannot be linked makes a program that cannot be run. `engine` is the module's;
/// `linker` (see make_linker) is read in this call only.
std::shared_ptr<const Program> make_program(std::string name, wasm_engine_t* engine, const wasmtime_linker* linker,
                                            Owned<wasmtime_module> module);

}  // namespace wasinn::engine

// SPDX-License-Identifier: Apache-2.0
// Programs that are components.
#pragma once

#include <memory>
#include <string>

#include "engine/handles.h"
#include "engine/program.h"

namespace wasinn::engine {

/// `component` as a program. A component whose imports nobody serves makes a program that cannot be run. `engine` is
/// the component's; `linker` (see make_component_linker) is read in this call only.
std::shared_ptr<const Program> make_program(std::string name, wasm_engine_t* engine,
                                            const wasmtime_component_linker_t* linker,
                                            Owned<wasmtime_component_t> component);

}  // namespace wasinn::engine

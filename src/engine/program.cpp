// SPDX-License-Identifier: Apache-2.0
// What all programs have.
#include "engine/program.h"

#include <wasmtime.h>

#include <utility>

namespace wasinn::engine {

Program::Program(std::string name, const wasm_engine_t* engine)
    : name_(std::move(name)), engine_(wasmtime_engine_clone(engine)) {}

}  // namespace wasinn::engine

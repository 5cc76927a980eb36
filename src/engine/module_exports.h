// SPDX-License-Identifier: Apache-2.0
// What a core module exports, as far as it can be run.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "engine/handles.h"

namespace wasinn::engine {

/// Whether `module` exports a `_start` function without parameters and results. `name` is the module's in messages.
/// Errors: UnsupportedOperation.
Result<void> check_command(const wasmtime_module* module, const std::string& name);

/// How many values `module`'s exported function `function` returns. It must have no parameters, and its results must
/// be numbers. `name` is the module's in messages. Errors: UnsupportedOperation, with the functions that it could be.
Result<std::size_t> result_count(const wasmtime_module* module, const std::string& function, const std::string& name);

}  // namespace wasinn::engine

// SPDX-License-Identifier: Apache-2.0
// What a component exports, as far as it can be run.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/handles.h"

namespace wasinn::engine {

/// A function that a component exports. A plain value.
struct ComponentFunction {
  std::string interface;  ///< "wasi:cli/run@0.2.0"; empty for a function of the component itself
  std::string name;       ///< "run"
  std::size_t parameter_count = 0;
  bool has_result = false;
  bool returns_result = false;  ///< it has a result, of type result<…>

  /// How people name it: "wasi:cli/run@0.2.0#run", "run".
  std::string full_name() const { return interface.empty() ? name : interface + "#" + name; }
};

/// The functions that `component` exports, itself and in its interfaces, among its first 4000 exports.
std::vector<ComponentFunction> functions_of(const wasmtime_component_t* component, const wasm_engine_t* engine);

/// The function that makes a component a command: `run` of wasi:cli/run@0.2, one of `functions`. `name` is the
/// component's in messages. Errors: UnsupportedOperation, with what can be called instead.
Result<const ComponentFunction*> find_command(const std::vector<ComponentFunction>& functions,
                                              const std::string& name);

/// The one of `functions` that `wanted` names and that takes no arguments: by its full name, or, where one function
/// only is called so, without the interface's version or without the interface. Errors: UnsupportedOperation, with what
/// can be called instead.
Result<const ComponentFunction*> find_function(const std::vector<ComponentFunction>& functions,
                                               const std::string& wanted, const std::string& name);

}  // namespace wasinn::engine

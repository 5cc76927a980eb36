// SPDX-License-Identifier: Apache-2.0
// Checks a core module's exports.
#include "engine/module_exports.h"

#include <wasmtime.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "engine/callable_names.h"

namespace wasinn::engine {
namespace {

/// The type of an exported function, to be read in `visit` only; null for what is no function.
using Visitor = std::function<void(std::string_view name, const wasm_functype_t* function)>;

void for_each_export(const wasmtime_module_t* module, const Visitor& visit) {
  wasm_exporttype_vec_t types;
  wasmtime_module_exports(module, &types);
  for (const wasm_exporttype_t* type : std::span(types.data, types.size)) {
    const wasm_name_t* const name = wasm_exporttype_name(type);
    visit({name->data, name->size}, wasm_externtype_as_functype_const(wasm_exporttype_type(type)));
  }
  wasm_exporttype_vec_delete(&types);
}

bool takes_nothing(const wasm_functype_t* function) { return wasm_functype_params(function)->size == 0; }

bool is_command_entry(const wasm_functype_t* function) {
  return function != nullptr && takes_nothing(function) && wasm_functype_results(function)->size == 0;
}

bool is_number(const wasm_valtype_t* type) {
  const wasm_valkind_t kind = wasm_valtype_kind(type);
  return kind == WASM_I32 || kind == WASM_I64 || kind == WASM_F32 || kind == WASM_F64;
}

bool is_callable(const wasm_functype_t* function) {
  if (function == nullptr || !takes_nothing(function)) return false;
  const wasm_valtype_vec_t* const results = wasm_functype_results(function);
  const std::span all(results->data, results->size);
  return std::all_of(all.begin(), all.end(), is_number);
}

/// The entry points that a module may export.
struct Entries {
  bool start = false;
  bool odd_start = false;  ///< `_start` that is no function, or one with parameters or results
  bool initialize = false;
};

Entries entries_of(const wasmtime_module_t* module) {
  Entries entries;
  for_each_export(module, [&](std::string_view name, const wasm_functype_t* function) {
    if (name == "_initialize") entries.initialize = true;
    if (name == "_start") (is_command_entry(function) ? entries.start : entries.odd_start) = true;
  });
  return entries;
}

std::vector<std::string> callable_in(const wasmtime_module_t* module) {
  std::vector<std::string> names;
  for_each_export(module, [&](std::string_view name, const wasm_functype_t* function) {
    if (is_callable(function) && name != "_initialize") names.emplace_back(name);
  });
  return names;
}

tl::unexpected<Error> unsupported(std::string text) { return fail(ErrorCode::UnsupportedOperation, std::move(text)); }

}  // namespace

Result<void> check_command(const wasmtime_module* module, const std::string& name) {
  const Entries entries = entries_of(module);
  if (entries.start) return {};
  if (entries.odd_start) {
    return unsupported(name + " exports a _start that is not a function without parameters and results; a command's "
                              "_start has neither");
  }
  const std::vector<std::string> callable = callable_in(module);
  const std::string instead = callable.empty() ? "" : "; " + callable_text(callable);
  if (entries.initialize) {
    return unsupported(name + " is a reactor (it exports _initialize and no _start); commands run here: build it with "
                              "a main function, and without -mexec-model=reactor" + instead);
  }
  return unsupported(name + " exports no _start function, so there is nothing to run; build it as a WASI command, with "
                            "a main function" + instead);
}

Result<std::size_t> result_count(const wasmtime_module* module, const std::string& function, const std::string& name) {
  std::string found = "exports no '" + printable(function) + "'";
  std::optional<std::size_t> results;
  for_each_export(module, [&](std::string_view exported, const wasm_functype_t* type) {
    if (exported != function) return;
    if (is_callable(type)) results = wasm_functype_results(type)->size;
    found = "cannot be asked for '" + printable(function) + "', " +
            (type == nullptr ? "which is no function"
                             : "which takes arguments or returns something other than numbers");
  });
  if (results) return *results;
  return unsupported(name + " " + found + "; " + callable_text(callable_in(module)));
}

}  // namespace wasinn::engine

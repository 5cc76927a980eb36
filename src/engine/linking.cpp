// SPDX-License-Identifier: Apache-2.0
// Checks a module's exports and imports before it is run.
#include "engine/linking.h"

#include <wasmtime.h>

#include <span>
#include <string_view>
#include <vector>

#include "abi/witx/functions.h"
#include "base/text.h"
#include "engine/failure.h"

namespace wasinn::engine {
namespace {

constexpr std::string_view kWasi = "wasi_snapshot_preview1";

std::string_view text_of_name(const wasm_name_t* name) { return {name->data, name->size}; }

bool is_command_entry(const wasm_externtype_t* type) {
  if (wasm_externtype_kind(type) != WASM_EXTERN_FUNC) return false;
  const wasm_functype_t* function = wasm_externtype_as_functype_const(type);
  return wasm_functype_params(function)->size == 0 && wasm_functype_results(function)->size == 0;
}

/// The entry points that a module may export.
struct Exports {
  bool start = false;
  bool odd_start = false;  ///< `_start` that is no function, or one with parameters or results
  bool initialize = false;
};

Exports exports_of(const wasmtime_module_t* module) {
  wasm_exporttype_vec_t types;
  wasmtime_module_exports(module, &types);
  Exports exports;
  for (const wasm_exporttype_t* type : std::span(types.data, types.size)) {
    const std::string_view name = text_of_name(wasm_exporttype_name(type));
    if (name == "_initialize") exports.initialize = true;
    if (name != "_start") continue;
    (is_command_entry(wasm_exporttype_type(type)) ? exports.start : exports.odd_start) = true;
  }
  wasm_exporttype_vec_delete(&types);
  return exports;
}

Result<void> check_entry(const wasmtime_module_t* module, const std::string& name) {
  const Exports exports = exports_of(module);
  if (exports.start) return {};
  if (exports.odd_start) {
    return fail(ErrorCode::UnsupportedOperation, name + " exports a _start that is not a function without parameters "
                                                        "and results; a command's _start has neither");
  }
  if (exports.initialize) {
    return fail(ErrorCode::UnsupportedOperation,
                name + " is a reactor (it exports _initialize and no _start); commands run here: build it with a main "
                       "function, and without -mexec-model=reactor");
  }
  return fail(ErrorCode::UnsupportedOperation,
              name + " exports no _start function, so there is nothing to run; build it as a WASI command, with a main "
                     "function");
}

std::string served_nn_functions() {
  std::string list;
  for (const witx::Function& function : witx::functions()) {
    if (!list.empty()) list += ", ";
    list += function.name;
  }
  return list;
}

/// What may help somebody whose guest imports from `module` what is not there.
std::string advice(std::string_view module) {
  if (module == witx::kImportModule) return "that module has " + served_nn_functions();
  if (module == kWasi) return "WASI preview 1 does not have it: an extension of another runtime?";
  if (module == "wasi_unstable") {
    return "that is WASI's first draft: build the guest for " + std::string(kWasi);
  }
  if (module.starts_with("wasi_nn") || module.starts_with("wasi-nn")) {
    return "core modules import wasi-nn from " + std::string(witx::kImportModule);
  }
  if (module.starts_with("wasi:")) return "that belongs to components, and this is a core module";
  if (module == "env") return "usually a C function that no linked library defines, or memory from outside";
  return "guests can import from " + std::string(kWasi) + " and " + std::string(witx::kImportModule);
}

std::string_view kind_name(const wasm_externtype_t* type) {
  switch (wasm_externtype_kind(type)) {
    case WASM_EXTERN_FUNC:
      return "function";
    case WASM_EXTERN_MEMORY:
      return "memory";
    case WASM_EXTERN_GLOBAL:
      return "global";
    case WASM_EXTERN_TABLE:
      return "table";
    default:
      return "item";
  }
}

std::string missing_text(const wasm_importtype_t* import) {
  const std::string_view module = text_of_name(wasm_importtype_module(import));
  return " imports " + std::string(kind_name(wasm_importtype_type(import))) + " '" +
         printable(text_of_name(wasm_importtype_name(import))) + "' from '" + printable(module) +
         "', which wasinn does not serve (" + advice(module) + ")";
}

bool has(const wasmtime_linker_t* linker, wasmtime_context_t* context, const wasm_importtype_t* import) {
  const std::string_view module = text_of_name(wasm_importtype_module(import));
  const std::string_view name = text_of_name(wasm_importtype_name(import));
  wasmtime_extern_t item;
  if (!wasmtime_linker_get(linker, context, module.data(), module.size(), name.data(), name.size(), &item)) {
    return false;
  }
  wasmtime_extern_delete(&item);
  return true;
}

/// Says which import nobody serves; empty when all are there.
std::string first_missing(wasm_engine_t* engine, const wasmtime_linker_t* linker, const wasmtime_module_t* module) {
  const Owned<wasmtime_store> store(wasmtime_store_new(engine, nullptr, nullptr));
  wasm_importtype_vec_t imports;
  wasmtime_module_imports(module, &imports);
  std::string text;
  for (const wasm_importtype_t* import : std::span(imports.data, imports.size)) {
    if (has(linker, wasmtime_store_context(store.get()), import)) continue;
    text = missing_text(import);
    break;
  }
  wasm_importtype_vec_delete(&imports);
  return text;
}

}  // namespace

Result<Owned<wasmtime_instance_pre>> link_command(wasm_engine_t* engine, const wasmtime_linker* linker,
                                                  const wasmtime_module* module, const std::string& name) {
  WASINN_TRY(check_entry(module, name));
  wasmtime_instance_pre_t* linked = nullptr;
  wasmtime_error_t* const error = wasmtime_linker_instantiate_pre(linker, module, &linked);
  if (error == nullptr) return Owned<wasmtime_instance_pre>(linked);
  const std::string reason = failure_of(Owned<wasmtime_error>(error)).summary;
  const std::string missing = first_missing(engine, linker, module);
  return fail(ErrorCode::UnsupportedOperation, name + (missing.empty() ? ": " + reason : missing));
}

}  // namespace wasinn::engine

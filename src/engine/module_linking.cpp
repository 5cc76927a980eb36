// SPDX-License-Identifier: Apache-2.0
// Finds a module's imports, and checks them before it is run.
#include "engine/module_linking.h"

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

std::string names(std::span<const witx::Function> functions) {
  std::string list;
  for (const witx::Function& function : functions) {
    if (!list.empty()) list += ", ";
    list += function.name;
  }
  return list;
}

std::string served_modules() {
  std::string list(kWasi);
  for (const witx::ImportModule& module : witx::import_modules()) list += ", " + std::string(module.name);
  return list;
}

/// What may help somebody whose guest imports from `module` what is not there.
std::string advice(std::string_view module) {
  for (const witx::ImportModule& served : witx::import_modules()) {
    if (module == served.name) return "that module has " + names(served.functions);
  }
  if (module == kWasi) return "WASI preview 1 does not have it: an extension of another runtime?";
  if (module == "wasi_unstable") {
    return "that is WASI's first draft: build the guest for " + std::string(kWasi);
  }
  if (module.starts_with("wasi_nn") || module.starts_with("wasi-nn")) {
    return "core modules import wasi-nn from " + std::string(witx::kImportModule);
  }
  if (module.starts_with("wasi:")) return "that belongs to components, and this is a core module";
  if (module == "env") return "usually a C function that no linked library defines, or memory from outside";
  return "guests can import from " + served_modules();
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

Result<Owned<wasmtime_instance_pre>> link_module(wasm_engine_t* engine, const wasmtime_linker* linker,
                                                 const wasmtime_module* module, const std::string& name) {
  wasmtime_instance_pre_t* linked = nullptr;
  wasmtime_error_t* const error = wasmtime_linker_instantiate_pre(linker, module, &linked);
  if (error == nullptr) return Owned<wasmtime_instance_pre>(linked);
  const std::string reason = failure_of(Owned<wasmtime_error>(error)).summary;
  const std::string missing = first_missing(engine, linker, module);
  return fail(ErrorCode::UnsupportedOperation, name + (missing.empty() ? ": " + reason : missing));
}

}  // namespace wasinn::engine

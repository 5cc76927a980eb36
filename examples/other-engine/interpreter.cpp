// SPDX-License-Identifier: Apache-2.0
// Compiling, linking and calling through the WebAssembly C API.
#include "interpreter.h"

#include <stdexcept>

namespace {

using Bytes = OwnedList<wasm_byte_vec_t, wasm_byte_vec_delete>;

std::string_view text(const wasm_byte_vec_t& bytes) { return {bytes.data, bytes.size}; }

/// The letters of HostFunction::parameters; other types than i32 and i64 are '?'.
std::string letters(const wasm_valtype_vec_t& types) {
  std::string out;
  for (std::size_t i = 0; i < types.size; ++i) {
    const wasm_valkind_t kind = wasm_valtype_kind(types.data[i]);
    out += kind == WASM_I32 ? 'i' : kind == WASM_I64 ? 'l' : '?';
  }
  return out;
}

bool fits(const HostFunction& function, const wasm_functype_t* type) {
  return letters(*wasm_functype_params(type)) == function.parameters &&
         letters(*wasm_functype_results(type)) == (function.returns ? "i" : "");
}

std::string message(const wasm_trap_t* trap) {
  Bytes bytes;
  wasm_trap_message(trap, &bytes);
  const std::string_view all = text(bytes);
  return std::string(all.substr(0, all.find('\0')));
}

}  // namespace

Interpreter::Interpreter(const std::vector<char>& wasm, const FindFunction& find)
    : engine_(wasm_engine_new(), wasm_engine_delete),
      store_(wasm_store_new(engine_.get()), wasm_store_delete),
      module_(nullptr, wasm_module_delete),
      instance_(nullptr, wasm_instance_delete) {
  Bytes bytes;
  wasm_byte_vec_new(&bytes, wasm.size(), wasm.data());
  module_.reset(wasm_module_new(store_.get(), &bytes));
  if (!module_) throw std::runtime_error("the engine does not take the guest: it is no valid core module");
  instantiate(find);
}

Owned<wasm_func_t> Interpreter::import(const wasm_importtype_t* type, const FindFunction& find) {
  const std::string_view module = text(*wasm_importtype_module(type));
  const std::string_view name = text(*wasm_importtype_name(type));
  HostFunction function = find(module, name);
  const wasm_functype_t* wanted = wasm_externtype_as_functype_const(wasm_importtype_type(type));
  if (!function.call || wanted == nullptr || !fits(function, wanted)) {
    throw std::runtime_error("the guest imports " + std::string(module) + "." + std::string(name) +
                             ", which nobody serves in that form");
  }
  Link& link = links_.emplace_back(Link{*this, std::move(function)});
  return {wasm_func_new_with_env(store_.get(), wanted, &serve, &link, nullptr), wasm_func_delete};
}

void Interpreter::instantiate(const FindFunction& find) {
  OwnedList<wasm_importtype_vec_t, wasm_importtype_vec_delete> types;
  wasm_module_imports(module_.get(), &types);
  std::vector<wasm_extern_t*> imports;
  for (std::size_t i = 0; i < types.size; ++i) {
    functions_.push_back(import(types.data[i], find));
    imports.push_back(wasm_func_as_extern(functions_.back().get()));
  }
  const wasm_extern_vec_t given{imports.size(), imports.data()};
  wasm_trap_t* trap = nullptr;
  instance_.reset(wasm_instance_new(store_.get(), module_.get(), &given, &trap));
  const Owned<wasm_trap_t> owned_trap(trap, wasm_trap_delete);
  if (!instance_) throw std::runtime_error("the guest cannot begin" + (trap != nullptr ? ": " + message(trap) : ""));
  wasm_instance_exports(instance_.get(), &exports_);
  if (wasm_extern_t* memory = exported("memory")) memory_ = wasm_extern_as_memory(memory);
}

wasm_extern_t* Interpreter::exported(std::string_view name) const {
  OwnedList<wasm_exporttype_vec_t, wasm_exporttype_vec_delete> types;
  wasm_module_exports(module_.get(), &types);
  for (std::size_t i = 0; i < types.size; ++i) {
    if (text(*wasm_exporttype_name(types.data[i])) == name) return exports_.data[i];
  }
  return nullptr;
}

Memory Interpreter::memory() const noexcept {
  if (memory_ == nullptr) return {};
  return {reinterpret_cast<std::uint8_t*>(wasm_memory_data(memory_)), wasm_memory_data_size(memory_)};
}

wasm_trap_t* Interpreter::serve(void* link, const wasm_val_vec_t* arguments, wasm_val_vec_t* results) noexcept {
  const Link& called = *static_cast<const Link*>(link);
  const auto result = called.function.call(called.interpreter.memory(), {arguments->data, arguments->size});
  if (result && called.function.returns) {
    results->data[0].kind = WASM_I32;
    results->data[0].of.i32 = static_cast<std::int32_t>(*result);
  }
  if (result) return nullptr;
  Bytes why;
  wasm_name_new_from_string_nt(&why, "the host ended the guest");
  return wasm_trap_new(called.interpreter.store_.get(), &why);
}

std::string Interpreter::call(std::string_view name) {
  wasm_extern_t* found = exported(name);
  const wasm_func_t* function = found != nullptr ? wasm_extern_as_func(found) : nullptr;
  if (function == nullptr) throw std::runtime_error("the guest exports no function '" + std::string(name) + "'");
  const wasm_val_vec_t arguments{};
  wasm_val_vec_t results{};
  const Owned<wasm_trap_t> trap(wasm_func_call(function, &arguments, &results), wasm_trap_delete);
  return trap ? message(trap.get()) : "";
}

// SPDX-License-Identifier: Apache-2.0
// Running a function on the Wasmtime that the test is linked to.
#include "other_engine.h"

#include <wasmtime.h>

#include <memory>

namespace {

template <auto End>
struct Ended {
  void operator()(auto* object) const { End(object); }
};

using Engine = std::unique_ptr<wasm_engine_t, Ended<wasm_engine_delete>>;
using Store = std::unique_ptr<wasmtime_store_t, Ended<wasmtime_store_delete>>;
using Module = std::unique_ptr<wasmtime_module_t, Ended<wasmtime_module_delete>>;
using Failure = std::unique_ptr<wasmtime_error_t, Ended<wasmtime_error_delete>>;
using Trap = std::unique_ptr<wasm_trap_t, Ended<wasm_trap_delete>>;

Module compile(wasm_engine_t* engine, const std::string& text) {
  wasm_byte_vec_t binary;
  if (Failure(wasmtime_wat2wasm(text.data(), text.size(), &binary))) return nullptr;
  wasmtime_module_t* module = nullptr;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(binary.data);
  const Failure failure(wasmtime_module_new(engine, bytes, binary.size, &module));
  wasm_byte_vec_delete(&binary);
  return Module(module);
}

}  // namespace

std::optional<std::int32_t> answer_of_own_engine(const std::string& text) {
  const Engine engine(wasm_engine_new());
  const Store store(wasmtime_store_new(engine.get(), nullptr, nullptr));
  wasmtime_context_t* context = wasmtime_store_context(store.get());
  const Module module = compile(engine.get(), text);
  wasmtime_instance_t instance;
  wasm_trap_t* trap = nullptr;
  if (!module) return std::nullopt;
  if (Failure(wasmtime_instance_new(context, module.get(), nullptr, 0, &instance, &trap))) return std::nullopt;
  wasmtime_extern_t function;
  if (!wasmtime_instance_export_get(context, &instance, "answer", 6, &function)) return std::nullopt;
  wasmtime_val_t result;
  const Failure failure(wasmtime_func_call(context, &function.of.func, nullptr, 0, &result, 1, &trap));
  if (const Trap trapped(trap); failure || trapped) return std::nullopt;
  return result.of.i32;
}

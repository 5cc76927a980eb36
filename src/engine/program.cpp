// SPDX-License-Identifier: Apache-2.0
// A compiled guest and its machine code.
#include "engine/program.h"

#include <wasmtime.h>

#include <utility>

#include "engine/failure.h"

namespace wasinn::engine {

Program::Program(std::string name, Owned<wasm_engine_t> engine, Owned<wasmtime_module> module,
                 Result<Owned<wasmtime_instance_pre>> linked)
    : name_(std::move(name)), engine_(std::move(engine)), module_(std::move(module)), linked_(std::move(linked)) {}

Result<std::vector<std::byte>> Program::serialize() const {
  wasm_byte_vec_t code;
  if (wasmtime_error_t* error = wasmtime_module_serialize(module_.get(), &code)) {
    return fail(ErrorCode::RuntimeError, name_ + ": " + failure_of(Owned<wasmtime_error>(error)).summary);
  }
  const auto* first = reinterpret_cast<const std::byte*>(code.data);
  std::vector<std::byte> bytes(first, first + code.size);
  wasm_byte_vec_delete(&code);
  return bytes;
}

Result<const wasmtime_instance_pre*> Program::linked() const {
  if (!linked_) return fail(linked_.error());
  return linked_->get();
}

}  // namespace wasinn::engine

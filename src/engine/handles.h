// SPDX-License-Identifier: Apache-2.0
// Owning pointers to the objects of the Wasmtime C API and its additions, for headers that must not include it.
#pragma once

#include <memory>

struct wasi_config_t;
struct wasinn_component_pre;
struct wasm_engine_t;
struct wasm_trap_t;
struct wasmtime_component_export_index_t;
struct wasmtime_component_linker_t;
struct wasmtime_component_t;
struct wasmtime_component_type_t;
struct wasmtime_error;
struct wasmtime_instance_pre;
struct wasmtime_linker;
struct wasmtime_module;
struct wasmtime_store;

namespace wasinn::engine {

/// Deletes any object of the C API with the function that the API has for it.
struct Delete {
  void operator()(wasi_config_t* object) const noexcept;
  void operator()(wasinn_component_pre* object) const noexcept;
  void operator()(wasm_engine_t* object) const noexcept;
  void operator()(wasm_trap_t* object) const noexcept;
  void operator()(wasmtime_component_export_index_t* object) const noexcept;
  void operator()(wasmtime_component_linker_t* object) const noexcept;
  void operator()(wasmtime_component_t* object) const noexcept;
  void operator()(wasmtime_component_type_t* object) const noexcept;
  void operator()(wasmtime_error* object) const noexcept;
  void operator()(wasmtime_instance_pre* object) const noexcept;
  void operator()(wasmtime_linker* object) const noexcept;
  void operator()(wasmtime_module* object) const noexcept;
  void operator()(wasmtime_store* object) const noexcept;
};

/// Owns an object of the C API.
template <class T>
using Owned = std::unique_ptr<T, Delete>;

}  // namespace wasinn::engine

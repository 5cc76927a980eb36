// SPDX-License-Identifier: Apache-2.0
// Which function of the Wasmtime C API deletes what.
#include "engine/handles.h"

#include <wasinn_engine.h>
#include <wasmtime.h>

namespace wasinn::engine {

void Delete::operator()(wasi_config_t* object) const noexcept { wasi_config_delete(object); }
void Delete::operator()(wasinn_component_pre* object) const noexcept { wasinn_component_pre_delete(object); }
void Delete::operator()(wasm_engine_t* object) const noexcept { wasm_engine_delete(object); }
void Delete::operator()(wasm_trap_t* object) const noexcept { wasm_trap_delete(object); }
void Delete::operator()(wasmtime_component_export_index_t* object) const noexcept {
  wasmtime_component_export_index_delete(object);
}
void Delete::operator()(wasmtime_component_linker_t* object) const noexcept {
  wasmtime_component_linker_delete(object);
}
void Delete::operator()(wasmtime_component_t* object) const noexcept { wasmtime_component_delete(object); }
void Delete::operator()(wasmtime_component_type_t* object) const noexcept { wasmtime_component_type_delete(object); }
void Delete::operator()(wasmtime_error* object) const noexcept { wasmtime_error_delete(object); }
void Delete::operator()(wasmtime_instance_pre* object) const noexcept { wasmtime_instance_pre_delete(object); }
void Delete::operator()(wasmtime_linker* object) const noexcept { wasmtime_linker_delete(object); }
void Delete::operator()(wasmtime_module* object) const noexcept { wasmtime_module_delete(object); }
void Delete::operator()(wasmtime_store* object) const noexcept { wasmtime_store_delete(object); }

}  // namespace wasinn::engine

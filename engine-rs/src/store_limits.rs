// SPDX-License-Identifier: Apache-2.0
//! Bounds of a component's store that the C API has no function for.
use wasmtime_c_api::WasmtimeStoreContextMut;
use wasmtime_wasi::WasiView;

/// See `include/wasinn_engine.h`.
#[unsafe(no_mangle)]
pub extern "C" fn wasinn_context_set_call_bytes(mut context: WasmtimeStoreContextMut<'_>, bytes: usize) {
    context.set_hostcall_fuel(bytes);
}

/// See `include/wasinn_engine.h`.
#[unsafe(no_mangle)]
pub extern "C" fn wasinn_context_set_wasi_resources(mut context: WasmtimeStoreContextMut<'_>, most: usize) {
    context.data_mut().ctx().table.set_max_capacity(most);
}

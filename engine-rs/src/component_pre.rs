// SPDX-License-Identifier: Apache-2.0
//! Components with their imports found beforehand, as the C API has them for core modules only.
use wasmtime::component::{Instance, InstancePre};
use wasmtime_c_api::{
    wasmtime, wasmtime_component_linker_t, wasmtime_component_t, wasmtime_error_t, WasmtimeStoreContextMut,
    WasmtimeStoreData,
};

use crate::typed::{component_of, shared_linker_of};

/// A component whose imports were found and checked.
#[allow(non_camel_case_types, reason = "C's spelling")]
pub struct wasinn_component_pre_t(InstancePre<WasmtimeStoreData>);

/// Hands a value out, or an error back.
fn give<T>(result: wasmtime::Result<T>, out: impl FnOnce(T)) -> Option<Box<wasmtime_error_t>> {
    match result {
        Ok(value) => {
            out(value);
            None
        }
        Err(error) => Some(Box::new(error.into())),
    }
}

/// See `include/wasinn_engine.h`.
#[unsafe(no_mangle)]
pub extern "C" fn wasinn_component_linker_instantiate_pre(
    linker: &wasmtime_component_linker_t,
    component: &wasmtime_component_t,
    pre: &mut *mut wasinn_component_pre_t,
) -> Option<Box<wasmtime_error_t>> {
    give(shared_linker_of(linker).instantiate_pre(component_of(component)), |made| {
        *pre = Box::into_raw(Box::new(wasinn_component_pre_t(made)));
    })
}

/// See `include/wasinn_engine.h`.
#[unsafe(no_mangle)]
pub extern "C" fn wasinn_component_pre_instantiate(
    pre: &wasinn_component_pre_t,
    context: WasmtimeStoreContextMut<'_>,
    instance: &mut Instance,
) -> Option<Box<wasmtime_error_t>> {
    give(pre.0.instantiate(context), |made| *instance = made)
}

/// See `include/wasinn_engine.h`.
#[unsafe(no_mangle)]
pub extern "C" fn wasinn_component_pre_delete(_pre: Box<wasinn_component_pre_t>) {}

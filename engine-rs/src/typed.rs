// SPDX-License-Identifier: Apache-2.0
//! The C API's objects as what they are in Rust. The wrappers are transparent, but their fields are private.
use wasmtime::component::{Component, Linker};
use wasmtime_c_api::{wasmtime, wasmtime_component_linker_t, wasmtime_component_t, WasmtimeStoreData};

const _: () = assert!(size_of::<wasmtime_component_linker_t>() == size_of::<Linker<WasmtimeStoreData>>());
const _: () = assert!(size_of::<wasmtime_component_t>() == size_of::<Component>());

pub fn linker_of(linker: &mut wasmtime_component_linker_t) -> &mut Linker<WasmtimeStoreData> {
    unsafe { &mut *(linker as *mut wasmtime_component_linker_t).cast() }
}

pub fn shared_linker_of(linker: &wasmtime_component_linker_t) -> &Linker<WasmtimeStoreData> {
    unsafe { &*(linker as *const wasmtime_component_linker_t).cast() }
}

pub fn component_of(component: &wasmtime_component_t) -> &Component {
    unsafe { &*(component as *const wasmtime_component_t).cast() }
}

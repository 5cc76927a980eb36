// SPDX-License-Identifier: Apache-2.0
//! The table of C functions that serve wasi:nn, as `include/wasinn_engine.h` declares it.
use std::ffi::c_void;

pub type Guest = *mut c_void;

/// How a call ended.
pub type Status = u32;
pub const OK: Status = 0;
pub const ERROR: Status = 1;

/// A pointer with a number of elements, as C gives and takes it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Span<T> {
    pub data: *const T,
    pub count: usize,
}

impl<T> Span<T> {
    pub fn of(slice: &[T]) -> Self {
        Span { data: slice.as_ptr(), count: slice.len() }
    }

    pub fn empty() -> Self {
        Self::of(&[])
    }

    /// What C returned, which stays valid until the next call for the same guest. It is used up before that: results
    /// are copied into the guest right after the call, and a guest cannot call while they are.
    pub unsafe fn as_slice(self) -> &'static [T] {
        if self.count == 0 {
            return &[];
        }
        unsafe { std::slice::from_raw_parts(self.data, self.count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct NamedTensor {
    pub name: Span<u8>,
    pub tensor: u32,
}

/// No element type.
pub const NO_TYPE: u32 = u32::MAX;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Port {
    pub name: Span<u8>,
    pub type_name: Span<u8>,
    pub dimensions: Span<i64>,
    pub ty: u32,
    pub rank_known: u32,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Property {
    pub key: Span<u8>,
    pub value: Span<u8>,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct PlainTensor {
    pub name: Span<u8>,
    pub dimensions: Span<u32>,
    pub data: Span<u8>,
    pub ty: u32,
}

/// Gives a text of a context, empty for none.
pub type Text = unsafe extern "C" fn(Guest, u32, *mut Span<u8>, *mut u32) -> Status;

type Drop = unsafe extern "C" fn(Guest, u32);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Functions {
    pub tensor_new: unsafe extern "C" fn(Guest, Span<u32>, u32, Span<u8>, *mut u32) -> Status,
    pub tensor_dimensions: unsafe extern "C" fn(Guest, u32) -> Span<u32>,
    pub tensor_type: unsafe extern "C" fn(Guest, u32) -> u32,
    pub tensor_data: unsafe extern "C" fn(Guest, u32) -> Span<u8>,
    pub tensor_drop: Drop,

    pub error_new: unsafe extern "C" fn(Guest, u32, Span<u8>, *mut u32) -> Status,
    pub error_code: unsafe extern "C" fn(Guest, u32) -> u32,
    pub error_data: unsafe extern "C" fn(Guest, u32) -> Span<u8>,
    pub error_drop: Drop,

    pub load: unsafe extern "C" fn(Guest, *const Span<u8>, usize, u32, u32, *mut u32) -> Status,
    pub load_by_name: unsafe extern "C" fn(Guest, Span<u8>, *mut u32) -> Status,
    pub graph_init_execution_context: unsafe extern "C" fn(Guest, u32, *mut u32) -> Status,
    pub graph_drop: Drop,

    pub context_compute:
        unsafe extern "C" fn(Guest, u32, Span<NamedTensor>, *mut Span<NamedTensor>, *mut u32) -> Status,
    pub context_set_input: unsafe extern "C" fn(Guest, u32, Span<u8>, u32, *mut u32) -> Status,
    pub context_compute_set: unsafe extern "C" fn(Guest, u32, *mut u32) -> Status,
    pub context_get_output: unsafe extern "C" fn(Guest, u32, Span<u8>, *mut u32) -> Status,
    pub context_drop: Drop,

    pub supports: unsafe extern "C" fn(Guest, Span<u8>) -> u32,
    pub graph_inputs: unsafe extern "C" fn(Guest, u32, *mut Span<Port>, *mut u32) -> Status,
    pub graph_outputs: unsafe extern "C" fn(Guest, u32, *mut Span<Port>, *mut u32) -> Status,
    pub graph_metadata: unsafe extern "C" fn(Guest, u32, *mut Span<Property>, *mut u32) -> Status,
    pub context_infer: unsafe extern "C" fn(Guest, u32, Span<PlainTensor>, *mut Span<PlainTensor>, *mut u32) -> Status,

    pub text_start: unsafe extern "C" fn(Guest, u32, Span<u8>, Span<u8>, *mut u32) -> Status,
    pub text_next: Text,
    pub text_finish: Text,
}

// SPDX-License-Identifier: Apache-2.0
//! The enumerations and resources of wasi:nn; all versions of the interface have the same.
use wasmtime::component::{ComponentType, Lift, Lower, WasmList, WasmStr};
use wasmtime_c_api::wasmtime;

#[derive(ComponentType, Lift, Lower, Clone, Copy)]
#[component(enum)]
#[repr(u8)]
pub enum TensorType {
    #[component(name = "FP16")]
    Fp16,
    #[component(name = "FP32")]
    Fp32,
    #[component(name = "FP64")]
    Fp64,
    #[component(name = "BF16")]
    Bf16,
    #[component(name = "U8")]
    U8,
    #[component(name = "I32")]
    I32,
    #[component(name = "I64")]
    I64,
}

impl TensorType {
    pub fn from_number(number: u32) -> wasmtime::Result<Self> {
        use TensorType::*;
        numbered(&[Fp16, Fp32, Fp64, Bf16, U8, I32, I64], number)
    }
}

#[derive(ComponentType, Lift, Clone, Copy)]
#[component(enum)]
#[repr(u8)]
#[expect(dead_code, reason = "made by lifting only")]
pub enum GraphEncoding {
    #[component(name = "openvino")]
    OpenVino,
    #[component(name = "onnx")]
    Onnx,
    #[component(name = "tensorflow")]
    TensorFlow,
    #[component(name = "pytorch")]
    PyTorch,
    #[component(name = "tensorflowlite")]
    TensorFlowLite,
    #[component(name = "ggml")]
    Ggml,
    #[component(name = "autodetect")]
    Autodetect,
}

#[derive(ComponentType, Lift, Clone, Copy)]
#[component(enum)]
#[repr(u8)]
#[expect(dead_code, reason = "made by lifting only")]
pub enum ExecutionTarget {
    #[component(name = "cpu")]
    Cpu,
    #[component(name = "gpu")]
    Gpu,
    #[component(name = "tpu")]
    Tpu,
}

#[derive(ComponentType, Lift, Lower, Clone, Copy)]
#[component(enum)]
#[repr(u8)]
pub enum ErrorCode {
    #[component(name = "invalid-argument")]
    InvalidArgument,
    #[component(name = "invalid-encoding")]
    InvalidEncoding,
    #[component(name = "timeout")]
    Timeout,
    #[component(name = "runtime-error")]
    RuntimeError,
    #[component(name = "unsupported-operation")]
    UnsupportedOperation,
    #[component(name = "too-large")]
    TooLarge,
    #[component(name = "not-found")]
    NotFound,
    #[component(name = "security")]
    Security,
    #[component(name = "unknown")]
    Unknown,
}

impl ErrorCode {
    pub fn from_number(number: u32) -> wasmtime::Result<Self> {
        use ErrorCode::*;
        numbered(
            &[
                InvalidArgument,
                InvalidEncoding,
                Timeout,
                RuntimeError,
                UnsupportedOperation,
                TooLarge,
                NotFound,
                Security,
                Unknown,
            ],
            number,
        )
    }
}

/// The value with that number. None: a fault of the host, never of a guest.
fn numbered<T: Copy>(values: &[T], number: u32) -> wasmtime::Result<T> {
    match values.get(number as usize) {
        Some(value) => Ok(*value),
        None => Err(wasmtime::Error::msg("the host answered with a number that means nothing")),
    }
}

/// The resources; what stands behind one is the host's and known by its number only.
pub struct Tensor;
pub struct Graph;
pub struct Context;
pub struct Error;

/// What `infer` takes: bytes and texts of the guest, seen in place.
#[derive(ComponentType, Lift)]
#[component(record)]
pub struct Input {
    pub name: WasmStr,
    pub dimensions: WasmList<u32>,
    pub ty: TensorType,
    pub data: WasmList<u8>,
}

/// What `infer` gives: bytes and texts of the host, copied once into the guest.
#[derive(ComponentType, Lower)]
#[component(record)]
pub struct Output {
    pub name: &'static str,
    pub dimensions: &'static [u32],
    pub ty: TensorType,
    pub data: &'static [u8],
}

#[derive(ComponentType, Lower)]
#[component(record)]
pub struct Port {
    pub name: &'static str,
    pub ty: Option<TensorType>,
    #[component(name = "type-name")]
    pub type_name: &'static str,
    pub dimensions: Option<Vec<Option<u64>>>,
}

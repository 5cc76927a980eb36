// SPDX-License-Identifier: Apache-2.0
//! The engine library: exports every symbol of the Wasmtime C API.
pub use wasmtime_c_api::*;

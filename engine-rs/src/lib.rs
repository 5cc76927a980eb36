// SPDX-License-Identifier: Apache-2.0
//! The engine library: every symbol of the Wasmtime C API, and what components need besides (`include/wasinn_engine.h`).
pub use wasmtime_c_api::*;

mod component_pre;
mod nn_ext;
mod nn_functions;
mod nn_link;
mod nn_types;
mod store_limits;
mod typed;

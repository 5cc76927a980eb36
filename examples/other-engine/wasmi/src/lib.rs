// SPDX-License-Identifier: Apache-2.0
//! The other engine: every symbol of wasmi's C API.
pub use wasmi_c_api::*;

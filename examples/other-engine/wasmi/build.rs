// SPDX-License-Identifier: Apache-2.0
//! Copies the header of the WebAssembly C API to the folder named by WASINN_OTHER_ENGINE_INCLUDE.
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=WASINN_OTHER_ENGINE_INCLUDE");
    let Some(target) = env::var_os("WASINN_OTHER_ENGINE_INCLUDE") else {
        return Ok(());
    };
    let headers = env::var_os("DEP_WASMI_C_API_INCLUDE")
        .ok_or_else(|| io::Error::other("wasmi_c_api_impl no longer names its headers"))?;
    fs::create_dir_all(&target)?;
    fs::copy(Path::new(&headers).join("wasm.h"), Path::new(&target).join("wasm.h"))?;
    Ok(())
}

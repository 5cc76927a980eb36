// SPDX-License-Identifier: Apache-2.0
//! Copies the Wasmtime C headers, one of which is generated, to the folder named by WASINN_ENGINE_INCLUDE.
use std::path::Path;
use std::{env, fs, io};

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=WASINN_ENGINE_INCLUDE");
    let Some(target) = env::var_os("WASINN_ENGINE_INCLUDE") else {
        return Ok(());
    };
    let headers = env::var_os("DEP_WASMTIME_C_API_INCLUDE")
        .ok_or_else(|| io::Error::other("wasmtime-c-api-impl no longer names its headers"))?;
    copy_tree(Path::new(&headers), Path::new(&target))
}

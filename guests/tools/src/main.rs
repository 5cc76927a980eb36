// SPDX-License-Identifier: Apache-2.0
//! Makes C bindings from WIT, and components from core modules; see USAGE.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{bail, Context, Result};
use wasi_preview1_component_adapter_provider as adapters;
use wit_bindgen_core::Files;
use wit_component::ComponentEncoder;
use wit_parser::Resolve;

const USAGE: &str = "\
usage: wasinn-guest-tools c-bindings WORLD OUTDIR WIT...
         Writes WORLD.h, WORLD.c and WORLD_component_type.o, which a guest in C or C++ compiles and links. WIT is a
         folder or file of one package; a package comes after those that it uses, and WORLD is in the last.
       wasinn-guest-tools component command|reactor|none CORE.wasm OUT.wasm
         Wraps a core module that was linked with such bindings. Modules that call WASI preview 1 need an adapter:
         `command` for a program with main(), `reactor` for a library of exported functions.";

fn c_bindings(world: &str, folder: &Path, packages: &[String]) -> Result<()> {
    let mut resolve = Resolve::default();
    let mut package = None;
    for path in packages {
        let (id, _) = resolve.push_path(path).with_context(|| format!("cannot read the WIT in {path}"))?;
        package = Some(id);
    }
    let Some(package) = package else { bail!("{USAGE}") };
    let id = resolve.select_world(&[package], Some(world))?;
    let mut files = Files::default();
    wit_bindgen_c::Opts::default().build().generate(&mut resolve, id, &mut files)?;
    std::fs::create_dir_all(folder)?;
    for (name, contents) in files.iter() {
        std::fs::write(folder.join(name), contents)?;
    }
    Ok(())
}

fn component(adapter: &str, core: &Path, out: &Path) -> Result<()> {
    let adapter = match adapter {
        "command" => Some(adapters::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER),
        "reactor" => Some(adapters::WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER),
        "none" => None,
        other => bail!("no adapter is called '{other}'\n{USAGE}"),
    };
    let module = std::fs::read(core).with_context(|| format!("cannot read {}", core.display()))?;
    let mut encoder = ComponentEncoder::default();
    encoder.module(&module).with_context(|| format!("{} is no core module", core.display()))?;
    if let Some(bytes) = adapter {
        encoder.adapter(adapters::WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, bytes)?;
    }
    let encoded = encoder.encode().with_context(|| format!("cannot make a component of {}", core.display()))?;
    std::fs::write(out, encoded).with_context(|| format!("cannot write {}", out.display()))
}

fn run(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["c-bindings", world, folder, ..] => c_bindings(world, Path::new(folder), &arguments[3..]),
        ["component", adapter, core, out] => component(adapter, Path::new(core), Path::new(out)),
        _ => bail!("{USAGE}"),
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

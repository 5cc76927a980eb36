// SPDX-License-Identifier: Apache-2.0
//! A language model continues a text: `continue GRAPH PROMPT [OPTIONS]`, where OPTIONS is a JSON object. The text comes
//! piece by piece on standard output, and what the model says of it on standard error.

use std::io::Write;
use std::process::ExitCode;

mod bindings {
    wit_bindgen::generate!({ path: "../../../spec/wasinn-nn-ext", world: "ext", generate_all });
}

use bindings::wasi::nn::errors;
use bindings::wasi::nn::graph::load_by_name;
use bindings::wasinn::nn_ext::text_generation::{finish, next, start};

/// Why there is no text, in words.
struct Failure(String);

impl From<errors::Error> for Failure {
    fn from(error: errors::Error) -> Self {
        Failure(error.data())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure(error.to_string())
    }
}

fn continue_text(graph: &str, prompt: &str, options: Option<&str>) -> Result<(), Failure> {
    let context = load_by_name(graph)?.init_execution_context()?;
    start(&context, prompt, options)?;
    while let Some(piece) = next(&context)? {
        print!("{piece}");
        std::io::stdout().flush()?;
    }
    println!();
    eprintln!("{}", finish(&context)?);
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        [graph, prompt] => continue_text(graph, prompt, None),
        [graph, prompt, options] => continue_text(graph, prompt, Some(options)),
        _ => {
            eprintln!("usage: continue GRAPH PROMPT [OPTIONS]");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(why)) => {
            eprintln!("continue: {why}");
            ExitCode::FAILURE
        }
    }
}

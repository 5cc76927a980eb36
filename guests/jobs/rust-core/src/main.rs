// SPDX-License-Identifier: Apache-2.0
//! The two jobs of guests/jobs/README.md as a core module in Rust, with the published crate `wasi-nn`.

use std::error::Error;
use std::process::ExitCode;

use wasi_nn::{ExecutionTarget, Graph, GraphBuilder, GraphEncoding, TensorType};

const LEFT: [f32; 6] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
const RIGHT: [f32; 6] = [1.5, -2.25, 3.0, 0.001, 1e6, -0.7];

fn print_bits(name: &str, values: &[f32]) {
    let bits: Vec<String> = values.iter().map(|value| format!("{:08x}", value.to_bits())).collect();
    println!("{name} {}", bits.join(" "));
}

fn likeliest(probabilities: &[f32]) -> usize {
    (0..probabilities.len()).rev().max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b])).unwrap_or(0)
}

fn read_pixels(file: &str) -> Result<Vec<f32>, Box<dyn Error>> {
    let bytes = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    if bytes.len() < 256 {
        return Err(format!("{file}: cannot read 64 numbers of it").into());
    }
    Ok(bytes[..256].chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect())
}

fn digits(file: &str) -> Result<(), Box<dyn Error>> {
    let pixels = read_pixels(file)?;
    let graph = GraphBuilder::new(GraphEncoding::Autodetec, ExecutionTarget::CPU).build_from_cache("digits")?;
    let mut context = graph.init_execution_context()?;
    context.set_input(0, TensorType::F32, &[1, 1, 8, 8], &pixels)?;
    context.compute()?;
    let mut probabilities = [0f32; 10];
    context.get_output(0, &mut probabilities)?;
    println!("digit {}", likeliest(&probabilities));
    print_bits("probabilities", &probabilities);
    Ok(())
}

/// The graph of the name `pair`, or the bytes of a file when one is named.
fn load_pair(file: Option<&str>) -> Result<Graph, Box<dyn Error>> {
    let builder = GraphBuilder::new(GraphEncoding::Autodetec, ExecutionTarget::CPU);
    match file {
        Some(file) => Ok(builder.build_from_bytes([std::fs::read(file)?])?),
        None => Ok(builder.build_from_cache("pair")?),
    }
}

fn pair(file: Option<&str>) -> Result<(), Box<dyn Error>> {
    let graph = load_pair(file)?;
    let mut context = graph.init_execution_context()?;
    context.set_input(0, TensorType::F32, &[2, 3], LEFT)?;
    context.set_input(1, TensorType::F32, &[2, 3], RIGHT)?;
    context.compute()?;
    let (mut sum, mut product) = ([0f32; 6], [0f32; 6]);
    context.get_output(0, &mut sum)?;
    context.get_output(1, &mut product)?;
    print_bits("sum", &sum);
    print_bits("product", &product);
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["digits", file] => digits(file),
        ["pair"] => pair(None),
        ["pair", file] => pair(Some(file)),
        _ => {
            eprintln!("usage: jobs digits PIXELS | jobs pair [MODEL]");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", words[0]);
            ExitCode::FAILURE
        }
    }
}

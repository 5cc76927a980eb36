// SPDX-License-Identifier: Apache-2.0
//! The two jobs of guests/jobs/README.md as a component in Rust, with bindings that wit-bindgen makes of the WIT.

use std::process::ExitCode;

mod bindings {
    wit_bindgen::generate!({ path: "../../../spec/wasi-nn/0.2.0-rc-2024-10-28", world: "ml" });
}

use bindings::wasi::nn::errors;
use bindings::wasi::nn::graph::{load, load_by_name, ExecutionTarget, Graph, GraphEncoding};
use bindings::wasi::nn::tensor::{Tensor, TensorType};

const LEFT: [f32; 6] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
const RIGHT: [f32; 6] = [1.5, -2.25, 3.0, 0.001, 1e6, -0.7];

/// Why a job failed, in words.
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

fn print_bits(name: &str, values: &[f32]) {
    let bits: Vec<String> = values.iter().map(|value| format!("{:08x}", value.to_bits())).collect();
    println!("{name} {}", bits.join(" "));
}

fn likeliest(probabilities: &[f32]) -> usize {
    (0..probabilities.len()).rev().max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b])).unwrap_or(0)
}

fn tensor(dimensions: &[u32], values: &[f32]) -> Tensor {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    Tensor::new(dimensions, TensorType::Fp32, &bytes)
}

fn numbers(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect()
}

/// Runs the graph once and gives the outputs of these names.
fn infer<const N: usize>(
    graph: &Graph,
    inputs: Vec<(String, Tensor)>,
    names: [&str; N],
) -> Result<[Vec<f32>; N], Failure> {
    let outputs = graph.init_execution_context()?.compute(inputs)?;
    Ok(names.map(|name| {
        outputs.iter().find(|(given, _)| given == name).map(|(_, tensor)| numbers(&tensor.data())).unwrap_or_default()
    }))
}

fn digits(file: &str) -> Result<(), Failure> {
    let bytes = std::fs::read(file)?;
    let pixels = bytes.get(..256).ok_or(Failure(format!("{file}: cannot read 64 numbers of it")))?;
    let image = tensor(&[1, 1, 8, 8], &numbers(pixels));
    let graph = load_by_name("digits")?;
    let [probabilities] = infer(&graph, vec![("image".into(), image)], ["probabilities"])?;
    println!("digit {}", likeliest(&probabilities));
    print_bits("probabilities", &probabilities);
    Ok(())
}

/// The graph of the name `pair`, or the bytes of a file when one is named.
fn load_pair(file: Option<&str>) -> Result<Graph, Failure> {
    match file {
        Some(file) => Ok(load(&[std::fs::read(file)?], GraphEncoding::Autodetect, ExecutionTarget::Cpu)?),
        None => Ok(load_by_name("pair")?),
    }
}

fn pair(file: Option<&str>) -> Result<(), Failure> {
    let graph = load_pair(file)?;
    let inputs = vec![("left".into(), tensor(&[2, 3], &LEFT)), ("right".into(), tensor(&[2, 3], &RIGHT))];
    let [sum, product] = infer(&graph, inputs, ["sum", "product"])?;
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
        Err(Failure(why)) => {
            eprintln!("{}: {why}", words[0]);
            ExitCode::FAILURE
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
// The two jobs of guests/jobs/README.md as a component in JavaScript.

import { getArguments } from "wasi:cli/environment@0.2.12";
import { getDirectories } from "wasi:filesystem/preopens@0.2.12";
import { load, loadByName } from "wasi:nn/graph@0.2.0-rc-2024-10-28";
import { Tensor } from "wasi:nn/tensor@0.2.0-rc-2024-10-28";

const LEFT = new Float32Array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
const RIGHT = new Float32Array([1.5, -2.25, 3.0, 0.001, 1e6, -0.7]);
const MOST_BYTES = 1n << 24n;

function printBits(name, values) {
  const bits = new Uint32Array(values.buffer);
  console.log(name + " " + Array.from(bits, (word) => word.toString(16).padStart(8, "0")).join(" "));
}

function likeliest(probabilities) {
  return probabilities.indexOf(Math.max(...probabilities));
}

function tensor(dimensions, values) {
  return new Tensor(new Uint32Array(dimensions), "FP32", new Uint8Array(values.buffer));
}

// Runs a graph once; the f32 of each output by its name.
function infer(graph, inputs) {
  const outputs = graph.initExecutionContext().compute(inputs);
  return new Map(outputs.map(([name, output]) => [name, new Float32Array(output.data().slice().buffer)]));
}

// A whole file below one of the folders that the host gave.
function readFile(file) {
  const given = getDirectories().find(([, name]) => file.startsWith(name + "/"));
  if (!given) throw new Error(`${file} is in no folder that was given`);
  const [folder, name] = given;
  const descriptor = folder.openAt({}, file.slice(name.length + 1), {}, { read: true });
  const [bytes] = descriptor.read(MOST_BYTES, 0n);
  return bytes;
}

function digits(file) {
  const pixels = new Float32Array(readFile(file).slice(0, 256).buffer);
  const outputs = infer(loadByName("digits"), [["image", tensor([1, 1, 8, 8], pixels)]]);
  const probabilities = outputs.get("probabilities");
  console.log("digit " + likeliest(probabilities));
  printBits("probabilities", probabilities);
}

function pair(graph) {
  const outputs = infer(graph, [["left", tensor([2, 3], LEFT)], ["right", tensor([2, 3], RIGHT)]]);
  printBits("sum", outputs.get("sum"));
  printBits("product", outputs.get("product"));
}

function start(words) {
  const [job, file] = words;
  if (job === "digits" && words.length === 2) digits(file);
  else if (job === "pair" && words.length === 1) pair(loadByName("pair"));
  else if (job === "pair" && words.length === 2) pair(load([readFile(file)], "autodetect", "cpu"));
  else throw new Error("usage: jobs digits PIXELS | jobs pair [MODEL]");
}

// What the host's error says, which is its payload.
function reason(error) {
  return error.payload?.data?.() ?? error.message ?? String(error);
}

export const run = {
  run() {
    const words = getArguments().slice(1);
    try {
      start(words);
    } catch (error) {
      console.error(`${words[0] ?? "jobs"}: ${reason(error)}`);
      throw { tag: "err", val: undefined };
    }
  },
};

// SPDX-License-Identifier: Apache-2.0
// The two jobs of guests/jobs/README.md as a core module in AssemblyScript.

import { Graph } from "./nn";
import { exit, print, programArguments, readFile } from "./wasi";

const left: StaticArray<f32> = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
const right: StaticArray<f32> = [1.5, -2.25, 3.0, 0.001, 1e6, -0.7];

function printBits(name: string, values: StaticArray<f32>): void {
  let line = name;
  for (let i = 0; i < values.length; ++i) {
    line += " " + reinterpret<u32>(values[i]).toString(16).padStart(8, "0");
  }
  print(1, line + "\n");
}

function likeliest(probabilities: StaticArray<f32>): i32 {
  let best = 0;
  for (let digit = 1; digit < probabilities.length; ++digit) {
    if (probabilities[digit] > probabilities[best]) best = digit;
  }
  return best;
}

function fail(what: string, why: string): u32 {
  print(2, what + ": " + why + "\n");
  return 1;
}

function digits(file: string): u32 {
  const bytes = readFile(file);
  if (bytes.length < 256) return fail(file, "cannot read 64 numbers of it");
  const pixels = new StaticArray<f32>(64);
  for (let i = 0; i < 64; ++i) pixels[i] = load<f32>(bytes.dataStart + 4 * i);

  const context = Graph.byName("digits").open();
  context.setInput(0, [1, 1, 8, 8], pixels);
  context.compute();
  const probabilities = context.output(0, 10);
  if (context.errno != 0) return fail("digits", "errno " + context.errno.toString());
  print(1, "digit " + likeliest(probabilities).toString() + "\n");
  printBits("probabilities", probabilities);
  return 0;
}

function pair(graph: Graph): u32 {
  const context = graph.open();
  context.setInput(0, [2, 3], left);
  context.setInput(1, [2, 3], right);
  context.compute();
  const sum = context.output(0, 6);
  const product = context.output(1, 6);
  if (context.errno != 0) return fail("pair", "errno " + context.errno.toString());
  printBits("sum", sum);
  printBits("product", product);
  return 0;
}

function run(words: string[]): u32 {
  if (words.length == 2 && words[0] == "digits") return digits(words[1]);
  if (words.length == 1 && words[0] == "pair") return pair(Graph.byName("pair"));
  if (words.length == 2 && words[0] == "pair") return pair(Graph.fromBytes(readFile(words[1])));
  print(2, "usage: jobs digits PIXELS | jobs pair [MODEL]\n");
  return 2;
}

const code = run(programArguments());
if (code != 0) exit(code);

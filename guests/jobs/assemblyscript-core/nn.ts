// SPDX-License-Identifier: Apache-2.0
// wasi-nn for AssemblyScript: the imports of core modules that the jobs need, and calls over them that answer an errno.

@external("wasi_ephemeral_nn", "load")
declare function load_(parts: usize, count: u32, encoding: u32, target: u32, graph: usize): u32;
@external("wasi_ephemeral_nn", "load_by_name")
declare function load_by_name(name: usize, size: u32, graph: usize): u32;
@external("wasi_ephemeral_nn", "init_execution_context")
declare function init_execution_context(graph: u32, context: usize): u32;
@external("wasi_ephemeral_nn", "set_input")
declare function set_input(context: u32, index: u32, tensor: usize): u32;
@external("wasi_ephemeral_nn", "compute")
declare function compute_(context: u32): u32;
@external("wasi_ephemeral_nn", "get_output")
declare function get_output(context: u32, index: u32, buffer: usize, capacity: u32, written: usize): u32;

const TYPE_F32: u8 = 1;
const ENCODING_AUTODETECT: u32 = 5;
const TARGET_CPU: u32 = 0;

// Where a call writes a handle or a size.
const result = memory.data(4);

/** A loaded model, or why there is none. */
export class Graph {
  constructor(public handle: u32, public errno: u32) {}

  /** The graph that the host knows by this name. */
  static byName(name: string): Graph {
    const text = String.UTF8.encode(name);
    const errno = load_by_name(changetype<usize>(text), text.byteLength, result);
    return new Graph(load<u32>(result), errno);
  }

  /** A model of one part, whose format the host finds out. */
  static fromBytes(model: Uint8Array): Graph {
    const part = memory.data(8);
    store<usize>(part, model.dataStart);
    store<u32>(part, model.length, 4);
    const errno = load_(part, 1, ENCODING_AUTODETECT, TARGET_CPU, result);
    return new Graph(load<u32>(result), errno);
  }

  /** Where it runs, one inference at a time. */
  open(): Context {
    if (this.errno != 0) return new Context(0, this.errno);
    const errno = init_execution_context(this.handle, result);
    return new Context(load<u32>(result), errno);
  }
}

/** Keeps the first errno of its calls; those after a failure do nothing. */
export class Context {
  constructor(private handle: u32, public errno: u32) {}

  setInput(index: u32, dimensions: StaticArray<u32>, values: StaticArray<f32>): void {
    if (this.errno != 0) return;
    const tensor = memory.data(20);
    store<usize>(tensor, changetype<usize>(dimensions));
    store<u32>(tensor, dimensions.length, 4);
    store<u8>(tensor, TYPE_F32, 8);
    store<usize>(tensor, changetype<usize>(values), 12);
    store<u32>(tensor, 4 * values.length, 16);
    this.errno = set_input(this.handle, index, tensor);
  }

  compute(): void {
    if (this.errno == 0) this.errno = compute_(this.handle);
  }

  output(index: u32, count: i32): StaticArray<f32> {
    const values = new StaticArray<f32>(count);
    if (this.errno == 0) this.errno = get_output(this.handle, index, changetype<usize>(values), 4 * count, result);
    return values;
  }
}

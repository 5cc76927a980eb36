// SPDX-License-Identifier: Apache-2.0
// What the jobs need of WASI preview 1: arguments, whole files, text to the two outputs, and the exit code.

@external("wasi_snapshot_preview1", "args_sizes_get")
declare function args_sizes_get(count: usize, bytes: usize): u32;
@external("wasi_snapshot_preview1", "args_get")
declare function args_get(pointers: usize, bytes: usize): u32;
@external("wasi_snapshot_preview1", "fd_prestat_get")
declare function fd_prestat_get(fd: u32, prestat: usize): u32;
@external("wasi_snapshot_preview1", "fd_prestat_dir_name")
declare function fd_prestat_dir_name(fd: u32, path: usize, size: u32): u32;
@external("wasi_snapshot_preview1", "path_open")
declare function path_open(folder: u32, look: u32, path: usize, size: u32, create: u32, rights: u64, inherited: u64,
                           flags: u32, fd: usize): u32;
@external("wasi_snapshot_preview1", "fd_read")
declare function fd_read(fd: u32, spans: usize, count: u32, read: usize): u32;
@external("wasi_snapshot_preview1", "fd_close")
declare function fd_close(fd: u32): u32;
@external("wasi_snapshot_preview1", "fd_write")
declare function fd_write(fd: u32, spans: usize, count: u32, written: usize): u32;
@external("wasi_snapshot_preview1", "proc_exit")
declare function proc_exit(code: u32): void;

// Where a call writes one u32, and the pointer and length of the bytes that a call reads or writes.
const result = memory.data(4);
const span = memory.data(8);

function setSpan(pointer: usize, size: usize): void {
  store<usize>(span, pointer);
  store<usize>(span, size, 4);
}

// The text that ends with a NUL.
function textAt(pointer: usize): string {
  let size = 0;
  while (load<u8>(pointer + size) != 0) ++size;
  return String.UTF8.decodeUnsafe(pointer, size);
}

/** The arguments without the program's name. */
export function programArguments(): string[] {
  const sizes = memory.data(8);
  args_sizes_get(sizes, sizes + 4);
  const count = load<u32>(sizes);
  const pointers = new Uint32Array(count);
  const bytes = new Uint8Array(load<u32>(sizes, 4));
  args_get(pointers.dataStart, bytes.dataStart);
  const words: string[] = [];
  for (let i = 1; i < <i32>count; ++i) words.push(textAt(pointers[i]));
  return words;
}

/** Writes text to the output of that number: 1 for results, 2 for what went wrong. */
export function print(output: u32, text: string): void {
  const bytes = String.UTF8.encode(text);
  setSpan(changetype<usize>(bytes), bytes.byteLength);
  fd_write(output, span, 1, result);
}

/** Ends the program. */
export function exit(code: u32): void {
  proc_exit(code);
}

/** What AssemblyScript calls when the program cannot go on. */
export function stop(message: string | null, file: string | null, line: u32, column: u32): void {
  print(2, (message ? message : "stopped") + " in " + (file ? file : "?") + ":" + line.toString() + "\n");
  proc_exit(1);
}

// Opens a file below one of the folders that the host gave; 0 when no folder has it.
function open(file: string): u32 {
  const prestat = memory.data(8);
  const rightToReadAndSeek: u64 = 2 | 4;
  for (let folder: u32 = 3; fd_prestat_get(folder, prestat) == 0; ++folder) {
    const name = new Uint8Array(load<u32>(prestat, 4));
    fd_prestat_dir_name(folder, name.dataStart, name.length);
    const prefix = String.UTF8.decodeUnsafe(name.dataStart, name.length) + "/";
    if (!file.startsWith(prefix)) continue;
    const path = String.UTF8.encode(file.substring(prefix.length));
    const errno = path_open(folder, 1, changetype<usize>(path), path.byteLength, 0, rightToReadAndSeek, 0, 0, result);
    if (errno == 0) return load<u32>(result);
  }
  return 0;
}

/** A whole file; empty when it cannot be read. */
export function readFile(file: string): Uint8Array {
  const fd = open(file);
  let bytes = new Uint8Array(1 << 20);
  let size = 0;
  while (fd != 0) {
    setSpan(bytes.dataStart + size, bytes.length - size);
    if (fd_read(fd, span, 1, result) != 0) break;
    const read = load<u32>(result);
    if (read == 0) break;
    size += read;
    if (size == bytes.length) {
      const larger = new Uint8Array(2 * size);
      larger.set(bytes);
      bytes = larger;
    }
  }
  if (fd != 0) fd_close(fd);
  return bytes.subarray(0, size);
}

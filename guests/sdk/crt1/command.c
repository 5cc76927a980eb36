// SPDX-License-Identifier: Apache-2.0
// What a component in C, C++ or Rust starts with, in place of the crt1-command.o of Debian's wasi-libc.
//
// That one leaves constructors and destructors to the linker, which then runs those of the whole program around every
// exported function. A component exports more than _start: its host calls cabi_realloc at any time, and then output is
// lost and folders that were given cannot be opened. Here they run in _start, so the linker leaves the exports alone.

void __wasm_call_ctors(void);
void __wasm_call_dtors(void);
int __main_void(void);
_Noreturn void __wasi_proc_exit(int code);

__attribute__((export_name("_start"))) void _start(void) {
  __wasm_call_ctors();
  int code = __main_void();
  __wasm_call_dtors();
  if (code != 0) __wasi_proc_exit(code);
}

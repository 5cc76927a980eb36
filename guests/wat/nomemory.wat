;; SPDX-License-Identifier: Apache-2.0
;; Guest that exports no memory: every wasi-nn call that would read or write memory must answer
;; missing_memory (3). The exit code is the errno of load_by_name, so 3.
(module
  (import "wasi_ephemeral_nn" "load_by_name" (func $load_by_name (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory 1)
  (data (i32.const 16) "digits")
  (func (export "_start")
    (call $proc_exit (call $load_by_name (i32.const 16) (i32.const 6) (i32.const 32)))))

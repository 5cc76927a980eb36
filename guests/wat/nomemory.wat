;; SPDX-License-Identifier: Apache-2.0
;; Guest that exports no memory: a wasi-nn call must answer missing_memory (3) then. Ends well when it
;; does, and traps when the call answers anything else (proc_exit itself wants an exported memory).
(module
  (import "wasi_ephemeral_nn" "load_by_name" (func $load_by_name (param i32 i32 i32) (result i32)))
  (memory 1)
  (data (i32.const 16) "digits")
  (func (export "_start")
    (if (i32.ne (call $load_by_name (i32.const 16) (i32.const 6) (i32.const 32)) (i32.const 3))
      (then unreachable))))

;; SPDX-License-Identifier: Apache-2.0
;; Component without a beginning of its own: functions that can be called by name, two of one name, and one that takes
;; an argument.
(component
  (core module $m
    (memory (export "memory") 1)
    (data (i32.const 0) "\01\00\00\00\10\00\00\00\04\00\00\00")
    (data (i32.const 16) "full")
    (func (export "answer") (result i32) (i32.const 42))
    (func (export "error") (result i32) (i32.const 0))
    (func (export "twice") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
    (func (export "nothing"))
    (func (export "trap") (result i32) unreachable))
  (core instance $i (instantiate $m))
  (func $answer (result u32) (canon lift (core func $i "answer")))
  (func $error (result (result u32 (error string)))
    (canon lift (core func $i "error") (memory (core memory $i "memory"))))
  (func $nothing (canon lift (core func $i "nothing")))
  (func $twice (param "x" u32) (result u32) (canon lift (core func $i "twice")))
  (func $trap (result u32) (canon lift (core func $i "trap")))
  (instance $numbers (export "answer" (func $answer)) (export "trap" (func $trap)))
  (export "answer" (func $answer))
  (export "error" (func $error))
  (export "nothing" (func $nothing))
  (export "twice" (func $twice))
  (export "demo:numbers/one@1.0.0" (instance $numbers)))

;; SPDX-License-Identifier: Apache-2.0
;; Component that writes its last argument, or "hello" when it has only its name, and a line's end to standard output,
;; and ends well.
(component
  (import "wasi:cli/environment@0.2.0" (instance $environment
    (export "get-arguments" (func (result (list string))))))
  (import "wasi:io/error@0.2.0" (instance $errors (export "error" (type (sub resource)))))
  (alias export $errors "error" (type $error))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (export "output-stream" (type $stream (sub resource)))
    (alias outer 1 $error (type $stream_cause))
    (type $problem_type (variant (case "last-operation-failed" (own $stream_cause)) (case "closed")))
    (export "stream-error" (type $problem (eq $problem_type)))
    (export "[method]output-stream.blocking-write-and-flush"
      (func (param "self" (borrow $stream)) (param "contents" (list u8)) (result (result (error $problem)))))))
  (alias export $streams "output-stream" (type $output_stream))
  (import "wasi:cli/stdout@0.2.0" (instance $stdout
    (alias outer 1 $output_stream (type $its_stream))
    (export "output-stream" (type $stream (eq $its_stream)))
    (export "get-stdout" (func (result (own $stream))))))

  (core module $allocator
    (memory (export "memory") 1)
    (global $next (mut i32) (i32.const 4096))
    (func (export "realloc") (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
      (global.set $next (i32.add (local.get $at) (local.get $size)))
      (local.get $at)))
  (core instance $memory (instantiate $allocator))

  (core func $get_arguments (canon lower (func $environment "get-arguments")
    (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
  (core func $get_stdout (canon lower (func $stdout "get-stdout")))
  (core func $write (canon lower (func $streams "[method]output-stream.blocking-write-and-flush")
    (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
  (core func $drop (canon resource.drop $output_stream))

  (core module $main
    (import "memory" "memory" (memory 1))
    (import "host" "get_arguments" (func $get_arguments (param i32)))
    (import "host" "get_stdout" (func $get_stdout (result i32)))
    (import "host" "write" (func $write (param i32 i32 i32 i32)))
    (import "host" "drop" (func $drop (param i32)))
    (data (i32.const 64) "hello")
    (data (i32.const 80) "\n")
    (func $print (param $text i32) (param $size i32)
      (local $stream i32)
      (local.set $stream (call $get_stdout))
      (call $write (local.get $stream) (local.get $text) (local.get $size) (i32.const 32))
      (call $drop (local.get $stream))
      (if (i32.load8_u (i32.const 32)) (then unreachable)))
    (func (export "run") (result i32)
      (local $last i32)
      (call $get_arguments (i32.const 0))
      (if (i32.lt_u (i32.load (i32.const 4)) (i32.const 2))
        (then (call $print (i32.const 64) (i32.const 5)))
        (else
          (local.set $last (i32.add (i32.load (i32.const 0))
            (i32.mul (i32.const 8) (i32.sub (i32.load (i32.const 4)) (i32.const 1)))))
          (call $print (i32.load (local.get $last)) (i32.load offset=4 (local.get $last)))))
      (call $print (i32.const 80) (i32.const 1))
      (i32.const 0)))
  (core instance $program (instantiate $main
    (with "memory" (instance $memory))
    (with "host" (instance
      (export "get_arguments" (func $get_arguments))
      (export "get_stdout" (func $get_stdout))
      (export "write" (func $write))
      (export "drop" (func $drop))))))
  (func $run (result (result)) (canon lift (core func $program "run")))
  (instance $cli_run (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $cli_run)))

# SPDX-License-Identifier: Apache-2.0
# Tests of `wasinn run`: options, dialects, exit codes, what goes to which stream.
"""Runs guests with the real command."""
import json
import os
import pty
import subprocess
import time
import unittest

from command import DIGITS, GUESTS, MODELS, WASINN, WATS, CommandTest, environment

CLASSIFY = GUESTS / "classify.wasm"
MANY = GUESTS / "many.wasm"
WASI = GUESTS / "wasi.wasm"
COMPONENT = WATS / "component_hello.wat"
FUNCTIONS = WATS / "component_functions.wat"
GRAPH = f"digits={DIGITS}"


class Graphs(CommandTest):
    def test_a_graph_is_found_by_name(self):
        ended = self.wasinn("run", "--graph", GRAPH, MANY, "10")
        self.assertEqual(ended.out, "10 inferences\n")
        self.assertEqual(ended.err, "")

    def test_a_graph_may_say_its_encoding_and_target(self):
        self.wasinn("run", "--graph", f"digits:onnx:cpu={DIGITS}", MANY, "10")

    def test_the_name_of_a_graph_may_be_any(self):
        self.wasinn("run", "--graph", f"other={DIGITS}", MANY, "10", "other")

    def test_wasmtimes_spelling_names_a_graph_after_its_directory(self):
        self.write("digits/model.onnx", DIGITS.read_bytes())
        for options in (["-S", "nn", "-S", "nn-graph=onnx::digits"], ["-S", "nn,nn-graph=onnx::digits"],
                        ["-Snn", "-Snn-graph=ONNX::digits/"]):
            self.assertEqual(self.wasinn("run", *options, MANY, "10").out, "10 inferences\n")

    def test_wasmtimes_other_options_are_refused_by_name(self):
        self.assertError(self.wasinn("run", "-S", "http", MANY, code=64), "-S http is not known here", "nn-graph=")

    def test_wasmedges_spelling_is_understood(self):
        ended = self.wasinn("run", "--nn-preload", f"digits:ONNX:CPU:{DIGITS}", MANY, "10")
        self.assertEqual(ended.out, "10 inferences\n")

    def test_one_name_for_two_graphs_is_refused(self):
        ended = self.wasinn("run", "--graph", GRAPH, "--graph", GRAPH, MANY, code=64)
        self.assertError(ended, "the name 'digits' is given to two graphs")

    def test_a_missing_model_is_told_at_the_start(self):
        ended = self.wasinn("run", "--graph", "digits=none.onnx", WATS / "exit0.wat")
        self.assertTrue(ended.err.startswith("warning: graph 'digits'"), str(ended))

    def test_a_target_that_cannot_be_served_needs_permission(self):
        ended = self.wasinn("run", "--graph", f"digits:onnx:gpu={DIGITS}", MANY, "10", code=1)
        self.assertError(ended, "target gpu was asked for and only cpu", "  allow it: --target-fallback")
        ended = self.wasinn("run", "--target-fallback", "--stats", "--graph", f"digits:onnx:gpu={DIGITS}", MANY, "10")
        self.assertIn("warning: target gpu was asked for; falling back to cpu", ended.err)

    def test_another_backend_can_be_chosen(self):
        model = self.write("echo.txt", "echo f32[1,1,8,8]")
        ended = self.wasinn("run", "--backend", "onnx=echo", "--stats=json", "--graph", f"digits:onnx={model}",
                            GUESTS / "streaming.wasm")
        self.assertIn('"graph":"digits","backend":"echo ', ended.err)


class Guests(CommandTest):
    def test_everything_after_the_guest_is_the_guests(self):
        for separator in ([], ["--"]):
            ended = self.wasinn("run", WASI, *separator, "args", "--stats", "-v", code=2)
            self.assertIn("\nargs\n--stats\n-v\n", ended.out)

    def test_a_second_double_dash_stays(self):
        self.assertIn("\n--\n", self.wasinn("run", WASI, "--", "args", "--", code=2).out)

    def test_the_guests_own_name_is_that_of_its_file(self):
        self.assertIn("\nwasi.wasm\n", self.wasinn("run", WASI, "args").out)

    def test_a_directory_is_seen_under_its_own_path_and_as_the_current_one(self):
        self.write("data/hello", "hello")
        for options, path in ((["--dir", "data"], "data/hello"), (["--dir", "data"], "hello"),
                              (["--dir", "data::/d"], "/d/hello"), (["--dir", "data::."], "hello"),
                              (["--dir", "."], "data/hello")):
            self.assertEqual(self.wasinn("run", *options, WASI, "read", path).out, "hello", f"{options} {path}")

    def test_a_directory_with_a_name_of_its_own_is_nothing_else(self):
        self.write("data/hello", "hello")
        self.wasinn("run", "--dir", "data::/d", WASI, "read", "hello", code=1)

    def test_no_directory_is_seen_unless_it_is_given(self):
        self.write("hello", "hello")
        self.wasinn("run", WASI, "read", "hello", code=1)

    def test_variables_come_from_the_option_or_from_here(self):
        self.assertEqual(self.wasinn("run", "--env", "K=a=b", WASI, "env", "K").out, "K=a=b\n")
        self.assertEqual(self.wasinn("run", "--env", "K", WASI, "env", "K", env={"K": "here"}).out, "K=here\n")
        self.assertEqual(self.wasinn("run", WASI, "env", "K", env={"K": "here"}).out, "K unset\n")
        self.assertError(self.wasinn("run", "--env", "NOT_SET_1", WASI, code=64), "NOT_SET_1 has no value")

    def test_standard_input_is_the_guests(self):
        self.assertEqual(self.wasinn("run", WASI, "stdin", input=b"from outside").out, "from outside")

    def test_memory_can_be_bounded(self):
        self.assertNotIn("refused", self.wasinn("run", WASI, "grow", "100").out)
        self.assertIn("refused", self.wasinn("run", "--max-memory", "2MiB", WASI, "grow", "100").out)

    def test_a_precompiled_guest_runs(self):
        self.wasinn("compile", MANY, "-o", "many.cwasm")
        self.assertEqual(self.wasinn("run", "--graph", GRAPH, "many.cwasm", "10").out, "10 inferences\n")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["many.cwasm"])


class ExitCodes(CommandTest):
    def test_a_guests_own_code_is_passed_on(self):
        self.wasinn("run", WATS / "exit0.wat")
        self.wasinn("run", WATS / "exit7.wat", code=7)

    def test_wrong_use_is_64(self):
        for arguments in ([], ["nothing"], ["--nothing"], ["run"], ["run", "--nothing", "x.wasm"], ["infer"],
                          ["run", "--graph", "x", MANY], ["run", "--timeout", "soon", MANY],
                          ["run", "--max-memory", "much", MANY], ["run", "--allow-load", "caffe", MANY],
                          ["run", "--limit", "graphs", MANY], ["run", "--limit", "grafs=1", MANY],
                          ["run", "--backend", "onnx=nothing", MANY], ["run", "--dir", "::x", MANY],
                          ["run", "--stats=xml", MANY], ["run", "--config", "none.json", MANY],
                          ["run", "none.wasm"], ["compile", "none.wasm", "-o", "x"], ["inspect", "none.onnx"]):
            with self.subTest(arguments=arguments):
                self.assertError(self.wasinn(*arguments, code=64))

    def test_a_trap_is_70(self):
        self.assertError(self.wasinn("run", WATS / "trap.wat", code=70), "the guest trapped: wasm `unreachable`")

    def test_the_end_of_the_time_is_124(self):
        for guest in (WATS / "spin.wat", GUESTS / "loop.wasm"):
            began = time.monotonic()
            ended = self.wasinn("run", "--timeout", "300ms", guest, code=124)
            self.assertLess(time.monotonic() - began, 20)
            self.assertError(ended, "the guest ran longer than 300 ms and was stopped")

    def test_the_end_of_the_time_says_what_the_guest_was_in(self):
        ended = self.wasinn("run", "--timeout", "1s", "--graph", f"slow={MODELS / 'endless.onnx'}",
                            GUESTS / "deadline.wasm", code=124)
        self.assertError(ended, "the guest ran longer than 1 s and was stopped (in compute on graph 'slow')")

    def test_a_guest_that_nothing_can_interrupt_is_ended_with_its_process(self):
        began = time.monotonic()
        reader, writer = os.pipe()
        self.addCleanup(os.close, writer)
        with os.fdopen(reader, "rb") as waits_for_ever:
            ended = subprocess.run([WASINN, "run", "--timeout", "300ms", WASI, "stdin"], stdin=waits_for_ever,
                                   env=environment(), capture_output=True, timeout=60)
        self.assertEqual(ended.returncode, 124, ended.stderr)
        self.assertLess(time.monotonic() - began, 20)


class Errors(CommandTest):
    def test_an_unknown_graph(self):
        ended = self.wasinn("run", CLASSIFY, "x.png", code=1)
        self.assertError(ended, "error: the guest asked for graph 'digits', and no graph has that name",
                         f"\n  give it one: wasinn run --graph digits=PATH {CLASSIFY}\n")

    def test_a_graph_with_another_name(self):
        ended = self.wasinn("run", "--graph", f"digit={DIGITS}", CLASSIFY, "x.png", code=1)
        self.assertError(ended, "the host has 'digit'")

    def test_a_model_that_is_packed(self):
        broken = self.write("broken.onnx", b"\x1f\x8b\x08\x00" + bytes(60))
        ended = self.wasinn("run", "--graph", f"digits={broken}", CLASSIFY, "x.png", code=1)
        self.assertError(ended, "graph 'digits'", "look like gzip", f"its file: {broken}")
        ended = self.wasinn("run", "--graph", f"digits:onnx={broken}", CLASSIFY, "x.png", code=1)
        self.assertError(ended, "graph 'digits': does not parse as onnx (its first bytes look like gzip)")

    def test_a_backend_that_is_missing(self):
        model = self.write("net.pt", b"anything")
        graph = f"digits:pytorch={model}"
        ended = self.wasinn("run", "--graph", graph, CLASSIFY, "x.png", code=1, env=self.plugins("onnxruntime"))
        self.assertError(ended, "graph 'digits': encoding pytorch needs a backend that is not")

    def test_a_framework_that_is_missing(self):
        nowhere = {"WASINN_CACHE": str(self.folder), "WASINN_FRAMEWORKS": ""}
        ended = self.wasinn("run", "--graph", GRAPH, CLASSIFY, "x.png", code=1, env=nowhere)
        self.assertError(ended, "encoding onnx needs a backend that is not installed: onnxruntime",
                         "\n  get it: wasinn backends add onnxruntime (28 MB)")

    def test_a_component_that_imports_what_nobody_serves(self):
        component = self.write("c.wat", """(component
            (import "wasi:http/outgoing-handler@0.2.0" (instance (export "handle" (func)))) (core module $m
              (func (export "run") (result i32) (i32.const 0)))
            (core instance $i (instantiate $m))
            (func $run (result (result)) (canon lift (core func $i "run")))
            (instance $cli (export "run" (func $run)))
            (export "wasi:cli/run@0.2.0" (instance $cli)))""")
        self.assertError(self.wasinn("run", component, code=64),
                         "c.wat imports wasi:http/outgoing-handler@0.2.0, which wasinn does not serve (")

    def test_a_component_without_anything_to_run(self):
        component = self.write("component.wasm", b"\0asm\x0d\0\x01\0")
        self.assertError(self.wasinn("run", component, code=64), "component.wasm exports no wasi:cli/run")

    def test_something_that_is_no_guest(self):
        text = self.write("guest.txt", "hello")
        self.assertError(self.wasinn("run", text, code=64), "guest.txt is not WebAssembly")

    def test_a_failed_call_explains_a_failed_guest(self):
        ended = self.wasinn("run", "--graph", f"digits={MODELS / 'tiny.onnx'}", MANY, "10", code=1)
        self.assertError(ended, "the guest ended with code 1", "  its last failed call: set_input: graph 'digits': "
                         "input 0 'x': wants f32[1,4], got f32[1,1,8,8]")

    def test_a_guest_that_copes_is_left_in_peace(self):
        ended = self.wasinn("run", "--limit", "compute-time=200ms", "--graph", f"slow={MODELS / 'endless.onnx'}",
                            "--graph", GRAPH, GUESTS / "deadline.wasm")
        self.assertEqual(ended.err, "")
        ended = self.wasinn("run", "-v", "--limit", "compute-time=200ms", "--graph", f"slow={MODELS / 'endless.onnx'}",
                            "--graph", GRAPH, GUESTS / "deadline.wasm")
        self.assertIn("info: compute: ", ended.err)

    def test_loading_from_bytes_can_be_forbidden(self):
        self.write("digits.onnx", DIGITS.read_bytes())
        share = ["--dir", ".", "--graph", GRAPH, GUESTS / "share.wasm"]
        self.wasinn("run", *share)
        ended = self.wasinn("run", "--allow-load", "none", *share, code=1)
        self.assertError(ended, "guests may not load onnx models from bytes here")

    def test_a_word_that_is_a_file_is_taken_for_a_guest(self):
        self.write("guest.wasm", b"")
        self.assertError(self.wasinn("guest.wasm", code=64), "to run it: wasinn run guest.wasm")

    def test_an_unknown_option_before_the_guest(self):
        self.assertError(self.wasinn("run", "--grpah", "a=b", MANY, code=64), "there is no option '--grpah'")


class Components(CommandTest):
    def test_a_component_gets_its_arguments_and_standard_output(self):
        self.assertEqual(self.wasinn("run", COMPONENT).out, "hello\n")
        self.assertEqual(self.wasinn("run", COMPONENT, "--", "one", "--two").out, "--two\n")

    def test_a_component_can_be_compiled_ahead_of_time(self):
        self.wasinn("compile", COMPONENT, "-o", "c.cwasm")
        ended = self.wasinn("run", "c.cwasm", "seven")
        self.assertEqual((ended.out, ended.err), ("seven\n", ""))

    def test_a_function_can_be_called_and_its_result_is_printed(self):
        ended = self.wasinn("run", "--invoke", "answer", FUNCTIONS)
        self.assertEqual((ended.out, ended.err), ("42\n", ""))
        self.assertEqual(self.wasinn("run", "--invoke", "demo:numbers/one#answer", FUNCTIONS).out, "42\n")
        self.assertEqual(self.wasinn("run", "--invoke", "nothing", FUNCTIONS).out, "")
        self.assertEqual(self.wasinn("run", "--invoke", "run", COMPONENT).out, "hello\nok\n")

    def test_a_returned_error_is_printed_and_gives_1(self):
        ended = self.wasinn("run", "--invoke", "error", FUNCTIONS, code=1)
        self.assertEqual((ended.out, ended.err), ('err("full")\n', ""))

    def test_a_function_that_cannot_be_called_is_refused_with_those_that_can(self):
        for name, why in (("twice", "which takes arguments"), ("absent", "exports no function 'absent'")):
            ended = self.wasinn("run", "--invoke", name, FUNCTIONS, code=64)
            self.assertError(ended, why, "--invoke can call answer, error, nothing, demo:numbers/one@1.0.0#answer")
        self.assertError(self.wasinn("run", FUNCTIONS, code=64), "exports no wasi:cli/run", "--invoke can call answer")

    def test_a_function_that_traps_is_70(self):
        self.assertError(self.wasinn("run", "--invoke", "trap", FUNCTIONS, code=70), "the guest trapped: ")

    def test_a_function_of_a_core_module_can_be_called(self):
        module = self.write("m.wat", '(module (func (export "f") (result i32 f32) (i32.const 5) (f32.const 0.5)))')
        self.assertEqual(self.wasinn("run", "--invoke", "f", module).out, "5\n0.5\n")
        self.wasinn("run", "--invoke", "_start", WATS / "exit7.wat", code=7)


class Streams(CommandTest):
    def test_standard_output_is_the_guests_alone(self):
        ended = self.wasinn("run", "-vv", "--stats", "--graph", GRAPH, MANY, "10")
        self.assertEqual(ended.out, "10 inferences\n")

    def test_statistics_are_a_table(self):
        lines = self.wasinn("run", "--stats", "--graph", GRAPH, MANY, "1000").err.splitlines()
        self.assertEqual(lines[0].split(), "graph backend device loads shared computes in framework copied".split())
        self.assertEqual(lines[1].split()[:7], ["digits", "onnxruntime", "1.32.0", "cpu", "1", "0", "1,000"])
        self.assertTrue(lines[1].endswith("250.0 KiB in, 39.1 KiB out"), lines[1])

    def test_statistics_can_be_json(self):
        ended = self.wasinn("run", "--stats=json", "--graph", GRAPH, MANY, "10")
        (row,) = json.loads(ended.err)
        self.assertEqual((row["graph"], row["device"], row["loads"], row["computes"]), ("digits", "cpu", 1, 10))
        self.assertEqual((row["bytes_in"], row["bytes_out"]), (2560, 400))
        self.assertGreater(row["framework_ns"], 0)

    def test_statistics_show_sharing(self):
        self.write("digits.onnx", DIGITS.read_bytes())
        ended = self.wasinn("run", "--stats=json", "--dir", ".", "--graph", GRAPH, GUESTS / "share.wasm")
        rows = {row["graph"][:6]: (row["loads"], row["shared"]) for row in json.loads(ended.err)}
        self.assertEqual(rows, {"digits": (1, 0), "bytes:": (1, 1)})

    def test_statistics_are_told_of_a_guest_that_was_stopped(self):
        ended = self.wasinn("run", "--stats", "--timeout", "1s", "--graph", f"slow={MODELS / 'endless.onnx'}",
                            GUESTS / "deadline.wasm", code=124)
        self.assertIn("slow   onnxruntime", ended.err)

    def run_at_a_terminal(self, *arguments):
        """Runs the command with a terminal as standard error; returns what it wrote there."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen([WASINN, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=theirs,
                                   stdin=subprocess.DEVNULL, env=environment(), cwd=self.folder)
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # how Linux tells that the other side is closed
                break
            if not part:
                break
            seen += part
        os.close(ours)
        return process.wait(timeout=60), seen.decode()

    def test_progress_is_shown_at_a_terminal_and_removed(self):
        model = self.write("slow.txt", "echo f32[1] load_delay_ms=900")
        tensor = self.write("one", bytes(4))
        infer = ["infer", "--backend", "onnx=echo", "--encoding", "onnx", model, "--input", tensor]
        code, seen = self.run_at_a_terminal(*infer)
        self.assertEqual(code, 0, seen)
        self.assertIn("loading slow.txt (29 bytes) ... 0.3 s", seen)
        self.assertTrue(seen.endswith("\r\x1b[K"), repr(seen))
        self.assertEqual(self.wasinn(*infer).err, "")

    def test_short_work_shows_no_progress(self):
        code, seen = self.run_at_a_terminal("run", WATS / "exit0.wat")
        self.assertEqual((code, seen), (0, ""))


class Decisions(CommandTest):
    def test_a_configuration_file_decides(self):
        self.write("models/digits.onnx", DIGITS.read_bytes())
        self.write("data/hello", "hello")
        self.write("wasinn.json", json.dumps({
            "graphs": {"digits": "models/digits.onnx"},
            "guest": {"dirs": {".": "data"}, "env": {"K": "file"}, "timeout": "30s"}}))
        elsewhere = {"WASINN_CONFIG": str(self.folder / "wasinn.json")}
        self.wasinn("run", "--config", "wasinn.json", MANY, "10")
        self.wasinn("run", MANY, "10", env=elsewhere)
        self.assertEqual(self.wasinn("run", WASI, "env", "K", env=elsewhere).out, "K=file\n")
        self.assertEqual(self.wasinn("run", WASI, "read", "hello", env=elsewhere).out, "hello")

    def test_the_command_line_is_stronger_than_the_file(self):
        self.write("wasinn.json", json.dumps({"graphs": {"digits": "none.onnx"}, "guest": {"env": {"K": "file"}}}))
        config = ["--config", "wasinn.json"]
        self.wasinn("run", *config, "--graph", GRAPH, MANY, "10")
        self.assertIn("K=line\n", self.wasinn("run", *config, "--env", "K=line", WASI, "env", "K").out)

    def test_an_unknown_key_is_named_with_the_known_ones(self):
        self.write("wasinn.json", '{"grahps": {}}')
        ended = self.wasinn("run", "--config", "wasinn.json", MANY, code=64)
        self.assertError(ended, 'wasinn.json:1:2: "grahps": there is no such key; the keys are graphs, limits')

    def test_a_limit_is_kept(self):
        ended = self.wasinn("run", "--limit", "contexts=0", "--graph", GRAPH, MANY, "10", code=1)
        self.assertError(ended, "init_execution_context", "execution contexts")

    def test_a_digest_is_checked(self):
        self.write("wasinn.json", json.dumps({"graphs": {"digits": {"files": str(DIGITS), "sha256": "0" * 64}}}))
        ended = self.wasinn("run", "--config", "wasinn.json", MANY, "10", code=1)
        self.assertError(ended, "sha256")

    def test_compiled_guests_are_kept_in_the_cache_unless_told_otherwise(self):
        cache = {"WASINN_CACHE": str(self.folder / "cache")}
        self.wasinn("run", "--no-cache", WATS / "exit0.wat", env=cache)
        self.assertFalse((self.folder / "cache").exists())
        self.wasinn("run", WATS / "exit0.wat", env=cache)
        self.assertTrue(any((self.folder / "cache" / "guests").rglob("*")))


if __name__ == "__main__":
    unittest.main()

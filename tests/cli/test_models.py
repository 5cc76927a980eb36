# SPDX-License-Identifier: Apache-2.0
# Tests of `wasinn infer`, `inspect`, `backends` and `compile`.
"""Works on models and guests with the real command."""
import hashlib
import json
import subprocess
import unittest

import numpy as np

from command import DIGITS, GUESTS, MODELS, WASINN, WATS, CommandTest, environment

TYPES = {"f16": np.float16, "f32": np.float32, "f64": np.float64, "u8": np.uint8, "i32": np.int32, "i64": np.int64}


class Infer(CommandTest):
    def save(self, name, array):
        np.save(self.folder / name, array)
        return name

    def load(self, name):
        return np.load(self.folder / name)

    def test_an_answer_is_printed(self):
        self.save("x.npy", np.array([[1, 2, 3, 4]], np.float32))
        ended = self.wasinn("infer", MODELS / "tiny.onnx", "--input", "x=x.npy")
        self.assertRegex(ended.out, r"^y  f32\[1,3\]\n  0\.2777\d+ 0\.2945\d+ 0\.4277\d+\n$")
        self.assertEqual(ended.err, "")

    def test_arrays_of_every_type_come_back_as_numpy_wrote_them(self):
        for name, dtype in TYPES.items():
            array = (np.arange(6) % 5).astype(dtype).reshape(2, 3)
            self.save("x.npy", array)
            self.wasinn("infer", MODELS / f"identity_{name}_2x3.onnx", "--input", "x=x.npy", "--output", "y=y.npy")
            self.assertEqual((self.folder / "x.npy").read_bytes(), (self.folder / "y.npy").read_bytes(), name)

    def test_bf16_is_two_bytes_without_meaning(self):
        bits = np.array([0x3F80, 0xC000, 0x7F80], np.uint16)
        for array in (bits, bits.view("V2")):
            self.save("x.npy", array)
            ended = self.wasinn("infer", MODELS / "identity_bf16.onnx", "--input", "x=x.npy")
            self.assertEqual(ended.out, "y  bf16[3]\n  1 -2 inf\n")
            self.wasinn("infer", MODELS / "identity_bf16.onnx", "--input", "x=x.npy", "--output", "y=y.npy")
            np.testing.assert_array_equal(self.load("y.npy").view(np.uint16), bits)

    def test_scalars_and_empty_arrays(self):
        self.save("x.npy", np.array(2, np.float32))
        self.assertEqual(self.wasinn("infer", MODELS / "scalar.onnx", "--input", "x.npy").out, "y  f32[]\n  3\n")
        self.save("x.npy", np.zeros((0, 3), np.float32))
        self.wasinn("infer", MODELS / "dynamic.onnx", "--input", "x.npy", "--output", "y=y.npy")
        self.assertEqual(self.load("y.npy").shape, (0, 3))

    def test_bytes_take_the_shape_of_the_model_or_of_the_option(self):
        np.array([1, 2, 3, 4], np.float32).tofile(self.folder / "x.raw")
        self.wasinn("infer", MODELS / "tiny.onnx", "--input", "x=x.raw", "--output", "y=y.raw")
        answer = np.fromfile(self.folder / "y.raw", np.float32)
        np.testing.assert_allclose(answer, [0.277720, 0.294556, 0.427724], atol=1e-5)
        self.assertError(self.wasinn("infer", MODELS / "dynamic.onnx", "--input", "x=x.raw", code=64),
                         "say the shape: NAME:1x2x3=FILE")
        ended = self.wasinn("infer", MODELS / "dynamic.onnx", "--input", "x:2x2=x.raw")
        self.assertEqual(ended.out, "y  f32[2,2]\n  2 4\n  6 8\n")

    def test_inputs_and_outputs_have_names_and_numbers(self):
        self.save("a.npy", np.full((2, 3), 2, np.float32))
        self.save("b.npy", np.full((2, 3), 5, np.float32))
        self.wasinn("infer", MODELS / "two_in_two_out.onnx", "--input", "1=b.npy", "--input", "left=a.npy",
                    "--output", "0=sum.npy", "--output", "product=product.npy")
        np.testing.assert_array_equal(self.load("sum.npy"), np.full((2, 3), 7, np.float32))
        np.testing.assert_array_equal(self.load("product.npy"), np.full((2, 3), 10, np.float32))

    def test_long_answers_are_shortened(self):
        self.save("x.npy", np.zeros(100, np.float32))
        ended = self.wasinn("infer", MODELS / "identity_f32.onnx", "--input", "x.npy")
        self.assertTrue(ended.out.endswith("\n  ... 36 more\n"), str(ended))
        ended = self.wasinn("infer", MODELS / "identity_f32.onnx", "--input", "x.npy", "--values", "0")
        self.assertEqual(ended.out.count(" 0"), 100)

    def test_runs_can_be_repeated_and_timed(self):
        self.save("x.npy", np.zeros((1, 4), np.float32))
        ended = self.wasinn("infer", MODELS / "tiny.onnx", "--input", "x.npy", "--repeat", "20")
        self.assertRegex(ended.err, r"^20 runs: best .*s, median .*s, worst .*s\n$")

    def test_wrong_tensors_are_refused(self):
        model = MODELS / "tiny.onnx"
        self.save("x.npy", np.zeros((1, 5), np.float32))
        self.assertError(self.wasinn("infer", model, "--input", "x.npy", code=64), "input 0 'x'", "wants f32[1,4]")
        self.save("x.npy", np.zeros((1, 4), np.float64))
        self.assertError(self.wasinn("infer", model, "--input", "x.npy", code=64), "got f64[1,4]")
        self.save("x.npy", np.asfortranarray(np.ones((2, 3), np.float32)))
        self.assertError(self.wasinn("infer", MODELS / "identity_f32_2x3.onnx", "--input", "x.npy", code=64),
                         "Fortran order")
        self.save("x.npy", np.zeros((1, 4), ">f4"))
        self.assertError(self.wasinn("infer", model, "--input", "x.npy", code=64), "big-endian")
        self.assertError(self.wasinn("infer", model, code=64), "input 0 'x' f32[1,4] is not given")
        self.assertError(self.wasinn("infer", model, "--input", "x=none.npy", code=64), "cannot read none.npy")
        self.assertError(self.wasinn("infer", model, "--input", "x=/dev/zero", code=64), "is a device, not a file")
        self.save("x.npy", np.zeros((1, 4), np.float32))
        self.assertError(self.wasinn("infer", model, "--input", "x.npy", "--output", "z=y.npy", code=64),
                         "no output 'z'", "output 0 'y' f32[1,3]")
        self.assertFalse((self.folder / "y.npy").exists())

    def test_an_output_that_cannot_be_written_is_told(self):
        self.save("x.npy", np.zeros((1, 4), np.float32))
        ended = self.wasinn("infer", MODELS / "tiny.onnx", "--input", "x.npy", "--output", "y=no/y.npy", code=70)
        self.assertError(ended, "cannot write no/y.npy")

    def test_types_that_wasi_nn_lacks(self):
        self.save("x.npy", np.array([1.5], np.float32))
        ended = self.wasinn("infer", MODELS / "string_output.onnx", "--input", "x.npy")
        self.assertIn("y  f32[1]\n  -1.5\n", ended.out)
        self.assertIn("text  string[n], which wasi-nn cannot express", ended.out)
        ended = self.wasinn("infer", MODELS / "string_output.onnx", "--input", "x.npy", "--output", "text=t", code=64)
        self.assertError(ended, "has a type that wasi-nn cannot express")
        ended = self.wasinn("infer", MODELS / "identity_string.onnx", "--input", "x=x.npy", code=64)
        self.assertError(ended, "string")

    def test_the_end_of_the_time_is_124(self):
        self.save("x.npy", np.zeros(1, np.float32))
        infer = ["infer", MODELS / "endless.onnx", "--input", "x.npy"]
        ended = self.wasinn(*infer, "--limit", "compute-time=200ms", code=124)
        self.assertError(ended, "it ran longer than 200 ms", "\n  give it more time: --limit compute-time=")

    def test_a_missing_backend_is_69(self):
        model = self.write("net.gguf", b"GGUF" + bytes(60))
        alone = self.plugins("onnxruntime")
        self.assertError(self.wasinn("infer", model, code=69, env=alone), "encoding ggml needs a backend that is not")
        nowhere = {"WASINN_CACHE": str(self.folder), "WASINN_FRAMEWORKS": ""}
        ended = self.wasinn("infer", MODELS / "tiny.onnx", code=69, env=nowhere)
        self.assertError(ended, "encoding onnx needs a backend that is not installed", "\n  get it: wasinn backends add onnxruntime")

    def test_a_framework_that_fails_is_70(self):
        self.save("x.npy", np.zeros(4, np.float32))
        self.save("index.npy", np.array([9], np.int64))
        inputs = ["--input", "x=x.npy", "--input", "index=index.npy"]
        ended = self.wasinn("infer", MODELS / "gather.onnx", *inputs, code=70)
        self.assertError(ended, "compute on graph 'gather'")

    def test_weights_beside_the_model_are_found(self):
        self.save("x.npy", np.array([1, 2, 3, 4], np.float32))
        ended = self.wasinn("infer", MODELS / "external.onnx", "--input", "x.npy")
        self.assertEqual(ended.out, "y  f32[4]\n  11 22 33 44\n")


class Inspect(CommandTest):
    def test_ports_are_shown(self):
        lines = self.wasinn("inspect", DIGITS).out.splitlines()
        self.assertRegex(lines[0], r"^digits\.onnx   onnx \(ir version 8, opset 13\), [0-9.]+ KiB$")
        self.assertEqual(lines[1].split(), "input 0 image f32 [batch, 1, 8, 8]".split())
        self.assertEqual(lines[2].split(), "output 0 probabilities f32 [batch, 10]".split())
        self.assertTrue([line for line in lines if line.startswith("runs on: onnxruntime (cpu)")], lines)
        self.assertIn("sha256: " + hashlib.sha256(DIGITS.read_bytes()).hexdigest(), lines)

    def test_json_says_the_same(self):
        (report,) = json.loads(self.wasinn("inspect", "--json", DIGITS).out)
        self.assertEqual(report["encoding"], "onnx")
        self.assertEqual(report["bytes"], DIGITS.stat().st_size)
        self.assertEqual(report["format"], {"ir version": "8", "opset": "13"})
        self.assertEqual(report["inputs"],
                         [{"name": "image", "type": "f32", "expressible": True, "shape": ["batch", 1, 8, 8]}])
        self.assertEqual(report["outputs"][0]["shape"], ["batch", 10])
        self.assertEqual(report["backends"][0], {"name": "onnxruntime", "runs": True, "device": "cpu"})

    def test_every_test_model_is_shown_or_refused_as_it_should_be(self):
        only = ["--backend", "onnx=onnxruntime"]
        described = json.loads((MODELS / "models.json").read_text())
        names = [name for name in described if (MODELS / f"{name}.onnx").stat().st_size < 1 << 20]
        for name in names:
            loads = described[name]["becomes"] != "fails"
            ended = self.wasinn("inspect", "--json", *only, MODELS / f"{name}.onnx", code=0 if loads else 64)
            reports = json.loads(ended.out)  # none for a file that is nothing known
            self.assertEqual([report["backends"][0]["runs"] for report in reports], [loads] * len(reports), name)
            if loads:
                (report,) = reports
                named = [port[0] for port in described[name]["inputs"]]
                defaults = ["scale"] if name == "overridable" else []
                self.assertEqual([port["name"] for port in report["inputs"]] + defaults, named)

    def test_types_that_wasi_nn_lacks_are_named(self):
        ended = self.wasinn("inspect", MODELS / "string_output.onnx")
        self.assertRegex(ended.out, r"output  1  text  string  \[n\]  \(wasi-nn has no such type\)")
        self.assertRegex(self.wasinn("inspect", MODELS / "unknown_rank.onnx").out, r"x  f32  \[\.\.\.\]")

    def test_several_models_and_the_worst_code(self):
        ended = self.wasinn("inspect", DIGITS, "none.onnx", MODELS / "tiny.onnx", code=64)
        self.assertIn("digits.onnx", ended.out)
        self.assertIn("tiny.onnx", ended.out)
        self.assertError(ended, "none.onnx")

    def test_something_that_is_no_model(self):
        packed = self.write("x.onnx", b"\x1f\x8b\x08\x00" + bytes(60))
        self.assertError(self.wasinn("inspect", packed, code=64), "look like gzip", "--encoding")
        self.assertError(self.wasinn("inspect", self.folder, code=64), "not a regular file")

    def test_a_model_without_a_backend_is_told_as_far_as_it_is_known(self):
        model = self.write("net.gguf", b"GGUF" + bytes(60))
        ended = self.wasinn("inspect", model, code=69, env=self.plugins("onnxruntime"))
        self.assertIn("net.gguf   ggml, 64 bytes\nruns on: nothing that is here\n", ended.out)
        self.assertError(ended, "encoding ggml needs a backend")


class Backends(CommandTest):
    def onnxruntime_of(self, report):
        (backend,) = [backend for backend in report["backends"] if backend["name"] == "onnxruntime"]
        return backend

    def test_what_is_there_is_listed(self):
        lines = self.wasinn("backends").out.splitlines()
        self.assertEqual(lines[0].split(), ["backend", "version", "encodings", "devices", "state"])
        self.assertIn(["onnxruntime", "1.32.0", "onnx", "cpu", "ready"], [line.split() for line in lines])
        self.assertTrue(lines[-1].startswith("looked in: "), lines[-1])
        self.assertNotIn("echo", "".join(lines))

    def test_json_says_the_same(self):
        report = json.loads(self.wasinn("backends", "--json").out)
        backend = self.onnxruntime_of(report)
        self.assertEqual((backend["ready"], backend["encodings"]), (True, ["onnx"]))
        self.assertEqual(backend["targets"], ["cpu"])
        self.assertTrue(report["plugin_folders"])
        self.assertTrue(report["framework_folders"])

    def test_a_missing_framework_is_told_with_the_way_to_it(self):
        nowhere = {"WASINN_CACHE": str(self.folder), "WASINN_FRAMEWORKS": ""}
        ended = self.wasinn("backends", env=nowhere)
        self.assertRegex(ended.out, r"onnxruntime +- +onnx +- +not installed: wasinn backends add onnxruntime \(28 MB\)\n")
        self.assertIn("libonnxruntime.so", ended.out)
        backend = self.onnxruntime_of(json.loads(self.wasinn("backends", "--json", env=nowhere).out))
        self.assertFalse(backend["ready"])
        self.assertIn("libonnxruntime.so", backend["reason"])

    def test_a_backend_on_request_appears_when_it_is_named(self):
        self.assertIn("echo", self.wasinn("backends", "--backend", "ggml=echo").out)

    def test_folders_can_be_named(self):
        ended = self.wasinn("backends", "--plugins", "none")
        self.assertEqual(ended.out, "no backends\nlooked in: none\n")
        self.assertEqual(self.wasinn("backends", env={"WASINN_PLUGINS": "none"}).out, ended.out)

    def test_a_full_disk_is_not_success(self):
        with open("/dev/full", "wb") as full:
            ended = subprocess.run([WASINN, "backends"], stdout=full, stderr=subprocess.PIPE, env=environment())
        self.assertEqual(ended.returncode, 70)
        self.assertIn(b"cannot write to standard output", ended.stderr)


class Compile(CommandTest):
    def test_text_and_binary_are_compiled(self):
        self.wasinn("compile", WATS / "exit7.wat", "-o", "exit7.cwasm")
        self.wasinn("run", "exit7.cwasm", code=7)

    def test_an_older_file_is_replaced_whole(self):
        self.write("x.cwasm", "old")
        self.wasinn("compile", GUESTS / "loop.wasm", "-o", "x.cwasm")
        self.assertTrue((self.folder / "x.cwasm").read_bytes().startswith(b"\x7fELF"))

    def test_a_wrong_guest_leaves_no_file(self):
        self.assertError(self.wasinn("compile", DIGITS, "-o", "x.cwasm", code=64), "is not WebAssembly")
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_folder_that_is_missing_is_told(self):
        ended = self.wasinn("compile", WATS / "exit0.wat", "-o", "none/x.cwasm", code=70)
        self.assertError(ended, "cannot write none/x.cwasm")

    def test_damaged_machine_code_is_refused(self):
        self.wasinn("compile", WATS / "exit0.wat", "-o", "x.cwasm")
        self.write("y.cwasm", (self.folder / "x.cwasm").read_bytes()[:1000])
        self.assertError(self.wasinn("run", "y.cwasm", code=64), "y.cwasm")


class Help(CommandTest):
    def test_help_and_version_are_results(self):
        self.assertRegex(self.wasinn("--version").out, r"^wasinn \d+\.\d+\.\d+\n$")
        for arguments in (["--help"], ["run", "--help"], ["infer", "--help"], ["inspect", "--help"],
                          ["backends", "--help"], ["compile", "--help"]):
            ended = self.wasinn(*arguments)
            self.assertIn("Examples:", ended.out)
            self.assertEqual(ended.err, "")


if __name__ == "__main__":
    unittest.main()

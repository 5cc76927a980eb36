# SPDX-License-Identifier: Apache-2.0
# Tests of models in every format through the real command.
"""Formats told by their bytes, the backend that is chosen, and what is shown of a model. Frameworks that were not
fetched are left out, and said."""
import json
import shutil
import unittest

from command import GUESTS, SOURCE, CommandTest

SUITE = SOURCE / "tests" / "conformance" / "models"
LITE = SOURCE / "tests" / "tflite" / "models"
JOBS = GUESTS / "jobs_rust_component.wasm"
PAIR = {
    "onnx": ("onnx/pair.onnx", "onnxruntime"),
    "openvino": ("openvino/pair.xml", "openvino"),
    "tensorflowlite": ("tensorflowlite/pair.tflite", "tflite"),
    "tensorflow": ("tensorflow/pair", "tensorflow"),
    "pytorch": ("pytorch/pair.pt", "pytorch"),
}


class Formats(CommandTest):
    def setUp(self):
        super().setUp()
        found = json.loads(self.wasinn("backends", "--json").out)["backends"]
        self.ready = {backend["name"] for backend in found if backend["ready"]}

    def each(self):
        """Encoding, model and backend of each format that can be run here; a subtest each."""
        for encoding, (model, backend) in PAIR.items():
            if backend not in self.ready:
                print(f"left out: {encoding} ({backend} was not fetched)")
                continue
            with self.subTest(encoding=encoding):
                yield encoding, SUITE / model, backend

    def inspected(self, *words, code=0):
        (report,) = json.loads(self.wasinn("inspect", "--json", *words, code=code).out)
        return report

    def test_a_format_shows_in_the_bytes_whatever_the_file_is_called(self):
        for encoding, model, _ in self.each():
            if model.is_dir() or encoding == "openvino":
                continue
            shutil.copy(model, self.folder / "model.onnx")
            self.assertEqual(self.inspected("model.onnx")["encoding"], encoding)

    def test_a_folder_with_a_saved_model_is_a_model(self):
        if "tensorflow" not in self.ready:
            self.skipTest("tensorflow was not fetched")
        shutil.copytree(SUITE / "tensorflow" / "pair", self.folder / "net")
        self.assertEqual(self.inspected("net")["encoding"], "tensorflow")

    def test_each_format_shows_the_same_facts(self):
        for encoding, model, backend in self.each():
            report = self.inspected(model)
            self.assertEqual(report["encoding"], encoding)
            self.assertEqual(report["backends"][0]["name"], backend)
            self.assertTrue(report["backends"][0]["runs"])
            self.assertEqual(sorted(port["name"] for port in report["inputs"]), ["a", "b"])
            self.assertEqual([port["shape"] for port in report["inputs"]], [[2, 3], [2, 3]])
            self.assertTrue(all(port["type"] == "f32" for port in report["inputs"] + report["outputs"]))
            self.assertTrue(report["format"])

    def test_a_wrong_encoding_is_told_with_what_the_bytes_look_like(self):
        for encoding, model, _ in self.each():
            wrong = "onnx" if encoding != "onnx" else "tensorflowlite"
            ended = self.wasinn("run", "--graph", f"pair:{wrong}={model}", GUESTS / "jobs_c_core.wasm", "pair", code=1)
            self.assertError(ended, f"does not parse as {wrong} (its first bytes look like {encoding})")

    def test_a_guest_runs_with_each_that_keeps_the_order_of_ports(self):
        for encoding, model, _ in self.each():
            ended = self.wasinn("run", "--stats=json", "--graph", f"pair={model}", GUESTS / "jobs_c_core.wasm", "pair")
            self.assertIn("1", ended.out, encoding)

    def test_parts_are_counted(self):
        if "openvino" not in self.ready:
            self.skipTest("openvino was not fetched")
        both = f"{SUITE / 'openvino/pair.xml'},{SUITE / 'openvino/pair.bin'}"
        self.assertEqual(self.inspected(both)["parts"], 2)
        self.assertIn(" in 2 parts\n", self.wasinn("inspect", both).out)

    def test_the_operator_chooses_who_serves_a_format(self):
        if not {"openvino", "tflite"} <= self.ready:
            self.skipTest("openvino or tflite was not fetched")
        model = SUITE / PAIR["tensorflowlite"][0]
        usual = self.inspected(model)["backends"]
        self.assertEqual([backend["name"] for backend in usual], ["tflite", "openvino"])
        (chosen,) = self.inspected("--backend", "tensorflowlite=openvino", model)["backends"]
        self.assertEqual((chosen["name"], chosen["runs"]), ("openvino", True))
        ended = self.wasinn("inspect", "--backend", "pytorch=openvino", model, code=64)
        self.assertError(ended, "backend 'openvino' does not read pytorch")

    def test_quantised_ports_say_how(self):
        if "tflite" not in self.ready:
            self.skipTest("tflite was not fetched")
        report = self.inspected(LITE / "quantized.tflite")
        whole, columns = report["inputs"]
        self.assertEqual(whole["quantization"], {"scales": [0.5], "zero_points": [128], "axis": 0})
        self.assertEqual((columns["type"], columns["carries"]), ("u8", "int8"))
        self.assertEqual(columns["quantization"], {"scales": [0.5, 0.25, 2.0], "zero_points": [0, 1, -2], "axis": 1})
        self.assertIn("axis=1 scale=0.5,0.25,2 zero_point=0,1,-2", self.wasinn("inspect", LITE / "quantized.tflite").out)

    def test_an_option_of_a_backend_is_checked(self):
        if "openvino" not in self.ready:
            self.skipTest("openvino was not fetched")
        model = SUITE / PAIR["openvino"][0]
        any_precision = self.inspected("--backend-option", "openvino.precision=any", model)
        self.assertEqual(any_precision["backends"][0]["runs"], True)
        ended = self.wasinn("inspect", "--backend-option", "openvino.speed=more", model, code=69)
        self.assertIn("no option 'speed'", ended.out + ended.err)

    def test_threads_of_onnxruntime_spin_or_do_not(self):
        for spin in ("on", "off"):
            ended = self.wasinn("inspect", "--backend-option", f"onnxruntime.spin={spin}", SUITE / PAIR["onnx"][0])
            self.assertIn("onnxruntime (cpu)", ended.out)
        others = "openvino" in self.ready
        ended = self.wasinn("inspect", "--backend-option", "onnxruntime.spin=wild", SUITE / PAIR["onnx"][0],
                            code=0 if others else 69)
        self.assertIn("option spin is on or off, got 'wild'", ended.out + ended.err)

    def test_programs_from_guests_need_the_operators_word(self):
        if "pytorch" not in self.ready or not JOBS.exists():
            self.skipTest("pytorch or the guests in Rust are not here")
        shutil.copy(SUITE / PAIR["pytorch"][0], self.folder / "net.pt")
        words = ["--dir", f"{self.folder}::/data", JOBS, "pair", "/data/net.pt"]
        self.assertIn("pytorch", self.wasinn("run", *words, code=1).err)
        allowed = self.wasinn("run", "--allow-load", "pytorch", *words, code=1)  # the guest has other names for its inputs
        self.assertIn("has no input 'left'; its inputs: 'a', 'b'", allowed.err)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
# Tests of `wasinn bench`.
"""Measures small models with the real command."""
import json
import statistics
import unittest

import numpy as np

from command import BUILD, DIGITS, MODELS, SOURCE, CommandTest

HAS_LLAMA = any((BUILD / "lib" / "wasinn" / "plugins").glob("*llama*"))


class Bench(CommandTest):
    def measure(self, *arguments, **options):
        return json.loads(self.wasinn("bench", "--json", "--rounds", "2", "--time", "300ms", *arguments, **options).out)

    def assertMeasured(self, report, *needed):
        rows = {row["name"]: row for row in report["rows"]}
        self.assertLessEqual(set(needed), set(rows))
        for row in report["rows"]:
            for side in ("native", "wasm"):
                self.assertEqual(len(row[side]["rounds_ns"]), report["rounds"], row)
                self.assertGreater(min(row[side]["rounds_ns"]), 0, row)
                self.assertLessEqual(row[side]["lower_ns"], row[side]["median_ns"])
                self.assertLessEqual(row[side]["median_ns"], row[side]["upper_ns"])
            ratios = [wasm / native for wasm, native in zip(row["wasm"]["rounds_ns"], row["native"]["rounds_ns"])]
            self.assertAlmostEqual(row["ratio"], statistics.median(ratios))

    def test_people_get_a_table(self):
        ended = self.wasinn("bench", DIGITS, "--rounds", "2", "--time", "300ms")
        self.assertRegex(ended.out, r"digits\.onnx   onnxruntime [0-9.]+, cpu; 2 rounds of [0-9,]+ inferences?; "
                                    r"256 bytes in, 40 bytes out\n")
        self.assertIn("input 0 'image' f32[batch,1,8,8] is filled as f32[1,1,8,8]\n", ended.out)
        self.assertRegex(ended.out, r"\ninference +[0-9.]+ [mµn]s +[0-9.]+ [mµn]s +[0-9.]+ +[0-9.]+ to [0-9.]+\n")
        self.assertRegex(ended.out, r"\none call, no copies +[0-9.]+ ")
        self.assertEqual(ended.err, "")

    def test_programs_get_all_figures(self):
        report = self.measure(MODELS / "tiny.onnx")
        self.assertMeasured(report, "inference", "one call, no copies")
        self.assertEqual((report["backend"], report["device"], report["rounds"]), ("onnxruntime", "cpu", 2))
        self.assertEqual((report["bytes_in"], report["bytes_out"]), (16, 12))
        self.assertGreater(report["iterations"], 1)

    def test_inputs_can_be_given(self):
        np.save(self.folder / "a.npy", np.full((2, 3), 2, np.float32))
        report = self.measure(MODELS / "two_in_two_out.onnx", "--input", "left=a.npy")
        self.assertMeasured(report, "inference")
        self.assertEqual(len(report["notes"]), 1)
        self.assertIn("input 1", report["notes"][0])

    def test_scalars_many_types_and_sizes_that_are_not_known_before(self):
        np.save(self.folder / "x.npy", np.array([0, 1, 2, 0], np.float32))
        for model, *inputs in (["scalar.onnx"], ["mixed_types.onnx"], ["non_zero.onnx", "--input", "x.npy"]):
            self.assertMeasured(self.measure(MODELS / model, *inputs), "inference", "one call, no copies")

    def test_bf16_is_measured_where_guests_have_it(self):
        rows = [row["name"] for row in self.measure(MODELS / "identity_bf16_2x3.onnx")["rows"]]
        self.assertNotIn("inference", rows)
        self.assertIn("one call, no copies", rows)

    def test_without_extensions_there_is_no_call_without_copies(self):
        rows = [row["name"] for row in self.measure(MODELS / "tiny.onnx", env={"WASINN_EXTENSIONS": "false"})["rows"]]
        self.assertIn("inference", rows)
        self.assertNotIn("one call, no copies", rows)

    def test_what_cannot_be_filled_must_be_given(self):
        ended = self.wasinn("bench", MODELS / "unknown_rank.onnx", code=64)
        self.assertError(ended, "input 0 'x'", "give it: --input NAME=FILE.npy")
        np.save(self.folder / "x.npy", np.ones((2, 3), np.float32))
        self.assertMeasured(self.measure(MODELS / "unknown_rank.onnx", "--input", "x.npy"), "inference")

    def test_wrong_tensors_files_and_words_are_refused(self):
        np.save(self.folder / "x.npy", np.zeros((1, 5), np.float32))
        self.assertError(self.wasinn("bench", MODELS / "tiny.onnx", "--input", "x.npy", code=64), "wants f32[1,4]")
        self.assertError(self.wasinn("bench", MODELS / "tiny.onnx", "--input", "z=x.npy", code=64), "no input 'z'")
        self.assertError(self.wasinn("bench", "none.onnx", code=64), "none.onnx")
        self.assertError(self.wasinn("bench", DIGITS, "--rounds", "0", code=64), "--rounds")
        self.assertError(self.wasinn("bench", DIGITS, "--time", "soon", code=64), "soon")
        self.assertError(self.wasinn("bench", MODELS / "identity_string.onnx", code=64), "string")

    def test_a_missing_backend_is_69(self):
        nowhere = {"WASINN_CACHE": str(self.folder), "WASINN_FRAMEWORKS": ""}
        ended = self.wasinn("bench", MODELS / "tiny.onnx", code=69, env=nowhere)
        self.assertError(ended, "encoding onnx needs a backend that is not installed", "\n  get it: ")

    def test_a_framework_that_fails_is_70(self):
        np.save(self.folder / "index.npy", np.array([9], np.int64))
        np.save(self.folder / "x.npy", np.zeros(4, np.float32))
        ended = self.wasinn("bench", MODELS / "gather.onnx", "--input", "x=x.npy", "--input", "index=index.npy", code=70)
        self.assertError(ended, "compute on graph 'gather'")

    def test_the_end_of_the_time_is_124(self):
        ended = self.wasinn("bench", MODELS / "endless.onnx", "--limit", "compute-time=200ms", code=124)
        self.assertError(ended, "it ran longer than 200 ms")

    @unittest.skipUnless(HAS_LLAMA, "this build has no backend for language models")
    def test_a_language_model_is_told_what_measures_it(self):
        ended = self.wasinn("bench", SOURCE / "models" / "verses.gguf", code=64)
        self.assertError(ended, "is a language model", "wasinn run --stats")


if __name__ == "__main__":
    unittest.main()

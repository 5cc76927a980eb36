# SPDX-License-Identifier: Apache-2.0
# The programs of examples/embed, run as their first lines say.
"""Each does what the command does with the same guest and model."""
import unittest

from example import CLASSIFY, SOURCE, ExampleTest

DATA = SOURCE / "tests" / "conformance" / "data"


class EmbedTest(ExampleTest):
    """A guest in a program of C++ or C."""

    def test_runs_the_guest_as_the_command_does(self):
        expected = self.classified("seven.png")
        self.assertIn("94.1 %", expected)
        for program in ("embed_cpp", "embed_c"):
            self.assertEqual(self.example(program, CLASSIFY)[0], expected, program)

    def test_says_that_there_is_no_guest(self):
        for program in ("embed_cpp", "embed_c"):
            error = self.example(program, "nowhere.wasm", code=1)[1]
            self.assertRegex(error, r"^not-found: .*nowhere\.wasm", program)


class InferTest(ExampleTest):
    """A model in a program, without a guest."""

    def test_computes_what_the_framework_computes(self):
        printed = self.example("embed_infer", input=(DATA / "seven.txt").read_text())[0]
        expected = [float(line) for line in (DATA / "seven_probabilities.txt").read_text().split()]
        computed = [float(line) for line in printed.split()]
        self.assertEqual(len(computed), 10)
        for digit, (one, other) in enumerate(zip(computed, expected)):
            self.assertAlmostEqual(one, other, delta=1e-6, msg=f"digit {digit}")


class StoreTest(ExampleTest):
    """Models of the program's own store."""

    def test_gives_the_guest_the_model_that_it_names(self):
        output, error = self.example("embed_store", "models", CLASSIFY, "--raw", "seven.png")
        self.assertEqual(output, self.classified("--raw", "seven.png"))
        self.assertRegex(error, r"^digits: computed 1 times on onnxruntime")

    def test_tells_the_guest_that_a_model_is_not_there(self):
        for name in ("letters", "../models/digits"):
            error = self.example("embed_store", "models", CLASSIFY, "--graph", name, "seven.png", code=1)[1]
            self.assertIn(f"graph '{name}'", error)


if __name__ == "__main__":
    unittest.main()

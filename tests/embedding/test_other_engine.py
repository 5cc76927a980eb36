# SPDX-License-Identifier: Apache-2.0
# The digits guest on another engine: the same numbers, and the same ends.
"""examples/other-engine beside the command."""
import pathlib
import tempfile
import unittest

from example import BUILD, CLASSIFY, ExampleTest

PICTURES = ("zero.png", "three.png", "seven.png", "face.png")


class OtherEngineTest(ExampleTest):
    """One guest on two engines."""

    def other(self, *arguments, model="models/digits.onnx", guest=CLASSIFY, code=0):
        return self.example("other_engine", model, "examples/digits", guest, *arguments, code=code)

    def test_gives_the_same_numbers_on_both_engines(self):
        output = self.other("--raw", *PICTURES)[0]
        self.assertEqual(output, self.classified("--raw", *PICTURES))
        self.assertEqual(len(output.splitlines()), len(PICTURES))

    def test_prints_the_same_answer_on_both_engines(self):
        self.assertEqual(self.other("seven.png")[0], self.classified("seven.png"))

    def test_lets_the_guest_read_its_folder_alone(self):
        for path in ("nothing.png", "../digits/seven.png", "/etc/passwd", "demo/seven.png"):
            error = self.other(path, code=1)[1]
            self.assertIn(path, error)

    def test_tells_the_guest_why_a_model_cannot_be_had(self):
        error = self.other("seven.png", model="nowhere.onnx", code=1)[1]
        self.assertIn("graph 'digits'", error)

    def test_says_what_it_does_not_serve(self):
        error = self.other(guest=BUILD / "guests" / "wasi.wasm", code=1)[1]
        self.assertRegex(error, r"^error: the guest imports wasi_snapshot_preview1\.\w+, which nobody serves")

    def test_refuses_what_is_no_guest(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "guest.wasm"
            path.write_bytes(b"\0asm\1\0\0\0 and no more")
            self.assertIn("no valid core module", self.other(guest=path, code=1)[1])


if __name__ == "__main__":
    unittest.main()

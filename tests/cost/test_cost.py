# SPDX-License-Identifier: Apache-2.0
# What one small inference costs in instructions and copied bytes, without a clock.
"""Counts what wasinn itself does for an inference; a change that costs more must say why and change the figures here."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path(os.environ["WASINN_BUILD_DIR"])
PROGRAM = BUILD / "test-bin" / "cost_inferences"
TENSOR_BYTES = 16

# Instructions of one inference on the echo backend, its own included, and bytes copied in and out. Compilers differ by
# some percent; twice as much work does not hide in a fifth.
COSTS = {
    "steps": (1580, TENSOR_BYTES, TENSOR_BYTES),
    "infer": (2050, 0, 0),
    "component": (2610, TENSOR_BYTES, TENSOR_BYTES),
}
MARGIN = 1.2


def instructions(way, count):
    """All that the program executes, from its beginning to its end."""
    with tempfile.TemporaryDirectory() as folder:
        ended = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", PROGRAM, way,
                                str(count)], capture_output=True, text=True, check=True)
    (line,) = [line for line in ended.stderr.splitlines() if "Collected :" in line]
    return int(line.split(":")[1])


def copied(way, count):
    ended = subprocess.run([PROGRAM, way, str(count)], capture_output=True, text=True, check=True)
    return tuple(map(int, ended.stdout.split()))


class Cost(unittest.TestCase):
    def test_an_inference_takes_no_more_instructions_than_before(self):
        for way, (expected, _, _) in COSTS.items():
            with self.subTest(way):
                each = (instructions(way, 1500) - instructions(way, 500)) / 1000
                print(f"{way}: {each:.0f} instructions")
                self.assertLess(each, expected * MARGIN)
                self.assertGreater(each, expected / 2, "so much better? Then say so here")

    def test_tensors_are_copied_once_or_not_at_all(self):
        for way, (_, bytes_in, bytes_out) in COSTS.items():
            with self.subTest(way):
                self.assertEqual(copied(way, 10), (10 * bytes_in, 10 * bytes_out))


if __name__ == "__main__":
    if shutil.which("valgrind") is None:
        sys.exit(77)
    unittest.main()

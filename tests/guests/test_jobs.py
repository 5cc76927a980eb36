# SPDX-License-Identifier: Apache-2.0
# Runs one guest of guests/jobs and compares what it prints with what the guest in C prints.
"""Usage: test_jobs.py GUEST, the name of a file of the build's folder `guests` without .wasm; 77 when it is not there."""
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["WASINN_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["WASINN_BUILD_DIR"])
GUESTS = BUILD / "guests"
DIGITS = SOURCE / "models" / "digits.onnx"
PAIR = BUILD / "fixtures" / "two_in_two_out.onnx"
PICTURES = SOURCE / "examples" / "digits"
GRAPHS = ["--graph", f"digits={DIGITS}", "--graph", f"pair={PAIR}"]
LEFT = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
RIGHT = [1.5, -2.25, 3.0, 0.001, 1e6, -0.7]
guest = None


def run(name, options, *arguments, code=0):
    """What a guest printed; it must end with `code`."""
    command = [BUILD / "bin" / "wasinn", "run", *options, GUESTS / f"{name}.wasm", *arguments]
    ended = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=100)
    if ended.returncode != code:
        raise AssertionError(f"{command}: code {ended.returncode}\n{ended.stdout}{ended.stderr}")
    return ended.stdout if code == 0 else ended.stderr


def f32(values):
    return struct.pack(f"<{len(values)}f", *values)


def rounded(values):
    """The nearest f32 of each number."""
    return [value for (value,) in struct.iter_unpack("<f", f32(values))]


def numbers(line):
    """The f32 of a line `NAME BITS BITS ...`."""
    return [struct.unpack(">f", bytes.fromhex(bits))[0] for bits in line.split()[1:]]


class Jobs(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="wasinn-guests-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def dir(self, folder):
        return ["--dir", f"{folder}::/data"]

    def pixels_of(self, picture):
        """Writes the 64 numbers that the example guest makes of a picture."""
        printed = run("classify", self.dir(PICTURES), "--pixels", f"/data/{picture}")
        (self.folder / "pixels").write_bytes(f32([float(word) for word in printed.split()[1:]]))

    def test_digits_are_those_of_the_guest_in_c(self):
        for picture, digit in (("seven.png", 7), ("zero.png", 0)):
            self.pixels_of(picture)
            options = GRAPHS + self.dir(self.folder)
            printed = run(guest, options, "digits", "/data/pixels")
            self.assertEqual(printed, run("jobs_c_core", options, "digits", "/data/pixels"))
            self.assertEqual(printed.splitlines()[0], f"digit {digit}")

    def test_probabilities_are_those_of_the_example_guest(self):
        self.pixels_of("three.png")
        printed = run(guest, GRAPHS + self.dir(self.folder), "digits", "/data/pixels")
        raw = run("classify", GRAPHS + self.dir(PICTURES), "--raw", "/data/three.png")
        self.assertEqual(numbers(printed.splitlines()[1]), rounded([float(word) for word in raw.split()[1:]]))

    def test_two_inputs_and_two_outputs_by_name(self):
        printed = run(guest, GRAPHS, "pair")
        self.assertEqual(printed, run("jobs_c_core", GRAPHS, "pair"))
        total, product = map(numbers, printed.splitlines())
        left, right = rounded(LEFT), rounded(RIGHT)
        self.assertEqual(total, rounded([a + b for a, b in zip(left, right)]))
        self.assertEqual(product, rounded([a * b for a, b in zip(left, right)]))

    def test_a_model_from_bytes_gives_the_same(self):
        printed = run(guest, self.dir(PAIR.parent), "pair", f"/data/{PAIR.name}")
        self.assertEqual(printed, run("jobs_c_core", GRAPHS, "pair"))

    def test_a_graph_that_is_not_there_is_told(self):
        self.assertIn("pair: ", run(guest, GRAPHS[:2], "pair", code=1))


if __name__ == "__main__":
    guest = sys.argv.pop()
    if not (GUESTS / f"{guest}.wasm").exists():
        print(f"skipped: {guest} was left out of this build; cmake says why, tools/setup --all-guests brings what it needs")
        sys.exit(77)
    unittest.main()

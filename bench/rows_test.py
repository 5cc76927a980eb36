# SPDX-License-Identifier: Apache-2.0
# Tests of how figures are compared, and that every row of the benchmark runs and compares what it says.
"""What a table says of samples, and all of bench/run with one round on the smallest models."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))

from rows.bench import column  # noqa: E402
from rows.comparison import Comparison, Section, Target, duration_text  # noqa: E402

ROWS = ("inference", "steady", "cold", "start", "throughput", "language")


class Comparisons(unittest.TestCase):
    def line(self, native, ours, **target):
        return Comparison("work", native, ours, target=Target(**target)).cells()

    def test_a_ratio_is_that_of_samples_taken_at_the_same_time(self):
        self.assertEqual(Comparison("work", [10, 20, 20], [12, 24, 30]).ratio(), 1.2)
        samples = [{"ns": 5, "at": 2.0}, {"ns": 7, "at": 1.0}]
        self.assertEqual(column(samples), [7, 5])

    def test_a_ratio_is_that_of_the_medians_where_numbers_differ(self):
        self.assertEqual(Comparison("work", [1, 2, 90], [3, 1, 70, 3]).ratio(), 1.5)

    def test_a_target_that_is_kept_is_told_from_one_that_is_missed(self):
        self.assertEqual(self.line([100.0] * 3, [114.0] * 3, ratio=1.15)[-2:], ["≤ 1.15", "yes"])
        self.assertEqual(self.line([100.0] * 3, [116.0] * 3, ratio=1.15)[-1], "no")
        self.assertEqual(self.line([100.0] * 3, [97.0] * 3, ratio=0.98, at_least=True)[-2:], ["≥ 0.98", "no"])
        self.assertEqual(self.line([1e3] * 3, [1.9e3] * 3, more=1000)[-2:], ["≤ native + 1.00 µs", "yes"])
        self.assertEqual(self.line([], [51e3] * 3, value=50e3)[-2:], ["≤ 50.00 µs", "no"])

    def test_a_table_has_as_many_cells_in_each_line(self):
        lines = [Comparison("a", [1.0], [2.0]), Comparison("b", [], [2.0], target=Target(value=3.0))]
        table = Section("name", "title", lines).markdown().splitlines()
        self.assertEqual({row.count("|") for row in table}, {9})

    def test_durations_have_the_unit_that_fits(self):
        texts = {12: "12 ns", 1400: "1.40 µs", 2.5e6: "2.50 ms", 3e9: "3.00 s"}
        self.assertEqual({ns: duration_text(ns) for ns in texts}, texts)


class Program(unittest.TestCase):
    def run_bench(self, *options):
        return subprocess.run([sys.executable, FOLDER / "run", *options], capture_output=True, text=True)

    def test_a_row_that_there_is_not_is_told(self):
        ended = self.run_bench("--rows", "speed")
        self.assertEqual(ended.returncode, 2)
        self.assertIn("there is no row speed", ended.stderr)

    def test_every_row_measures_the_small_models(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "figures.json"
            ended = self.run_bench("--rounds", "1", "--models", "tiny,verses", "--threads", "1", "--json", file,
                                   "--rows", ",".join(ROWS))
            self.assertEqual(ended.returncode, 0, ended.stderr)
            figures = json.loads(file.read_text())
        self.assertIn("| tiny model", ended.stdout)
        for row in ROWS[:-1] + (ROWS[-1:] if "llama" in figures["machine"]["backends"] else ()):
            self.assertTrue(figures[row], row)


if __name__ == "__main__":
    unittest.main()

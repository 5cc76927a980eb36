# SPDX-License-Identifier: Apache-2.0
# Tests of the suite itself: that it finds what is wrong.
"""Plays checks on hosts that are a few lines of Python and answer as they are told."""
import pathlib
import sys
import tempfile
import unittest

from suite.checks import read_all, read_file
from suite.host import Host, play
from suite.models import Models
from suite.report import print_rows, read_exceptions, settle, table
from suite.tensors import Tensor, WrongCheck, difference, read_tensor

PAIR = """
check first
  load g = pair
  open c = g
  infer c a=f32[2,3]:1*6 b=f32[2,3]:2*6
  get c sum => f32[2,3]:3*6
check second
  load g = pair
check third
  load g = named nobody => not_found
"""
# Answers each step with the next of its words, after the name of each check.
HOST = """
import sys
answers = iter(sys.argv[2].split(";"))
for line in open(sys.argv[1] + "/steps"):
    if line.startswith("check"):
        print(line, end="")
        continue
    answer = next(answers)
    if answer == "die":
        sys.exit(3)
    print(answer)
print("end")
"""
THREE = "?" + " - " + "00004040" * 6
GOOD = f"ok;ok;ok;ok;ok;ok {THREE};ok;not_found"


class Scratch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def checks(self, text=PAIR):
        (self.folder / "own.txt").write_text(text)
        return read_file(self.folder / "own.txt")

    def play(self, answers, text=PAIR):
        (self.folder / "host.py").write_text(HOST)
        command = f"{sys.executable} {self.folder / 'host.py'} {{dir}} '{answers}'"
        host = Host(command, "", "core", "onnx", timeout=20)
        return play(host, Models("onnx"), self.checks(text), lambda check, get: None)

    def results(self, answers, text=PAIR):
        return {name: verdict.result for name, verdict in self.play(answers, text).items()}


class Hosts(Scratch):
    def test_what_is_right_passes(self):
        self.assertEqual(set(self.results(GOOD).values()), {"passed"})

    def test_a_wrong_code_fails_and_says_what_was_wanted(self):
        verdict = self.play(GOOD.replace("not_found", "ok"))["third"]
        self.assertEqual(verdict.result, "failed")
        self.assertIn("wanted not_found, got ok", verdict.why)

    def test_a_wrong_output_fails_and_shows_both(self):
        verdict = self.play(GOOD.replace("4040", "4140", 1))["first"]
        self.assertEqual(verdict.result, "failed")
        self.assertIn("00004140", verdict.why)

    def test_a_host_that_ends_is_told_and_the_rest_is_played(self):
        died = self.play("ok;ok;die")
        self.assertEqual([verdict.result for verdict in died.values()], ["died", "passed", "failed"])
        self.assertIn("code 3", died["first"].why)

    def test_an_error_when_inputs_are_set_is_one_of_infer(self):
        refused = "check refused\n load g = pair\n open c = g\n infer c a=f32[1]:1 => invalid_argument\n"
        self.assertEqual(self.results("ok;ok;invalid_argument;ok", refused), {"refused": "passed"})
        self.assertEqual(self.results("ok;ok;ok;invalid_argument", refused), {"refused": "passed"})
        self.assertEqual(self.results("ok;ok;ok;ok", refused), {"refused": "failed"})

    def test_a_model_that_is_not_there_is_told(self):
        self.assertEqual(self.results("", "check x\n load g = nothing\n"), {"x": "absent"})


class Reports(Scratch):
    def rows(self, answers, exceptions):
        return {row["check"]: row["result"]
                for row in settle(self.checks(), self.play(answers), exceptions, "onnx", "core")}

    def test_what_is_declared_may_fail(self):
        self.assertEqual(self.rows(GOOD.replace("not_found", "ok"), {"third": "because"})["third"], "excepted")

    def test_what_is_declared_must_not_pass(self):
        self.assertEqual(self.rows(GOOD, {"third": "because"})["third"], "needless exception")

    def test_what_is_declared_must_be_a_check(self):
        self.assertEqual(self.rows(GOOD, {"fourth": "because"})["fourth"], "needless exception")

    def test_the_end_of_a_host_is_never_excused(self):
        self.assertEqual(self.rows("ok;ok;die", {"first": "because"})["first"], "died")

    def test_exceptions_hold_for_what_they_name(self):
        path = self.folder / "x.json"
        path.write_text('[{"checks": ["a"], "reason": "r"}, {"checks": ["b"], "abis": ["core"], "reason": "r"},'
                        ' {"checks": ["c"], "encodings": ["onnx"], "reason": "r"}]')
        self.assertEqual(set(read_exceptions(path, "onnx", "native")), {"a", "c"})
        self.assertEqual(set(read_exceptions(path, "openvino", "core")), {"a", "b"})

    def test_wrong_rows_are_counted(self):
        rows = [{"check": "a", "result": "passed", "why": ""}, {"check": "b", "result": "died", "why": "it did"}]
        self.assertEqual(print_rows(rows, quiet=True), 1)

    def test_the_table_shows_each_interface(self):
        rows = settle(self.checks(), self.play(GOOD), {}, "onnx", "core")
        page = table([{"backend": "b", "encoding": "onnx", "abi": "core", "compared": 0, "rows": rows}], self.checks())
        self.assertIn("| `third` | ? ✓ ? |", page)


class Texts(Scratch):
    def test_tensors_are_written_in_few_words(self):
        self.assertEqual(read_tensor("f32[2]:1,0x7fc00001").data, bytes.fromhex("0000803f0100c07f"))
        self.assertEqual(read_tensor("u8[5]:1..3,7*2").data, bytes([1, 2, 3, 7, 7]))
        self.assertEqual(read_tensor("bf16[1]:-2").data, bytes.fromhex("00c0"))
        signed = read_tensor("int8[1]:-1")
        self.assertEqual((signed.type, signed.data), ("u8", b"\xff"))

    def test_numbers_may_be_a_little_off_where_that_is_said(self):
        wanted = read_tensor("f32[2]:1,2")
        self.assertIsNone(difference(wanted, read_tensor("f32[2]:1,2.001"), 0.01))
        self.assertIn("away", difference(wanted, read_tensor("f32[2]:1,2.1"), 0.01))
        self.assertIsNotNone(difference(wanted, read_tensor("f32[2]:1,2.001"), None))
        self.assertIsNotNone(difference(wanted, read_tensor("f32[2]:1,nan"), 0.01))
        self.assertIsNotNone(difference(wanted, Tensor("f32", [2], b"\0\0\0\0"), 0.01))

    def test_files_that_are_wrong_are_refused_with_their_line(self):
        for text in ("check\n", "check x for nobody\n", "check x\n lod g = pair\n", "check x\n load g\n",
                     "check x\n infer c a=f33[1]:1\n", "check x\n load g = pair => wrong\n"):
            with self.assertRaisesRegex(WrongCheck, r"own\.txt:\d"):
                self.checks(text)

    def test_the_checks_of_the_suite_can_be_read_and_have_a_sentence(self):
        checks = read_all()
        self.assertGreater(len(checks), 50)
        self.assertEqual([check.name for check in checks if not check.about or not check.steps], [])


if __name__ == "__main__":
    unittest.main()

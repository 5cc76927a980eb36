# SPDX-License-Identifier: Apache-2.0
# Tests of `wasinn config` and of where decisions come from.
"""Checks and shows configurations with the real command."""
import json
import re
import unittest

from command import DIGITS, GUESTS, CommandTest

MANY = GUESTS / "many.wasm"
WASI = GUESTS / "wasi.wasm"


class Check(CommandTest):
    def test_a_good_file_is_called_good(self):
        self.write("good.json", '{"graphs": {"digits": "%s"} /* comment */}' % DIGITS)
        ended = self.wasinn("config", "check", "good.json")
        self.assertEqual(ended.out, "good.json is a good configuration\n")
        self.assertEqual(ended.err, "")

    def test_all_that_is_wrong_is_told_with_line_and_column(self):
        self.write("bad.json", '{\n  "grahps": {},\n  "limits": {"graphs": "many",\n    "tensors": 3},\n  "threads": -1\n}\n')
        ended = self.wasinn("config", "check", "bad.json", code=64)
        self.assertEqual([line[:line.index('"')] for line in ended.err.splitlines()],
                         ["error: bad.json:2:3: ", "error: bad.json:3:24: ", "error: bad.json:5:14: "], str(ended))
        self.assertEqual(ended.out, "")

    def test_what_is_not_json_is_told_with_its_place(self):
        self.write("bad.json", '{\n  "threads": 3\n  "log": "info"\n}\n')
        self.assertError(self.wasinn("config", "check", "bad.json", code=64), "bad.json:3:7: this is not JSON: ")
        self.assertError(self.wasinn("run", "--config", "bad.json", MANY, code=64), "bad.json:3:7: this is not JSON: ")

    def test_a_model_that_is_missing_is_a_warning(self):
        self.write("late.json", '{"graphs": {"late": "late.onnx"}}')
        ended = self.wasinn("config", "check", "late.json")
        self.assertIn("warning: graph 'late': the model file '", ended.err)
        self.assertIn("late.onnx' cannot be used: No such file", ended.err)

    def test_a_model_that_nobody_knows_is_a_warning(self):
        self.write("strange.bin", "strange")
        self.write("strange.json", '{"graphs": {"strange": "strange.bin", "net": {"files": "%s", "sha256": "%s"}}}'
                   % (DIGITS, "0" * 64))
        ended = self.wasinn("config", "check", "strange.json")
        self.assertIn("warning: graph 'strange': the encoding cannot be told", ended.err)
        self.assertRegex(ended.err, "warning: graph 'net': .* has sha256 .* where 0000")

    def test_a_backend_that_is_not_there_is_a_warning(self):
        self.write("cherry.json", '{"backends": {"onnx": "cherry"}, "graphs": {"late": "late.onnx"}}')
        ended = self.wasinn("config", "check", "cherry.json")
        self.assertIn("warning: there is no backend 'cherry'", ended.err)
        self.assertIn("warning: graph 'late'", ended.err)

    def test_a_model_that_no_backend_reads_is_a_warning(self):
        self.write("digits.json", '{"graphs": {"digits": "%s"}}' % DIGITS)
        ended = self.wasinn("config", "check", "digits.json", env=self.plugins())
        self.assertIn("warning: graph 'digits': encoding onnx needs a backend", ended.err)

    def test_an_option_that_a_backend_refuses_is_a_warning(self):
        self.write("echo.json", '{"backend-options": {"onnxruntime": {"colour": "red"}}}')
        ended = self.wasinn("config", "check", "echo.json")
        self.assertIn("warning: backend 'onnxruntime': ", ended.err)

    def test_the_file_may_be_named_by_option_and_variable(self):
        self.write("good.json", "{}")
        for arguments, env in ((["--config", "good.json"], {}), ([], {"WASINN_CONFIG": "good.json"})):
            ended = self.wasinn("config", "check", *arguments, env=env)
            self.assertEqual(ended.out, "good.json is a good configuration\n")

    def test_without_a_file_there_is_nothing_to_check(self):
        self.assertError(self.wasinn("config", "check", code=64), "no configuration file was given")
        self.assertError(self.wasinn("config", "check", "none.json", code=64), "none.json cannot be read")
        self.assertError(self.wasinn("config", "chekc", code=64), "write check, show or schema")


class Show(CommandTest):
    def test_each_decision_is_shown_with_its_source(self):
        self.write("wasinn.json", '{"threads": 3, "limits": {"graphs": 3, "inputs": 3}, "log": "info"}')
        env = {"WASINN_LIMITS": "inputs=4,tensors=4", "WASINN_GRAPHS": "net=/net.onnx"}
        ended = self.wasinn("config", "show", "wasinn.json", "--limit", "tensors=5", env=env)
        for line in ('"threads": 3,  // wasinn.json', '"graphs": 3,  // wasinn.json', '"inputs": 4,  // the environment',
                     '"tensors": 5,  // the command line', '"files": ["/net.onnx"],  // the environment',
                     '"contexts": 64,\n', '"log": "info",  // wasinn.json'):
            self.assertIn(line, ended.out)

    def test_what_is_shown_is_a_configuration_file(self):
        shown = self.wasinn("config", "show", "--limit", "tensors=5").out
        self.write("again.json", shown)
        again = self.wasinn("config", "show", "again.json").out
        self.assertEqual(re.sub("  // .*", "", again), re.sub("  // .*", "", shown))
        self.assertEqual(json.loads(re.sub("  // .*", "", again))["limits"]["tensors"], 5)


class Environment(CommandTest):
    def test_variables_stand_for_options(self):
        env = {"WASINN_GRAPHS": f"digits={DIGITS}", "WASINN_STATS": "json"}
        ended = self.wasinn("run", MANY, "10", env=env)
        self.assertEqual(json.loads(ended.err)[0]["graph"], "digits")

    def test_the_command_line_wins_against_variables_and_they_against_the_file(self):
        self.write("wasinn.json", '{"limits": {"graphs": 0}}')
        env = {"WASINN_CONFIG": "wasinn.json", "WASINN_GRAPHS": f"digits={DIGITS}"}
        self.wasinn("run", MANY, "10", env=env, code=1)
        env["WASINN_LIMITS"] = "graphs=1"
        self.wasinn("run", MANY, "10", env=env)
        self.wasinn("run", "--limit", "graphs=0", MANY, "10", env=env, code=1)

    def test_a_variable_that_is_wrong_is_named(self):
        ended = self.wasinn("run", MANY, env={"WASINN_LIMITS": "graphs"}, code=64)
        self.assertError(ended, "WASINN_LIMITS: 'graphs' sets no limit; write KEY=VALUE")


class File(CommandTest):
    def test_it_may_ask_for_statistics(self):
        self.write("wasinn.json", '{"stats": "json", "graphs": {"digits": "%s"}}' % DIGITS)
        ended = self.wasinn("run", "--config", "wasinn.json", MANY, "10")
        self.assertEqual(json.loads(ended.err)[0]["graph"], "digits")
        ended = self.wasinn("run", "--config", "wasinn.json", "--stats=none", MANY, "10")
        self.assertEqual(ended.err, "")

    def test_it_may_pass_variables_on(self):
        self.write("wasinn.json", '{"guest": {"env": {"PASSED": true}}}')
        ended = self.wasinn("run", "--config", "wasinn.json", WASI, "env", "PASSED", env={"PASSED": "on"})
        self.assertIn("PASSED=on\n", ended.out)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
# Runs the built examples, and the command beside them, from the root of the repository.
"""What the tests of examples share."""
import os
import pathlib
import subprocess
import unittest

SOURCE = pathlib.Path(os.environ["WASINN_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["WASINN_BUILD_DIR"])
CLASSIFY = BUILD / "guests" / "classify.wasm"


class ExampleTest(unittest.TestCase):
    """Base of the tests."""

    def start(self, program, *arguments, code=0, input=""):
        """Runs a program, which must end with `code`; returns what it wrote to standard output and standard error."""
        ended = subprocess.run([program, *map(str, arguments)], cwd=SOURCE, input=input, text=True, capture_output=True,
                               timeout=60)
        self.assertEqual(ended.returncode, code, f"{program}: {ended.stdout}{ended.stderr}")
        return ended.stdout, ended.stderr

    def example(self, name, *arguments, code=0, input=""):
        return self.start(BUILD / "examples" / name, *arguments, code=code, input=input)

    def classified(self, *arguments):
        """What the command prints when it runs the same guest."""
        return self.start(BUILD / "bin" / "wasinn", "run", "--graph", "digits=models/digits.onnx", "--dir",
                          "examples/digits::.", CLASSIFY, "--", *arguments)[0]

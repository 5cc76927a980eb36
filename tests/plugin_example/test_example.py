#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Runs the example backend through the command: listed, loaded, computed, refused.
"""The plug-in folder of examples/backend is the only one that the command looks into."""
import os
import pathlib
import sys
import unittest

import numpy

sys.path.insert(0, str(pathlib.Path(os.environ["WASINN_SOURCE_DIR"], "tests", "cli")))
from command import BUILD, SOURCE, CommandTest

PLUGINS = BUILD / "examples" / "backend" / "plugins"
EXAMPLE = SOURCE / "examples" / "backend"


class ExampleBackend(CommandTest):
    def affine(self, command, *arguments, code=0):
        return self.wasinn(command, "--plugins", PLUGINS, "--backend", "onnx=affine", *arguments, code=code)

    def test_is_listed_as_ready(self):
        self.assertRegex(self.affine("backends").out, r"affine +1\.0 +onnx +cpu +ready")

    def test_computes(self):
        numpy.save(self.folder / "x.npy", numpy.array([[1, 2, 3]], dtype="f4"))
        self.affine("infer", "--encoding", "onnx", EXAMPLE / "double.affine", "--input", "x=x.npy", "--output", "y=y.npy")
        self.assertEqual(numpy.load(self.folder / "y.npy").tolist(), [[3, 5, 7]])

    def test_refuses_what_is_no_model(self):
        self.write("x.npy", b"")
        model = self.write("wrong.affine", "linear 2 1")
        ended = self.affine("infer", "--encoding", "onnx", model, "--input", "x=x.npy", code=70)
        self.assertError(ended, "a model is the text 'affine SCALE OFFSET'")

    def test_refuses_options_that_it_does_not_have(self):
        ended = self.affine("infer", "--backend-option", "affine.speed=11", "--encoding", "onnx",
                            EXAMPLE / "double.affine", "--input", "x=x.npy", code=69)
        self.assertError(ended, "no option 'speed'")


if __name__ == "__main__":
    unittest.main()

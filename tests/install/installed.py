# SPDX-License-Identifier: Apache-2.0
"""What the tests in this folder have in common: running programs without what would lead them back to the build."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["WASINN_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["WASINN_BUILD_DIR"])
DIGITS = SOURCE / "models" / "digits.onnx"
PICTURES = SOURCE / "examples" / "digits"
CLASSIFY = BUILD / "guests" / "classify.wasm"


def environment(**more):
    """Ours, without what would lead programs back to the build."""
    ways = ("LD_LIBRARY_PATH", "PKG_CONFIG_PATH", "CMAKE_PREFIX_PATH")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WASINN_") and name not in ways}
    return {**kept, **{name: str(value) for name, value in more.items()}}


def run(*command, **more):
    """Runs a command that must end with 0, with `more` in its environment; the result is its standard output."""
    words = [str(word) for word in command]
    ended = subprocess.run(words, env=environment(**more), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                           timeout=240, check=False)
    if ended.returncode != 0:
        raise AssertionError(f"{' '.join(words)} ended with {ended.returncode}\n{ended.stdout}\n{ended.stderr}")
    return ended.stdout


def names_shown_by(library):
    """The symbols that a shared library offers, with their version, less the names of versions themselves."""
    lines = run("nm", "-D", "--defined-only", library).splitlines()
    return [line.split()[2] for line in lines if line.split()[1] != "A"]


def classify(program):
    """Runs the guest with a picture of a seven; the result is what it said."""
    return run(program, "run", "--graph", f"digits={DIGITS}", "--dir", f"{PICTURES}::.", CLASSIFY, "--", "seven.png")


class InstalledTest(unittest.TestCase):
    """Base of the tests: a scratch folder for each class."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="wasinn-install-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.prepare()

    def assert_classifies(self, said):
        self.assertIn("7  ", said)

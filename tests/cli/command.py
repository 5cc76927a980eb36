# SPDX-License-Identifier: Apache-2.0
# Runs the built command for the tests in this folder.
"""The real binary, the built guests and the test models, with a scratch folder for each test."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["WASINN_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["WASINN_BUILD_DIR"])
WASINN = BUILD / "bin" / "wasinn"
GUESTS = BUILD / "guests"
MODELS = BUILD / "fixtures"
WATS = SOURCE / "guests" / "wat"
DIGITS = SOURCE / "models" / "digits.onnx"
OWN_VARIABLES = tuple("WASINN_" + name for name in (
    "CONFIG", "GRAPHS", "LIMITS", "ALLOW_LOAD", "UNSIZED_BUFFERS", "TARGET_FALLBACK", "EXTENSIONS", "PLUGINS",
    "FRAMEWORKS", "BACKENDS", "BACKEND_OPTIONS", "BACKEND_ORDER", "THREADS", "POOLED_GUESTS", "LOG", "STATS"))


class Ended:
    """What a run of the command gave."""

    def __init__(self, completed):
        self.code = completed.returncode
        self.out = completed.stdout.decode(errors="replace")
        self.err = completed.stderr.decode()

    def __str__(self):
        return f"code {self.code}\nstdout:\n{self.out}\nstderr:\n{self.err}"


def environment(more=None):
    """The environment of a run: ours, without what would change decisions."""
    variables = {name: value for name, value in os.environ.items() if name not in OWN_VARIABLES}
    variables.update(more or {})
    return variables


class CommandTest(unittest.TestCase):
    """Base of the tests: a scratch folder that is also the working folder of the command."""

    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wasinn-cli-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def wasinn(self, *arguments, code=0, env=None, input=b""):
        """Runs the command, which must end with `code`."""
        completed = subprocess.run([WASINN, *map(str, arguments)], cwd=self.folder, env=environment(env), input=input,
                                   capture_output=True, timeout=60)
        ended = Ended(completed)
        self.assertEqual(ended.code, code, f"wasinn {' '.join(map(str, arguments))}: {ended}")
        return ended

    def plugins(self, *names):
        """An environment in which these backends are all that there are."""
        folder = self.folder / "plugins"
        folder.mkdir()
        for name in names:
            for file in (BUILD / "lib" / "wasinn" / "plugins").glob(f"*{name}.*"):
                (folder / file.name).symlink_to(file)
        return {"WASINN_PLUGINS": str(folder)}

    def write(self, name, content):
        """Makes a file in the scratch folder and returns its path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def assertError(self, ended, *fragments):
        """Standard error has exactly one `error:` line, it holds the fragments, and hints are indented."""
        lines = [line for line in ended.err.splitlines() if line.startswith("error: ")]
        self.assertEqual(len(lines), 1, str(ended))
        for fragment in fragments:
            self.assertIn(fragment, ended.err)
        after = ended.err[ended.err.index("error: "):].splitlines()[1:]
        for line in after:
            self.assertTrue(line.startswith("  "), f"not a hint: {line!r} in {ended}")

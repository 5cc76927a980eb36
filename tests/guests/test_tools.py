# SPDX-License-Identifier: Apache-2.0
# The build tool for components: what it makes, and what it says when it cannot.
"""Runs the tool that WASINN_GUEST_TOOLS names; 77 when there is none."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SPEC = pathlib.Path(os.environ["WASINN_SOURCE_DIR"]) / "spec"
NEWEST = SPEC / "wasi-nn" / "0.2.0-rc-2024-10-28"
TOOL = os.environ["WASINN_GUEST_TOOLS"]


class Tool(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="wasinn-tools-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_tool(self, *arguments, code=0):
        ended = subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, timeout=60)
        self.assertEqual(ended.returncode, code, ended.stderr)
        return ended.stderr

    def test_bindings_of_each_version_have_its_functions(self):
        for version, functions in (("2024-06-25", ("set_input", "get_output", "constructor_error")),
                                   ("2024-08-19", ("set_input", "get_output")),
                                   ("2024-10-28", ("list_named_tensor",))):
            self.run_tool("c-bindings", "ml", self.folder, SPEC / "wasi-nn" / f"0.2.0-rc-{version}")
            header = (self.folder / "ml.h").read_text()
            for function in functions:
                self.assertIn(function, header)
        self.assertNotIn("set_input", header)
        self.assertTrue((self.folder / "ml_component_type.o").exists())

    def test_a_world_that_is_not_there_is_named(self):
        self.assertIn("`nope` not found", self.run_tool("c-bindings", "nope", self.folder, NEWEST, code=1))

    def test_a_folder_that_is_not_there_is_named(self):
        self.assertIn("/none", self.run_tool("c-bindings", "ml", self.folder, self.folder / "none", code=1))

    def test_a_file_that_is_no_module_is_named(self):
        text = self.folder / "text"
        text.write_text("no module")
        told = self.run_tool("component", "none", text, self.folder / "out.wasm", code=1)
        self.assertIn(f"{text} is no core module", told)
        self.assertFalse((self.folder / "out.wasm").exists())

    def test_an_adapter_that_does_not_exist_is_refused_with_the_usage(self):
        told = self.run_tool("component", "other", "in.wasm", "out.wasm", code=1)
        self.assertIn("no adapter is called 'other'", told)
        self.assertIn("usage:", told)


if __name__ == "__main__":
    if not os.path.exists(TOOL):
        print("skipped: the tool for components is not in the cache; tools/setup makes it")
        sys.exit(77)
    unittest.main()

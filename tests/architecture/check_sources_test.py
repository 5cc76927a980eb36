# SPDX-License-Identifier: Apache-2.0
# Proves that check_sources.py can fail: each test builds a small tree that breaks one rule.
import pathlib
import tempfile
import unittest

import check_sources

RULES = """# Architecture
```arrows
base ->
tensor -> base
engine -> tensor base
```
```libraries
wasmtime -> engine
```
"""
HEAD = "// SPDX-License-Identifier: Apache-2.0\n// A file that exists for a test.\n"


class CheckSources(unittest.TestCase):
    def violations(self, files, rules=RULES):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in {"ARCHITECTURE.md": rules, **files}.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return list(check_sources.violations(root))

    def expect_one(self, files, *words):
        found = self.violations(files)
        self.assertEqual(len(found), 1, found)
        for word in words:
            self.assertIn(word, found[0])

    def test_a_clean_tree_has_no_violations(self):
        self.assertEqual(self.violations({
            "src/base/a.h": HEAD + "#include <vector>\n",
            "src/tensor/b.cpp": HEAD + '#include "tensor/b.h"\n#include "base/a.h"\n',
            "src/tensor/b_test.cpp": HEAD + '#include "tests/support/x.h"\n',
            "src/engine/e.cpp": HEAD + "#include <wasmtime.h>\n",
            "backends/echo/echo.cpp": HEAD + '#include "wasinn/plugin.hpp"\n#include <wasinn/plugin.h>\n#include "own.h"\n',
            "backends/echo/own.h": HEAD,
            "backends/echo/third_party/foreign.h": "no licence line of ours\n",
            "tools/script": "#!/bin/sh\n" + HEAD.replace("//", "#"),
        }), [])

    def test_an_arrow_upwards_is_a_violation(self):
        self.expect_one({"src/base/a.h": HEAD + '#include "tensor/t.h"\n'}, "src/base/a.h:3", "base may not include tensor")

    def test_an_arrow_upwards_in_angle_brackets_is_a_violation(self):
        self.expect_one({"src/base/a.h": HEAD + "#  include <tensor/t.h>\n"}, "base may not include tensor")

    def test_a_nested_folder_belongs_to_its_layer(self):
        self.expect_one({"src/base/deep/a.h": HEAD + '#include "engine/e.h"\n'}, "base may not include engine")

    def test_an_include_beside_the_file_is_a_violation(self):
        self.expect_one({"src/base/a.cpp": HEAD + '#include "a.h"\n'}, "start with a layer")

    def test_an_include_of_tests_outside_a_test_is_a_violation(self):
        self.expect_one({"src/base/a.cpp": HEAD + '#include "tests/support/x.h"\n'}, "start with a layer")

    def test_an_unlisted_layer_is_a_violation(self):
        self.expect_one({"src/misc/a.cpp": HEAD}, "'misc' is not in ARCHITECTURE.md")

    def test_a_library_in_the_wrong_layer_is_a_violation(self):
        self.expect_one({"src/tensor/a.cpp": HEAD + "#include <wasmtime/func.h>\n"}, "only engine may include wasmtime*")

    def test_an_arrow_to_an_unknown_layer_is_a_violation(self):
        found = self.violations({}, RULES.replace("tensor -> base", "tensor -> bass"))
        self.assertEqual(found, ["ARCHITECTURE.md: tensor -> bass: no such layer"])

    def test_missing_rules_are_an_error(self):
        with self.assertRaisesRegex(ValueError, "no ```arrows block"):
            self.violations({}, "# Architecture\n")

    def test_a_backend_that_includes_src_is_a_violation(self):
        self.expect_one({"backends/echo/e.cpp": HEAD + '#include "base/result.h"\n'}, "nothing of src/")

    def test_a_backend_that_includes_the_embedding_header_is_a_violation(self):
        self.expect_one({"backends/echo/e.cpp": HEAD + "#include <wasinn/wasinn.h>\n"}, "may include only")

    def test_a_backend_that_leaves_its_folder_is_a_violation(self):
        self.expect_one({
            "backends/echo/e.cpp": HEAD + '#include "../other/o.h"\n',
            "backends/other/o.h": HEAD,
        }, "only its own files")

    def test_a_file_without_the_licence_line_is_a_violation(self):
        self.expect_one({"src/base/a.cpp": "// Some other first line of text.\n"}, "first line is not")

    def test_a_file_without_a_sentence_is_a_violation(self):
        self.expect_one({"src/base/a.cpp": HEAD.splitlines()[0] + "\n#pragma once\n"}, "second line is not a sentence")

    def test_a_script_without_the_licence_line_is_a_violation(self):
        self.expect_one({"tools/setup": "#!/bin/sh\necho hello\n"}, "tools/setup: the first line is not")

    def test_an_empty_source_is_a_violation(self):
        self.expect_one({"CMakeLists.txt": ""}, "first line is not")


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# The check of links finds what it is there to find.
import pathlib
import tempfile
import unittest

from check_links import broken_links


class Links(unittest.TestCase):
    def found(self, text):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "other.md").write_text("# Other page\n\n## What `it` does: all\n")
            (root / "page.md").write_text(text)
            return list(broken_links(root, root / "page.md"))

    def test_that_lead_somewhere_are_right(self):
        self.assertEqual(self.found("[a](other.md) [b](other.md#what-it-does-all) [c](https://nowhere) [d](#own)\n# Own\n"), [])

    def test_to_files_that_are_not_there_are_found(self):
        self.assertEqual(self.found("[a](nothing.md)"), ["page.md: there is no nothing.md"])

    def test_to_headings_that_are_not_there_are_found(self):
        self.assertEqual(len(self.found("[a](other.md#nowhere) [b](#nowhere)")), 2)

    def test_in_code_are_no_links(self):
        self.assertEqual(self.found("`[a](nothing.md)`\n```\n[a](nothing.md)\n```\n"), [])


if __name__ == "__main__":
    unittest.main()

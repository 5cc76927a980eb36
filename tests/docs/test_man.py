#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# The man pages that the build made: one for each command, with every option, and nothing that readers of man complain of.
"""mandoc and man look at the pages where they are installed."""
import os
import pathlib
import re
import shutil
import subprocess
import unittest

BUILD = pathlib.Path(os.environ["WASINN_BUILD_DIR"])
FOLDER = BUILD / "share" / "man" / "man1"


def help_of(*words):
    return subprocess.run([BUILD / "bin" / "wasinn", *words, "--help"], check=True, capture_output=True, text=True).stdout


def said_by(*command):
    ended = subprocess.run(command, capture_output=True, text=True)
    return ended.stdout + ended.stderr if command[0] == "mandoc" else ended.stderr


class ManPages(unittest.TestCase):
    def test_there_is_one_for_each_command(self):
        commands = re.search(r"Subcommands:\n((?:  .*\n)+)", help_of()).group(1)
        names = {"wasinn"} | {"wasinn-" + line.split()[0] for line in commands.splitlines()}
        self.assertEqual({page.stem for page in FOLDER.glob("*.1")}, names)

    def test_they_have_every_option_of_the_help(self):
        for page in FOLDER.glob("wasinn-*.1"):
            text = page.read_text().replace("\\-", "-")
            for option in re.findall(r"^  (-\S+)", help_of(page.stem.removeprefix("wasinn-")), re.M):
                self.assertIn(f"\n.B {option}", text, page.name)

    @unittest.skipUnless(shutil.which("mandoc"), "there is no mandoc here")
    def test_mandoc_has_nothing_to_complain_of(self):
        for page in FOLDER.glob("*.1"):
            self.assertEqual(said_by("mandoc", "-Tlint", "-Wwarning", page), "")

    @unittest.skipUnless(shutil.which("man"), "there is no man here")
    def test_man_has_nothing_to_complain_of(self):
        for page in FOLDER.glob("*.1"):
            self.assertEqual(said_by("man", "--warnings", "-l", page), "")


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
# Compiles what README.md and docs/embedding.md show of the library.
"""Usage: test_page.py --compiler C++ --c-compiler C [unittest options]"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["WASINN_SOURCE_DIR"])
EXAMPLES = SOURCE / "examples" / "embed"
PAGES = ("README.md", "docs/embedding.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.M | re.S)
INCLUDE = [f"-I{SOURCE / 'include'}", f"-I{SOURCE / 'sdk'}"]

# What is there already where a fragment stands; it may give the names anew.
FRAMES = {
    "cpp": ("#include <iostream>\n#include <wasinn.hpp>\n", """
void fragment%d(wasinn::Host& host, wasinn::Session& session, wasinn::Context& context, std::span<std::uint8_t> memory,
                std::span<const std::uint32_t> arguments) {
  static_cast<void>(&host), static_cast<void>(&session), static_cast<void>(&context);
  {
#line 1 "%s"
%s  }
}
"""),
    "c": ("#include <stdio.h>\n#include <wasinn/wasinn.h>\n", """
static void fragment%d(wasinn_host* host) {
#line 1 "%s"
%s}
"""),
}


def blocks(language):
    """(page, text) of each code block of a language."""
    for page in PAGES:
        for found, text in BLOCK.findall((SOURCE / page).read_text(encoding="utf-8")):
            if found == language:
                yield page, text


def joined(language, fragments):
    """One source of all fragments; messages of the compiler name the page and the beginning of the fragment."""
    head, frame = FRAMES[language]
    return head + "".join(frame % (number, f"{page}: {text.splitlines()[0]}".replace('"', "'"), text)
                          for number, (page, text) in enumerate(fragments))


class PageTest(unittest.TestCase):
    """Code blocks do what they say at least to the compiler."""

    def compile(self, language, source):
        command = {"cpp": [COMPILERS.compiler, "-std=c++20"], "c": [COMPILERS.c_compiler, "-std=c11"]}[language]
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / f"fragments.{language}"
            path.write_text(source, encoding="utf-8")
            return subprocess.run([*command, "-Wall", "-Wextra", "-Werror", "-Wno-unused", *INCLUDE, "-fsyntax-only", path],
                                  text=True, capture_output=True)

    def test_compiles(self):
        for language in FRAMES:
            shown = list(blocks(language))
            fragments = [(page, text) for page, text in shown if "int main" not in text]
            self.assertTrue(fragments, language)
            programs = [text for _, text in shown if "int main" in text]
            for source in [joined(language, fragments), *programs]:
                ended = self.compile(language, source)
                self.assertEqual(ended.returncode, 0, ended.stderr)

    def test_notices_what_does_not_compile(self):
        ended = self.compile("c", joined("c", [("page", "wasinn_host_unknown(host);\n")]))
        self.assertIn("wasinn_host_unknown", ended.stderr)

    def test_shows_the_build_of_the_examples(self):
        build = (EXAMPLES / "CMakeLists.txt").read_text(encoding="utf-8").replace("${example}", "embed_cpp")
        for page, text in blocks("cmake"):
            for line in text.splitlines():
                self.assertIn(line, build, page)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--c-compiler", required=True)
    COMPILERS, rest = parser.parse_known_args()
    unittest.main(argv=sys.argv[:1] + rest)

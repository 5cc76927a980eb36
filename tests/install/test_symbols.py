# SPDX-License-Identifier: Apache-2.0
"""What the libraries show of themselves."""
import re
import unittest

from installed import BUILD, SOURCE, names_shown_by, run

HEADERS = [SOURCE / "include" / "wasinn" / name for name in ("wasinn.h", "wasmtime.h")]
DECLARED = {name for header in HEADERS for name in
            re.findall(r"^[^\s*/#(][^()\n]*?\b(wasinn_[a-z_0-9]+)\(", header.read_text(encoding="utf-8"), re.MULTILINE)}


class Symbols(unittest.TestCase):
    def test_the_shared_library_shows_what_its_headers_declare_and_nothing_else(self):
        self.assertGreater(len(DECLARED), 20)
        shown = names_shown_by(BUILD / "lib" / "libwasinn.so")
        self.assertEqual(sorted(shown), sorted(f"{name}@@WASINN_0" for name in DECLARED))

    def test_with_the_engine_it_shows_the_engine_too(self):
        shown = names_shown_by(BUILD / "test-bin" / "libwasinn_with_engine.so")
        ours = {name for name in shown if name.startswith("wasinn_")}
        self.assertEqual(ours, {f"{name}@@WASINN_0" for name in DECLARED})
        theirs = [name for name in shown if name not in ours]
        self.assertFalse([name for name in theirs if not re.match("(wasm|wasmtime|wasi)_", name)])
        for name in ("wasm_engine_new", "wasmtime_linker_new", "wasmtime_component_linker_new", "wasi_config_new"):
            self.assertIn(f"{name}@@WASINN_0", shown)

    def test_the_static_library_shows_the_same(self):
        symbols = run("readelf", "-sW", BUILD / "lib" / "libwasinn.a").splitlines()
        fields = [line.split() for line in symbols]
        visible = {field[7] for field in fields
                   if len(field) == 8 and field[4] in ("GLOBAL", "WEAK", "UNIQUE") and field[6] != "UND"}
        self.assertEqual(visible, DECLARED)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Types the beginnings of command lines into real shells and looks at what they make of them.
"""bash is asked through its completion function and at a terminal, zsh at a terminal. zsh may be missing."""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(os.environ["WASINN_SOURCE_DIR"], "tests", "cli")))
from command import WASINN, CommandTest

# Splits the line as readline does, asks the function that `complete` registered, and prints the candidates.
ASK = r"""
source <("$1" completion bash)
compopt() { :; }
mapfile -t COMP_WORDS < <(python3 -c '
import re, sys
for word in sys.argv[1].split(" "):
    print("\n".join(re.findall("[=:]+|[^=:]+", word)) if word else "")' "$2")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_wasinn
printf "%s\n" "${COMPREPLY[@]}"
"""


class Terminal:
    """A shell at a terminal of its own."""

    def __init__(self, arguments, folder):
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            path = f"{WASINN.parent}:{os.environ['PATH']}"
            os.execvpe(arguments[0], arguments, {"PATH": path, "TERM": "dumb", "PS1": "$ ", "HOME": str(folder)})

    def close(self):
        os.close(self.terminal)
        os.waitpid(self.process, 0)

    def type(self, keys):
        os.write(self.terminal, keys.encode())

    def until(self, pattern, seconds=30):
        """What is shown until `pattern` is, or until the time is over."""
        shown = ""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not re.search(pattern, shown):
            ready, _, _ = select.select([self.terminal], [], [], 0.2)
            if ready:
                shown = re.sub("[^\x08]\x08", "", shown + os.read(self.terminal, 4096).decode(errors="replace"))
        return shown


class Bash(CommandTest):
    def setUp(self):
        super().setUp()
        self.write("models/digits.onnx", "x")
        self.write("models/two words.onnx", "x")
        self.write("guest.wasm", "x")

    def candidates(self, line):
        ended = subprocess.run(["bash", "--norc", "-c", ASK, "ask", WASINN, line], cwd=self.folder, capture_output=True,
                               text=True, timeout=60)
        self.assertEqual(ended.stderr, "")
        return ended.stdout.split("\n")[:-1]

    def test_completes_commands(self):
        self.assertEqual(self.candidates("wasinn in"), ["infer", "inspect"])
        self.assertNotIn("completion", self.candidates("wasinn "))

    def test_completes_options_of_the_command(self):
        self.assertEqual(self.candidates("wasinn run --max"), ["--max-memory"])
        self.assertEqual(self.candidates("wasinn infer --max"), [""])
        self.assertEqual(self.candidates("wasinn run --graph a=b --time"), ["--timeout"])

    def test_completes_words(self):
        self.assertEqual(self.candidates("wasinn infer --encoding tensor"), ["tensorflow", "tensorflowlite"])
        self.assertEqual(self.candidates("wasinn infer --encoding=on"), ["onnx"])
        self.assertEqual(self.candidates("wasinn infer --target "), ["cpu", "gpu", "tpu", "auto"])
        self.assertEqual(self.candidates("wasinn run --limit compute"), ["compute-time="])
        self.assertEqual(self.candidates("wasinn run --stats="), ["table", "json"])
        self.assertEqual(self.candidates("wasinn backends a"), ["add"])
        self.assertEqual(self.candidates("wasinn config "), ["check", "show", "schema"])
        self.assertEqual(self.candidates("wasinn config check gu"), ["guest.wasm"])

    def test_completes_files(self):
        self.assertEqual(self.candidates("wasinn inspect models/d"), ["models/digits.onnx"])
        self.assertEqual(self.candidates("wasinn run gu"), ["guest.wasm"])
        self.assertEqual(self.candidates("wasinn compile gu"), ["guest.wasm"])
        self.assertEqual(self.candidates("wasinn run guest.wasm mo"), ["models"])
        self.assertEqual(self.candidates("wasinn run --dir mo"), ["models"])
        self.assertEqual(self.candidates("wasinn run --dir gu"), [""])

    def test_completes_files_inside_of_values(self):
        self.assertEqual(self.candidates("wasinn run --graph digits=models/d"), ["models/digits.onnx"])
        self.assertCountEqual(self.candidates("wasinn run --graph digits="), ["guest.wasm", "models"])
        self.assertEqual(self.candidates("wasinn run --graph net=a.xml,models/d"), ["a.xml,models/digits.onnx"])
        self.assertEqual(self.candidates("wasinn run --nn-preload a:ONNX:CPU:gu"), ["guest.wasm"])
        self.assertEqual(self.candidates("wasinn run --graph digits"), [""])

    def test_leaves_what_follows_the_guest_to_the_guest(self):
        self.assertEqual(self.candidates("wasinn run guest.wasm --max"), [""])

    def test_completes_at_a_terminal(self):
        shell = Terminal(["bash", "--norc", "-i"], self.folder)
        self.addCleanup(shell.close)
        shell.type('source <(wasinn completion bash); echo rea""dy\n')
        shell.until("ready\r")
        shell.type("echo start; wasinn ru\t--gra\tdigits=mod\tdi\tgu\t")
        line = "wasinn run --graph digits=models/digits.onnx guest.wasm "
        self.assertIn(line, shell.until(re.escape(line)))


@unittest.skipUnless(shutil.which("zsh"), "there is no zsh here")
class Zsh(CommandTest):
    def setUp(self):
        super().setUp()
        self.write("models/digits.onnx", "x")
        self.write("guest.wasm", "x")
        self.shell = Terminal(["zsh", "-f", "-i"], self.folder)
        self.addCleanup(self.shell.close)
        self.shell.type("PS1='$ '; setopt NO_BEEP; unsetopt ZLE; autoload -U compinit; compinit -u -D\n"
                        'setopt ZLE; source <(wasinn completion zsh); echo rea""dy\n')
        self.shell.until("ready\r")

    def typed(self, keys, expected):
        """Types `keys`, and holds what the line becomes against `expected`."""
        self.shell.type("\x15" + keys)
        self.assertIn(expected, self.shell.until(re.escape(expected)))

    def test_completes_commands_options_words_and_files(self):
        self.typed("wasinn insp\t", "wasinn inspect ")
        self.typed("wasinn run --max\t", "--max-memory=")
        self.typed("wasinn infer --encoding on\t", "--encoding onnx ")
        self.typed("wasinn run --limit compute\t", "compute-time=")
        self.typed("wasinn run --graph digits=mod\tdi\t", "digits=models/digits.onnx ")
        self.typed("wasinn run gu\t", "run guest.wasm ")
        self.typed("wasinn config ch\tgu\t", "config check guest.wasm ")
        self.typed("wasinn run --dir mo\t", "--dir models/")

    def test_lists_what_fits(self):
        self.typed("wasinn infer --target \t\t", "auto")
        self.typed("wasinn \t\t", "compile a guest ahead of time")


if __name__ == "__main__":
    unittest.main()

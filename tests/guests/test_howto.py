# SPDX-License-Identifier: Apache-2.0
# Cuts the programs and commands out of one page of docs/guests, builds and runs them as printed, and compares the answers.
"""Usage: test_howto.py PAGE, the name of a file of docs/guests without .md; 77 when no program of it can be built here.

A program is a section of the page: files (a line "`NAME`:" before each), a block of commands after "Build it:", one after
"Run it:", and what that prints after "It prints:". Tools come from the cache, under the names that the page uses."""
import contextlib
import fcntl
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(os.environ["WASINN_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["WASINN_BUILD_DIR"])
TOOLS = pathlib.Path(os.environ["WASINN_GUEST_TOOLS"])
RUST = pathlib.Path(os.environ["WASINN_GUEST_RUST"])
RUST_OBJECTS = RUST.with_name(RUST.name.replace("guest-rust-", "guest-rust-objects-"))
NODE_MODULES = {word: pathlib.Path(os.environ[name]) / "node_modules" for word, name in (
    ("npx asc", "WASINN_ASSEMBLYSCRIPT"), ("npx componentize-js", "WASINN_COMPONENTIZE_JS"))}
COMPONENTIZE_PY = pathlib.Path(os.environ["WASINN_COMPONENTIZE_PY"])
AS_WASI_NN = pathlib.Path(os.environ.get("WASINN_AS_WASI_NN") or "/nonexistent")
LOCK_FILES = {"classify": "rust-core", "classify-component": "rust-component"}
GRAPH = "--graph digits=digits.onnx "

# What a section needs: words of its commands, the file that must be there, what brings it.
NEEDS = [("wit-bindgen c ", TOOLS, "tools/setup"), ("jco new", TOOLS, "tools/setup"),
         ("cargo build", RUST / "bin" / "rustc", "tools/setup"),
         ("npx asc", NODE_MODULES["npx asc"], "tools/setup where npm is"),
         ("npx componentize-js", NODE_MODULES["npx componentize-js"], "tools/setup --all-guests"),
         ("componentize-py ", COMPONENTIZE_PY / "bin" / "componentize-py", "tools/setup --all-guests")]

# The tools under the names that the pages use. Those of the cache are the libraries behind wit-bindgen and jco.
COMMANDS = {
    "wasinn": f'exec "{BUILD}/bin/wasinn" "$@"',
    "wit-bindgen": f'[ "$1 $2 $4" = "c --world --out-dir" ] && exec "{TOOLS}" c-bindings "$3" "$5" "$6"',
    "jco": f'[ "$1 $3 $4" = "new --wasi-command -o" ] && exec "{TOOLS}" component command "$2" "$5"',
    "cargo": f'exec env LD_LIBRARY_PATH="{RUST}/lib/x86_64-linux-gnu" RUSTC="{RUST}/bin/rustc" CARGO_NET_OFFLINE=true '
             f'CARGO_TARGET_WASM32_WASIP1_LINKER=wasm-ld-22 "{shutil.which("cargo")}" "$@" --quiet --locked',
    "componentize-py": f'exec env PYTHONPATH="{COMPONENTIZE_PY}" PYTHONDONTWRITEBYTECODE=1 "{sys.executable}" '
                       f'"{COMPONENTIZE_PY}/bin/componentize-py" "$@"',
}
page = None


class Section:
    """One program of a page."""

    def __init__(self, text):
        self.title = text.split("\n", 1)[0]
        self.files = dict(re.findall(r"^`([^`\n]+)`:\n\n```\w*\n(.*?)^```$", text, re.M | re.S))
        self.build, self.run, self.answer = (
            self.block(text, words) for words in ("Build it:", "Run it:", "It prints:"))
        self.binds = any('from "as-wasi-nn/' in file for file in self.files.values())

    @staticmethod
    def block(text, words):
        found = re.search(rf"^{words}\n\n```\w*\n(.*?)^```$", text, re.M | re.S)
        return found.group(1) if found else ""

    def missing(self):
        """Why it cannot be built here, or nothing."""
        for words, file, bringer in NEEDS:
            if words in self.build and not file.exists():
                return f"{words.strip()} is not there: {bringer} brings it"
        if self.binds and not (AS_WASI_NN / "assembly").exists():
            return "as-wasi-nn is not there: WASINN_AS_WASI_NN=FOLDER says where the package lies"
        if "go build" in self.build and not shutil.which("go"):
            return "no go in PATH"
        return None


def sections(name):
    text = (SOURCE / "docs" / "guests" / f"{name}.md").read_text()
    return [section for section in map(Section, re.split(r"^##? ", text, flags=re.M)) if section.build]


@contextlib.contextmanager
def folder_of(section, number):
    """A folder with the section's files, and what stands for the steps under "Install"; the same in each run, so that
    compilers find their own objects again."""
    folder = BUILD / "howto" / f"{page}-{number}"
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in section.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "digits.onnx").symlink_to(SOURCE / "models" / "digits.onnx")
    for words, modules in NODE_MODULES.items():
        if words in section.build:
            (folder / "node_modules").mkdir()
            for module in modules.iterdir():
                (folder / "node_modules" / module.name).symlink_to(module)
    if section.binds:
        (folder / "node_modules" / "as-wasi-nn").symlink_to(AS_WASI_NN)
    if "cargo build" not in section.build:
        yield folder
        return
    lock_crates(folder)
    RUST_OBJECTS.mkdir(exist_ok=True)
    (folder / "target").symlink_to(RUST_OBJECTS)
    with open(RUST_OBJECTS / ".wasinn-lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def lock_crates(folder):
    """Pins what a crate of a page takes, as the same crate of guests/jobs does."""
    crate = re.search(r'^name = "(.*)"$', (folder / "Cargo.toml").read_text(), re.M).group(1)
    pinned = (SOURCE / "guests" / "jobs" / LOCK_FILES[crate] / "Cargo.lock").read_text()
    (folder / "Cargo.lock").write_text(pinned.replace(f'"jobs-{LOCK_FILES[crate]}"', f'"{crate}"'))


def surroundings():
    """The environment of the commands: tools in PATH, and $WASINN_GUEST as the packages install it."""
    tools, guest = BUILD / "howto" / "bin", BUILD / "howto" / f"guest-{page}"
    tools.mkdir(parents=True, exist_ok=True)
    for name, text in COMMANDS.items():
        making = tools / f".{name}-{os.getpid()}"
        making.write_text(f"#!/bin/sh\n{text}\n")
        making.chmod(0o755)
        making.replace(tools / name)
    shutil.rmtree(guest, ignore_errors=True)
    (guest / "wit").mkdir(parents=True)
    (guest / "include").symlink_to(SOURCE / "guests" / "sdk" / "include")
    (guest / "crt1").symlink_to(SOURCE / "guests" / "sdk" / "crt1")
    (guest / "wit" / "wasi-nn").symlink_to(SOURCE / "spec" / "wasi-nn")
    return {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "WASINN_GUEST": str(guest), "GOTOOLCHAIN": "local"}


class HowTo(unittest.TestCase):
    def sh(self, commands, folder, environment, code=0):
        ended = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=folder, env=environment,
                               capture_output=True, text=True, timeout=400)
        self.assertEqual(ended.returncode, code, f"{commands}\n{ended.stdout}{ended.stderr}")
        return ended

    def test_programs_answer_as_printed(self):
        environment = surroundings()
        for number, section in enumerate(sections(page)):
            with self.subTest(section.title):
                if section.missing():
                    self.skipTest(section.missing())
                with folder_of(section, number) as folder:
                    self.sh(section.build, folder, environment)
                    self.assertEqual(self.sh(section.run, folder, environment).stdout, section.answer)
                    if GRAPH in section.run:
                        told = self.sh(section.run.replace(GRAPH, ""), folder, environment, code=1)
                        self.assertIn("digits: ", told.stderr)


if __name__ == "__main__":
    page = sys.argv.pop()
    programs = sections(page)
    if all(program.missing() for program in programs):
        print(f"skipped: {'; '.join(program.missing() for program in programs) or 'the page has no program'}")
        sys.exit(77)
    unittest.main()

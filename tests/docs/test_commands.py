#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Runs the command lines of the pages in docs/, and holds what the pages show against what comes.
"""A block ```console has commands after "$ " and below each the beginning of what it says, or parts of it.

Each line that is shown must be among the lines that come, blanks and figures aside. A command whose shown text begins
with "error: " must fail, the others must not. All commands of a page run in one shell, in a folder that looks like the
repository after `make build`.
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ["WASINN_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["WASINN_BUILD_DIR"])
PAGES = ["first-steps.md", "named-graphs.md", "configuration.md", "formats.md", "backends.md", "from-wasmtime.md", "from-wasmedge.md"]


def blocks(text):
    return re.findall(r"^```console\n(.*?)^```", text, re.M | re.S)


def commands(block):
    """(command, lines shown below it) of a block; here-documents belong to their command."""
    found = []
    end = None
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append([line[2:], []])
            end = re.search(r"<<'?(\w+)'?", line)
        elif end:
            found[-1][0] += "\n" + line
            end = None if line == end.group(1) else end
        elif found and found[-1][0].endswith("\\"):
            found[-1][0] += "\n" + line
        else:
            found[-1][1].append(line)
    return found


def essence(line):
    """A line without what differs from run to run and from machine to machine."""
    return re.sub(r"\s+", " ", re.sub(r"[\d.,]+|█[█▏▎▍▌▋▊▉]*", "#", line)).strip()


def furnish(folder):
    """Puts there the parts of the repository that pages name, and the build under the name of the preset."""
    for name in ("models", "examples", "include", "sdk", "LICENSE"):
        (folder / name).symlink_to(SOURCE / name)
    (folder / "build").mkdir()
    (folder / "build" / "release").symlink_to(BUILD)


class Shell:
    """bash, asked for one command after the other."""

    def __init__(self, where):
        self.where = where
        self.before = f"export PATH={shlex.quote(str(BUILD / 'bin'))}:$PATH\n"

    def run(self, command):
        ended = subprocess.run(["bash", "-c", f"{self.before}\n{command}"], cwd=self.where, capture_output=True, timeout=120)
        if command.startswith("export "):
            self.before += command + "\n"
        return ended.returncode, (ended.stdout + b"\n" + ended.stderr).decode(errors="replace")


def commands_of(page):
    return [found for block in blocks((SOURCE / "docs" / page).read_text()) for found in commands(block)]


def faults(page):
    with tempfile.TemporaryDirectory(prefix="wasinn-docs-") as folder:
        furnish(pathlib.Path(folder))
        shell = Shell(folder)
        for command, shown in commands_of(page):
            code, said = shell.run(command)
            if (code != 0) != any(line.startswith("error: ") for line in shown):
                yield f"{page}: $ {command}\n  ended with {code}:\n{said}"
            missing = {essence(line) for line in shown} - {essence(line) for line in said.splitlines()}
            if missing:
                yield f"{page}: $ {command}\n  did not say {missing}:\n{said}"


def main():
    found = [fault for page in PAGES for fault in faults(page)]
    print(f"{sum(len(commands_of(page)) for page in PAGES)} commands, {len(found)} faults")
    sys.exit("\n".join(found) or 0)


if __name__ == "__main__":
    main()

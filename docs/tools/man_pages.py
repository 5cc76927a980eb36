#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Makes man pages of the command's own help: wasinn.1 and wasinn-COMMAND.1 for each command that the help lists.
"""Usage: man_pages.py COMMAND FOLDER

The date is SOURCE_DATE_EPOCH's where that is set, else today's.
"""
import datetime
import os
import pathlib
import re
import subprocess
import sys
import textwrap

SECTION = re.compile(r"^([A-Z][A-Za-z ]*):$")
EXIT_CODES = "Exit codes: "


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def roff(text):
    """Text that roff prints as it is."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("'", "\\(aq")
    return "\\&" + escaped if escaped.startswith(".") else escaped


def filled(text):
    """A paragraph whose source lines are short."""
    return "\n".join(roff(line) for line in textwrap.wrap(text, 72, break_long_words=False, break_on_hyphens=False))


def paragraphs(text):
    return [part for part in re.split(r"\n\s*\n", text) if part.strip()]


def entries(lines):
    """(name, what) of the lines below `Options:` or `Subcommands:`; what may stand on the line after a long name."""
    column = min(len(match.group(1)) for match in (re.match(r"(  \S+(?: \S+)*  +)\S", line) for line in lines) if match)
    name = None
    for line in lines:
        if name is not None:
            yield name, line.strip()
            name = None
        elif line[column - 1:column] == " ":
            yield line[:column].strip(), line[column:].strip()
        else:
            name = line.strip()


def list_of(lines):
    return "".join(f".TP\n.B {roff(name)}\n{filled(what)}\n" for name, what in entries(lines))


def verbatim(lines):
    return ".nf\n" + "\n".join(roff(line) for line in textwrap.dedent("\n".join(lines)).split("\n")) + "\n.fi\n"


def sections_of(text):
    """What the help says after its usage line: (heading, roff) pairs, and free text under the heading ""."""
    for part in paragraphs(text):
        lines = part.strip("\n").split("\n")
        heading = SECTION.match(lines[0])
        if heading and heading.group(1) == "Examples":
            yield "Examples", verbatim(lines[1:])
        elif heading:
            yield heading.group(1).replace("Subcommands", "Commands"), list_of(lines[1:])
        elif len(lines) > 1 and all(re.match(r"\s*\S+  +\S|\s{4,}", line) for line in lines):
            yield "", verbatim(lines)
        else:
            before, mark, codes = " ".join(lines).partition(EXIT_CODES)
            if before:
                yield "", filled(before) + "\n"
            if mark:
                yield "Exit status", filled(codes) + "\n"


def page(name, text, version, date, others):
    about, usage, rest = re.match(r"([^\n]*)\nUsage: ([^\n]*)\n(.*)", text, re.S).groups()
    about = about.removeprefix("wasinn ").rstrip(".")
    found = list(sections_of(rest))
    free = [content for heading, content in found if not heading]
    parts = [f'.TH {roff(name.upper())} 1 {date} "{version}" "wasinn"',
             f'.SH NAME\n{roff(name)} \\- {roff(about)}',
             f".SH SYNOPSIS\n.B {roff(usage)}"]
    if free:
        parts.append(".SH DESCRIPTION\n" + ".PP\n".join(free).rstrip("\n"))
    parts += [f'.SH "{heading.upper()}"\n{content}'.rstrip("\n") for heading, content in found if heading]
    parts.append('.SH "SEE ALSO"\n' + " ,\n".join(f".BR {roff(other)} (1)" for other in others))
    return "\n".join(parts) + "\n"


def main(command, folder):
    date = datetime.datetime.fromtimestamp(float(os.environ.get("SOURCE_DATE_EPOCH", datetime.datetime.now().timestamp())),
                                           datetime.timezone.utc).date()
    version = output_of(command, "--version").strip()
    top = output_of(command, "--help")
    listed = re.search(r"^Subcommands:\n((?:  .*\n)*)", top, re.M).group(1)
    commands = [line.split()[0] for line in listed.splitlines() if re.match(r"  \S", line)]
    pages = {"wasinn": top} | {f"wasinn-{word}": output_of(command, word, "--help") for word in commands}
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        others = [other for other in pages if other != name]
        (folder / f"{name}.1").write_text(page(name, text, version, date, others))


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))

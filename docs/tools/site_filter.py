#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Shows Doxygen a file in the form that it understands: plain comments of C headers as documentation, links as references.
"""Usage: site_filter.py FILE (from the folder of the repository); Doxygen calls it for each file."""
import pathlib
import re
import sys

ROOT = pathlib.Path.cwd()
# What is in the site, as in Doxyfile.
FOLDERS = ("docs", "backends", "guests", "bench", "tests/conformance")
FILES = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")


def label(page, heading=""):
    """What the site calls a page, or a heading in it."""
    return re.sub(r"\W+", "_", f"{page.relative_to(ROOT).with_suffix('')} {heading}".lower()).strip("_")


def anchor(heading):
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-")


def in_site(page):
    name = page.relative_to(ROOT).as_posix() if page.is_relative_to(ROOT) else ""
    return page.suffix == ".md" and (name in FILES or any(name.startswith(folder + "/") for folder in FOLDERS))


def heading_line(page, match, is_first):
    marks, text = match.groups()
    if is_first:
        return f"{marks} {text} {{#{'mainpage' if page == ROOT / 'README.md' else label(page)}}}"
    return f"{marks} {text} {{#{label(page, anchor(text))}}}"


def link(page, match):
    """A link inside of the site as a reference; one to another file of the repository as its text."""
    text, target = match.groups()
    if re.match(r"[a-z]+:", target):
        return match.group(0)
    path, _, fragment = target.partition("#")
    other = (page.parent / path).resolve() if path else page
    if not in_site(other):
        return text
    if other == ROOT / "README.md":
        return f"[{text}](#mainpage)"
    return f"[{text}](#{label(other, fragment)})"


def markdown(page, text):
    """The page with labels and references; fenced code is left alone."""
    parts = re.split(r"(^```.*?^```$)", text, flags=re.M | re.S)
    seen = []

    def headed(match):
        seen.append(match)
        return heading_line(page, match, len(seen) == 1)

    for i in range(0, len(parts), 2):
        parts[i] = re.sub(r"^(#+) +(.+?) *$", headed, parts[i], flags=re.M)
        parts[i] = re.sub(r"\[([^\]]*)\]\(([^()\s]+)\)", lambda match: link(page, match), parts[i])
        parts[i] = re.sub(r"`(::[^`]*)`", r"<code>\\\1</code>", parts[i])
    return "".join(parts)


def escaped(comment):
    return re.sub(r"(?<![\w:])::(?=\w)", "", re.sub(r"([\\@<])", r"\\\1", comment))


def c_comment(match):
    """A plain comment as documentation of what follows it, or of what is before it on its line."""
    before, body = match.groups()
    if "SPDX" in body or body.startswith((" ---", "*", "!")):
        return match.group(0)
    if before.strip():
        return f"{before}/**<{escaped(body)}*/"
    is_of_file = body.startswith("\n") or match.string.count("\n", 0, match.start()) == 1
    return f"{before}/**{' @file' + chr(10) if is_of_file else ''}{escaped(body)}*/"


def header(text):
    """Comments in both styles as documentation; the first block is the file's."""
    text = re.sub(r"^([^\n]*?)/\*(.*?)\*/", c_comment, text, flags=re.M | re.S)
    first = re.match(r"// SPDX[^\n]*\n((?://[^\n]*\n)+)", text)
    if first:
        block = "/// @file\n" + re.sub(r"^//", "///", first.group(1), flags=re.M).replace("<", "\\<")
        text = block + text[first.end():]
    return re.sub(r"^( *///.*)$", lambda match: re.sub(r"(?<![\w:])::(?=\w)", "", match.group(1)), text, flags=re.M)


if __name__ == "__main__":
    file = pathlib.Path(sys.argv[1]).resolve()
    content = file.read_text(encoding="utf-8")
    sys.stdout.write(markdown(file, content) if file.suffix == ".md" else header(content))

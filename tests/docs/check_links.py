#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Checks that links inside of the repository's Markdown lead to files that there are, and to headings that they have.
"""Usage: check_links.py REPOSITORY"""
import pathlib
import re
import subprocess
import sys

LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.M)


def without_code(text):
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))


def anchor(heading):
    """What a heading is called in links."""
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-")


def anchors(page):
    return {anchor(heading) for heading in HEADING.findall(re.sub(r"^```.*?^```", "", page.read_text(), flags=re.M | re.S))}


def broken_links(root, page):
    for target in LINK.findall(without_code(page.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        file = page.parent / path if path else page
        if not file.exists():
            yield f"{page.relative_to(root)}: there is no {target}"
        elif fragment and file.suffix == ".md" and fragment not in anchors(file):
            yield f"{page.relative_to(root)}: {path or 'the page'} has no heading {fragment}"


def pages(root):
    """The Markdown files that git knows, and those that it does not ignore; without git all outside of build/."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard", "*.md"], capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        return [root / name for name in listed.stdout.splitlines() if (root / name).exists()]
    return [page for page in root.rglob("*.md") if "build" not in page.relative_to(root).parts]


def main(root):
    found = [fault for page in pages(root) for fault in broken_links(root, page)]
    sys.exit("\n".join(found) or 0)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve())

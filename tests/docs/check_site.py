#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Makes the site of the documentation, which stops at warnings, and follows the links between its pages.
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ["WASINN_SOURCE_DIR"])


def broken_links(html):
    ids = {page.name: set(re.findall(r'(?:id|name)="([^"]+)"', page.read_text(errors="replace"))) for page in html.glob("*.html")}
    for page in html.glob("*.html"):
        # Doxygen's own lists of members lead to sections that a page may not have.
        text = re.sub(r'<div class="summary">.*?</div>', "", page.read_text(errors="replace"), flags=re.S)
        for target in re.findall(r'<a [^>]*href="([^"]+)"', text):
            file, _, fragment = target.partition("#")
            if re.match(r"[a-z]+:", target) or (not file and not fragment):
                continue
            if file and not (html / file).exists():
                yield f"{page.name}: there is no {target}"
            elif fragment and (file or page.name).endswith(".html") and fragment not in ids[file or page.name]:
                yield f"{page.name}: {target} has no such place"


def main():
    if not shutil.which("doxygen"):
        print("there is no doxygen here")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="wasinn-site-") as folder:
        made = subprocess.run([SOURCE / "docs" / "tools" / "site", folder], capture_output=True, text=True)
        if made.returncode != 0:
            sys.exit(made.stdout + made.stderr)
        sys.exit("\n".join(broken_links(pathlib.Path(folder, "html"))) or 0)


if __name__ == "__main__":
    main()

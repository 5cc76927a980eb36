# SPDX-License-Identifier: Apache-2.0
# Fails on includes that ARCHITECTURE.md does not allow and on source files without their first two lines.
"""Usage: check_sources.py REPOSITORY

Reads two fenced blocks of ARCHITECTURE.md. `arrows` has lines "layer -> layers it may include"; `libraries` has lines
"include prefix -> layers that may include it". Prints one line for each violation and ends with 1 if there is one.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
LICENSE = "SPDX-License-Identifier: Apache-2.0"
NATIVE = {".c", ".cpp", ".h", ".hpp"}
SOURCES = NATIVE | {".cmake", ".py", ".rs", ".sh"}
SOURCE_NAMES = {"CMakeLists.txt", "Makefile"}
# Folders that hold no sources of ours: results, history, and files of other projects kept as they are.
FOREIGN = {"build", ".git", "target", "third_party", "node_modules", "__pycache__"}
PLUGIN_HEADERS = {"wasinn/plugin.h", "wasinn/plugin.hpp", "wasinn/aligned_buffer.hpp", "wasinn/cores.hpp", "wasinn/obstacle.hpp",
                  "wasinn/one_line.hpp", "wasinn/owned.hpp"}


def read_block(text, name):
    """The lines "left -> right right ..." of the fenced block `name` as a dict of sets."""
    block = re.search(rf"^```{name}\n(.*?)^```", text, re.M | re.S)
    if not block:
        raise ValueError(f"ARCHITECTURE.md has no ```{name} block")
    rules = {}
    for line in block.group(1).splitlines():
        left, arrow, right = line.partition("->")
        if not arrow:
            raise ValueError(f"ARCHITECTURE.md, block {name}: no '->' in '{line}'")
        rules[left.strip()] = set(right.split())
    return rules


def includes(path):
    """(line number, '<' or '"', what) for each include of a file."""
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1), match.group(2)


def is_test(path):
    return path.stem.endswith("_test")


def files_under(folder):
    """All files of a folder but those in foreign folders, sorted."""
    if not folder.is_dir():
        return []
    found = (p for p in folder.rglob("*") if p.is_file())
    return sorted(p for p in found if not FOREIGN & set(p.relative_to(folder).parts[:-1]))


def check_layer_include(layer, arrows, quote, name, test):
    """Why a file of `layer` may not include `name`, or None. Tests may also include what lies in tests/."""
    first = name.split("/")[0]
    if first in arrows:
        if first != layer and first not in arrows[layer]:
            return f"{layer} may not include {first}"
    elif quote == '"' and not (test and first == "tests"):
        return "includes start with a layer: \"layer/file.h\""
    return None


def check_library(layer, libraries, name):
    """Why a file of `layer` may not include a library's header, or None."""
    for prefix, allowed in libraries.items():
        if name.startswith(prefix) and layer not in allowed:
            return f"only {' '.join(sorted(allowed))} may include {prefix}*"
    return None


def layer_violations(root, arrows, libraries):
    for path in files_under(root / "src"):
        if path.suffix not in NATIVE:
            continue
        place = path.relative_to(root)
        layer = place.parts[1]
        if layer not in arrows:
            yield f"{place}: the layer '{layer}' is not in ARCHITECTURE.md"
            continue
        for number, quote, name in includes(path):
            why = check_layer_include(layer, arrows, quote, name, is_test(path)) or check_library(layer, libraries, name)
            if why:
                yield f"{place}:{number}: {name}: {why}"


def check_plugin_include(folder, layers, quote, name):
    """Why a plug-in in `folder` may not include `name`, or None."""
    if name.split("/")[0] in layers and not (folder / name).exists():
        return "a backend may include nothing of src/"
    if name.startswith("wasinn/") and name not in PLUGIN_HEADERS:
        return "a backend may include only " + ", ".join(sorted(PLUGIN_HEADERS))
    outside = ".." in name.split("/") or not (folder / name).exists()
    if quote == '"' and name not in PLUGIN_HEADERS and outside:
        return "a backend may include only its own files"
    return None


def plugin_violations(root, arrows):
    for path in files_under(root / "backends"):
        if path.suffix not in NATIVE or is_test(path):
            continue
        place = path.relative_to(root)
        for number, quote, name in includes(path):
            why = check_plugin_include(root.joinpath(*place.parts[:2]), arrows, quote, name)
            if why:
                yield f"{place}:{number}: {name}: {why}"


def is_source(path):
    if path.suffix in SOURCES or path.name in SOURCE_NAMES:
        return True
    return not path.suffix and path.read_bytes()[:2] == b"#!"


def first_lines_violation(path):
    """What is wrong with the first lines of a source file, or None: the licence line, then a sentence."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[:3]
    if lines and lines[0].startswith("#!"):
        lines = lines[1:]
    if not lines or LICENSE not in lines[0]:
        return f"the first line is not '{LICENSE}'"
    comment = re.match(r'\s*(//[/!]?|#|/?\*+|""")\s*(.*)', lines[1]) if len(lines) > 1 else None
    if not comment or len(comment.group(2).split()) < 3:
        return "the second line is not a sentence that says what the file is for"
    return None


def header_violations(root):
    for path in files_under(root):
        if is_source(path):
            why = first_lines_violation(path)
            if why:
                yield f"{path.relative_to(root)}: {why}"


def violations(root):
    """Every broken rule of the repository at `root`, one line each."""
    text = (root / "ARCHITECTURE.md").read_text(encoding="utf-8")
    arrows = read_block(text, "arrows")
    libraries = read_block(text, "libraries")
    for layer, targets in arrows.items():
        for unknown in sorted(targets - arrows.keys()):
            yield f"ARCHITECTURE.md: {layer} -> {unknown}: no such layer"
    yield from layer_violations(root, arrows, libraries)
    yield from plugin_violations(root, arrows)
    yield from header_violations(root)


def main():
    found = list(violations(pathlib.Path(sys.argv[1])))
    print("\n".join(found) or "every include and every first line is as ARCHITECTURE.md says")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

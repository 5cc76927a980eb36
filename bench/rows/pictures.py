# SPDX-License-Identifier: Apache-2.0
"""Bars of ratios as SVG, one file a table.

Run as `python -m rows.pictures FOLDER` with matplotlib importable and what there is to draw as JSON on standard input,
because matplotlib is not a package of the Python that runs the benchmark.
"""

import json
import os
import pathlib
import subprocess
import sys

from rows.bench import SOURCE, paths

BAR = 0.42  # inches
MET, MISSED, OTHER = "#3b7ea1", "#c4532d", "#8a8a8a"


def bar_of(line):
    """The line as a bar: its label, ratio, the ratio wanted of it (or None), and whether it is met (or None)."""
    native, _ = line.medians()
    bar = {"label": line.label, "ratio": line.ratio(), "wanted": None, "met": None}
    if line.target is not None:
        limit = line.target.limit(native)
        bar.update(wanted=limit / (native if native is not None else limit), met=line.met())
    return bar


def drawing_of(section):
    against = f"{section.ours} / {section.native}" if section.lines[0].native else "part of the target"
    return {"name": section.name, "title": section.title, "axis": against, "bars": list(map(bar_of, section.lines))}


def draw_all(sections, folder):
    """Writes NAME.svg for each section into the folder, which is made when missing."""
    packages = pathlib.Path(paths()["python_bench_packages"])
    if not packages.exists():
        sys.exit("bench    pictures need matplotlib: tools/setup --bench fetches it")
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([paths()["python"], "-m", "rows.pictures", folder.resolve()], check=True, text=True,
                   input=json.dumps([drawing_of(section) for section in sections if section.lines]),
                   env={**os.environ, "PYTHONPATH": f"{packages}:{SOURCE / 'bench'}", "PYTHONDONTWRITEBYTECODE": "1"})


def draw(drawing, path):
    from matplotlib.figure import Figure

    bars = drawing["bars"]
    figure = Figure(figsize=(8, 1.3 + BAR * len(bars)), layout="constrained")
    axes = figure.add_subplot()
    colours = [{True: MET, False: MISSED, None: OTHER}[bar["met"]] for bar in bars]
    drawn = axes.barh([bar["label"] for bar in bars], [bar["ratio"] for bar in bars], color=colours, height=0.6)
    axes.bar_label(drawn, [f"{bar['ratio']:.3f}" for bar in bars], padding=4)
    for place, bar in enumerate(bars):
        if bar["wanted"] is not None:
            axes.plot([bar["wanted"]] * 2, [place - 0.4, place + 0.4], color="black", linewidth=1.5)
    axes.axvline(1, color="black", linewidth=0.6, linestyle=":")
    axes.set_xlim(0, 1.15 * max(max(bar["ratio"], bar["wanted"] or 1) for bar in bars))
    axes.set_xlabel(f"{drawing['axis']}; the stroke is the target")
    axes.set_title(drawing["title"])
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    import matplotlib

    matplotlib.rcParams.update({"svg.hashsalt": "wasinn", "svg.fonttype": "none", "font.size": 9})
    for one in json.load(sys.stdin):
        draw(one, pathlib.Path(sys.argv[1]) / f"{one['name']}.svg")

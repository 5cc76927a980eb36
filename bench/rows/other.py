# SPDX-License-Identifier: Apache-2.0
"""The same guests on another runtime's command, beside ours; only when such a command is given."""

import os
import shlex
import subprocess

from rows.comparison import Comparison, Section
from rows.inference import LABELS

ROUNDS = 15
WORK = {  # dimensions, elements of the output, inferences in one measurement, and before it
    "tiny": ("1,4", 3, 20000, 5000),
    "identity_1mib": ("262144", 262144, 300, 100),
    "identity_64mib": ("16777216", 16777216, 6, 3),
}
GUESTS = {"bench": "core module", "bench_component": "component"}


def models(bench):
    return bench.chosen(WORK)


def guest_ns(command, model):
    dimensions, outputs, iterations, warmup = WORK[model]
    arguments = [model, dimensions, str(outputs), str(iterations), "1", str(warmup)]
    printed = subprocess.run([*command, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout
    return next(float(line.split()[2]) for line in printed.splitlines() if line.startswith("best total"))


def folder_of(bench, model):
    """A folder of the model's own, as other runtimes want it."""
    folder = bench.model_folder / "folders" / model
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").unlink(missing_ok=True)
    os.link(bench.model_folder / f"{model}.onnx", folder / "model.onnx")
    return folder


def measure(bench):
    """{"guest/model": {"other": [ns per round], "wasinn": [ns per round]}}"""
    figures = {}
    for model in models(bench):
        folder = folder_of(bench, model)
        for guest in GUESTS:
            wasm = bench.build / "guests" / f"{guest}.wasm"
            ours = [bench.wasinn, "run", "--graph", f"{model}={folder / 'model.onnx'}", wasm]
            other = [word.format(guest=wasm, graph=model, folder=folder) for word in shlex.split(bench.other)]
            times = figures[f"{guest}/{model}"] = {"other": [], "wasinn": []}
            for _ in range(bench.times(ROUNDS)):
                times["wasinn"].append(guest_ns(ours, model))
                times["other"].append(guest_ns(other, model))
    return figures


def sections(figures):
    lines = []
    for name, times in figures.items():
        guest, model = name.split("/")
        lines.append(Comparison(f"{LABELS[model]}, {GUESTS[guest]}", times["other"], times["wasinn"]))
    yield Section("other", "one inference by the same guest", lines, native="other", ours="wasinn")

# SPDX-License-Identifier: Apache-2.0
"""Allocations, page faults and bytes copied of one inference in steady state."""

import json

from rows.comparison import table
from rows.inference import LABELS, NAMES, by_backend

SIDES = {"native": "native", "wasm": "core module", "component": "component", "infer": "in one call"}
COUNTS = {"allocations": "allocations", "page_faults": "page faults", "copied_in": "bytes copied in",
          "copied_out": "bytes copied out"}


def models(bench):
    return bench.chosen(LABELS)


def measure(bench):
    return {backend: [json.loads(line) for line in bench.output("steady", backend, *known).splitlines()]
            for backend, known in by_backend(bench).items()}


def sections(_):
    return ()


def cell(row, count):
    if count.startswith("copied"):
        return "" if row["side"] == "native" else f"{row[count]:,.0f}"
    return f"{round(row[count], 2) + 0:.2f}"  # without the sign of a zero


def further_tables(figures):
    for count, title in COUNTS.items():
        rows = [[f"{title} per inference", *SIDES.values()]]
        for backend, counts in figures.items():
            by_side = {(row["workload"], row["side"]): row for row in counts}
            for model in dict.fromkeys(row["workload"] for row in counts):
                cells = [cell(by_side[model, side], count) for side in SIDES]
                rows.append([f"{LABELS[model]}, {NAMES[backend]}", *cells])
        yield table(rows)

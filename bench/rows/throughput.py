# SPDX-License-Identifier: Apache-2.0
"""Inferences per second of many guests at once, beside the best that a native program can arrange."""

import statistics

from rows.bench import column
from rows.comparison import Comparison, Section, Target, table

ROUNDS = 11
COUNTS = (1, 2, 4, 16)
LABELS = {"tiny": "tiny model", "mobile": "MobileNet-sized model"}
ARRANGEMENTS = {"one_session": "one session, a thread each", "sessions": "a session each, a thread each",
                "one_wide_session": "one session, all cores for each inference"}
TARGET = Target(ratio=0.97, at_least=True)


def models(bench):
    return bench.chosen(LABELS)


def measure(bench):
    return {model: bench.samples("throughput", model, *COUNTS, rounds=ROUNDS) for model in models(bench)}


def rates(samples):
    return [1e9 / ns for ns in column(samples)]


def best_native(sides):
    """The name of the arrangement with the least median time, and its samples."""
    return min(((side, samples) for side, samples in sides.items() if side in ARRANGEMENTS),
               key=lambda row: statistics.median(column(row[1])))


def sections(figures):
    for model, counts in figures.items():
        lines = [Comparison(f"{count} at once; native: {ARRANGEMENTS[best_native(sides)[0]]}",
                            rates(best_native(sides)[1]), rates(sides["guests"]), "rate", TARGET)
                 for count, sides in counts.items()]
        yield Section(f"throughput-{model}", f"inferences per second, {LABELS[model]}", lines, native="best native")


def further_tables(figures):
    rows = [["native inferences per second", *ARRANGEMENTS.values()]]
    for model, counts in figures.items():
        for count, sides in counts.items():
            cells = [f"{statistics.median(rates(sides[name])):,.0f}" if name in sides else "" for name in ARRANGEMENTS]
            rows.append([f"{LABELS[model]}, {count} at once", *cells])
    yield table(rows)

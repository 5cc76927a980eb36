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
# The framework makes its threads once a process, so each policy has one of its own, with native sides of its own.
POLICIES = {"throughput": ("1", "each computation on one core"), "latency": ("0", "each computation on all cores")}
TARGET = Target(ratio=0.97, at_least=True)


def models(bench):
    return bench.chosen(LABELS)


def measure(bench):
    return {model: {policy: bench.samples("throughput", model, threads, *COUNTS, rounds=ROUNDS)
                    for policy, (threads, _) in POLICIES.items()} for model in models(bench)}


def rates(samples):
    return [1e9 / ns for ns in column(samples)]


def best_native(sides):
    """The name of the arrangement with the least median time, and its samples."""
    return min(((side, samples) for side, samples in sides.items() if side in ARRANGEMENTS),
               key=lambda row: statistics.median(column(row[1])))


def meant_for(policy, count):
    """Whether the host chooses this policy by itself for so many guests at once."""
    return policy == ("latency" if int(count) == 1 else "throughput")


def sections(figures):
    for model, policies in figures.items():
        for policy, counts in policies.items():
            lines = [Comparison(f"{count} at once; native: {ARRANGEMENTS[best_native(sides)[0]]}",
                                rates(best_native(sides)[1]), rates(sides["guests"]), "rate",
                                TARGET if meant_for(policy, count) else None)
                     for count, sides in counts.items()]
            yield Section(f"throughput-{model}-{policy}",
                          f"inferences per second, {LABELS[model]}, {POLICIES[policy][1]}", lines, native="best native")


def further_tables(figures):
    rows = [["native inferences per second", *ARRANGEMENTS.values()]]
    for model, policies in figures.items():
        for count, sides in policies["throughput"].items():
            cells = [f"{statistics.median(rates(sides[name])):,.0f}" if name in sides else "" for name in ARRANGEMENTS]
            rows.append([f"{LABELS[model]}, {count} at once", *cells])
    yield table(rows)

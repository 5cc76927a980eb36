# SPDX-License-Identifier: Apache-2.0
"""Tokens per second of language models, and what the second turn of a chat evaluates again."""

import statistics

from rows.bench import column
from rows.comparison import Comparison, Section, Target, table

ROUNDS = 11
LABELS = {"verses": "0.8 million parameters", "language": "26 million parameters"}
SIDES = {"at_once": "at once", "streaming": "streaming", "component": "component, streaming"}
TARGET = Target(ratio=0.98, at_least=True)


def models(bench):
    return bench.chosen(LABELS) if "llama" in bench.backends else []


def measure(bench):
    return bench.samples("language", bench.threads, *models(bench), rounds=ROUNDS)


def label_of(name):
    model, threads = name.rsplit("_t", 1)
    return f"{LABELS[model]}, {threads} thread{'s' if threads != '1' else ''}"


def rates(samples, prefix=""):
    times = column(samples, f"{prefix}ns")
    return [1e9 * tokens / ns for tokens, ns in zip(column(samples, f"{prefix}tokens"), times)]


def sections(figures):
    for prefix, slug, title in (("", "first", "tokens per second, first turn"),
                                ("second_", "second", "tokens per second, second turn")):
        lines = [Comparison(f"{label_of(name)}, {text}", rates(sides["native"], prefix), rates(sides[side], prefix),
                            "rate", TARGET)
                 for name, sides in figures.items() for side, text in SIDES.items()]
        yield Section(f"language-{slug}", title, lines)


def further_tables(figures):
    rows = [["second turn of a chat", "tokens of the prompt", "in the cache", "evaluated twice"]]
    for name, sides in figures.items():
        for side, text in SIDES.items():
            counts = [f"{statistics.median(column(sides[side], key)):.0f}"
                      for key in ("second_input_tokens", "second_cached_tokens", "twice")]
            rows.append([f"{label_of(name)}, {text}", *counts])
    yield table(rows)

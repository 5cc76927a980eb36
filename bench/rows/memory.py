# SPDX-License-Identifier: Apache-2.0
"""Memory of one process with guests on a model of 200 MiB, against one native session."""

import json

from rows.comparison import Comparison, Section, Target

ROUNDS = {"native": 3, "by-name": 3}  # guests with the model's bytes take long, and are the same each time
COUNTS = (1, 4, 64)
GUEST_KIB = 220 * 1024  # of linear memory, for a guest that has held the model's bytes
TARGET = Target(ratio=1.05)
LABELS = {"by-name": "by name", "by-bytes": "from bytes, without the guests' own memory"}


def models(bench):
    return bench.chosen(["big"])


def available_kib():
    with open("/proc/meminfo", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))


def counts_of(way):
    """How many guests to try; each that loads bytes keeps its linear memory."""
    most = available_kib() / GUEST_KIB - 4
    return [count for count in COUNTS if way == "by-name" or count <= most]


def measure(bench):
    if not models(bench):
        return {}
    commands = [("native",), *((way, count) for way in LABELS for count in counts_of(way))]
    return {"/".join(map(str, command)): [json.loads(bench.output("memory", *command))
                                          for _ in range(bench.times(ROUNDS.get(command[0], 1)))]
            for command in commands}


def host_kib(samples):
    return [sample["resident_kib"] - sample["guest_kib"] for sample in samples]


def sections(figures):
    lines = []
    for name, samples in figures.items():
        if name != "native":
            way, count = name.split("/")
            label = f"{count} guest{'s' if count != '1' else ''}, {LABELS[way]}"
            lines.append(Comparison(label, host_kib(figures["native"]), host_kib(samples), "KiB", TARGET))
    yield Section("memory", "resident memory, 200 MiB model", lines, native="one native session", ours="with guests")

# SPDX-License-Identifier: Apache-2.0
"""What a guest costs before its first inference, in a host that has run it before."""

from rows.bench import column
from rows.comparison import Comparison, Section, Target

ROUNDS = 31
LABELS = {"tiny": "tiny model", "mobile": "MobileNet-sized model", "big": "200 MiB model"}
INSTANCES = {"pooled_core": "core module, pooled", "pooled_component": "component, pooled",
             "core": "core module", "component": "component"}
TARGET = Target(value=50e3)


def models(bench):
    return bench.chosen(LABELS)


def measure(bench):
    return bench.samples("start", *models(bench), rounds=ROUNDS)


def sections(figures):
    instances = [Comparison(label, [], column(figures["instance"][side]), target=TARGET)
                 for side, label in INSTANCES.items()]
    yield Section("instance", "a guest made and ended, in a warm host", instances)
    loads = [Comparison(LABELS[model], [], column(figures[model]["load"]), target=TARGET)
             for model in figures if model in LABELS]
    yield Section("load-by-name", "load by name, second guest onwards", loads)

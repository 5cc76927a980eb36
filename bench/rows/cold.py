# SPDX-License-Identifier: Apache-2.0
"""Time of a whole process that makes one inference: wasinn with a guest compiled before, and a native program."""

import os
import random
import subprocess
import tempfile
import time

from rows.comparison import Comparison, Section, Target

ROUNDS = 41
SHAPES = {"tiny": ("1,4", "3"), "mobile": ("1,3,224,224", "1000")}  # dimensions, elements of the output
LABELS = {"tiny": "tiny model", "mobile": "MobileNet-sized model"}
TARGETS = {"tiny": Target(ratio=1.10), "mobile": Target(ratio=1.05)}
SIDES = {"cwasm": "from .cwasm", "cache": "from the cache"}


def models(bench):
    return bench.chosen(SHAPES)


def commands(bench, model, cwasm):
    """The command line of each side."""
    file = bench.model_folder / f"{model}.onnx"
    run = [bench.wasinn, "run", "--graph", f"{model}={file}"]
    worker = [model, *SHAPES[model], "0", "1"]
    native = [bench.build / "bin" / "bench_cold_native", file, *SHAPES[model]]
    return {"native": native,
            "leaving": [*native, "leave"],
            "cwasm": [*run, cwasm, *worker],
            "cache": [*run, bench.build / "guests" / "bench_worker.wasm", *worker]}


def printed_sum(command):
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return float(printed.split("output ")[1])


def process_ns(command):
    """From the start of the process to its end."""
    words = [str(word) for word in command]
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter_ns()
    process = os.posix_spawn(words[0], words, os.environ, file_actions=quiet)
    _, status = os.waitpid(process, 0)
    ns = time.perf_counter_ns() - start
    if status != 0:
        raise RuntimeError(f"{words} failed")
    return ns


def measure_model(bench, model, cwasm):
    sides = commands(bench, model, cwasm)
    sums = {side: printed_sum(command) for side, command in sides.items()}  # this also warms the caches
    if max(sums.values()) - min(sums.values()) > 1e-6 * (1 + abs(sums["native"])):
        raise RuntimeError(f"results differ on {model}: {sums}")
    times = {side: [] for side in sides}
    for _ in range(bench.times(ROUNDS)):
        for side in random.sample(list(sides), len(sides)):
            times[side].append(process_ns(sides[side]))
    return times


def measure(bench):
    with tempfile.TemporaryDirectory() as folder:
        cwasm = os.path.join(folder, "worker.cwasm")
        subprocess.run([bench.wasinn, "compile", bench.build / "guests" / "bench_worker.wasm", "-o", cwasm], check=True)
        return {model: measure_model(bench, model, cwasm) for model in models(bench)}


def sections(figures):
    def lines(native, targets):
        return [Comparison(f"{LABELS[model]}, {text}", times[native], times[side], target=targets.get(model))
                for model, times in figures.items() for side, text in SIDES.items()]

    yield Section("cold-start", "cold start to first result, whole process", lines("native", TARGETS))
    yield Section("cold-start-leaving", "the same; native takes nothing down", lines("leaving", {}))

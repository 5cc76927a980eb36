# SPDX-License-Identifier: Apache-2.0
"""The programs and models of one build, and what the rows share in using them."""

import dataclasses
import functools
import json
import os
import pathlib
import subprocess
import sys

UNUSED = ("real_time", "cpu_time")
SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent


def paths():
    """Where tools/setup keeps things, by name."""
    printed = subprocess.run([SOURCE / "tools" / "setup", "--paths"], check=True, stdout=subprocess.PIPE, text=True)
    return dict(line.split("=", 1) for line in printed.stdout.splitlines())


@dataclasses.dataclass
class Bench:
    """A build to measure, how often, and on which models (None: all)."""

    build: pathlib.Path
    rounds: int | None = None
    models: list | None = None
    threads: str = "1"  # of language models, one or more numbers
    other: str | None = None

    @property
    def wasinn(self):
        return self.build / "bin" / "wasinn"

    @property
    def model_folder(self):
        return self.build / "bench-models"

    @functools.cached_property
    def backends(self):
        """{name: version} of those that are ready."""
        printed = subprocess.run([self.wasinn, "backends", "--json"], check=True, stdout=subprocess.PIPE, text=True)
        return {row["name"]: row["version"] for row in json.loads(printed.stdout)["backends"] if row["ready"]}

    def chosen(self, models):
        return [model for model in models if self.models is None or model in self.models]

    def times(self, default):
        """How often to measure where `default` is enough for figures to rely on."""
        return default if self.rounds is None else min(self.rounds, default)

    def output(self, program, *arguments):
        command = [self.build / "bin" / f"bench_{program}", *map(str, arguments)]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout

    def samples(self, program, *arguments, rounds):
        """{model: {side: [one dict a round: "ns" and the program's counters]}}, measured in turns."""
        report = json.loads(self.output(program, *arguments, "--benchmark_format=json",
                                        "--benchmark_enable_random_interleaving=true",
                                        f"--benchmark_repetitions={self.times(rounds)}"))
        found = {}
        for run in sorted(report["benchmarks"], key=lambda run: run["family_index"]):  # as they were registered
            if run["run_type"] == "iteration":
                model, side = run["name"].split("/")[:2]
                sample = {key: value for key, value in run.items() if isinstance(value, float) and key not in UNUSED}
                found.setdefault(model, {}).setdefault(side, []).append({**sample, "ns": run["real_time"] * 1000})
        return found

    def make_models(self, models):
        """Makes those of the models that are not there yet."""
        self.model_folder.mkdir(parents=True, exist_ok=True)
        missing = [model for model in models if not any(self.model_folder.glob(f"{model}.*"))]
        if "language" in missing:
            self._make("tests/llama/make_models.py", "--bench")
        if set(missing) - {"language", "verses", "digits"}:
            self._make("tests/fixtures/make_models.py", *(["--bench"] if {"mobile", "big"} & set(missing) else []))

    def _make(self, script, *options):
        print(f"bench    making models by {script}", file=sys.stderr)
        subprocess.run([paths()["python"], SOURCE / script, self.model_folder, *options], check=True,
                       env={**os.environ, "PYTHONPATH": paths()["python_packages"], "PYTHONDONTWRITEBYTECODE": "1"})


def column(samples, key="ns"):
    """The values in the order in which they were taken."""
    return [sample[key] for sample in sorted(samples, key=lambda sample: sample.get("at", 0))]

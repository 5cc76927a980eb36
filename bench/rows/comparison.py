# SPDX-License-Identifier: Apache-2.0
"""What is compared with what, and what is wanted of it: the one form that all tables and pictures are made from."""

import dataclasses
import statistics

DURATIONS = (("s", 1e9), ("ms", 1e6), ("µs", 1e3), ("ns", 1))


def duration_text(ns):
    unit, size = next((row for row in DURATIONS if abs(ns) >= row[1]), DURATIONS[-1])
    return f"{ns / size:.0f} {unit}" if unit == "ns" else f"{ns / size:.2f} {unit}"


def rate_text(each_second):
    return f"{each_second:,.1f}/s" if each_second < 1000 else f"{each_second:,.0f}/s"


def memory_text(kib):
    return f"{kib / 1024:.0f} MiB"


TEXTS = {"ns": duration_text, "rate": rate_text, "KiB": memory_text}


@dataclasses.dataclass(frozen=True)
class Target:
    """One of: the ratio ours / native, how much more than native, or a value by itself."""

    ratio: float | None = None
    more: float | None = None
    value: float | None = None
    at_least: bool = False

    def text(self, unit):
        sign = "≥" if self.at_least else "≤"
        if self.ratio is not None:
            return f"{sign} {self.ratio:.2f}"
        if self.more is not None:
            return f"{sign} native + {TEXTS[unit](self.more)}"
        return f"{sign} {TEXTS[unit](self.value)}"

    def limit(self, native):
        """The value that ours must keep to."""
        if self.ratio is not None:
            return self.ratio * native
        return native + self.more if self.more is not None else self.value

    def met(self, value):
        """Whether the ratio, the difference or the value, whichever is wanted, keeps to it."""
        wanted = next(number for number in (self.ratio, self.more, self.value) if number is not None)
        return value >= wanted if self.at_least else value <= wanted


@dataclasses.dataclass
class Comparison:
    """One line: samples of both sides, taken in turns. `native` is empty where nothing native does the same.

    The sides are compared sample by sample, each with the one of the other side that was taken at about the same time,
    because a machine's speed changes while it is measured; where their numbers differ, by their medians.
    """

    label: str
    native: list
    ours: list
    unit: str = "ns"
    target: Target | None = None

    def medians(self):
        return (statistics.median(self.native) if self.native else None), statistics.median(self.ours)

    def pairs(self):
        return list(zip(self.native, self.ours)) if len(self.native) == len(self.ours) else [self.medians()]

    def ratio(self):
        """Ours over native; without a native side, over the target."""
        if not self.native:
            return self.medians()[1] / self.target.value
        return statistics.median(ours / native for native, ours in self.pairs())

    def met(self):
        """Whether the target is."""
        if self.target.more is not None:
            return self.target.met(statistics.median(ours - native for native, ours in self.pairs()))
        return self.target.met(self.ratio() if self.target.ratio is not None else self.medians()[1])

    def cells(self):
        show = TEXTS[self.unit]
        native, ours = self.medians()
        cells = [self.label]
        cells += [show(native), spread_text(self.native)] if native is not None else ["", ""]
        cells += [show(ours), spread_text(self.ours)]
        cells += [f"{self.ratio():.3f}"] if native is not None else [""]
        if self.target is None:
            return cells + ["", ""]
        return cells + [self.target.text(self.unit), "yes" if self.met() else "no"]


def spread_text(values):
    """The distance of the quartiles, in parts of the median."""
    if len(values) < 2:
        return ""
    low, *_, high = statistics.quantiles(values, n=4)
    return f"{100 * (high - low) / statistics.median(values):.0f} %"


@dataclasses.dataclass
class Section:
    """A table and a picture: lines of one kind. `name` is that of the picture's file."""

    name: str
    title: str
    lines: list
    native: str = "native"
    ours: str = "through wasm"

    def markdown(self):
        rows = [[self.title, self.native, "spread", self.ours, "spread", "ratio", "target", "met"]]
        rows += [line.cells() for line in self.lines]
        return table(rows)


def table(rows):
    """A Markdown table; the first column is text, the others are numbers."""
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([head, "|---|" + "--:|" * (len(rows[0]) - 1), *body]) + "\n"

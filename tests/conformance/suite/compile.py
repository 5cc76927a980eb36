# SPDX-License-Identifier: Apache-2.0
"""Turns checks into the lines that guests take, and judges what they answer."""
import pathlib
from dataclasses import dataclass

from .checks import Drop, Get, Infer, Load, Open
from .tensors import Tensor, WrongCheck, difference


@dataclass
class Verdict:
    """What became of a check: "passed", "failed", "died" (the host ended or hung), "absent" (no such model)."""
    result: str
    why: str = ""


class Compiler:
    """Writes steps for one host into `folder`, which that host shows its guest. One check after the other."""

    def __init__(self, models, abi, folder):
        self._models = models
        self._abi = abi
        self._folder = pathlib.Path(folder)
        self._files = {}  # by content
        self.named = {}   # name of a graph: its files

    def lines(self, check):
        """For each step of the check the lines that it becomes."""
        graphs, contexts = Slots(), Slots()
        return [self._lines_of(step, graphs, contexts) for step in check.steps]

    def _lines_of(self, step, graphs, contexts):
        if isinstance(step, Load):
            return [self._load(step, graphs.number(step.graph, step.model))]
        if isinstance(step, Open):
            model = graphs.model_of(step.graph)
            return [f"open {contexts.number(step.context, model)} {graphs.number(step.graph)}"]
        if isinstance(step, Drop):
            return [f"drop {graphs.number(step.graph)}"]
        context, model = contexts.number(step.context), contexts.model_of(step.context)
        if isinstance(step, Infer):
            lines = [self._input(context, model, port, tensor) for port, tensor in step.inputs]
            return lines + [f"compute {context}"] * step.computes
        return [f"output {context} {self._port(model, 'outputs', step.port)} {step.capacity}"]

    def _load(self, step, graph):
        if step.named:
            if step.registered:
                self.named[step.model] = self._models.files(step.model)
            return f"named {graph} {step.model}"
        encoding = {"own": self._models.encoding, "other": self._other()}.get(step.encoding, step.encoding)
        parts = self._models.bytes_of(step.model, step.damage)
        return " ".join(["load", str(graph), encoding, *map(self._file, parts)])

    def _other(self):
        return "openvino" if self._models.encoding != "openvino" else "onnx"

    def _file(self, content):
        """The name of a file with this content in the folder."""
        if content not in self._files:
            self._files[content] = f"part{len(self._files)}"
            (self._folder / self._files[content]).write_bytes(content)
        return self._files[content]

    def _input(self, context, model, port, tensor):
        shape = "x".join(map(str, tensor.dimensions)) or "-"
        return f"input {context} {self._port(model, 'inputs', port)} {tensor.type} {shape} {tensor.data.hex()}"

    def _port(self, model, direction, port):
        """A port as this interface names it: `!text` as it is, `@3` the index 3, otherwise by the model's names."""
        if port.startswith("!"):
            return port[1:]
        index = self._models.index(model, direction, port)
        if self._abi == "core" or port.startswith("@"):
            return str(index)
        return self._models.ports(model, direction)[index]


class Slots:
    """Numbers for the names of graphs or contexts, with the model behind each."""

    def __init__(self):
        self._models = {}

    def number(self, name, model=None):
        if model is not None:
            self._models[name] = model
        if name not in self._models:
            raise WrongCheck(f"'{name}' is used before it is made")
        return list(self._models).index(name)

    def model_of(self, name):
        return self._models[name]


def read_output(line):
    """The tensor of a line `ok TYPE 2x3 HEX`."""
    _, element_type, shape, *data = line.split(" ")
    dimensions = [int(number) for number in shape.split("x")] if shape != "-" else []
    return Tensor(None if element_type == "?" else element_type, dimensions, bytes.fromhex(data[0] if data else ""))


def judge_code(codes, answers):
    """Why the answers of a step's lines are not what was wanted, or None. The first that is not ok decides."""
    got = next((answer.split(" ")[0] for answer in answers if not answer.startswith("ok")), "ok")
    if got in codes or (got != "ok" and "error" in codes) or ("any" in codes):
        return None
    return f"wanted {' or '.join(sorted(codes))}, got {got}"


def judge_get(step, answer, native_output, last):
    """The same for an output. `native_output` gives the framework's own tensor, or None where it cannot be asked; `last`
    has by port what was read last."""
    if not answer.startswith("ok") or "ok" not in step.codes:
        return judge_code(step.codes, [answer])
    got = read_output(answer)
    wanted = step.tensor
    if step.native:
        wanted = native_output()
    if step.same:
        wanted = last[step.context, step.port]
    last[step.context, step.port] = got
    return difference(wanted, got, step.tolerance) if wanted is not None else None


def judge(check, lines, answers, native):
    """The verdict on a check from the answers to its lines, in order. judge_get asks `native(check, step)`."""
    at = 0
    last = {}
    for number, (step, written) in enumerate(zip(check.steps, lines), 1):
        own = answers[at:at + len(written)]
        at += len(written)
        if len(own) < len(written):
            return Verdict("died", f"step {number}: {shown(written[len(own)])}")
        if isinstance(step, Get):
            why = judge_get(step, own[0], lambda: native(check, step), last)
        else:
            why = judge_code(step.codes, own)
        if why:
            return Verdict("failed", f"step {number}: {shown(written[0])}: {why}")
    return Verdict("passed")


def shown(line, most=60):
    return line if len(line) <= most else line[:most] + "..."

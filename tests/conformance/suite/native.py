# SPDX-License-Identifier: Apache-2.0
"""Asks a framework itself, through a program of native/, what a model gives."""
import pathlib
import shlex
import subprocess
import tempfile

from .checks import Infer, Load, Open
from .tensors import Tensor, WrongCheck


class Native:
    """A framework called directly. The command goes on with `MODEL OUTDIR NAME=TYPE:2x3:FILE...`; it may be None."""

    def __init__(self, command, models):
        self._command = shlex.split(command) if command else None
        self._models = models
        self._outputs = {}  # by model and inputs
        self.compared = 0   # how many outputs were asked for

    def __call__(self, check, get):
        """What the framework gives for the output that `get` reads, after the check's steps before it."""
        if self._command is None:
            return None
        self.compared += 1
        model, inputs = before(check, get)
        key = (model, tuple((port, tensor.data) for port, tensor in inputs))
        if key not in self._outputs:
            self._outputs[key] = self._run(model, inputs)
        return self._outputs[key][self._models.index(model, "outputs", get.port)]

    def _run(self, model, inputs):
        with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
            words = [self._input(pathlib.Path(folder), model, port, tensor) for port, tensor in inputs]
            file = self._models.files(model)[0]
            ended = subprocess.run([*self._command, str(file), folder, *words], check=False, capture_output=True,
                                   timeout=120)
            if ended.returncode != 0:
                raise WrongCheck(f"{self._command[0]} cannot compute {file.name}: {ended.stderr.decode().strip()}")
            lines = ended.stdout.decode().splitlines()
            return [self._output(pathlib.Path(folder), line.split(" ")) for line in lines]

    def _input(self, folder, model, port, tensor):
        name = self._models.ports(model, "inputs")[self._models.index(model, "inputs", port)]
        file = folder / f"{name}.in"
        file.write_bytes(tensor.data)
        return f"{name}={tensor.written}:{'x'.join(map(str, tensor.dimensions))}:{file}"

    def _output(self, folder, words):
        index, _, element_type, shape = words
        dimensions = [int(number) for number in shape.split("x") if number]
        return Tensor(element_type, dimensions, (folder / f"{index}.bin").read_bytes())


def before(check, get):
    """(model, inputs) of the last inference on the context that `get` reads."""
    graphs, contexts, inputs = {}, {}, []
    for step in check.steps[:next(i for i, step in enumerate(check.steps) if step is get)]:
        if isinstance(step, Load):
            graphs[step.graph] = step.model
        elif isinstance(step, Open):
            contexts[step.context] = graphs[step.graph]
        elif isinstance(step, Infer) and step.context == get.context and step.computes:
            inputs = step.inputs
    return contexts[get.context], inputs

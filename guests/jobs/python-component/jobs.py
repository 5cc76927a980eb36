# SPDX-License-Identifier: Apache-2.0
# The two jobs of guests/jobs/README.md as a component in Python.
"""Functions of wasi:nn raise an Err whose value is the host's error."""
import struct
import sys

from componentize_py_types import Err
from wit_world import exports
from wit_world.imports import environment, errors, graph, tensor

LEFT = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
RIGHT = [1.5, -2.25, 3.0, 0.001, 1e6, -0.7]
USAGE = "usage: jobs digits PIXELS | jobs pair [MODEL]"


def bits(numbers):
    """A line of the bits of f32, which come as bytes."""
    return " ".join(f"{word:08x}" for (word,) in struct.iter_unpack("<I", numbers))


def f32_tensor(dimensions, numbers):
    return tensor.Tensor(dimensions, tensor.TensorType.FP32, numbers)


def infer(opened, inputs):
    """Runs a graph once; the bytes of each output by its name."""
    with opened, opened.init_execution_context() as context:
        return {name: output.data() for name, output in context.compute(inputs)}


def read(file):
    with open(file, "rb") as opened:
        return opened.read()


def digits(file):
    image = f32_tensor([1, 1, 8, 8], read(file)[:256])
    probabilities = infer(graph.load_by_name("digits"), [("image", image)])["probabilities"]
    numbers = struct.unpack("<10f", probabilities)
    print(f"digit {numbers.index(max(numbers))}")
    print(f"probabilities {bits(probabilities)}")


def pair(opened):
    inputs = [(name, f32_tensor([2, 3], struct.pack("<6f", *numbers)))
              for name, numbers in (("left", LEFT), ("right", RIGHT))]
    outputs = infer(opened, inputs)
    for name in ("sum", "product"):
        print(f"{name} {bits(outputs[name])}")


def start(words):
    match words:
        case ["digits", file]:
            digits(file)
        case ["pair"]:
            pair(graph.load_by_name("pair"))
        case ["pair", file]:
            pair(graph.load([read(file)], graph.GraphEncoding.AUTODETECT, graph.ExecutionTarget.CPU))
        case _:
            raise ValueError(USAGE)


def reason(error):
    """What the host's error says, which is the value of an Err."""
    return error.value.data() if isinstance(error, Err) and isinstance(error.value, errors.Error) else error


class Run(exports.Run):
    def run(self):
        words = environment.get_arguments()[1:]
        try:
            start(words)
        except (Err, OSError, ValueError, struct.error) as error:
            print(f"{words[0] if words else 'jobs'}: {reason(error)}", file=sys.stderr)
            raise Err(None) from error

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the models of these tests: what the conformance suite has not, and models that contradict themselves.

    make_models.py OUTDIR

Needs what make_tensorflowlite.py of the conformance suite needs, whose way to write models it uses.
"""

import pathlib
import sys

import numpy as np
from tflite import BuiltinOperator

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "conformance" / "models"))
from make_tensorflowlite import Model, identity, options, write_models  # noqa: E402


def doubled(shape=(2, 3), **names):
    """y = 2 * x in f32."""
    model = Model("doubles its input")
    g = model.main
    g.input(names.get("x", "x"), "f32", shape)
    g.constant("two", np.array(2, np.float32))
    g.output(names.get("y", "y"), "f32", shape)
    g.add(BuiltinOperator.MUL, [names.get("x", "x"), "two"], [names.get("y", "y")], options("MulOptions"))
    return model


def signature():
    """Ports have other names than tensors."""
    model = doubled(x="serving_default_x:0", y="StatefulPartitionedCall:0")
    model.signature("other", {"wrong": "serving_default_x:0"}, {"also wrong": "StatefulPartitionedCall:0"})
    model.signature("serving_default", {"x": "serving_default_x:0"}, {"output_0": "StatefulPartitionedCall:0"})
    return model


def described():
    model = doubled()
    model.add_metadata("min_runtime_version", b"1.5.0\0\0\0")
    model.add_metadata("secret", b"bytes")
    return model


def quantized():
    """Numbers with one scale for the whole tensor, and with one for each column."""
    model = Model()
    g = model.main
    g.input("whole", "u8", [2, 3], quantization=([0.5], [128]))
    g.input("columns", "int8", [2, 3], quantization=([0.5, 0.25, 2.0], [0, 1, -2], 1))
    g.constant("shape", np.array([3, 2], np.int32))
    g.output("whole out", "u8", [3, 2], quantization=([0.5], [128]))
    g.output("columns out", "int8", [3, 2], quantization=([0.5, 0.25], [0, 1], 1))
    g.add(BuiltinOperator.RESHAPE, ["whole", "shape"], ["whole out"], options("ReshapeOptions"))
    g.add(BuiltinOperator.RESHAPE, ["columns", "shape"], ["columns out"], options("ReshapeOptions"))
    return model


def quantized_add():
    """y = x + 1 in numbers that stand for others: 2 * x is x real, and y real is half of y."""
    model = Model()
    g = model.main
    g.input("x", "int8", [4], quantization=([2.0], [0]))
    g.constant("one", np.array([1], np.int8), quantization=([1.0], [0]))
    g.output("y", "int8", [4], quantization=([0.5], [-100]))
    g.add(BuiltinOperator.ADD, ["x", "one"], ["y"], options("AddOptions"), version=2)
    return model


def gives_up():
    """Scales that the framework's addition refuses by giving up."""
    model = quantized_add()
    model.main.tensors[2]["quantization"] = ([1e-9], [0])
    return model


def gives_up_later():
    """More dimensions than the framework's maximum can spread, which it notices when it computes."""
    model = Model()
    g = model.main
    g.input("a", "i64", [1, 1, 1, 1, 2, 3])
    g.input("b", "i64", [1, 1, 1, 1, 1, 3])
    g.output("y", "i64", [1, 1, 1, 1, 2, 3])
    g.add(BuiltinOperator.MAXIMUM, ["a", "b"], ["y"])
    return model


def scalar():
    return doubled(shape=())


def dynamic():
    """y = x + x with two sizes unknown."""
    model = Model()
    g = model.main
    g.input("x", "f32", [1, 1], signature=[-1, -1])
    g.output("y", "f32", [1, 1], signature=[-1, -1])
    g.add(BuiltinOperator.ADD, ["x", "x"], ["y"], options("AddOptions"))
    return model


def two_dynamic():
    """sum = a + b, whose sizes must agree."""
    model = Model()
    g = model.main
    g.input("a", "f32", [1], signature=[-1])
    g.input("b", "f32", [1], signature=[-1])
    g.output("sum", "f32", [1], signature=[-1])
    g.add(BuiltinOperator.ADD, ["a", "b"], ["sum"], options("AddOptions"))
    return model


def non_zero():
    """The places of the numbers that are not 0: how many depends on the data."""
    model = Model()
    g = model.main
    g.input("x", "f32", [4])
    g.constant("zero", np.array([0], np.float32))
    g.tensor("mask", "bool", [4])
    g.output("y", "i64", [1, 1], signature=[-1, 1])
    g.add(BuiltinOperator.NOT_EQUAL, ["x", "zero"], ["mask"])
    g.add(BuiltinOperator.WHERE, ["mask"], ["y"])
    return model


def reshaped():
    """x in a shape that is an input too."""
    model = Model()
    g = model.main
    g.input("x", "f32", [6])
    g.input("shape", "i32", [2])
    g.tensor("z", "f32", [1, 1], signature=[-1, -1])
    g.output("y", "f32", [1, 1], signature=[-1, -1])
    g.add(BuiltinOperator.RESHAPE, ["x", "shape"], ["z"], options("ReshapeOptions"))
    g.add(BuiltinOperator.ADD, ["z", "z"], ["y"], options("AddOptions"))
    return model


def sum_rows():
    model = Model()
    g = model.main
    g.input("x", "f32", [1, 4], signature=[-1, 4])
    g.constant("axis", np.array([0], np.int32))
    g.output("y", "f32", [4])
    g.add(BuiltinOperator.SUM, ["x", "axis"], ["y"], options("ReducerOptions"))
    return model


def tile():
    """x as often as the second input says."""
    model = Model()
    g = model.main
    g.input("x", "f32", [2])
    g.input("times", "i32", [1])
    g.output("y", "f32", [2], signature=[-1])
    g.add(BuiltinOperator.TILE, ["x", "times"], ["y"])
    return model


def sparse_to_dense():
    """5 at the places that the input names, 0 elsewhere."""
    model = Model()
    g = model.main
    g.input("places", "i32", [2])
    g.constant("size", np.array([4], np.int32))
    g.constant("five", np.array([5, 5], np.float32))
    g.constant("zero", np.array(0, np.float32))
    g.output("y", "f32", [4])
    g.add(BuiltinOperator.SPARSE_TO_DENSE, ["places", "size", "five", "zero"], ["y"], options("SparseToDenseOptions"))
    return model


def slice_of():
    """Of four rows those that the second and third input name."""
    model = Model()
    g = model.main
    g.input("x", "i64", [4])
    g.input("begin", "i32", [1])
    g.input("size", "i32", [1])
    g.output("y", "i64", [4], signature=[-1])
    g.add(BuiltinOperator.SLICE, ["x", "begin", "size"], ["y"])
    return model


def joined_scalars():
    """Scalars have no dimension to be joined along."""
    model = Model()
    g = model.main
    g.input("a", "f32", [])
    g.input("b", "f32", [])
    g.output("y", "f32", [])
    g.add(BuiltinOperator.CONCATENATION, ["a", "b"], ["y"], options("ConcatenationOptions", Axis=0))
    return model


def uneven_groups():
    """Ten channels in groups of two, for three filters."""
    model = Model()
    g = model.main
    g.input("x", "f32", [1, 5, 5, 10])
    g.constant("w", np.ones([3, 3, 3, 2], np.float32))
    g.constant("b", np.ones([3], np.float32))
    g.output("y", "f32", [1, 3, 3, 3])
    g.add(BuiltinOperator.CONV_2D, ["x", "w", "b"], ["y"],
          options("Conv2DOptions", Padding=1, StrideW=1, StrideH=1, DilationWFactor=1, DilationHFactor=1))
    return model


def resized():
    """A picture in the size that the second input names."""
    model = Model()
    g = model.main
    g.input("x", "f32", [1, 2, 2, 1])
    g.input("size", "i32", [2])
    g.output("y", "f32", [1, 1, 1, 1], signature=[1, -1, -1, 1])
    g.add(BuiltinOperator.RESIZE_NEAREST_NEIGHBOR, ["x", "size"], ["y"], options("ResizeNearestNeighborOptions"))
    return model


def bool_output():
    model = Model()
    g = model.main
    g.input("x", "f32", [2])
    g.output("is zero", "bool", [2])
    g.output("y", "f32", [2])
    g.constant("zero", np.array([0], np.float32))
    g.add(BuiltinOperator.EQUAL, ["x", "zero"], ["is zero"])
    g.add(BuiltinOperator.ADD, ["x", "x"], ["y"], options("AddOptions"))
    return model


def pass_through():
    """The input is an output too."""
    model = doubled()
    model.main.outputs = ["x", "y"]
    return model


def weights_output():
    """Weights are an output too."""
    model = doubled()
    model.main.outputs = ["two", "y"]
    return model


def same_twice():
    model = doubled()
    model.main.outputs = ["y", "y"]
    return model


def endless():
    """Counts up for as long as it may."""
    model = Model()
    g = model.main
    g.input("x", "f32", [1])
    g.output("y", "f32", [1])
    g.add(BuiltinOperator.WHILE, ["x"], ["y"], options("WhileOptions", CondSubgraphIndex=1, BodySubgraphIndex=2))
    condition = model.subgraph("condition")
    condition.input("c", "f32", [1])
    condition.output("go on", "bool", [1])
    condition.add(BuiltinOperator.EQUAL, ["c", "c"], ["go on"])
    body = model.subgraph("body")
    body.input("b", "f32", [1])
    body.constant("one", np.array([1], np.float32))
    body.output("next", "f32", [1])
    body.add(BuiltinOperator.ADD, ["b", "one"], ["next"], options("AddOptions"))
    return model


def chosen():
    """y = 2 * x where choice is 0, else x: only one of two graphs is run."""
    model = Model()
    g = model.main
    g.input("choice", "f32", [])
    g.input("x", "f32", [2])
    g.constant("zero", np.array(0, np.float32))
    g.tensor("is zero", "bool", [])
    g.output("y", "f32", [2])
    g.add(BuiltinOperator.EQUAL, ["choice", "zero"], ["is zero"])
    g.add(BuiltinOperator.IF, ["is zero", "x"], ["y"], options("IfOptions", ThenSubgraphIndex=1, ElseSubgraphIndex=2))
    for name, factor in (("doubles", 2), ("keeps", 1)):
        branch = model.subgraph(name)
        branch.input("x", "f32", [2])
        branch.constant("factor", np.array([factor], np.float32))
        branch.output("y", "f32", [2])
        branch.add(BuiltinOperator.MUL, ["x", "factor"], ["y"], options("MulOptions"))
    return model


def with_operator(code, custom=None, version=1):
    model = Model()
    g = model.main
    g.input("x", "f32", [2])
    g.output("y", "f32", [2])
    g.add(code, ["x"], ["y"], version=version, custom=custom)
    return model


def calls_itself():
    """The body of a loop is the graph with the loop."""
    model = endless()
    g = model.main
    g.operators = []
    g.add(BuiltinOperator.WHILE, ["x"], ["y"], options("WhileOptions", CondSubgraphIndex=1, BodySubgraphIndex=0))
    return model


def calls_nothing():
    model = endless()
    g = model.main
    g.operators = []
    g.add(BuiltinOperator.WHILE, ["x"], ["y"], options("WhileOptions", CondSubgraphIndex=1, BodySubgraphIndex=7))
    return model


def grows(levels=40):
    """Each graph calls the next one twice."""
    model = Model()
    graphs = [model.main] + [model.subgraph(f"level {i}") for i in range(levels)]
    for i, g in enumerate(graphs):
        g.input("x", "f32", [1])
        g.constant("yes", np.array(True))
        g.output("y", "f32", [1])
        if i == levels:
            g.add(BuiltinOperator.ADD, ["x", "x"], ["y"], options("AddOptions"))
        else:
            g.add(BuiltinOperator.IF, ["yes", "x"], ["y"],
                  options("IfOptions", ThenSubgraphIndex=i + 1, ElseSubgraphIndex=i + 1))
    return model


def unfolds():
    return grows(levels=20)


def missing_input():
    """An operator that needs two inputs leaves one out."""
    model = doubled()
    model.main.operators = []
    model.main.add(BuiltinOperator.ADD, ["x", None], ["y"], options("AddOptions"))
    return model


def short_texts():
    """A constant of texts whose second text ends behind it."""
    model = doubled()
    g = model.main
    model.buffers.append(np.array([2, 16, 17, 99], np.int32).tobytes() + b"ab")
    g.tensor("texts", "string", [2], buffer=len(model.buffers) - 1)
    return model


def sparse():
    """Says of its weights that they are sparse."""
    model = doubled()
    model.main.tensors[1]["sparse"] = True
    return model


def empty_axes():
    """Reverses along axes that are none."""
    model = doubled()
    g = model.main
    g.constant("axes", np.array([], np.int32))
    model.buffers[-1] = np.array([1], np.int32).tobytes()
    g.operators = []
    g.add(BuiltinOperator.REVERSE_V2, ["x", "axes"], ["y"])
    return model


def no_bias():
    model = Model()
    g = model.main
    g.input("x", "f32", [1, 5, 5, 2])
    g.constant("w", np.ones([1, 3, 3, 2], np.float32))
    g.output("y", "f32", [1, 3, 3, 2])
    g.add(BuiltinOperator.DEPTHWISE_CONV_2D, ["x", "w"], ["y"],
          options("DepthwiseConv2DOptions", Padding=1, StrideW=1, StrideH=1, DepthMultiplier=1, DilationWFactor=1,
                  DilationHFactor=1))
    return model


def from_nowhere():
    """An operator reads a tensor that nothing writes."""
    model = doubled()
    g = model.main
    g.tensor("nothing", "f32", [2, 3])
    g.operators = []
    g.add(BuiltinOperator.ADD, ["x", "nothing"], ["y"], options("AddOptions"))
    return model


def from_later():
    """An operator reads what a later one writes."""
    model = doubled()
    g = model.main
    g.tensor("later", "f32", [2, 3])
    g.operators = []
    g.add(BuiltinOperator.ADD, ["x", "later"], ["y"], options("AddOptions"))
    g.add(BuiltinOperator.ADD, ["x", "x"], ["later"], options("AddOptions"))
    return model


def written_twice():
    model = doubled()
    model.main.add(BuiltinOperator.ADD, ["x", "x"], ["y"], options("AddOptions"))
    return model


def writes_weights():
    model = doubled()
    g = model.main
    g.operators = []
    g.add(BuiltinOperator.MUL, ["x", "x"], ["two"], options("MulOptions"))
    return model


def short_weights():
    """The constant says that it has three numbers, and the file has one."""
    model = doubled()
    model.main.tensors[1]["shape"] = [3]
    return model


def huge_weights():
    """The sizes of the constant multiply to 0 in 64 bits."""
    model = doubled()
    model.main.tensors[1]["shape"] = [1 << 30, 1 << 30, 1 << 30, 4]
    return model


def no_such_buffer():
    model = doubled()
    model.main.tensors[1]["buffer"] = 9
    return model


def no_such_tensor():
    model = doubled()
    model.main.index = lambda name: {"x": 0, "two": 1, "y": 77}.get(name, -1)
    return model


def huge_input():
    return doubled(shape=(1 << 20, 1 << 20))


def negative_size():
    return doubled(shape=(2, -3))


MODELS = {f"identity_{name}": (lambda name=name: identity(name)) for name in ("bool", "i16")}
MODELS |= {make.__name__: make for make in (
    doubled, signature, described, quantized, quantized_add, gives_up, gives_up_later, scalar, dynamic, two_dynamic, non_zero, reshaped, sum_rows, slice_of, joined_scalars, uneven_groups, resized, tile, sparse_to_dense,
    bool_output, pass_through, weights_output, same_twice, endless, chosen)}
MODELS |= {
    "custom_operator": lambda: with_operator(BuiltinOperator.CUSTOM, "NoSuchOperator"),
    "flex_operator": lambda: with_operator(BuiltinOperator.CUSTOM, "FlexErf"),
    "new_version": lambda: with_operator(BuiltinOperator.RELU, version=99),
    "unknown_operator": lambda: with_operator(250),
}
MODELS |= {"bad_" + make.__name__: make for make in (
    calls_itself, calls_nothing, grows, unfolds, missing_input, short_texts, sparse, empty_axes, no_bias, from_nowhere, from_later, written_twice, writes_weights, short_weights,
    huge_weights, no_such_buffer, no_such_tensor, huge_input, negative_size)}

if __name__ == "__main__":
    write_models(MODELS, pathlib.Path(sys.argv[1]))

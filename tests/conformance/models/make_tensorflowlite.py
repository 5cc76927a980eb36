#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the TensorFlow Lite models of the conformance suite, without TensorFlow.

    make_tensorflowlite.py OUTDIR [DIGITS.onnx]

Writes OUTDIR/NAME.tflite for each function in MODELS; the same bytes every time. What is committed was made with Python
3.11 and the packages tflite 2.18.0, flatbuffers 25.12.19, numpy 2.4.6 and onnx 1.23.2 (for the weights of the digits).
"""

import pathlib
import sys

import flatbuffers
import numpy as np
import tflite
from tflite import ActivationFunctionType, BuiltinOperator, BuiltinOptions, TensorType

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]

# The format's number, and the numpy type of the same width that constants are written with.
TYPES = {
    "f16": TensorType.FLOAT16, "bf16": TensorType.BFLOAT16, "f32": TensorType.FLOAT32, "f64": TensorType.FLOAT64,
    "u8": TensorType.UINT8, "i32": TensorType.INT32, "i64": TensorType.INT64, "int8": TensorType.INT8,
    "bool": TensorType.BOOL, "i16": TensorType.INT16, "string": TensorType.STRING, "resource": TensorType.RESOURCE,
}
ARRAY_TYPES = {np.dtype(np.float32): "f32", np.dtype(np.int32): "i32", np.dtype(np.int8): "int8",
               np.dtype(np.uint8): "u8", np.dtype(np.int64): "i64", np.dtype(bool): "bool"}


def options(name, **fields):
    """The options of an operator: (number in the union, function that writes the table)."""
    def write(builder):
        vectors = {key: builder.CreateNumpyVector(value) for key, value in fields.items()
                   if isinstance(value, np.ndarray)}
        getattr(tflite, name + "Start")(builder)
        for key, value in fields.items():
            getattr(tflite, f"{name}Add{key}")(builder, vectors.get(key, value))
        return getattr(tflite, name + "End")(builder)
    return getattr(BuiltinOptions, name), write


class Subgraph:
    """Collects tensors and operators of one subgraph; tensors are known by their names."""

    def __init__(self, model, name="main"):
        self.model, self.name = model, name
        self.tensors, self.operators, self.inputs, self.outputs = [], [], [], []

    def index(self, name):
        return -1 if name is None else [tensor["name"] for tensor in self.tensors].index(name)

    def tensor(self, name, element_type, shape, signature=None, buffer=0, quantization=None, variable=False):
        self.tensors.append({"name": name, "type": TYPES[element_type], "shape": list(shape), "signature": signature,
                             "buffer": buffer, "quantization": quantization, "variable": variable})
        return name

    def constant(self, name, values, quantization=None):
        array = np.asarray(values)
        self.model.buffers.append(array.tobytes())
        return self.tensor(name, ARRAY_TYPES[array.dtype], array.shape, buffer=len(self.model.buffers) - 1,
                           quantization=quantization)

    def input(self, name, element_type, shape, signature=None, quantization=None):
        self.inputs.append(name)
        return self.tensor(name, element_type, shape, signature, quantization=quantization)

    def output(self, name, element_type, shape, signature=None, quantization=None):
        self.outputs.append(name)
        return self.tensor(name, element_type, shape, signature, quantization=quantization)

    def add(self, code, inputs, outputs, chosen=None, version=1, custom=None):
        opcode = (code, version, custom)
        if opcode not in self.model.opcodes:
            self.model.opcodes.append(opcode)
        self.operators.append((self.model.opcodes.index(opcode), inputs, outputs, chosen))


class Model:
    """A model with one subgraph or more, written as a flatbuffer."""

    def __init__(self, description="wasinn conformance suite"):
        self.description = description
        self.buffers = [b""]
        self.opcodes, self.signatures, self.metadata = [], [], []
        self.main = Subgraph(self)
        self.subgraphs = [self.main]

    def subgraph(self, name):
        self.subgraphs.append(Subgraph(self, name))
        return self.subgraphs[-1]

    def signature(self, key, inputs, outputs):
        """Names for inputs and outputs of the first subgraph: name -> tensor."""
        self.signatures.append((key, inputs, outputs))

    def add_metadata(self, name, content):
        self.buffers.append(content)
        self.metadata.append((name, len(self.buffers) - 1))

    def to_bytes(self):
        return bytes(Writer(self).run())


class Writer:
    """Writes a Model; flatbuffers are written from the leaves to the root."""

    def __init__(self, model):
        self.model, self.b = model, flatbuffers.Builder(1024)

    def run(self):
        b, model = self.b, self.model
        subgraphs = self.vector([self.subgraph(s) for s in model.subgraphs], tflite.ModelStartSubgraphsVector)
        codes = self.vector([self.opcode(*c) for c in model.opcodes], tflite.ModelStartOperatorCodesVector)
        buffers = self.vector([self.buffer(data) for data in model.buffers], tflite.ModelStartBuffersVector)
        metadata = self.vector([self.named_buffer(*m) for m in model.metadata], tflite.ModelStartMetadataVector)
        signatures = self.vector([self.signature(*s) for s in model.signatures], tflite.ModelStartSignatureDefsVector)
        description = b.CreateString(model.description)
        tflite.ModelStart(b)
        tflite.ModelAddVersion(b, 3)
        tflite.ModelAddOperatorCodes(b, codes)
        tflite.ModelAddSubgraphs(b, subgraphs)
        tflite.ModelAddDescription(b, description)
        tflite.ModelAddBuffers(b, buffers)
        if model.metadata:
            tflite.ModelAddMetadata(b, metadata)
        if model.signatures:
            tflite.ModelAddSignatureDefs(b, signatures)
        b.Finish(tflite.ModelEnd(b), b"TFL3")
        return b.Output()

    def vector(self, offsets, start):
        start(self.b, len(offsets))
        for offset in reversed(offsets):
            self.b.PrependUOffsetTRelative(offset)
        return self.b.EndVector()

    def ints(self, values):
        return self.b.CreateNumpyVector(np.array(values, np.int32))

    def buffer(self, data):
        content = None
        if data:
            # Constants are aligned to 16 bytes in the file.
            self.b.StartVector(1, len(data), 16)
            self.b.head -= len(data)
            self.b.Bytes[self.b.Head():self.b.Head() + len(data)] = data
            content = self.b.EndVector()
        tflite.BufferStart(self.b)
        if content is not None:
            tflite.BufferAddData(self.b, content)
        return tflite.BufferEnd(self.b)

    def named_buffer(self, name, buffer):
        text = self.b.CreateString(name)
        tflite.MetadataStart(self.b)
        tflite.MetadataAddName(self.b, text)
        tflite.MetadataAddBuffer(self.b, buffer)
        return tflite.MetadataEnd(self.b)

    def opcode(self, code, version, custom):
        text = self.b.CreateString(custom) if custom else None
        tflite.OperatorCodeStart(self.b)
        tflite.OperatorCodeAddDeprecatedBuiltinCode(self.b, min(code, 127))
        tflite.OperatorCodeAddBuiltinCode(self.b, code)
        tflite.OperatorCodeAddVersion(self.b, version)
        if text is not None:
            tflite.OperatorCodeAddCustomCode(self.b, text)
        return tflite.OperatorCodeEnd(self.b)

    def subgraph(self, graph):
        b = self.b
        tensors = self.vector([self.tensor(**t) for t in graph.tensors], tflite.SubGraphStartTensorsVector)
        operators = self.vector([self.operator(graph, *o) for o in graph.operators],
                                tflite.SubGraphStartOperatorsVector)
        inputs = self.ints([graph.index(name) for name in graph.inputs])
        outputs = self.ints([graph.index(name) for name in graph.outputs])
        name = b.CreateString(graph.name)
        tflite.SubGraphStart(b)
        tflite.SubGraphAddTensors(b, tensors)
        tflite.SubGraphAddInputs(b, inputs)
        tflite.SubGraphAddOutputs(b, outputs)
        tflite.SubGraphAddOperators(b, operators)
        tflite.SubGraphAddName(b, name)
        return tflite.SubGraphEnd(b)

    def tensor(self, name, type, shape, signature, buffer, quantization, variable, sparse=False):
        b = self.b
        dimensions, text = self.ints(shape), b.CreateString(name)
        unknown = self.ints(signature) if signature is not None else None
        scales = self.quantization(*quantization) if quantization else None
        if sparse:
            tflite.SparsityParametersStart(b)
            sparsity = tflite.SparsityParametersEnd(b)
        tflite.TensorStart(b)
        if sparse:
            tflite.TensorAddSparsity(b, sparsity)
        tflite.TensorAddShape(b, dimensions)
        tflite.TensorAddType(b, type)
        tflite.TensorAddBuffer(b, buffer)
        tflite.TensorAddName(b, text)
        if scales is not None:
            tflite.TensorAddQuantization(b, scales)
        if unknown is not None:
            tflite.TensorAddShapeSignature(b, unknown)
        tflite.TensorAddIsVariable(b, variable)
        tflite.TensorAddHasRank(b, True)
        return tflite.TensorEnd(b)

    def quantization(self, scales, zero_points, axis=0):
        b = self.b
        scale = b.CreateNumpyVector(np.array(scales, np.float32))
        zero = b.CreateNumpyVector(np.array(zero_points, np.int64))
        tflite.QuantizationParametersStart(b)
        tflite.QuantizationParametersAddScale(b, scale)
        tflite.QuantizationParametersAddZeroPoint(b, zero)
        tflite.QuantizationParametersAddQuantizedDimension(b, axis)
        return tflite.QuantizationParametersEnd(b)

    def operator(self, graph, opcode, inputs, outputs, chosen):
        b = self.b
        ins, outs = (self.ints([graph.index(name) for name in names]) for names in (inputs, outputs))
        table = chosen[1](b) if chosen else None
        tflite.OperatorStart(b)
        tflite.OperatorAddOpcodeIndex(b, opcode)
        tflite.OperatorAddInputs(b, ins)
        tflite.OperatorAddOutputs(b, outs)
        if table is not None:
            tflite.OperatorAddBuiltinOptionsType(b, chosen[0])
            tflite.OperatorAddBuiltinOptions(b, table)
        return tflite.OperatorEnd(b)

    def tensor_map(self, graph, name, tensor):
        text = self.b.CreateString(name)
        tflite.TensorMapStart(self.b)
        tflite.TensorMapAddName(self.b, text)
        tflite.TensorMapAddTensorIndex(self.b, graph.index(tensor))
        return tflite.TensorMapEnd(self.b)

    def signature(self, key, inputs, outputs):
        graph = self.model.main
        maps = [self.vector([self.tensor_map(graph, *item) for item in names.items()], start)
                for names, start in ((inputs, tflite.SignatureDefStartInputsVector),
                                     (outputs, tflite.SignatureDefStartOutputsVector))]
        text = self.b.CreateString(key)
        tflite.SignatureDefStart(self.b)
        tflite.SignatureDefAddInputs(self.b, maps[0])
        tflite.SignatureDefAddOutputs(self.b, maps[1])
        tflite.SignatureDefAddSignatureKey(self.b, text)
        return tflite.SignatureDefEnd(self.b)


def identity(element_type):
    """y is x; a reshape to the shape that x has takes every element type."""
    model = Model()
    g = model.main
    g.input("x", element_type, [2, 3])
    g.constant("shape", np.array([2, 3], np.int32))
    g.output("y", element_type, [2, 3])
    g.add(BuiltinOperator.RESHAPE, ["x", "shape"], ["y"], options("ReshapeOptions"))
    return model


def pair():
    model = Model()
    g = model.main
    for name in ("a", "b"):
        g.input(name, "f32", [2, 3])
    for name in ("sum", "product"):
        g.output(name, "f32", [2, 3])
    g.add(BuiltinOperator.ADD, ["a", "b"], ["sum"], options("AddOptions"))
    g.add(BuiltinOperator.MUL, ["a", "b"], ["product"], options("MulOptions"))
    return model


def batch():
    """Twice the input, for any number of rows."""
    model = Model()
    g = model.main
    g.input("x", "f32", [1, 4], signature=[-1, 4])
    g.constant("two", np.array([2], np.float32))
    g.output("y", "f32", [1, 4], signature=[-1, 4])
    g.add(BuiltinOperator.MUL, ["x", "two"], ["y"], options("MulOptions"))
    return model


def fully_connected(g, x, weights, bias, y, relu=False):
    activation = ActivationFunctionType.RELU if relu else ActivationFunctionType.NONE
    g.add(BuiltinOperator.FULLY_CONNECTED, [x, weights, bias], [y],
          options("FullyConnectedOptions", FusedActivationFunction=activation))


def matmul():
    model = Model()
    g = model.main
    g.input("x", "f32", [4, 8])
    weights = np.array([[(i * 5 + j) % 7 - 3 for j in range(5)] for i in range(8)], np.float32)
    # The format wants one row of weights for each output.
    g.constant("weights", np.ascontiguousarray(weights.T))
    g.output("y", "f32", [4, 5])
    fully_connected(g, "x", "weights", None, "y")
    return model


def large():
    model = Model()
    g = model.main
    g.input("x", "f32", [1])
    g.constant("times", np.array([1 << 20], np.int32))
    g.output("y", "f32", [1 << 20])
    g.add(BuiltinOperator.TILE, ["x", "times"], ["y"])
    return model


def digits_weights():
    """The weights of models/digits.onnx, in the orders of this format: channels come last."""
    import onnx
    from onnx import numpy_helper
    graph = onnx.load(sys.argv[2] if len(sys.argv) > 2 else REPOSITORY / "models" / "digits.onnx").graph
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for name in ("conv1", "conv2"):
        weights[name + ".weight"] = weights[name + ".weight"].transpose(0, 2, 3, 1)
    dense = weights["dense.weight"].reshape(32, 4, 4, 10)
    weights["dense.weight"] = dense.transpose(3, 1, 2, 0).reshape(10, 512)
    return {name: np.ascontiguousarray(array) for name, array in weights.items()}


def digits():
    model = Model()
    g = model.main

    def grown(name, shape):
        return g.tensor(name, "f32", [1, *shape], signature=[-1, *shape])

    def convolution(x, name, y):
        g.add(BuiltinOperator.CONV_2D, [x, name + ".weight", name + ".bias"], [y],
              options("Conv2DOptions", Padding=tflite.Padding.SAME, StrideW=1, StrideH=1, DilationWFactor=1,
                      DilationHFactor=1, FusedActivationFunction=ActivationFunctionType.RELU))

    g.input("image", "f32", [1, 1, 8, 8], signature=[-1, 1, 8, 8])
    for name, array in digits_weights().items():
        g.constant(name, array)
    g.constant("picture shape", np.array([-1, 8, 8, 1], np.int32))
    g.constant("flat shape", np.array([-1, 512], np.int32))
    for name, shape in (("picture", [8, 8, 1]), ("conv1", [8, 8, 16]), ("pool1", [4, 4, 16]), ("conv2", [4, 4, 32]),
                        ("flat", [512]), ("scores", [10])):
        grown(name, shape)
    g.output("probabilities", "f32", [1, 10], signature=[-1, 10])
    g.add(BuiltinOperator.RESHAPE, ["image", "picture shape"], ["picture"], options("ReshapeOptions"))
    convolution("picture", "conv1", "conv1")
    g.add(BuiltinOperator.MAX_POOL_2D, ["conv1"], ["pool1"],
          options("Pool2DOptions", Padding=tflite.Padding.VALID, StrideW=2, StrideH=2, FilterWidth=2, FilterHeight=2))
    convolution("pool1", "conv2", "conv2")
    g.add(BuiltinOperator.RESHAPE, ["conv2", "flat shape"], ["flat"], options("ReshapeOptions"))
    fully_connected(g, "flat", "dense.weight", "dense.bias", "scores")
    g.add(BuiltinOperator.SOFTMAX, ["scores"], ["probabilities"], options("SoftmaxOptions", Beta=1.0))
    return model


MODELS = {f"identity_{name}": (lambda name=name: identity(name))
          for name in ("f16", "bf16", "f32", "f64", "u8", "i32", "i64", "int8")}
MODELS |= {"pair": pair, "batch": batch, "matmul": matmul, "digits": digits, "large": large}


def write_models(models, folder):
    for name, make in models.items():
        (folder / f"{name}.tflite").write_bytes(make().to_bytes())


if __name__ == "__main__":
    write_models(MODELS, pathlib.Path(sys.argv[1]))

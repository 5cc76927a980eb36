#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the conformance models in OpenVINO IR; README.md of this folder says what each does.

    make_openvino.py OUTDIR DIGITS

Needs numpy and onnx; IR itself is plain XML with a file of numbers, written here by hand. DIGITS is the trained
classifier, models/digits.onnx of this repository. The same versions write the same bytes again.
"""
import pathlib
import sys
from xml.sax.saxutils import quoteattr

# The name of an element type in the attributes of operators, and in those of ports.
TYPES = {
    "f16": ("f16", "FP16"), "bf16": ("bf16", "BF16"), "f32": ("f32", "FP32"), "f64": ("f64", "FP64"),
    "u8": ("u8", "U8"), "i32": ("i32", "I32"), "i64": ("i64", "I64"), "int8": ("i8", "I8"), "i16": ("i16", "I16"),
    "bool": ("boolean", "BOOL"), "string": ("string", "STRING"),
}


class Value:
    """What comes out of an operator. A size of -1 is unknown; dims None is any rank."""

    def __init__(self, layer, port, element_type, dims):
        self.layer, self.port, self.element_type, self.dims = layer, port, element_type, dims


def text_of(dims):
    if dims is None:
        return "..."
    return ",".join("?" if size < 0 else str(size) for size in dims)


class Model:
    """An IR under construction: operators in order, edges, weights."""

    def __init__(self, name):
        self.name, self.layers, self.edges, self.weights = name, [], [], bytearray()

    def port(self, number, element_type, dims, names=""):
        names = f" names={quoteattr(names)}" if names else ""
        sizes = "".join(f"<dim>{size}</dim>" for size in dims or [])
        return f'<port id="{number}" precision="{TYPES[element_type][1]}"{names}>{sizes}</port>'

    def layer(self, kind, opset, inputs, outputs, name=None, **data):
        """outputs: a list of (element type, dims, names). Returns a Value for each."""
        layer = len(self.layers)
        for number, value in enumerate(inputs):
            self.edges.append((value.layer, value.port, layer, number))
        attributes = "".join(f" {key}={quoteattr(str(value))}" for key, value in data.items())
        given = "".join(self.port(number, value.element_type, value.dims) for number, value in enumerate(inputs))
        made = "".join(self.port(len(inputs) + number, *output) for number, output in enumerate(outputs))
        self.layers.append(
            f'\t\t<layer id="{layer}" name={quoteattr(name or f"{kind}_{layer}")} type="{kind}" version="opset{opset}">'
            + (f"<data{attributes}/>" if attributes else "") + (f"<input>{given}</input>" if given else "")
            + (f"<output>{made}</output>" if made else "") + "</layer>\n")
        return [Value(layer, len(inputs) + number, output[0], output[1]) for number, output in enumerate(outputs)]

    def parameter(self, name, element_type, dims):
        return self.layer("Parameter", 1, [], [(element_type, dims, name)], name or None, shape=text_of(dims),
                          element_type=TYPES[element_type][0])[0]

    def constant(self, element_type, dims, raw):
        offset = len(self.weights)
        self.weights += raw
        self.weights += bytes(-len(self.weights) % 64)
        return self.layer("Const", 1, [], [(element_type, dims)], element_type=TYPES[element_type][0],
                          shape=text_of(dims), offset=offset, size=len(raw))[0]

    def one(self, kind, opset, inputs, element_type, dims, names="", **data):
        return self.layer(kind, opset, inputs, [(element_type, dims, names)], **data)[0]

    def result(self, value, name=None):
        self.layer("Result", 1, [value], [], name)

    def xml(self):
        edges = "".join(f'\t\t<edge from-layer="{a}" from-port="{b}" to-layer="{c}" to-port="{d}"/>\n'
                        for a, b, c, d in self.edges)
        return (f'<?xml version="1.0"?>\n<net name={quoteattr(self.name)} version="11">\n\t<layers>\n'
                + "".join(self.layers) + "\t</layers>\n\t<edges>\n" + edges + "\t</edges>\n"
                '\t<rt_info>\n\t\t<Runtime_version value="wasinn conformance"/>\n\t</rt_info>\n</net>\n')

    def save(self, folder, name=None):
        path = pathlib.Path(folder) / (name or self.name)
        path.with_name(path.name + ".xml").write_text(self.xml())
        path.with_name(path.name + ".bin").write_bytes(bytes(self.weights))


def longs(model, values):
    return model.constant("i64", [len(values)], b"".join(v.to_bytes(8, "little", signed=True) for v in values))


def floats(model, dims, array):
    import numpy as np
    return model.constant("f32", dims, np.ascontiguousarray(array, "<f4").tobytes())


def identity(element_type):
    model = Model(f"identity_{element_type}")
    x = model.parameter("x", element_type, [2, 3])
    same = model.one("Reshape", 1, [x, longs(model, [2, 3])], element_type, [2, 3], "y", special_zero="false")
    model.result(same)
    return model


def pair():
    model = Model("pair")
    a, b = model.parameter("a", "f32", [2, 3]), model.parameter("b", "f32", [2, 3])
    for kind, name in ("Add", "sum"), ("Multiply", "product"):
        model.result(model.one(kind, 1, [a, b], "f32", [2, 3], name, auto_broadcast="numpy"))
    return model


def batch():
    model = Model("batch")
    x = model.parameter("x", "f32", [-1, 4])
    two = floats(model, [1, 1], [2])
    model.result(model.one("Multiply", 1, [x, two], "f32", [-1, 4], "y", auto_broadcast="numpy"))
    return model


def matmul():
    model = Model("matmul")
    x = model.parameter("x", "f32", [4, 8])
    weights = floats(model, [8, 5], [(i * 5 + j) % 7 - 3 for i in range(8) for j in range(5)])
    model.result(model.one("MatMul", 1, [x, weights], "f32", [4, 5], "y", transpose_a="false", transpose_b="false"))
    return model


def large():
    model = Model("large")
    x = model.parameter("x", "f32", [1])
    model.result(model.one("Broadcast", 3, [x, longs(model, [1 << 20])], "f32", [1 << 20], "y", mode="numpy"))
    return model


def convolution(model, x, weights, bias, dims):
    conv = model.one("Convolution", 1, [x, floats(model, list(weights.shape), weights)], "f32", dims, strides="1, 1",
                     dilations="1, 1", pads_begin="1, 1", pads_end="1, 1", auto_pad="explicit")
    shifted = model.one("Add", 1, [conv, floats(model, [1, len(bias), 1, 1], bias)], "f32", dims,
                        auto_broadcast="numpy")
    return model.one("ReLU", 1, [shifted], "f32", dims)


def digits(path):
    import onnx
    from onnx import numpy_helper
    trained = onnx.load(path)
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in trained.graph.initializer}
    model = Model("digits")
    image = model.parameter("image", "f32", [-1, 1, 8, 8])
    relu = convolution(model, image, weights["conv1.weight"], weights["conv1.bias"], [-1, 16, 8, 8])
    pool = model.layer("MaxPool", 8, [relu], [("f32", [-1, 16, 4, 4]), ("i64", [-1, 16, 4, 4])], strides="2, 2",
                       dilations="1, 1", pads_begin="0, 0", pads_end="0, 0", kernel="2, 2", rounding_type="floor",
                       auto_pad="explicit", index_element_type="i64", axis="0")[0]
    relu = convolution(model, pool, weights["conv2.weight"], weights["conv2.bias"], [-1, 32, 4, 4])
    flat = model.one("Reshape", 1, [relu, longs(model, [0, 512])], "f32", [-1, 512], special_zero="true")
    dense = model.one("MatMul", 1, [flat, floats(model, [512, 10], weights["dense.weight"])], "f32", [-1, 10],
                      transpose_a="false", transpose_b="false")
    scores = model.one("Add", 1, [dense, floats(model, [1, 10], weights["dense.bias"])], "f32", [-1, 10],
                       auto_broadcast="numpy")
    model.result(model.one("SoftMax", 8, [scores], "f32", [-1, 10], "probabilities", axis="1"))
    return model


def main():
    outdir, trained = map(pathlib.Path, sys.argv[1:])
    names = "f16", "bf16", "f32", "f64", "u8", "i32", "i64", "int8"
    for model in [*map(identity, names), pair(), batch(), matmul(), large(), digits(trained)]:
        model.save(outdir)


if __name__ == "__main__":
    main()

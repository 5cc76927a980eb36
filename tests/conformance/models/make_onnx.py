#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the conformance models in ONNX; README.md of this folder says what each does.

    make_onnx.py OUTDIR DIGITS

Needs numpy and onnx. DIGITS is the trained classifier, models/digits.onnx of this repository. The same versions of
Python, numpy and onnx write the same bytes again.
"""
import pathlib
import sys

import numpy as np
from onnx import TensorProto, helper, numpy_helper

FLOAT = TensorProto.FLOAT
TYPES = {
    "f16": TensorProto.FLOAT16, "bf16": TensorProto.BFLOAT16, "f32": FLOAT, "f64": TensorProto.DOUBLE,
    "u8": TensorProto.UINT8, "i32": TensorProto.INT32, "i64": TensorProto.INT64, "int8": TensorProto.INT8,
}


def port(name, element_type, dims):
    return helper.make_tensor_value_info(name, element_type, dims)


def node(operator, inputs, outputs, **attributes):
    return helper.make_node(operator, inputs, outputs, **attributes)


def model(nodes, inputs, outputs, weights=()):
    tensors = [w if isinstance(w, TensorProto) else numpy_helper.from_array(w[1], w[0]) for w in weights]
    graph = helper.make_graph(nodes, "conformance", inputs, outputs, tensors)
    return helper.make_model(graph, ir_version=8, producer_name="wasinn conformance",
                             opset_imports=[helper.make_opsetid("", 17)])


def identity(element_type):
    return model([node("Identity", ["x"], ["y"])], [port("x", element_type, [2, 3])], [port("y", element_type, [2, 3])])


def pair():
    return model([node("Add", ["a", "b"], ["sum"]), node("Mul", ["a", "b"], ["product"])],
                 [port("a", FLOAT, [2, 3]), port("b", FLOAT, [2, 3])],
                 [port("sum", FLOAT, [2, 3]), port("product", FLOAT, [2, 3])])


def batch():
    return model([node("Mul", ["x", "two"], ["y"])], [port("x", FLOAT, ["batch", 4])], [port("y", FLOAT, ["batch", 4])],
                 [("two", np.array(2, np.float32))])


def matmul():
    weights = np.array([[(i * 5 + j) % 7 - 3 for j in range(5)] for i in range(8)], np.float32)
    return model([node("MatMul", ["x", "W"], ["y"])], [port("x", FLOAT, [4, 8])], [port("y", FLOAT, [4, 5])],
                 [("W", weights)])


def large():
    return model([node("Expand", ["x", "shape"], ["y"])], [port("x", FLOAT, [1])], [port("y", FLOAT, [1 << 20])],
                 [("shape", np.array([1 << 20], np.int64))])


def external(location):
    """y = x + w, with w in another file."""
    weights = TensorProto(name="w", data_type=FLOAT, dims=[1], data_location=TensorProto.EXTERNAL)
    weights.external_data.add(key="location", value=location)
    return model([node("Add", ["x", "w"], ["y"])], [port("x", FLOAT, [1])], [port("y", FLOAT, [1])], [weights])


def main():
    outdir, digits = map(pathlib.Path, sys.argv[1:])
    models = {f"identity_{name}": identity(element_type) for name, element_type in TYPES.items()}
    models.update(pair=pair(), batch=batch(), matmul=matmul(), large=large(),
                  external_beside=external("external.weights"), external_escape=external("../../etc/passwd"),
                  external_absolute=external("/etc/passwd"))
    for name, made in models.items():
        (outdir / f"{name}.onnx").write_bytes(made.SerializeToString(deterministic=True))
    (outdir / "digits.onnx").write_bytes(digits.read_bytes())


if __name__ == "__main__":
    main()

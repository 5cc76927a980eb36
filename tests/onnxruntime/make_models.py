#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes ONNX models that a backend may get wrong: outputs that are not computed, and shapes that are not true.

    make_models.py OUTDIR

Needs numpy and onnx. Writes OUTDIR/ort_NAME.onnx for each function in MODELS.
"""

import pathlib
import sys

import numpy as np
from onnx import TensorProto, helper, numpy_helper

FLOAT = TensorProto.FLOAT
INT64 = TensorProto.INT64


def port(name, element_type, dims):
    return helper.make_tensor_value_info(name, element_type, dims)


def node(operator, inputs, outputs, **attributes):
    return helper.make_node(operator, inputs, outputs, **attributes)


def model(nodes, inputs, outputs, weights=(), **opsets):
    tensors = [numpy_helper.from_array(array, name) for name, array in weights]
    graph = helper.make_graph(nodes, "odd", inputs, outputs, tensors)
    imports = [helper.make_opsetid("", 17)] + [helper.make_opsetid(d.replace("_", "."), v) for d, v in opsets.items()]
    return helper.make_model(graph, ir_version=8, producer_name="wasinn tests", opset_imports=imports)


def pass_through():
    """The input x is also an output."""
    return model([node("Neg", ["x"], ["y"])], [port("x", FLOAT, ["n"])],
                 [port("x", FLOAT, ["n"]), port("y", FLOAT, ["n"])])


def only_pass_through():
    return model([], [port("x", FLOAT, [2])], [port("x", FLOAT, [2])])


def weights_output():
    """The weights w are also an output."""
    return model([node("Add", ["x", "w"], ["y"])], [port("x", FLOAT, [2])],
                 [port("w", FLOAT, [2]), port("y", FLOAT, [2])], [("w", np.array([3, 4], np.float32))])


def reshaped():
    """y is x in another shape, which a framework may do without a copy."""
    return model([node("Reshape", ["x", "shape"], ["y"])], [port("x", FLOAT, [2, 3])], [port("y", FLOAT, [3, 2])],
                 [("shape", np.array([3, 2], np.int64))])


def flattened():
    """y is x in another shape whose sizes are not announced."""
    return model([node("Reshape", ["x", "shape"], ["y"])], [port("x", FLOAT, ["a", "b"])], [port("y", FLOAT, [None])],
                 [("shape", np.array([-1], np.int64))])


def wrong_name():
    """Announces that y has n elements, but it has one for each x that is not zero."""
    return model([node("NonZero", ["x"], ["places"]), node("Squeeze", ["places"], ["y"])],
                 [port("x", FLOAT, ["n"])], [port("y", INT64, ["n"])])


def same_twice():
    """Two outputs of the same computation."""
    return model([node("Neg", ["x"], ["y"]), node("Identity", ["y"], ["z"])], [port("x", FLOAT, ["n"])],
                 [port("y", FLOAT, ["n"]), port("z", FLOAT, ["n"])])


def constant():
    """No input at all."""
    return model([node("Neg", ["w"], ["y"])], [], [port("y", FLOAT, [2])], [("w", np.array([3, 4], np.float32))])


def maps():
    """A sequence of maps, as classifiers of scikit-learn have it, and a tensor."""
    scores = helper.make_map_type_proto(INT64, helper.make_tensor_type_proto(FLOAT, []))
    sequence = helper.make_sequence_type_proto(scores)
    return model([node("ZipMap", ["x"], ["scores"], domain="ai.onnx.ml", classlabels_int64s=[0, 1]),
                  node("Neg", ["x"], ["y"])],
                 [port("x", FLOAT, ["n", 2])],
                 [helper.make_value_info("scores", sequence), port("y", FLOAT, ["n", 2])], ai_onnx_ml=3)


def high_rank():
    return model([node("Neg", ["x"], ["y"])], [port("x", FLOAT, [1] * 17)], [port("y", FLOAT, [1] * 17)])


def described():
    made = constant()
    made.domain, made.model_version, made.doc_string = "org.example", 7, "What it is"
    helper.set_model_props(made, {"author": "somebody", "note": "größer"})
    return made


def conditional_shapes():
    """y has the shape of x, or one element more, by the sign of the first element."""
    same = helper.make_graph([node("Identity", ["x"], ["a"])], "same", [], [port("a", FLOAT, None)])
    more = helper.make_graph([node("Concat", ["x", "first"], ["b"], axis=0)], "more", [], [port("b", FLOAT, None)])
    return model([node("Slice", ["x", "zero", "one"], ["first"]), node("Greater", ["first", "null"], ["compared"]),
                  node("Squeeze", ["compared"], ["positive"]),
                  node("If", ["positive"], ["y"], then_branch=same, else_branch=more)],
                 [port("x", FLOAT, ["n"])], [port("y", FLOAT, ["n"])],
                 [("zero", np.array([0], np.int64)), ("one", np.array([1], np.int64)),
                  ("null", np.array(0, np.float32))])


MODELS = [pass_through, only_pass_through, weights_output, reshaped, flattened, wrong_name, same_twice, constant, maps,
          high_rank, described, conditional_shapes]


def main():
    outdir = pathlib.Path(sys.argv[1])
    outdir.mkdir(parents=True, exist_ok=True)
    for make in MODELS:
        (outdir / f"ort_{make.__name__}.onnx").write_bytes(make().SerializeToString(deterministic=True))


if __name__ == "__main__":
    main()

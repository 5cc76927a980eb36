# SPDX-License-Identifier: Apache-2.0
"""Writes the trained weights as an ONNX graph of seven standard operators, built by hand."""

from onnx import TensorProto, checker, helper, numpy_helper

IR_VERSION = 8
OPSET = 13


def nodes():
    same = {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}
    return [
        helper.make_node("Conv", ["image", "conv1.weight", "conv1.bias"], ["conv1"], "conv1", **same),
        helper.make_node("Relu", ["conv1"], ["relu1"], "relu1"),
        helper.make_node("MaxPool", ["relu1"], ["pool1"], "pool1", kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Conv", ["pool1", "conv2.weight", "conv2.bias"], ["conv2"], "conv2", **same),
        helper.make_node("Relu", ["conv2"], ["relu2"], "relu2"),
        helper.make_node("Flatten", ["relu2"], ["flat"], "flat", axis=1),
        helper.make_node("Gemm", ["flat", "dense.weight", "dense.bias"], ["scores"], "dense"),
        helper.make_node("Softmax", ["scores"], ["probabilities"], "softmax", axis=1),
    ]


def build(weights, properties):
    """weights: name -> float32 array as in network.py. properties: name -> text for inspecting programs."""
    graph = helper.make_graph(
        nodes(), "digits",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 1, 8, 8],
                                       "grey picture, 0 = paper, 1 = full ink")],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", 10],
                                       "one for each digit from 0 to 9")],
        [numpy_helper.from_array(array, name) for name, array in weights.items()],
        doc_string="Handwritten digits, 8 x 8. A picture that is no digit gets probabilities near 0.1 each.")
    model = helper.make_model(graph, ir_version=IR_VERSION, producer_name="wasinn digits trainer",
                              producer_version="1", opset_imports=[helper.make_opsetid("", OPSET)])
    helper.set_model_props(model, properties)
    checker.check_model(model, full_check=True)
    return model

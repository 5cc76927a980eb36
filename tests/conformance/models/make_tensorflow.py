#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the conformance models in TensorFlow; README.md of this folder says what each does.

    make_tensorflow.py OUTDIR DIGITS

Writes a SavedModel folder for each model, and pair_frozen.pb, the graph of `pair` by itself. DIGITS is the trained
classifier, models/digits.onnx of this repository. Made with tensorflow-cpu 2.21.0, numpy 2.4.6 and onnx 1.23.2 on
Python 3.11; the same versions write the same bytes again.
"""
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"  # must precede tensorflow

import pathlib  # noqa: E402
import shutil  # noqa: E402
import sys  # noqa: E402

import numpy as np  # noqa: E402
import onnx  # noqa: E402
import tensorflow as tf  # noqa: E402
from onnx import numpy_helper  # noqa: E402
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2  # noqa: E402

F32 = tf.float32
TYPES = {
    "f16": tf.float16, "bf16": tf.bfloat16, "f32": F32, "f64": tf.float64,
    "u8": tf.uint8, "i32": tf.int32, "i64": tf.int64, "int8": tf.int8,
}


def port(name, element_type, dims):
    return tf.TensorSpec(dims, element_type, name)


def model(function, *ports, **weights):
    """A module with `function(module, inputs...)`, which returns a dict, as its one signature."""
    module = tf.Module()
    for name, value in weights.items():
        setattr(module, name, tf.Variable(value, trainable=False, name=name))
    module.run = tf.function(lambda *inputs: function(module, *inputs), input_signature=ports)
    return module


def identity(element_type):
    return model(lambda _, x: {"y": tf.identity(x)}, port("x", element_type, [2, 3]))


def pair():
    return model(lambda _, a, b: {"sum": a + b, "product": a * b}, port("a", F32, [2, 3]), port("b", F32, [2, 3]))


def batch():
    return model(lambda _, x: {"y": x * 2}, port("x", F32, [None, 4]))


def matmul():
    weights = np.array([[(i * 5 + j) % 7 - 3 for j in range(5)] for i in range(8)], np.float32)
    return model(lambda module, x: {"y": x @ module.W}, port("x", F32, [4, 8]), W=weights)


def large():
    return model(lambda _, x: {"y": tf.tile(x, [1 << 20])}, port("x", F32, [1]))


def digits(path):
    """The network of models/digits/network.py, with its planes last, as TensorFlow's convolution on CPUs wants them."""
    trained = {w.name: numpy_helper.to_array(w) for w in onnx.load(path).graph.initializer}

    def run(module, image):
        planes = tf.reshape(image, [-1, 8, 8, 1])
        planes = tf.nn.relu(tf.nn.conv2d(planes, module.conv1, 1, "SAME") + module.bias1)
        planes = tf.nn.max_pool2d(planes, 2, 2, "VALID")
        planes = tf.nn.relu(tf.nn.conv2d(planes, module.conv2, 1, "SAME") + module.bias2)
        flat = tf.reshape(tf.transpose(planes, [0, 3, 1, 2]), [-1, 512])
        return {"probabilities": tf.nn.softmax(flat @ module.dense + module.bias3)}

    return model(run, port("image", F32, [None, 1, 8, 8]),
                 conv1=trained["conv1.weight"].transpose(2, 3, 1, 0), bias1=trained["conv1.bias"],
                 conv2=trained["conv2.weight"].transpose(2, 3, 1, 0), bias2=trained["conv2.bias"],
                 dense=trained["dense.weight"], bias3=trained["dense.bias"])


def save(module, folder):
    shutil.rmtree(folder, ignore_errors=True)
    tf.saved_model.save(module, str(folder), signatures=module.run)
    (folder / "fingerprint.pb").unlink()  # it holds a random number
    (folder / "assets").rmdir()


def freeze(module):
    graph = convert_variables_to_constants_v2(module.run.get_concrete_function()).graph.as_graph_def()
    return graph.SerializeToString(deterministic=True)


def main():
    outdir, digits_file = map(pathlib.Path, sys.argv[1:])
    models = {f"identity_{name}": identity(element_type) for name, element_type in TYPES.items()}
    models.update(pair=pair(), batch=batch(), matmul=matmul(), large=large(), digits=digits(digits_file))
    for name, module in models.items():
        save(module, outdir / name)
    (outdir / "pair_frozen.pb").write_bytes(freeze(models["pair"]))


main()

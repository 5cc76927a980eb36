#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the TensorFlow models of these tests, which lie in models/ beside this file.

    make_models.py OUTDIR

Made with tensorflow-cpu 2.21.0 on Python 3.11; the same version writes the same bytes again, but for
numbers that it puts into names of count_to and table.
"""
import pathlib
import shutil
import sys
import tempfile

import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2


def frozen(function, *ports):
    """The graph of a function of its own: no variables, no functions."""
    concrete = tf.function(function, input_signature=ports).get_concrete_function()
    graph = convert_variables_to_constants_v2(concrete).graph.as_graph_def()
    return graph.SerializeToString(deterministic=True)


def port(name, element_type, dims):
    return tf.TensorSpec(dims, element_type, name)


def count_to(n):
    """Takes as long as n says, and cannot be computed beforehand."""
    return tf.while_loop(lambda i: i < n, lambda i: [i + 1], [tf.constant(0, tf.int64)], parallel_iterations=1)[0]


def print_and_pass(x):
    with tf.control_dependencies([tf.print("printed by the model", x)]):
        return tf.identity(x)


GRAPHS = {
    "unknown_rank": frozen(lambda x: x + 1.0, port("x", tf.float32, None)),
    "scalar": frozen(lambda x: x * 2.0, port("x", tf.float32, [])),
    "compare": frozen(lambda x: [x > 0.0, x * 2.0], port("x", tf.float32, [3])),
    "flags": frozen(lambda x: tf.cast(x, tf.float32), port("x", tf.bool, [3])),
    "texts": frozen(tf.strings.length, port("x", tf.string, [2])),
    "split": frozen(lambda x: tf.split(x, 2), port("x", tf.float32, [4])),
    "non_zero": frozen(tf.where, port("x", tf.float32, [None])),
    "pass_through": frozen(lambda x: [tf.identity(x), -x], port("x", tf.float32, [16])),
    "same_size": frozen(lambda a, b: a + b, port("a", tf.float32, [None]), port("b", tf.float32, [None])),
    "count_to": frozen(count_to, port("n", tf.int64, [])),
    "read_file": frozen(lambda x: tf.strings.length(tf.io.read_file("/etc/hostname")) + x, port("x", tf.int32, [])),
    "print": frozen(print_and_pass, port("x", tf.float32, [2])),
}


class Table(tf.Module):
    """Looks words' numbers up in a file that is an asset of the model."""

    def __init__(self, path):
        super().__init__()
        self.asset = tf.saved_model.Asset(str(path))
        initializer = tf.lookup.TextFileInitializer(
            self.asset, tf.int64, tf.lookup.TextFileIndex.LINE_NUMBER, tf.int64, tf.lookup.TextFileIndex.WHOLE_LINE)
        self.table = tf.lookup.StaticHashTable(initializer, -1)

    @tf.function(input_signature=[port("x", tf.int64, [3])])
    def __call__(self, x):
        return {"y": self.table.lookup(x)}


class Counter(tf.Module):
    """A program with a state, and with two signatures."""

    def __init__(self):
        super().__init__()
        self.total = tf.Variable(10.0, name="total")

    @tf.function(input_signature=[port("x", tf.float32, [])])
    def add(self, x):
        return {"total": self.total.assign_add(x)}

    @tf.function(input_signature=[port("x", tf.float32, [2])])
    def other(self, x):
        return {"other": x}


def save(module, folder, signatures):
    shutil.rmtree(folder, ignore_errors=True)
    tf.saved_model.save(module, str(folder), signatures=signatures)
    (folder / "fingerprint.pb").unlink()  # it holds a random number
    if not any((folder / "assets").iterdir()):
        (folder / "assets").rmdir()


def main():
    outdir = pathlib.Path(sys.argv[1])
    for name, graph in GRAPHS.items():
        (outdir / f"{name}.pb").write_bytes(graph)
    with tempfile.TemporaryDirectory() as temporary:
        words = pathlib.Path(temporary) / "words.txt"
        words.write_text("10\n20\n30\n", encoding="ascii")
        table = Table(words)
        save(table, outdir / "table", table.__call__)
    counter = Counter()
    save(counter, outdir / "counter", {"add": counter.add, "other": counter.other})


main()

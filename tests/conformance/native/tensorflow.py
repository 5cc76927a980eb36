#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a TensorFlow model once with the framework's C API called directly: the yardstick for the backend tensorflow.

    tensorflow.py FRAMEWORK_FOLDER MODEL OUTDIR NAME=TYPE:2x3:FILE...

FRAMEWORK_FOLDER holds libtensorflow_cc.so.2 or lib/libtensorflow_cc.so.2. MODEL is the folder of a SavedModel or a
frozen graph. Inputs and outputs of a SavedModel are those of its signature serving_default, of a frozen graph the
placeholders and the operations that no other takes anything from. TYPE is what the file holds, "x" and nothing for a
scalar. Writes OUTDIR/<index>.bin for each output, sorted by name, and prints a line `index name type 2x3`.
"""

import ctypes
import pathlib
import sys

# TF_DataType of tensorflow/c/tf_datatype.h.
TYPES = {"f32": 1, "f64": 2, "i32": 3, "u8": 4, "int8": 6, "i64": 9, "bf16": 14, "f16": 19}
POINTER, INT, TEXT, SIZE, LONG = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int64
# ConfigProto: intra_op_parallelism_threads 2, inter_op_parallelism_threads 1.
CONFIG = bytes([0x10, 2, 0x28, 1])


class Buffer(ctypes.Structure):
    _fields_ = [("data", POINTER), ("length", SIZE), ("free", POINTER)]


class Output(ctypes.Structure):
    _fields_ = [("operation", POINTER), ("index", INT)]


SIGNATURES = {
    "NewStatus": (POINTER, []),
    "GetCode": (INT, [POINTER]),
    "Message": (TEXT, [POINTER]),
    "NewGraph": (POINTER, []),
    "NewSessionOptions": (POINTER, []),
    "SetConfig": (None, [POINTER, TEXT, SIZE, POINTER]),
    "LoadSessionFromSavedModel": (POINTER, [POINTER, POINTER, TEXT, ctypes.POINTER(TEXT), INT, POINTER, POINTER,
                                            POINTER]),
    "NewImportGraphDefOptions": (POINTER, []),
    "GraphImportGraphDef": (None, [POINTER, ctypes.POINTER(Buffer), POINTER, POINTER]),
    "NewSession": (POINTER, [POINTER, POINTER, POINTER]),
    "GraphOperationByName": (POINTER, [POINTER, TEXT]),
    "GraphNextOperation": (POINTER, [POINTER, ctypes.POINTER(SIZE)]),
    "OperationName": (TEXT, [POINTER]),
    "OperationOpType": (TEXT, [POINTER]),
    "OperationNumOutputs": (INT, [POINTER]),
    "OperationNumControlOutputs": (INT, [POINTER]),
    "OperationOutputNumConsumers": (INT, [Output]),
    "AllocateTensor": (POINTER, [INT, ctypes.POINTER(LONG), INT, SIZE]),
    "TensorType": (INT, [POINTER]),
    "NumDims": (INT, [POINTER]),
    "Dim": (LONG, [POINTER, INT]),
    "TensorByteSize": (SIZE, [POINTER]),
    "TensorData": (POINTER, [POINTER]),
    "SessionRun": (None, [POINTER, POINTER, ctypes.POINTER(Output), ctypes.POINTER(POINTER), INT,
                          ctypes.POINTER(Output), ctypes.POINTER(POINTER), INT, POINTER, INT, POINTER, POINTER]),
}


def open_library(folder):
    for candidate in (folder / "lib", folder):
        if (candidate / "libtensorflow_cc.so.2").exists():
            library = ctypes.CDLL(str(candidate / "libtensorflow_cc.so.2"))
            break
    else:
        sys.exit(f"libtensorflow_cc.so.2 is neither in {folder} nor in {folder}/lib")
    for name, (result, arguments) in SIGNATURES.items():
        function = getattr(library, "TF_" + name)
        function.restype, function.argtypes = result, arguments
    return library


def fields(message):
    """(number, value) of each field of a protobuf message; numbers of fixed width are left out."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(message):
        tag = varint()
        if tag & 7 == 2:
            size = varint()
            yield tag >> 3, message[at:at + size]
            at += size
        elif tag & 7 == 0:
            yield tag >> 3, varint()
        else:
            at += 8 if tag & 7 == 1 else 4


def first(message, number, default=b""):
    return next((value for found, value in fields(message) if found == number), default)


def entries(message, number):
    """A map field as a dict from names to messages."""
    return {first(entry, 1).decode(): first(entry, 2) for found, entry in fields(message) if found == number}


class Model:
    """A session with its ports: name -> Output."""

    def __init__(self, folder, path):
        self.lib = open_library(folder)
        self.status = self.lib.TF_NewStatus()
        self.graph = self.lib.TF_NewGraph()
        self.options = self.lib.TF_NewSessionOptions()
        self.lib.TF_SetConfig(self.options, CONFIG, len(CONFIG), self.status)
        self.check("the configuration")
        if path.is_dir():
            self.load_folder(path)
        else:
            self.load_graph(path.read_bytes())

    def check(self, what):
        if self.lib.TF_GetCode(self.status) != 0:
            sys.exit(f"{what} failed: {self.lib.TF_Message(self.status).decode()}")

    def load_folder(self, path):
        tags = (TEXT * 1)(b"serve")
        self.session = self.lib.TF_LoadSessionFromSavedModel(self.options, None, str(path).encode(), tags, 1,
                                                             self.graph, None, self.status)
        self.check(f"loading {path}")
        signatures = entries(first((path / "saved_model.pb").read_bytes(), 2), 5)
        signature = signatures["serving_default"]
        self.inputs = {name: self.tensor(first(info, 1).decode()) for name, info in entries(signature, 1).items()}
        self.outputs = {name: self.tensor(first(info, 1).decode()) for name, info in entries(signature, 2).items()}

    def tensor(self, name):
        operation, _, index = name.partition(":")
        return Output(self.lib.TF_GraphOperationByName(self.graph, operation.encode()), int(index or 0))

    def load_graph(self, content):
        buffer = Buffer(ctypes.cast(content, POINTER), len(content), None)
        options = self.lib.TF_NewImportGraphDefOptions()
        self.lib.TF_GraphImportGraphDef(self.graph, ctypes.byref(buffer), options, self.status)
        self.check("reading the graph")
        self.session = self.lib.TF_NewSession(self.graph, self.options, self.status)
        self.check("opening a session")
        self.inputs, self.outputs = {}, {}
        position = SIZE(0)
        while operation := self.lib.TF_GraphNextOperation(self.graph, ctypes.byref(position)):
            self.add_ports(operation)

    def add_ports(self, operation):
        tensors = [Output(operation, i) for i in range(self.lib.TF_OperationNumOutputs(operation))]
        taken = any(self.lib.TF_OperationOutputNumConsumers(tensor) for tensor in tensors)
        waited_for = taken or self.lib.TF_OperationNumControlOutputs(operation)
        kind = self.lib.TF_OperationOpType(operation)
        name = self.lib.TF_OperationName(operation).decode()
        for tensor in tensors:
            full = f"{name}:{tensor.index}" if tensor.index else name
            if kind.startswith(b"Placeholder"):
                self.inputs.update({full: tensor} if taken else {})
            elif not waited_for and kind != b"Const":
                self.outputs[full] = tensor

    def make_tensor(self, element_type, shape, data):
        tensor = self.lib.TF_AllocateTensor(TYPES[element_type], (LONG * len(shape))(*shape), len(shape), len(data))
        ctypes.memmove(self.lib.TF_TensorData(tensor), data, len(data))
        return tensor

    def run(self, given):
        if sorted(given) != sorted(self.inputs):
            sys.exit(f"the model's inputs are {sorted(self.inputs)}")
        names = sorted(self.outputs)
        results = (POINTER * len(names))()
        self.lib.TF_SessionRun(
            self.session, None, (Output * len(given))(*(self.inputs[name] for name in given)),
            (POINTER * len(given))(*(self.make_tensor(*tensor) for tensor in given.values())), len(given),
            (Output * len(names))(*(self.outputs[name] for name in names)), results, len(names), None, 0, None,
            self.status)
        self.check("the computation")
        return dict(zip(names, results))

    def content(self, tensor):
        names = {number: name for name, number in TYPES.items()}
        shape = [self.lib.TF_Dim(tensor, i) for i in range(self.lib.TF_NumDims(tensor))]
        data = ctypes.string_at(self.lib.TF_TensorData(tensor) or 0, self.lib.TF_TensorByteSize(tensor))
        return names.get(self.lib.TF_TensorType(tensor), "foreign"), shape, data


def parse_input(text):
    name, rest = text.split("=", 1)
    element_type, shape, path = rest.split(":", 2)
    return name, (element_type, [int(size) for size in shape.split("x") if size], pathlib.Path(path).read_bytes())


def main(folder, path, out, *inputs):
    model = Model(pathlib.Path(folder), pathlib.Path(path))
    results = model.run(dict(parse_input(text) for text in inputs))
    for index, (name, tensor) in enumerate(results.items()):
        element_type, shape, data = model.content(tensor)
        (pathlib.Path(out) / f"{index}.bin").write_bytes(data)
        print(index, name, element_type, "x".join(map(str, shape)))


if __name__ == "__main__":
    main(*sys.argv[1:])

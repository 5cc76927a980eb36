#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a TensorFlow Lite model once with the framework's C API called directly: the yardstick for the backend tflite.

    tflite.py FRAMEWORK_FOLDER MODEL OUTDIR NAME=TYPE:2x3:FILE...

FRAMEWORK_FOLDER holds libjnitensorflowlite.so or lib/libjnitensorflowlite.so. Each input is named as the model's first
signature names it, or else as its tensor; TYPE is what the file holds, "x" and nothing for a scalar. Writes
OUTDIR/<index>.bin for each output and prints a line `index name type 2x3`. Two threads, with XNNPACK.
"""

import ctypes
import pathlib
import sys

# By TfLiteType of tensorflow/lite/core/c/c_api_types.h.
TYPE_NAMES = ["none", "f32", "i32", "u8", "i64", "string", "bool", "i16", "complex64", "int8", "f16", "f64",
              "complex128", "u64", "resource", "variant", "u32", "u16", "int4", "bf16"]
POINTER, INT, TEXT, SIZE = ctypes.c_void_p, ctypes.c_int32, ctypes.c_char_p, ctypes.c_size_t


class XnnpackOptions(ctypes.Structure):
    """TfLiteXNNPackDelegateOptions, of which only the first field is set here."""
    _fields_ = [("num_threads", INT), ("rest", ctypes.c_uint8 * 52)]


SIGNATURES = {
    "ModelCreate": (POINTER, [POINTER, SIZE]),
    "InterpreterOptionsCreate": (POINTER, []),
    "InterpreterOptionsSetNumThreads": (None, [POINTER, INT]),
    "InterpreterOptionsAddDelegate": (None, [POINTER, POINTER]),
    "XNNPackDelegateOptionsDefault": (XnnpackOptions, []),
    "XNNPackDelegateCreate": (POINTER, [POINTER]),
    "InterpreterCreate": (POINTER, [POINTER, POINTER]),
    "InterpreterGetInputTensorCount": (INT, [POINTER]),
    "InterpreterGetInputTensor": (POINTER, [POINTER, INT]),
    "InterpreterGetOutputTensorCount": (INT, [POINTER]),
    "InterpreterGetOutputTensor": (POINTER, [POINTER, INT]),
    "InterpreterResizeInputTensor": (INT, [POINTER, INT, POINTER, INT]),
    "InterpreterAllocateTensors": (INT, [POINTER]),
    "InterpreterInvoke": (INT, [POINTER]),
    "InterpreterGetSignatureCount": (INT, [POINTER]),
    "InterpreterGetSignatureKey": (TEXT, [POINTER, INT]),
    "InterpreterGetSignatureRunner": (POINTER, [POINTER, TEXT]),
    "SignatureRunnerGetInputCount": (SIZE, [POINTER]),
    "SignatureRunnerGetInputName": (TEXT, [POINTER, INT]),
    "SignatureRunnerGetInputTensor": (POINTER, [POINTER, TEXT]),
    "SignatureRunnerGetOutputCount": (SIZE, [POINTER]),
    "SignatureRunnerGetOutputName": (TEXT, [POINTER, INT]),
    "SignatureRunnerGetOutputTensor": (POINTER, [POINTER, TEXT]),
    "TensorType": (INT, [POINTER]),
    "TensorNumDims": (INT, [POINTER]),
    "TensorDim": (INT, [POINTER, INT]),
    "TensorByteSize": (SIZE, [POINTER]),
    "TensorData": (POINTER, [POINTER]),
    "TensorName": (TEXT, [POINTER]),
    "TensorCopyFromBuffer": (INT, [POINTER, POINTER, SIZE]),
}


def open_library(folder):
    for candidate in (folder / "lib", folder):
        if (candidate / "libjnitensorflowlite.so").exists():
            library = ctypes.CDLL(str(candidate / "libjnitensorflowlite.so"))
            break
    else:
        sys.exit(f"libjnitensorflowlite.so is neither in {folder} nor in {folder}/lib")
    for name, (result, arguments) in SIGNATURES.items():
        function = getattr(library, "TfLite" + name)
        function.restype, function.argtypes = result, arguments
    return library


class Model:
    """An interpreter of one model."""

    def __init__(self, folder, path):
        self.lib = open_library(folder)
        self.bytes = path.read_bytes()
        options = self.lib.TfLiteInterpreterOptionsCreate()
        self.lib.TfLiteInterpreterOptionsSetNumThreads(options, 2)
        self.lib.TfLiteInterpreterOptionsAddDelegate(options, self.xnnpack(2))
        model = self.lib.TfLiteModelCreate(self.bytes, len(self.bytes))
        self.interpreter = self.lib.TfLiteInterpreterCreate(model, options)
        if not self.interpreter:
            sys.exit(f"{path} does not load")
        self.allocate()
        self.runner = self.first_signature()

    def xnnpack(self, threads):
        """What computes faster than the framework's own operators, and in another order."""
        options = self.lib.TfLiteXNNPackDelegateOptionsDefault()
        options.num_threads = threads
        return self.lib.TfLiteXNNPackDelegateCreate(ctypes.byref(options))

    def check(self, status, what):
        if status != 0:
            sys.exit(f"{what} failed with status {status}")

    def allocate(self):
        self.check(self.lib.TfLiteInterpreterAllocateTensors(self.interpreter), "allocation")

    def first_signature(self):
        count = self.lib.TfLiteInterpreterGetSignatureCount(self.interpreter)
        keys = [self.lib.TfLiteInterpreterGetSignatureKey(self.interpreter, i) for i in range(count)]
        key = b"serving_default" if b"serving_default" in keys else keys[0] if keys else None
        return self.lib.TfLiteInterpreterGetSignatureRunner(self.interpreter, key) if key else None

    def tensors(self, kind):
        count = getattr(self.lib, f"TfLiteInterpreterGet{kind}TensorCount")(self.interpreter)
        return [getattr(self.lib, f"TfLiteInterpreterGet{kind}Tensor")(self.interpreter, i) for i in range(count)]

    def names(self, kind):
        """The names of the tensors: those of the signature where it has one."""
        known = {}
        if self.runner:
            get = {part: getattr(self.lib, f"TfLiteSignatureRunnerGet{kind}{part}")
                   for part in ("Count", "Name", "Tensor")}
            names = [get["Name"](self.runner, i) for i in range(get["Count"](self.runner))]
            known = {get["Tensor"](self.runner, name): name for name in names}
        return [(known.get(tensor) or self.lib.TfLiteTensorName(tensor)).decode() for tensor in self.tensors(kind)]

    def give(self, inputs):
        names = self.names("Input")
        if sorted(names) != sorted(inputs):
            sys.exit(f"the model's inputs are {names}")
        for index, name in enumerate(names):
            shape = inputs[name][1]
            dims = (ctypes.c_int * len(shape))(*shape)
            self.check(self.lib.TfLiteInterpreterResizeInputTensor(self.interpreter, index, dims, len(shape)),
                       f"resizing {name}")
        self.allocate()
        for tensor, name in zip(self.tensors("Input"), names):
            data = inputs[name][2]
            self.check(self.lib.TfLiteTensorCopyFromBuffer(tensor, data, len(data)), f"input {name}")

    def run(self):
        self.check(self.lib.TfLiteInterpreterInvoke(self.interpreter), "the computation")

    def outputs(self):
        for index, (tensor, name) in enumerate(zip(self.tensors("Output"), self.names("Output"))):
            shape = [self.lib.TfLiteTensorDim(tensor, i) for i in range(self.lib.TfLiteTensorNumDims(tensor))]
            data = ctypes.string_at(self.lib.TfLiteTensorData(tensor) or 0, self.lib.TfLiteTensorByteSize(tensor))
            yield index, name, TYPE_NAMES[self.lib.TfLiteTensorType(tensor)], shape, data


def parse_input(text):
    name, rest = text.split("=", 1)
    element_type, shape, path = rest.split(":", 2)
    return name, (element_type, [int(size) for size in shape.split("x") if size], pathlib.Path(path).read_bytes())


def main(folder, path, out, *inputs):
    model = Model(pathlib.Path(folder), pathlib.Path(path))
    model.give(dict(parse_input(text) for text in inputs))
    model.run()
    for index, name, element_type, shape, data in model.outputs():
        (pathlib.Path(out) / f"{index}.bin").write_bytes(data)
        print(index, name, element_type, "x".join(map(str, shape)))


if __name__ == "__main__":
    main(*sys.argv[1:])

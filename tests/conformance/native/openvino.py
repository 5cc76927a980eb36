#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a model once with OpenVINO called directly, for comparison: no part of wasinn takes part.

    openvino.py FRAMEWORK_FOLDER MODEL OUTDIR NAME=TYPE:2x3:FILE...

MODEL is .xml (with its .bin beside it), .onnx, .tflite, a frozen .pb or the folder of a SavedModel. Computes in f32 with
2 threads. Writes OUTDIR/<index>.bin for each output in the model's order and prints a line "index name type 2x3" for it.
Needs Python alone: the framework's C library is called through ctypes.
"""
import ctypes
import pathlib
import sys

# ov_element_type_e
TYPES = {"bf16": 2, "f16": 3, "f32": 4, "f64": 5, "int8": 7, "i32": 9, "i64": 10, "u8": 16}
NAMES = {number: name for name, number in TYPES.items()}


class Shape(ctypes.Structure):
    _fields_ = [("rank", ctypes.c_int64), ("dims", ctypes.POINTER(ctypes.c_int64))]


class OpenVino:
    def __init__(self, folder):
        library = sorted(pathlib.Path(folder).glob("**/libopenvino_c.so*"))[-1]
        self.library = ctypes.CDLL(str(library))
        self.library.ov_get_last_err_msg.restype = ctypes.c_char_p

    def call(self, function, *arguments):
        status = getattr(self.library, "ov_" + function)(*arguments)
        if status != 0:
            sys.exit(f"{function} failed: {self.library.ov_get_last_err_msg().decode()}")

    def make(self, function, *arguments):
        """Calls a function whose last argument is where it puts the object that it makes."""
        made = ctypes.c_void_p()
        self.call(function, *arguments, ctypes.byref(made))
        return made

    def compile(self, path):
        core = self.make("core_create")
        model = self.make("core_read_model", core, str(path).encode(), None)
        compiled = ctypes.c_void_p()
        settings = [b"INFERENCE_PRECISION_HINT", b"f32", b"INFERENCE_NUM_THREADS", b"2", b"NUM_STREAMS", b"1"]
        self.call("core_compile_model", core, model, b"CPU", ctypes.c_size_t(len(settings)), ctypes.byref(compiled),
                  *map(ctypes.c_char_p, settings))
        return compiled

    def name_of(self, port):
        raw = ctypes.c_char_p()
        return raw.value.decode() if self.library.ov_port_get_any_name(port, ctypes.byref(raw)) == 0 else ""

    def ports(self, compiled, kind):
        count = ctypes.c_size_t()
        self.call(f"compiled_model_{kind}s_size", compiled, ctypes.byref(count))
        return [self.make(f"compiled_model_{kind}_by_index", compiled, ctypes.c_size_t(i)) for i in range(count.value)]

    def tensor(self, element_type, dims, data):
        shape = Shape(len(dims), (ctypes.c_int64 * max(1, len(dims)))(*dims))
        memory = ctypes.create_string_buffer(data, max(1, len(data)))
        tensor = self.make("tensor_create_from_host_ptr", TYPES[element_type], shape, memory)
        tensor.memory = memory
        return tensor

    def read(self, tensor):
        """(type, dims, bytes) of a tensor."""
        number, shape, size, data = ctypes.c_int(), Shape(), ctypes.c_size_t(), ctypes.c_void_p()
        self.call("tensor_get_element_type", tensor, ctypes.byref(number))
        self.call("tensor_get_shape", tensor, ctypes.byref(shape))
        self.call("tensor_get_byte_size", tensor, ctypes.byref(size))
        self.call("tensor_data", tensor, ctypes.byref(data))
        raw = ctypes.string_at(data, size.value) if size.value else b""
        return NAMES.get(number.value, str(number.value)), [shape.dims[i] for i in range(shape.rank)], raw


def dims_of(text):
    return [int(size) for size in text.split("x")] if text else []


def main():
    folder, model, outdir = sys.argv[1:4]
    given = dict(argument.split("=", 1) for argument in sys.argv[4:])
    openvino = OpenVino(folder)
    compiled = openvino.compile(model)
    request = openvino.make("compiled_model_create_infer_request", compiled)
    kept = []
    for index, port in enumerate(openvino.ports(compiled, "input")):
        element_type, dims, file = given[openvino.name_of(port)].split(":", 2)
        kept.append(openvino.tensor(element_type, dims_of(dims), pathlib.Path(file).read_bytes()))
        openvino.call("infer_request_set_input_tensor_by_index", request, ctypes.c_size_t(index), kept[-1])
    openvino.call("infer_request_infer", request)
    for index, port in enumerate(openvino.ports(compiled, "output")):
        tensor = openvino.make("infer_request_get_output_tensor_by_index", request, ctypes.c_size_t(index))
        element_type, dims, raw = openvino.read(tensor)
        (pathlib.Path(outdir) / f"{index}.bin").write_bytes(raw)
        print(index, openvino.name_of(port), element_type, "x".join(map(str, dims)))


if __name__ == "__main__":
    main()

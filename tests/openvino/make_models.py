#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the IR models that only tests of the openvino backend use: make_models.py OUTDIR"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "conformance" / "models"))
from make_openvino import Model, floats, longs  # noqa: E402


def doubled(name, dims, text=None):
    """y = x + x."""
    model = Model(name)
    x = model.parameter("x", "f32", dims)
    model.result(model.one("Add", 1, [x, x], "f32", dims, "y", auto_broadcast="numpy"))
    if text is not None:
        model.layers[0] = model.layers[0].replace(f'shape="{text[0]}"', f'shape="{text[1]}"')
    return model


def negative(model, x, names="y"):
    return model.one("Negative", 1, [x], x.element_type, x.dims, names)


def non_zero():
    model = Model("ov_non_zero")
    x = model.parameter("x", "f32", [-1])
    model.result(model.one("NonZero", 3, [x], "i64", [1, -1], "y", output_type="i64"))
    return model


def mixed_types():
    model = Model("ov_mixed_types")
    numbers, small = model.parameter("numbers", "i64", [-1]), model.parameter("bytes", "u8", [4])
    model.result(model.one("Convert", 1, [numbers], "f32", [-1], "as_floats", destination_type="f32"))
    model.result(model.one("Convert", 1, [small], "i32", [4], "as_integers", destination_type="i32"))
    return model


def bool_input():
    model = Model("ov_bool_input")
    model.result(model.one("LogicalNot", 1, [model.parameter("x", "bool", [2])], "bool", [2], "y"))
    return model


def bool_output():
    model = Model("ov_bool_output")
    x = model.parameter("x", "f32", [2])
    model.result(negative(model, x))
    model.result(model.one("Greater", 1, [x, floats(model, [1], numbers_of([0]))], "bool", [2], "positive",
                           auto_broadcast="numpy"))
    return model


def numbers_of(values):
    import numpy as np
    return np.array(values, np.float32)


def string_input():
    model = Model("ov_string_input")
    model.result(model.parameter("x", "string", [2]))
    return model


def pass_through():
    model = Model("ov_pass_through")
    x = model.parameter("x", "f32", [2])
    model.result(x)
    model.result(negative(model, x))
    return model


def only_pass_through():
    model = Model("ov_only_pass_through")
    model.result(model.parameter("x", "f32", [2, 3]))
    return model


def same_twice():
    model = Model("ov_same_twice")
    y = negative(model, model.parameter("x", "f32", [2]))
    model.result(y)
    model.result(y)
    return model


def constant():
    model = Model("ov_constant")
    model.result(negative(model, floats(model, [2], numbers_of([3, 4]))))
    return model


def nameless():
    model = Model("ov_nameless")
    model.result(negative(model, model.parameter("", "f32", [2]), names=""))
    return model


def gather():
    model = Model("ov_gather")
    data, places = model.parameter("data", "f32", [4]), model.parameter("places", "i64", [-1])
    axis = longs(model, [0])
    model.result(model.one("Gather", 8, [data, places, axis], "f32", [-1], "y", batch_dims="0"))
    return model


def reshape():
    """y = x in the shape that is the other input, which the model cannot foresee."""
    model = Model("ov_reshape")
    x, shape = model.parameter("x", "f32", [-1]), model.parameter("shape", "i64", [2])
    model.result(model.one("Reshape", 1, [x, shape], "f32", [-1, -1], "y", special_zero="false"))
    return model


def slow():
    """Many large products, one after the other."""
    model = Model("ov_slow")
    size = 512
    value = x = model.parameter("x", "f32", [size, size])
    for _ in range(400):
        value = model.one("MatMul", 1, [value, x], "f32", [size, size], transpose_a="false", transpose_b="false")
    model.result(model.one("ReLU", 1, [value], "f32", [size, size], "y"))
    return model


def accumulating():
    """y = the sum of all x so far: a model with a state."""
    model = Model("ov_accumulating")
    x = model.parameter("x", "f32", [2])
    state = {"variable_id": "sum", "variable_type": "f32", "variable_shape": "2"}
    zero = floats(model, [2], numbers_of([0, 0]))
    before = model.one("ReadValue", 6, [zero], "f32", [2], **state)
    after = model.one("Add", 1, [before, x], "f32", [2], "y", auto_broadcast="numpy")
    model.one("Assign", 6, [after], "f32", [2], **state)
    model.result(after)
    return model


def main():
    made = [
        doubled("ov_two_free", [-1, -1]), doubled("ov_scalar", []), doubled("ov_any_rank", None),
        doubled("ov_between", [-1, 4], ("?,4", "1..8,4")), doubled("ov_high_rank", [1] * 17),
        doubled("ov_1mib", [1 << 18]), non_zero(), mixed_types(), bool_input(), bool_output(), string_input(),
        pass_through(), only_pass_through(), same_twice(), constant(), nameless(), gather(), reshape(), slow(),
        accumulating(),
    ]
    for model in made:
        model.save(sys.argv[1])


if __name__ == "__main__":
    main()

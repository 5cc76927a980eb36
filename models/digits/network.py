# SPDX-License-Identifier: Apache-2.0
"""A small convolutional network in plain numpy: forward pass, gradients, Adam.

Layers: Conv 3x3 (1 -> 16), Relu, MaxPool 2x2, Conv 3x3 (16 -> 32), Relu, Flatten, Gemm (512 -> 10), Softmax.
Pictures are float32 [batch, 1, 8, 8]; everything is float32, so that the exported graph computes the same.
"""

import numpy as np

FIRST, SECOND, CLASSES = 16, 32, 10


def initial_weights(rng):
    """He initialisation; the order of this dict is the order of the exported initializers."""
    def normal(shape, fan_in):
        return (rng.standard_normal(shape) * np.sqrt(2.0 / fan_in)).astype(np.float32)

    return {
        "conv1.weight": normal((FIRST, 1, 3, 3), 9),
        "conv1.bias": np.zeros(FIRST, np.float32),
        "conv2.weight": normal((SECOND, FIRST, 3, 3), FIRST * 9),
        "conv2.bias": np.zeros(SECOND, np.float32),
        "dense.weight": normal((SECOND * 16, CLASSES), SECOND * 16),
        "dense.bias": np.zeros(CLASSES, np.float32),
    }


def patches(x):
    """[n, c, h, w] -> [n * h * w, c * 9]: the 3x3 surroundings of every pixel, zero outside."""
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(-1, x.shape[1] * 9)


def to_planes(rows, shape):
    n, _, h, w = shape
    return rows.reshape(n, h, w, -1).transpose(0, 3, 1, 2)


def to_rows(planes):
    return planes.transpose(0, 2, 3, 1).reshape(-1, planes.shape[1])


def convolve(x, weight, bias):
    columns = patches(x)
    return to_planes(columns @ weight.reshape(len(weight), -1).T + bias, x.shape), columns


def pool(x):
    """2x2 maximum, and where each maximum was."""
    n, c, h, w = x.shape
    cells = x.reshape(n, c, h // 2, 2, w // 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, h // 2, w // 2, 4)
    return cells.max(-1), cells.argmax(-1)


def unpool(gradient, where):
    n, c, h, w = gradient.shape
    cells = np.zeros((n, c, h, w, 4), np.float32)
    np.put_along_axis(cells, where[..., None], gradient[..., None], -1)
    return cells.reshape(n, c, h, w, 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, h * 2, w * 2)


def softmax(scores):
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def forward(weights, x):
    """Returns the probabilities [n, 10] and what `gradients` needs to know."""
    first, first_columns = convolve(x, weights["conv1.weight"], weights["conv1.bias"])
    pooled, where = pool(np.maximum(first, 0))
    second, second_columns = convolve(pooled, weights["conv2.weight"], weights["conv2.bias"])
    flat = np.maximum(second, 0).reshape(len(x), -1)
    scores = flat @ weights["dense.weight"] + weights["dense.bias"]
    return softmax(scores), (first, first_columns, where, pooled, second, second_columns, flat)


def gradients(weights, x, targets):
    """The mean cross entropy's gradient by weight. targets: [n, 10], each row sums to 1."""
    probabilities, (first, first_columns, where, pooled, second, second_columns, flat) = forward(weights, x)
    scores = (probabilities - targets) / np.float32(len(x))
    second_rows = to_rows((scores @ weights["dense.weight"].T).reshape(second.shape) * (second > 0))
    flipped = weights["conv2.weight"][:, :, ::-1, ::-1].transpose(1, 0, 2, 3).reshape(FIRST, -1)
    pooled_gradient = to_planes(patches(to_planes(second_rows, pooled.shape)) @ flipped.T, pooled.shape)
    first_rows = to_rows(unpool(pooled_gradient, where) * (first > 0))
    return {
        "conv1.weight": (first_rows.T @ first_columns).reshape(weights["conv1.weight"].shape),
        "conv1.bias": first_rows.sum(0),
        "conv2.weight": (second_rows.T @ second_columns).reshape(weights["conv2.weight"].shape),
        "conv2.bias": second_rows.sum(0),
        "dense.weight": flat.T @ scores,
        "dense.bias": scores.sum(0),
    }


class Adam:
    """Adam with decoupled weight decay on everything but the biases."""

    def __init__(self, weights, decay):
        self._mean = {name: np.zeros_like(w) for name, w in weights.items()}
        self._square = {name: np.zeros_like(w) for name, w in weights.items()}
        self._decay = np.float32(decay)
        self._steps = 0

    def step(self, weights, by_weight, rate):
        self._steps += 1
        scale = np.float32(rate * np.sqrt(1 - 0.999**self._steps) / (1 - 0.9**self._steps))
        for name, gradient in by_weight.items():
            self._mean[name] += np.float32(0.1) * (gradient - self._mean[name])
            self._square[name] += np.float32(0.001) * (gradient * gradient - self._square[name])
            if name.endswith("weight"):
                weights[name] -= np.float32(rate) * self._decay * weights[name]
            weights[name] -= scale * self._mean[name] / (np.sqrt(self._square[name]) + np.float32(1e-8))

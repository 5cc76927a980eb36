# SPDX-License-Identifier: Apache-2.0
"""Steps of training: Muon for the matrices of the layers, Adam for the embedding and the norms."""

import functools

import jax
import jax.numpy as jnp

import network

MATRIX_RATE, OTHER_RATE = 0.02, 0.003
WARM_UP = 20


def is_matrix(name):
    return name.startswith(("attn", "ffn")) and not name.endswith("norm")


def initial_state(weights):
    return {name: (jnp.zeros_like(weight), jnp.zeros(()) if is_matrix(name) else jnp.zeros_like(weight))
            for name, weight in weights.items()}


def orthogonal(matrices):
    """Each of [layers, in, out] with its singular values brought near 1, by five steps of Newton and Schulz."""
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.swapaxes(1, 2) if tall else matrices
    x = x / (jnp.linalg.norm(x, axis=(1, 2), keepdims=True) + 1e-7)
    for _ in range(5):
        square = x @ x.swapaxes(1, 2)
        x = 3.4445 * x + (-4.775 * square + 2.0315 * square @ square) @ x
    return x.swapaxes(1, 2) if tall else x


def muon(weight, gradient, state, rate):
    mean = 0.95 * state[0] + gradient
    change = orthogonal(gradient + 0.95 * mean)
    scale = max(1.0, weight.shape[2] / weight.shape[1]) ** 0.5
    return weight - MATRIX_RATE * rate * scale * change, (mean, state[1])


def adam(weight, gradient, state, rate, step):
    mean = 0.9 * state[0] + 0.1 * gradient
    square = 0.98 * state[1] + 0.02 * gradient * gradient
    change = mean / (1 - 0.9**step) / (jnp.sqrt(square / (1 - 0.98**step)) + 1e-8)
    return weight - OTHER_RATE * rate * change, (mean, square)


def share_of_rate(step, steps):
    """Rises over the first steps, then falls to nothing in a straight line."""
    return min(step / WARM_UP, (steps - step + 1) / steps)


@functools.partial(jax.jit, static_argnames="shape", donate_argnums=(0, 1))
def update(weights, state, windows, rate, step, shape):
    """Returns (loss before the step, weights, state). rate: share of the full rates; step: counted from 1."""
    value, gradients = jax.value_and_grad(network.loss)(weights, windows, shape)
    new_weights, new_state = {}, {}
    for name, weight in weights.items():
        arguments = (weight, gradients[name], state[name], rate)
        new_weights[name], new_state[name] = muon(*arguments) if is_matrix(name) else adam(*arguments, step)
    return value, new_weights, new_state

# SPDX-License-Identifier: Apache-2.0
"""The network: a llama of four small layers, in JAX, computing as llama.cpp does.

Attention with rotated positions and shared keys, a gated feed-forward part, root mean square norms; the embedding is also
the output. Weights are [layers, in, out], activations float32 [batch, positions, width].
"""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np


@dataclasses.dataclass(frozen=True)
class Shape:
    tokens: int = 1024
    positions: int = 256
    width: int = 128
    inner: int = 320
    layers: int = 4
    heads: int = 4
    key_heads: int = 2
    epsilon: float = 1e-5
    rotation_base: float = 10000.0

    @property
    def head_width(self):
        return self.width // self.heads


def initial_weights(shape, seed):
    rng = np.random.default_rng(seed)
    keys = shape.key_heads * shape.head_width

    def matrix(inputs, outputs, scale=1.0):
        return rng.normal(0, scale * inputs**-0.5, (shape.layers, inputs, outputs)).astype(np.float32)

    small = (2 * shape.layers)**-0.5
    return {
        "token_embd": rng.normal(0, 0.05, (shape.tokens, shape.width)).astype(np.float32),
        "attn_norm": np.ones((shape.layers, shape.width), np.float32),
        "attn_q": matrix(shape.width, shape.width),
        "attn_k": matrix(shape.width, keys),
        "attn_v": matrix(shape.width, keys),
        "attn_output": matrix(shape.width, shape.width, small),
        "ffn_norm": np.ones((shape.layers, shape.width), np.float32),
        "ffn_gate": matrix(shape.width, shape.inner),
        "ffn_up": matrix(shape.width, shape.inner),
        "ffn_down": matrix(shape.inner, shape.width, small),
        "output_norm": np.ones(shape.width, np.float32),
    }


def norm(x, weight, shape):
    return x * jax.lax.rsqrt(jnp.mean(x * x, -1, keepdims=True) + shape.epsilon) * weight


def rotate(x, shape):
    """Turns each pair of neighbouring elements of x [batch, positions, heads, head width] by its position."""
    frequency = shape.rotation_base ** (-np.arange(0, shape.head_width, 2) / shape.head_width)
    angle = (np.arange(x.shape[1])[:, None, None] * frequency).astype(np.float32)
    even, odd = x[..., 0::2], x[..., 1::2]
    turned = (even * np.cos(angle) - odd * np.sin(angle), even * np.sin(angle) + odd * np.cos(angle))
    return jnp.stack(turned, -1).reshape(x.shape)


def attention(layer, x, shape):
    batch, length, _ = x.shape
    group = shape.heads // shape.key_heads
    split = lambda name: (x @ layer[name]).reshape(batch, length, -1, shape.head_width)
    query = rotate(split("attn_q"), shape).reshape(batch, length, shape.key_heads, group, shape.head_width)
    scores = jnp.einsum("bqhgd,bkhd->bhgqk", query, rotate(split("attn_k"), shape)) * shape.head_width**-0.5
    scores = jnp.where(np.tri(length, dtype=bool), scores, -1e30)
    mixed = jnp.einsum("bhgqk,bkhd->bqhgd", jax.nn.softmax(scores), split("attn_v"))
    return mixed.reshape(batch, length, -1) @ layer["attn_output"]


def feed_forward(layer, x):
    return (jax.nn.silu(x @ layer["ffn_gate"]) * (x @ layer["ffn_up"])) @ layer["ffn_down"]


def logits(weights, tokens, shape):
    """tokens: i32 [batch, positions]; returns float32 [batch, positions, tokens of the vocabulary]."""
    x = weights["token_embd"][tokens]
    stacked = {name: array for name, array in weights.items() if name.startswith(("attn", "ffn"))}
    for i in range(shape.layers):
        layer = {name: array[i] for name, array in stacked.items()}
        x = x + attention(layer, norm(x, layer["attn_norm"], shape), shape)
        x = x + feed_forward(layer, norm(x, layer["ffn_norm"], shape))
    return norm(x, weights["output_norm"], shape) @ weights["token_embd"].T


def loss(weights, windows, shape):
    """Mean cross entropy, in nats, of each token after those before it. windows: i32 [batch, positions + 1]."""
    scores = jax.nn.log_softmax(logits(weights, windows[:, :-1], shape))
    return -jnp.take_along_axis(scores, windows[:, 1:, None], -1).mean()

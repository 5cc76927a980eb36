# SPDX-License-Identifier: Apache-2.0
"""Keeps what training has come to in a folder, so that it goes on where it was stopped."""

import json
import pathlib

import numpy as np

import dataset
import text
import tokenizer


def prepare(folder, size, seed):
    """Returns (tokens, row and starts to learn, row and starts for validation); made once, then read again."""
    path = pathlib.Path(folder) / "prepared.npz"
    if not path.exists():
        learned, held_back = dataset.split(text.read_paragraphs())
        tokens = tokenizer.learn(" ".join(learned), size)
        encoder = tokenizer.Tokenizer(tokens)
        rows = [array for part in (learned, held_back) for array in dataset.documents(part, encoder, seed)]
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, json.dumps(tokens), *rows)
    arrays = np.load(path)
    tokens, *rows = (arrays[f"arr_{i}"] for i in range(5))
    return json.loads(str(tokens)), rows[:2], rows[2:]


def save(folder, step, weights, state):
    path = pathlib.Path(folder) / "checkpoint.npz"
    arrays = {name: array for name, array in weights.items()}
    arrays |= {f"{name}/{i}": part for name, parts in state.items() for i, part in enumerate(parts)}
    part = path.with_suffix(".part.npz")
    np.savez(part, step=step, **arrays)
    part.replace(path)


def load(folder, weights, state):
    """Returns (last step, weights, state): those of the folder, or those given when it has none."""
    path = pathlib.Path(folder) / "checkpoint.npz"
    if not path.exists():
        return 0, weights, state
    arrays = np.load(path)
    return (int(arrays["step"]), {name: arrays[name] for name in weights},
            {name: tuple(arrays[f"{name}/{i}"] for i in range(2)) for name in state})

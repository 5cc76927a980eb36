#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Trains the small language model of the examples and writes models/verses.gguf.

    tools/setup --trainer
    export PYTHONPATH=$(tools/setup --paths | sed -n 's/^python_language_trainer_packages=//p')
    python3 models/verses/train.py [--steps 2500] [--output models/verses.gguf]

Everything is seeded, so two runs on one machine write the same weights (another processor may round differently). It
prints the loss on paragraphs that were held back, and what the model says after a few words.
"""

import argparse
import pathlib
import time

import jax
import numpy as np

import checkpoint
import dataset
import export
import network
import optimizer
import tokenizer

SEED = 11
BATCH_TOKENS = 2048
LONG_FROM = 0.8
REPORT = 25
PROMPTS = ("In the beginning", "And the king said", "The word of Yahweh came")

evaluate = jax.jit(network.loss, static_argnames="shape")
scores = jax.jit(network.logits, static_argnames="shape")


def validation_loss(weights, held_back, shape):
    """Mean loss, in nats a token, over windows that are always the same."""
    rng = np.random.default_rng(SEED)
    batches = [dataset.draw(*held_back, 8, shape.positions, rng) for _ in range(8)]
    return float(np.mean([evaluate(weights, batch, shape) for batch in batches]))


def window_length(step, steps, shape):
    """Short windows first, which cost less; long ones at the end."""
    return shape.positions // 2 if step <= LONG_FROM * steps else shape.positions


def train(learned, shape, steps, folder):
    weights = network.initial_weights(shape, SEED)
    done, weights, state = checkpoint.load(folder, weights, optimizer.initial_state(weights))
    start = time.monotonic()
    for step in range(done + 1, steps + 1):
        length = window_length(step, steps, shape)
        windows = dataset.draw(*learned, BATCH_TOKENS // length, length, np.random.default_rng((SEED, step)))
        rate = optimizer.share_of_rate(step, steps)
        loss, weights, state = optimizer.update(weights, state, windows, rate, float(step), shape)
        if step % REPORT == 0 or step == steps:
            checkpoint.save(folder, step, weights, state)
            print(f"step {step}/{steps}  loss {float(loss):.3f}  {time.monotonic() - start:.0f} s", flush=True)
    return weights


def continuation(weights, encoder, shape, prompt, count=48):
    """What the model says after the prompt, the likeliest token each time."""
    tokens = [tokenizer.BEGIN, *encoder.encode(prompt)]
    end = len(tokens) + count
    while len(tokens) < end and tokens[-1] != tokenizer.END:
        padded = np.zeros((1, shape.positions), np.int32)
        padded[0, :len(tokens)] = tokens
        tokens.append(int(scores(weights, padded, shape)[0, len(tokens) - 1].argmax()))
    return encoder.decode(token for token in tokens if token != tokenizer.BEGIN).strip()


def main():
    here = pathlib.Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description="Trains the small language model and writes it as GGUF.")
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--folder", type=pathlib.Path, default=here.parents[1] / "build" / "verses",
                        help="where training keeps what it has come to; empty it to begin again")
    parser.add_argument("--output", type=pathlib.Path, default=here.parent / "verses.gguf")
    options = parser.parse_args()
    shape = network.Shape()
    tokens, learned, held_back = checkpoint.prepare(options.folder, shape.tokens, SEED)
    encoder = tokenizer.Tokenizer(tokens)
    print(f"{len(learned[0])} tokens to learn, {len(held_back[0])} for validation", flush=True)
    weights = train(learned, shape, options.steps, options.folder)
    loss, count = validation_loss(weights, held_back, shape), sum(array.size for array in weights.values())
    for prompt in PROMPTS:
        print(f"> {continuation(weights, encoder, shape, prompt)}")
    remarks = f"{count} parameters; validation loss {loss:.3f} nats a token after {options.steps} steps"
    export.write(options.output, weights, shape, encoder, remarks)
    print(f"wrote {options.output.name}, {options.output.stat().st_size} bytes; {remarks}")


if __name__ == "__main__":
    main()

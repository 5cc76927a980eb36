#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Trains the handwritten-digit classifier of the examples and writes models/digits.onnx.

    tools/setup --trainer
    export PYTHONPATH=$(tools/setup --paths | sed -n 's/^python_trainer_packages=//p')
    python3 models/digits/train.py [--output models/digits.onnx]

Everything is seeded and runs on one thread, so two runs on one machine write the same bytes (another
processor or another numpy may round differently). It fails when the exported graph, run by onnx's own
reference evaluator, does worse than the three constants WANTED_ACCURACY, WANTED_SURE and
ALLOWED_FALSE_DIGITS say.

Pictures that are no digit are part of the training: two for every five digits, fresh in each epoch,
with the target 0.1 for each of the ten classes. So the classifier spreads its answer over the classes
when it sees noise, stripes, scribbles or a face, instead of naming a digit with confidence.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # must precede numpy: threads would change the order of sums

import argparse  # noqa: E402
import pathlib  # noqa: E402
import sys  # noqa: E402

import numpy as np  # noqa: E402
from onnx.reference import ReferenceEvaluator  # noqa: E402

import dataset  # noqa: E402
import export  # noqa: E402
import network  # noqa: E402

SEED = 7
EPOCHS = 80
BATCH = 64
RATE = 3e-3
DECAY = 1e-3
NON_DIGITS_PER_DIGIT = 0.4
WANTED_ACCURACY = 0.97
WANTED_SURE = 0.9
ALLOWED_FALSE_DIGITS = 0.02


def epoch_samples(train_x, train_y, non_digits, rng):
    """One epoch's shuffled pictures [n, 1, 8, 8] and targets [n, 10]."""
    others = non_digits.make(int(NON_DIGITS_PER_DIGIT * len(train_x)), rng)
    pictures = np.concatenate([dataset.varied_digits(train_x, rng), others])
    targets = np.concatenate([dataset.one_hot(train_y), np.full((len(others), 10), 0.1, np.float32)])
    order = rng.permutation(len(pictures))
    return pictures[order][:, None], targets[order]


def train(train_x, train_y):
    rng = np.random.default_rng(SEED)
    non_digits = dataset.NonDigits(train_x)
    weights = network.initial_weights(rng)
    optimizer = network.Adam(weights, DECAY)
    for epoch in range(EPOCHS):
        rate = RATE * 0.5 * (1 + np.cos(np.pi * epoch / EPOCHS))
        pictures, targets = epoch_samples(train_x, train_y, non_digits, rng)
        for i in range(0, len(pictures), BATCH):
            optimizer.step(weights, network.gradients(weights, pictures[i:i + BATCH], targets[i:i + BATCH]), rate)
        if sys.stderr.isatty():
            print(f"\repoch {epoch + 1}/{EPOCHS}", end="", file=sys.stderr)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return weights


def probabilities(model, pictures):
    return ReferenceEvaluator(model).run(None, {"image": pictures[:, None]})[0]


def measure(model, test_x, test_y):
    """Returns (accuracy, share of digits at one half or more, share of non-digits at one half or more)."""
    digits = probabilities(model, test_x)
    others = dataset.NonDigits(test_x).make(2000, np.random.default_rng(SEED + 1))
    return ((digits.argmax(1) == test_y).mean(), (digits.max(1) >= 0.5).mean(),
            (probabilities(model, others).max(1) >= 0.5).mean())


def main():
    here = pathlib.Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description="Trains the digit classifier and writes it as ONNX.")
    parser.add_argument("--output", type=pathlib.Path, default=here.parent / "digits.onnx")
    output = parser.parse_args().output
    train_x, train_y, test_x, test_y = dataset.split_digits()
    weights = train(train_x, train_y)
    accuracy, sure, false_digits = measure(export.build(weights, {}), test_x, test_y)
    print(f"test digits named right        {accuracy:7.2%}  of {len(test_x)} (wanted {WANTED_ACCURACY:.0%})")
    print(f"test digits at half or more    {sure:7.2%}  (wanted {WANTED_SURE:.0%})")
    print(f"non-digits at half or more     {false_digits:7.2%}  (allowed {ALLOWED_FALSE_DIGITS:.0%})")
    if accuracy < WANTED_ACCURACY or sure < WANTED_SURE or false_digits > ALLOWED_FALSE_DIGITS:
        sys.exit("error: the classifier is not good enough; nothing was written")
    model = export.build(weights, {
        "dataset": "scikit-learn load_digits (UCI optical recognition of handwritten digits)",
        "input": "grey, 0 = paper, 1 = full ink",
        "classes": "0 1 2 3 4 5 6 7 8 9",
        "test accuracy": f"{accuracy:.4f}",
    })
    output.write_bytes(model.SerializeToString(deterministic=True))
    print(f"wrote {output.name}, {output.stat().st_size} bytes")


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""The digits that train and test the classifier, and the pictures that are no digit.

Every picture is float32 [8, 8], 0 = paper, 1 = full ink. The digits are scikit-learn's
`load_digits` (1,797 handwritten digits, 8 x 8, 17 levels of ink), split once with a fixed seed.
"""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SIDE = 8
CLASSES = 10
SPLIT_SEED = 20240601
TEST_SHARE = 0.25


def split_digits():
    """Returns (train pictures, train labels, test pictures, test labels)."""
    digits = load_digits()
    pictures = (digits.images / 16.0).astype(np.float32)
    train_x, test_x, train_y, test_y = train_test_split(
        pictures, digits.target, test_size=TEST_SHARE, random_state=SPLIT_SEED, stratify=digits.target)
    return train_x, train_y, test_x, test_y


def one_hot(labels):
    return np.eye(CLASSES, dtype=np.float32)[labels]


def shift(picture, down, right):
    """The picture moved by less than one pixel in each direction; paper comes in at the edges."""
    padded = np.pad(picture, 1)
    for axis, step in ((0, down), (1, right)):
        moved = np.roll(padded, 1 if step > 0 else -1, axis)
        padded = (1 - abs(step)) * padded + abs(step) * moved
    return padded[1:-1, 1:-1]


def varied_digits(pictures, rng):
    """The same digits a little moved, thinned or thickened, and noisy."""
    varied = np.empty_like(pictures)
    for i, picture in enumerate(pictures):
        varied[i] = shift(picture, *rng.uniform(-0.6, 0.6, 2)) ** rng.uniform(0.75, 1.35)
    varied *= rng.uniform(0.8, 1.0, (len(pictures), 1, 1))
    varied += rng.normal(0, 0.03, pictures.shape)
    return np.clip(varied, 0, 1).astype(np.float32)


def draw_stroke(picture, start, end, rng):
    """Adds a soft straight stroke of ink between two points."""
    for t in np.linspace(0, 1, 24):
        row, column = start + t * (end - start)
        distance = np.hypot(np.arange(SIDE)[:, None] - row, np.arange(SIDE)[None, :] - column)
        np.maximum(picture, np.clip(1.25 - distance, 0, 1), out=picture)


def strokes(_, rng):
    """Three to seven strokes that do not join; fewer might be a one or a seven."""
    picture = np.zeros((SIDE, SIDE))
    for _ in range(rng.integers(3, 8)):
        draw_stroke(picture, rng.uniform(0, 7, 2), rng.uniform(0, 7, 2), rng)
    return picture


def noise(_, rng):
    return rng.uniform(0, 1, (SIDE, SIDE)) ** rng.uniform(0.3, 3)


def specks(_, rng):
    return rng.uniform(0.5, 1, (SIDE, SIDE)) * (rng.uniform(0, 1, (SIDE, SIDE)) < rng.uniform(0.02, 0.9))


def even(_, rng):
    """One even shade, or a slope of shades."""
    slope = np.add.outer(np.linspace(0, rng.uniform(-1, 1), SIDE), np.linspace(0, rng.uniform(-1, 1), SIDE))
    return rng.uniform(0, 1) + slope * (rng.uniform() < 0.5)


def stripes(_, rng):
    """Stripes or checks of any width and direction."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    width = rng.uniform(1, 3)
    across = np.floor((columns + rng.uniform(0, 4)) / width)
    down = np.floor((rows + rng.uniform(0, 4)) / width)
    pattern = (across, down, across + down)[rng.integers(3)]
    return (pattern % 2) * rng.uniform(0.5, 1)


def frame(_, rng):
    """A box of straight edges with something inside, or a filled one."""
    picture = np.zeros((SIDE, SIDE))
    top, left = rng.integers(0, 3, 2)
    bottom, right = rng.integers(5, 8, 2)
    corners = [np.array(p, float) for p in ((top, left), (top, right), (bottom, right), (bottom, left))]
    for a, b in zip(corners, corners[1:] + corners[:1]):
        draw_stroke(picture, a, b, rng)
    if rng.uniform() < 0.3:
        picture[top:bottom, left:right] = 1
    else:
        draw_stroke(picture, corners[rng.integers(4)], rng.uniform(2, 5, 2), rng)
        draw_stroke(picture, rng.uniform(2, 5, 2), corners[rng.integers(4)], rng)
    return picture


def shuffled(digits, rng):
    """The ink of a digit with its rows, its columns or all pixels in another order."""
    picture = digits.any_picture(rng)
    how = rng.integers(3)
    if how == 0:
        return rng.permutation(picture.ravel()).reshape(SIDE, SIDE)
    return rng.permutation(picture, axis=how - 1)


def negative(digits, rng):
    return 1 - digits.any_picture(rng)


FAMILIES = (strokes, noise, specks, even, stripes, frame, shuffled, negative)


class NonDigits:
    """Makes pictures that are no digit, each from one of FAMILIES; some are made of one split's digits."""

    def __init__(self, pictures):
        self._pictures = pictures

    def any_picture(self, rng):
        return self._pictures[rng.integers(len(self._pictures))]

    def make(self, count, rng):
        """Returns float32 [count, 8, 8]; the families take turns."""
        made = [FAMILIES[i % len(FAMILIES)](self, rng) for i in range(count)]
        return np.clip(np.stack(made), 0, 1).astype(np.float32)

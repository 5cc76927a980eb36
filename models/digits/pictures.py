#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the pictures of the digits example: three digits of the test split and one that is no digit.

    python3 models/digits/pictures.py [--output examples/digits]

It needs what train.py needs. The digits become 28 x 28 grey pictures, dark ink on
white paper, enlarged smoothly in such a way that area averaging gives the original 8 x 8 digit back.
The face is drawn here, 64 x 64 in colour; nothing like it is in the training.
"""

import argparse
import pathlib
import struct
import zlib

import numpy as np

import dataset

SIDE = 28
TEST_DIGITS = {"seven": (7, 199), "three": (3, 111), "zero": (0, 108)}  # label, place in the test split


def averaging(large, small):
    """The [small, large] matrix that averages `large` pixels by area to `small` ones."""
    edges = np.arange(small + 1) * large / small
    pixels = np.arange(large)
    overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    return np.maximum(overlap, 0) * small / large


def interpolation(small, large):
    """The [large, small] matrix of linear interpolation between pixel centres."""
    centres = np.clip((np.arange(large) + 0.5) * small / large - 0.5, 0, small - 1)
    return np.maximum(1 - np.abs(centres[:, None] - np.arange(small)), 0)


def enlarge(digit):
    """Ink [8, 8] -> ink [28, 28]; the error of its averages is fed back until they fit."""
    up, down = interpolation(len(digit), SIDE), averaging(SIDE, len(digit))
    picture = np.zeros((SIDE, SIDE))
    for _ in range(200):
        missing = digit - down @ picture @ down.T
        picture = np.clip(picture + up @ missing @ up.T, 0, 1)
    return picture


def on_paper(ink):
    return np.round((1 - ink) * 255).astype(np.uint8)[:, :, None]


def face():
    """A smiling face, RGB [64, 64, 3]."""
    rows, columns = np.mgrid[0:64, 0:64] - 31.5
    radius = np.hypot(rows, columns)
    eyes = np.hypot(rows + 9, np.abs(columns) - 10) < 4.5
    mouth = (np.abs(np.hypot(rows - 1, columns) - 16) < 2.5) & (rows > 6)
    picture = np.full((64, 64, 3), 255, np.uint8)
    picture[radius < 29] = (255, 214, 64)
    picture[(np.abs(radius - 28) < 2.5) | eyes | mouth] = (48, 32, 24)
    return picture


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(picture):
    """uint8 [height, width, 1 or 3] as the bytes of a PNG file."""
    height, width, channels = picture.shape
    rows = b"".join(b"\0" + row.tobytes() for row in picture)
    header = struct.pack(">IIBBBBB", width, height, 8, {1: 0, 3: 2}[channels], 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9))
            + chunk(b"IEND", b""))


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description="Writes the pictures of the digits example.")
    parser.add_argument("--output", type=pathlib.Path, default=root / "examples" / "digits")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    _, _, test_x, test_y = dataset.split_digits()
    for name, (label, place) in TEST_DIGITS.items():
        assert test_y[place] == label, f"test digit {place} is a {test_y[place]}"
        (output / f"{name}.png").write_bytes(png(on_paper(enlarge(test_x[place]))))
    (output / "face.png").write_bytes(png(face()))
    print(f"wrote {', '.join(TEST_DIGITS)}, face to {output}")


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""Tensors as checks write them: `f32[2,3]:1,2,3,4,5,6`."""
import pathlib
import re
import struct

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
# How Python packs one element; bf16 is the upper half of an f32.
FORMATS = {"f16": "e", "f32": "f", "f64": "d", "bf16": "H", "u8": "B", "i32": "i", "i64": "q", "int8": "b"}
# What travels through wasi-nn in place of a type that it does not have.
CARRIERS = {"int8": "u8"}
TENSOR = re.compile(r"(\w+)\[([\d,]*)\]:(.*)")


class WrongCheck(Exception):
    """A check file that cannot be read."""


class Tensor:
    """An element type of the standard, dimensions, and bytes that may be fewer or more than those say."""

    def __init__(self, element_type, dimensions, data, written=None):
        self.type = element_type
        self.dimensions = tuple(dimensions)
        self.data = data
        self.written = written or element_type  # the type before it got a carrier

    def __str__(self):
        shown = self.data[:48].hex() + ("..." if len(self.data) > 48 else "")
        return f"{self.type}[{','.join(map(str, self.dimensions))}] {shown or 'no bytes'}"


def pack(element_type, number):
    """The bytes of one element; a number as Python writes it, or its bits after 0x."""
    size = struct.calcsize(FORMATS[element_type])
    if number.startswith("0x"):
        return int(number, 16).to_bytes(size, "little")
    if element_type == "bf16":
        return struct.pack("<f", float(number))[2:]
    convert = float if FORMATS[element_type] in "efd" else int
    return struct.pack("<" + FORMATS[element_type], convert(number))


def pack_word(element_type, word):
    """One word of a list of values: a number, `1..6`, `2.5*1000`, or `file(name)` for numbers in a file of data/."""
    if word.startswith("file("):
        return b"".join(pack(element_type, number) for number in (DATA / word[5:-1]).read_text().split())
    if ".." in word:
        first, last = map(int, word.split(".."))
        return b"".join(pack(element_type, str(number)) for number in range(first, last + 1))
    if "*" in word:
        number, count = word.split("*")
        return pack(element_type, number) * int(count)
    return pack(element_type, word)


def read_tensor(text):
    """The tensor that `text` writes."""
    match = TENSOR.fullmatch(text)
    if not match or match[1] not in FORMATS:
        raise WrongCheck(f"'{text}' is no tensor such as f32[2,3]:1,2,3,4,5,6")
    element_type, dimensions, values = match.groups()
    data = b"".join(pack_word(element_type, word) for word in values.split(",") if word)
    numbers = [int(number) for number in dimensions.split(",") if number]
    return Tensor(CARRIERS.get(element_type, element_type), numbers, data, element_type)


def numbers_of(tensor):
    """The elements of a tensor of floating-point numbers."""
    if tensor.type == "bf16":
        return [struct.unpack("<f", b"\0\0" + tensor.data[i:i + 2])[0] for i in range(0, len(tensor.data), 2)]
    return [number for (number,) in struct.iter_unpack("<" + FORMATS[tensor.type], tensor.data)]


def difference(wanted, got, tolerance):
    """Why `got` is not `wanted`, or None. Where the host tells no type, `got` has none and only bytes are compared."""
    if got.type and (got.type, got.dimensions) != (wanted.type, wanted.dimensions):
        return f"wanted {wanted}, got {got}"
    if tolerance is None or len(wanted.data) != len(got.data):
        return None if wanted.data == got.data else f"wanted {wanted}, got {got}"
    same_type = Tensor(wanted.type, wanted.dimensions, got.data)
    distances = [abs(a - b) for a, b in zip(numbers_of(wanted), numbers_of(same_type))]
    if all(distance <= tolerance for distance in distances):
        return None
    return f"{max(distances)} away from {wanted}, more than {tolerance}: {got}"

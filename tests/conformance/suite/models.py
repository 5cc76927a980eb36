# SPDX-License-Identifier: Apache-2.0
"""The models of the suite in one encoding: their files, their ports, and broken copies of them."""
import fnmatch
import io
import json
import pathlib
import random
import zipfile

from .tensors import WrongCheck

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "models"


class Models:
    """The models in `encoding`, as models.json of `folder` describes them."""

    def __init__(self, encoding, folder=FOLDER):
        described = json.loads((folder / "models.json").read_text())
        if encoding not in described["encodings"]:
            raise WrongCheck(f"models.json has no encoding '{encoding}'")
        self.encoding = encoding
        self.folder = folder / encoding
        self._models = described["models"]
        self._files = described["encodings"][encoding]

    def files(self, name):
        """Paths of the model's parts, which may be missing."""
        patterns = self._files.get("files", {}).get(name) or self._files["named"]
        paths = [self.folder / pattern.format(name=name) for pattern in patterns]
        return [path for path in paths if path == paths[0] or path.exists()]

    def has(self, name):
        return self.files(name)[0].exists()

    def ports(self, name, direction):
        """The names of the model's "inputs" or "outputs" in the order of their indices."""
        own = self._files.get("ports", {})
        for pattern, ports in [*own.items(), *self._models.items()]:
            if fnmatch.fnmatch(name, pattern) and direction in ports:
                return ports[direction]
        raise WrongCheck(f"models.json does not describe '{name}'")

    def index(self, name, direction, port):
        """The index of a port that a check names; `@3` is index 3."""
        if port.startswith("@"):
            return int(port[1:])
        plain = next(ports for pattern, ports in self._models.items() if fnmatch.fnmatch(name, pattern))[direction]
        if port not in plain:
            raise WrongCheck(f"'{name}' has no port '{port}' among its {direction}")
        own = self.ports(name, direction)
        return own.index(port) if port in own else plain.index(port)

    def bytes_of(self, name, damage):
        """The parts of the model as a list of bytes, damaged as the words say."""
        parts = [archive(path) if path.is_dir() else path.read_bytes() for path in self.files(name)]
        words = list(damage)
        while words:
            kind = words.pop(0)
            if kind not in DAMAGES:
                raise WrongCheck(f"there is no damage '{kind}'")
            function, arguments = DAMAGES[kind]
            parts = function(parts, *(words.pop(0) for _ in range(arguments)))
        return parts


def archive(folder):
    """A zip archive of a folder, the same bytes each time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            opened.writestr(zipfile.ZipInfo(str(path.relative_to(folder))), path.read_bytes())
    return packed.getvalue()


def cut(parts, percent):
    """The first part ends early."""
    return [parts[0][:len(parts[0]) * int(percent) // 100], *parts[1:]]


def cut_weights(parts, percent):
    """The second part ends early."""
    return [parts[0], parts[1][:len(parts[1]) * int(percent) // 100]]


def flip(parts, seed):
    """Eight bytes of the first part are others."""
    broken = bytearray(parts[0])
    chance = random.Random(int(seed))
    for _ in range(8):
        broken[chance.randrange(len(broken))] ^= chance.randrange(1, 256)
    return [bytes(broken), *parts[1:]]


def randomize(parts, byte_size, seed):
    """All parts are noise."""
    chance = random.Random(int(seed))
    return [chance.randbytes(int(byte_size)) for _ in parts]


def overwrite(parts, offset, digits):
    """Some bytes of the first part are others."""
    data = bytes.fromhex(digits)
    at = int(offset)
    return [parts[0][:at] + data + parts[0][at + len(data):], *parts[1:]]


def replace(parts, old, new):
    """A text of the first part is another; ~ stands for a blank in both."""
    old = old.replace("~", " ")
    if old.encode() not in parts[0]:
        raise WrongCheck(f"the model has no '{old}'")
    return [parts[0].replace(old.encode(), new.replace("~", " ").encode(), 1), *parts[1:]]


def zip_entry(parts, name):
    """A zip archive has one entry more."""
    archive = io.BytesIO(parts[0])
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(zipfile.ZipInfo(name), b"x")
    return [archive.getvalue(), *parts[1:]]


# By name: the function, and how many words it takes.
DAMAGES = {
    "cut": (cut, 1),
    "cut-weights": (cut_weights, 1),
    "flip": (flip, 1),
    "random": (randomize, 2),
    "empty": (lambda parts: [b"", *parts[1:]], 0),
    "no-parts": (lambda parts: [], 0),
    "repeated": (lambda parts: parts + parts + parts, 0),
    "overwrite": (overwrite, 2),
    "replace": (replace, 2),
    "zip-entry": (zip_entry, 1),
}

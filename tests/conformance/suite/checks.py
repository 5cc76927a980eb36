# SPDX-License-Identifier: Apache-2.0
"""Reads the files of checks/. Their language is described in ../README.md."""
import pathlib
import re
from dataclasses import dataclass, field

from .tensors import Tensor, WrongCheck, read_tensor

CHECKS = pathlib.Path(__file__).resolve().parent.parent / "checks"
ABIS = ("native", "core", "component")
ERRORS = {"invalid_argument", "invalid_encoding", "missing_memory", "busy", "timeout", "runtime_error",
          "unsupported_operation", "too_large", "not_found", "security", "unknown"}
CODES = ERRORS | {"ok", "error", "any"}
MOST_BYTES = 8 << 20  # of an output that a check says nothing else about


@dataclass
class Load:
    graph: str
    model: str
    named: bool  # False: from bytes
    registered: bool = True  # False: by a name that the host was not given
    encoding: str = "own"  # "own", "autodetect", "other", or one of the standard
    damage: tuple = ()
    codes: frozenset = frozenset({"ok"})


@dataclass
class Open:
    context: str
    graph: str
    codes: frozenset = frozenset({"ok"})


@dataclass
class Drop:
    graph: str
    codes: frozenset = frozenset({"ok"})


@dataclass
class Infer:
    context: str
    inputs: list  # of (port, Tensor)
    computes: bool = True  # False: only sets the inputs
    codes: frozenset = frozenset({"ok"})


@dataclass
class Get:
    context: str
    port: str
    capacity: int = MOST_BYTES
    codes: frozenset = frozenset({"ok"})
    tensor: Tensor = None
    tolerance: float = None
    native: bool = False  # what the framework itself gives
    same: bool = False  # what the last reading of this port gave


@dataclass
class Check:
    name: str
    group: str
    abis: tuple
    encodings: tuple
    about: str = ""
    steps: list = field(default_factory=list)

    def models(self):
        """The models that have to be there."""
        return {step.model for step in self.steps if isinstance(step, Load) and step.registered}


def read_codes(text):
    codes = frozenset(text.split("|"))
    if not codes <= CODES:
        raise WrongCheck(f"'{text}' is no code")
    return codes


def read_load(left, codes):
    """G = MODEL | G = named NAME | G = bytes MODEL [as ENCODING] [DAMAGE ...]"""
    graph, equals, *what = left
    if equals != "=" or not what:
        raise WrongCheck("load G = MODEL")
    if what[0] == "named":
        return Load(graph, what[1] if len(what) > 1 else "", True, registered=False, codes=codes)
    if what[0] != "bytes":
        return Load(graph, what[0], True, codes=codes)
    model, rest, encoding = what[1], what[2:], "own"
    if rest[:1] == ["as"]:
        encoding, rest = rest[1], rest[2:]
    return Load(graph, model, False, encoding=encoding, damage=tuple(rest), codes=codes)


def read_inputs(words):
    inputs = []
    for word in words:
        port, equals, tensor = word.partition("=")
        if not equals:
            raise WrongCheck(f"'{word}' is no PORT=TENSOR")
        inputs.append((port, read_tensor(tensor)))
    return inputs


def read_get(left, right):
    """C PORT [capacity N] => TENSOR [within TOLERANCE] | native | same | CODE"""
    get = Get(left[0], left[1])
    if left[2:3] == ["capacity"]:
        get.capacity = int(left[3])
    if right in (["native"], ["same"]):
        setattr(get, right[0], True)
    elif right and "[" in right[0]:
        get.tensor = read_tensor(right[0])
        get.tolerance = float(right[2]) if right[1:2] == ["within"] else None
    elif right:
        get.codes = read_codes(right[0])
    return get


def read_step(line):
    left, _, right = line.partition("=>")
    word, *left = left.split()
    right = right.split()
    if word == "get":
        return read_get(left, right)
    codes = read_codes(right[0]) if right else frozenset({"ok"})
    if word == "load":
        return read_load(left, codes)
    if word == "open":
        return Open(left[0], left[2], codes)
    if word == "drop":
        return Drop(left[0], codes)
    if word == "compute":
        return Infer(left[0], [], True, codes)
    if word in ("infer", "set"):
        return Infer(left[0], read_inputs(left[1:]), word == "infer", codes)
    raise WrongCheck(f"there is no step '{word}'")


def read_check(line, group):
    """check NAME [for ABI,...] [of ENCODING,...]"""
    match = re.fullmatch(r"check ([\w.-]+)(?: for ([\w,]+))?(?: of ([\w,]+))?", line)
    if not match:
        raise WrongCheck("check NAME [for ABI,...] [of ENCODING,...]")
    abis = tuple((match[2] or ",".join(ABIS)).split(","))
    if not set(abis) <= set(ABIS):
        raise WrongCheck(f"'{match[2]}' is not of {', '.join(ABIS)}")
    return Check(match[1], group, abis, tuple((match[3] or "").split(",")) if match[3] else ())


def read_file(path):
    """The checks of one file."""
    checks = []
    repeat = 0
    for number, line in enumerate(path.read_text().splitlines(), 1):
        line = line.strip()
        try:
            if line.startswith("check "):
                checks.append(read_check(line, path.stem))
                repeat = 0
            elif line.startswith("#") and checks and not checks[-1].steps:
                checks[-1].about = (checks[-1].about + " " + line[1:].strip()).strip()
            elif line.startswith("again "):
                checks[-1].steps += checks[-1].steps[repeat:] * int(line.split()[1])
            elif line == "mark":
                repeat = len(checks[-1].steps)
            elif line and not line.startswith("#"):
                checks[-1].steps.append(read_step(line))
        except (WrongCheck, ValueError, IndexError) as wrong:
            raise WrongCheck(f"{path.name}:{number}: {line}: {wrong}") from None
    return checks


def read_all(folder=CHECKS):
    """All checks, file by file in the order of their names."""
    checks = [check for path in sorted(folder.glob("*.txt")) for check in read_file(path)]
    names = [check.name for check in checks]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise WrongCheck(f"twice: {', '.join(sorted(twice))}")
    return checks

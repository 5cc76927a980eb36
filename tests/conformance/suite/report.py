# SPDX-License-Identifier: Apache-2.0
"""Declared exceptions, the report of one run, and the table of many."""
import json
import pathlib

from .checks import ABIS

FOLDER = pathlib.Path(__file__).resolve().parent.parent
GOOD = {"passed", "excepted", "not for it"}


def read_exceptions(path, encoding, abi):
    """{check: reason} of those in a file of exceptions/ that hold for this encoding and ABI."""
    if path is None or not path.exists():
        return {}
    return {check: row["reason"] for row in json.loads(path.read_text())
            if encoding in row.get("encodings", [encoding]) and abi in row.get("abis", [abi])
            for check in row["checks"]}


def settle(checks, verdicts, exceptions, encoding, abi):
    """One row for each check. What was declared may fail, must not pass, and never excuses a host that died."""
    unknown = set(exceptions) - {check.name for check in checks}
    rows = [{"check": name, "group": "", "result": "needless exception", "why": "there is no such check"}
            for name in sorted(unknown)]
    for check in checks:
        row = {"check": check.name, "group": check.group}
        verdict = verdicts.get(check.name)
        if abi not in check.abis or (check.encodings and encoding not in check.encodings):
            row |= {"result": "not for it", "why": ""}
        elif check.name not in exceptions or verdict.result == "died":
            row |= {"result": verdict.result, "why": verdict.why}
        elif verdict.result == "passed":
            row |= {"result": "needless exception", "why": f"it passes, though: {exceptions[check.name]}"}
        else:
            row |= {"result": "excepted", "why": exceptions[check.name]}
        rows.append(row)
    return rows


def count(rows, result):
    return sum(row["result"] == result for row in rows)


def print_rows(rows, quiet):
    for row in rows:
        if row["result"] in GOOD and quiet:
            continue
        why = f": {row['why']}" if row["why"] else ""
        print(f"{row['result']:10} {row['check']}{why}")
    bad = sum(row["result"] not in GOOD for row in rows)
    print(f"{count(rows, 'passed')} passed, {count(rows, 'excepted')} declared exceptions, "
          f"{count(rows, 'not for it')} not for this interface, {bad} wrong")
    return bad


def table(reports, checks):
    """The text of docs/conformance.md from the reports of many runs."""
    reports = sorted(reports, key=lambda r: (r["encoding"], r["backend"], ABIS.index(r["abi"])))
    pairs = list(dict.fromkeys((r["backend"], r["encoding"]) for r in reports))
    by_run = {(r["backend"], r["encoding"], r["abi"]): {row["check"]: row for row in r["rows"]} for r in reports}
    lines = [line(["check", *(f"{b}<br>{e}" for b, e in pairs)]), "|---" * (len(pairs) + 1) + "|"]
    for check in checks:
        cells = [cell([by_run.get((b, e, abi), {}).get(check.name) for abi in ABIS]) for b, e in pairs]
        lines.append(line([f"`{check.name}` {check.about}".strip(), *cells]))
    return "\n".join([INTRODUCTION, *totals(reports), "", "## Checks", "", LEGEND, "", *lines, "", "## Declared exceptions",
                      "", *exceptions_of(reports)]) + "\n"


INTRODUCTION = """# Conformance

What each backend does under each interface, as `tests/conformance` found it. This page is made by

    ctest --test-dir build/release -R conformance
    tests/conformance/run --table build/release/conformance > docs/conformance.md

and is as old as its last making; [the suite's README](../tests/conformance/README.md) tells what the checks are. The last column counts outputs that were compared bit for bit with the framework called directly on the same machine.
"""

LEGEND = """Each cell has three signs: natively, as a core module, as a component. ✓ passed · e a declared exception · – not for this interface or encoding · ? not run · ✗ failed."""

SHORT = {"passed": "✓", "excepted": "e", "not for it": "–"}


def cell(rows):
    signs = ["?" if row is None else SHORT.get(row["result"], "✗") for row in rows]
    return "–" if signs == ["–"] * len(signs) else " ".join(signs)


def totals(reports):
    heads = ["backend", "encoding", "interface", "passed", "exceptions", "not for it", "wrong", "beside the framework"]
    lines = [line(heads), "|---" * len(heads) + "|"]
    for r in reports:
        wrong = sum(row["result"] not in GOOD for row in r["rows"])
        counts = [count(r["rows"], result) for result in ("passed", "excepted", "not for it")]
        lines.append(line([r["backend"], r["encoding"], r["abi"], *counts, wrong, r["compared"]]))
    return lines


def line(cells):
    return "| " + " | ".join(map(str, cells)) + " |"


def exceptions_of(reports):
    """The rows of a table of exceptions, one for each reason and the interfaces that it holds for."""
    abis = {}  # by check: where it is excepted
    for r in reports:
        for row in r["rows"]:
            if row["result"] == "excepted":
                abis.setdefault((r["backend"], r["encoding"], row["why"], row["check"]), []).append(r["abi"])
    checks = {}
    for (backend, encoding, why, check), where in abis.items():
        checks.setdefault((backend, encoding, why, ", ".join(where)), []).append(f"`{check}`")
    if not checks:
        return ["None."]
    lines = [line(["backend", "encoding", "checks", "interfaces", "reason"]), "|---" * 5 + "|"]
    return lines + [line([backend, encoding, ", ".join(names), where, why])
                    for (backend, encoding, why, where), names in checks.items()]

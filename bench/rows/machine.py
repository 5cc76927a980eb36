# SPDX-License-Identifier: Apache-2.0
"""What figures were taken on: the machine, how busy it was, and the versions of everything that was measured."""

import os
import platform
import re
import subprocess

from rows.bench import SOURCE


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def memory_gib():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def commit():
    """The sources' commit, or "" outside of a repository."""
    asked = subprocess.run(["git", "-C", SOURCE, "describe", "--always", "--dirty"], capture_output=True, text=True)
    return asked.stdout.strip()


def engine():
    manifest = (SOURCE / "engine-rs" / "Cargo.toml").read_text(encoding="utf-8")
    return "wasmtime " + re.search(r'"wasmtime-c-api-impl"\nversion = "=([^"]+)"', manifest).group(1)


def describe(bench):
    return {"processor": processor(), "cores": os.cpu_count(), "memory_gib": round(memory_gib(), 1),
            "system": platform.platform(), "load": os.getloadavg()[0], "wasinn": output(bench.wasinn, "--version"),
            "commit": commit(), "engine": engine(), "backends": bench.backends}


def text(facts):
    frameworks = "".join(f", {name} {version}" for name, version in facts["backends"].items())
    return (f"{facts['processor']}, {facts['cores']} cores, {facts['memory_gib']} GiB; {facts['system']}; "
            f"load at the start {facts['load']:.2f}\n\n"
            f"{facts['wasinn']} {facts['commit']}; {facts['engine']}{frameworks}\n")

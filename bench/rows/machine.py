# SPDX-License-Identifier: Apache-2.0
"""What figures were taken on: the machine, how busy it was, and the versions of everything that was measured."""

import os
import platform
import subprocess


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def memory_gib():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def describe(bench):
    version = subprocess.run([bench.wasinn, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return {"processor": processor(), "cores": os.cpu_count(), "memory_gib": round(memory_gib(), 1),
            "system": platform.platform(), "load": os.getloadavg()[0], "wasinn": version.strip(),
            "backends": bench.backends}


def text(facts):
    frameworks = ", ".join(f"{name} {version}" for name, version in facts["backends"].items())
    return (f"{facts['processor']}, {facts['cores']} cores, {facts['memory_gib']} GiB; {facts['system']}; "
            f"load at the start {facts['load']:.2f}\n\n{facts['wasinn']}; {frameworks}\n")

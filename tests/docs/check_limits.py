#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that docs/limits.md holds the table that the command prints."""

import os
import pathlib
import subprocess
import sys

command = pathlib.Path(os.environ["WASINN_BUILD_DIR"], "bin", "wasinn")
page = pathlib.Path(os.environ["WASINN_SOURCE_DIR"], "docs", "limits.md").read_text()
table = subprocess.run([command, "run", "--limit", "help"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
if table not in page:
    sys.exit(f"docs/limits.md does not hold this table, which `wasinn run --limit help` prints:\n\n{table}")

# SPDX-License-Identifier: Apache-2.0
"""The parts of the conformance suite's runner; ../README.md says how to use it."""

# SPDX-License-Identifier: Apache-2.0
# Tests of components through the real command.
"""Components with tensors and models beyond what the engine passes by itself, and what is said when they go wrong."""
import unittest

from command import GUESTS, MODELS, CommandTest

BENCH = GUESTS / "bench_component.wasm"
JOBS = GUESTS / "jobs_rust_component.wasm"
MIB = 1 << 20


class LargeData(CommandTest):
    def infer(self, mib, *options, code=0):
        count = mib * MIB // 4
        graph = f"same={MODELS / 'identity_f32.onnx'}"
        return self.wasinn("run", "--graph", graph, *options, BENCH, "same", count, count, 1, 1, 0, code=code)

    def load(self, mib, *options):
        self.write("model", b"\0" * (mib * MIB))
        return self.wasinn("run", *options, "--dir", f"{self.folder}::/data", JOBS, "pair", "/data/model", code=1)

    def setUp(self):
        super().setUp()
        for guest in (BENCH, JOBS):
            if not guest.exists():
                self.skipTest(f"{guest.name} was left out: its tools are not in the cache")

    def test_a_tensor_of_160_mib_passes(self):
        self.assertIn("output ", self.infer(160).out)

    def test_a_tensor_over_the_limit_is_told_so(self):
        ended = self.infer(160, "--limit", "tensor-size=150MiB", code=1)
        self.assertIn("a tensor of 167772160 bytes was given; at most 157286400 are allowed", ended.err)

    def test_a_model_of_160_mib_reaches_the_host(self):
        self.assertIn("the encoding cannot be told from the bytes", self.load(160).err)

    def test_a_model_over_the_limit_is_told_so(self):
        ended = self.load(4, "--limit", "graph-bytes=3MiB")
        self.assertIn("a model of 4194304 bytes was given; at most 3145728 are loaded from bytes", ended.err)


if __name__ == "__main__":
    unittest.main()

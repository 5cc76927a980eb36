# SPDX-License-Identifier: Apache-2.0
# Tests of what wasinn has beyond the standard, through the real command.
"""One guest with and without the extension: it does the same job, and says what it was told."""
import unittest

from command import DIGITS, GUESTS, CommandTest

EXTENSION = GUESTS / "extension.wasm"
COMPONENT = GUESTS / "extension_component.wasm"
GRAPH = f"digits={DIGITS}"


def numbers(ended):
    return [line for line in ended.out.splitlines() if line.startswith("0x")]


class Extensions(CommandTest):
    def test_a_guest_uses_them_where_they_are(self):
        ended = self.wasinn("run", "--graph", GRAPH, EXTENSION)
        lines = ended.out.splitlines()
        self.assertEqual(lines[0], "in one call: yes")
        self.assertRegex(lines[1], r"^input 0 '\w+' type 1: (1|-1) 1 8 8$")
        self.assertRegex(lines[2], r"^output 0 '\w+' type 1: (1|-1) 10$")
        self.assertTrue(any(line.startswith("metadata producer") for line in lines), str(ended))
        self.assertEqual(len(numbers(ended)), 10)
        self.assertRegex(lines[-1], r"^wrong on purpose: \d+ is not the handle of an execution context")

    def test_the_guest_does_its_job_without_them(self):
        with_them = self.wasinn("run", "--graph", GRAPH, EXTENSION)
        config = self.write("config.json", '{"extensions": false}')
        for options in (["--no-extensions"], ["--config", config]):
            ended = self.wasinn("run", *options, "--graph", GRAPH, EXTENSION)
            self.assertEqual(ended.out.splitlines()[0], "in one call: no")
            self.assertEqual(numbers(ended), numbers(with_them))
            self.assertEqual(ended.out.splitlines()[-1], "wrong on purpose: ")
            self.assertNotIn("input 0", ended.out)

    def test_a_component_uses_them_where_they_are(self):
        ended = self.wasinn("run", "--graph", GRAPH, COMPONENT)
        lines = ended.out.splitlines()
        self.assertEqual(lines[0], "in one call: yes", str(ended))
        self.assertRegex(lines[1], r"^input 0 '\w+' type f32: (1|-1) 1 8 8$")
        self.assertRegex(lines[2], r"^output 0 '\w+' type f32: (1|-1) 10$")
        self.assertTrue(any(line.startswith("metadata producer") for line in lines), str(ended))
        self.assertEqual(numbers(ended), numbers(self.wasinn("run", "--graph", GRAPH, EXTENSION)))

    def test_the_component_does_its_job_without_them(self):
        ended = self.wasinn("run", "--no-extensions", "--graph", GRAPH, COMPONENT)
        self.assertEqual(ended.out.splitlines()[0], "in one call: no")
        self.assertNotIn("input 0", ended.out)
        self.assertEqual(numbers(ended), numbers(self.wasinn("run", "--graph", GRAPH, EXTENSION)))

    def test_tensors_of_one_call_are_not_copied(self):
        copied = self.wasinn("run", "--no-extensions", "--stats=json", "--graph", GRAPH, EXTENSION).err
        lent = self.wasinn("run", "--stats=json", "--graph", GRAPH, EXTENSION).err
        self.assertIn('"bytes_in":512', copied.replace(" ", ""), "two inferences of 256 bytes")
        self.assertIn('"bytes_in":256', lent.replace(" ", ""), "one of them in one call")
        self.assertIn('"bytes_out":80', copied.replace(" ", ""))
        self.assertIn('"bytes_out":40', lent.replace(" ", ""))


if __name__ == "__main__":
    unittest.main()

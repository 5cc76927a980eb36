# SPDX-License-Identifier: Apache-2.0
# What the headers for guests in C and C++ answer: in the host's words, and without the extension by number.
import os
import pathlib
import subprocess
import unittest

SOURCE = pathlib.Path(os.environ["WASINN_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["WASINN_BUILD_DIR"])
GRAPH = ["--graph", f"digits={SOURCE / 'models' / 'digits.onnx'}"]
INVALID_ARGUMENT, INVALID_ENCODING, RUNTIME_ERROR, UNSUPPORTED, NOT_FOUND = 0, 1, 3, 4, 6

# What the standard does not have, of modules and functions.
BEYOND = ("wasinn_nn_ext", "unload", "finalize_execution_context")

# The cases of guests/probes/sdk.cpp that go well by number, on every host.
WELL = ("by number", "again", "in one call")


def run(guest, *options, code=0):
    """The two outputs of a guest; it must end with `code`."""
    file = BUILD / "guests" / f"{guest}.wasm"
    if not file.exists():
        raise unittest.SkipTest(f"{guest} was left out of this build; cmake says why")
    command = [BUILD / "bin" / "wasinn", "run", *options, file]
    if guest.startswith("jobs"):
        command.append("pair")
    ended = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=100)
    if ended.returncode != code:
        raise AssertionError(f"{command}: code {ended.returncode}\n{ended.stdout}{ended.stderr}")
    return ended.stdout, ended.stderr


def cases(guest, *options):
    """What the probe printed, by case."""
    return dict(line.split(": ", 1) for line in run(guest, *GRAPH, *options)[0].splitlines())


def imports(guest, *names):
    """Those of the names that a core module imports: its bytes have them after their size."""
    module = (BUILD / "guests" / f"{guest}.wasm").read_bytes()
    return [name for name in names if bytes([len(name)]) + name.encode() in module]


class Sdk(unittest.TestCase):
    def check(self, found, case, code, words):
        self.assertTrue(found[case].startswith(f"code {code}: "), (case, found[case]))
        self.assertIn(words, found[case], case)

    def test_outputs_have_all_their_elements(self):
        for guest in ("sdk", "sdk_component"):
            found = cases(guest)
            for case in (*WELL, "by name"):
                self.assertEqual(found[case], "10 numbers", (guest, case))
            self.assertEqual(found["as bytes"], "40 numbers", guest)

    def test_errors_are_told_in_the_words_of_the_host(self):
        for guest in ("sdk", "sdk_component"):
            found = cases(guest)
            self.check(found, "no model", INVALID_ENCODING, "cannot be told from the bytes")
            self.check(found, "no name", NOT_FOUND, "the guest asked for graph 'nothing'")
            self.check(found, "other shape", INVALID_ARGUMENT, "wants f32[batch,1,8,8], got f32[2,32]")
            self.check(found, "other elements", INVALID_ARGUMENT, "got f64[1,1,8,8]")

    def test_what_the_headers_see_themselves_is_told_too(self):
        for guest in ("sdk", "sdk_component"):
            found = cases(guest)
            self.check(found, "other type", INVALID_ARGUMENT, "the output is f32, and was read as i64")
            self.check(found, "other name", INVALID_ARGUMENT, "'nope'")
            self.check(found, "other input", INVALID_ARGUMENT, "'nope'")
            self.check(found, "other number", INVALID_ARGUMENT, "7")

    def test_an_output_before_a_computation_is_an_error(self):
        self.check(cases("sdk"), "too early", RUNTIME_ERROR, "call compute first")
        self.check(cases("sdk_component"), "too early", INVALID_ARGUMENT, "the computation gave no output '0'")

    def test_without_the_extension_ports_have_numbers_and_errors_too(self):
        for guest, options in (("sdk_standard", ()), ("sdk", ("--no-extensions",))):
            found = cases(guest, *options)
            for case in WELL:
                self.assertEqual(found[case], "10 numbers", (guest, case))
            self.check(found, "by name", UNSUPPORTED, "numbers")
            self.check(found, "no name", NOT_FOUND, "not found")
            self.check(found, "other shape", INVALID_ARGUMENT, "invalid argument")

    def test_c_guests_tell_errors_the_same_way(self):
        self.assertIn("pair: the guest asked for graph 'pair', and no graph has that name",
                      run("jobs_c_core", code=1)[1])
        for guest, options in (("jobs_c_standard", ()), ("jobs_c_core", ("--no-extensions",))):
            self.assertIn("pair: not found (errno 8)", run(guest, *options, code=1)[1])

    def test_standard_only_imports_nothing_else(self):
        for guest in ("sdk_standard", "jobs_c_standard"):
            self.assertEqual(imports(guest, "compute", *BEYOND), ["compute"], guest)
        self.assertEqual(imports("sdk", "compute", *BEYOND), ["compute", *BEYOND])


if __name__ == "__main__":
    unittest.main()

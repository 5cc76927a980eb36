# SPDX-License-Identifier: Apache-2.0
# Runs a component that continues a text with a language model, and compares it with the core module that does the same.
"""Usage: test_continue.py GUEST, the name of a file of the build's folder `guests` without .wasm: one of
guests/continue, or the probe generate_component; 77 when it is not there, or llama.cpp was not fetched."""
import codecs
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["WASINN_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["WASINN_BUILD_DIR"])
WASINN = BUILD / "bin" / "wasinn"
GUESTS = BUILD / "guests"
TINY = BUILD / "fixtures" / "llama_tiny.gguf"
ENDS = BUILD / "fixtures" / "llama_ends.gguf"
VERSES = SOURCE / "models" / "verses.gguf"
DIGITS = SOURCE / "models" / "digits.onnx"


def options(**given):
    """Options of an answer. More threads than free processors are slow, and tests run side by side."""
    named = {key.replace("_", "-"): value for key, value in given.items()}
    return json.dumps({"threads": 1, "threads-batch": 1, **named})


GREEDY = options(temp=0, n_predict=20)
FULL = options(temp=0, ctx_size=32)
QUESTIONS = [(TINY, "hello world", GREEDY), (TINY, "grüße", options(seed=7, n_predict=40)),
             (ENDS, "hello", options(temp=0)),
             (VERSES, "In the beginning", GREEDY), (VERSES, "And he said", options(seed=3, n_predict=30))]
guest = None

# A byte that is no UTF-8 becomes one U+FFFD in components.
codecs.register_error("each", lambda error: ("\ufffd" * (error.end - error.start), error.end))


def run(name, model, *arguments, code=0, command=()):
    """What a guest wrote to its two outputs; it must end with `code`."""
    return run_on(name, ["--graph", f"llm={model}", *command], *arguments, code=code)


def run_on(name, graph, *arguments, code=0):
    """The same with options that name the graph `llm`."""
    command = [WASINN, "run", *graph, GUESTS / f"{name}.wasm", "llm", *arguments]
    ended = subprocess.run(list(map(str, command)), capture_output=True, timeout=100)
    if ended.returncode != code:
        raise AssertionError(f"{command}: code {ended.returncode}\n{ended.stdout}{ended.stderr}")
    return ended.stdout.decode(errors="each"), ended.stderr.decode()


@contextlib.contextmanager
def greedy_graph():
    """Options of the command that give a graph options of its own, so that a guest need not."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"graphs": {"llm": {"files": str(TINY), "options": json.loads(GREEDY)}}}, file)
        file.flush()
        yield ["--config", file.name]


class Continue(unittest.TestCase):
    """The guests of guests/continue, by text-generation."""

    def test_the_text_is_that_of_the_core_module(self):
        for model, prompt, wanted in QUESTIONS:
            text, told = run(guest, model, prompt, wanted)
            self.assertEqual(text, run("generate", model, "streaming", prompt, wanted)[0])
            whole = run("generate", model, "at-once", prompt, wanted)[1]
            self.assertEqual(json.loads(told), json.loads(whole.splitlines()[-1]))

    def test_options_may_be_left_out(self):
        with greedy_graph() as graph:
            self.assertEqual(run_on(guest, graph, "hello world")[0], run(guest, TINY, "hello world", GREEDY)[0])

    def test_a_full_context_is_told_after_what_came_before(self):
        text, told = run(guest, TINY, "hello world", FULL, code=1)
        self.assertEqual(text, run("generate", TINY, "streaming", "hello world", GREEDY)[0][:-1])
        self.assertIn("the context of 32 tokens is full", told)

    def test_what_is_wrong_is_told_at_the_start(self):
        for prompt, wanted, why in (("", "{}", "the prompt is empty"),
                                     ("word " * 2000, "{}", "leaves no room for an answer"),
                                     ("hello", '{"temp": "hot"}', "option temp is a number"),
                                     ("hello", "[]", "JSON object")):
            text, told = run(guest, TINY, prompt, wanted, code=1)
            self.assertEqual(text, "")
            self.assertIn("continue: ", told)
            self.assertIn(why, told)

    def test_a_model_without_text_is_told(self):
        self.assertIn("does not generate text from a prompt; use compute", run(guest, DIGITS, "hello", code=1)[1])

    def test_the_operator_may_turn_it_off(self):
        told = run(guest, TINY, "hello", code=1, command=["--no-extensions"])[1]
        self.assertIn("the operator turned the functions of wasinn:nn-ext off", told)


class Ways(unittest.TestCase):
    """The probe, by everything that components have."""

    def test_each_way_gives_the_same_text(self):
        for model, prompt, wanted in QUESTIONS:
            text, told = run("generate", model, "at-once", prompt, wanted)
            for way, names in (("compute", "names"), ("compute", "numbers"), ("infer", "names"), ("infer", "numbers")):
                given, counts = run(guest, model, way, names, prompt, wanted)
                self.assertEqual(given + "\n", text, (way, names))
                self.assertEqual(json.loads(counts), json.loads(told.splitlines()[-1]))

    def test_answers_that_were_interrupted_change_nothing_and_make_the_next_one_cheaper(self):
        for model, prompt, wanted in QUESTIONS:
            given, counts = run(guest, model, "interrupted", "names", prompt, wanted)
            self.assertEqual(given + "\n", run("generate", model, "streaming", prompt, wanted)[0])
            counts = json.loads(counts)
            self.assertEqual(counts["cached_tokens"], counts["input_tokens"] - 1)

    def test_options_may_be_left_out(self):
        with greedy_graph() as graph:
            for way in ("compute", "infer", "interrupted"):
                given = run_on(guest, graph, way, "names", "hello world")[0]
                self.assertEqual(given + "\n", run("generate", TINY, "streaming", "hello world", GREEDY)[0])

    def test_a_full_context_is_too_large(self):
        for way in ("compute", "infer", "interrupted"):
            told = run(guest, TINY, way, "names", "hello world", FULL, code=1)[1]
            self.assertIn("code 5: ", told)
            self.assertIn("the context of 32 tokens is full", told)


def missing():
    """Why there is nothing to test, or nothing."""
    if not (GUESTS / f"{guest}.wasm").exists():
        return f"{guest} was left out of this build; cmake says why, tools/setup --all-guests brings what it needs"
    listed = subprocess.run([WASINN, "backends", "--json"], capture_output=True, check=True).stdout
    ready = [backend["ready"] for backend in json.loads(listed)["backends"] if backend["name"] == "llama"]
    return None if ready == [True] else "llama.cpp was not fetched"


if __name__ == "__main__":
    guest = sys.argv.pop()
    if missing():
        print(f"skipped: {missing()}")
        sys.exit(77)
    unittest.main(defaultTest="Ways" if guest == "generate_component" else "Continue")

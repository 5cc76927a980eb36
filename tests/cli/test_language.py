# SPDX-License-Identifier: Apache-2.0
# Tests of language models through the real command.
"""A guest that continues a text, at once and piece by piece, and what it is told when that cannot be."""
import json
import unittest

from command import GUESTS, MODELS, CommandTest

MODEL = MODELS / "llama_tiny.gguf"
GREEDY = '{"temp": 0, "n-predict": 20}'


class Language(CommandTest):
    def setUp(self):
        super().setUp()
        (llama,) = [backend for backend in json.loads(self.wasinn("backends", "--json").out)["backends"]
                    if backend["name"] == "llama"]
        if not llama["ready"]:
            self.skipTest("llama.cpp was not fetched")

    def generate(self, *words, options=(), code=0):
        command = ["run", *options, "--graph", f"llm={MODEL}", GUESTS / "generate.wasm", "llm", *words]
        return self.wasinn(*command, code=code)

    def test_pieces_together_are_the_whole(self):
        whole = self.generate("at-once", "hello world", GREEDY)
        pieces = self.generate("streaming", "hello world", GREEDY)
        self.assertEqual(pieces.out, whole.out)
        self.assertGreater(len(whole.out), 10)

    def test_the_prompt_is_counted_before_and_the_answer_after(self):
        before, after = map(json.loads, self.generate("at-once", "hello world", GREEDY).err.splitlines())
        self.assertEqual(before["input_tokens"], 12)
        self.assertEqual((after["input_tokens"], after["output_tokens"]), (12, 20))

    def test_a_computation_writes_to_standard_output_where_its_options_ask_for_that(self):
        silent = self.generate("at-once", "hello world", GREEDY)
        aloud = self.generate("at-once", "hello world", GREEDY.replace("}", ', "stream-stdout": true}'))
        self.assertEqual(aloud.out, silent.out.rstrip("\n") + silent.out)

    def test_statistics_tell_the_speed_of_prompts_and_answers(self):
        command = ["--graph", f"llm={MODEL}", GUESTS / "generate.wasm", "llm", "streaming", "hello world", GREEDY]
        (graph,) = json.loads(self.wasinn("run", "--stats=json", *command).err.splitlines()[-1])
        text = graph["text"]
        self.assertEqual((graph["computes"], text["prompt_tokens"], text["answer_tokens"]), (1, 12, 20))
        self.assertEqual(text["cached_tokens"], 0)
        self.assertGreater(min(text["prompt_ns"], text["answer_ns"]), 0)
        table = self.wasinn("run", "--stats", *command).err.splitlines()
        self.assertIn("answer tokens", table[-2])
        self.assertIn("tokens/s", table[-1])

    def test_a_full_context_gives_what_came_before(self):
        config = self.write("wasinn.json", json.dumps({"graphs": {"llm": {
            "files": str(MODEL), "options": {"ctx-size": 32}}}}))
        ended = self.wasinn("run", "--config", config, GUESTS / "generate.wasm", "llm", "at-once", "hello world",
                            '{"temp": 0}', code=1)
        self.assertIn("context full (errno 101)", ended.err)
        self.assertGreater(len(ended.out), 5)

    def test_a_prompt_that_is_too_long_is_told(self):
        ended = self.generate("streaming", "word " * 2000, code=1)
        self.assertIn("prompt too long (errno 102)", ended.err)

    def test_a_missing_file_is_told(self):
        ended = self.wasinn("run", "--graph", "llm:ggml=none.gguf", GUESTS / "generate.wasm", "llm", "streaming", "x",
                            code=1)
        self.assertIn("model not found (errno 103)", ended.err)

    def test_options_are_checked_and_files_refused(self):
        for options, answer in ((' {"temp": "hot"}', "option temp is a number"), ("[]", "JSON object"),
                                ('{"mmproj": "/etc/passwd"}', "mmproj")):
            ended = self.generate("streaming", "hello", options, code=1)
            self.assertIn(answer, ended.err)

    def test_a_deadline_ends_an_answer(self):
        ended = self.generate("at-once", "hello", '{"temp": 0, "n-predict": -1, "ignore": 1}', code=1,
                              options=["--limit", "compute-time=1ms"])
        self.assertIn("it ran longer than 1 ms", ended.err)


if __name__ == "__main__":
    unittest.main()

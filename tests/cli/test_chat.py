# SPDX-License-Identifier: Apache-2.0
# Tests of the guests for language models, chat and embed, through the real command.
"""What a person sees at a terminal and what a program gets through pipes. The texts of a trained model are not compared
with constants, for it may be trained again."""
import json
import os
import pty
import re
import subprocess
import unittest

from command import DIGITS, GUESTS, MODELS, SOURCE, WASINN, CommandTest, environment

VERSES = SOURCE / "models" / "verses.gguf"
NO_TEMPLATE = MODELS / "llama_tiny.gguf"
# With one thread, because others wait for each other by spinning where processors are busy.
GREEDY = '{"temp": 0, "n-predict": 12, "threads": 1}'
STATS = re.compile(r"^\[(\d+) tokens?(?:, \d+ tokens/s)?, (\d+) of (\d+) prompt tokens new\]$", re.MULTILINE)


def stats(ended):
    """(tokens of the answer, new tokens of the prompt, tokens of the prompt) of each answer."""
    return [tuple(map(int, found)) for found in STATS.findall(ended.err)]


class LanguageGuest(CommandTest):
    @classmethod
    def setUpClass(cls):
        backends = subprocess.run([WASINN, "backends", "--json"], env=environment(), capture_output=True, check=True)
        (llama,) = [backend for backend in json.loads(backends.stdout)["backends"] if backend["name"] == "llama"]
        if not llama["ready"]:
            raise unittest.SkipTest("llama.cpp was not fetched")

    def run_guest(self, name, *arguments, model=VERSES, input="", code=0, host=()):
        if isinstance(input, str):
            input = input.encode()
        graph = ["--graph", f"llm={model}"] if model else []
        return self.wasinn("run", *host, *graph, GUESTS / f"{name}.wasm", "--", *arguments, input=input, code=code)


class Chat(LanguageGuest):
    def chat(self, *arguments, options=GREEDY, **more):
        return self.run_guest("chat", *(["--options", options] if options else []), *arguments, **more)

    def test_answers_go_to_the_output_and_all_else_beside_it(self):
        ended = self.chat(input="And the king said\n\n   \nThen David went\n")
        lines = ended.err.splitlines()
        self.assertRegex(lines[0], r"^llm: verses, llama, 4 layers, 0\.\d M parameters, context 256 +"
                                   r"loaded in \d+ ms$")
        self.assertEqual(len(lines), 3, "one line for the model and one for each answer")
        self.assertEqual(len(stats(ended)), 2)
        self.assertGreater(len(ended.out), 10)
        self.assertTrue(ended.out.endswith("\n"))
        self.assertNotIn(">", ended.err)

    def test_quiet_means_nothing_but_the_answer(self):
        loud = self.chat(input="And the king said")
        quiet = self.chat("--quiet", input="And the king said")
        self.assertEqual((quiet.out, quiet.err), (loud.out, ""))

    def test_the_models_own_template_is_used(self):
        rendered = "<|im_start|>system\nBe \"brief\".<|im_end|>\n<|im_start|>user\nAnd the \\ king\tsaid<|im_end|>\n" \
                   "<|im_start|>assistant\n"
        by_hand = self.wasinn("run", "--graph", f"llm={VERSES}", GUESTS / "generate.wasm", "llm", "streaming", rendered,
                              GREEDY)
        chat = self.chat("--quiet", "--system", "Be \"brief\".", input="And the \\ king\tsaid")
        self.assertEqual(chat.out.strip(), by_hand.out.strip())

    def test_a_model_without_a_template_goes_on_with_the_text(self):
        by_hand = self.wasinn("run", "--graph", f"llm={NO_TEMPLATE}", GUESTS / "generate.wasm", "llm", "streaming",
                              "hello world", GREEDY)
        for host in ((), ("--no-extensions",)):
            chat = self.chat(model=NO_TEMPLATE, input="hello world", host=host)
            self.assertEqual(chat.out.rstrip("\n"), by_hand.out.rstrip("\n"))
        self.assertIn("no chat template", chat.err, "found out by asking for it")

    def test_without_options_a_text_that_is_gone_on_with_ends(self):
        ((tokens, _, _),) = stats(self.chat(options=None, model=NO_TEMPLATE, input="hello world"))
        self.assertLessEqual(tokens, 128)

    def test_hosts_that_tell_nothing_of_models_get_a_shorter_line(self):
        ended = self.chat(host=["--no-extensions"], input="And the king said")
        self.assertRegex(ended.err.splitlines()[0], r"^llm: loaded in \d+ ms$")
        self.assertEqual(len(stats(ended)), 1)

    def test_later_turns_evaluate_only_what_is_new(self):
        for way in ((), ("--plain",)):
            first, second, third = stats(self.chat(*way, input="And the king said\nThen David went\nSo he\n"))
            self.assertEqual(first[1], first[2], "all of the first prompt is new")
            for before, after in ((first, second), (second, third)):
                cached = after[2] - after[1]
                self.assertGreaterEqual(cached, before[2], f"{before} then {after}")
                self.assertLess(after[1], after[2])

    def test_what_was_said_before_counts(self):
        alone = self.chat(input="Then David went\n")
        later = self.chat(input="And the king said\nThen David went\n")
        self.assertGreater(stats(later)[1][2], stats(alone)[0][2])

    def test_reset_begins_anew(self):
        first, second = stats(self.chat(input="And the king said\n/reset\nAnd the king said\n"))
        self.assertEqual(first[2], second[2])
        answers = self.chat("--plain", input="And the king said\n/reset\nAnd the king said\n").out
        half = len(answers) // 2
        self.assertEqual(answers[:half], answers[half:])

    def test_quit_ends_and_help_helps(self):
        ended = self.chat(input="/help\n/quit\nAnd the king said\n")
        self.assertIn("/reset", ended.err)
        self.assertEqual(ended.out, "")

    def test_the_oldest_turns_go_when_there_is_no_room(self):
        line = "And the king said to him"
        ended = self.chat("--system", "Speak.", options='{"temp": 0, "n-predict": 8, "ctx-size": 96, "threads": 1}',
                          input=f"{line}\n" * 12)
        counts = stats(ended)
        self.assertEqual(len(counts), 12, ended.err)
        self.assertRegex(ended.err, r"has no room for all: the \d+ oldest turns? (is|are) forgotten\]")
        self.assertTrue(all(prompt < 96 for _, _, prompt in counts))
        self.assertTrue(all(prompt >= counts[0][2] for _, _, prompt in counts), "the system message stays")

    def test_a_context_that_fills_ends_the_answer_and_not_the_chat(self):
        options = '{"temp": 0, "ctx-size": 32, "threads": 1}'
        ended = self.chat(model=NO_TEMPLATE, options=options, input="hello\nworld\nagain\n")
        self.assertIn("[the context is full, which ended the answer", ended.err)
        self.assertEqual(len(stats(ended)), 3, ended.err)

    def test_a_chat_that_once_met_the_end_of_its_context_leaves_room_for_answers(self):
        options = '{"temp": 0, "n-predict": 60, "threads": 1}'
        ended = self.chat(options=options, input="".join(f"And the king said {i}\n" for i in range(30)))
        self.assertIn("which ended the answer", ended.err)
        after = ended.err[ended.err.index("which ended the answer"):]
        prompts = [int(found[2]) for found in STATS.findall(after)]
        self.assertGreater(len(prompts), 5)
        self.assertTrue(all(prompt <= 256 - 32 for prompt in prompts), str(prompts))

    def test_what_is_too_long_is_left_out_and_nothing_is_forgotten_for_it(self):
        for words in (300, 1 << 18, 1 << 20):
            long = self.chat(input="And the king said\n" + "word " * words + "\nThen David went\n")
            short = self.chat(input="And the king said\nThen David went\n")
            self.assertIn("[this is too long for the model's context and was left out]", long.err)
            self.assertEqual((long.out, stats(long)), (short.out, stats(short)))

    def test_bytes_that_are_no_text_do_no_harm(self):
        broken = self.chat("--quiet", input=b"the \xff king\x00said \xed\xa0\x80 \xf0\x9f\xa6\x99 \xe2\x82\n")
        mended = self.chat("--quiet", input="the \ufffd king\ufffdsaid \ufffd\ufffd\ufffd \U0001f999 \ufffd\ufffd\n")
        self.assertEqual(broken.out, mended.out)

    def test_a_missing_graph_is_told(self):
        ended = self.chat(model=None, input="hello", code=1)
        self.assertIn("graph 'llm': not found (errno 8)", ended.err)

    def test_a_model_that_knows_no_words_is_told(self):
        for guest, arguments in (("chat", []), ("embed", ["hello"])):
            ended = self.run_guest(guest, *arguments, model=DIGITS, input="hello", code=1)
            self.assertIn("graph 'llm': this is no language model", ended.err)

    def test_wrong_options_and_arguments_are_told(self):
        self.assertIn("option temp is a number", self.chat(options='{"temp": "hot"}', input="hello", code=1).err)
        for wrong in ("--nothing", "--graph", "hello"):
            self.assertIn("usage: chat", self.chat(wrong, code=2).err)
        self.assertIn("/reset", self.run_guest("chat", "--help").out)


class Terminal(LanguageGuest):
    def test_a_person_is_asked_and_sees_the_answer(self):
        """Types at a pseudo terminal, as a person would."""
        terminal, inner = pty.openpty()
        self.addCleanup(os.close, terminal)
        command = [WASINN, "run", "--graph", f"llm={VERSES}", GUESTS / "chat.wasm", "--", "--options", GREEDY]
        guest = subprocess.Popen(list(map(str, command)), cwd=self.folder, env=environment(), stdin=inner, stdout=inner,
                                 stderr=inner)
        self.addCleanup(guest.kill)
        os.close(inner)
        self.read_until(terminal, "> ")
        os.write(terminal, b"And the king said\n")
        self.assertRegex(self.read_until(terminal, "> "), r"prompt tokens new\]\r\n> $")
        os.write(terminal, b"\x04")
        self.assertEqual(guest.wait(timeout=60), 0)

    def read_until(self, terminal, end):
        seen = b""
        while not seen.decode(errors="replace").endswith("\n" + end):
            seen += os.read(terminal, 4096)
        return seen.decode(errors="replace")


class Embed(LanguageGuest):
    LINES = ["Then David went to the city", "And the king said", "gold and silver", "And the king said to him"]

    def raw(self, *texts):
        return [json.loads(line) for line in self.run_guest("embed", "--raw", *texts).out.splitlines()]

    def test_lines_are_ranked_by_likeness(self):
        ended = self.run_guest("embed", "And the king said", input="\n".join(self.LINES) + "\n\n")
        rows = [line.split(None, 1) for line in ended.out.splitlines()]
        self.assertEqual(rows[0], ["1.0000", "And the king said"])
        self.assertEqual(sorted(text for _, text in rows), sorted(self.LINES))
        numbers = [float(number) for number, _ in rows]
        self.assertEqual(numbers, sorted(numbers, reverse=True))
        query, *vectors = self.raw("And the king said", *self.LINES)
        likeness = {line: sum(map(float.__mul__, query, vector)) for line, vector in zip(self.LINES, vectors)}
        for number, text in rows:
            self.assertAlmostEqual(float(number), likeness[text], places=3)

    def test_texts_may_be_arguments(self):
        by_lines = self.run_guest("embed", "And the king said", input="\n".join(self.LINES))
        self.assertEqual(self.run_guest("embed", "And the king said", *self.LINES).out, by_lines.out)

    def test_equal_texts_have_equal_embeddings(self):
        one, other, same = self.raw("gold", "silver", "gold")
        self.assertEqual(one, same)
        self.assertNotEqual(one, other)
        self.assertEqual(len(one), 128)
        self.assertAlmostEqual(sum(value * value for value in one), 1, places=4)

    def test_a_text_that_is_too_long_is_told(self):
        self.assertIn("errno 102", self.run_guest("embed", "gold", "word " * 1000, code=1).err)

    def test_wrong_arguments_are_told(self):
        for wrong in ([], ["--nothing", "gold"], ["--graph"]):
            self.assertIn("usage: embed", self.run_guest("embed", *wrong, code=2).err)


if __name__ == "__main__":
    unittest.main()

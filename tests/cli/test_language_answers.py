# SPDX-License-Identifier: Apache-2.0
# Compares the answers that guests get from language models with those of llama.cpp called directly.
"""The same steps for llama.cpp and for guests of each ABI: the same texts, counts and embeddings.

Guests compute fresh each time, and again in one context, which evaluates nothing twice. Then what is bad, late or too
much, for guests of each ABI.
"""
import json
import re
import struct
import subprocess
import time
import unittest

from command import BUILD, GUESTS, MODELS, SOURCE, WASINN, CommandTest

NATIVE = BUILD / "test-bin" / "llama_native_steps"
NOT_INSTALLED = 77
MODELS_BY_NAME = {"verses": SOURCE / "models" / "verses.gguf",
                  **{name: MODELS / f"llama_{name}.gguf" for name in ("tiny", "grouped", "ends")}}
TOKENS = 24
GREEDY = json.dumps({"temp": 0, "n-predict": TOKENS, "ctx-size": 512})
# By ABI: the guest, and its names of the prompt, the options, the text and what is told about it.
NUMBERED_PORTS = ("0", "1", "0", "1")
NAMED_PORTS = ("prompt", "options", "output", "metadata")
INTERFACES = {"core": ("conformance_core", *NUMBERED_PORTS),
              "core in pieces": ("llama_core_in_pieces", *NUMBERED_PORTS),
              "component": ("conformance_component", *NAMED_PORTS),
              "component of 2024-06-25": ("conformance_component_2024_06_25", *NAMED_PORTS),
              "component in pieces": ("llama_component_in_pieces", *NAMED_PORTS)}
# What takes and gives strings, and no bytes.
OF_TEXT = ("component in pieces",)
PROMPTS = [b"Once upon a time", b"a", b"The", b"the king and the queen", b"12345", b"x = y + z;", b"Hello, world!",
           b'{"a": [1, 2]}', "Gr\u00fc\u00dfe aus K\u00f6ln".encode(), "\u20ac\u20ac\u20ac".encode(),
           "\u65e5\u672c\u8a9e".encode(), b"\n\n\n", b" ", b"and then and then and", b"in the morning", b"~!@#$%^&*()",
           b"with\0nul", b"\xff\xfe\xfd", b"</s>", b"A longer prompt that has a few more words than the others do."]


class Steps:
    """Steps of the conformance suite: prompts, each with a computation and its two outputs."""

    def __init__(self, ports):
        self.prompt, self.options, self.text, self.metadata = ports
        self.lines = ["named 0 llm"]

    def open(self, context=0):
        self.lines.append(f"open {context} 0")

    def compute(self, prompt, options, context=0):
        for port, content in ((self.options, options), (self.prompt, prompt)):
            self.lines.append(f"input {context} {port} u8 {len(content)} {content.hex()}")
        self.lines.append(f"compute {context}")

    def ask(self, prompt, options=GREEDY, context=0):
        self.compute(prompt, options.encode(), context)
        self.lines += [f"output {context} {port} 1000000" for port in (self.text, self.metadata)]


def questioning(ports, questions, fresh):
    """The lines that ask them in one context, or each in a fresh one."""
    steps = Steps(ports)
    for place, question in enumerate(questions):
        if fresh or place == 0:
            steps.open()
        steps.ask(*question)
    return steps.lines


def answers(printed):
    """The text and the metadata of each computation."""
    found = [bytes.fromhex(line.split(" ")[-1]) for line in printed.splitlines() if line.startswith("ok ")]
    return [(text, json.loads(told)) for text, told in zip(found[::2], found[1::2], strict=True)]


def is_text(content):
    try:
        content.decode()
        return True
    except UnicodeDecodeError:
        return False


def as_text(content):
    """The text with one mark for each run of bytes that are none."""
    return re.sub("\ufffd+", "\ufffd", content.decode(errors="replace"))


def common(one, other):
    """How many items at the beginning are the same."""
    return next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))


class LanguageAnswers(CommandTest):
    def setUp(self):
        super().setUp()
        self.native(MODELS_BY_NAME["tiny"], [], fresh=True)

    def play(self, command, lines):
        steps = self.write("steps.txt", "\n".join([*lines, ""]))
        completed = subprocess.run([*map(str, command(steps))], cwd=self.folder, capture_output=True, timeout=120)
        if completed.returncode == NOT_INSTALLED:
            self.skipTest("llama.cpp was not fetched")
        self.assertEqual(completed.returncode, 0, completed.stderr.decode(errors="replace")[-2000:])
        return completed.stdout.decode()

    def native(self, model, questions, fresh):
        """The answers to prompts with options by llama.cpp, in one context or in a fresh one for each."""
        steps = questioning(NUMBERED_PORTS, questions, fresh)
        return answers(self.play(lambda file: [NATIVE, file, f"llm={model}"], steps))

    def run_guest(self, interface, model, lines, *options):
        guest = GUESTS / f"{INTERFACES[interface][0]}.wasm"
        if not guest.exists():
            self.skipTest(f"{guest} was not built")
        return self.play(lambda file: [WASINN, "run", "--threads", "1", "--graph", f"llm={model}", *options,
                                       "--dir", f"{self.folder}::.", guest, file.name], lines)

    def guest(self, interface, model, questions, fresh):
        """The same by a guest."""
        return answers(self.run_guest(interface, model, questioning(INTERFACES[interface][1:], questions, fresh)))

    def on_all(self, check, interfaces=INTERFACES):
        """Calls `check` for each model and interface, as a test of its own."""
        for name, model in MODELS_BY_NAME.items():
            for interface in interfaces:
                with self.subTest(model=name, interface=interface):
                    check(model, interface)

    def assertSame(self, found, wanted, interface):
        """The same texts from as many tokens."""
        form = as_text if interface in OF_TEXT else bytes
        self.assertEqual([form(text) for text, _ in found], [form(text) for text, _ in wanted])
        for count in ("input_tokens", "output_tokens"):
            self.assertEqual([told[count] for _, told in found], [told[count] for _, told in wanted])

    def test_greedy_answers_are_those_of_the_framework(self):
        def check(model, interface):
            questions = [(prompt, GREEDY) for prompt in PROMPTS if is_text(prompt) or interface not in OF_TEXT]
            for fresh in (True, False):
                wanted = self.native(model, questions, fresh)
                self.assertEqual(len(wanted), len(questions))
                found = self.guest(interface, model, questions, fresh)
                self.assertSame(found, wanted, interface)
            self.assertGreater(len({text for text, _ in found}), len(PROMPTS) // 2)

        self.on_all(check)

    def conversation(self, model):
        """Prompts that each begin with the last one, mostly with its answer too, and one that begins otherwise."""
        history, questions = b"", []
        for place, prompt in enumerate([*PROMPTS[:6], b"", b"other", *PROMPTS[6:9]]):
            history = prompt if prompt == b"other" else history + b"\n" + prompt
            questions.append((history, GREEDY))
            if place % 3 != 1:
                answer = self.native(model, questions, fresh=False)[-1][0]
                history += answer.decode(errors="ignore").encode()
        return questions

    def test_a_conversation_evaluates_no_token_twice(self):
        conversations = {model: self.conversation(model) for model in MODELS_BY_NAME.values()}

        def check(model, interface):
            questions = conversations[model]
            wanted = self.native(model, questions, fresh=False)
            found = self.guest(interface, model, questions, fresh=False)
            self.assertSame(found, wanted, interface)
            held = []
            for (_, told), (_, native) in zip(found, wanted):
                # The last token of a prompt is evaluated again for what follows it.
                self.assertEqual(told["cached_tokens"], min(common(held, native["prompt"]), len(native["prompt"]) - 1))
                # The last token of a full answer was chosen and not evaluated.
                full = native["output_tokens"] == TOKENS
                held = native["prompt"] + native["answer"][:-1 if full else None]

        self.on_all(check)

    def test_embeddings_are_those_of_the_framework_bit_for_bit(self):
        def bits(answer):
            values = json.loads(answer[0])
            return values["n_embedding"], struct.pack(f"<{len(values['embedding'])}f", *values["embedding"])

        def check(model, interface):
            for pooling in ("mean", "last", "none"):
                options = json.dumps({"embedding": True, "embd-normalize": -1, "ctx-size": 512,
                                      "pooling-type": pooling})
                questions = [(prompt, options) for prompt in PROMPTS]
                found = [bits(answer) for answer in self.guest(interface, model, questions, fresh=False)]
                self.assertEqual(found, [bits(answer) for answer in self.native(model, questions, fresh=False)],
                                 pooling)
                self.assertGreater(len(set(found)), len(PROMPTS) // 2)

        self.on_all(check, ("core", "component"))

    def test_the_least_recently_used_cache_goes_when_there_is_no_room(self):
        options = json.dumps({"temp": 0, "n-predict": 12, "ctx-size": 256, "batch-size": 8})
        order = (0, 1, 0, 2, 0, 1)
        for interface in INTERFACES:
            with self.subTest(interface=interface):
                steps = Steps(INTERFACES[interface][1:])
                for context in range(3):
                    steps.open(context)
                for context in order:
                    steps.ask(b"the first prompt", options, context)
                # One context of this size takes about 180 KiB; two of them fit.
                found = answers(self.run_guest(interface, MODELS_BY_NAME["tiny"], steps.lines,
                                               "--backend-option", "llama.cache-bytes=400000"))
                used_again = [told["cached_tokens"] > 0 for _, told in found]
                self.assertEqual(used_again, [False, False, True, False, True, False], "2 takes the place of 1")
                self.assertEqual(len({text for text, _ in found}), 1)

    def test_bad_prompts_and_options_are_answered_and_the_next_good_ones_too(self):
        deep = b'{"a": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"
        good = GREEDY.encode()
        cases = [(b"", good, "invalid_argument", "invalid_argument"), (b"\xff\xfe\x80", good, "ok", "ok"),
                 (b"z" * (1 << 20), good, "errno_102", "too_large"),
                 (b"a", b'{"mmproj": "/etc/passwd"}', "unsupported_operation", "security")]
        cases += [(b"a", options, "invalid_argument", "invalid_argument") for options in (
            b"hello", b"[]", b"\xff", deep, b'{"temp": NaN}', b'{"temp": -1e999}', b'{"ctx-size": 1e300}',
            b'{"ctx-size": 2147483648}', b'{"batch-size": -1}', b'{"n-predict": "many"}', b'{"top-k": {}}')]
        for interface in INTERFACES:
            steps = Steps(INTERFACES[interface][1:])
            steps.open()
            played = [case for case in cases if is_text(case[0] + case[1]) or interface not in OF_TEXT]
            for prompt, options, *_ in played:
                steps.compute(prompt, options)
                steps.compute(b"a", good)
            statuses = self.run_guest(interface, MODELS_BY_NAME["tiny"], steps.lines).split()[2:-1]
            self.assertEqual(len(statuses), 6 * len(played))
            for place, case in enumerate(played):
                bad, fine = statuses[6 * place:6 * place + 3], statuses[6 * place + 3:6 * place + 6]
                with self.subTest(interface=interface, prompt=case[0][:9], options=case[1][:30]):
                    failed = next((status for status in bad if status != "ok"), "ok")
                    self.assertEqual(failed, case[3 if interface.startswith("component") else 2])
                    self.assertEqual(fine, ["ok"] * 3)

    def test_what_takes_too_long_ends_in_the_prompt_and_in_the_answer_and_the_next_one_works(self):
        endless = b'{"temp": 0, "ctx-size": 30000, "n-predict": 30000}'
        for interface in INTERFACES:
            with self.subTest(interface=interface):
                steps = Steps(INTERFACES[interface][1:])
                steps.open()
                steps.compute(b"z" * 20_000, endless)
                # Of an answer in pieces the limit holds for each piece.
                if "in pieces" not in interface:
                    steps.compute(b"z", endless)
                steps.compute(b"z", b'{"temp": 0, "n-predict": 2}')
                statuses = self.run_guest(interface, MODELS / "llama_wide.gguf", steps.lines,
                                          "--limit", "compute-time=1s").split()[2:-1]
                late = "timeout" if interface.startswith("component") else "runtime_error"
                self.assertEqual([status for status in statuses if status != "ok"],
                                 [late] * (len(statuses) // 3 - 1))
                self.assertEqual(statuses[-1], "ok")

    def test_the_end_of_the_guests_time_ends_an_answer(self):
        for interface in ("core", "component"):
            steps = Steps(INTERFACES[interface][1:])
            steps.open()
            steps.compute(b"z", b'{"temp": 0, "ctx-size": 30000, "n-predict": 30000}')
            self.write("steps.txt", "\n".join([*steps.lines, ""]))
            began = time.monotonic()
            ended = self.wasinn("run", "--threads", "1", "--timeout", "1s", "--graph",
                                f"llm={MODELS / 'llama_wide.gguf'}", "--dir", f"{self.folder}::.",
                                GUESTS / f"{INTERFACES[interface][0]}.wasm", "steps.txt", code=124)
            self.assertLess(time.monotonic() - began, 20, str(ended))

    def test_damaged_models_are_refused(self):
        whole = MODELS_BY_NAME["tiny"].read_bytes()
        endless = struct.pack("<Q", 1 << 63)
        models = {"cut": whole[:-100], "tensors": whole[:8] + endless + whole[16:],
                  "keys": whole[:16] + endless + whole[24:], "text": whole[:24] + endless + whole[32:],
                  "version": whole[:4] + struct.pack("<I", 99) + whole[8:]}
        for name, content in models.items():
            self.write(f"{name}.gguf", content)
        (self.folder / "unknown.gguf").write_bytes((MODELS / "llama_unknown.gguf").read_bytes())
        lines = [f"load 0 ggml {name}.gguf" for name in [*models, "unknown"]] + ["named 0 llm"]
        for interface in ("core", "component"):
            statuses = self.run_guest(interface, MODELS_BY_NAME["tiny"], lines, "--allow-load", "ggml").split()
            self.assertEqual(statuses, ["invalid_encoding"] * len(models) + ["unsupported_operation", "ok", "end"])


if __name__ == "__main__":
    unittest.main()

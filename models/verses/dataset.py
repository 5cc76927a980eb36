# SPDX-License-Identifier: Apache-2.0
"""Turns paragraphs into what the network is shown: plain ones, and ones told in turns as in a chat.

In a chat the user says the first words of a sentence and the assistant ends it, so that the model also answers where a
program talks to it through its chat template.
"""

import numpy as np

import text
import tokenizer

TEMPLATE = ("{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>'"
            " + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}")
CHATS = 0.3
EDITIONS = 4
HELD_BACK = 20  # every 20th paragraph is for validation


def turn(role, content):
    return f"{tokenizer.TURN}{role}\n{content}{tokenizer.TURN_END}\n"


def chat(paragraph, rng):
    """The paragraph's sentences as turns; the first two to six words of each are the user's."""
    told = ""
    for words in map(str.split, text.sentences(paragraph)):
        cut = rng.integers(2, 7)
        if len(words) > cut + 2:
            told += turn("user", " ".join(words[:cut])) + turn("assistant", " ".join(words[cut:]))
    return told


def split(paragraphs):
    """Returns (paragraphs to learn, paragraphs for validation)."""
    held = paragraphs[::HELD_BACK]
    return [p for i, p in enumerate(paragraphs) if i % HELD_BACK], held


def documents(paragraphs, encoder, seed):
    """Returns (i32 tokens of all documents one after the other, where each begins)."""
    rng = np.random.default_rng(seed)
    row, starts = [], []
    for paragraph in paragraphs * EDITIONS:
        told = chat(paragraph, rng) if rng.random() < CHATS else ""
        starts.append(len(row))
        row += [tokenizer.BEGIN, *encoder.encode(told or paragraph), *([] if told else [tokenizer.END])]
    return np.array(row, np.int32), np.array(starts)


def draw(row, starts, count, length, rng):
    """Returns i32 [count, length + 1]: pieces of the row that begin where a document begins."""
    begin = rng.choice(starts[starts < len(row) - length - 1], count)
    return row[begin[:, None] + np.arange(length + 1)]

# SPDX-License-Identifier: Apache-2.0
"""Byte pair encoding with a blank written as U+2581 before each word, as llama.cpp's tokenizer "llama" has it.

Neighbours whose text together is a token are joined, best score first, leftmost first; what then is no token is written
as its bytes. Tokens: unknown, beginning, end, 256 bytes, two marks of turns, characters, joined pieces.
"""

import collections
import functools
import itertools
import re

BLANK = "▁"
BEGIN, END = 1, 2
TURN, TURN_END = "<|im_start|>", "<|im_end|>"
FIXED = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)] + [TURN, TURN_END]
FIRST_BYTE = 3
RAREST_CHARACTER = 20
WORDS = re.compile(f"{BLANK}?[^\\W\\d_]+|.", re.DOTALL)


def join(pieces, pair):
    joined, i = [], 0
    while i < len(pieces):
        step = 2 if tuple(pieces[i:i + 2]) == pair else 1
        joined.append("".join(pieces[i:i + step]))
        i += step
    return joined


class PairCounts:
    """How often each two pieces are neighbours in words, kept up to date while pairs are joined."""

    def __init__(self, words):
        self._times = list(words.values())
        self._pieces = [list(word) for word in words]
        self._count, self._where = collections.Counter(), collections.defaultdict(set)
        for i in range(len(self._pieces)):
            self._add(i, 1)

    def _add(self, i, sign):
        for pair in itertools.pairwise(self._pieces[i]):
            self._count[pair] += sign * self._times[i]
            self._where[pair].add(i)

    def most_frequent(self):
        return max(self._count, key=lambda pair: (self._count[pair], pair))

    def join(self, pair):
        for i in self._where.pop(pair):
            self._add(i, -1)
            self._pieces[i] = join(self._pieces[i], pair)
            self._add(i, 1)
        del self._count[pair]


def learn(text, size):
    """Returns the tokens, `size` of them; the scores of joined pieces fall with their index."""
    text = BLANK + text.replace(" ", BLANK)
    characters = [c for c, times in collections.Counter(text).most_common() if times >= RAREST_CHARACTER]
    tokens = FIXED + characters
    counts = PairCounts(collections.Counter(WORDS.findall(text)))
    while len(tokens) < size:
        pair = counts.most_frequent()
        counts.join(pair)
        if "".join(pair) not in tokens:
            tokens.append("".join(pair))
    return tokens


class Tokenizer:
    def __init__(self, tokens):
        self.tokens = tokens
        self._index = {token: i for i, token in enumerate(tokens)}
        self._word = functools.cache(self._encode_word)

    def score(self, index):
        return -float(index)

    def _best_pair(self, pieces):
        pairs = ((self._index.get(a + b, len(self.tokens)), i) for i, (a, b) in enumerate(itertools.pairwise(pieces)))
        index, place = min(pairs, default=(len(self.tokens), 0))
        return place if index < len(self.tokens) else None

    def _encode_word(self, word):
        pieces = list(word)
        while (place := self._best_pair(pieces)) is not None:
            pieces[place:place + 2] = ["".join(pieces[place:place + 2])]
        return [index for piece in pieces for index in self._indices(piece)]

    def _indices(self, piece):
        index = self._index.get(piece)
        return [index] if index is not None else [FIRST_BYTE + byte for byte in piece.encode()]

    def encode(self, text):
        """The text's tokens without beginning and end. Marks of turns are tokens; after each, a blank goes before."""
        result = []
        for part in filter(None, re.split("(" + "|".join(map(re.escape, (TURN, TURN_END))) + ")", text)):
            if part in (TURN, TURN_END):
                result.append(self._index[part])
                continue
            blank = BLANK if not result or result[-1] in self._marks() else ""
            for word in re.findall(f"{BLANK}?[^{BLANK}]+|{BLANK}", blank + part.replace(" ", BLANK)):
                result += self._word(word)
        return result

    def _marks(self):
        return (self._index[TURN], self._index[TURN_END])

    def decode(self, indices):
        data = b"".join(bytes([i - FIRST_BYTE]) if FIRST_BYTE <= i < FIRST_BYTE + 256 else
                        self.tokens[i].replace(BLANK, " ").encode() for i in indices)
        return data.decode(errors="replace")

# SPDX-License-Identifier: Apache-2.0
# Makes small GGUF models with random weights for the tests of the llama backend, the same each time.
"""Usage: make_models.py FOLDER [--bench]

Each is of the llama architecture with a vocabulary of single bytes and a few words, so that any text has tokens.
What they say means nothing; what matters is that llama.cpp says the same. With --bench it makes the one of the benchmark,
52 MB, instead.
"""
import pathlib
import struct
import sys

import numpy

ALIGNMENT = 32
U32, I32, F32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
FORMATS = {I32: "<i", U32: "<I", F32: "<f", BOOL: "<?"}
NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6
TENSOR_F32, TENSOR_F16 = 0, 1
WORDS = ["\u2581", "\u2581the", "\u2581a", "th", "he", "in", "er", "an", "re", "on", "\u00e4", "\u20ac", "\u2581and", "ing"]


def packed_string(text):
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def packed(kind, value):
    if kind == STRING:
        return packed_string(value)
    if kind == ARRAY:
        element, values = value
        return struct.pack("<IQ", element, len(values)) + b"".join(packed(element, one) for one in values)
    return struct.pack(FORMATS[kind], value)


def vocabulary():
    """(text, score, type) of each token: three special ones, the 256 bytes, printable characters, words."""
    tokens = [("<unk>", 0.0, UNKNOWN), ("<s>", 0.0, CONTROL), ("</s>", 0.0, CONTROL)]
    tokens += [(f"<0x{byte:02X}>", 0.0, BYTE) for byte in range(256)]
    tokens += [(chr(code), -100.0 - code, NORMAL) for code in range(33, 127)]
    return tokens + [(word, -float(place + 1), NORMAL) for place, word in enumerate(WORDS)]


def letter_of(byte):
    """How vocabularies of byte pairs write a byte."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    if byte in printable:
        return chr(byte)
    return chr(256 + sum(1 for other in range(byte) if other not in printable))


def byte_pairs():
    """Tokens and merges of a vocabulary of bytes and long rows of one letter, by a rule that splits words by pattern."""
    rows = ["a" * 2 ** power for power in range(9)]
    tokens = [("<|end|>", 0.0, CONTROL)] + [(letter_of(byte), 0.0, NORMAL) for byte in range(256)]
    tokens += [(row, 0.0, NORMAL) for row in rows[1:]]
    return tokens, {"tokenizer.ggml.model": (STRING, "gpt2"), "tokenizer.ggml.pre": (STRING, "deepseek-llm"),
                    "tokenizer.ggml.merges": (ARRAY, (STRING, [f"{row} {row}" for row in rows[:-1]])),
                    **{f"tokenizer.ggml.{kind}_token_id": (U32, 0) for kind in ("bos", "eos", "unknown")}}


def gguf(keys, tensors, kind):
    """The bytes of a file of version 3; tensors are (name, array) with the last axis of the array contiguous."""
    data = b""
    infos = b""
    for name, values in tensors:
        # llama.cpp wants vectors in f32 whatever the matrices are.
        use = kind if values.ndim > 1 else TENSOR_F32
        infos += packed_string(name) + struct.pack("<I", values.ndim)
        infos += b"".join(struct.pack("<Q", size) for size in reversed(values.shape))
        infos += struct.pack("<IQ", use, len(data))
        data += values.astype("<f2" if use == TENSOR_F16 else "<f4").tobytes()
        data += b"\0" * (-len(data) % ALIGNMENT)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(keys))
    for key, (kind_of_value, value) in keys.items():
        head += packed_string(key) + struct.pack("<I", kind_of_value) + packed(kind_of_value, value)
    head += infos
    return head + b"\0" * (-len(head) % ALIGNMENT) + data


def llama(seed, layers=2, width=64, heads=4, kv_heads=4, feed=96, context=512, kind=TENSOR_F32, eos_gain=1.0,
          byte_gain=1.0, architecture="llama", tokens=None, **more):
    random = numpy.random.default_rng(seed)
    tokens = tokens or vocabulary()
    head = width // heads

    def matrix(rows, columns):
        return random.standard_normal((rows, columns)) * 1.5 / numpy.sqrt(columns)

    output = matrix(len(tokens), width)
    output[0:2] *= 0.05
    output[2] *= eos_gain
    output[3:259] *= byte_gain
    tensors = [("token_embd.weight", random.standard_normal((len(tokens), width))),
               ("output_norm.weight", numpy.ones(width)), ("output.weight", output)]
    for layer in range(layers):
        shapes = {"attn_q": (width, width), "attn_k": (kv_heads * head, width), "attn_v": (kv_heads * head, width),
                  "attn_output": (width, width), "ffn_gate": (feed, width), "ffn_up": (feed, width),
                  "ffn_down": (width, feed)}
        tensors += [(f"blk.{layer}.{norm}.weight", numpy.ones(width)) for norm in ("attn_norm", "ffn_norm")]
        tensors += [(f"blk.{layer}.{name}.weight", matrix(*shape)) for name, shape in shapes.items()]
    name = architecture
    keys = {"general.architecture": (STRING, name), "general.name": (STRING, f"random {seed}"),
            "general.file_type": (U32, 1 if kind == TENSOR_F16 else 0), f"{name}.context_length": (U32, context),
            f"{name}.embedding_length": (U32, width), f"{name}.block_count": (U32, layers),
            f"{name}.feed_forward_length": (U32, feed), f"{name}.rope.dimension_count": (U32, head),
            f"{name}.attention.head_count": (U32, heads), f"{name}.attention.head_count_kv": (U32, kv_heads),
            f"{name}.attention.layer_norm_rms_epsilon": (F32, 1e-5), f"{name}.vocab_size": (U32, len(tokens)),
            "tokenizer.ggml.model": (STRING, "llama"),
            "tokenizer.ggml.tokens": (ARRAY, (STRING, [text for text, _, _ in tokens])),
            "tokenizer.ggml.scores": (ARRAY, (F32, [score for _, score, _ in tokens])),
            "tokenizer.ggml.token_type": (ARRAY, (I32, [kind_of_token for _, _, kind_of_token in tokens])),
            "tokenizer.ggml.bos_token_id": (U32, 1), "tokenizer.ggml.eos_token_id": (U32, 2),
            "tokenizer.ggml.unknown_token_id": (U32, 0), **more}
    return gguf(keys, tensors, kind)


def for_bench():
    """A token costs milliseconds, and what it says has the same tokens again when it is read: letters and no words."""
    letters = vocabulary()[:1 - len(WORDS)]
    return llama(8, layers=8, width=512, heads=8, kv_heads=8, feed=1408, context=2048, kind=TENSOR_F16, eos_gain=0.05,
                 byte_gain=0.05, tokens=letters)


def main():
    folder = pathlib.Path(sys.argv[1])
    if "--bench" in sys.argv:
        (folder / "language.gguf").write_bytes(for_bench())
        return
    (folder / "llama_tiny.gguf").write_bytes(llama(1, eos_gain=0.05))
    (folder / "llama_grouped.gguf").write_bytes(llama(2, layers=3, kv_heads=2, kind=TENSOR_F16, eos_gain=0.05))
    (folder / "llama_ends.gguf").write_bytes(llama(3, eos_gain=2.0))
    (folder / "llama_unknown.gguf").write_bytes(llama(4, layers=1, architecture="nonesuch"))
    (folder / "llama_no_words.gguf").write_bytes(
        llama(5, layers=1, **{"tokenizer.ggml.model": (STRING, "no_vocab")}))
    tokens, keys = byte_pairs()
    (folder / "llama_pairs.gguf").write_bytes(llama(7, layers=1, context=32768, tokens=tokens, **keys))
    (folder / "llama_wide.gguf").write_bytes(
        llama(6, layers=6, width=256, heads=8, kv_heads=4, feed=704, context=4096, kind=TENSOR_F16, eos_gain=0.05))


if __name__ == "__main__":
    main()

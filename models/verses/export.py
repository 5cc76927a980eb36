# SPDX-License-Identifier: Apache-2.0
"""Writes the trained weights as GGUF of the architecture llama: matrices in f16, norms in f32."""

import gguf
import numpy as np

import dataset
import text
import tokenizer

NAME = "verses"


def token_type(index):
    if index >= len(tokenizer.FIXED):
        return gguf.TokenType.NORMAL
    if tokenizer.FIXED[index].startswith("<0x"):
        return gguf.TokenType.BYTE
    return gguf.TokenType.UNKNOWN if index == 0 else gguf.TokenType.CONTROL


def add_description(writer, remarks):
    writer.add_name(NAME)
    writer.add_author("wasinn")
    writer.add_description(remarks)
    writer.add_license("Apache-2.0")
    writer.add_source_url("https://ebible.org/web/")
    writer.add_string("general.source.text", f"public-domain text of the Debian package {text.PACKAGE}")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)


def add_shape(writer, shape):
    writer.add_context_length(shape.positions)
    writer.add_embedding_length(shape.width)
    writer.add_feed_forward_length(shape.inner)
    writer.add_block_count(shape.layers)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.key_heads)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_rope_freq_base(shape.rotation_base)
    writer.add_vocab_size(shape.tokens)


def add_tokenizer(writer, encoder):
    count = range(len(encoder.tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(encoder.tokens)
    writer.add_token_scores([encoder.score(i) for i in count])
    writer.add_token_types([token_type(i) for i in count])
    writer.add_bos_token_id(tokenizer.BEGIN)
    writer.add_eos_token_id(tokenizer.END)
    writer.add_eot_token_id(encoder.tokens.index(tokenizer.TURN_END))
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(True)
    writer.add_chat_template(dataset.TEMPLATE)


def tensors(weights):
    """Yields (name, array) as the file has them: one tensor a layer, matrices as [out, in]."""
    for name, array in weights.items():
        array = np.asarray(array)
        if name.startswith(("attn", "ffn")):
            for i, part in enumerate(array):
                yield f"blk.{i}.{name}.weight", part.T.astype(np.float16) if part.ndim == 2 else part
        else:
            yield f"{name}.weight", array.astype(np.float16) if array.ndim == 2 else array


def write(path, weights, shape, encoder, remarks):
    writer = gguf.GGUFWriter(path, "llama")
    add_description(writer, remarks)
    add_shape(writer, shape)
    add_tokenizer(writer, encoder)
    for name, array in tensors(weights):
        writer.add_tensor(name, np.ascontiguousarray(array))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()

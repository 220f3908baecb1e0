#!/usr/bin/env python3
"""Writes a GGUF file of random ternary weights in the sizes of BitNet b1.58 2B4T that llama.cpp can run.

    write_peer.py FILE tq2_0|tq1_0

The architecture is llama.cpp's "bitnet": sub-norms behind attention and behind the gate as in the 2B4T, but SiLU in place of the
squared ReLU; activations are quantised in blocks of 256 (Q8_K) instead of once a token. The embedding, which is the output head
too, is Q8_0: bytes, as ours. There is no vocabulary: only token numbers go in and out.
"""
import sys

import gguf
import numpy

HIDDEN, WIDE, LAYERS, HEADS, KV_HEADS, VOCABULARY, CONTEXT = 2560, 6912, 30, 20, 5, 128256, 4096
HEAD_WIDTH = HIDDEN // HEADS
numbers = numpy.random.default_rng(1)


def ternary(rows, columns, kind):
    """Blocks of 256 weights: random codes, and one scale for all."""
    blocks = rows * columns // 256
    scale = numpy.frombuffer(numpy.float16(1 / numpy.sqrt(columns * 2 / 3)).tobytes(), numpy.uint8)
    if kind == gguf.GGMLQuantizationType.TQ2_0:  # 64 bytes of four codes 0, 1, 2
        codes = numbers.integers(0, 3, (blocks, 4, 64), dtype=numpy.uint8)
        packed = codes[:, 0] | codes[:, 1] << 2 | codes[:, 2] << 4 | codes[:, 3] << 6
    else:  # 48 bytes of five digits and 4 of four: every byte stands for some
        packed = numbers.integers(0, 256, (blocks, 52), dtype=numpy.uint8)
    return numpy.concatenate([packed, numpy.tile(scale, (blocks, 1))], axis=1).reshape(rows, -1)


def embedding():
    """Q8_0: blocks of a scale and 32 bytes."""
    blocks = VOCABULARY * HIDDEN // 32
    scale = numpy.frombuffer(numpy.float16(0.1 / 36).tobytes(), numpy.uint8)
    codes = numbers.integers(-127, 128, (blocks, 32), dtype=numpy.int8).view(numpy.uint8)
    return numpy.concatenate([numpy.tile(scale, (blocks, 1)), codes], axis=1).reshape(VOCABULARY, -1)


def main(path, name):
    kind = {"tq2_0": gguf.GGMLQuantizationType.TQ2_0, "tq1_0": gguf.GGMLQuantizationType.TQ1_0}[name]
    writer = gguf.GGUFWriter(path, "bitnet")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(HIDDEN)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(WIDE)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(500000.0)
    writer.add_rope_dimension_count(HEAD_WIDTH)
    writer.add_vocab_size(VOCABULARY)
    writer.add_tokenizer_model("no_vocab")

    def ones(tensor, width):
        writer.add_tensor(tensor, numpy.ones(width, numpy.float32))

    def matrix(tensor, rows, columns):
        writer.add_tensor(tensor, ternary(rows, columns, kind), raw_dtype=kind)

    writer.add_tensor("token_embd.weight", embedding(), raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    ones("output_norm.weight", HIDDEN)
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        for norm, width in (("attn_norm", HIDDEN), ("attn_sub_norm", HIDDEN), ("ffn_norm", HIDDEN), ("ffn_sub_norm", WIDE)):
            ones(f"{block}{norm}.weight", width)
        for part, rows, columns in (
            ("attn_q", HIDDEN, HIDDEN), ("attn_k", KV_HEADS * HEAD_WIDTH, HIDDEN), ("attn_v", KV_HEADS * HEAD_WIDTH, HIDDEN),
            ("attn_output", HIDDEN, HIDDEN), ("ffn_gate", WIDE, HIDDEN), ("ffn_up", WIDE, HIDDEN), ("ffn_down", HIDDEN, WIDE),
        ):
            matrix(f"{block}{part}.weight", rows, columns)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if len(sys.argv) != 3 or sys.argv[2] not in ("tq2_0", "tq1_0"):
    sys.exit(__doc__)
main(sys.argv[1], sys.argv[2])

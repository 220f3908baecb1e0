#!/usr/bin/env python3
"""Makes the seeds of the model files: a checkpoint as small as one can be, with a tokenizer. Run it here; then
`trivet model import checkpoint --output packed/checkpoint` makes the packed seed of it (see script/fuzz)."""

import json
import random
import shutil
import struct
from pathlib import Path

HERE = Path(__file__).parent
HIDDEN, WIDE, LAYERS, HEADS, KEY_VALUE_HEADS, VOCABULARY = 8, 12, 1, 2, 1, 264
random.seed(5)


def bfloat16(count: int, middle: float) -> bytes:
    return b"".join(struct.pack("<f", middle + random.uniform(-0.5, 0.5))[2:] for _ in range(count))


def ternary(rows: int, columns: int) -> bytes:
    return bytes(
        sum(random.randrange(3) << 2 * field for field in range(4)) for _ in range(rows // 4 * columns)
    )


def tensors():
    yield "model.embed_tokens.weight", "BF16", [VOCABULARY, HIDDEN], bfloat16(VOCABULARY * HIDDEN, 0)
    yield "model.norm.weight", "BF16", [HIDDEN], bfloat16(HIDDEN, 1)
    width = HIDDEN // HEADS * KEY_VALUE_HEADS
    for layer in range(LAYERS):
        prefix = f"model.layers.{layer}."
        for name, size in [
            ("input_layernorm", HIDDEN),
            ("post_attention_layernorm", HIDDEN),
            ("self_attn.attn_sub_norm", HIDDEN),
            ("mlp.ffn_sub_norm", WIDE),
        ]:
            yield prefix + name + ".weight", "BF16", [size], bfloat16(size, 1)
        for name, rows, columns in [
            ("self_attn.q_proj", HIDDEN, HIDDEN),
            ("self_attn.k_proj", width, HIDDEN),
            ("self_attn.v_proj", width, HIDDEN),
            ("self_attn.o_proj", HIDDEN, HIDDEN),
            ("mlp.gate_proj", WIDE, HIDDEN),
            ("mlp.up_proj", WIDE, HIDDEN),
            ("mlp.down_proj", HIDDEN, WIDE),
        ]:
            yield prefix + name + ".weight", "U8", [rows // 4, columns], ternary(rows, columns)
            yield prefix + name + ".weight_scale", "BF16", [1], bfloat16(1, 1)


def safetensors() -> bytes:
    header, data = {}, b""
    for name, kind, shape, content in tensors():
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text)) + text + data


def tokenizer() -> dict:
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = iter(range(256, 512))
    alphabet = [chr(byte) if byte in plain else chr(next(others)) for byte in range(256)]
    vocabulary, merges = list(alphabet), []
    for word in ["on", "lamp"]:
        left = word[0]
        for letter in word[1:]:
            vocabulary.append(left + letter)
            merges.append([left, letter])
            left += letter
    added = [
        {"id": len(vocabulary) + index, "content": content, "special": True}
        for index, content in enumerate(["<set>", "<|eot_id|>"])
    ]
    return {
        "added_tokens": added,
        "normalizer": None,
        "model": {"type": "BPE", "vocab": {text: token for token, text in enumerate(vocabulary)}, "merges": merges},
    }


CONFIG = {
    "model_type": "bitnet", "hidden_act": "relu2", "tie_word_embeddings": True, "hidden_size": HIDDEN,
    "intermediate_size": WIDE, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS,
    "num_key_value_heads": KEY_VALUE_HEADS, "vocab_size": VOCABULARY, "max_position_embeddings": 16,
    "rms_norm_eps": 1e-5, "rope_theta": 10000, "eos_token_id": 1, "trivet": {"tokenizer": "trivet-words"},
}


def write(name: str, content: bytes) -> None:
    path = HERE / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    write("checkpoint/config.json", json.dumps(CONFIG).encode())
    write("safetensors/checkpoint", safetensors())
    write("tokenizer/words", json.dumps(tokenizer(), ensure_ascii=False, separators=(",", ":")).encode())

"""Begins a training from the weights of a packed model (`*.trivet`) or of another run, also with another tokenizer or more layers.

A token that the model knew keeps its embedding; one that it did not know begins with the mean of the tokens that spell it, or
of its gloss if it is a word of another language. Layers that are added begin as next to nothing.
"""
import json
import os
import struct

import torch

from pilot_data.zh.lexicon import GLOSSES

NAMES = {"query": "q_proj", "key": "k_proj", "value": "v_proj", "attention_output": "o_proj", "gate": "gate_proj", "up": "up_proj", "down": "down_proj",
         "attention_norm": "input_layernorm", "attention_output_norm": "attn_sub_norm", "feed_forward_norm": "post_attention_layernorm", "feed_forward_output_norm": "ffn_sub_norm"}


def read(path):
    """-> (metadata, tensors by the names of PyTorch, token bytes by number, control names by number)."""
    data = open(path, "rb").read()
    version, _, _, n_meta, n_tokenizer, n_directory = struct.unpack_from("<IIQQQQ", data, 8)
    if data[:6] != b"TRIVET" or version not in (1, 2):
        raise SystemExit(f"{path} is no packed model of version 1 or 2: import its checkpoint folder again, or train from nothing")
    aligned = lambda n: (n + 63) // 64 * 64  # noqa: E731
    tokenizer = aligned(64 + n_meta)
    directory = aligned(tokenizer + n_tokenizer)
    metadata = json.loads(data[64:64 + n_meta])
    count = struct.unpack_from("<Q", data, directory)[0]
    tensors = {}
    for i in range(count):
        at, size, encoding, scale, rows, columns, offset, length = struct.unpack_from("<IIIfQQQQ", data, directory + 16 + 48 * i)
        start = directory + 16 + 48 * count + at
        name = data[start:start + size].decode()
        raw = torch.frombuffer(bytearray(data[offset:offset + length]), dtype=torch.uint8)
        if encoding == 0:
            tensor = raw.view(torch.float32)
        elif encoding == 1:
            tensor = raw.view(torch.bfloat16).float().view(rows, columns)
        elif encoding in (2, 3):
            tensor = unpacked(raw, rows, columns, scale, encoding)
        else:
            raise SystemExit(f"{path}: the weights of {name} are stored in a way that is only for running (encoding {encoding})")
        parts = name.split(".")
        tensors[{"token_embedding": "embed", "output_norm": "norm.weight"}.get(name) or f"layers.{parts[1]}.{NAMES[parts[2]]}.weight"] = tensor
    u32 = lambda at, n: struct.unpack_from(f"<{n}I", data, at)  # noqa: E731
    tokens, n_bytes, merge_slots, token_slots, controls, *_ = u32(tokenizer, 8)
    at = tokenizer + 32 + 4 * 256
    offsets = u32(at, tokens + 1)
    at += 4 * (tokens + 1) + 16 * merge_slots + 4 * token_slots
    named = [u32(at + 12 * i, 3) for i in range(controls)]
    at += 12 * controls
    words = {bytes(data[at + offsets[i]:at + offsets[i + 1]]): i for i in range(tokens) if offsets[i + 1] > offsets[i]}
    at += n_bytes
    return metadata, tensors, words, {data[at + b:at + b + n].decode(): t for t, b, n in named}


def tokenizer_of(path):
    """The tokenizer of a packed model, as train.py reads it."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    from pilot_tokenizer import PIECES
    data = open(path, "rb").read()
    n_meta = struct.unpack_from("<Q", data, 24)[0]
    start = (64 + n_meta + 63) // 64 * 64
    u32 = lambda at, n: struct.unpack_from(f"<{n}I", data, at)  # noqa: E731
    tokens, _, slots, *_ = u32(start, 8)
    _, _, words, controls = read(path)
    at = start + 32 + 4 * 256 + 4 * (tokens + 1)
    merges = sorted((rank, left, right) for left, right, rank, _ in (u32(at + 16 * i, 4) for i in range(slots)) if left != 0xFFFFFFFF)
    written = {number: "".join(BYTES[b] for b in text) for text, number in words.items()}
    vocabulary = {text: number for number, text in written.items()} | {f"<{name}>": number for name, number in controls.items()}
    t = Tokenizer(models.BPE(vocab=vocabulary, merges=[(written[a], written[b]) for _, a, b in merges]))
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(PIECES, "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    t.decoder = decoders.ByteLevel()
    t.add_special_tokens([AddedToken(f"<{name}>", special=True) for name in controls])
    return t


def unpacked(raw, rows, columns, scale, encoding):
    """Two bits a weight in blocks of 16 rows and 16 columns, or five weights a byte in blocks of 16 rows and 20 columns. What is
    returned has the scale as its mean size."""
    if encoding == 2:
        down, across, wide = -(-rows // 16), -(-columns // 128) * 8, 16
        codes = raw.view(down, across, 16, 4)
        blocks = torch.stack([codes >> (2 * i) & 3 for i in range(4)], 3).float() - 1     # [down, across, row, i, k % 4]
    else:
        down, across, wide = -(-rows // 16), -(-columns // 20), 20
        blocks = FIVE[raw.long()].view(down, across, 16, 4, 5).transpose(3, 4)
    trits = blocks.permute(0, 2, 1, 3, 4).reshape(down * 16, across * wide)[:rows, :columns]
    return trits * (scale / trits.abs().mean())


def five_in_a_byte():
    """The five weights of every byte that holds five."""
    table = torch.zeros(256, 5)
    for n in range(-121, 122):
        digits, rest = [], n + 121
        for place in (81, 27, 9, 3, 1):
            digits.append(rest // place - 1)
            rest %= place
        table[(512 * (n + 243) + 243) // 486 - 128] = torch.tensor(digits).float()
    return table


FIVE = five_in_a_byte()


def read_run(folder):
    """The same of a run: (tensors, token bytes by number, control names by number)."""
    saved = torch.load(os.path.join(folder, "checkpoint.pt"), weights_only=False)
    with open(os.path.join(folder, "tokenizer.json"), encoding="utf-8") as f:
        tokenizer = json.load(f)
    controls = {t["content"][1:-1]: t["id"] for t in tokenizer["added_tokens"]}
    words = {spelled(t): i for t, i in tokenizer["model"]["vocab"].items() if i not in controls.values()}
    return saved["model"], words, controls


def old_tokens(text, words):
    """The longest tokens that spell the text."""
    out, i = [], 0
    while i < len(text):
        size = next(n for n in range(len(text) - i, 0, -1) if text[i:i + n] in words)
        out.append(words[text[i:i + size]])
        i += size
    return out


# How a byte-level vocabulary writes each byte.
_PLAIN = [*range(33, 127), *range(161, 173), *range(174, 256)]
BYTES = {b: chr(b) for b in _PLAIN} | {b: chr(256 + i) for i, b in enumerate(b for b in range(256) if b not in _PLAIN)}
_LETTERS = {c: b for b, c in BYTES.items()}


def spelled(token):
    """The bytes of a token of a byte-level vocabulary."""
    return bytes(_LETTERS[c] for c in token)


def begin(model, path, vocabulary):
    """Fills the model with what the packed model or the run knows. vocabulary: token -> number of the new tokenizer."""
    old, words, controls = read_run(path) if os.path.isdir(path) else read(path)[1:]
    state = model.state_dict()
    embed, known = state["embed"], old["embed"]
    embed.mul_(known.std() * 0.5 / embed.std())
    kept = 0
    for token, number in vocabulary.items():
        if token.startswith("<") and token[1:-1] in controls:
            embed[number] = known[controls[token[1:-1]]]
            continue
        text = spelled(token)
        if text in words:
            embed[number] = known[words[text]]
            kept += 1
            continue
        word = text.decode("utf-8", "ignore").strip()
        gloss = GLOSSES.get(word)
        parts = old_tokens((" " + gloss if gloss else text.decode("utf-8", "replace")).encode(), words) if gloss or text.isascii() else []
        if parts:
            # a little of its own, so that words with the same gloss can part
            embed[number] = known[parts].mean(0) * (1 + 0.5 * (len(parts) > 1)) + embed[number] * 0.5
    for name, tensor in old.items():
        if name != "embed":
            state[name].copy_(tensor.view_as(state[name]))
    n_old = 1 + max(int(n.split(".")[1]) for n in old if n.startswith("layers."))
    for name, tensor in state.items():
        parts = name.split(".")
        if parts[0] == "layers" and int(parts[1]) >= n_old and parts[2] in ("o_proj", "down_proj"):
            tensor.mul_(0.1)
    model.load_state_dict(state)
    return kept

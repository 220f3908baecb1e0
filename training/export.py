"""Writes a checkpoint as a folder in the published form of BitNet: config.json, model.safetensors (packed ternary), tokenizer.json.

    python export.py runs/pilot OUT        then: trivet model import OUT --output models/pilot.trivet
"""
import argparse
import json
import os
import shutil
import struct

import torch

from pilot_model import Pilot, Shape


def pack(t):
    """{-1,0,1} [M,K] -> uint8 [M/4,K]: the four rows of a byte stand M/4 apart, the first in the lowest bits."""
    codes = (t + 1).to(torch.uint8).view(4, t.shape[0] // 4, t.shape[1])
    return codes[0] | codes[1] << 2 | codes[2] << 4 | codes[3] << 6


def write_safetensors(path, tensors):
    header, data, offset = {"__metadata__": {"format": "pt"}}, [], 0
    for name in sorted(tensors, key=lambda n: (tensors[n].dtype == torch.uint8, n)):
        t = tensors[name].contiguous()
        raw = t.view(torch.uint8).numpy().tobytes()
        header[name] = {"dtype": "U8" if t.dtype == torch.uint8 else "BF16", "shape": list(t.shape), "data_offsets": [offset, offset + len(raw)]}
        data.append(raw)
        offset += len(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + b"".join(data))


def main():
    a = argparse.ArgumentParser()
    a.add_argument("run")
    a.add_argument("out")
    a.add_argument("--name", default="trivet-pilot")
    o = a.parse_args()
    saved = torch.load(os.path.join(o.run, "checkpoint.pt"), weights_only=False, map_location="cpu")
    c = Shape(**saved["shape"])
    weights = saved.get("average") or saved["model"]
    tensors = {"model.embed_tokens.weight": weights["embed"].bfloat16(), "model.norm.weight": weights["norm.weight"].bfloat16()}
    for i in range(c.layers):
        for n in ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"):
            w = weights[f"layers.{i}.{n}.weight"]
            scale = w.abs().mean().clamp(min=1e-5)
            name = f"model.layers.{i}.{'mlp' if n[0] in 'gu' or n == 'down_proj' else 'self_attn'}.{n}.weight"
            tensors[name] = pack((w / scale).round().clamp(-1, 1).to(torch.int8))
            tensors[name + "_scale"] = scale.bfloat16().view(1)
        for n, full in (("input_layernorm", "input_layernorm"), ("post_attention_layernorm", "post_attention_layernorm"), ("attn_sub_norm", "self_attn.attn_sub_norm"), ("ffn_sub_norm", "mlp.ffn_sub_norm")):
            tensors[f"model.layers.{i}.{full}.weight"] = weights[f"layers.{i}.{n}.weight"].bfloat16()
    os.makedirs(o.out, exist_ok=True)
    write_safetensors(os.path.join(o.out, "model.safetensors"), tensors)
    shutil.copy(os.path.join(o.run, "tokenizer.json"), o.out)
    controls = json.load(open(os.path.join(o.run, "tokenizer.json")))["added_tokens"]
    end = next(t["id"] for t in controls if t["content"] == "<end>")
    with open(os.path.join(o.out, "config.json"), "w") as f:
        json.dump({"architectures": ["BitNetForCausalLM"], "model_type": "bitnet", "hidden_act": "relu2", "hidden_size": c.hidden, "intermediate_size": c.intermediate,
                   "num_hidden_layers": c.layers, "num_attention_heads": c.heads, "num_key_value_heads": c.kv_heads, "vocab_size": c.vocab, "rms_norm_eps": c.eps,
                   "rope_theta": c.theta, "max_position_embeddings": c.context, "tie_word_embeddings": True, "bos_token_id": None, "eos_token_id": end,
                   "quantization_config": {"quant_method": "bitnet", "linear_class": "autobitlinear", "quantization_mode": "offline"},
                   "trivet": {"dialect": "pilot", "name": o.name, "languages": ["en", "zh"], "tokenizer": "trivet-words",
                              "training": {"steps": saved["step"], "tokens": saved["tokens"], "seconds": round(saved["seconds"]), "rows": saved["options"]["rows"], "length": saved["options"]["length"]}}}, f, indent=1)
    print(f"{o.out}: {sum(t.numel() * 4 for t in tensors.values() if t.dtype == torch.uint8) / 1e6:.2f} M ternary weights, {c.layers} layers, {saved['step']} steps")
    return saved, c


if __name__ == "__main__":
    main()

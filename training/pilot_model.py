"""BitNet b1.58 in PyTorch, trained with a straight-through estimator; the arithmetic of inference is the engine's."""
from dataclasses import dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F


@dataclass
class Shape:
    vocab: int = 2048
    hidden: int = 256
    layers: int = 5
    heads: int = 8
    kv_heads: int = 4
    intermediate: int = 512
    context: int = 1024
    theta: float = 10000.0
    eps: float = 1e-5
    ternary: bool = True

    @property
    def head_dim(self):
        return self.hidden // self.heads


def as_bf16(w):
    """The value that the file will hold; the gradient passes."""
    return w + (w.bfloat16().float() - w).detach()


def quantize_activations(x):
    """int8 per token, absmax."""
    s = 127.0 / x.abs().amax(-1, keepdim=True).clamp(min=1e-5)
    return x + ((x * s).round().clamp(-128, 127) / s - x).detach()


def ternary(w):
    """absmean scale, {-1, 0, 1}; the scale as bf16, as it is stored."""
    scale = w.abs().mean().clamp(min=1e-5)
    t = (w / scale).round().clamp(-1, 1)
    return w + (t * scale.bfloat16().float() - w).detach()


class BitLinear(nn.Module):
    def __init__(self, n_in, n_out, is_ternary, std=0.02):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n_out, n_in) * std)
        self.ternary = is_ternary

    def forward(self, x_quantized):
        return F.linear(x_quantized, ternary(self.weight) if self.ternary else self.weight)


class RMSNorm(nn.Module):
    def __init__(self, n, eps, initial=1.0):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.full((n,), initial)), eps

    def forward(self, x):
        return as_bf16(self.weight) * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps))


class Layer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        self.input_layernorm, self.post_attention_layernorm = RMSNorm(c.hidden, c.eps), RMSNorm(c.hidden, c.eps)
        self.attn_sub_norm, self.ffn_sub_norm = RMSNorm(c.hidden, c.eps), RMSNorm(c.intermediate, c.eps)
        kv = c.kv_heads * c.head_dim
        self.q_proj, self.k_proj, self.v_proj = (BitLinear(c.hidden, n, c.ternary) for n in (c.hidden, kv, kv))
        self.o_proj = BitLinear(c.hidden, c.hidden, c.ternary, 0.01)
        self.gate_proj, self.up_proj = BitLinear(c.hidden, c.intermediate, c.ternary), BitLinear(c.hidden, c.intermediate, c.ternary)
        self.down_proj = BitLinear(c.intermediate, c.hidden, c.ternary, 0.01)

    def quantized(self, x):
        return quantize_activations(x) if self.c.ternary else x

    def forward(self, x, cos, sin, mask):
        c, (B, T, _) = self.c, x.shape
        h = self.quantized(self.input_layernorm(x))

        def rope(y):
            a, b = y.chunk(2, -1)
            return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)
        q = rope(self.q_proj(h).view(B, T, c.heads, c.head_dim).transpose(1, 2))
        k = rope(self.k_proj(h).view(B, T, c.kv_heads, c.head_dim).transpose(1, 2))
        v = self.v_proj(h).view(B, T, c.kv_heads, c.head_dim).transpose(1, 2)
        g = c.heads // c.kv_heads
        k, v = k.repeat_interleave(g, 1), v.repeat_interleave(g, 1)
        o = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(B, T, c.hidden)
        x = x + self.o_proj(self.quantized(self.attn_sub_norm(o)))
        h = self.quantized(self.post_attention_layernorm(x))
        f = F.relu(self.gate_proj(h)).square() * self.up_proj(h)
        return x + self.down_proj(self.quantized(self.ffn_sub_norm(f)))


class Pilot(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        # The embedding is as large as what the layers add to it, or else which word it was is lost under their sum and
        # appliances are never found by their names; the last norm is small instead, so that the tied head starts flat.
        self.embed = nn.Parameter(torch.randn(c.vocab, c.hidden) * 0.7)
        self.layers = nn.ModuleList(Layer(c) for _ in range(c.layers))
        self.norm = RMSNorm(c.hidden, c.eps, 0.09)
        inverse = 1.0 / c.theta ** (torch.arange(0, c.head_dim, 2).float() / c.head_dim)
        angle = torch.arange(c.context).float()[:, None] * inverse[None]
        self.register_buffer("cos", angle.cos(), persistent=False)
        self.register_buffer("sin", angle.sin(), persistent=False)

    def hidden(self, ids, positions=None, branches=None):
        """positions: where each token stands in its text. branches: 0 for the home, which every branch sees; a token sees
        nothing of other branches."""
        B, T = ids.shape
        if positions is None:
            positions = torch.arange(T).expand(B, T)
        order = torch.arange(T)
        mask = (order[:, None] >= order[None, :]).expand(B, T, T)
        if branches is not None:
            mask = mask & ((branches[:, :, None] == branches[:, None, :]) | (branches[:, None, :] == 0))
        return self.body(as_bf16(self.embed)[ids], self.cos[positions][:, None], self.sin[positions][:, None], mask[:, None])

    def body(self, x, cos, sin, mask):
        for layer in self.layers:
            x = layer(x, cos, sin, mask)
        return self.norm(x)

    def logits(self, ids):
        return self.hidden(ids) @ as_bf16(self.embed).T

    def loss(self, batch):
        """-> (mean over the weights of what was missed, how many pointers are in the answers, how many of them are right)."""
        hidden = self.hidden(batch.ids, batch.positions, batch.branches).flatten(0, 1)[batch.places]
        logits = hidden @ as_bf16(self.embed).T
        loss = (F.cross_entropy(logits, batch.targets, reduction="none") * batch.weights).sum() / batch.weights.sum()
        pointers = batch.weights > 1
        return loss, pointers.sum(), (pointers & (logits.argmax(-1) == batch.targets)).sum()

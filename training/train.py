"""Trains the pilot. Resumes from its checkpoint; stops after --minutes or --steps, whichever comes first.

    python train.py --run runs/pilot --steps 6000
"""
import argparse
import json
import os
import random
import time

import torch
import torch.distributed as dist
import torch.multiprocessing as mp

from pilot_data.dialogue import dialogue
from pilot_model import Pilot, Shape
from pilot_tokenizer import Encoder, train as train_tokenizer


class Data:
    """Batches of packed dialogues: one home to a row."""

    def __init__(self, encoder, rows, length, seed):
        self.e, self.rows, self.length, self.rng = encoder, rows, length, random.Random(seed)

    def row(self, largest):
        rng = self.rng
        while True:
            size = rng.randint(2, max(3, largest))
            _, segments = dialogue(rng, size, 8 + self.length // 20)
            ids, w = [], []
            for kind, text, weight in segments:
                s = self.e.segment(kind, text)
                ids += s
                # the token that points is what is hard to learn: it counts more, for areas most, as they are named seldom
                points = weight == 1.0 and kind == "c" and text[1:].isdigit()
                w += [{"d": 2.0, "S": 4.0}[text[0]] if points else weight] * len(s)
            if len(ids) >= self.length + 1:
                return ids[:self.length + 1], w[:self.length + 1]
            if len(ids) > self.length * 0.7:
                pad = self.length + 1 - len(ids)
                return ids + [0] * pad, w + [0.0] * pad

    def batch(self, largest):
        ids, w = zip(*(self.row(largest) for _ in range(self.rows)))
        ids, w = torch.tensor(ids), torch.tensor(w)
        return ids[:, :-1].contiguous(), ids[:, 1:].contiguous(), w[:, 1:].contiguous()


def options():
    a = argparse.ArgumentParser()
    a.add_argument("--run", required=True)
    a.add_argument("--steps", type=int, default=6000)
    a.add_argument("--minutes", type=float, default=1e9)
    a.add_argument("--rows", type=int, default=8)
    a.add_argument("--length", type=int, default=448)
    a.add_argument("--lr", type=float, default=2e-3)
    a.add_argument("--warmup", type=int, default=100)
    a.add_argument("--homes", type=int, default=16, help="appliances of the largest homes")
    a.add_argument("--processes", type=int, default=2, help="data-parallel, one thread each: faster on few cores than one process with threads")
    a.add_argument("--layers", type=int, default=5)
    a.add_argument("--hidden", type=int, default=256)
    a.add_argument("--intermediate", type=int, default=512)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--full-precision", action="store_true")
    a.add_argument("--compile", action="store_true")
    return a.parse_args()


def run(rank, o):
    torch.set_num_threads(1)
    torch.manual_seed(o.seed)
    dist.init_process_group("gloo", init_method=f"file://{os.path.abspath(o.run)}/.meeting", rank=rank, world_size=o.processes)
    vocabulary = os.path.join(o.run, "tokenizer.json")
    encoder = Encoder(vocabulary)
    shape = Shape(vocab=encoder.size, layers=o.layers, hidden=o.hidden, intermediate=o.intermediate, ternary=not o.full_precision)
    model = Pilot(shape)
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and n != "embed"]
    others = [p for n, p in model.named_parameters() if p.ndim != 2 or n == "embed"]
    optimizer = torch.optim.AdamW(matrices + others, lr=o.lr, betas=(0.9, 0.98), weight_decay=0.01)
    path, start, spent = os.path.join(o.run, "checkpoint.pt"), 0, 0.0
    largest, right = 3, 0.0     # appliances of the largest homes, share of right pointers
    if os.path.exists(path):
        saved = torch.load(path, weights_only=False)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        start, spent = saved["step"], saved["seconds"]
        largest, right = saved["homes"], saved["pointing"]
    data = Data(encoder, o.rows, o.length, (o.seed * 1_000_003 + start) * o.processes + rank)
    loss_of = torch.compile(model.loss) if o.compile else model.loss
    began, log, mean = time.time(), open(os.path.join(o.run, "log.jsonl"), "a"), None
    tokens = o.rows * o.length * o.processes
    if rank == 0:
        print(f"{sum(p.numel() for p in matrices) / 1e6:.2f} M ternary, {sum(p.numel() for p in others) / 1e6:.2f} M other, from step {start}", flush=True)

    def save(step):
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step,
                    "seconds": spent + time.time() - began, "homes": largest, "pointing": right, "shape": vars(shape), "options": vars(o)}, path + ".new")
        os.replace(path + ".new", path)

    done, grown = max(start / o.steps, spent / (o.minutes * 60)), start
    for step in range(start, o.steps):
        # the rate falls to zero with the steps, or with the time if that ends first
        if done >= 1:
            break
        rate = min(1, (step + 1) / o.warmup) * (1 - done)
        for group in optimizer.param_groups:
            group["lr"] = o.lr * rate
        # Homes grow as soon as the model points at the right appliance, at the latest in the second half of the training.
        if right > 0.8 and step >= grown + 40 and largest < o.homes:
            largest, grown = largest + 1, step
        forced = 3 + (o.homes - 3) * max(0, min(1, (done - 0.4) / 0.2))
        loss, pointers, hits = loss_of(*data.batch(max(largest, round(forced))))
        loss.backward()
        gradient = torch.cat([p.grad.flatten() for p in matrices + others] + [torch.stack([loss.detach(), pointers.float(), hits.float()]), torch.tensor([max((step + 1) / o.steps, (time.time() - began + spent) / (o.minutes * 60))])])
        dist.all_reduce(gradient)
        gradient /= o.processes
        at = 0
        for p in matrices + others:
            p.grad.copy_(gradient[at:at + p.numel()].view_as(p))
            at += p.numel()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        loss, done = gradient[-4], gradient[-1].item()
        right = 0.97 * right + 0.03 * (gradient[-2] / gradient[-3].clamp(min=1e-3)).item()
        mean = loss.item() if mean is None else 0.97 * mean + 0.03 * loss.item()
        if step % 20 == 0 and rank == 0:
            row = {"step": step, "tokens": (step + 1) * tokens, "loss": round(mean, 4), "seconds": round(spent + time.time() - began), "homes": largest, "pointing": round(right, 3)}
            log.write(json.dumps(row) + "\n")
            log.flush()
            print(row, flush=True)
        if step % 100 == 99 and rank == 0:
            save(step + 1)
    else:
        step = o.steps
    if rank == 0:
        save(step)
    dist.destroy_process_group()


def main():
    o = options()
    os.makedirs(o.run, exist_ok=True)
    vocabulary, meeting = os.path.join(o.run, "tokenizer.json"), os.path.join(o.run, ".meeting")
    if not os.path.exists(vocabulary):
        train_tokenizer().save(vocabulary)
    if os.path.exists(meeting):
        os.remove(meeting)
    mp.spawn(run, (o,), o.processes)


if __name__ == "__main__":
    main()

"""Trains the pilot. Resumes from its checkpoint; stops at --until, after --minutes or --steps, whichever comes first.

    python train.py --run runs/pilot --minutes 120
    python train.py --run runs/pilot --from ../models/pilot.trivet --until 2026-11-24T04:15
"""
import argparse
import datetime
import importlib
import json
import os
import random
import sys
import time
from types import SimpleNamespace

import torch
import torch.distributed as dist
import torch.multiprocessing as mp

from pilot_model import Pilot, Shape
from pilot_tokenizer import Encoder, train as train_tokenizer
from start_from import begin


def generator():
    """The generator as it is on disk now."""
    for name in [n for n in sys.modules if n.split(".")[0] == "pilot_data"]:
        del sys.modules[name]
    return importlib.import_module("pilot_data.dialogue"), importlib.import_module("pilot_data.phrases")


class Data:
    """Batches of rows. A row is a home and, behind it, conversations that all begin there: each sees the home and itself, so
    that most sentences are the first that is said, as in life, and the home is read once for all of them."""

    def __init__(self, encoder, rows, length, seed, languages):
        self.e, self.rows, self.length, self.rng, self.languages = encoder, rows, length, random.Random(seed), languages
        self.grow = generator()[0].grow

    def row(self, largest):
        while True:
            size = self.rng.randint(2, max(3, largest))
            home, branches = self.grow(self.rng, size, self.languages)
            ids, branch, position, told = [], [], [], []
            for k, t in home:
                ids += self.e.segment(k, t)
            n_home = len(ids)
            if n_home > self.length * 0.75:
                continue
            branch, position, told = [0] * n_home, list(range(n_home)), [(0, 0.0)] * n_home
            for number, segments in enumerate(branches, 1):
                one, weights = [], []
                for kind, text, weight in segments:
                    s = self.e.segment(kind, text)
                    one += s
                    # the token that points is what is hard to learn: it counts more
                    points = weight == 1.0 and kind == "c" and text[1:].isdigit()
                    weights += [2.0 if points else weight] * len(s)
                if len(ids) + len(one) > self.length:
                    break
                ids += one
                branch += [number] * len(one)
                position += range(n_home, n_home + len(one))
                # what is said is learned too, but only from some of it: the output head is a large part of the work
                told += [(t, w if w >= 1 else 0.3 if w and self.rng.random() < 0.3 else 0.0) for t, w in zip(one[1:], weights[1:])] + [(0, 0.0)]
            pad = self.length - len(ids)
            if pad > self.length * 0.3:
                continue
            return ids + [0] * pad, branch + [-1] * pad, position + [0] * pad, told + [(0, 0.0)] * pad

    def batch(self, largest):
        ids, branches, positions, told = zip(*(self.row(largest) for _ in range(self.rows)))
        told = [x for row in told for x in row]
        places = [i for i, (_, w) in enumerate(told) if w]
        return SimpleNamespace(ids=torch.tensor(ids), branches=torch.tensor(branches), positions=torch.tensor(positions), places=torch.tensor(places),
                               targets=torch.tensor([told[i][0] for i in places]), weights=torch.tensor([told[i][1] for i in places]))


@torch.no_grad()
def marks(model, batches):
    """The kind of each answer of the validation set, and whether all of it is right."""
    for batch, kinds in batches:
        logits = model.hidden(batch.ids, batch.positions, batch.branches).flatten(0, 1)[batch.places] @ model.embed.T
        right = logits.argmax(-1) == batch.targets
        yield from ((kind, bool(right[at].all())) for kind, at in kinds)


def examine(model, batches):
    """How many answers of the validation set are right as a whole, by kind."""
    counts = {}
    for kind, is_right in marks(model, batches):
        row = counts.setdefault(kind, [0, 0])
        row[0] += is_right
        row[1] += 1
    total = [sum(c[i] for c in counts.values()) for i in (0, 1)]
    return {"all": round(total[0] / total[1], 4)} | {k: round(a / n, 3) for k, (a, n) in sorted(counts.items())}


def validation(encoder, languages, homes, count=500, length=448, grow=None):
    """Sentences of phrasings that the training never uses, in homes of its own."""
    rng, batches, cases = random.Random(987_654), [], 0
    dialogue, phrases = generator()
    grow = grow or dialogue.grow
    with phrases.hold_out():
        while cases < count:
            home, branches = grow(rng, rng.randint(3, homes), languages, 12)
            branches = list(branches)
            prefix = [i for k, t in home for i in encoder.segment(k, t)]
            ids, branch, position, targets, places, kinds = list(prefix), [0] * len(prefix), list(range(len(prefix))), [], [], []
            for number, segments in enumerate(branches, 1):
                one, answers = [], []
                for kind, text, weight in segments:
                    s = encoder.segment(kind, text)
                    if weight == 1.0:
                        answers.append((text, range(len(one), len(one) + len(s))))
                    one += s
                if len(ids) + len(one) > length:
                    break
                # only the first answer of a conversation counts here
                end = next(i for i, (text, _) in enumerate(answers) if text == "end")
                spots = [p for _, r in answers[:end + 1] for p in r]
                kinds.append((answers[0][0], list(range(len(places), len(places) + len(spots)))))
                places += [len(ids) + p - 1 for p in spots]
                targets += [one[p] for p in spots]
                ids += one
                branch += [number] * len(one)
                position += range(len(prefix), len(prefix) + len(one))
            if kinds:
                language = "zh " if any("\u3400" <= c <= "\u9fff" for b in branches for _, t, _ in b for c in t) else "en "
                batches.append((SimpleNamespace(ids=torch.tensor([ids]), branches=torch.tensor([branch]), positions=torch.tensor([position]), places=torch.tensor(places), targets=torch.tensor(targets)),
                                [(language + k, at) for k, at in kinds]))
                cases += len(kinds)
    return batches


def options():
    a = argparse.ArgumentParser()
    a.add_argument("--run", required=True)
    a.add_argument("--from", dest="start", help="a packed model, or the folder of a run, to begin with")
    a.add_argument("--steps", type=int, default=1_000_000)
    a.add_argument("--minutes", type=float, default=1e9)
    a.add_argument("--until", help="end at this time (UTC, 2026-11-24T04:15)")
    a.add_argument("--rows", type=int, default=8)
    a.add_argument("--length", type=int, default=448)
    a.add_argument("--lr", type=float, default=2e-3)
    a.add_argument("--warmup", type=int, default=100)
    a.add_argument("--homes", type=int, default=16, help="appliances of the largest homes")
    a.add_argument("--languages", default="en:2,zh:1", help="which, and how often")
    a.add_argument("--processes", type=int, default=2, help="data-parallel, one thread each: faster on few cores than one process with threads")
    a.add_argument("--layers", type=int, default=5)
    a.add_argument("--hidden", type=int, default=256)
    a.add_argument("--intermediate", type=int, default=512)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--examine-every", type=int, default=200)
    a.add_argument("--full-precision", action="store_true")
    a.add_argument("--compile", action="store_true")
    return a.parse_args()


class Clock:
    """How much of the training is done, by whatever ends it first: the steps, the time spent in it, or the time of day."""

    def __init__(self, o, saved):
        self.o, self.before, self.began = o, saved.get("seconds", 0.0), time.time()
        self.first = saved.get("first", self.began)
        self.end = datetime.datetime.fromisoformat(o.until).replace(tzinfo=datetime.timezone.utc).timestamp() if o.until else None

    def spent(self):
        return self.before + time.time() - self.began

    def done(self, step):
        parts = [step / self.o.steps, self.spent() / (self.o.minutes * 60)]
        if self.end:
            parts.append((time.time() - self.first) / max(1.0, self.end - self.first))
        return max(parts)


def run(rank, o):
    torch.set_num_threads(1)
    torch.manual_seed(o.seed)
    dist.init_process_group("gloo", init_method=f"file://{os.path.abspath(o.run)}/.meeting", rank=rank, world_size=o.processes)
    encoder = Encoder(os.path.join(o.run, "tokenizer.json"))
    languages = {name: float(share) for name, share in (x.split(":") for x in o.languages.split(","))}
    shape = Shape(vocab=encoder.size, layers=o.layers, hidden=o.hidden, intermediate=o.intermediate, ternary=not o.full_precision)
    model = Pilot(shape)
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and n != "embed"]
    others = [p for n, p in model.named_parameters() if p.ndim != 2 or n == "embed"]
    parameters = matrices + others
    optimizer = torch.optim.AdamW(parameters, lr=o.lr, betas=(0.9, 0.98), weight_decay=0.01)
    path = os.path.join(o.run, "checkpoint.pt")
    saved = torch.load(path, weights_only=False) if os.path.exists(path) else {}
    if saved:
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
    elif o.start:
        begin(model, o.start, encoder.tokenizer.get_vocab())
    start, largest, right, tokens = saved.get("step", 0), saved.get("homes", 8 if o.start else 3), saved.get("pointing", 0.0), saved.get("tokens", 0)
    clock = Clock(o, saved)
    data = Data(encoder, o.rows, o.length, (o.seed * 1_000_003 + start) * o.processes + rank, languages)
    flag = os.path.join(o.run, "reload")   # touched: take up the generator as it is now, without starting again
    loaded = os.path.getmtime(flag) if os.path.exists(flag) else 0
    exam = validation(encoder, languages, o.homes) if rank == 0 else None
    if o.compile:
        model.body = torch.compile(model.body)
    log, mean, at_rank0 = open(os.path.join(o.run, "log.jsonl"), "a"), None, rank == 0
    if at_rank0:
        print(f"{sum(p.numel() for p in matrices) / 1e6:.2f} M ternary, {sum(p.numel() for p in others) / 1e6:.2f} M other, from step {start}", flush=True)

    def save(step):
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "tokens": tokens, "seconds": clock.spent(), "first": clock.first,
                    "homes": largest, "pointing": right, "shape": vars(shape), "options": vars(o)}, path + ".new")
        os.replace(path + ".new", path)

    def note(row):
        log.write(json.dumps(row) + "\n")
        log.flush()
        print(row, flush=True)

    step, done, grown = start, clock.done(start), start
    while done < 1:
        # the rate falls to zero
        for group in optimizer.param_groups:
            group["lr"] = o.lr * min(1, (step - start + 1) / o.warmup) * (1 - done)
        # Homes grow as soon as the model points at the right appliance, at the latest in the second half of the training.
        if right > 0.8 and step >= grown + 30 and largest < o.homes:
            largest, grown = largest + 1, step
        if step % 10 == 0 and os.path.exists(flag) and os.path.getmtime(flag) > loaded:
            loaded = os.path.getmtime(flag)
            try:
                data.grow = generator()[0].grow
            except Exception as problem:
                print("the generator stays as it was:", problem, flush=True)
        forced = 3 + (o.homes - 3) * max(0, min(1, (done - 0.4) / 0.2))
        loss, pointers, hits = model.loss(data.batch(max(largest, round(forced))))
        loss.backward()
        counts = torch.stack([loss.detach(), pointers.float(), hits.float(), torch.tensor(clock.done(step + 1))])
        gradient = torch.cat([p.grad.flatten() for p in parameters] + [counts])
        dist.all_reduce(gradient)
        gradient /= o.processes
        at = 0
        for p in parameters:
            p.grad.copy_(gradient[at:at + p.numel()].view_as(p))
            at += p.numel()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        step, tokens = step + 1, tokens + o.rows * o.length * o.processes
        loss, pointers, hits, done = gradient[-4:].tolist()
        right = 0.97 * right + 0.03 * hits / max(pointers, 1e-3)
        mean = loss if mean is None else 0.97 * mean + 0.03 * loss
        if at_rank0 and step % 20 == 0:
            note({"step": step, "tokens": tokens, "loss": round(mean, 4), "seconds": round(clock.spent()), "homes": largest, "pointing": round(right, 3), "done": round(done, 4)})
        if at_rank0 and step % 50 == 0:
            save(step)
        if at_rank0 and (step % o.examine_every == 0 or done >= 1):
            note({"step": step, "tokens": tokens, "right": examine(model, exam)})
    if at_rank0:
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

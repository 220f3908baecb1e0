"""Two runs beside each other: the same sentences of the validation set, and a picture of how they came there.

    python compare.py runs/price runs/price--full-precision --picture price.svg
"""
import argparse
import json
import os

import torch

from picture import chart
from pilot_model import Pilot, Shape
from pilot_tokenizer import Encoder
from train import marks, validation


def right(run, batches):
    """For each answer of the validation set whether all of it is right."""
    saved = torch.load(os.path.join(run, "checkpoint.pt"), weights_only=False)
    model = Pilot(Shape(**saved["shape"]))
    model.load_state_dict(saved["model"])
    return [is_right for _, is_right in marks(model, batches)]


HIGH = 2.0      # a loss above it is not drawn


def curves(run, name):
    """The loss and the share of right answers over the tokens read, in millions."""
    with open(os.path.join(run, "log.jsonl"), encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    return {f"loss, {name}": [(r["tokens"] / 1e6, r["loss"]) for r in rows if r.get("loss", HIGH) < HIGH],
            f"right, {name}": [(r["tokens"] / 1e6, r["right"]["all"]) for r in rows if "right" in r]}


def main():
    a = argparse.ArgumentParser()
    a.add_argument("runs", nargs=2)
    a.add_argument("--count", type=int, default=3000, help="sentences")
    a.add_argument("--languages", default="en:3,zh:2")
    a.add_argument("--homes", type=int, default=16, help="appliances of the largest homes")
    a.add_argument("--picture", help="where the curves are drawn")
    o = a.parse_args()
    languages = {name: float(share) for name, share in (x.split(":") for x in o.languages.split(","))}
    batches = validation(Encoder(os.path.join(o.runs[0], "tokenizer.json")), languages, o.homes, o.count)
    first, second = (right(run, batches) for run in o.runs)
    pairs = list(zip(first, second))
    for run, told in zip(o.runs, (first, second)):
        print(f"{run}: {sum(told) / len(told):.1%} of {len(told)} right")
    print(f"both {sum(x and y for x, y in pairs)}, only the first {sum(x and not y for x, y in pairs)}, only the second {sum(y and not x for x, y in pairs)}")
    if o.picture:
        shared = os.path.commonprefix(o.runs)
        names = [run.removeprefix(shared).strip("-") or os.path.basename(run) for run in o.runs]
        lines = curves(o.runs[0], names[0]) | curves(o.runs[1], names[1])
        with open(o.picture, "w", encoding="utf-8") as f:
            f.write(chart("Two trainings", "million tokens", lines, low=0, high=HIGH))


if __name__ == "__main__":
    main()

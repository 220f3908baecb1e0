"""How sure the pilot must be before it acts: one run of the evaluation without a threshold, and what every threshold would have made of it.

    python calibrate.py CASES.jsonl --model ../models/pilot.trivet [--out calibration]

Prints and draws right against wrong actions over the threshold, and how often an answer of a given certainty is right.
"""
import argparse
import json
import math
import os
import subprocess

from picture import chart

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
THRESHOLDS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]


def answers(o):
    """The predictions of a run in which nothing is asked first for want of certainty."""
    path = os.path.join(o.out, "predictions.jsonl")
    subprocess.run([o.program, "eval", "--cases", o.cases, "--model", o.model, "--certainty", "0", "--predictions", path], capture_output=True, check=True)
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def changes(row):
    """True if an answer would change something: only that is asked first."""
    return any(a["action"] != "get" for a in row["actions"])


def sureness(row, kind):
    return row.get("certainty", 0.0) if kind == "least" else math.exp(row.get("log_probability", -99.0))


def curve(rows, kind):
    """-> (threshold, right, wrong actions, asked first) for each threshold."""
    for threshold in THRESHOLDS:
        held = [changes(r) and sureness(r, kind) < threshold for r in rows]
        right = sum(r["right"] and not h for r, h in zip(rows, held))
        wrong = sum(r["wrong_action"] and not h for r, h in zip(rows, held))
        yield threshold, right / len(rows), wrong / len(rows), sum(held) / len(rows)


def reliability(rows):
    """How often an answer that changes something is right, by its certainty."""
    bins = {}
    for r in filter(changes, rows):
        n = bins.setdefault(min(9, int(sureness(r, "least") * 10)), [0, 0])
        n[0] += r["right"]
        n[1] += 1
    return [(b / 10 + 0.05, right / count, count) for b, (right, count) in sorted(bins.items())]


def main():
    a = argparse.ArgumentParser()
    a.add_argument("cases")
    a.add_argument("--model", default=os.path.join(ROOT, "models/pilot.trivet"))
    a.add_argument("--program", default=os.path.join(ROOT, ".build/release/trivet"))
    a.add_argument("--out", default="calibration")
    o = a.parse_args()
    os.makedirs(o.out, exist_ok=True)
    rows = answers(o)
    for kind, title in (("least", "the least likely token"), ("all", "all tokens together")):
        print(f"\nthreshold on {title}\ncertainty   right  wrong action  asked first")
        table = list(curve(rows, kind))
        for row in table:
            print("{:9.2f}  {:6.1%}  {:12.1%}  {:11.1%}".format(*row))
        if kind == "least":
            lines = {name: [(row[0], row[k]) for row in table] for k, name in enumerate(("right", "wrong action", "asked first"), 1)}
    print("\ncertainty   right   answers")
    found = reliability(rows)
    for middle, right, count in found:
        print(f"{middle:9.2f}  {right:6.1%}  {count:7}")
    lines["right of those this sure"] = [(m, r) for m, r, _ in found]
    path = os.path.join(o.out, "calibration.svg")
    with open(path, "w", encoding="utf-8") as f:
        f.write(chart("Asking first where the model is less certain", "certainty below which it asks", lines, low=0, high=1))
    print(path)


if __name__ == "__main__":
    main()

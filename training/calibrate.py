"""How sure the pilot must be before it acts: runs the evaluation with several thresholds and draws right against wrong actions.

    python calibrate.py CASES.jsonl --model ../models/pilot.trivet [--out calibration]
"""
import argparse
import json
import os
import subprocess

from picture import chart

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def measure(o, certainty):
    """-> (share of right cases, share of wrong actions, share that was asked back) at this threshold."""
    predictions = os.path.join(o.out, "predictions.jsonl")
    command = [os.path.join(ROOT, ".build/release/trivet"), "eval", "--cases", o.cases, "--model", o.model, "--certainty", str(certainty), "--predictions", predictions]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    total = next(line.split() for line in text.splitlines() if line.startswith("all "))
    with open(predictions, encoding="utf-8") as f:
        asked = [json.loads(line).get("clarify") == "confirm" for line in f]
    return float(total[2]) / 100, float(total[6]) / 100, sum(asked) / len(asked)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("cases")
    a.add_argument("--model", default=os.path.join(ROOT, "models/pilot.trivet"))
    a.add_argument("--out", default="calibration")
    a.add_argument("--thresholds", default="0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,0.95")
    o = a.parse_args()
    os.makedirs(o.out, exist_ok=True)
    lines = {"right": [], "wrong action": [], "asked first": []}
    print("certainty   right  wrong action  asked first")
    for certainty in map(float, o.thresholds.split(",")):
        row = measure(o, certainty)
        print(f"{certainty:9.2f}  {row[0]:6.1%}  {row[1]:12.1%}  {row[2]:11.1%}", flush=True)
        for line, value in zip(lines.values(), row):
            line.append((certainty, value))
    path = os.path.join(o.out, "calibration.svg")
    with open(path, "w", encoding="utf-8") as f:
        f.write(chart("Asking first where the model is less certain", "certainty below which it asks", lines, low=0, high=1))
    print(path)


if __name__ == "__main__":
    main()

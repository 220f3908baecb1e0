"""Averages checkpoints of one run: worth more than the last of them (RUNS.md).

    python average.py runs/pilot/copies/c-2240.pt runs/pilot/copies/c-2247.pt --into runs/averaged
"""
import argparse
import os
import shutil

import torch


def main():
    a = argparse.ArgumentParser()
    a.add_argument("checkpoints", nargs="+")
    a.add_argument("--into", required=True, help="the folder of a run to begin others from; it gets the tokenizer of --tokenizer")
    a.add_argument("--tokenizer", default="runs/pilot/tokenizer.json")
    o = a.parse_args()
    saved = [torch.load(path, weights_only=False) for path in o.checkpoints]
    last = saved[-1]
    last["model"] = {name: sum(s["model"][name].float() for s in saved) / len(saved) for name in last["model"]}
    os.makedirs(o.into, exist_ok=True)
    torch.save(last, os.path.join(o.into, "checkpoint.pt"))
    shutil.copy(o.tokenizer, o.into)
    print(f"the average of {', '.join(str(s['step']) for s in saved)} steps")


if __name__ == "__main__":
    main()

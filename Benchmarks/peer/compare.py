#!/usr/bin/env python3
"""Prints the rounds of script/bench --peer beside one another: medians, with the least and the most of the rounds.

    compare.py FOLDER

A file `ours-THREADS`, `tq2_0-THREADS` or `tq1_0-THREADS` has lines `what<TAB>tokens a second`, the rounds one after the other.
"""
import os
import statistics
import sys

if len(sys.argv) != 2:
    sys.exit(__doc__)
WHO = ["ours", "tq2_0", "tq1_0"]
found = {}
for threads in (1, 2):
    for who in WHO:
        path = os.path.join(sys.argv[1], f"{who}-{threads}")
        for line in open(path) if os.path.exists(path) else ():
            what, speed = line.rstrip("\n").split("\t")
            found.setdefault(what, {}).setdefault(who, []).append(float(speed))
print(f"{'tokens/s, median (least to most)':34} {'Trivet':>22} {'llama.cpp TQ2_0':>22} {'llama.cpp TQ1_0':>22} {'times':>6}")
for what, speeds in found.items():
    cells = [f"{statistics.median(s):.1f} ({min(s):.1f} to {max(s):.1f})" if (s := speeds.get(who)) else "" for who in WHO]
    others = [statistics.median(speeds[who]) for who in WHO[1:] if who in speeds]
    times = f"{statistics.median(speeds['ours']) / max(others):.1f}" if "ours" in speeds and others else ""
    print(f"{what:34} {cells[0]:>22} {cells[1]:>22} {cells[2]:>22} {times:>6}")

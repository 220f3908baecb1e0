"""Writes cases for `trivet eval`: sentences of phrasings that the training never uses, in homes of a given size.

    python make_cases.py --size 60 --count 400 > homes-60.jsonl

The form is that of every file of cases: home, state, context, sentence, and the actions that are right. Each case is carried out on a
home in memory first, so that what it expects is its effect. Of several cases in one home (`--of-a-home`) only the first brings it.
"""
import argparse
import json
import random
import sys

from pilot_data import dialogue, phrases
from pilot_data.crowd import is_told
from pilot_data.homes import make_home
from pilot_data.memory import Impossible, MemoryHome, members
from pilot_data.normalize import normalize


def capability(kind):
    """A property as a file of cases writes it."""
    if kind[0] == "choice":
        return {"values": kind[1]}
    if kind[0] == "flag":
        return {"values": [True, False]}
    if kind[0] == "range":
        return {"min": kind[1], "max": kind[2], "unit": kind[3]}
    return {"unit": kind[1], "readonly": True} if kind[1] else {"readonly": True}


ARGUMENTS = {"timer": ["hours", "minutes", "seconds", "name", "area"], "vacuum": ["area"],
             "coffee_maker": ["drink", "size", "roast", "shots", "strength", "temperature", "milk", "milk_amount", "sugar", "sugar_amount"]}


def device(d):
    capabilities = {p: capability(k) for p, k in d.properties.items()}
    if d.verbs:
        capabilities["do"] = list(d.verbs)
    if d.type in ARGUMENTS:
        capabilities["args"] = {a: {} for a in ARGUMENTS[d.type]}
    out = {"id": d.id, "name": d.name, "area": d.area, "type": d.type, "capabilities": capabilities}
    return out | ({"floor": d.floor} if d.floor else {}) | ({"device_class": d.device_class} if d.device_class else {})


def actions(home, calls):
    """The calls as actions on devices, groups as their members."""
    out = []
    for call in calls:
        for d in members(home, call[1]):
            if call[2] not in d.properties and call[2] not in d.verbs and call[2] != "toggle":
                continue     # of a group those are meant that can do it
            if call[0] == "set":
                out.append({"device": d.id, "action": "set", "property": call[2], "value": call[3]})
            elif call[0] in ("up", "down"):
                out.append({"device": d.id, "action": "adjust", "property": call[2], "value": call[0], "amount": call[3]})
            elif call[0] == "do":
                out.append({"device": d.id, "action": "do", "property": call[2], "value": call[3] or None})
            else:
                out.append({"device": d.id, "action": "get", "property": call[2]})
    return out


def state_before(rng, devices, wanted):
    """Values that differ from what is asked for."""
    state = {}
    for d in devices:
        values = {}
        for p, kind in d.properties.items():
            if kind[0] == "choice":
                values[p] = rng.choice(kind[1])
            elif kind[0] == "flag":
                values[p] = rng.random() < 0.5
            elif kind[0] == "range":
                values[p] = rng.randint(int(kind[1]), int(kind[2]))
        state[d.id] = values
    for a in wanted:
        if a["action"] == "set":
            kind = next(d for d in devices if d.id == a["device"]).properties[a["property"]]
            others = [v for v in kind[1] if v != a["value"]] if kind[0] == "choice" else [not a["value"]] if kind[0] == "flag" else [(kind[1] + a["value"]) / 2 if a["value"] != kind[1] else kind[2]]
            state[a["device"]][a["property"]] = rng.choice(others)
    return state


def case(rng, home, number, is_first):
    size, language = len(home.devices), home.language
    here = rng.choice([n for n, _ in home.scopes if n in home.areas] or [None]) if rng.random() < 0.3 else None
    made = dialogue.meant(rng, home, here, None, None)
    # nobody could know what is meant where it is said of two
    made = made and is_told(home, here, *made) and dialogue.typed(rng, home, *made)
    if not made:
        return None
    sentence, calls = made
    kinds = {c[0] for c in calls}
    # the answer to a question needs a state; here it counts what is looked up
    if kinds & {"ask", "no"} or "get" in kinds and len(kinds) > 1:
        return None
    if any(isinstance(c[1], tuple) and c[0] != "get" and not members(home, c[1]) for c in calls):
        return None
    try:
        MemoryHome(random.Random(0), home).carry_out(calls)
    except Impossible:
        return None
    wanted = actions(home, calls)
    touched = {a["device"] for a in wanted}
    return {"id": f"homes-{size}-{language}-{number}", "source": f"homes of {size:3}", "lang": language, "kind": "query" if kinds == {"get"} else "call"} \
        | ({"home": [device(d) for d in home.devices]} if is_first else {}) \
        | {"state": state_before(rng, [d for d in home.devices if d.id in touched], wanted), "context": {"area": here} if here else {}, "utterance": sentence, "expected": wanted}


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--size", type=int, required=True, help="appliances of each home")
    a.add_argument("--count", type=int, default=400)
    a.add_argument("--language", default="en")
    a.add_argument("--seed", type=int, default=5)
    a.add_argument("--of-a-home", type=int, default=1, help="how many cases are said in one home")
    o = a.parse_args()
    rng, made = random.Random(o.seed), 0
    with phrases.hold_out():
        while made < o.count:
            home, told = make_home(rng, o.size, o.language), 0
            for _ in range(4 * o.of_a_home):
                one = case(rng, home, made, told == 0)
                if one and normalize(one["utterance"]) and made < o.count and told < o.of_a_home:
                    json.dump(one, sys.stdout, ensure_ascii=False)
                    print()
                    made, told = made + 1, told + 1


if __name__ == "__main__":
    main()

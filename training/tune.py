"""Teaches the pilot the phrases of one home, in minutes on a laptop, and refuses a model that got worse elsewhere.

    python tune.py home.yaml --model ../models/pilot.trivet --run runs/home
    python export.py runs/home runs/home/export      then: trivet model import runs/home/export --output my-pilot.trivet

home.yaml:

    language: en
    devices:
      - {name: Grandma's lamp, area: Den, type: light}
      - {name: Rice cooker, area: Kitchen, type: rice_cooker, properties: {keep_warm: flag}, verbs: {start: [program]}}
    phrases:
      - say: ["movie time", "let's watch something"]
        do:
          - [set, all light in Den, power, "off"]
          - [do, Rice cooker, start, {program: white rice}]
"""
import argparse
import os
import random
import sys

import torch
import yaml

from pilot_data import dialect, dialogue
from pilot_data.dialect import Device
from pilot_data.homes import Home, names_of, properties_of
from pilot_data.normalize import normalize
from pilot_model import Pilot, Shape
from pilot_tokenizer import Encoder
from start_from import begin, read, tokenizer_of
from train import Data, examine, validation

ALLOWED_LOSS = 0.01      # how much of what it got right elsewhere it may lose


def own_home(told):
    """The home of the file, with symbols drawn anew at every call."""
    language = told.get("language", "en")
    names = names_of(language)

    def make(rng):
        devices = []
        for i, d in enumerate(told["devices"]):
            kind = d["type"]
            known = kind in dialect.STANDARD or kind in dialect.STANDARD_VERBS or kind in names.W.APPLIANCES
            props, verbs = properties_of(random.Random(i), names.W, "appliance" if kind in names.W.APPLIANCES else kind, kind) if known else ({}, {})
            props = props | {p: ("flag",) if k == "flag" else ("choice", k) if isinstance(k, list) else ("range", k["min"], k["max"], None) if isinstance(k, dict) else ("reading", None)
                             for p, k in d.get("properties", {}).items()}
            device = Device(f"{kind}.{i}", d["name"], d.get("area"), d.get("floor"), kind, props, verbs | d.get("verbs", {}), "", d.get("device_class", "blind" if kind == "cover" else None))
            nouns = names.W.NOUNS.get(kind) or [kind.replace("_", " ")]
            device.noun, device.reading = nouns[0], None
            devices.append(device)
        shown = rng.sample(devices, min(len(devices), 16))
        for d, h in zip(shown, rng.sample(range(1, dialect.HANDLES + 1), len(shown))):
            d.handle = f"d{h}"
        scopes = list(dict.fromkeys([d.area for d in shown if d.area] + [d.floor for d in shown if d.floor]))[:dialect.SCOPES]
        areas = {d.area: d.floor for d in shown if d.area}
        return Home([(n, f"S{h}") for n, h in zip(scopes, rng.sample(range(1, dialect.SCOPES + 1), len(scopes)))], shown, areas, language)
    return make


def calls_of(deeds, home):
    """The calls of a phrase in this home, or None if something of it is not shown."""
    out = []
    for verb, target, *rest in deeds:
        if target.startswith("all "):
            kind, _, scope = target[4:].partition(" in ")
            handle = home.scope(scope) if scope else "house"
            if handle is None or not home.members(kind.strip(), scope or None):
                return None
            target = ("each", kind.strip(), handle, [])
        else:
            target = next((d.handle for d in home.devices if normalize(d.name) == normalize(target)), None)
            if target is None:
                return None
        rest += [None] * (2 - len(rest)) if verb in ("up", "down", "get") else [{}] * (2 - len(rest)) if verb == "do" else []
        out.append((verb, target, *rest))
    return out


def own_conversation(rng, home, phrases):
    """A phrase of the file, as it is or with what people put around it."""
    talk = dialogue.talk_of(home.language)
    phrase = rng.choice(phrases)
    calls = calls_of(phrase["do"], home)
    if calls is None:
        return None
    said = talk.polite(rng, rng.choice(phrase["say"]), None)
    turn = dialect.turn_segments(said, None, home.scopes, home.devices)
    return [(k, t, dialogue.SAID if k == "t" else dialogue.HOME) for k, t in turn] + [(k, t, dialogue.ANSWERED) for k, t in dialect.answer_segments(calls)]


def grower(told, general, share=0.5):
    """Rows of the own home among those of all homes."""
    make = own_home(told)

    def grow(rng, size, languages, branches=24):
        if rng.random() > share:
            return general(rng, size, languages, branches)
        home = make(rng)
        head = dialect.join(dialect.home_segments(home.scopes, home.devices))
        made = (own_conversation(rng, home, told["phrases"]) if told.get("phrases") and rng.random() < 0.5 else dialogue.conversation(rng, home, 1) for _ in range(branches))
        return head, filter(None, made)
    return grow


def main():
    a = argparse.ArgumentParser()
    a.add_argument("home")
    a.add_argument("--model", default="../models/pilot.trivet")
    a.add_argument("--run", default="runs/home")
    a.add_argument("--steps", type=int, default=300)
    a.add_argument("--lr", type=float, default=3e-4)
    o = a.parse_args()
    with open(o.home, encoding="utf-8") as f:
        told = yaml.safe_load(f)
    os.makedirs(o.run, exist_ok=True)
    path = os.path.join(o.run, "tokenizer.json")
    tokenizer_of(o.model).save(path)
    encoder, metadata = Encoder(path), read(o.model)[0]
    shape = Shape(vocab=metadata["vocabulary"], hidden=metadata["hidden"], layers=metadata["layers"], heads=metadata["heads"], kv_heads=metadata["key_value_heads"], intermediate=metadata["feed_forward"])
    model = Pilot(shape)
    begin(model, o.model, encoder.tokenizer.get_vocab())
    languages = {language: 1.0 for language in metadata["languages"]}
    exam = validation(encoder, languages, 12, count=300)
    data = Data(encoder, 8, 448, 1, languages)
    data.grow = grower(told, data.grow)
    own = validation(encoder, languages, 12, count=120, grow=grower(told, None, share=1.0))
    before = examine(model, exam)["all"], examine(model, own)["all"]
    print(f"before: {before[0]:.1%} right elsewhere, {before[1]:.1%} in this home", flush=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=o.lr, betas=(0.9, 0.98))
    for step in range(o.steps):
        for group in optimizer.param_groups:
            group["lr"] = o.lr * (1 - step / o.steps)
        loss = model.loss(data.batch(12))[0]
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if step % 10 == 9:
            print(f"step {step + 1}: loss {loss.item():.3f}", flush=True)
    after = examine(model, exam)["all"], examine(model, own)["all"]
    print(f"after:  {after[0]:.1%} right elsewhere, {after[1]:.1%} in this home")
    if after[0] < before[0] - ALLOWED_LOSS:
        sys.exit("refused: it got worse elsewhere. Try fewer --steps, or phrases that contradict the usual ones less.")
    if after[1] <= before[1]:
        sys.exit("refused: it got no better in this home.")
    torch.save({"model": model.state_dict(), "step": o.steps, "tokens": o.steps * 8 * 448, "seconds": 0, "shape": vars(shape), "options": {"rows": 8, "length": 448}}, os.path.join(o.run, "checkpoint.pt"))
    print(f"kept: python export.py {o.run} {o.run}/export, then trivet model import")


if __name__ == "__main__":
    main()

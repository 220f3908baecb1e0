"""Invented homes: areas, floors and devices with names that a person may have given them."""
from dataclasses import dataclass, field

import importlib

from . import dialect
from .dialect import Device
from .normalize import normalize

COMMON = ["light"] * 27 + ["switch"] * 6 + ["outlet"] * 7 + ["fan"] * 9 + ["cover"] * 13 + ["lock"] * 9 + ["media_player"] * 10 + ["climate"] * 9 + \
    ["vacuum"] * 7 + ["sensor"] * 7 + ["binary_sensor"] * 8 + ["valve"] * 2 + ["timer"] * 6 + ["scene"] * 3 + ["script"] * 3 + ["coffee_maker"] * 5 + \
    ["weather"] * 2 + ["heater"] * 1 + ["sprinkler"] * 1 + ["camera"] * 1 + ["appliance"] * 10
# Of these many homes have but one: it is meant by what is to be done alone ("brighter", "pause", "vacuum the stairs").
ALONE = {"light", "fan", "media_player", "climate", "vacuum", "timer", "coffee_maker", "lock"}
HVAC = ["off", "heat", "cool", "heat_cool", "auto", "dry", "fan_only"]
FAN_MODES = ["auto", "low", "medium", "high", "on", "off"]
ONOFF = ("choice", ["on", "off"])


@dataclass
class Home:
    scopes: list                                 # (name, handle): areas, then floors
    devices: list
    areas: dict = field(default_factory=dict)    # area name -> floor name or None
    language: str = "en"

    def scope(self, name):
        return next((h for n, h in self.scopes if n == name), None)

    def members(self, kind, scope_name):
        """Devices of a type in an area or on a floor, or in the whole house (None)."""
        return [d for d in self.devices if d.type == kind
                and (scope_name is None or d.area == scope_name or d.floor == scope_name)]


def properties_of(rng, W, kind, t):
    """-> (properties, verbs) of one device; t: the appliance's own type or the sensor's property."""
    if kind == "light":
        p = {"power": ONOFF}
        if rng.random() < 0.9:
            p["brightness"] = ("range", 0, 100, "%")
        if rng.random() < 0.8:
            p["color"] = ("choice", W.COLORS)
            p["color_temp"] = ("range", 2200, 6500, "K")
        return p, {}
    if kind in ("switch", "outlet", "heater", "sprinkler", "camera"):
        return {"power": ONOFF}, {}
    if kind == "fan":
        return {"power": ONOFF, "speed": ("range", 0, 100, "%")}, {}
    if kind == "climate":
        return {"power": ONOFF, "temperature": ("range", 5, 90, "°"), "hvac_mode": ("choice", HVAC), "fan_mode": ("choice", FAN_MODES),
                "humidity": ("range", 0, 100, "%"), "current_temperature": ("reading", "°")}, {}
    if kind == "cover":
        return {"opening": ("choice", ["open", "closed"]), "position": ("range", 0, 100, "%")}, {"stop": []}
    if kind == "valve":
        return {"opening": ("choice", ["open", "closed"]), "position": ("range", 0, 100, "%")}, {}
    if kind == "lock":
        return {"lock": ("choice", ["locked", "unlocked"])}, {}
    if kind == "media_player":
        return {"power": ONOFF, "volume": ("range", 0, 100, "%"), "mute": ("flag",), "playback": ("reading", None)}, \
            {v: [] for v in dialect.STANDARD_VERBS["media_player"]}
    if kind == "vacuum":
        return {"activity": ("reading", None)}, {v: [] for v in dialect.STANDARD_VERBS["vacuum"]}
    if kind == "timer":
        return {"remaining": ("reading", None)}, {v: [] for v in dialect.STANDARD_VERBS["timer"]}
    if kind == "scene":
        return {}, {"activate": []}
    if kind == "script":
        return {}, {"run": []}
    if kind == "coffee_maker":
        return {"power": ONOFF}, {"brew": []}
    if kind == "weather":
        return {"forecast": ("reading", None)}, {}
    if kind == "sensor":
        return {t: ("reading", W.SENSORS[t][0])}, {}
    if kind == "binary_sensor":
        return {t: ("reading", None)}, {}
    _, p, v = W.APPLIANCES[t]
    keep = {k: x for k, x in p.items() if rng.random() < 0.85} or dict(p)
    for name in ("mode", "program"):
        if name in keep and t in W.PROGRAMS:
            # some can be set beforehand, others are only told when it starts
            keep[name] = ("reading", None) if rng.random() < 0.5 else ("choice", [x.replace(" ", "_") for x in rng.sample(W.PROGRAMS[t].split("|"), rng.randint(2, 5))])
    return keep, v


def extras(rng, W, kind):
    """Readings that have nothing to do with the kind: a lock with a battery, a plug that measures."""
    if kind in ("sensor", "binary_sensor", "scene", "script", "weather", "timer") or rng.random() < 0.75:
        return {}
    names = ["battery", "battery", "energy", "consumption", "signal_strength", "current", "voltage", "child_lock", "error", "illuminance"] + (["fan_speed"] * 6 if kind == "vacuum" else [])
    return {n: W.EXTRAS[n] for n in rng.sample(names, rng.choice([1, 1, 2]))}


def names_of(language):
    """How homes are named in a language: the module `names` of its folder, which has its words as `W`."""
    return importlib.import_module(f".{language}.names", __package__)


def make_home(rng, size, language="en"):
    N = names_of(language)
    W = N.W
    n_areas = max(1, min(max(6, size // 6), rng.randint(size // 4, size // 2 + 1)))
    areas = {a: None for a in N.area_names(rng, n_areas)}
    if rng.random() < 0.5:
        floors = N.floor_names(rng)
        for a in areas:
            if rng.random() < 0.85:
                areas[a] = rng.choice(floors)
    nowhere = rng.choice([0.0, 0.1, 0.3, 0.5, 1.0])     # how many devices have no area
    focus = rng.choice(COMMON) if rng.random() < 0.5 else None   # homes with many of one kind
    sparing = size <= 16 and rng.random() < 0.22         # homes with one of most kinds
    one_timer = rng.random() < 0.7                      # most people have one thing that keeps all their timers
    devices, taken = [], set()
    while len(devices) < size:
        kind = focus if focus and rng.random() < 0.4 else rng.choice(COMMON)
        if (sparing and kind in ALONE or one_timer and kind == "timer") and any(d.type == kind for d in devices):
            continue
        t = cls = None
        if kind == "cover":
            cls = rng.choice(["blind", "blind", "curtain", "curtain", "shade", "shutter", "garage", "garage", "gate", "window", "awning", "door"])
        elif kind == "sensor":
            t = rng.choice(list(W.SENSORS)) if rng.random() < 0.7 else rng.choice(["temperature", "humidity"])
        elif kind == "binary_sensor":
            t = rng.choice(list(W.BINARY))
        elif kind == "appliance":
            t = rng.choice(list(W.APPLIANCES))
        area = None if rng.random() < nowhere or kind in ("scene", "script", "weather") else rng.choice(list(areas))
        noun = N.noun_of(rng, kind, t, cls)
        name = N.name_of(rng, noun, area, kind)
        if normalize(name) in taken:
            continue
        taken.add(normalize(name))
        props, verbs = properties_of(rng, W, kind, t)
        props = {**props, **{n: x for n, x in extras(rng, W, kind).items() if n not in props}}
        d = Device(f"{kind}.{len(devices)}", name, area, areas.get(area) if area else None, t if kind == "appliance" else kind, props, verbs, "", cls)
        d.noun, d.reading = noun, t
        devices.append(d)
    # a home that is too large for the model's handles is only carried out in memory, and shown to it in part
    handles = rng.sample(range(1, max(dialect.HANDLES, size) + 1), size)
    for d, h in zip(devices, handles):
        d.handle = f"d{h}"
    used = [a for a in areas if any(d.area == a for d in devices)]
    floors = sorted({d.floor for d in devices if d.floor})
    rng.shuffle(floors)
    names = used + [f for f in floors if f not in used]
    scope_handles = rng.sample(range(1, max(dialect.SCOPES, len(names)) + 1), len(names))
    return Home([(n, f"S{h}") for n, h in zip(names, scope_handles)], devices, areas, language)

"""How a home, a sentence and the calls are written for the pilot. The runtime's twin is Sources/Agent/PilotDialect.swift.

A prompt and an answer are lists of segments: ("c", name) is a control token that no text can spell, ("t", text) is text.
"""
from dataclasses import dataclass, field

from .hints import hints
from .normalize import normalize

SCOPES, HANDLES = 12, 24
CONTROLS = (
    ["home", "sep", "in", "user", "act", "end", "ok", "fail"]
    + ["set", "up", "down", "do", "arg", "get", "ask", "no", "each", "house", "but"]
    + ["is", "any", "all", "which", "count"]
    + [f"S{i}" for i in range(1, SCOPES + 1)] + [f"d{i}" for i in range(1, HANDLES + 1)]
)

# Properties that every reader of the type knows; the home's text does not name them.
STANDARD = {
    "light": ["power", "brightness", "color", "color_temp"],
    "switch": ["power"], "outlet": ["power"], "heater": ["power"], "sprinkler": ["power"], "camera": ["power"],
    "coffee_maker": ["power"],
    "fan": ["power", "speed"],
    "climate": ["power", "temperature", "humidity", "hvac_mode", "fan_mode", "current_temperature"],
    "cover": ["opening", "position"], "valve": ["opening", "position"],
    "lock": ["lock"],
    "media_player": ["power", "volume", "mute", "playback"],
    "vacuum": ["activity"], "timer": ["remaining"], "weather": ["forecast"],
}
# The same for verbs.
STANDARD_VERBS = {
    "media_player": ["play", "pause", "stop", "next", "previous"],
    "vacuum": ["start", "stop", "pause", "dock"],
    "cover": ["stop"], "valve": ["stop"], "scene": ["activate"], "script": ["run"], "coffee_maker": ["brew"],
    "timer": ["start", "cancel", "cancel_all", "pause", "resume", "extend", "reduce"],
}


@dataclass
class Device:
    """A device of an invented home. `properties`: name -> ("choice", [names]) | ("range", low, high, unit) | ("flag",) |
    ("reading", unit). `verbs`: name -> argument names. `handle` is its control token."""
    id: str
    name: str
    area: str | None
    floor: str | None
    type: str
    properties: dict
    verbs: dict = field(default_factory=dict)
    handle: str = ""
    device_class: str | None = None


def spoken(name):
    """A vocabulary name as text: color_temp -> " color temp"."""
    return " " + name.replace("_", " ")


def plain(text):
    """Text of people as a segment: a space before every word."""
    text = normalize(text)
    return " " + text if text else ""


def home_segments(scopes, devices):
    """scopes: list of (name, handle)."""
    out = [("c", "home")]
    for name, handle in scopes:
        out += [("t", plain(name)), ("c", handle)]
    for d in devices:
        text = spoken(d.type)
        for p, kind in d.properties.items():
            if p not in STANDARD.get(d.type, []):
                text += spoken(p)
                if kind[0] == "choice":
                    text += "".join(spoken(v) for v in kind[1])
        for v in d.verbs:
            if v not in STANDARD_VERBS.get(d.type, []):
                text += spoken(v)
        out += [("t", text), ("c", "sep"), ("t", plain(d.name))]
        if d.area:
            out += [("c", "in"), ("t", plain(d.area))]
        out.append(("c", d.handle))
    return out


def prompt_segments(sentence, here, scopes, devices):
    """What the runtime asks the pilot to continue: the home, then the turn."""
    return join(home_segments(scopes, devices)) + join(turn_segments(sentence, here, scopes, devices))


def turn_segments(sentence, here, scopes, devices):
    """here: the scope handle of the area where the speaker is, or None. Behind the sentence stand the hints."""
    found_scopes, strong, weak = hints(sentence, scopes, devices, next((name for name, handle in scopes if handle == here), None))
    out = [("c", "user")] + ([("c", here)] if here else []) + [("t", plain(sentence)), ("c", "which")]
    out += [("c", handle) for handle in found_scopes]
    for handle, mark in strong:
        out += [("c", handle)] + ([("c", mark)] if mark else [])
    out += [("c", "sep")] * bool(weak) + [("c", handle) for handle in weak]
    return out + [("c", "act")]


def number(x):
    return " " + (str(int(x)) if float(x) == int(x) else str(x))


def value_text(v):
    if isinstance(v, bool):
        return " true" if v else " false"
    return number(v) if isinstance(v, (int, float)) else spoken(v)


def target(t):
    """t: a device handle, or ("each", type, scope handle or "house", [handles left out])."""
    if isinstance(t, str):
        return [("c", t)]
    _, kind, scope, but = t
    out = [("c", "each"), ("t", spoken(kind)), ("c", scope)]
    if but:
        out += [("c", "but")] + [("c", h) for h in but]
    return out


def call_segments(call):
    """call: a tuple that begins with its verb.
    ("set", target, property, value) ("up"|"down", target, property, amount|None) ("do", target, verb, {argument: value})
    ("get", target, property, None | (quantifier, value)) ("ask", "which", [handles]) ("ask", "value", property|None)
    ("ask", "again") ("no", "device"|"unsupported"|"range"|"home")"""
    verb = call[0]
    if verb == "no":
        return [("c", "no"), ("t", " " + call[1])]
    if verb == "ask":
        out = [("c", "ask"), ("t", " " + call[1])]
        if call[1] == "which":
            out += [("c", h) for h in call[2]]
        elif call[1] == "value" and call[2]:
            out += [("t", spoken(call[2]))]
        return out
    out = [("c", verb)] + target(call[1]) + [("t", spoken(call[2]))]
    if verb == "set":
        out += [("t", value_text(call[3]))]
    elif verb in ("up", "down") and call[3] is not None:
        out += [("t", number(call[3]))]
    elif verb == "do":
        for name, v in call[3].items():
            out += [("c", "arg"), ("t", spoken(name)), ("t", plain(v) if isinstance(v, str) else value_text(v))]
    elif verb == "get" and call[3]:
        out += [("c", call[3][0]), ("t", value_text(call[3][1]))]
    return out


def answer_segments(calls):
    out = []
    for call in calls:
        out += call_segments(call)
    return join(out) + [("c", "end")]


def join(segments):
    """Neighbouring texts become one."""
    out = []
    for kind, text in segments:
        if out and kind == "t" and out[-1][0] == "t":
            out[-1] = ("t", out[-1][1] + text)
        elif text:
            out.append((kind, text))
    return out

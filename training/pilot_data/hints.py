"""Which lines of the home a sentence names, found by its words: handles that are put behind the sentence.

A small model points at the right appliance much sooner when the words have been looked up for it; what is to be done, and
whether a hint is to be followed at all, stays its decision. The runtime's twin is Sources/Agent/Hints.swift.
"""
from .normalize import normalize

MOST_SCOPES, MOST_DEVICES = 3, 5
# Words that tell nothing about which appliance is meant.
EMPTY = set("the a an of in on off to at for and all my our your is are it up down me i with please set turn switch".split())
# Words by which people mean a kind of appliance.
KINDS = {
    "light": "light lamp bulb lighting led", "switch": "switch", "outlet": "plug outlet socket", "fan": "fan ventilator",
    "cover": "blind curtain shade shutter garage door gate window awning drape", "lock": "lock door deadbolt unlock",
    "media_player": "speaker tv television music volume sound radio stereo player media song track audio mute unmute",
    "climate": "thermostat temperature heating ac degree hvac climate humidity warmer cooler", "vacuum": "vacuum cleaner robot hoover clean vacuuming",
    "valve": "valve tap water", "timer": "timer countdown", "coffee_maker": "coffee espresso latte cappuccino brew", "scene": "scene mode",
    "script": "script routine", "weather": "weather forecast rain", "heater": "heater", "sprinkler": "sprinkler", "camera": "camera",
}


def stem(word):
    """lamps -> lamp: enough to find a plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def stems(text):
    """The telling words of a name or sentence, in order; all of them if none tells anything."""
    words = [stem(w) for w in normalize(text).split()]
    return [w for w in words if w not in EMPTY] or words


def kind_words(device):
    words = KINDS.get(device.type, device.type.replace("_", " ")).split()
    if device.type in ("sensor", "binary_sensor"):
        words = ["sensor"] + [w for p in device.properties for w in p.split("_")]
    return {stem(w) for w in words}


def hints(sentence, scopes, devices):
    """-> ([scope handles], [(device handle, whether its whole name was said)])."""
    said = stems(sentence)
    words = set(said)
    found_scopes = [handle for name, handle in scopes if set(stems(name)) <= words][:MOST_SCOPES]
    names = [set(stems(d.name)) for d in devices]
    areas = [set(stems(d.area)) if d.area else set() for d in devices]
    rows = []
    for i, d in enumerate(devices):
        score = sum(24 // sum(w in n for n in names) for w in names[i] & words)
        score += sum(12 // sum(w in a for a in areas) for w in (areas[i] - names[i]) & words)
        score += 6 if kind_words(d) & words else 0
        # a whole name, unless it is a part of a longer one that was said whole too
        full = bool(names[i]) and names[i] <= words and not any(names[i] < n and n <= words for n in names)
        place = min((said.index(w) for w in names[i] & words), default=0)
        if score:
            rows.append((not full, place if full else -score, i, d.handle))
    rows.sort()
    return found_scopes, [(handle, not partial) for partial, _, _, handle in rows[:MOST_DEVICES]]

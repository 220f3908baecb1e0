"""How English sentences are put together: politeness, typing mistakes, several deeds in one, corrections, follow-ups."""
from ..making import touches
from ..normalize import normalize
from . import commands, refer
from . import words as W

KEYS = {"a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "r": "et", "s": "ad", "t": "ry",
        "u": "yi", "v": "cb", "w": "qe", "y": "tu"}


# What a recogniser may have heard.
HEARD = [("off", "of"), ("lights", "lites"), ("light", "lite"), ("living", "leaving"), ("blinds", "blines"), ("lamp", "lump"), ("volume", "volum"), ("the", ""), ("the", "a"), ("for", "four"), ("to", "two"), ("to", "too"), ("kitchen", "kitten"), ("bedroom", "bed room"), ("bathroom", "bath room"),
         ("hallway", "hall way"), ("turn", "torn"), ("please", "pleas"), ("brightness", "brightness is"), ("thermostat", "thermo stat"), ("degrees", "degree"), ("fan", "fen"), ("close", "clothes"), ("color", "collar"), ("vacuum", "back room"), ("curtain", "certain"), ("what is", "what"), ("set", "said"), ("garage", "garbage"), ("and", "an"), ("and", "end")]


def misheard(rng, sentence):
    fitting = [(a, b) for a, b in HEARD if f" {a} " in f" {sentence} "]
    if not fitting:
        return sentence
    a, b = rng.choice(fitting)
    return " ".join(f" {sentence} ".replace(f" {a} ", f" {b} ", 1).split()) or sentence


def mistype(rng, sentence):
    if rng.random() < 0.4:
        return misheard(rng, sentence)
    words = sentence.split()
    spots = [i for i, w in enumerate(words) if len(w) > 3 and w.isalpha()]
    if not spots:
        return sentence
    i = rng.choice(spots)
    w = list(words[i])
    k = rng.randrange(1, len(w))
    x = rng.random()
    if x < 0.3 and k + 1 < len(w):
        w[k], w[k + 1] = w[k + 1], w[k]
    elif x < 0.55:
        del w[k]
    elif x < 0.75:
        w.insert(k, w[k])
    elif w[k] in KEYS:
        w[k] = rng.choice(KEYS[w[k]])
    words[i] = "".join(w)
    return " ".join(words)


# "please" may stand before a deed, not before a question or a wish.
NO_PREFIX = set("is are was what whats which how hows did has have do does the my i id im its it can could there any all would who where when fill check tell report".split())


def politeness(rng, s):
    x = rng.random()
    if s.split()[0] in NO_PREFIX and 0.45 <= x < 0.96:
        x = 0.8 if x < 0.72 else 0.85 if x < 0.9 else 0.3
    if x < 0.45:
        return s
    if x < 0.72:
        s = rng.choice(W.BEFORE) + " " + s
    elif x < 0.82:
        s = s + " " + rng.choice(W.AFTER)
    elif x < 0.88:
        s = rng.choice(W.ATTENTION) + " " + s
    elif x < 0.93:
        s = rng.choice(W.BEFORE) + " " + s + " " + rng.choice(W.AFTER)
    elif x < 0.96:
        s = rng.choice(W.ATTENTION) + " " + rng.choice(W.BEFORE) + " " + s
    else:
        s = rng.choice([rng.choice(W.BECAUSE) + " " + s, s + " " + rng.choice(W.BECAUSE), s + " so that " + rng.choice(["i can sleep", "we can read", "it is cozy", "i can see", "we save energy"])])
    return s


def single(rng, home, here):
    makers, weights = zip(*commands.MAKERS)
    for _ in range(60):
        maker = rng.choices(makers, weights)[0]
        made = maker(rng, home, here)
        if made:
            return made[0], made[1], maker
    return None


def polite(rng, sentence, maker):
    """The sentence with what people put around it, unless it is one that stands for itself."""
    return sentence if maker in (commands.outside, commands.babble) else politeness(rng, sentence)


def several(rng, home, here):
    """Two or three deeds in one sentence."""
    parts, calls = [], []
    for _ in range(40):
        made = rng.choice(commands.ACTIONS)(rng, home, here)
        if made and not touches(home, made[1]) & touches(home, calls) and len(made[0].split()) < 12 and len(calls) + len(made[1]) <= 4:
            parts.append(made[0])
            calls += made[1]
        if len(parts) >= 2 and rng.random() < 0.75 or len(parts) == 3:
            break
    if len(parts) < 2:
        return None
    s = parts[0]
    for p in parts[1:]:
        s += rng.choice([" and ", " and ", " and ", " then ", ", ", " ", " and then ", " also ", " and also ", " and please "]) + p
    return s, calls


def correction(rng, home, here):
    """"turn on the lamp no wait the fan"."""
    ds = [d for d in home.devices if d.properties.get("power", ("",))[0] == "choice"]
    if len(ds) < 2:
        return None
    a, b = rng.sample(ds, 2)
    on = rng.choice(["on", "off"])
    return (f"turn {on} {refer.device(rng, home, a, here)} " + rng.choice(["no wait", "no", "sorry i mean", "i mean", "no i meant", "or rather", "actually", "scratch that"]) + f" {refer.device(rng, home, b, here)}",
            [("set", b.handle, "power", on)])


def followup(rng, home, here, last, sentence):
    """A sentence that leans on the one before, `sentence`, whose calls are `last`."""
    if len(last) != 1:
        return None
    call = last[0]
    if call[0] == "ask" and call[1] == "which":
        handle = rng.choice(call[2])
        d = next(x for x in home.devices if x.handle == handle)
        asked = deed(sentence, d)
        phrase = refer.device(rng, home, d, None)
        return asked and (rng.choice([phrase, phrase, f"the one called {normalize(d.name)}", f"i mean {phrase}", f"{phrase} please"]), [asked])
    if call[0] not in ("set", "up", "down", "do") or not isinstance(call[1], str):
        return None
    d = next(x for x in home.devices if x.handle == call[1])
    x = rng.random()
    peers = [p for p in home.devices if p is not d and p.type == d.type and (call[0] == "do" and call[2] in p.verbs or call[2] in p.properties)]
    if x < 0.45 and peers and not (call[0] == "do" and call[3]):
        p = rng.choice(peers)
        phrase = refer.device(rng, home, p, here)
        if p.area and len(home.members(p.type, p.area)) == 1 and rng.random() < 0.5:
            phrase = "the " + p.area if call[0] != "do" or rng.random() < 0.5 else phrase
        s = rng.choice([f"and {phrase} too", f"{phrase} too", f"also {phrase}", f"and {phrase}", f"the same for {phrase}", f"same with {phrase}", f"{phrase} as well", f"what about {phrase}", f"do that for {phrase} too", f"now {phrase}"])
        return s, [(call[0], p.handle) + tuple(call[2:])]
    if call[0] == "set" and call[2] == "power" and x < 0.7:
        on = rng.choice(["on", "off"])
        return rng.choice([f"turn it {on}[ again]", f"turn it back {on}", f"switch it {on} again", f"now turn it {on}", f"and {on} again", f"turn that {on}"]).replace("[ again]", rng.choice(["", " again"])), [("set", call[1], "power", on)]
    if d.type == "light" and "brightness" in d.properties:
        if x < 0.8:
            n = commands.percent(rng)
            return rng.choice(["make it {n} percent", "set it to {n}", "dim it to {n} percent", "now {n} percent", "and set it to {n} percent", "make that {n}"]).replace("{n}", commands.spell(rng, n)), [("set", call[1], "brightness", n)]
        up = rng.random() < 0.5
        return rng.choice(["brighter", "a bit brighter", "make it brighter", "more", "even brighter"] if up else ["dimmer", "a bit darker", "make it darker", "less", "dim it"]), [("up" if up else "down", call[1], "brightness", None)]
    if call[0] == "set" and call[2] in ("opening", "lock"):
        v = {"open": "closed", "closed": "open", "locked": "unlocked", "unlocked": "locked"}[call[3]]
        word = {"open": "open", "closed": "close", "locked": "lock", "unlocked": "unlock"}[v]
        return rng.choice([f"{word} it again", f"now {word} it", f"{word} it", f"and {word} it again"]), [("set", call[1], call[2], v)]
    return None


def deed(sentence, d):
    """The deed of a sentence that named only a kind, done to d."""
    words = set(normalize(sentence).split())
    prop = commands.main_state(d)
    if prop == "power":
        if words & {"off", "deactivate", "disable", "kill"}:
            return ("set", d.handle, "power", "off")
        if words & {"on", "activate", "enable"}:
            return ("set", d.handle, "power", "on")
    if prop == "opening" and words & {"open", "close", "shut", "raise", "lower"}:
        return ("set", d.handle, "opening", "open" if words & {"open", "raise"} else "closed")
    if prop == "lock" and words & {"lock", "unlock", "locked", "unlocked"}:
        return ("set", d.handle, "lock", "unlocked" if words & {"unlock", "unlocked"} else "locked")
    return None

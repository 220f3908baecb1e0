"""Sentences about a home, each with the calls that it asks for.

A maker takes (rng, home, here) and returns (sentence, calls), or None if this home has nothing for it.
"""
from ..homes import Home, make_home
from ..making import GROUPS, bare_target, degrees, each, has, main_state, of_type, percent, pick
from ..normalize import normalize
from ..phrases import Phrases
from ..template import say
from . import phrases, refer
from . import words as W
from .names import invented

P = Phrases(phrases, words=("HVAC_WORDS", "PLAYBACK", "DRINKS", "STRENGTH", "SIZE", "ROAST", "HOTNESS", "MILK", "TIMER_NAMES"))


def spell(rng, n):
    """A number as people write or say it."""
    if rng.random() < 0.3 and float(n) == int(n) and 0 <= n <= 100:
        ones = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
        tens = "x x twenty thirty forty fifty sixty seventy eighty ninety".split()
        n = int(n)
        if n == 100:
            return rng.choice(["one hundred", "a hundred", "hundred"]) if rng.random() < 0.8 else "100"
        if n < 20:
            return ones[n] if n != 1 else "1"
        return tens[n // 10] + (rng.choice([" ", "-"]) + ones[n % 10] if n % 10 else "")
    return str(int(n)) if float(n) == int(n) else str(n)


def about(rng, home, here, test, group_kinds=(), p_group=0.25):
    """One device, or all of a kind somewhere: -> (phrase, target, example device) or None."""
    d = pick(rng, home, test)
    if d is None:
        return None
    if d.type in group_kinds and rng.random() < p_group:
        g = everything(rng, home, here, d)
        if g:
            return g
    return refer.device(rng, home, d, here), d.handle, d


def everything(rng, home, here, d):
    """The group that d belongs to, in its area, on its floor, or in the whole house."""
    scopes = [None]
    if d.area:
        scopes += [d.area, d.area, d.area]
    if d.floor:
        scopes += [d.floor]
    if here:
        scopes += [here, here]
    scope = rng.choice(scopes)
    members = home.members(d.type, scope)
    if not members:
        return None
    cls = None
    if d.type == "cover":
        if any(m.device_class != d.device_class for m in members):
            cls = None  # a mixed group is only meant by "all covers", which nobody says; name them one by one
            same = [m for m in members if m.device_class == d.device_class]
            if len(same) > 4:
                return None
            phrase = refer.group(rng, home, "cover", scope, scope == here and scope is not None, d.device_class)
            return phrase, [m.handle for m in same], d
        cls = d.device_class
    if d.type == "media_player" and len(members) > 1 and rng.random() < 0.7:
        return None
    is_here = scope is not None and scope == here and rng.random() < 0.7
    if d.type == "light" and scope and rng.random() < 0.25:     # "the kitchen light" is all of them, unless one is called that
        said = rng.choice([f"the light in the {scope}", f"the light in {scope}", f"light in {scope}", f"the {scope} light", f"{scope} light", f"{scope} lighting", f"the lighting in the {scope}", f"the {scope} lamp", f"my {scope} light"])
        if is_here:
            said = rng.choice(["the light", "the light in here", "the lighting", "light", "the light here", "my light", "the lights in my room", "my lights"])
        if not any(set(normalize(x.name).split()) >= set(normalize(said).split()) - {"the", "in", "my", "here"} for x in home.devices):
            return said, ("each", "light", home.scope(scope), []), d
    if scope is None and not here and rng.random() < 0.3:
        ns = refer.plural(rng, d.type, cls)
        if len(members) > 1 and not any(normalize(x.name) in W.NOUNS.get(d.type, W.COVERS.get(d.device_class, [])) for x in members):
            return rng.choice(["the ", "", "my ", "our "]) + ns, ("each", d.type, "house", []), d
    phrase = refer.group(rng, home, d.type, scope, is_here, cls)
    if any(f" {normalize(x.name)} " in f" {normalize(phrase)} " for x in home.devices if set(normalize(x.name).split()) - refer.KIND_WORDS):
        return None  # the words are also the name of one device
    but = []
    if len(members) > 2 and rng.random() < 0.08:
        left_out = rng.choice(members)
        phrase += rng.choice([" but ", " except ", " except for ", " but not ", " apart from "]) + refer.device(rng, home, left_out, here)
        but = [left_out.handle]
    return phrase, ("each", d.type, home.scope(scope) if scope else "house", but), d


def power(rng, home, here):
    light = rng.random() < 0.4
    a = about(rng, home, here, of_type("light") if light else has("power"), GROUPS, 0.35 if light else 0.2)
    if not a:
        return None
    phrase, target, d = a
    if d.type == "coffee_maker" and rng.random() < 0.6:
        return None
    on = rng.random() < 0.5
    extra = (P.LIGHT_ON if on else P.LIGHT_OFF) if d.type == "light" and rng.random() < 0.12 else None
    return say(rng, rng.choice(extra or (P.ON if on else P.OFF)), d=phrase), each(target, lambda t: ("set", t, "power", "on" if on else "off"))


def area_light(rng, home, here):
    """"light up the kitchen", "bedroom 50 percent": a place stands for its lights."""
    scopes = [n for n, _ in home.scopes if home.members("light", n)]
    if not scopes:
        return None
    a = rng.choice(scopes)
    said = rng.choice(["the ", "", "my "]) + a
    if here == a and rng.random() < 0.3:
        said = rng.choice(["this room", "the room", "this space", "this place"])
    target = ("each", "light", home.scope(a), [])
    if not here and rng.random() < 0.15:
        said, target = rng.choice(["the house", "the whole house", "everything", "my home", "the entire house", "our home", "all rooms", "every room"]), ("each", "light", "house", [])
        if said == "everything":
            said = "the whole place"
    x = rng.random()
    if x < 0.08:
        top = rng.random() < 0.6
        return say(rng, rng.choice(P.AREA_MOST if top else P.AREA_LEAST), a=said), [("set", target, "brightness", 100 if top else 1)]
    if x < 0.4:
        return say(rng, rng.choice(P.AREA_ON), a=said), [("set", target, "power", "on")]
    if x < 0.65:
        return say(rng, rng.choice(P.AREA_OFF), a=said), [("set", target, "power", "off")]
    if x < 0.85:
        n = percent(rng)
        return say(rng, rng.choice(P.AREA_VALUE), a=said, n=spell(rng, n)), [("set", target, "brightness", n)]
    v = rng.choice(W.COLORS)
    return say(rng, rng.choice(P.AREA_COLOR), a=said, v=v), [("set", target, "color", v)]


def lamp(rng, home, here):
    a = about(rng, home, here, of_type("light"), ("light",), 0.3)
    if not a:
        return None
    phrase, target, d = a
    x = rng.random()
    if x < 0.30:
        n = percent(rng)
        return say(rng, rng.choice(P.BRIGHTNESS), d=phrase, n=spell(rng, n)), [("set", target, "brightness", n)]
    if x < 0.35:
        return say(rng, rng.choice(P.BRIGHTEST), d=phrase), [("set", target, "brightness", 100)]
    if x < 0.39:
        return say(rng, rng.choice(P.DIMMEST), d=phrase), [("set", target, "brightness", 1)]
    if x < 0.42:
        return say(rng, rng.choice(P.HALF), d=phrase), [("set", target, "brightness", 50)]
    if x < 0.72:
        up = rng.random() < 0.5
        s = say(rng, rng.choice(P.BRIGHTER if up else P.DIMMER), d=phrase)
        amount = None
        if rng.random() < 0.15:
            amount = 5 * rng.randint(1, 10)
            s += f" by {spell(rng, amount)}" + rng.choice([" percent", " percent", ""])
        elif rng.random() < 0.2:
            s += rng.choice([" a bit", " a little", " some", " a lot", " slightly", " a little bit", " a touch", " a notch"])
        return s, [("up" if up else "down", target, "brightness", amount)]
    if x < 0.96:
        v = rng.choice(W.COLORS)
        return say(rng, rng.choice(P.COLOR), d=phrase, v=v), [("set", target, "color", v)]
    n = 100 * rng.randint(22, 65)
    return say(rng, rng.choice(P.TEMP), d=phrase, n=n), [("set", target, "color_temp", n)]


def place_light(rng, home, here):
    """"turn the light in the kitchen off": who says "the light" of a place with several means them all, unless one is called that."""
    scopes = [n for n, _ in home.scopes if home.members("light", n)]
    if not scopes:
        return None
    a = rng.choice(scopes)
    noun = rng.choice(["light", "light", "light", "lighting", "lamp", "lights", "lights", "lights"])
    on_floor = a in home.areas.values() and a not in ("upstairs", "downstairs", "outside")
    said = rng.choice([f"the {noun} {rng.choice(['on', 'in', 'of'])} the {a}" if on_floor else f"the {noun} {rng.choice(['in', 'in', 'of'])} the {a}",
                       f"{noun} {'on' if on_floor and rng.random() < 0.5 else 'in'} {a}", f"the {a} {noun}", f"{a} {noun}", f"my {a} {noun}", f"my {noun} in the {a}", f"the {noun} in {a}", f"my {noun} in {a}"])
    telling = set(normalize(said).split()) - {"the", "in", "on", "of", "my"}
    members = home.members("light", a)
    named = [d for d in home.devices if telling <= set(normalize(d.name).split())]
    if named and (len(members) > 1 or named != members):
        return None
    target = ("each", "light", home.scope(a), []) if len(members) > 1 or rng.random() < 0.5 else members[0].handle
    x = rng.random()
    if x < 0.7:
        on = rng.random() < 0.5
        return say(rng, rng.choice(P.ON if on else P.OFF), d=said), [("set", target, "power", "on" if on else "off")]
    if x < 0.85:
        n = percent(rng)
        return say(rng, rng.choice(P.BRIGHTNESS), d=said, n=spell(rng, n)), [("set", target, "brightness", n)]
    if x < 0.93:
        up = rng.random() < 0.5
        return say(rng, rng.choice(P.BRIGHTER if up else P.DIMMER), d=said), [("up" if up else "down", target, "brightness", None)]
    v = rng.choice(W.COLORS)
    return say(rng, rng.choice(P.COLOR), d=said, v=v), [("set", target, "color", v)]


def bare_light(rng, home, here):
    """"increase the brightness", "50 percent": the lights here, or the only one."""
    ds = [d for d in home.devices if d.type == "light"]
    if here and home.members("light", here):
        target = ("each", "light", home.scope(here), [])
    elif len(ds) == 1:
        target = ds[0].handle
    else:
        return None
    x = rng.random()
    if x < 0.2:
        n = percent(rng)
        return say(rng, rng.choice(P.BARE_VALUE), n=spell(rng, n)), [("set", target, "brightness", n)]
    if x < 0.6:
        up, n = rng.random() < 0.5, None
        s = say(rng, rng.choice(P.BARE_BRIGHTER if up else P.BARE_DIMMER))
        # "light up in here" is too near to "light up the kitchen", which means on
        if rng.random() < 0.2 and not set(s.split()) & {"room", "here", "please", "light", "lights"}:
            s += rng.choice([" here", " in here", " in this room", " in the room", " in my room", " around here"])
        if rng.random() < 0.3:
            n = 5 * rng.randint(1, 10)
            s += f" by {spell(rng, n)} percent"
        return s, [("up" if up else "down", target, "brightness", n)]
    if x < 0.76:
        v = rng.choice(W.COLORS)
        return say(rng, rng.choice(P.BARE_COLOR), v=v), [("set", target, "color", v)]
    on = rng.random() < 0.5
    s = say(rng, rng.choice(P.BARE_ON if on else P.BARE_OFF))
    if isinstance(target, str) and "lights" in s.split():
        target = ("each", "light", "house", [])     # also where there is but one: "the lights" are all of them
    return s, [("set", target, "power", "on" if on else "off")]


def fraction(rng, home, here):
    """"a quarter", "three quarters"."""
    a = about(rng, home, here, of_type("light", "cover", "fan", "media_player"))
    if not a:
        return None
    phrase, target, d = a
    n, w = rng.choice([(25, "a quarter"), (25, "one quarter"), (75, "three quarters"), (50, "half"), (25, "a quarter of the way"), (75, "three quarters of the way")])
    p = {"light": "brightness", "cover": "position", "fan": "speed", "media_player": "volume"}[d.type]
    if d.type == "cover":
        return rng.choice([f"open {phrase} {w}", f"set {phrase} to {w}", f"{phrase} {w} open", f"put {phrase} at {w}"]), [("set", target, p, n)]
    w = w.replace(" of the way", "")
    return rng.choice([f"set {phrase} to {w}" if d.type != "media_player" else f"set {phrase} volume to {w}", f"{phrase} at {w} {p}", f"set the {p} of {phrase} to {w}", f"{phrase} {p} {w}", f"put the {p} of {phrase} at {w}"]), [("set", target, p, n)]


def gloom(rng, home, here):
    """"it is too dark in here"."""
    if not here or not home.members("light", here):
        return None
    up = rng.random() < 0.6
    s = rng.choice(["it is too dark in here", "its dark in here", "i cant see anything here", "more light here", "more light please", "i need more light", "brighter in here", "its a bit dark", "make it brighter in here", "not enough light here"]
                   if up else ["it is too bright in here", "its too bright", "less light here", "less light please", "make it darker in here", "too much light here", "the light hurts my eyes", "make it less bright in here"])
    return s, [("up" if up else "down", ("each", "light", home.scope(here), []), "brightness", None)]


def fan(rng, home, here):
    a = about(rng, home, here, of_type("fan"), ("fan",), 0.15)
    if not a:
        return None
    phrase, target, d = a
    x = rng.random()
    if x < 0.3:
        n = percent(rng)
        return say(rng, rng.choice(P.FAN_SET), d=phrase, n=spell(rng, n)), [("set", target, "speed", n)]
    up = x < 0.67
    s = say(rng, rng.choice(P.FAN_UP if up else P.FAN_DOWN), d=phrase)
    amount = None
    if rng.random() < 0.12:
        amount = 5 * rng.randint(1, 8)
        s += f" by {spell(rng, amount)} percent"
    return s, [("up" if up else "down", target, "speed", amount)]


def cover(rng, home, here):
    a = about(rng, home, here, of_type("cover", "valve"), ("cover", "valve"), 0.25)
    if not a:
        return None
    phrase, target, d = a
    x = rng.random()
    if x < 0.36:
        return say(rng, rng.choice(P.OPEN), d=phrase), each(target, lambda t: ("set", t, "opening", "open"))
    if x < 0.70:
        return say(rng, rng.choice(P.CLOSE), d=phrase), each(target, lambda t: ("set", t, "opening", "closed"))
    if x < 0.84:
        n = percent(rng)
        return say(rng, rng.choice(P.POSITION), d=phrase, n=spell(rng, n)), each(target, lambda t: ("set", t, "position", n))
    if x < 0.87:
        return say(rng, rng.choice(P.HALFWAY), d=phrase), each(target, lambda t: ("set", t, "position", 50))
    if x < 0.90 or d.type == "valve":
        up = rng.random() < 0.5
        return say(rng, rng.choice(P.COVER_UP if up else P.COVER_DOWN), d=phrase), each(target, lambda t: ("up" if up else "down", t, "position", None))
    return say(rng, rng.choice(P.COVER_STOP), d=phrase), each(target, lambda t: ("do", t, "stop", {}))


def place_of(d):
    """The words of a name that say where or what a thing is, without those for its kind: "back door lock" -> "back"."""
    kinds = {w for n in refer.nouns(d) for w in n.split()} | {w for n in refer.nouns(d) for w in (n + "s",)} | {"smart", "door", "lights", "lock", d.noun}
    return [w for w in normalize(d.name).split() if w not in kinds]


def lock(rng, home, here):
    a = about(rng, home, here, of_type("lock"), ("lock",), 0.25)
    if not a:
        return None
    phrase, target, d = a
    shut = rng.random() < 0.5
    if isinstance(target, str) and rng.random() < 0.3:     # what is locked instead of its lock
        place = place_of(d)
        if rng.random() < 0.4:
            place = place[:1]
        if place and not any(x is not d and set(place) <= refer.words(x) for x in home.devices if x.type in ("lock", "cover")):
            phrase = rng.choice(["the ", "the ", "", "my "]) + " ".join(place) + rng.choice([" door", " door", ""])
    return say(rng, rng.choice(P.LOCK if shut else P.UNLOCK), d=phrase), each(target, lambda t: ("set", t, "lock", "locked" if shut else "unlocked"))


def media(rng, home, here):
    d = bare_target(rng, home, here, "media_player") if rng.random() < 0.4 else None
    bare = d is not None
    scope_phrase = ""
    if bare:
        phrase, target = None, d.handle
    else:
        d = pick(rng, home, of_type("media_player"))
        if not d:
            return None
        target = d.handle
        alone = d.area and len(home.members("media_player", d.area)) == 1
        if alone and rng.random() < 0.35:
            bare, scope_phrase = True, rng.choice([" in the ", " in ", " in my "]) + d.area
        else:
            phrase = refer.device(rng, home, d, here)
    x = rng.random()
    if x < 0.16:
        n = percent(rng)
        s = say(rng, rng.choice(P.VOLUME_SET_BARE), n=spell(rng, n)) + scope_phrase if bare else say(rng, rng.choice(P.VOLUME_SET), d=phrase, n=spell(rng, n))
        return s, [("set", target, "volume", n)]
    if x < 0.44:
        up = rng.random() < 0.5
        s = say(rng, rng.choice(P.VOLUME_UP_BARE if up else P.VOLUME_DOWN_BARE)) if bare else say(rng, rng.choice(P.VOLUME_UP if up else P.VOLUME_DOWN), d=phrase)
        amount = None
        if rng.random() < 0.12:
            amount = 5 * rng.randint(1, 8)
            s += f" by {spell(rng, amount)}" + rng.choice([" percent", ""])
        elif rng.random() < 0.15:
            s += rng.choice([" a bit", " a little", " a lot", " some", " a notch"])
        return s + (scope_phrase if bare else ""), [("up" if up else "down", target, "volume", amount)]
    if x < 0.58:
        s = say(rng, rng.choice(P.MUTE_BARE)) + scope_phrase if bare else say(rng, rng.choice(P.MUTE), d=phrase)
        return s, [("set", target, "mute", True)]
    if x < 0.63:
        s = say(rng, rng.choice(P.UNMUTE_BARE)) + scope_phrase if bare else say(rng, rng.choice(P.UNMUTE), d=phrase)
        return s, [("set", target, "mute", False)]
    verb = rng.choice(list(P.MEDIA))
    named, plain = P.MEDIA[verb]
    s = say(rng, rng.choice(plain)) + scope_phrase if bare else say(rng, rng.choice(named), d=phrase)
    return s, [("do", target, verb, {})]


def climate(rng, home, here):
    bare = bare_target(rng, home, here, "climate") if rng.random() < 0.35 else None
    d = bare or pick(rng, home, of_type("climate"))
    if not d:
        return None
    t = d.handle
    phrase = None if bare else refer.device(rng, home, d, here)
    x = rng.random()
    if x < 0.40:
        n = degrees(rng)
        if bare:
            return say(rng, rng.choice(P.TEMPERATURE_BARE), n=spell(rng, n)), [("set", t, "temperature", n)]
        if d.area and len(home.members("climate", d.area)) == 1 and rng.random() < 0.45:
            return say(rng, rng.choice(P.TEMPERATURE_AREA), a=rng.choice(["the ", ""]) + d.area, n=spell(rng, n)), [("set", t, "temperature", n)]
        return say(rng, rng.choice(P.TEMPERATURE), d=phrase, n=spell(rng, n)), [("set", t, "temperature", n)]
    if x < 0.62:
        up = rng.random() < 0.5
        s = say(rng, rng.choice(P.WARMER_BARE if up else P.COOLER_BARE)) if bare else say(rng, rng.choice(P.WARMER if up else P.COOLER), d=phrase)
        amount = None
        if rng.random() < 0.25:
            amount = rng.randint(1, 6)
            s += f" by {spell(rng, amount)}" + rng.choice([" degrees", " degrees", ""])
        return s, [("up" if up else "down", t, "temperature", amount)]
    if x < 0.78:
        v = rng.choice(list(P.HVAC_WORDS))
        p = phrase or refer.device(rng, home, d, here)
        return say(rng, rng.choice(P.HVAC), d=p, v=rng.choice(P.HVAC_WORDS[v])), [("set", t, "hvac_mode", v)]
    if x < 0.89:
        v = rng.choice(["auto", "low", "medium", "high", "on"])
        s = say(rng, rng.choice(P.FANMODE_BARE), v=v) if bare else say(rng, rng.choice(P.FANMODE), d=phrase, v=v)
        return s, [("set", t, "fan_mode", v)]
    n = rng.randint(20, 80)
    s = say(rng, rng.choice(P.HUMIDITY_BARE), n=spell(rng, n)) if bare else say(rng, rng.choice(P.HUMIDITY), d=phrase, n=spell(rng, n))
    return s, [("set", t, "humidity", n)]


def vacuum(rng, home, here):
    bare = bare_target(rng, home, here, "vacuum")
    d = bare or pick(rng, home, of_type("vacuum", "lawn_mower"))
    if not d:
        return None
    phrase = refer.device(rng, home, d, here)
    if d.type == "vacuum" and rng.random() < 0.32:
        w = rng.choice([a for a, _ in home.scopes] or ["kitchen"]) if rng.random() < 0.6 else rng.choice([rng.choice(W.AREAS), invented(rng)])
        options = [x for x in P.VACUUM_AREA if bare or "{d}" in x]
        return say(rng, rng.choice(options), d=phrase, w=w), [("do", d.handle, "start", {"area": w})]
    verb = rng.choice(["start", "start", "stop", "pause", "dock", "dock"])
    if verb not in d.verbs:
        return None
    named, plain = P.VACUUM[verb]
    s = say(rng, rng.choice(plain)) if bare and d.type == "vacuum" and rng.random() < 0.25 else say(rng, rng.choice(named), d=phrase)
    return s, [("do", d.handle, verb, {})]


def scene(rng, home, here):
    d = pick(rng, home, of_type("scene", "script"))
    if not d:
        return None
    name = normalize(d.name)
    said = rng.choice([name, "the " + name, name + (" scene" if d.type == "scene" else " script"), "the " + name + (" scene" if d.type == "scene" else " routine"), name + " mode" if "mode" not in name else name])
    return say(rng, rng.choice(P.SCENE if d.type == "scene" else P.SCRIPT), d=said), [("do", d.handle, "activate" if d.type == "scene" else "run", {})]


def in_parts(rng):
    """A duration of two or three parts: -> (words, arguments)."""
    parts = rng.choice([("hours", "minutes"), ("minutes", "seconds"), ("hours", "seconds"), ("hours", "minutes", "seconds"), ("hours", "minutes", "seconds")])
    args = {p: rng.randint(1, 5) if p == "hours" else rng.choice([rng.randint(1, 59), 5 * rng.randint(1, 11), 15, 30]) for p in parts}
    plural = rng.random() < 0.75
    said = [f"{spell(rng, n)} {p if n != 1 and plural else p[:-1]}" for p, n in args.items()]
    joint = rng.choice([" and ", " ", ", "])
    if len(said) == 2:
        return joint.join(said), args
    return said[0] + rng.choice([" ", ", ", " and "]) + said[1] + rng.choice([" and ", " ", ", and ", ", "]) + said[2], args


def duration(rng, long=False):
    """-> (words, arguments)."""
    x = rng.random()
    m = rng.choice([1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 15, 20, 25, 30, 40, 45, 50, 90, rng.randint(1, 59)])
    if x < 0.18:
        return in_parts(rng)
    if x < 0.58:
        return f"{spell(rng, m)} " + ("minute" if m == 1 else rng.choice(["minutes", "minutes", "minute", "min"])), {"minutes": m}
    if x < 0.67:
        s = rng.choice([5, 10, 15, 20, 30, 45, 90])
        return f"{spell(rng, s)} seconds", {"seconds": s}
    h = rng.randint(1, 6)
    hs = f"{spell(rng, h)} " + ("hour" if h == 1 else "hours")
    if x < 0.77:
        return hs, {"hours": h}
    if x < 0.83:
        return rng.choice([("half an hour", {"minutes": 30}), ("a half hour", {"minutes": 30}), ("half hour", {"minutes": 30}), ("half a minute", {"seconds": 30}), ("an hour", {"hours": 1}), ("a minute", {"minutes": 1})])
    if x < 0.86:
        return rng.choice(["an hour and a half", f"{h} and a half hours", f"{spell(rng, h)} and a half hours", f"{h} 1/2 hours", f"{h} and a 1/2 hours"]) if h > 1 else "an hour and a half", {"hours": 1, "minutes": 30}
    if x < 0.88:
        return rng.choice(["a quarter of an hour", "quarter of an hour"]), {"minutes": 15}
    if x < 0.94:
        k = rng.choice([5, 10, 15, 20, 30, 45])
        return f"{hs}{rng.choice([' and ', ' ', ', '])}{spell(rng, k)} minutes", {"hours": h, "minutes": k}
    k = rng.choice([5, 10, 15, 20, 30, 45])
    if x < 0.97:
        return f"{spell(rng, m)} minute{'' if m == 1 else 's'}{rng.choice([' and ', ' '])}{spell(rng, k)} seconds", {"minutes": m, "seconds": k}
    if x < 0.985:
        return f"{hs} and {spell(rng, k)} seconds", {"hours": h, "seconds": k}
    return f"{hs}, {spell(rng, m)} minutes{rng.choice([' and ', ', and ', ' '])}{spell(rng, k)} seconds", {"hours": h, "minutes": m, "seconds": k}


def fix_half_hours(words_, args):
    """"3 and a half hours" has its own arguments."""
    first = normalize(words_).split()
    if "half" in first and first[0].isdigit():
        return {"hours": int(first[0]), "minutes": 30}
    return args


def timer_name(rng, home):
    """What a timer is for. A word that is also a place of the home would mean the place."""
    name = rng.choice(P.TIMER_NAMES) if rng.random() < 0.7 else (invented(rng) if rng.random() < 0.6 else rng.choice(W.SPOTS))
    return rng.choice(P.TIMER_NAMES) if home.scope(name) else name


def which_timer(rng, home, changes=False):
    """-> (phrase, arguments that tell which). One whose time is changed is often told by the time it was set to."""
    x = rng.random() if not changes or rng.random() < 0.7 else 1.0
    if x < 0.45:
        return rng.choice(["the timer", "timer", "my timer", "the timer", "this timer", "the countdown"]), {}
    if x < 0.7:
        w = timer_name(rng, home)
        return rng.choice([f"the {w} timer", f"{w} timer", f"my {w} timer", f"the timer for {w}", f"timer named {w}", f"the timer called {w}", f"timer for {w}", f"my timer for the {w}"]), {"name": w}
    if x < 0.88:
        a = rng.choice([n for n, _ in home.scopes] or ["kitchen"])
        return rng.choice([f"the {a} timer", f"{a} timer", f"the timer in the {a}", f"my {a} timer", f"timer in {a}"]), {"area": a}
    t, args = duration(rng)
    args = fix_half_hours(t, args)
    if "half" in t or "quarter" in t or "seconds" in args or len(args) > 1:
        t, args = "5 minute", {"minutes": 5}
    return rng.choice([f"the {t} timer", f"my {t} timer", f"timer for {t}", f"the timer for {t}"]), {"start_" + k: v for k, v in args.items()}


def timer(rng, home, here):
    d = pick(rng, home, of_type("timer"))
    if not d:
        return None
    x = rng.random()
    if sum(x.type == "timer" for x in home.devices) > 1:
        return named_timer(rng, d) if x < 0.2 else None
    if x < 0.42:
        t, args = duration(rng)
        args = fix_half_hours(t, args)
        if rng.random() < 0.3:
            w = timer_name(rng, home)
            return say(rng, rng.choice(P.TIMER_NAMED), t=t, w=w), [("do", d.handle, "start", {**args, "name": w})]
        return say(rng, rng.choice(P.TIMER_START), t=t, d=rng.choice(["the timer", normalize(d.name), "my timer"])), [("do", d.handle, "start", args)]
    if x < 0.46:
        return say(rng, rng.choice(P.TIMER_ALL)), [("do", d.handle, "cancel_all", {})]
    if x < 0.56:
        return say(rng, rng.choice(P.TIMER_LEFT), m=which_timer(rng, home)[0]), [("get", d.handle, "remaining", None)]
    verb = rng.choice(list(P.TIMER_VERB))
    m, which = which_timer(rng, home, verb in ("extend", "reduce"))
    args = {}
    t = ""
    if verb in ("extend", "reduce"):
        t, args = duration(rng)
        args = fix_half_hours(t, args)
    return say(rng, rng.choice(P.TIMER_VERB[verb]), m=m, t=t), [("do", d.handle, verb, {**args, **which})]


def named_timer(rng, d):
    """One of several: it is told by its name. By its place one of a single timer's timers is told."""
    phrase, x = normalize(d.name), rng.random()
    if x < 0.35:
        t, args = duration(rng)
        return say(rng, rng.choice(P.TIMER_OF), t=t, d=phrase), [("do", d.handle, "start", fix_half_hours(t, args))]
    if x < 0.5:
        return say(rng, rng.choice(P.TIMER_LEFT), m=phrase), [("get", d.handle, "remaining", None)]
    verb = rng.choice(list(P.TIMER_VERB))
    t, args = duration(rng) if verb in ("extend", "reduce") else ("", {})
    return say(rng, rng.choice(P.TIMER_VERB[verb]), m=phrase, t=t), [("do", d.handle, verb, fix_half_hours(t, args))]


ARGUMENT_ORDER = "hours minutes seconds start_hours start_minutes start_seconds name area drink size roast shots strength temperature milk milk_amount sugar sugar_amount program".split()


def ordered(args):
    return {k: args[k] for k in sorted(args, key=lambda k: ARGUMENT_ORDER.index(k) if k in ARGUMENT_ORDER else 99)}


def coffee(rng, home, here):
    ds = [d for d in home.devices if d.type == "coffee_maker"]
    if len(ds) != 1:
        return None
    d = ds[0]
    phrase = refer.device(rng, home, d, here) if rng.random() < 0.5 else rng.choice(["the coffee machine", "the coffee maker", "coffee machine"])
    args, adjective = {}, ""
    if rng.random() < 0.45:
        table, key = rng.choice([(P.STRENGTH, "strength"), (P.SIZE, "size"), (P.HOTNESS, "temperature"), (P.ROAST, "roast")])
        adjective = rng.choice(list(table))
        args[key] = table[adjective]
    if rng.random() < 0.4:
        w = rng.choice(P.DRINKS)
        args["drink"] = w
        template = rng.choice(P.DRINK)
    else:
        w, template = "", rng.choice(P.COFFEE)
    s = say(rng, template, d=phrase, w=w, k="\0")
    if "\0" in s:
        s = s.replace("\0", adjective)
    elif adjective:
        args = {k: v for k, v in args.items() if k == "drink"}
    if not adjective:
        s = " ".join(s.split())
    if rng.random() < 0.2 and "coffee" in s + w:
        phrase2, more = rng.choice(MILK_CHOICES)
        s += " " + phrase2
        args.update(more)
    return " ".join(s.split()), [("do", d.handle, "brew", ordered(args))]


MILK_CHOICES = P.MILK


def appliance(rng, home, here):
    """Appliances whose vocabulary stands in the home's text."""
    d = pick(rng, home, lambda d: d.type in W.APPLIANCES)
    if not d:
        return None
    phrase = refer.device(rng, home, d, here)
    t = d.handle
    ways = [("verb", v) for v in d.verbs] + [("set", p) for p, k in d.properties.items() if k[0] != "reading" and p != "power"] + [("get", p) for p in d.properties]
    if not ways:
        return None
    how, what = rng.choice(ways)
    word = what.replace("_", " ")
    if how == "verb":
        args = {}
        s = rng.choice([f"{word} {phrase}", f"{word} {phrase}", f"{phrase} {word}", f"let {phrase} {word}", f"make {phrase} {word}", f"tell {phrase} to {word}", f"can {phrase} {word}"])
        if word == "start":
            s = rng.choice([s, f"turn on {phrase}" if "power" not in d.properties else s, f"run {phrase}", f"begin {phrase}", f"start up {phrase}", f"get {phrase} going", f"launch {phrase}", f"fire up {phrase}"])
        if word in ("stop", "cancel"):
            s = rng.choice([s, f"turn off {phrase}" if "power" not in d.properties else s, f"stop {phrase}" if what == "stop" or "stop" not in d.verbs else s, f"cancel {phrase}" if "cancel" in d.verbs else s, f"halt {phrase}" if what == "stop" else s, f"abort {phrase}" if what == "cancel" else s])
        names = d.verbs[what]
        argument = "mode" if "mode" in names else "program"
        if argument in names and rng.random() < 0.45:
            known = d.properties.get(argument, ("reading",))
            args[argument] = rng.choice(known[1]) if known[0] == "choice" else rng.choice(W.PROGRAMS[d.type].split("|"))
            w = args[argument].replace("_", " ")
            s = rng.choice([f"start {phrase} with {w}", f"start {phrase} on {w}", f"cook {w} in {phrase}", f"start {w} in {phrase}", f"start {phrase} program {w}", f"make {w} with {phrase}", f"run {phrase} on {w}", f"start the {w} {argument} on {phrase}", f"start {w} on {phrase}", f"start {phrase} in {w} mode" if argument == "mode" else f"run the {w} program on {phrase}"])
            if "temperature" in names and rng.random() < 0.5:
                args["temperature"] = n = rng.choice([50, 60, 80, 100, 120, 140, 150, 160, 170, 175, 180, 190, 200, 210, 220, 230, 250])
                s += rng.choice([" at ", " with "]) + spell(rng, n) + rng.choice([" degrees", " degrees", ""])
        elif "minutes" in names and rng.random() < 0.4:
            n = rng.choice([1, 2, 3, 5, 10, 15, 20, 25, 30, 40, 45, 60, 90])
            args["minutes"] = n
            s = rng.choice([f"start {phrase} for {spell(rng, n)} minutes", f"run {phrase} for {spell(rng, n)} minutes", f"{phrase} {n} minutes", f"{spell(rng, n)} minutes in {phrase}"])
        return s, [("do", t, what, args)]
    kind = d.properties[what]
    if how == "get" or kind[0] == "reading":
        unit_words = {"remaining": ["how long does {d} still need", "how much longer does {d} need", "when is {d} done", "how much time is left on {d}", "time left on {d}", "when will {d} finish", "is {d} done"], "door": ["is {d} door open", "is the door of {d} closed", "is {d} open", "is {d} closed"],
                      "activity": ["what is {d} doing", "where is {d}", "is {d} busy"], "current_temperature": ["how hot is {d}", "how hot is {d} now", "what temperature is {d} at", "is {d} hot yet"]}
        options = unit_words.get(what, []) + [f"what is the {word} of {{d}}", f"{word} of {{d}}", f"what {word} is {{d}} set to", f"{{d}} {word}", f"tell me the {word} of {{d}}", f"which {word} does {{d}} have"] * (1 if what != "power" else 0)
        if what == "power":
            options = ["is {d} on", "is {d} running", "is {d} turned on", "status of {d}"]
            s = say(rng, rng.choice(options), d=phrase)
            return s, [("get", t, "power", None if s.startswith("status") else ("is", "on"))]
        s = say(rng, rng.choice(options), d=phrase)
        if what == "door":
            return s, [("get", t, "door", ("is", "open" if "open" in s else "closed"))]
        return s, [("get", t, what, None)]
    if kind[0] == "choice":
        v = rng.choice(kind[1])
        w = v.replace("_", " ")
        if rng.random() < 0.15 and what != "power":
            s, v = rng.choice([f"{w} {word} on {phrase}", f"put {phrase} on {w}"]), v
        else:
            s = rng.choice([f"set {phrase} to {w}", f"set the {word} of {phrase} to {w}", f"{phrase} {word} {w}", f"change {phrase} to {w}", f"switch {phrase} to {w}", f"{phrase} to {w}", f"{phrase} {w}", f"choose {w} on {phrase}", f"put {phrase} in {w} {word}", f"select {w} for {phrase}", f"set {phrase} {word} to {w}"])
        return s, [("set", t, what, v)]
    if kind[0] == "flag":
        on = rng.random() < 0.6
        s = rng.choice([f"turn {word} {'on' if on else 'off'} on {phrase}", f"{'enable' if on else 'disable'} {word} on {phrase}", f"switch {'on' if on else 'off'} {word} of {phrase}", f"{phrase} {word} {'on' if on else 'off'}", f"set {word} of {phrase} to {'on' if on else 'off'}"])
        return s, [("set", t, what, on)]
    low, high, unit = kind[1], kind[2], kind[3]
    n = rng.randint(int(low), int(high))
    if high > 50:
        n = n // 5 * 5 if rng.random() < 0.7 and n // 5 * 5 >= low else n
    u = {"°C": " degrees", "%": " percent", "W": " watts", "cm": " centimeters", "°": " degrees"}.get(unit, "")
    said = ("minus " + spell(rng, -n) if rng.random() < 0.5 else f"-{-n}") if n < 0 else spell(rng, n)
    main = [p for p, k in d.properties.items() if k[0] == "range"][0] == what
    if rng.random() < 0.22:
        up = rng.random() < 0.5
        verb = rng.choice(["raise", "increase", "turn up"] if up else ["lower", "decrease", "reduce", "turn down"])
        return rng.choice([f"{verb} the {word} of {phrase}", f"{verb} {phrase} {word}"] + ([f"{verb} {phrase}"] if main else [])), [("up" if up else "down", t, what, None)]
    options = [f"set the {word} of {phrase} to {said}{u}", f"set {phrase} {word} to {said}{u}", f"{phrase} {word} {said}{u}", f"change the {word} of {phrase} to {said}"]
    if main:
        options += [f"set {phrase} to {said}{u}", f"{phrase} to {said}{u}", f"put {phrase} at {said}{u}", f"{phrase} {said}{u}", f"turn {phrase} to {said}{u}", f"change {phrase} to {said}{u}"]
        if what == "temperature":
            options += [f"heat {phrase} to {said} degrees", f"preheat {phrase} to {said}", f"preheat {phrase} to {said} degrees"] if d.type in ("oven", "kettle", "water_heater") else []
        if what == "portions":
            options += [f"give {said} portions with {phrase}"]
    return rng.choice(options), [("set", t, what, n)]


def extra(rng, home, here):
    """What an appliance has beside what it is for."""
    d = pick(rng, home, lambda d: d.type not in W.APPLIANCES and d.type not in ("sensor", "binary_sensor") and any(p in W.EXTRAS for p in d.properties))
    if not d:
        return None
    p = rng.choice([p for p in d.properties if p in W.EXTRAS])
    phrase, word, kind = refer.device(rng, home, d, here), p.replace("_", " "), d.properties[p]
    if kind[0] == "choice" and rng.random() < 0.7:
        v = rng.choice(kind[1])
        return rng.choice([f"set the {word} of {phrase} to {v}", f"{phrase} {word} {v}", f"set {phrase} {word} to {v}", f"{word} {v} on {phrase}"]), [("set", d.handle, p, v)]
    if kind[0] == "flag" and rng.random() < 0.7:
        on = rng.random() < 0.5
        return rng.choice([f"turn {'on' if on else 'off'} the {word} of {phrase}", f"{'enable' if on else 'disable'} {word} on {phrase}", f"{phrase} {word} {'on' if on else 'off'}"]), [("set", d.handle, p, on)]
    s = rng.choice([f"what is the {word} of {phrase}", f"{phrase} {word}", f"{word} of {phrase}", f"how is the {word} of {phrase}", f"check the {word} of {phrase}", f"how much {word} does {phrase} have", f"tell me the {word} of {phrase}", f"whats the {word} level of {phrase}"])
    return s, [("get", d.handle, p, None)]


def toggle(rng, home, here):
    a = about(rng, home, here, lambda d: d.type in ("light", "switch", "outlet", "fan", "cover", "media_player"), ("light", "switch", "fan"), 0.1)
    if not a or isinstance(a[1], list):
        return None
    return say(rng, rng.choice(P.TOGGLE), d=a[0]), [("do", a[1], "toggle", {})]


STATES = {"power": {"on": "on|running|active|switched on|turned on|on|shining|lit|glowing|working|powered on|activated|enabled|in use", "off": "off|switched off|turned off|off|dark|inactive|deactivated|disabled|idle|not running|shut off|powered off|not on"}, "opening": {"open": "open|opened|up|open|raised", "closed": "closed|shut|down|closed|lowered"},
          "lock": {"locked": "locked|secured|locked|bolted|secure", "unlocked": "unlocked|open|unlocked|unsecured"}}


def ask_state(rng, home, here):
    """Questions about one device."""
    d = pick(rng, home, lambda d: main_state(d) and d.type not in W.APPLIANCES)
    if not d:
        return None
    phrase = refer.device(rng, home, d, here)
    p = main_state(d)
    if d.type == "media_player" and rng.random() < 0.6:
        if rng.random() < 0.4:
            return say(rng, rng.choice(P.STATUS), d=phrase), [("get", d.handle, "playback", None)]
        if rng.random() < 0.25:
            return say(rng, rng.choice(["what is playing on {d}", "what is {d} playing", "whats on {d}", "playback state of {d}", "what song is on {d}", "what was {d} playing", "which track is playing on {d}", "what am i listening to on {d}", "what is running on {d}"]), d=phrase), [("get", d.handle, "playback", None)]
        v = rng.choice(list(P.PLAYBACK))
        s = say(rng, rng.choice(P.STATE), d=phrase, v=rng.choice(P.PLAYBACK[v]))
        return s, [("get", d.handle, "playback", ("is", v))]
    if d.type != "media_player" and rng.random() < 0.4:
        return say(rng, rng.choice(P.STATUS), d=phrase), [("get", d.handle, p, None)]
    v = rng.choice(list(STATES[p]))
    said = rng.choice(STATES[p][v].split("|"))
    if p == "power" and d.type != "light" and said in ("shining", "lit", "glowing", "dark"):
        said = v
    return say(rng, rng.choice(P.STATE), d=phrase, v=said), [("get", d.handle, p, ("is", v))]


def ask_group(rng, home, here):
    d = pick(rng, home, lambda d: main_state(d) and d.type in ("light", "fan", "switch", "outlet", "cover", "lock", "media_player"))
    if not d:
        return None
    scope = rng.choice([None, None, d.area, d.floor, here])
    members = home.members(d.type, scope)
    if not members or (d.type == "cover" and any(m.device_class != d.device_class for m in members)):
        return None
    p = main_state(d)
    v = rng.choice(list(STATES[p]))
    said = rng.choice(STATES[p][v].split("|"))
    if p == "power" and said in ("shining", "lit", "glowing", "dark", "working"):
        said = v
    g = refer.plural(rng, d.type, d.device_class if d.type == "cover" else None)
    s1 = g[:-1] if g.endswith("s") and not g.endswith("ss") else g
    quantifier, templates = rng.choice([("any", P.ANY), ("all", P.ALL), ("which", P.WHICH), ("count", P.COUNT)])
    s = say(rng, rng.choice(templates), g="\0", s="\1", v=said)
    if scope and scope == here and rng.random() < 0.6:
        s = s.replace("\0", g).replace("\1", s1) + rng.choice([" in here", " here", " in this room"])
    elif scope:
        if rng.random() < 0.5:
            s = s.replace("\0", f"{scope} {g}").replace("\1", f"{scope} {s1}")
        else:
            s = s.replace("\0", g).replace("\1", s1) + rng.choice([f" in the {scope}", f" in {scope}", f" on the {scope}" if scope in home.areas.values() else f" in my {scope}"])
    else:
        s = s.replace("\0", g).replace("\1", s1) + rng.choice(["", "", "", " in the house", " at home"])
    return s, [("get", ("each", d.type, home.scope(scope) if scope else "house", []), p, (quantifier, v))]


def ask_reading(rng, home, here):
    d = pick(rng, home, of_type("sensor", "binary_sensor"))
    if not d:
        return None
    peers = [x for x in home.devices if x.type == d.type and x.reading == d.reading]
    phrase = refer.device(rng, home, d, here)
    local = d.area and sum(x.area == d.area for x in peers) == 1
    if d.type == "sensor":
        q = rng.choice(W.SENSORS[d.reading][1].split("|"))
        if (local and rng.random() < 0.4) and not (d.reading == "temperature" and home.members("climate", d.area)):
            return say(rng, rng.choice(P.QUANTITY_AREA), q=q, a=rng.choice(["the ", ""]) + d.area), [("get", d.handle, d.reading, None)]
        return say(rng, rng.choice(P.READING), d=phrase, q=q), [("get", d.handle, d.reading, None)]
    names, on, off = W.BINARY[d.reading]
    v = "on" if rng.random() < 0.65 else "off"
    said = rng.choice((on if v == "on" else off).split("|"))
    if len(peers) == 1 and rng.random() < 0.3:
        q = rng.choice(names.split("|"))
        if d.reading in ("motion", "smoke", "gas", "carbon_monoxide", "occupancy", "presence", "vibration", "sound", "moisture", "heat") and rng.random() < 0.5:
            w = {"sound": "noise", "moisture": "a leak", "presence": "somebody home", "carbon_monoxide": "carbon monoxide", "occupancy": "anyone", "heat": "too much heat"}.get(d.reading, d.reading)
            return say(rng, rng.choice(P.BINARY_AREA if local else P.BINARY_HOUSE), q=w, a=d.area), [("get", d.handle, d.reading, ("is", "on"))]
        return say(rng, rng.choice(P.STATE[:6]), d="the " + q, v=said), [("get", d.handle, d.reading, ("is", v))]
    if rng.random() < 0.25 and len(peers) >= 1:
        g = rng.choice(names.split("|")) + "s"
        if rng.random() < 0.4 and d.reading not in ("light", "lock", "power", "door", "window", "opening") or rng.random() < 0.1:
            g = rng.choice(["devices", "things", "sensors", "detectors"])
        quantifier, templates = rng.choice([("any", P.ANY), ("all", P.ALL), ("which", P.WHICH), ("count", P.COUNT)])
        if all(x.reading == d.reading for x in home.devices if x.type == "binary_sensor"):
            return say(rng, rng.choice(templates), g=g, s=g[:-1], v=said), [("get", ("each", "binary_sensor", "house", []), d.reading, (quantifier, v))]
        return say(rng, rng.choice(templates), g=g, s=g[:-1], v=said), [("get", ("each", "binary_sensor", "house", []), d.reading, (quantifier, v))]
    if rng.random() < 0.1:
        return say(rng, rng.choice(P.STATUS), d=phrase), [("get", d.handle, d.reading, None)]
    return say(rng, rng.choice(P.STATE), d=phrase, v=said), [("get", d.handle, d.reading, ("is", v))]


def ask_warmth(rng, home, here):
    bare = bare_target(rng, home, here, "climate")
    d = bare or pick(rng, home, lambda d: d.type == "climate" and d.area and len(home.members("climate", d.area)) == 1)
    if not d or any(x.type == "sensor" and x.reading == "temperature" and x.area == d.area for x in home.devices):
        return None
    if d.area and len(home.members("climate", d.area)) == 1 and rng.random() < 0.6:
        a = rng.choice(["the ", "", "my "]) + d.area
        options = [t for t in P.WARMTH if "{a}" in t and "{d}" not in t]
        s = say(rng, rng.choice(options), a=a)
        if d.area not in s and not bare:
            return None
        return s, [("get", d.handle, "current_temperature", None)]
    if rng.random() < 0.4:
        return say(rng, rng.choice([t for t in P.WARMTH if "{d}" in t]), d=refer.device(rng, home, d, here)), [("get", d.handle, "current_temperature", None)]
    if not bare:
        return None
    s = say(rng, rng.choice([t for t in P.WARMTH if "{d}" not in t and "{a}" not in t or "[" in t]), a="\0")
    if "\0" in s:
        return None
    if rng.random() < 0.1:
        return rng.choice(["what is the temperature set to", "what temperature is the heating set to", "target temperature"]), [("get", d.handle, "temperature", None)]
    return s, [("get", d.handle, "current_temperature", None)]


def ask_volume(rng, home, here):
    d = pick(rng, home, of_type("media_player", "vacuum"))
    if not d:
        return None
    phrase = refer.device(rng, home, d, here)
    if d.type == "vacuum":
        s = say(rng, rng.choice(["what is {d} doing", "where is {d}", "is {d} (cleaning|busy|docked|charging)", "status of {d}", "{d} status", "how is {d} doing", "whats {d} up to", "give me an update on {d}", "check on {d}", "fill me in on {d}", "whats the status of {d}"]), d=phrase)
        return s, [("get", d.handle, "activity", None)]
    return say(rng, rng.choice(["what is the volume of {d}", "how loud is {d}", "volume of {d}", "{d} volume level"]), d=phrase), [("get", d.handle, "volume", None)]


def weather(rng, home, here):
    d = pick(rng, home, of_type("weather"))
    if not d:
        return None
    return say(rng, rng.choice(P.WEATHER), d=normalize(d.name)), [("get", d.handle, "forecast", None)]


def chain(rng, home, here):
    """Two or three deeds on as many things, one behind the other, often with one word for two of them: "turn on the lamp open
    blind and gate", "speed up the fan close the shutter and lock the gate"."""
    said = {("power", "on"): ["turn on {d}", "turn on {d}", "switch on {d}", "turn {d} on", "activate {d}"], ("power", "off"): ["turn off {d}", "turn off {d}", "switch off {d}", "turn {d} off", "shut off {d}"],
            ("opening", "open"): ["open {d}", "open {d}", "raise {d}"], ("opening", "closed"): ["close {d}", "close {d}", "shut {d}", "lower {d}"], ("lock", "locked"): ["lock {d}", "lock {d}", "secure {d}"], ("lock", "unlocked"): ["unlock {d}"],
            ("speed", "up"): ["speed up {d}", "turn up {d}"], ("speed", "down"): ["slow down {d}", "turn down {d}"], ("brightness", "up"): ["brighten {d}"], ("brightness", "down"): ["dim {d}"], ("mute", True): ["mute {d}"]}
    ways = [(d, way) for d in home.devices for way in said if way[0] in d.properties and d.properties[way[0]][0] != "reading"]
    count = rng.choice([2, 3, 3])
    chosen = []
    for _ in range(20):
        if len(chosen) == count or not ways:
            break
        last = chosen[-1][1] if chosen else None
        same = [w for w in ways if w[1] == last]
        d, way = rng.choice(same) if same and rng.random() < 0.45 else rng.choice(ways)
        if d not in [x for x, _ in chosen]:
            chosen.append((d, way))
    if len(chosen) < 2:
        return None
    full = rng.random() < 0.7      # mostly by their whole names
    text, before, calls = "", None, []
    for k, (d, way) in enumerate(chosen):
        phrase = rng.choice(["", "", "the "]) + normalize(d.name) if full else refer.device(rng, home, d, here)
        part = phrase if way == before and rng.random() < 0.8 else say(rng, rng.choice(said[way]), d=phrase)
        if k == 0:
            text = rng.choice(["", "", "", "both "]) * (len(chosen) > 1 and part.startswith("turn on")) + part
            text = text.replace("both turn on", "turn on both")
        else:
            joint = rng.choice([" and ", " and ", " and then ", ", "]) if k == len(chosen) - 1 else rng.choice([" ", " ", ", ", " and "])
            text += joint + part
        before = way if not part.endswith((" on", " off")) else None
        calls.append(("set", d.handle, *way) if way[0] not in ("speed", "brightness") else (way[1], d.handle, way[0], None))
    return text, calls


def two_things(rng, home, here):
    """"turn on the lamp and the fan": one deed for two devices."""
    prop, on = rng.choice([("power", "on"), ("power", "off"), ("opening", "open"), ("opening", "closed"), ("lock", "locked"), ("lock", "unlocked")])
    ds = [d for d in home.devices if d.properties.get(prop, ("",))[0] == "choice"]
    if len(ds) < 2:
        return None
    chosen = rng.sample(ds, 3 if len(ds) > 2 and rng.random() < 0.2 else 2)
    phrases = [refer.device(rng, home, d, here) for d in chosen]
    joined = ", ".join(phrases[:-1]) + rng.choice([" and ", " and ", " as well as ", " plus "]) + phrases[-1]
    templates = {"on": ["turn on {d}", "switch on {d}", "turn {d} on", "{d} on", "put on {d}"], "off": ["turn off {d}", "switch off {d}", "turn {d} off", "{d} off", "shut off {d}"],
                 "open": ["open {d}", "raise {d}", "open up {d}"], "closed": ["close {d}", "shut {d}"], "locked": ["lock {d}", "secure {d}"], "unlocked": ["unlock {d}"]}
    return say(rng, rng.choice(templates[on]), d=joined), [("set", d.handle, prop, on) for d in chosen]


# --- things that are not done -------------------------------------------------------------------------------------------

def absent(rng, home, here):
    """A thing that this home does not have."""
    other = make_home(rng, rng.randint(4, 8))
    for _ in range(8):
        maker = rng.choice([power, power, lamp, cover, lock, fan, media, climate, vacuum, ask_state, toggle, scene])
        made = maker(rng, other, None)
        if not made or len(made[1]) != 1:
            continue
        target = made[1][0][1]
        if isinstance(target, tuple):
            if target[2] == "house":
                continue
            scope = next(n for n, h in other.scopes if h == target[2])
            if any(normalize(scope) in normalize(n) or normalize(n) in normalize(scope) for n, _ in home.scopes) or any(normalize(scope) in normalize(x.name) for x in home.devices):
                continue
            if scope not in made[0]:
                continue
            return made[0], [("no", "device")]
        d = next(x for x in other.devices if x.handle == target)
        told = set(normalize(made[0]).split())
        distinct = (set(normalize(d.name).split()) | set(normalize(d.area or "").split())) - refer.KIND_WORDS
        named = distinct & told
        if not named:  # only the kind was said: absent only if the home has nothing of the kind
            if any(x.type == d.type for x in home.devices) or d.type in ("scene", "script", "sensor", "binary_sensor") or any(told & set(normalize(x.name).split()) - {"the"} for x in home.devices):
                continue
            return made[0], [("no", "device")]
        if any(named & refer.words(x) for x in home.devices if x.type == d.type or len(named) == len(named & refer.words(x))):
            if not (rng.random() < 0.7 and not any(named <= refer.words(x) for x in home.devices) and any(x.type == d.type for x in home.devices)):
                continue
        return made[0], [("no", "device")]
    return None


def absent_near(rng, home, here):
    """A name like one of the home's, but another one: a word is exchanged."""
    d = pick(rng, home, lambda d: len(normalize(d.name).split()) >= 2)
    if not d:
        return None
    parts = normalize(d.name).split()
    spots = [i for i, w in enumerate(parts) if w not in refer.KIND_WORDS]
    if not spots:
        return None
    i = rng.choice(spots)
    parts[i] = rng.choice([rng.choice(W.AREAS), rng.choice(W.SPOTS), invented(rng), rng.choice(W.BRANDS)])
    if len(spots) > 1 and rng.random() < 0.6:
        j = rng.choice([s for s in spots if s != i])
        parts[j] = rng.choice([rng.choice(W.SPOTS), invented(rng)])
    told = " ".join(parts)
    w = set(told.split()) - refer.KIND_WORDS
    if any(w <= refer.words(x) for x in home.devices):
        return None
    left = set(parts) & set(normalize(d.name).split()) - refer.KIND_WORDS
    if left:  # part of the name remained: only absent if what remained is common in this home or is not telling
        if rng.random() < 0.5:
            return None
    import copy
    ghost = copy.copy(d)
    ghost.name, ghost.area, ghost.floor = told, None, None
    made = None
    for maker in (power, lamp, cover, lock, fan, media, climate, vacuum, appliance, ask_state):
        made = maker(rng, Home(home.scopes, [ghost], home.areas), None)
        if made and told in normalize(made[0]):
            return made[0], [("no", "device")]
    return None


def absent_here(rng, home, here):
    """A place that there is and a kind that there is, but not there; or a kind that there is nowhere."""
    kinds = [k for k in ("light", "fan", "switch", "outlet", "lock", "media_player", "climate", "vacuum", "camera", "heater", "cover")]
    places = [n for n, _ in home.scopes if n in home.areas]
    kind = rng.choice(kinds)
    if places and rng.random() < 0.7:
        a = rng.choice(places)
        if home.members(kind, a):
            return None
    else:
        a = None
        if any(d.type == kind for d in home.devices):
            return None
    cls = rng.choice(["blind", "curtain", "shade", "shutter", "garage", "awning"])
    noun = rng.choice(W.COVERS[cls] if kind == "cover" else W.NOUNS[kind])
    told = set(f"{a or ''} {noun}".split())
    if any(told <= refer.words(d) or noun in normalize(d.name) and (a is None or not d.area or a in normalize(d.name)) for d in home.devices):
        return None
    phrase = noun if a is None else rng.choice([f"{a} {noun}", f"{a} {noun}", f"{noun} in the {a}", f"{noun} in {a}"])
    phrase = rng.choice(["the ", "the ", "my ", ""]) + phrase
    table = {"cover": [P.OPEN, P.CLOSE, P.HALFWAY], "lock": [P.LOCK, P.UNLOCK], "light": [P.ON, P.OFF, P.OFF, P.BRIGHTER, P.DIMMER, P.COLOR, P.STATE[:5]], "fan": [P.ON, P.OFF, P.FAN_UP, P.FAN_DOWN, P.TOGGLE], "media_player": [P.ON, P.OFF, P.VOLUME_UP, P.MUTE, P.MEDIA["pause"][0]],
             "climate": [P.ON, P.OFF, P.WARMER, P.TEMPERATURE], "vacuum": [P.VACUUM["start"][0], P.VACUUM["dock"][0]]}.get(kind, [P.ON, P.OFF, P.TOGGLE, P.STATE[:5]])
    return say(rng, rng.choice(rng.choice(table)), d=phrase, v=rng.choice(W.COLORS) if table[0] is P.ON and kind == "light" else "on", n=percent(rng)), [("no", "device")]


def unsupported(rng, home, here):
    d = pick(rng, home, lambda d: d.type not in ("scene", "script", "weather", "timer"))
    if not d:
        return None
    phrase = refer.device(rng, home, d, here)
    lacking = [(("light",), "color", P.COLOR), (("light", "hood"), "brightness", ["set the brightness of {d} to {n} percent", "dim {d}", "brighten {d}", "make {d} brighter"]), (("lock", "alarm", "cover", "valve"), "lock", ["lock {d}", "unlock {d}", "lock up {d}"]),
               (("media_player",), "volume", ["mute {d}", "turn up the volume of {d}", "play music on {d}", "skip the song on {d}", "set the volume of {d} to {n} percent", "pause the music on {d}"]),
               (("cover", "valve", "lock", "alarm"), "position", ["open {d} halfway", "raise {d} halfway", "close {d} {n} percent", "roll up {d}"]), (("fan", "air_purifier", "hood"), "speed", ["set the fan speed of {d} to {n} percent", "make {d} spin faster"]),
               (("climate", "oven", "fridge", "freezer", "kettle", "water_heater"), "temperature", ["set {d} to 22 degrees", "make {d} warmer", "set the temperature of {d} to {n}", "put {d} in heating mode"]), (("vacuum", "lawn_mower"), "dock", ["send {d} back to its base", "dock {d}", "vacuum the floor with {d}"]),
               (("coffee_maker", "kettle"), "brew", ["brew coffee with {d}", "make an espresso with {d}"])]
    ways = [table for types, p, table in lacking if d.type not in types and p not in d.properties and p not in d.verbs]
    if "power" not in d.properties and d.type in ("lock", "sensor", "binary_sensor"):
        ways += [["turn {d} off", "switch on {d}", "turn on {d}"] if d.type != "lock" else P.BRIGHTNESS]
    return say(rng, rng.choice(rng.choice(ways)), d=phrase, v=rng.choice(W.COLORS), n=percent(rng)), [("no", "unsupported")]


def beyond(rng, home, here):
    n = rng.choice([101, 110, 120, 150, 200, 250, 300, 400, 500, 999, 1000, rng.randint(101, 999)])
    made = None
    d = pick(rng, home, of_type("light", "fan", "cover", "media_player"))
    if not d:
        return None
    phrase = refer.device(rng, home, d, here)
    table = {"light": P.BRIGHTNESS, "fan": P.FAN_SET, "cover": P.POSITION, "media_player": P.VOLUME_SET}[d.type]
    return say(rng, rng.choice(table), d=phrase, n=n), [("no", "range")]


def outside(rng, home, here):
    x = rng.choice([invented(rng), rng.choice(W.PERSONS), rng.choice(W.BRANDS), "france", "italy", "china", "the moon", "london", "my boss", "my mother", "bananas", "bitcoin"])
    return rng.choice(W.OUTSIDE).replace("{x}", x).replace("{n}", str(rng.randint(2, 99))), [("no", "home")]


def ambiguous(rng, home, here):
    """Several of a kind, and only the kind is said."""
    kinds = {}
    for d in home.devices:
        kinds.setdefault((d.type, d.device_class if d.type == "cover" else None), []).append(d)
    options = [(k, ds) for k, ds in kinds.items() if len(ds) >= 2 and k[0] in ("light", "outlet", "switch", "fan", "cover", "lock", "climate", "media_player", "heater", "valve")]
    if not options:
        return None
    (kind, cls), ds = rng.choice(options)
    noun = rng.choice(W.COVERS[cls] if cls else [n for n in refer.SINGULAR[kind].split("|") if not n.endswith("s") and n not in ("lighting", "music", "media")])
    if rng.random() < 0.4:  # a part of several names
        common = {}
        for d in ds:
            for w in set(normalize(d.name).split()) - refer.KIND_WORDS:
                common.setdefault(w, []).append(d)
        places = {w for n, _ in home.scopes for w in normalize(n).split()}
        shared = [(w, x) for w, x in common.items() if len(x) >= 2 and len(x) < len(ds) + 1 and w not in places]
        if shared:
            w, ds = rng.choice(shared)
            noun = f"{w} {noun}"
    local = [d for d in ds if here and d.area == here]
    if local:
        if len(local) < 2:
            return None
        ds = local
    told = set(noun.split())
    if any(normalize(x.name) in W.NOUNS.get(kind, W.COVERS.get(cls, [])) for x in home.devices if x.type == kind):
        return None  # one of them is called just that: it is the one meant
    if any(normalize(x.name) == noun for x in home.devices):
        return None
    if len([x for x in home.devices if told <= refer.words(x)]) == 1 or any(told <= refer.words(x) and x not in ds and told - refer.KIND_WORDS for x in home.devices):
        return None
    phrase = rng.choice(["the ", "", "my ", "the "]) + noun
    prop = {"cover": "opening", "valve": "opening", "lock": "lock"}.get(kind, "power")
    if prop == "power":
        table = rng.choice([P.ON, P.OFF])
        s = say(rng, rng.choice(table), d=phrase)
        if kind == "light" and rng.random() < 0.2:
            s = say(rng, rng.choice(P.BRIGHTNESS), d=phrase, n=percent(rng))
    else:
        s = say(rng, rng.choice({"opening": rng.choice([P.OPEN, P.CLOSE]), "lock": rng.choice([P.LOCK, P.UNLOCK])}[prop]), d=phrase)
    return s, [("ask", "which", [d.handle for d in ds])]


def ambiguous_there(rng, home, here):
    """Several of a kind in one place, and only the kind and the place are said. Lights are not: "the kitchen light" is all of them."""
    kinds = {}
    for d in home.devices:
        if d.area and d.type in ("outlet", "switch", "fan", "cover", "lock", "climate", "media_player", "heater", "valve", "vacuum"):
            kinds.setdefault((d.type, d.device_class if d.type == "cover" else None, d.area), []).append(d)
    options = [(k, ds) for k, ds in kinds.items() if len(ds) >= 2]
    if not options:
        return None
    (kind, cls, area), ds = rng.choice(options)
    noun = rng.choice(W.COVERS[cls] if cls else [n for n in refer.SINGULAR[kind].split("|") if not n.endswith("s") and n not in ("music", "media", "system", "climate", "heating")])
    told = set(f"{area} {noun}".split())
    named = [x for x in home.devices if told <= refer.words(x)]
    if any(x not in ds for x in named) or 0 < len(named) < len(ds):
        return None  # one of them is called just that
    if any(set(area.split()) <= refer.words(x) and refer.same_kind(x, ds[0]) and x not in ds for x in home.devices):
        return None
    phrase = rng.choice([f"the {area} {noun}", f"{area} {noun}", f"the {noun} in the {area}", f"{noun} in {area}", f"my {area} {noun}"])
    prop = main_state(ds[0])
    tables = {"power": [P.ON, P.OFF], "opening": [P.OPEN, P.CLOSE], "lock": [P.LOCK, P.UNLOCK]}.get(prop, [P.VACUUM["start"][0], P.VACUUM["dock"][0]])
    return say(rng, rng.choice(rng.choice(tables)), d=phrase), [("ask", "which", [d.handle for d in ds])]


def missing(rng, home, here):
    p = rng.choice(list(P.MISSING))
    d = pick(rng, home, lambda d: p in d.properties and d.type in ("light", "climate", "media_player", "cover", "fan"))
    if not d:
        return None
    return say(rng, rng.choice(P.MISSING[p]), d=refer.device(rng, home, d, here)), [("ask", "value", p)]


def babble(rng, home, here):
    s = rng.choice(P.BABBLE) if rng.random() < 0.6 else " ".join(rng.choice([invented(rng), rng.choice(W.PERSONS), "the", "of", "and", "it", "my"]) for _ in range(rng.randint(1, 5)))
    if any(set(normalize(s).split()) & refer.words(d) - {"the", "of", "and", "my"} for d in home.devices):
        return None
    return s, [("ask", "again")]


MAKERS = [(power, 20), (area_light, 7), (place_light, 12), (lamp, 19), (gloom, 1), (fan, 5), (cover, 10), (lock, 7), (media, 17), (climate, 10), (vacuum, 12), (scene, 4), (timer, 27), (coffee, 12), (appliance, 13), (extra, 2),
          (toggle, 4), (ask_state, 10), (ask_group, 8), (ask_reading, 19), (ask_warmth, 4), (ask_volume, 1), (weather, 2), (two_things, 3), (chain, 12),
          (bare_light, 10), (fraction, 1), (absent, 9), (absent_near, 8), (absent_here, 8), (unsupported, 2), (beyond, 1.5), (outside, 2.5), (ambiguous, 9), (ambiguous_there, 2), (missing, 2), (babble, 1)]
ACTIONS = [power, lamp, fan, cover, lock, media, climate, vacuum, appliance, scene]
HELD_BACK = [ambiguous, ambiguous, ambiguous_there, absent, absent_near, absent_here]     # where nothing is done

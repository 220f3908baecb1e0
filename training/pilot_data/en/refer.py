"""How people point at a device or at several, given what else is in the home. What is said is never ambiguous by accident."""
from ..normalize import normalize
from . import words as W

PLURAL = {"light": "lights|lamps|lights|lighting|light bulbs|lights", "switch": "switches", "outlet": "plugs|outlets|sockets|smart plugs", "fan": "fans",
          "lock": "locks|doors|door locks", "media_player": "speakers|tvs|media players|players", "climate": "thermostats|radiators|acs|heating",
          "vacuum": "vacuums|robots", "valve": "valves|taps", "heater": "heaters", "sprinkler": "sprinklers", "camera": "cameras"}
SINGULAR = {"light": "light|lamp|bulb|light|lighting|lights", "switch": "switch", "outlet": "plug|outlet|socket|smart plug", "fan": "fan", "lock": "lock|door",
            "media_player": "speaker|tv|music|media player|stereo|player|media", "climate": "thermostat|ac|heating|air conditioner|air conditioning|heater|climate|system|climate system|hvac", "vacuum": "vacuum|vacuum cleaner|robot vacuum|hoover|vacuum robot|robot|cleaner",
            "valve": "valve|tap", "heater": "heater", "sprinkler": "sprinkler|sprinklers", "camera": "camera", "coffee_maker": "coffee maker|coffee machine|coffee",
            "timer": "timer", "weather": "weather"}
COVER_PLURAL = {"blind": "blinds", "curtain": "curtains|drapes", "shade": "shades", "shutter": "shutters", "garage": "garage doors", "gate": "gates", "window": "windows", "awning": "awnings", "door": "doors"}
# Words that name a kind: they do not tell one device of the kind from another.
KIND_WORDS = {w for ns in list(W.NOUNS.values()) + list(W.COVERS.values()) for n in ns for w in n.split()} | {"sensor", "lights", "door", "smart"}


def words(d):
    return set((normalize(d.name) + " " + normalize(d.area or "")).split())


def fits(home, phrase_words, kind=None, cls=None):
    return [d for d in home.devices if phrase_words <= words(d) and (kind is None or d.type == kind) and (cls is None or d.device_class == cls)]


def nouns(d):
    if d.type == "cover":
        return W.COVERS[d.device_class]
    if d.type in SINGULAR:
        return SINGULAR[d.type].split("|")
    return [d.noun]


def same_kind(a, b):
    return a.type == b.type and (a.type != "cover" or a.device_class == b.device_class) and (a.type not in ("sensor", "binary_sensor") or a.reading == b.reading)


def device(rng, home, d, here=None):
    """A phrase that means d and nothing else in this home. here: the area of the speaker."""
    name = normalize(d.name)
    peers = [x for x in home.devices if x is not d and same_kind(x, d)]
    noun = rng.choice(nouns(d))
    the = rng.choice(["the ", "the ", "", "my ", "the "])
    ways = ["name"] * 6
    if not peers and d.type not in ("sensor", "binary_sensor", "scene", "script"):
        ways += ["kind"] * 5
    if d.area and not any(p.area == d.area for p in peers):
        ways += ["in area"] * 3 + ["area kind"] * 3
        if here == d.area:
            ways += ["kind"] * 4 + ["here"] * 2
    if d.floor and not any(p.floor == d.floor for p in peers):
        ways += ["floor"]
    ways += ["part"] * 3 + ["name noun"] + ["place in name"] * 3 * (d.area is None)
    for _ in range(6):
        way = rng.choice(ways)
        if way == "name":
            return (the if rng.random() < 0.6 else "") + name
        if way == "kind":
            # the plain word for the kind must not be the name of something else
            if not any(normalize(x.name) == noun for x in home.devices if x is not d):
                return the + noun
        if way == "in area":
            return rng.choice([f"the {noun} in the {d.area}", f"{noun} in {d.area}", f"the {noun} in my {d.area}", f"the {noun} of the {d.area}"])
        if way == "area kind":
            if not any(normalize(x.name) == normalize(f"{d.area} {noun}") for x in home.devices if x is not d):
                return f"{the}{d.area} {noun}"
        if way == "here":
            return f"{the}{noun} " + rng.choice(["in here", "here", "in this room", "in this space"])
        if way == "floor":
            return rng.choice([f"the {noun} on the {d.floor}", f"the {d.floor} {noun}", f"the {noun} {d.floor}"])
        if way == "place in name":
            place = [w for w in name.split() if w not in KIND_WORDS and w + "s" not in KIND_WORDS]
            if place and fits(home, set(place)) == [d]:
                place = " ".join(place)
                return rng.choice([f"the {noun} in the {place}", f"{noun} in {place}", f"{the}{place} {noun}", f"the {noun} in my {place}", f"the {noun} of the {place}"])
        if way == "name noun" and not (set(noun.split()) & set(name.split())):
            return f"{the}{name} {noun}"
        if way == "part":
            parts = name.split()
            if len(parts) > 1:
                gone = rng.randrange(len(parts))
                left = parts[:gone] + parts[gone + 1:]
                if set(left) - KIND_WORDS and fits(home, set(left)) == [d]:
                    return the + " ".join(left)
    return name


def plural(rng, kind, cls=None):
    return rng.choice((COVER_PLURAL[cls] if cls else PLURAL.get(kind, kind.replace("_", " ") + "s")).split("|"))


def group(rng, home, kind, scope, here, cls=None):
    """A phrase for all devices of a kind in a scope (name of area or floor, or None for the house). here: scope is where the speaker is."""
    ns = plural(rng, kind, cls)
    every = rng.choice(["all the ", "all ", "every ", "the ", "all of the ", "all my ", "each and every ", "every single ", "each of the ", "the ", "both " if len(home.members(kind, scope)) == 2 else "the "])
    one = every in ("every ", "each and every ", "every single ")
    if one:
        ns = ns[:-1] if ns.endswith("s") else ns
    if here:
        return every + ns + rng.choice(["", "", " in here", " in this room", " here", " in the room", " around me", " in this space"])
    if scope is None:
        if every in ("the ", "both "):
            every = "all the "
        return every + ns + rng.choice(["", "", " in the house", " in the whole house", " everywhere", " in my home", " at home", " in all rooms", " in every room", " in every area", " in all areas", " in each room", " throughout the house", " in the entire home", " across the house", " all over the house", " around the house", " in our apartment", " on every floor", " across all rooms", " anywhere"])
    if one:
        return f"{every}{ns} " + rng.choice([f"in the {scope}", f"in {scope}"])
    return rng.choice([f"{every}{ns} in the {scope}", f"{every}{ns} in {scope}", f"{every}{scope} {ns}", f"the {scope} {ns}", f"{scope} {ns}", f"{every}{ns} of the {scope}", f"{every}{ns} {scope}"
                       if scope in ("upstairs", "downstairs", "outside") else f"{every}{ns} on the {scope}" if scope in home.areas.values() else f"{every}{ns} in my {scope}"])

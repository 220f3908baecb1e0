"""What the makers of sentences have in common in every language."""
from .homes import names_of
from .memory import members
from .normalize import normalize

GROUPS = ("light", "fan", "switch", "outlet", "cover", "lock", "climate", "media_player", "vacuum", "valve", "heater", "sprinkler", "camera")
POWERED = ("light", "switch", "outlet", "fan", "climate", "media_player", "heater", "sprinkler", "camera", "coffee_maker")


def pick(rng, home, test):
    ds = [d for d in home.devices if test(d)]
    return rng.choice(ds) if ds else None


def of_type(*types):
    return lambda d: d.type in types


def has(prop):
    return lambda d: prop in d.properties and d.properties[prop][0] != "reading"


def percent(rng):
    return rng.choice([rng.randint(1, 100), 10 * rng.randint(1, 10), 5 * rng.randint(1, 20), rng.choice([25, 50, 75, 100, 100, 100, 20, 30])])


def each(target, make):
    """The calls of a target that may be a list of handles."""
    return [make(t) for t in target] if isinstance(target, list) else [make(target)]


def bare_target(rng, home, here, kind):
    """The one that is meant when only the deed is said: the only one, or the only one here, or the one that is called by the kind's plain name."""
    ds = [d for d in home.devices if d.type == kind]
    if len(ds) == 1:
        return ds[0]
    local = [d for d in ds if here and d.area == here]
    if len(local) == 1:
        return local[0]
    plain = [d for d in ds if normalize(d.name) in names_of(home.language).W.NOUNS[kind]]
    return plain[0] if len(plain) == 1 and not local else None


def degrees(rng):
    return rng.choice([rng.randint(15, 28), rng.randint(60, 80), rng.randint(5, 90), rng.randint(15, 28) + 0.5])


def main_state(d):
    return next((p for p in ("lock", "opening", "power") if p in d.properties and d.properties[p][0] == "choice"), None)


def touches(home, calls):
    """What calls change or do: (device, property) pairs. Deeds of one sentence do not meet there."""
    return {(d.handle, c[2]) for c in calls for d in members(home, c[1])}

"""What the pilot sees of a large home: the devices that a sentence may be about, which are all alike.

The runtime's Shortlist chooses them by the same look-up of words; it also knows words that point at a kind less surely.
"""
from . import dialect
from .hints import mentions
from .homes import Home, make_home
from .memory import members

SHOWN = 8


def shortlist(sentence, home, here, limit=SHOWN):
    """The devices that the sentence may be about, in the order of the home."""
    ranks = []
    for i, part, _, score, is_kind in mentions(sentence, home.scopes, home.devices)[1]:
        is_here = here is not None and home.devices[i].area == here
        group = part if part in (0, 1) else 1 if is_kind and is_here else 2 if part == 2 else 3 if score else 4
        ranks.append((group, -(score + 6 * is_here), i))
    chosen = [i for group, _, i in sorted(ranks) if group < 4][:limit]
    kinds = {home.devices[i].type for i in chosen}
    for i, d in enumerate(home.devices):     # one of each kind, so that the rest of the home is not unknown
        if len(chosen) < limit and d.type not in kinds:
            kinds.add(d.type)
            chosen.append(i)
    return [home.devices[i] for i in sorted(chosen)]


def part_of(rng, home, devices):
    """The home as far as these devices go, with symbols drawn anew."""
    for d, h in zip(devices, rng.sample(range(1, dialect.HANDLES + 1), len(devices))):
        d.handle = f"d{h}"
    names = [n for n, _ in home.scopes if any(n in (d.area, d.floor) for d in devices)][:dialect.SCOPES]
    handles = rng.sample(range(1, dialect.SCOPES + 1), len(names))
    areas = {d.area: d.floor for d in devices if d.area}
    return Home([(n, f"S{h}") for n, h in zip(names, handles)], devices, areas, home.language)


def crowded_home(rng, size, language, turn):
    """What is seen of a home of that size when a sentence of it is said. turn: makes a sentence and its calls in a home."""
    for _ in range(20):
        home = make_home(rng, size, language)
        here = rng.choice([n for n, _ in home.scopes if n in home.areas] or [None]) if rng.random() < 0.3 else None
        made = turn(rng, home, here, None, None)
        if made is None or any(c[0] in ("no", "ask") for c in made[1]):
            continue
        shown = shortlist(made[0], home, here)
        meant = [members(home, c[1]) for c in made[1]]
        if all(any(d in shown for d in ds) for ds in meant):
            return part_of(rng, home, shown)
    return None

"""What the pilot sees of a large home: the devices that a sentence may be about, chosen anew for every sentence.

The runtime's twin is Sources/Agent/Shortlist.swift.
"""
import copy

from . import dialect
from .hints import mentions
from .homes import Home, make_home

SHOWN = 8       # of a home that is too large to be shown whole
FILLED = 5      # as many are shown even if the sentence points at fewer


def shortlist(sentence, home, here, limit=SHOWN, filled=FILLED):
    """The devices that the sentence may be about, in the order of the home."""
    ranks = []
    for m in mentions(sentence, home.scopes, home.devices, here, wide=True)[1]:
        if m.score and not m.is_beaten:
            group = 0 if m.part == 0 else 1 if m.part == 1 or m.is_here else 2 if m.part == 2 else 3
            is_here = here is not None and home.devices[m.index].area == here
            ranks.append((group, -(m.score + 6 * is_here), m.index))
    chosen = [i for *_, i in sorted(ranks)[:limit]]
    kinds = {home.devices[i].type for i in chosen}
    for i, d in enumerate(home.devices):     # one of each kind, so that the rest of the home is not unknown
        if len(chosen) < filled and d.type not in kinds:
            kinds.add(d.type)
            chosen.append(i)
    return [home.devices[i] for i in sorted(chosen)]


def part_of(rng, home, devices):
    """The home as far as these devices go, with symbols drawn anew, and what has become of the symbols."""
    shown = [copy.copy(d) for d in devices]
    for d, h in zip(shown, rng.sample(range(1, dialect.HANDLES + 1), len(shown))):
        d.handle = f"d{h}"
    names = list(dict.fromkeys([d.area for d in shown if d.area] + [d.floor for d in shown if d.floor]))[:dialect.SCOPES]
    scopes = [(n, f"S{h}") for n, h in zip(names, rng.sample(range(1, dialect.SCOPES + 1), len(names)))]
    new = dict(zip((d.handle for d in devices), (d.handle for d in shown)))
    new |= {old: handle for n, handle in scopes for name, old in home.scopes if name == n} | {"house": "house"}
    return Home(scopes, shown, {d.area: d.floor for d in shown if d.area}, home.language), new


def retold(call, new):
    """The call with the symbols of what is shown; KeyError if it is about something else."""
    if call[0] == "no" or call[0] == "ask" and call[1] != "which":
        return call
    if call[0] == "ask":
        shown = [new[h] for h in call[2] if h in new]
        if len(shown) < 2:
            raise KeyError(call)
        return ("ask", "which", shown)
    target = call[1]
    if not isinstance(target, str):
        target = ("each", target[1], new[target[2]], [new[h] for h in target[3]])
    else:
        target = new[target]
    return (call[0], target) + tuple(call[2:])


def is_told(home, here, sentence, calls):
    """False if the sentence leaves open which device of the home is meant: what it says of that one it says of another one of
    its kind too. In a small home there may be nothing else; in a large one a person has to say more."""
    _, found = mentions(sentence, home.scopes, home.devices, here)
    for call in calls:
        if call[0] in ("no", "ask") or not isinstance(call[1], str):
            continue
        mine = next(m for m in found if home.devices[m.index].handle == call[1])
        d = home.devices[mine.index]
        for m in found:
            x = home.devices[m.index]
            able = call[2] in x.properties or call[2] in x.verbs or call[2] == "toggle"
            if m is not mine and able and (x.type, x.device_class) == (d.type, d.device_class) and (m.said, m.is_here, m.part == 0) == (mine.said, mine.is_here, mine.part == 0):
                return False
    return True


def crowded(rng, home, turn, typed):
    """A sentence said in a large home, with what is seen of it: -> (home, here, sentence, calls), or None. turn: makes a
    sentence and its calls in a home. typed: makes mistakes in it."""
    here = rng.choice([n for n, _ in home.scopes if n in home.areas] or [None]) if rng.random() < 0.3 else None
    made = turn(rng, home, here, None, None)
    made = made and is_told(home, here, *made) and typed(rng, home, *made)
    if not made:
        return None
    shown, new = part_of(rng, home, shortlist(made[0], home, here))
    try:
        calls = [retold(c, new) for c in made[1]]
    except KeyError:
        return None
    types = {d.type for d in shown.devices}
    if any(isinstance(c[1], tuple) and c[1][1] not in types for c in calls):
        return None
    return shown, here if shown.scope(here) else None, made[0], calls


def large_home(rng, language):
    return make_home(rng, rng.choice([rng.randint(17, 40), rng.randint(30, 90), rng.randint(80, 150)]), language)

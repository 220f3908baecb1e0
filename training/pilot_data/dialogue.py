"""Conversations in invented homes, as segments with a weight for the loss."""
import hashlib
import importlib
import os

from . import crowd, dialect
from .homes import make_home
from .normalize import normalize

_BLOCKED = None
HOME, SAID, ANSWERED = 0.0, 0.1, 1.0
CROWDED = 0.2       # how many homes are seen as a part of a large one


def held_out(sentence):
    """True for sentences that are kept for measuring: they are known here by their hashes only."""
    global _BLOCKED
    if _BLOCKED is None:
        path = os.path.join(os.path.dirname(__file__), "held_out.txt")
        with open(path, encoding="ascii") as f:
            _BLOCKED = set(f.read().split())
    return hashlib.sha256(normalize(sentence).encode()).hexdigest()[:16] in _BLOCKED


def talk_of(language):
    """How people talk in a language: the module `talk` of its folder."""
    return importlib.import_module(f".{language}.talk", __package__)


def turn(rng, home, here, last, sentence):
    """-> (sentence, calls) or None. last: the calls of the sentence before, if there was one."""
    talk = talk_of(home.language)
    x = rng.random()
    made = talk.followup(rng, home, here, last, sentence) if last and x < 0.6 else None
    if made:
        said, calls = made
    else:
        y = rng.random()
        made = talk.several(rng, home, here) if y < 0.18 else talk.correction(rng, home, here) if y > 0.985 else None
        maker = None
        if made is None:
            one = talk.single(rng, home, here)
            if one is None:
                return None
            *made, maker = one
        said, calls = talk.polite(rng, made[0], maker), made[1]
    if held_out(said):
        return None
    if rng.random() < 0.07:
        said = talk.mistype(rng, said)
    return (said, calls) if normalize(said) else None


def conversation(rng, home, turns):
    """-> list of (kind, text, weight): what is said in a home, from the first sentence on."""
    out, last, sentence, tries = [], None, None, 0
    while turns and tries < 20:
        tries += 1
        here = rng.choice([n for n, _ in home.scopes if n in home.areas] or [None]) if rng.random() < 0.3 else None
        made = turn(rng, home, here, last, sentence)
        if made is None:
            continue
        sentence, last = made
        out += [(k, t, SAID if t != "which" and k == "t" else HOME) for k, t in dialect.turn_segments(sentence, home.scope(here) if here else None, home.scopes, home.devices)]
        out += [(k, t, ANSWERED) for k, t in dialect.answer_segments(last)]
        if any(c[0] in ("set", "up", "down", "do") for c in last):
            out.append(("c", "ok" if rng.random() < 0.93 else "fail", HOME))
        turns -= 1
    return out


def grow(rng, size, languages, branches=24):
    """A home, and an iterator of conversations that all begin there; most are of one sentence. languages: name -> how often."""
    language = rng.choices(list(languages), list(languages.values()))[0]
    # of large homes only devices are seen that are much alike
    home = crowd.crowded_home(rng, rng.randint(20, 90), language, turn) if size > 4 and rng.random() < CROWDED else None
    home = home or make_home(rng, size, language)
    head = dialect.join(dialect.home_segments(home.scopes, home.devices))
    made = (conversation(rng, home, 1 if rng.random() < 0.72 else rng.choice([2, 2, 3, 4])) for _ in range(branches))
    return head, filter(None, made)

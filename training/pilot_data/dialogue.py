"""Conversations in invented homes, as segments with a weight for the loss."""
import hashlib
import importlib
import os

from . import crowd, dialect
from .homes import make_home
from .normalize import normalize

_BLOCKED = None
HOME, SAID, ANSWERED = 0.0, 0.1, 1.0
CROWDED = 0.3       # how many homes are large ones
HELD_BACK = 0.12    # how many sentences there are about what is not there, or about several
ASKED = 6           # among so many the person is asked to choose


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
    made = meant(rng, home, here, last, sentence)
    return made and typed(rng, home, *made)


def typed(rng, home, said, calls):
    """The sentence with the mistakes of typing and of recognisers; None if nothing is left of it."""
    if rng.random() < 0.07:
        said = talk_of(home.language).mistype(rng, said)
    return (said, calls) if normalize(said) else None


def meant(rng, home, here, last, sentence):
    """The same without a mistake."""
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
    return None if held_out(said) else (said, calls)


def said_and_answered(rng, home, here, sentence, calls):
    """A sentence and its answer, as segments with their weights."""
    calls = [("ask", "which", c[2][:ASKED]) if c[:2] == ("ask", "which") else c for c in calls]
    turn = dialect.turn_segments(sentence, home.scope(here) if here else None, home.scopes, home.devices)
    out = [(k, t, SAID if t != "which" and k == "t" else HOME) for k, t in turn] + [(k, t, ANSWERED) for k, t in dialect.answer_segments(calls)]
    if any(c[0] in ("set", "up", "down", "do") for c in calls):
        out.append(("c", "ok" if rng.random() < 0.93 else "fail", HOME))
    return out


def unclear(rng, home, here, *_):
    """A sentence at which nothing is done: -> (sentence, calls) or None."""
    talk = talk_of(home.language)
    made = rng.choice(talk.commands.HELD_BACK)(rng, home, here)
    return (talk.polite(rng, made[0], None), made[1]) if made and not held_out(made[0]) else None


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
        out += said_and_answered(rng, home, here, sentence, last)
        turns -= 1
    return out


def crowds(rng, language, branches):
    """Sentences said in large homes, each behind what is seen of its home."""
    home = crowd.large_home(rng, language)
    for _ in range(branches):
        made = crowd.crowded(rng, home, unclear if rng.random() < HELD_BACK else meant, typed)
        if made:
            shown, *said = made
            yield [(k, t, HOME) for k, t in dialect.join(dialect.home_segments(shown.scopes, shown.devices))] + said_and_answered(rng, shown, *said)


def grow(rng, size, languages, branches=24):
    """A home, and an iterator of conversations that all begin there; most are of one sentence. A large home is seen in part, and
    each sentence has its own part before it. languages: name -> how often."""
    language = rng.choices(list(languages), list(languages.values()))[0]
    if size > 4 and rng.random() < CROWDED:
        return [], crowds(rng, language, branches)
    home = make_home(rng, size, language)
    head = dialect.join(dialect.home_segments(home.scopes, home.devices))
    made = (conversation(rng, home, 1 if rng.random() < 0.72 else rng.choice([2, 2, 3, 4])) for _ in range(branches))
    return head, filter(None, made)

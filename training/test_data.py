"""Checks of the generator, with nothing but Python's own library: `python3 test_data.py`"""
import copy
import json
import os
import random
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from pilot_data import dialect  # noqa: E402
from pilot_data.dialogue import grow, held_out, talk_of  # noqa: E402
from pilot_data.en.commands import P as ENGLISH  # noqa: E402
from pilot_data.homes import make_home  # noqa: E402
from pilot_data.memory import Impossible, MemoryHome, members  # noqa: E402
from pilot_data.normalize import normalize  # noqa: E402
from pilot_data.phrases import cut  # noqa: E402
from pilot_data.template import parse, say  # noqa: E402
from pilot_data.zh.commands import P as CHINESE  # noqa: E402
from pilot_data.zh.commands import numeral  # noqa: E402

LANGUAGES = {"en": 1, "zh": 1}


def cases(n, seed):
    """n sentences with their homes and calls."""
    rng = random.Random(seed)
    while n:
        home = make_home(rng, rng.randint(2, 16), rng.choice(list(LANGUAGES)))
        talk = talk_of(home.language)
        here = rng.choice([a for a, _ in home.scopes if a in home.areas] or [None]) if rng.random() < 0.3 else None
        for _ in range(8):
            made = talk.several(rng, home, here) if rng.random() < 0.2 else talk.single(rng, home, here)
            if made and n:
                n -= 1
                yield home, here, made[0], made[1]


def effect(home, calls):
    """What the calls do, whatever the home was like before, and what they answer."""
    out = []
    for seed in range(16):
        memory = MemoryHome(random.Random(seed), home)
        before = copy.deepcopy(memory.state)
        answers = memory.carry_out(calls)
        out.append((sorted((h, p, v) for h, values in memory.state.items() for p, v in values.items() if before[h][p] != v), memory.done, answers))
    return out


class Calls(unittest.TestCase):
    def test_every_case_has_its_effect(self):
        """Calls are carried out on a home in memory: what asks to act changes something, what asks is answered, and what
        refuses or asks back changes nothing."""
        for home, _, sentence, calls in cases(5000, 1):
            try:
                effects = effect(home, calls)
            except Impossible as problem:
                # only what all of a type know may be asked of one that lacks it: the runtime then says so
                call = problem.args[0]
                types = {d.type for d in members(home, call[1])}
                self.assertTrue(types and all(call[2] in dialect.STANDARD.get(t, []) for t in types), (sentence, calls))
                continue
            acts = any(c[0] in ("set", "up", "down", "do") for c in calls)
            self.assertEqual(any(changes or done for changes, done, _ in effects), acts, (sentence, calls))
            asks = [c for c in calls if c[0] == "get"]
            self.assertTrue(all(len(answers) == len(asks) for _, _, answers in effects), (sentence, calls))
            self.assertTrue(len(calls) == 1 or not any(c[0] in ("no", "ask") for c in calls), (sentence, calls))

    def test_words_of_arguments_were_said(self):
        """What is copied out of the sentence stands in it."""
        for _, _, sentence, calls in cases(4000, 2):
            for call in calls:
                if call[0] == "do":
                    for name, value in call[3].items():
                        if name in ("name", "area"):
                            self.assertIn(normalize(value), normalize(sentence))

    def test_two_of_a_kind_are_told_apart(self):
        """A sentence for one device is not also the sentence for another: the same home and words never ask for two things."""
        rng = random.Random(3)
        for number in range(200):
            home, said = make_home(rng, rng.randint(2, 12), list(LANGUAGES)[number % 2]), {}
            for _ in range(40):
                made = talk_of(home.language).commands.power(rng, home, None)
                if made and len(made[1]) == 1:
                    kept = said.setdefault(normalize(made[0]), made[1])
                    same = [sorted(d.handle for d in members(home, c[0][1])) for c in (kept, made[1])]
                    self.assertEqual(same[0], same[1], (made[0], [(d.name, d.area, d.type) for d in home.devices]))


class Texts(unittest.TestCase):
    def test_sentences_for_measuring_are_left_out(self):
        for segments in told(300, 4):
            for i, (kind, text, _) in enumerate(segments):
                if kind == "t" and segments[i - 1][1] in ("user",) + tuple(f"S{k}" for k in range(13)) and segments[i + 1][1] == "which":
                    self.assertFalse(held_out(text), text)

    def test_text_never_spells_a_control(self):
        for segments in told(300, 5):
            for kind, text, _ in segments:
                if kind == "t":
                    self.assertNotIn("<", text)
                else:
                    self.assertIn(text, dialect.CONTROLS)

    def test_same_seed_same_data(self):
        self.assertEqual(told(3, 6), told(3, 6))

    def test_every_template_can_be_said(self):
        rng = random.Random(7)
        for table in (ENGLISH, CHINESE):
            for name, value in table.used.items():
                for template in value if isinstance(value, list) else []:
                    if isinstance(template, str):
                        parse(template)
                        self.assertTrue(say(rng, template, d="d", n=1, v="v", a="a", t="t", w="w", m="m", q="q", g="g", s="s", k="k"), name)

    def test_some_phrases_are_kept_from_training(self):
        for table in (ENGLISH, CHINESE):
            self.assertFalse(set(table.used["OFF"]) & set(table.held["OFF"]))
            self.assertTrue(table.held["OFF"])

    def test_bars_inside_brackets_do_not_cut(self):
        self.assertEqual(cut("(a|b) c|d[|e]"), ["(a|b) c", "d[|e]"])

    def test_chinese_numbers_come_back(self):
        for n in [*range(0, 130), 150, 200, 205, 250, 999, 20.5, 18.5]:
            self.assertEqual(normalize(numeral(n)), str(n))
            self.assertEqual(normalize("百分之" + numeral(n)), f"{n} percent")

    def test_goldens(self):
        with open(os.path.join(HERE, "goldens", "normalize.jsonl"), encoding="utf-8") as f:
            for row in map(json.loads, f):
                self.assertEqual(normalize(row["in"]), row["out"])
                self.assertEqual(normalize(row["out"]), row["out"], "normalising twice changes nothing")


def told(n, seed):
    """The conversations of n homes, each behind its home."""
    rng, out = random.Random(seed), []
    for _ in range(n):
        home, branches = grow(rng, rng.randint(2, 14), LANGUAGES, 4)
        out += [[(k, t, 0) for k, t in home] + branch for branch in branches]
    return out


if __name__ == "__main__":
    unittest.main()

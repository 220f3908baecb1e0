"""Phrases of a language as lists of templates: a long string is cut at the bars that stand outside brackets. Some phrases are
never used in training: with them it is measured what the model makes of wordings that it has not met."""
import contextlib
import zlib


def cut(text):
    out, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += c in "(["
        depth -= c in ")]"
        if c == "|" and depth == 0:
            out.append(text[start:i])
            start = i + 1
    return [t.strip() for t in out + [text[start:]]]


def is_held_out(phrase):
    return isinstance(phrase, str) and zlib.crc32(phrase.encode()) % 20 == 0


class Phrases:
    """A module of phrases with every template list ready: strings are cut, also inside of tables. Names of tables that hold
    words, not phrases, are given as `words`."""

    tables = []

    def __init__(self, module, words=()):
        self.used, self.held = {}, {}
        for name, value in vars(module).items():
            if name.isupper():
                value = self.lists(value)
                self.used[name] = value if name in words else self.part(value, False)
                self.held[name] = value if name in words else self.part(value, True)
        vars(self).update(self.used)
        Phrases.tables.append(self)

    @staticmethod
    def lists(value):
        if isinstance(value, str):
            return cut(value)
        if isinstance(value, dict):
            return {k: Phrases.lists(v) if isinstance(v, (tuple, dict)) or isinstance(v, str) and "|" in v else v for k, v in value.items()}
        if isinstance(value, tuple):
            return tuple(Phrases.lists(v) if isinstance(v, str) else v for v in value)
        return value

    @staticmethod
    def part(value, held):
        if isinstance(value, dict):
            return {k: Phrases.part(v, held) for k, v in value.items()}
        if isinstance(value, tuple):
            return tuple(Phrases.part(v, held) for v in value)
        if isinstance(value, list) and len(value) >= 5:
            return [v for v in value if is_held_out(v) == held] or value
        return value


@contextlib.contextmanager
def hold_out():
    """Inside, the phrases are those that are kept from training."""
    for table in Phrases.tables:
        vars(table).update(table.held)
    try:
        yield
    finally:
        for table in Phrases.tables:
            vars(table).update(table.used)

"""The phrases as lists of templates: a long string is cut at the bars that stand outside brackets."""
from . import phrases


def cut(text):
    out, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += c in "([" 
        depth -= c in ")]"
        if c == "|" and depth == 0:
            out.append(text[start:i])
            start = i + 1
    return out + [text[start:]]


class Phrases:
    """phrases.py with every template list ready: strings are cut, pairs and tables of strings too."""


P = Phrases()
for _name, _value in vars(phrases).items():
    if not _name.isupper():
        continue
    if isinstance(_value, str):
        _value = cut(_value)
    elif _name in ("MEDIA", "VACUUM"):
        _value = {k: tuple(cut(x) for x in v) for k, v in _value.items()}
    elif _name in ("HVAC_WORDS", "PLAYBACK"):
        _value = {k: v.split("|") for k, v in _value.items()}
    setattr(P, _name, _value)

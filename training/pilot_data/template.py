"""Sentence templates: "(turn|switch) on[ please] {d}" -> one of the sentences that it stands for."""
import functools


@functools.lru_cache(maxsize=None)
def parse(template):
    """-> tuple of parts: a string, or ("one", alternatives) with each alternative parsed likewise."""
    parts, _ = _sequence(template, 0, "")
    return parts


def _sequence(s, i, closing):
    parts, text = [], ""
    while i < len(s) and s[i] not in closing:
        if s[i] in "([":
            if text:
                parts.append(text)
            text = ""
            options = [()] if s[i] == "[" else []
            close = "]" if s[i] == "[" else ")"
            while True:
                option, i = _sequence(s, i + 1, "|" + close)
                options.append(option)
                if i >= len(s):
                    raise ValueError(f"unclosed bracket in template: {s}")
                if s[i] == close:
                    break
            parts.append(("one", tuple(options)))
        else:
            text += s[i]
        i += 1
    if text:
        parts.append(text)
    return tuple(parts), i


def _choose(parts, rng, out):
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        else:
            _choose(rng.choice(part[1]), rng, out)


def say(rng, template, **slots):
    """One sentence of the template, its {slots} filled."""
    out = []
    _choose(parse(template), rng, out)
    text = "".join(out)
    for name, value in slots.items():
        text = text.replace("{" + name + "}", str(value))
    return " ".join(text.split())

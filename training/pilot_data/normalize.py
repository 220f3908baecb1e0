"""Text of people and of networks, brought to the one form that the pilot reads.

The runtime has a twin of this file (Sources/Agent/TextNormalizer.swift); goldens/normalize.jsonl holds both to the same.
"""
import functools

from . import chinese, durations

ONES = {w: i for i, w in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split())}
TENS = {w: 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}
APOSTROPHES = "'’‘`´"
# Behind a number these are units; a number that is glued to one of them is cut from it.
UNITS = {
    "percent", "pct", "degrees", "degree", "deg", "c", "f", "k", "kelvin", "min", "mins", "minute", "minutes", "h", "hr",
    "hrs", "hour", "hours", "s", "sec", "secs", "second", "seconds", "am", "pm", "ml", "l", "kg", "g",
}
WRITTEN = {"c": "degrees", "f": "degrees", "deg": "degrees", "pct": "percent"}
# "one" is a pronoun unless one of these follows.
COUNTED = {
    "percent", "degree", "degrees", "hour", "hours", "hr", "minute", "minutes", "min", "mins", "second", "seconds", "sec",
    "secs",
}


def half_width(c):
    """Letters, digits and signs of the width of a Chinese character become plain ones."""
    return chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else " " if c == "\u3000" else c


def is_digit(c):
    return "0" <= c <= "9"


def words_of(text):
    """Lower case, without punctuation, cut at spaces; Chinese cut into its words."""
    text = chinese.spaced("".join(half_width(c) for c in text))
    out = []
    n = len(text)
    i = 0
    while i < n:
        c = text[i]
        before = text[i - 1] if i else " "
        after = text[i + 1] if i + 1 < n else " "
        if c in APOSTROPHES:
            pass
        elif c == "½":
            out.append(" half ")
        elif text.startswith("1/2", i) and not is_digit(before) and not is_digit(text[i + 3:i + 4] or " "):
            out.append(" half ")
            i += 2
        elif c in "%％":
            out.append(" percent ")
        elif c == "&":
            out.append(" and ")
        elif c in "℃℉":
            out.append(" degrees ")
        elif c in "°º":
            out.append(" degrees ")
            j = i + 1
            while j < n and text[j] == " ":
                j += 1
            if j < n and text[j] in "cCfF" and not (j + 1 < n and text[j + 1].isalnum()):
                i = j
        elif c == "." and is_digit(before) and is_digit(after):
            out.append(".")
        elif c == "," and is_digit(before) and is_digit(after):
            pass
        elif c == "-" and is_digit(after) and not before.isalnum():
            out.append(" -")
        elif c.isalnum():
            out.append("".join(x for x in c.lower() if x.isalnum()))
        else:
            out.append(" ")
        i += 1
    return "".join(out).split()


def cut_units(words):
    """"20percent", "5min", "20c" become two words."""
    for word in words:
        k = 0
        while k < len(word) and (is_digit(word[k]) or word[k] == "." or (word[k] == "-" and k == 0)):
            k += 1
        if 0 < k < len(word) and is_digit(word[k - 1]) and word[k:] in UNITS:
            yield word[:k]
            yield WRITTEN.get(word[k:], word[k:])
        else:
            yield word


def is_numeral(word):
    return word != "" and all(is_digit(c) for c in word)


def below_hundred(words, i):
    """-> (value, next index) of a spoken number below one hundred at i, or None."""
    if i < len(words) and words[i] in TENS:
        if i + 1 < len(words) and 1 <= ONES.get(words[i + 1], 0) <= 9:
            return TENS[words[i]] + ONES[words[i + 1]], i + 2
        return TENS[words[i]], i + 1
    if i < len(words) and words[i] in ONES:
        return ONES[words[i]], i + 1
    return None


def spoken_number(words, i):
    """-> (digits, next index) of the spoken number at i, or None."""
    start = i
    if words[i] == "a" and i + 1 < len(words) and words[i + 1] == "hundred":
        found = (1, i + 1)
    elif is_numeral(words[i]):
        found = (int(words[i]), i + 1) if len(words[i]) <= 6 else None
    else:
        found = below_hundred(words, i)
    if found is None:
        return None
    value, i = found
    if i < len(words) and words[i] == "hundred" and 1 <= value <= 9:
        value, i = value * 100, i + 1
        j = i + 1 if i < len(words) and words[i] == "and" else i
        rest = below_hundred(words, j)
        if rest:
            value, i = value + rest[0], rest[1]
    text = str(value)
    if i < len(words) and words[i] == "point":
        j, decimals = i + 1, ""
        while j < len(words) and (0 <= ONES.get(words[j], -1) <= 9 or is_numeral(words[j])):
            decimals += str(ONES[words[j]]) if words[j] in ONES else words[j]
            j += 1
        if decimals:
            return text + "." + decimals, j
    if i == start + 1 and is_numeral(words[start]):
        return None  # written in digits already: leave it as it was written
    if words[start] == "one" and i == start + 1 and (i >= len(words) or words[i] not in COUNTED):
        return None
    return text, i


@functools.lru_cache(maxsize=50_000)
def normalize(text):
    """"Set it to Twenty-Five%!" -> "set it to 25 percent"."""
    words = list(cut_units(words_of(text)))
    out = []
    i = 0
    while i < len(words):
        found = spoken_number(words, i)
        if found is None:
            out.append(words[i])
            i += 1
            continue
        digits, i = found
        if out and out[-1] == "minus":
            out[-1] = "-" + digits
        else:
            out.append(digits)
    for k in range(len(out) - 1):
        if out[k] == "minus" and is_numeral(out[k + 1]):
            out[k], out[k + 1] = "", "-" + out[k + 1]
    return " ".join(durations.whole([w for w in out if w]))

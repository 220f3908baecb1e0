"""Chinese runs of a text, folded and cut into words, with numbers in digits. Part of normalize.py.

"把客廳燈調到百分之五十" -> "把 客厅 灯 调到 50 percent".
"""
from .zh.lexicon import FOLDING, WORDS

LONGEST = max(map(len, WORDS))
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
TENTHS = "成"       # "五成" is fifty percent


def is_chinese(c):
    return "\u3400" <= c <= "\u9fff" or c == "〇"


def spaced(text):
    """The text with its Chinese runs as words between spaces."""
    if not any(map(is_chinese, text)):
        return text
    text = "".join(FOLDING.get(c, c) for c in text)
    out, i = [], 0
    while i < len(text):
        if not is_chinese(text[i]):
            out.append(text[i])
            i += 1
            continue
        word, i = next_word(text, i)
        out.append(f" {word} ")
    return "".join(out)


def next_word(text, i):
    """The word that begins at i, and where the next begins."""
    if text.startswith("百分之", i):
        value, end = written(text, i + 3) or spoken(text, i + 3) or (None, i)
        if value is not None:
            return f"{value} percent", end
    size = next((n for n in range(min(LONGEST, len(text) - i), 1, -1) if text[i:i + n] in WORDS), 1)
    found = spoken(text, i)
    if found and found[1] - i >= size:
        value, end = found
        if end < len(text) and text[end] in TENTHS and "." not in value and 1 <= int(value) <= 10:
            return f"{int(value) * 10} percent", end + 1
        return value, end
    return text[i:i + size], i + size


def written(text, i):
    """Digits at i -> (digits, where they end)."""
    end = i
    while end < len(text) and "0" <= text[end] <= "9":
        end += 1
    return (text[i:end], end) if end > i else None


def spoken(text, i):
    """The Chinese number at i -> (digits, where it ends), or None."""
    end = i
    while end < min(len(text), i + 8) and (text[end] in DIGITS or text[end] in UNITS):
        end += 1
    if end == i:
        return None
    value = str(whole(text[i:end]))
    if end + 1 < len(text) and text[end] == "点" and text[end + 1] in DIGITS:
        start = end = end + 1
        while end < len(text) and text[end] in DIGITS:
            end += 1
        value += "." + "".join(str(DIGITS[c]) for c in text[start:end])
    return value, end


def whole(numeral):
    """"二百五十" -> 250, "二五" -> 25, "一百二" -> 120."""
    if not any(c in UNITS for c in numeral):
        return int("".join(str(DIGITS[c]) for c in numeral))
    total, digit, last = 0, 0, 1
    for c in numeral:
        if c in UNITS:
            total += (digit or 1) * UNITS[c]
            digit, last = 0, UNITS[c]
        else:
            digit, last = DIGITS[c], last if DIGITS[c] else 1
    return total + digit * (last // 10 if last >= 100 else 1)

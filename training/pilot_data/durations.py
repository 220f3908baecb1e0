"""Halves and quarters of hours and minutes, brought to whole ones: "1 and a half hours" -> "1 hours 30 minutes", "半 个 小时" ->
"30 分钟". So the model copies figures and never has to divide. Part of normalize.py; the runtime's twin is SpokenDurations.swift.
"""
BELOW = {w: "minutes" for w in ("hour", "hours", "hr", "hrs")} | {w: "seconds" for w in ("minute", "minutes", "min", "mins")}
HOURS, MINUTES = ("小时", "钟头", "钟"), ("分钟", "分")
QUARTER = 15        # minutes of a quarter of an hour
FIFTH = 5           # minutes of one figure on the face of a clock, by which Cantonese counts


def whole(words):
    out, i = [], 0
    while i < len(words):
        found = english(words, i) or chinese(words, i)
        if found:
            out += found[0]
            i = found[1]
        else:
            out.append(words[i])
            i += 1
    return out


def begins(words, i, *wanted):
    return words[i:i + len(wanted)] == list(wanted)


def english(words, i):
    """-> (words instead, next index), or None."""
    at = lambda k: words[k] if k < len(words) else ""  # noqa: E731
    count = at(i) if at(i).isascii() and at(i).isdigit() else "1" if at(i) in ("an", "a") else None
    if count:
        k = i + 1
        k += at(k) == "and"
        k += at(k) == "a"
        if at(i) not in ("an", "a") and at(k) == "half" and at(k + 1) in BELOW:
            return [count, at(k + 1), "30", BELOW[at(k + 1)]], k + 2
        if at(i + 1) in BELOW and begins(words, i + 2, "and", "a", "half"):
            return [count, at(i + 1), "30", BELOW[at(i + 1)]], i + 5
    k = i + (at(i) == "a")
    if at(k) == "half":
        j = k + 1 + (at(k + 1) in ("a", "an"))
        if at(j) in BELOW:
            return ["30", BELOW[at(j)]], j + 1
    k = i + (at(i) in ("a", "1"))
    if begins(words, k, "quarter", "of", "an", "hour"):
        return [str(QUARTER), "minutes"], k + 4
    if begins(words, k, "quarter", "hour"):
        return [str(QUARTER), "minutes"], k + 2
    if begins(words, i, "3", "quarters", "of", "an", "hour"):
        return [str(3 * QUARTER), "minutes"], i + 5
    return (["1", "hour"], i + 2) if begins(words, i, "an", "hour") else None


def chinese(words, i):
    """-> (words instead, next index), or None."""
    at = lambda k: words[k] if k < len(words) else ""  # noqa: E731
    count = at(i) if at(i).isascii() and at(i).isdigit() and len(at(i)) <= 3 else None
    k = i + (count is not None)
    measured = at(k) == "个"
    k += measured
    if count and measured and at(k) == "字":
        return [str(FIFTH * int(count)), "分钟"], k + 1
    if count and at(k) == "刻钟":
        return [str(QUARTER * int(count)), "分钟"], k + 1
    if count and at(k) in HOURS[:2 + measured] and at(k + 1) == "半":
        return [count, "小时", "30", "分钟"], k + 2
    if count and at(k) in MINUTES and at(k + 1) == "半":
        return [count, "分钟", "30", "秒"], k + 2 + (at(k + 2) == "钟")
    if count and not measured:
        return None
    hours = [count, "小时"] if count else []
    if at(k) == "半小时":
        return hours + ["30", "分钟"], k + 1
    if at(k) == "半":
        j = k + 1 + (at(k + 1) == "个")
        if at(j) in HOURS:
            return hours + ["30", "分钟"], j + 1
        if at(j) in MINUTES and not count:
            return ["30", "秒"], j + 1 + (at(j + 1) == "钟")
    return None

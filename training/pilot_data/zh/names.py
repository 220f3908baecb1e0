"""What people of Chinese-speaking homes call rooms and things."""
from ..normalize import normalize
from . import words as W


def invented(rng):
    """A word that nobody has seen."""
    return "".join(rng.choice(W.LETTERS) for _ in range(2))


def area_names(rng, n):
    names = []
    while len(names) < n:
        x = rng.random()
        if x < 0.8:
            a = rng.choice(W.AREAS)
        elif x < 0.9:
            a = rng.choice(W.PERSONS) + rng.choice(["房间", "的房间", "卧室", "书房"])
        else:
            a = invented(rng) + rng.choice(["阁", "厅", "房", "室", "轩"])
        if a not in names:
            names.append(a)
    return names


def floor_names(rng):
    """Two floors that are not the same one in two ways of writing."""
    first, second = rng.sample(W.FLOORS, 2)
    return [first, second] if normalize(first) != normalize(second) else floor_names(rng)


def noun_of(rng, kind, t, cls):
    if kind == "cover":
        options = W.COVERS[cls]
    elif kind == "binary_sensor":
        options = W.BINARY[t][0].split("|")
    elif kind == "sensor":
        # a sensor that does not say what it measures may be called after anything
        q = rng.choice(W.SENSORS[t if t != "value" else rng.choice(list(W.SENSORS))][1].split("|"))
        if t == "value" and rng.random() < 0.5:
            q = rng.choice(["户外", "室外", "花园", "今日", "水箱", "阳台", "太阳能"]) + q
        return rng.choice([q + "传感器", q, q + "计", q])
    elif kind == "appliance":
        options = W.APPLIANCES[t][0].split("|")
    else:
        options = W.NOUNS[kind]
    return options[0] if rng.random() < 0.4 else rng.choice(options)


def name_of(rng, noun, area, kind):
    x = rng.random()
    if kind in ("scene", "script"):
        base = rng.choice(W.SCENES) if rng.random() < 0.85 else invented(rng)
        return base + rng.choice(["", "模式", "模式", noun])
    if kind == "weather":
        return rng.choice([noun, "北京", "上海", "台北", "香港", "广州", "深圳", "家"])
    if kind == "timer" and x < 0.6:
        return noun
    if kind in ("vacuum", "media_player", "climate", "timer") and x < 0.12:
        return rng.choice(W.BRANDS[-18:])
    if area and x < 0.42:
        return area + noun
    if x < 0.56:
        return noun
    if x < 0.74:
        return rng.choice(W.SPOTS) + noun
    if x < 0.82:
        return rng.choice(W.AREAS) + noun
    if x < 0.91:
        b = rng.choice(W.BRANDS)
        return rng.choice([b + noun, b + noun, b])
    if x < 0.94:
        return invented(rng) + noun
    if x < 0.97:
        return rng.choice(W.PERSONS) + rng.choice(["的", ""]) + noun
    return noun + rng.choice(["1", "2", "一", "二", "A", "B"])

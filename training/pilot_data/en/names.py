"""What people of English-speaking homes call rooms and things."""
from . import words as W

SYLLABLES = ("ba be bi bo bu da de di do du fa fe fi fo ga ge go ha he ho ja jo ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu "
             "pa pe pi po ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo wa we wi wo ya yo za ze zo bran dor fel gar hol kel lan mar nor pen "
             "quin ros sten tor ul vin wes xan yor zel chi sho thri plo gri ster mond ston dale wick ley ner lin don").split()


def invented(rng):
    """A word that nobody has seen."""
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 3)))


def area_names(rng, n):
    names = []
    while len(names) < n:
        x = rng.random()
        if x < 0.62:
            a = rng.choice(W.AREAS)
        elif x < 0.72:
            a = rng.choice(W.PERSONS) + rng.choice([" room", "s room", "s bedroom", "s office", ""])
        elif x < 0.92:
            a = invented(rng) + rng.choice(["", "", " room", " hall"])
        else:
            a = rng.choice(W.SPOTS) + rng.choice([" room", " area", " corner"])
        if a not in names:
            names.append(a)
    return names


def floor_names(rng):
    """Two floors, or one that is called as nothing else is."""
    return rng.sample(W.FLOORS, 2) if rng.random() < 0.85 else [invented(rng) + " floor"]


def noun_of(rng, kind, t, cls):
    if kind == "cover":
        options = W.COVERS[cls]
    elif kind == "binary_sensor":
        options = W.BINARY[t][0].split("|")
    elif kind == "sensor":
        # a sensor that does not say what it measures may be called after anything
        q = rng.choice(W.SENSORS[t if t != "value" else rng.choice(list(W.SENSORS))][1].split("|"))
        if t == "value" and rng.random() < 0.5:
            q = rng.choice(["outside ", "outdoor ", "next ", "dishwasher ", "solar ", "garden ", "water ", "daily "]) + q
        return rng.choice([q + " sensor", q, q + " meter", q])
    elif kind == "appliance":
        options = W.APPLIANCES[t][0].split("|")
    else:
        options = W.NOUNS[kind]
    return options[0] if rng.random() < 0.55 else rng.choice(options)


def name_of(rng, noun, area, kind):
    """What a person called the device."""
    x = rng.random()
    if kind == "scene" or kind == "script":
        base = rng.choice(W.SCENES) if rng.random() < 0.75 else invented(rng)
        return base + rng.choice(["", "", " " + noun, " mode"])
    if kind == "weather":
        return rng.choice([invented(rng), noun, "home " + noun, "forecast home"])
    if kind == "timer" and x < 0.6:
        return noun
    if kind in ("switch", "outlet") and x < 0.3:     # called by what hangs on it, which may be a lamp or a fan
        load = rng.choice(["lights", "light", "lamp", "fan", "lamps", "heater", "pump", "fountain", "fairy lights", "lighting"])
        place = rng.choice([area or rng.choice(W.AREAS), rng.choice(W.SPOTS), rng.choice(W.AREAS)])
        return f"{place} {load}" + rng.choice([" switch", " switch", " control", " plug" if kind == "outlet" else " relay", " power"])
    if kind in ("light", "fan", "cover", "outlet") and not noun.endswith(("s", "ing")) and rng.random() < 0.07:     # several that are switched as one
        noun += "s"
    if area and x < 0.30:
        return f"{area} {noun}"
    if x < 0.42:
        return noun
    if x < 0.66:
        s = rng.choice(W.SPOTS)
        return s if rng.random() < 0.12 else f"{s} {noun}"
    if x < 0.74:
        place = rng.choice(W.AREAS)
        return f"{rng.choice(W.SPOTS)} {place} {noun}" if rng.random() < 0.4 else f"{place} {noun}"
    if x < 0.82:
        b = rng.choice(W.BRANDS) if rng.random() < 0.7 else invented(rng)
        return rng.choice([f"{b} {noun}", f"{b} {noun}", b, f"{b} {area or rng.choice(W.AREAS)}", f"{area or rng.choice(W.AREAS)} {b}"])
    if x < 0.90:
        return rng.choice([f"{invented(rng)} {noun}", f"{invented(rng)} {noun}", invented(rng)])
    if x < 0.94:
        return rng.choice(W.PERSONS) + rng.choice(["s ", " "]) + noun
    if x < 0.97:
        return f"{noun} {rng.choice(['1', '2', '3', 'left', 'right', 'a', 'b', 'north', 'south'])}"
    return f"{rng.choice(W.FLOORS[:6])} {area or rng.choice(W.AREAS)} {noun}"

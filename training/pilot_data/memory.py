"""A home that exists only in memory: what calls do to it, and what it answers."""


class Impossible(Exception):
    """A call that cannot be carried out."""


def members(home, target):
    """The devices of a target."""
    if isinstance(target, str):
        return [d for d in home.devices if d.handle == target]
    _, kind, scope, but = target
    name = None if scope == "house" else next(n for n, h in home.scopes if h == scope)
    return [d for d in home.members(kind, name) if d.handle not in but]


class MemoryHome:
    """Every property has a value; whatever can be written follows at once."""

    def __init__(self, rng, home):
        self.home, self.done = home, []
        self.state = {d.handle: {p: self.some(rng, kind) for p, kind in d.properties.items()} for d in home.devices}

    @staticmethod
    def some(rng, kind):
        if kind[0] == "choice":
            return rng.choice(kind[1])
        if kind[0] == "flag":
            return rng.random() < 0.5
        if kind[0] == "range":
            return round(rng.uniform(kind[1] + 1, kind[2] - 1))
        return rng.choice(["on", "off"]) if kind[1] is None else rng.randint(0, 100)

    def carry_out(self, calls):
        """Does the calls in their order; the answers of those that ask."""
        return [answer for call in calls for answer in [self.one(call)] if answer is not None]

    def one(self, call):
        verb = call[0]
        if verb in ("no", "ask"):
            if call[:2] == ("ask", "which") and (len(set(call[2])) < 2 or not set(call[2]) <= set(self.state)):
                raise Impossible(call)
            return None
        devices = members(self.home, call[1])
        if verb == "do":
            able = [d for d in devices if call[2] in d.verbs or call[2] == "toggle"]
            if not able:
                raise Impossible(call)
            self.done += [(d.handle, call[2], tuple(call[3].items())) for d in able]
            for d in able if call[2] == "toggle" else []:
                self.toggle(d)
            return None
        able = [d for d in devices if call[2] in d.properties]
        if not able:
            raise Impossible(call)
        if verb == "get":
            return self.answer(able, call[2], call[3])
        able = [d for d in able if self.fits(verb, call, d.properties[call[2]])]
        if not able:
            raise Impossible(call)
        for d in able:
            before = self.state[d.handle][call[2]]
            kind = d.properties[call[2]]
            if verb == "set":
                self.state[d.handle][call[2]] = call[3]
            else:
                step = call[3] or max(1, (kind[2] - kind[1]) / 10)
                self.state[d.handle][call[2]] = min(kind[2], max(kind[1], before + (step if verb == "up" else -step)))
        return None

    @staticmethod
    def fits(verb, call, kind):
        if verb in ("up", "down"):
            return kind[0] == "range"
        value = call[3]
        return (kind[0] == "flag" and isinstance(value, bool) or kind[0] == "choice" and value in kind[1]
                or kind[0] == "range" and not isinstance(value, (str, bool)) and kind[1] <= value <= kind[2])

    def toggle(self, d):
        for p, (a, b) in (("power", ("on", "off")), ("opening", ("open", "closed"))):
            if p in d.properties:
                self.state[d.handle][p] = b if self.state[d.handle][p] == a else a
                return

    def answer(self, devices, name, predicate):
        values = {d.handle: self.state[d.handle][name] for d in devices}
        if predicate is None:
            return values
        fitting = [h for h, v in values.items() if v == predicate[1]]
        return {"is": len(fitting) == len(values), "all": len(fitting) == len(values), "any": bool(fitting), "which": fitting, "count": len(fitting)}[predicate[0]]

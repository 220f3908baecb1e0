"""How Chinese sentences are put together: politeness, mistakes of speech recognisers, several deeds in one, corrections, follow-ups."""
from ..making import touches
from ..normalize import normalize
from . import commands, refer
from . import words as W

# What sounds the same, or is written in another way: recognisers and people confuse them.
SOUNDS_LIKE = [("的", "得"), ("的", ""), ("灯", "登"), ("把", "吧"), ("帘", "联"), ("调", "条"), ("关", "观"), ("亮度", "量度"), ("空调", "空条"), ("音量", "音亮"), ("打开", "打看"), ("窗帘", "窗连"), ("风扇", "风善"), ("客厅", "课厅"), ("关掉", "关调"), ("到", "道"), ("模式", "摸式"), ("温度", "问度"), ("电视", "电是")]
QUESTION = ("吗", "没有", "什么", "多少", "几", "哪", "是不是", "是否", "有没有", "怎么", "怎样", "如何", "边", "多久", "多高", "系咪", "有冇", "状态")


def single(rng, home, here):
    makers, weights = zip(*commands.MAKERS)
    for _ in range(60):
        maker = rng.choices(makers, weights)[0]
        made = maker(rng, home, here)
        if made:
            return made[0], made[1], maker
    return None


def polite(rng, sentence, maker):
    """The sentence with what people put around it, unless it is one that stands for itself."""
    if maker in (commands.outside, commands.babble):
        return sentence
    x = rng.random()
    if any(q in sentence for q in QUESTION):
        return rng.choice(["请问", "那", "你好", "我想知道", "告诉我", "帮我看看", "问一下"]) + sentence if x < 0.2 else sentence + rng.choice(["？", "?", "呢", "啊"]) if x < 0.4 else sentence
    if x < 0.5:
        return sentence
    if x < 0.75:
        return rng.choice(W.BEFORE) + rng.choice(["", "", "，"]) + sentence
    if x < 0.88:
        return sentence + rng.choice(W.AFTER)
    if x < 0.95:
        return rng.choice(W.BEFORE) + sentence + rng.choice(W.AFTER)
    return rng.choice([rng.choice(W.BECAUSE) + rng.choice(["，", ""]) + sentence, sentence + rng.choice(["，", ""]) + rng.choice(W.BECAUSE)])


def mistype(rng, sentence):
    """What a recogniser may have heard, or one character left out."""
    fitting = [(a, b) for a, b in SOUNDS_LIKE if a in sentence]
    if fitting and rng.random() < 0.7:
        a, b = rng.choice(fitting)
        return sentence.replace(a, b, 1)
    i = rng.randrange(len(sentence))
    return sentence[:i] + (sentence[i] * 2 if rng.random() < 0.4 else "") + sentence[i + 1:]


def several(rng, home, here):
    """Two or three deeds in one sentence."""
    parts, calls = [], []
    for _ in range(40):
        made = rng.choice(commands.ACTIONS)(rng, home, here)
        if made and not touches(home, made[1]) & touches(home, calls) and len(made[0]) < 20 and len(calls) + len(made[1]) <= 4:
            parts.append(made[0])
            calls += made[1]
        if len(parts) >= 2 and rng.random() < 0.8 or len(parts) == 3:
            break
    if len(parts) < 2:
        return None
    s = parts[0]
    for p in parts[1:]:
        s += rng.choice(["，", "，", "并", "然后", "，再", "，然后", "，并且", "，还有", "再", "，同时", "，顺便", "，接着", " "]) + p
    return s, calls


def correction(rng, home, here):
    ds = [d for d in home.devices if d.properties.get("power", ("",))[0] == "choice"]
    if len(ds) < 2:
        return None
    a, b = rng.sample(ds, 2)
    on = rng.choice(["on", "off"])
    deed = "打开" if on == "on" else "关掉"
    return (deed + refer.device(rng, home, a, here) + rng.choice(["，不对，", "不对", "，不是，是", "，错了，", "啊不", "，哦不是，", "，我是说"]) + refer.device(rng, home, b, here), [("set", b.handle, "power", on)])


def followup(rng, home, here, last, sentence):
    """A sentence that leans on the one before, `sentence`, whose calls are `last`."""
    if len(last) != 1:
        return None
    call = last[0]
    if call[0] == "ask" and call[1] == "which":
        handle = rng.choice(call[2])
        d = next(x for x in home.devices if x.handle == handle)
        asked = deed(sentence, d)
        phrase = refer.device(rng, home, d, None)
        return asked and (rng.choice([phrase, phrase, phrase + "吧", "我是说" + phrase, phrase + "那个", "那个" + phrase]), [asked])
    if call[0] not in ("set", "up", "down", "do") or not isinstance(call[1], str):
        return None
    d = next(x for x in home.devices if x.handle == call[1])
    x = rng.random()
    peers = [p for p in home.devices if p is not d and p.type == d.type and (call[0] == "do" and call[2] in p.verbs or call[2] in p.properties)]
    if x < 0.45 and peers and not (call[0] == "do" and call[3]):
        p = rng.choice(peers)
        phrase = refer.device(rng, home, p, here)
        return rng.choice([f"{phrase}也是", f"{phrase}也一样", f"还有{phrase}", f"{phrase}呢", f"{phrase}也要", f"{phrase}同样", f"那{phrase}呢", f"{phrase}都系"]), [(call[0], p.handle) + tuple(call[2:])]
    if call[0] == "set" and call[2] == "power" and x < 0.7:
        on = rng.choice(["on", "off"])
        return rng.choice(["打开它", "再打开", "把它打开", "又打开吧", "开返佢"] if on == "on" else ["关掉它", "再关掉", "把它关了", "又关掉吧", "熄返佢"]), [("set", call[1], "power", on)]
    if d.type == "light" and "brightness" in d.properties:
        if x < 0.8:
            n = commands.percent(rng)
            return rng.choice(["调到", "亮度", "改成", "再调到", "把它调到"]) + commands.share(rng, n), [("set", call[1], "brightness", n)]
        up = rng.random() < 0.5
        return rng.choice(["再亮一点", "亮一点", "还要亮", "再亮些"] if up else ["再暗一点", "暗一点", "还要暗", "再暗些"]), [("up" if up else "down", call[1], "brightness", None)]
    if call[0] == "set" and call[2] in ("opening", "lock"):
        v = {"open": "closed", "closed": "open", "locked": "unlocked", "unlocked": "locked"}[call[3]]
        word = {"open": "打开", "closed": "关上", "locked": "锁上", "unlocked": "解锁"}[v]
        return rng.choice([f"再{word}", f"把它{word}", f"{word}它", f"又{word}吧"]), [("set", call[1], call[2], v)]
    return None


def deed(sentence, d):
    """The deed of a sentence that named only a kind, done to d."""
    prop = commands.main_state(d)
    off = any(w in sentence for w in ("关", "熄", "停用", "断", "不用", "闩", "合", "拉上", "放下", "降"))
    if prop == "power":
        return ("set", d.handle, "power", "off" if off else "on")
    if prop == "opening":
        return ("set", d.handle, "opening", "closed" if off else "open")
    if prop == "lock":
        return ("set", d.handle, "lock", "unlocked" if any(w in sentence for w in ("开", "解")) else "locked")
    return None

"""Chinese sentences about a home, each with the calls that it asks for.

A maker takes (rng, home, here) and returns (sentence, calls), or None if this home has nothing for it.
"""
import copy

from ..homes import Home, make_home
from ..making import GROUPS, bare_target, degrees, each, has, main_state, of_type, percent, pick
from ..normalize import normalize
from ..phrases import Phrases
from ..template import say as fill
from . import phrases, refer
from . import words as W
from .names import invented

P = Phrases(phrases, words=("PLAYBACK", "DRINKS", "TIMER_NAMES"))
DIGITS = "零一二三四五六七八九"


def say(rng, template, **slots):
    return fill(rng, template, **slots).replace(" ", "") if "d" not in slots or " " not in str(slots["d"]) else fill(rng, template, **slots)


def numeral(n):
    """26 -> 二十六."""
    if n < 0:
        return "零下" + numeral(-n)
    if n != int(n):
        return numeral(int(n)) + "点" + DIGITS[round(n * 10) % 10]
    n = int(n)
    if n >= 1000:
        return str(n)
    if n >= 100:
        rest = n % 100
        return DIGITS[n // 100] + "百" + ("" if not rest else "零" + DIGITS[rest] if rest < 10 else DIGITS[rest // 10] + "十" + (DIGITS[rest % 10] if rest % 10 else ""))
    if n >= 10:
        return (DIGITS[n // 10] if n >= 20 else "") + "十" + (DIGITS[n % 10] if n % 10 else "")
    return DIGITS[n]


def spell(rng, n):
    """A number as people write or say it."""
    return numeral(n) if rng.random() < 0.35 else str(int(n)) if n == int(n) else str(n)


def share(rng, n):
    """So many percent."""
    if n == 50 and rng.random() < 0.3:
        return "一半"
    if n % 10 == 0 and n < 100 and rng.random() < 0.04:
        return numeral(n // 10) + "成"
    x = rng.random()
    return f"{n}%" if x < 0.5 else "百分之" + (numeral(n) if rng.random() < 0.75 else str(n)) if x < 0.82 else spell(rng, n)


def everything(rng, home, here, d):
    """The group that d belongs to, in its area, on its floor, or in the whole house."""
    scopes = [None] + ([d.area] * 4 if d.area else []) + ([d.floor] if d.floor else []) + ([here] * 2 if here else [])
    scope = rng.choice(scopes)
    members = home.members(d.type, scope)
    if not members or d.type == "media_player" and len(members) > 1 and rng.random() < 0.7:
        return None
    is_here = scope is not None and scope == here and rng.random() < 0.7
    if d.type == "cover" and any(m.device_class != d.device_class for m in members):
        same = [m for m in members if m.device_class == d.device_class]
        return (refer.group(rng, home, "cover", scope, is_here, d.device_class), [m.handle for m in same], d) if len(same) <= 4 else None
    phrase = refer.group(rng, home, d.type, scope, is_here, d.device_class if d.type == "cover" else None)
    if any(normalize(x.name) in normalize(phrase) for x in home.devices if set(normalize(x.name).split()) - refer.KIND_WORDS):
        return None     # the words are also the name of one device
    if is_here and len(members) < 2 and any(normalize(x.name) == normalize(phrase) for x in home.devices):
        return None
    but = []
    if len(members) > 2 and rng.random() < 0.1:
        left_out = rng.choice(members)
        name = refer.device(rng, home, left_out, here)
        phrase = rng.choice([f"除了{name}以外的{phrase}", f"除了{name}之外{phrase}", f"除{name}外的{phrase}", f"除了{name}，{phrase}"])
        but = [left_out.handle]
    return phrase, ("each", d.type, home.scope(scope) if scope else "house", but), d


def about(rng, home, here, test, group_kinds=(), p_group=0.25):
    """One device, or all of a kind somewhere: -> (phrase, target, example device) or None."""
    d = pick(rng, home, test)
    if d is None:
        return None
    if d.type in group_kinds and rng.random() < p_group:
        g = everything(rng, home, here, d)
        if g:
            return g
    return refer.device(rng, home, d, here), d.handle, d


def power(rng, home, here):
    light = rng.random() < 0.45
    a = about(rng, home, here, of_type("light") if light else has("power"), GROUPS, 0.35 if light else 0.2)
    if not a or a[2].type == "coffee_maker" and rng.random() < 0.6:
        return None
    phrase, target, d = a
    on = rng.random() < 0.5
    extra = (P.LIGHT_ON if on else P.LIGHT_OFF) if d.type == "light" and rng.random() < 0.12 else None
    return say(rng, rng.choice(extra or (P.ON if on else P.OFF)), d=phrase), each(target, lambda t: ("set", t, "power", "on" if on else "off"))


def area_light(rng, home, here):
    scopes = [n for n, _ in home.scopes if home.members("light", n)]
    if not scopes:
        return None
    a = rng.choice(scopes)
    said, target = a, ("each", "light", home.scope(a), [])
    if here == a and rng.random() < 0.4:
        said = rng.choice(["这里", "这个房间", "房间里", "屋里", "呢度", "这间房"])
    elif not here and rng.random() < 0.15:
        said, target = rng.choice(["全屋", "家里", "整个家", "所有房间", "整个屋子", "全家", "屋子里"]), ("each", "light", "house", [])
    if any(normalize(said + "灯") == normalize(x.name) or normalize(said + "的灯") == normalize(x.name) for x in home.devices) and len(home.members("light", a)) > 1:
        return None
    x = rng.random()
    if x < 0.4:
        return say(rng, rng.choice(P.AREA_ON), a=said), [("set", target, "power", "on")]
    if x < 0.7:
        return say(rng, rng.choice(P.AREA_OFF), a=said), [("set", target, "power", "off")]
    if x < 0.86:
        n = percent(rng)
        return say(rng, rng.choice(P.AREA_VALUE), a=said, n=share(rng, n)), [("set", target, "brightness", n)]
    v = rng.choice(W.COLORS)
    return say(rng, rng.choice(P.AREA_COLOR), a=said, v=rng.choice(W.COLOR_WORDS[v].split("|"))), [("set", target, "color", v)]


def here_light(rng, home, here):
    """"开灯" where the speaker is."""
    if not here or not home.members("light", here):
        return None
    on = rng.random() < 0.5
    s = rng.choice(["开灯", "把灯打开", "打开灯", "灯打开", "开一下灯", "把灯开了", "开下灯", "着灯", "开着灯", "打开灯光"] if on else ["关灯", "把灯关了", "关掉灯", "灯关掉", "关一下灯", "熄灯", "把灯关掉", "熄咗盏灯", "关闭灯光", "关闭灯"])
    return s, [("set", ("each", "light", home.scope(here), []), "power", "on" if on else "off")]


def amount(rng, limit=8):
    """"by so much" -> (words, amount or None)."""
    if rng.random() < 0.18:
        n = 5 * rng.randint(1, limit)
        return rng.choice(["", "了"]) + share(rng, n) if n != 50 else "50%", n
    return "", None


def lamp(rng, home, here):
    a = about(rng, home, here, of_type("light"), ("light",), 0.3)
    if not a:
        return None
    phrase, target, d = a
    x = rng.random()
    if x < 0.32:
        n = percent(rng)
        return say(rng, rng.choice(P.BRIGHTNESS), d=phrase, n=share(rng, n)), [("set", target, "brightness", n)]
    if x < 0.37:
        return say(rng, rng.choice(P.BRIGHTEST), d=phrase), [("set", target, "brightness", 100)]
    if x < 0.41:
        return say(rng, rng.choice(P.DIMMEST), d=phrase), [("set", target, "brightness", 1)]
    if x < 0.44:
        return say(rng, rng.choice(P.HALF), d=phrase), [("set", target, "brightness", 50)]
    if x < 0.70:
        up = rng.random() < 0.5
        n = None
        if rng.random() < 0.15:
            n = 5 * rng.randint(1, 9)
            s = phrase + rng.choice(["亮度", "的亮度"]) + rng.choice(["提高", "增加", "调高", "加"] if up else ["降低", "减少", "调低", "减"]) + f"{n}%"
        else:
            s = say(rng, rng.choice(P.BRIGHTER if up else P.DIMMER), d=phrase)
        return s, [("up" if up else "down", target, "brightness", n)]
    if x < 0.96:
        v = rng.choice(W.COLORS)
        return say(rng, rng.choice(P.COLOR), d=phrase, v=rng.choice(W.COLOR_WORDS[v].split("|"))), [("set", target, "color", v)]
    n = 100 * rng.randint(22, 65)
    return say(rng, rng.choice(P.TEMP), d=phrase, n=n), [("set", target, "color_temp", n)]


def gloom(rng, home, here):
    if not here or not home.members("light", here):
        return None
    up = rng.random() < 0.6
    return rng.choice(P.GLOOM_UP if up else P.GLOOM_DOWN), [("up" if up else "down", ("each", "light", home.scope(here), []), "brightness", None)]


def fan(rng, home, here):
    a = about(rng, home, here, of_type("fan"), ("fan",), 0.15)
    if not a:
        return None
    phrase, target, d = a
    x = rng.random()
    if x < 0.35:
        n = percent(rng)
        return say(rng, rng.choice(P.FAN_SET), d=phrase, n=share(rng, n)), [("set", target, "speed", n)]
    up = x < 0.67
    return say(rng, rng.choice(P.FAN_UP if up else P.FAN_DOWN), d=phrase), [("up" if up else "down", target, "speed", None)]


def cover(rng, home, here):
    a = about(rng, home, here, of_type("cover", "valve"), ("cover", "valve"), 0.25)
    if not a:
        return None
    phrase, target, d = a
    x = rng.random()
    if x < 0.34:
        return say(rng, rng.choice(P.OPEN), d=phrase), each(target, lambda t: ("set", t, "opening", "open"))
    if x < 0.66:
        return say(rng, rng.choice(P.CLOSE), d=phrase), each(target, lambda t: ("set", t, "opening", "closed"))
    if x < 0.82:
        n = percent(rng)
        return say(rng, rng.choice(P.POSITION), d=phrase, n=share(rng, n)), each(target, lambda t: ("set", t, "position", n))
    if x < 0.87:
        return say(rng, rng.choice(P.HALFWAY), d=phrase), each(target, lambda t: ("set", t, "position", 50))
    if x < 0.92 or d.type == "valve":
        up = rng.random() < 0.5
        return say(rng, rng.choice(P.COVER_UP if up else P.COVER_DOWN), d=phrase), each(target, lambda t: ("up" if up else "down", t, "position", None))
    return say(rng, rng.choice(P.COVER_STOP), d=phrase), each(target, lambda t: ("do", t, "stop", {}))


def lock(rng, home, here):
    a = about(rng, home, here, of_type("lock"), ("lock",), 0.2)
    if not a:
        return None
    phrase, target, d = a
    shut = rng.random() < 0.5
    door = next((d.name[:-len(n)] + "门" * n.startswith("门") for n in ("智能锁", "电子锁", "门锁", "锁") if d.name.endswith(n)), d.name)
    if isinstance(target, str) and rng.random() < 0.3 and door.endswith("门") and not any(x is not d and door in x.name for x in home.devices):
        phrase = door       # what is locked instead of its lock
    return say(rng, rng.choice(P.LOCK if shut else P.UNLOCK), d=phrase), each(target, lambda t: ("set", t, "lock", "locked" if shut else "unlocked"))


def media(rng, home, here):
    d = bare_target(rng, home, here, "media_player") if rng.random() < 0.45 else None
    bare, place = d is not None, ""
    if not bare:
        d = pick(rng, home, of_type("media_player"))
        if not d:
            return None
        if d.area and len(home.members("media_player", d.area)) == 1 and rng.random() < 0.25:
            bare, place = True, rng.choice([d.area, "在" + d.area, d.area + "里"])
    target, phrase = d.handle, None if bare else refer.device(rng, home, d, here)

    def told(named, plain, **slots):
        return place + say(rng, rng.choice(plain), **slots) if bare else say(rng, rng.choice(named), d=phrase, **slots)
    x = rng.random()
    if x < 0.2:
        n = percent(rng)
        return told(P.VOLUME_SET, P.VOLUME_SET_BARE, n=share(rng, n)), [("set", target, "volume", n)]
    if x < 0.44:
        up, n = rng.random() < 0.5, None
        if rng.random() < 0.15:
            n = 5 * rng.randint(1, 9)
            s = (place if bare else phrase) + rng.choice(["音量", "声音"]) + rng.choice(["提高", "增加", "调高", "加大"] if up else ["降低", "减少", "调低", "减小"]) + rng.choice([f"{n}%", f"{n}%", f"百分之{numeral(n)}", str(n)])
        else:
            s = told(P.VOLUME_UP, P.VOLUME_UP_BARE) if up else told(P.VOLUME_DOWN, P.VOLUME_DOWN_BARE)
        return s, [("up" if up else "down", target, "volume", n)]
    if x < 0.56:
        return told(P.MUTE, P.MUTE_BARE), [("set", target, "mute", True)]
    if x < 0.64:
        return told(P.UNMUTE, P.UNMUTE_BARE), [("set", target, "mute", False)]
    verb = rng.choice(list(P.MEDIA))
    return told(*P.MEDIA[verb]), [("do", target, verb, {})]


def climate(rng, home, here):
    bare = bare_target(rng, home, here, "climate") if rng.random() < 0.4 else None
    d = bare or pick(rng, home, of_type("climate"))
    if not d:
        return None
    t, phrase = d.handle, None if bare else refer.device(rng, home, d, here)
    x = rng.random()
    if x < 0.42:
        n = degrees(rng)
        if bare:
            return say(rng, rng.choice(P.TEMPERATURE_BARE), n=spell(rng, n)), [("set", t, "temperature", n)]
        if d.area and len(home.members("climate", d.area)) == 1 and rng.random() < 0.45:
            return say(rng, rng.choice(P.TEMPERATURE_AREA), a=d.area, n=spell(rng, n)), [("set", t, "temperature", n)]
        return say(rng, rng.choice(P.TEMPERATURE), d=phrase, n=spell(rng, n)), [("set", t, "temperature", n)]
    if x < 0.62:
        up, n = rng.random() < 0.5, None
        if rng.random() < 0.25:
            n = rng.randint(1, 6)
            s = (phrase or "") + rng.choice(["温度", "温度"]) + rng.choice(["调高", "升高", "提高", "加"] if up else ["调低", "降低", "减"]) + spell(rng, n) + "度"
        else:
            s = say(rng, rng.choice(P.WARMER_BARE if up else P.COOLER_BARE)) if bare else say(rng, rng.choice(P.WARMER if up else P.COOLER), d=phrase)
        return s, [("up" if up else "down", t, "temperature", n)]
    p = phrase or refer.device(rng, home, d, here)
    if x < 0.8:
        v = rng.choice(list(W.HVAC_WORDS))
        return say(rng, rng.choice(P.HVAC), d=p, v=rng.choice(W.HVAC_WORDS[v].split("|"))), [("set", t, "hvac_mode", v)]
    if x < 0.92:
        v = rng.choice(list(W.FAN_WORDS))
        return say(rng, rng.choice(P.FANMODE), d=p, v=rng.choice(W.FAN_WORDS[v].split("|"))), [("set", t, "fan_mode", v)]
    n = rng.randint(20, 80)
    return say(rng, rng.choice(P.HUMIDITY), d=p, n=share(rng, n)), [("set", t, "humidity", n)]


def vacuum(rng, home, here):
    bare = bare_target(rng, home, here, "vacuum")
    d = bare or pick(rng, home, of_type("vacuum", "lawn_mower"))
    if not d:
        return None
    phrase = refer.device(rng, home, d, here)
    if d.type == "vacuum" and rng.random() < 0.25:
        w = rng.choice([a for a, _ in home.scopes] or ["厨房"]) if rng.random() < 0.7 else rng.choice(W.AREAS)
        options = [x for x in P.VACUUM_AREA if bare or "{d}" in x]
        return say(rng, rng.choice(options), d=phrase, w=w), [("do", d.handle, "start", {"area": w})]
    verb = rng.choice(["start", "start", "stop", "pause", "dock", "dock"])
    if verb not in d.verbs:
        return None
    named, plain = P.VACUUM[verb]
    return say(rng, rng.choice(plain)) if bare and d.type == "vacuum" and rng.random() < 0.3 else say(rng, rng.choice(named), d=phrase), [("do", d.handle, verb, {})]


def scene(rng, home, here):
    d = pick(rng, home, of_type("scene", "script"))
    if not d:
        return None
    name = d.name
    said = rng.choice([name, name, name if "模式" in name else name + "模式", name if any(w in name for w in ("场景", "模式", "脚本")) else name + ("场景" if d.type == "scene" else "脚本")])
    return say(rng, rng.choice(P.SCENE if d.type == "scene" else P.SCRIPT), d=said), [("do", d.handle, "activate" if d.type == "scene" else "run", {})]


def in_parts(rng):
    """A duration of two or three parts: -> (words, arguments)."""
    parts = rng.choice([("hours", "minutes"), ("minutes", "seconds"), ("minutes", "seconds"), ("hours", "seconds"), ("hours", "minutes", "seconds"), ("hours", "minutes", "seconds")])
    args = {p: rng.randint(1, 5) if p == "hours" else rng.choice([rng.randint(1, 59), 5 * rng.randint(1, 11), 15, 30]) for p in parts}
    words = {"hours": ["小时", "个小时", "小时", "个钟头"], "minutes": ["分钟", "分"], "seconds": ["秒", "秒钟"]}
    return "".join(("两" if n == 2 and p == "hours" else spell(rng, n)) + rng.choice(words[p]) for p, n in args.items()), args


def duration(rng):
    """-> (words, arguments)."""
    x = rng.random()
    m = rng.choice([1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 15, 20, 25, 30, 40, 45, 50, 90, rng.randint(1, 59)])
    if x < 0.18:
        return in_parts(rng)
    if x < 0.58:
        return spell(rng, m) + rng.choice(["分钟", "分钟", "分钟", "分"]), {"minutes": m}
    if x < 0.66:
        s = rng.choice([5, 10, 15, 20, 30, 45, 90])
        return spell(rng, s) + rng.choice(["秒", "秒钟"]), {"seconds": s}
    h = rng.randint(1, 6)
    hs = ("两" if h == 2 and rng.random() < 0.6 else spell(rng, h)) + rng.choice(["小时", "个小时", "小时", "个钟头", "个钟"])
    if x < 0.77:
        return hs, {"hours": h}
    if x < 0.79:
        return rng.choice(["半分钟", "三十秒", "30秒"]), {"seconds": 30}
    if x < 0.805:       # Cantonese counts in fives: the figures of a clock's face
        k = rng.randint(1, 11)
        return spell(rng, k) + "个字", {"minutes": 5 * k}
    if x < 0.84:
        return rng.choice(["半小时", "半个小时", "半个钟", "半个钟头"]), {"minutes": 30}
    if x < 0.88:
        return ("两" if h == 2 else spell(rng, h)) + "个半小时", {"hours": h, "minutes": 30}
    if x < 0.91:
        return rng.choice(["一刻钟", "15分钟"]), {"minutes": 15}
    k = rng.choice([5, 10, 15, 20, 30, 45])
    if x < 0.96:
        return hs + rng.choice(["", "零", "又"]) * (k < 10) + spell(rng, k) + "分钟", {"hours": h, "minutes": k}
    if x < 0.985:
        return spell(rng, m) + rng.choice(["分钟", "分"]) + spell(rng, k) + "秒", {"minutes": m, "seconds": k}
    return hs + spell(rng, m) + "分" + spell(rng, k) + "秒", {"hours": h, "minutes": m, "seconds": k}


def which_timer(rng, home, changes=False):
    """-> (phrase, arguments that tell which). One whose time is changed is often told by the time it was set to."""
    x, noun = rng.random() if not changes or rng.random() < 0.75 else 1.0, rng.choice(["定时器", "计时器", "定时", "倒计时", "计时器", "倒数器"])
    if x < 0.5:
        return rng.choice([noun, "我的" + noun, "这个" + noun, "嗰个" + noun, "我个" + noun]), {}
    if x < 0.75:
        w = rng.choice(P.TIMER_NAMES)
        return rng.choice([w + noun, w + "的" + noun, "叫" + w + "的" + noun, "名为" + w + "的" + noun, w + "嗰个" + noun, "嗰个" + w + noun, w + "嘅" + noun]), {"name": w}
    if x < 0.9:
        a = rng.choice([n for n, _ in home.scopes] or ["厨房"])
        return rng.choice([a + noun, a + "的" + noun, a + "里的" + noun, a + "嗰个" + noun, "嗰个" + a + noun, a + "嘅" + noun]), {"area": a}
    m, h = rng.choice([1, 2, 3, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 45]), rng.choice([1, 1, 1, 2, 2, 3, 4, 5])
    told, args = (("两" if h == 2 and rng.random() < 0.6 else spell(rng, h)) + rng.choice(["小时", "个小时", "个钟头"]), {"start_hours": h}) if rng.random() < 0.45 else (spell(rng, m) + "分钟", {"start_minutes": m})
    return rng.choice(["", "", "嗰个", "那个"]) + told + rng.choice(["的", "", "嗰个", "那个", "嘅"]) + noun, args


def timer(rng, home, here):
    d = pick(rng, home, of_type("timer"))
    if not d:
        return None
    x = rng.random()
    if sum(x.type == "timer" for x in home.devices) > 1:
        return named_timer(rng, d) if x < 0.2 else None
    if x < 0.42:
        t, args = duration(rng)
        if rng.random() < 0.3:
            w = rng.choice(P.TIMER_NAMES)
            return say(rng, rng.choice(P.TIMER_NAMED), t=t, w=w), [("do", d.handle, "start", {**args, "name": w})]
        return say(rng, rng.choice(P.TIMER_START), t=t), [("do", d.handle, "start", args)]
    if x < 0.47:
        return rng.choice(P.TIMER_ALL), [("do", d.handle, "cancel_all", {})]
    if x < 0.58:
        return say(rng, rng.choice(P.TIMER_LEFT), m=which_timer(rng, home)[0]), [("get", d.handle, "remaining", None)]
    verb = rng.choice(list(P.TIMER_VERB))
    m, which = which_timer(rng, home, verb in ("extend", "reduce"))
    t, args = duration(rng) if verb in ("extend", "reduce") else ("", {})
    return say(rng, rng.choice(P.TIMER_VERB[verb]), m=m, t=t), [("do", d.handle, verb, {**args, **which})]


def named_timer(rng, d):
    """One of several: it is told by its name. By its place one of a single timer's timers is told."""
    phrase, x = d.name, rng.random()
    if x < 0.35:
        t, args = duration(rng)
        return say(rng, rng.choice(P.TIMER_OF), t=t, d=phrase), [("do", d.handle, "start", args)]
    if x < 0.5:
        return say(rng, rng.choice(P.TIMER_LEFT), m=phrase), [("get", d.handle, "remaining", None)]
    verb = rng.choice(list(P.TIMER_VERB))
    t, args = duration(rng) if verb in ("extend", "reduce") else ("", {})
    return say(rng, rng.choice(P.TIMER_VERB[verb]), m=phrase, t=t), [("do", d.handle, verb, args)]


def coffee(rng, home, here):
    ds = [d for d in home.devices if d.type == "coffee_maker"]
    if len(ds) != 1:
        return None
    phrase = refer.device(rng, home, ds[0], here) if rng.random() < 0.6 else "咖啡机"
    if rng.random() < 0.45:
        w = rng.choice(P.DRINKS)
        return say(rng, rng.choice(P.DRINK), d=phrase, w=w), [("do", ds[0].handle, "brew", {"drink": w})]
    return say(rng, rng.choice(P.COFFEE), d=phrase), [("do", ds[0].handle, "brew", {})]


def word_for(rng, table, name):
    return rng.choice(table[name].split("|")) if name in table else None


def appliance(rng, home, here):
    """Appliances whose vocabulary stands in the home's text."""
    d = pick(rng, home, lambda d: d.type in W.APPLIANCES)
    if not d:
        return None
    phrase, t = refer.device(rng, home, d, here), d.handle
    ways = [("verb", v) for v in d.verbs] + [("set", p) for p, k in d.properties.items() if k[0] != "reading" and p != "power"] + [("get", p) for p in d.properties if p != "power"]
    if not ways:
        return None
    how, what = rng.choice(ways)
    if how == "verb":
        names = d.verbs[what]
        table = {"start": ["启动{d}", "开始{d}", "{d}开始", "让{d}开始工作", "{d}启动", "运行{d}", "{d}开始运行", "打开{d}" if "power" not in d.properties else "启动{d}", "开{d}" if "power" not in d.properties else "{d}启动"],
                 "stop": ["停止{d}", "{d}停止", "让{d}停下", "{d}停下来", "{d}停"], "cancel": ["取消{d}", "{d}取消", "停止{d}" if "stop" not in d.verbs else "取消{d}", "取消{d}的工作"], "pause": ["暂停{d}", "{d}暂停", "{d}停一停"], "resume": ["继续{d}", "{d}继续", "恢复{d}"],
                 "boil": ["{d}烧水", "用{d}烧水", "烧水", "煮水", "{d}煮开水"], "dock": ["{d}回去充电", "{d}回充"], "feed": ["用{d}喂食", "{d}喂食", "喂猫"], "sit": ["{d}降到坐姿", "{d}坐姿模式"], "stand": ["{d}升到站姿", "{d}站姿模式"]}.get(what)
        if not table:
            return None
        argument = "mode" if "mode" in names else "program"
        known = d.properties.get(argument, ("reading",))
        if argument in names and known[0] == "choice" and rng.random() < 0.5:
            v = rng.choice(known[1])
            w = word_for(rng, W.VALUE_WORDS, v)
            if w:
                return say(rng, rng.choice(["用{d}{w}", "{d}启动{w}", "{d}开始{w}", "{d}{w}", "启动{d}的{w}程序", "{d}用{w}模式启动", "让{d}{w}"]), d=phrase, w=w), [("do", t, what, {argument: v})]
        if "minutes" in names and rng.random() < 0.4:
            n = rng.choice([1, 2, 3, 5, 10, 15, 20, 30])
            return say(rng, rng.choice(["{d}运行{n}分钟", "{d}启动{n}分钟", "{d}{n}分钟", "用{d}热{n}分钟"]), d=phrase, n=spell(rng, n)), [("do", t, what, {"minutes": n})]
        return say(rng, rng.choice(table), d=phrase), [("do", t, what, {})]
    kind, word = d.properties[what], word_for(rng, W.PROPERTY_WORDS, what)
    if not word:
        return None
    if how == "get" or kind[0] == "reading":
        options = {"remaining": ["{d}还要多久", "{d}还剩多久", "{d}什么时候好", "{d}还有多久", "{d}剩余时间", "{d}几时好", "{d}还要几分钟", "{d}还需要多久"], "door": ["{d}门开着吗", "{d}的门开着吗", "{d}门是不是开着"], "activity": ["{d}在做什么", "{d}什么状态", "{d}的状态", "{d}在工作吗"],
                   "current_temperature": ["{d}现在多少度", "{d}温度多少", "{d}几度"]}.get(what, ["{d}的{p}是多少", "{d}{p}多少", "{d}的{p}", "{d}{p}是什么", "查看{d}的{p}", "{d}{p}几多"])
        return say(rng, rng.choice(options), d=phrase, p=word), [("get", t, what, ("is", "open") if what == "door" else None)]
    if kind[0] == "choice":
        v = rng.choice(kind[1])
        w = {"on": "打开", "off": "关闭"}.get(v) or word_for(rng, W.VALUE_WORDS, v)
        if not w:
            return None
        if v in ("on", "off"):
            return rng.choice([f"{w}{phrase}的{word}", f"{phrase}的{word}{w}", f"把{phrase}的{word}{w}"]), [("set", t, what, v)]
        return say(rng, rng.choice(["{d}设为{w}", "把{d}调到{w}模式", "{d}切换到{w}", "{d}{p}设为{w}", "把{d}的{p}设为{w}", "{d}{w}模式", "{d}用{w}", "将{d}设置为{w}模式", "{d}选{w}", "{d}转{w}"]), d=phrase, p=word, w=w), [("set", t, what, v)]
    if kind[0] == "flag":
        on = rng.random() < 0.6
        return say(rng, rng.choice(["打开{d}的{p}", "开启{d}{p}", "{d}{p}打开", "把{d}的{p}打开"] if on else ["关闭{d}的{p}", "关掉{d}{p}", "{d}{p}关闭", "把{d}的{p}关掉"]), d=phrase, p=word), [("set", t, what, on)]
    low, high, unit = kind[1], kind[2], kind[3]
    n = rng.randint(int(low), int(high))
    if high > 50 and rng.random() < 0.7 and n // 5 * 5 >= low:
        n = n // 5 * 5
    u = {"°C": "度", "%": "%", "cm": "厘米", "°": "度"}.get(unit, "")
    said = share(rng, n) if unit == "%" else (spell(rng, n) if n >= 0 else rng.choice([f"零下{-n}", f"-{-n}"])) + u
    if n < 0 and said.startswith("零下"):
        said = f"-{-n}{u}"
    main = [p for p, k in d.properties.items() if k[0] == "range"][0] == what
    if rng.random() < 0.2:
        up = rng.random() < 0.5
        return say(rng, rng.choice(["调高{d}的{p}", "{d}{p}调高一点", "把{d}的{p}调高", "{d}{p}高一点"] if up else ["调低{d}的{p}", "{d}{p}调低一点", "把{d}的{p}调低", "{d}{p}低一点"]), d=phrase, p=word), [("up" if up else "down", t, what, None)]
    options = ["{d}{p}设为{n}", "把{d}的{p}调到{n}", "{d}{p}调到{n}", "将{d}的{p}设置为{n}", "设置{d}{p}为{n}", "{d}{p}{n}"] + (["{d}调到{n}", "{d}设为{n}", "把{d}设成{n}", "{d}{n}"] if main else [])
    return say(rng, rng.choice(options), d=phrase, p=word, n=said), [("set", t, what, n)]


def toggle(rng, home, here):
    a = about(rng, home, here, of_type("light", "switch", "outlet", "fan", "cover", "media_player"))
    return a and (say(rng, rng.choice(P.TOGGLE), d=a[0]), [("do", a[1], "toggle", {})])


STATES = {"power": {"on": "开着|打开|开了|亮着|开|开启|运行", "off": "关着|关闭|关了|关掉|关"}, "opening": {"open": "开着|打开|开了|开", "closed": "关着|关上|关好|关了|关闭|关"}, "lock": {"locked": "锁着|锁上|锁好|锁了|上锁|锁", "unlocked": "没锁|开着|解锁|没锁上|开"}}


def state_word(rng, d, p, v):
    w = rng.choice(STATES[p][v].split("|"))
    return w if d.type == "light" or w != "亮着" else "开着"


def ask_state(rng, home, here):
    d = pick(rng, home, lambda d: main_state(d) and d.type not in W.APPLIANCES)
    if not d:
        return None
    phrase, p = refer.device(rng, home, d, here), main_state(d)
    if d.type == "media_player" and rng.random() < 0.5:
        if rng.random() < 0.3:
            return say(rng, rng.choice(["{d}在放什么", "{d}在播什么", "{d}正在播放什么", "{d}的播放状态"]), d=phrase), [("get", d.handle, "playback", None)]
        v = rng.choice(list(P.PLAYBACK))
        return say(rng, rng.choice(P.STATE), d=phrase, v=rng.choice(P.PLAYBACK[v])), [("get", d.handle, "playback", ("is", v))]
    if rng.random() < 0.35:
        return say(rng, rng.choice(P.STATUS), d=phrase), [("get", d.handle, p, None)]
    v = rng.choice(list(STATES[p]))
    return say(rng, rng.choice(P.STATE), d=phrase, v=state_word(rng, d, p, v)), [("get", d.handle, p, ("is", v))]


def ask_group(rng, home, here):
    d = pick(rng, home, lambda d: main_state(d) and d.type in ("light", "fan", "switch", "outlet", "cover", "lock", "media_player"))
    if not d:
        return None
    scope = rng.choice([None, None, d.area, d.floor, here])
    members = home.members(d.type, scope)
    if not members or d.type == "cover" and any(m.device_class != d.device_class for m in members):
        return None
    p = main_state(d)
    v = rng.choice(list(STATES[p]))
    g = refer.plural(rng, d.type, d.device_class if d.type == "cover" else None)
    quantifier, templates = rng.choice([("any", P.ANY), ("all", P.ALL), ("which", P.WHICH), ("count", P.COUNT)])
    s = say(rng, rng.choice(templates), g=g, v=state_word(rng, d, p, v))
    if scope:
        s = (rng.choice(["这里", "这个房间", "这间房", "呢度", ""]) if scope == here and rng.random() < 0.6 else rng.choice([scope, scope + "里", scope, "在" + scope])) + s
    elif rng.random() < 0.3:
        s = rng.choice(["家里", "全屋", "屋里", "家中"]) + s
    return s, [("get", ("each", d.type, home.scope(scope) if scope else "house", []), p, (quantifier, v))]


def ask_reading(rng, home, here):
    d = pick(rng, home, of_type("sensor", "binary_sensor"))
    if not d:
        return None
    peers = [x for x in home.devices if x.type == d.type and x.reading == d.reading]
    phrase = refer.device(rng, home, d, here)
    local = d.area and sum(x.area == d.area for x in peers) == 1
    if d.type == "sensor":
        q = rng.choice(W.SENSORS[d.reading][1].split("|"))
        if local and rng.random() < 0.4 and not (d.reading == "temperature" and home.members("climate", d.area)):
            return say(rng, rng.choice(P.QUANTITY_AREA), q=q, a=d.area), [("get", d.handle, d.reading, None)]
        return say(rng, rng.choice(P.READING), d=phrase, q=q), [("get", d.handle, d.reading, None)]
    names, on, off = W.BINARY[d.reading]
    v = "on" if rng.random() < 0.65 else "off"
    said = rng.choice((on if v == "on" else off).split("|"))
    if len(peers) == 1 and rng.random() < 0.3 and d.reading in ("motion", "smoke", "gas", "carbon_monoxide", "moisture", "occupancy", "sound", "vibration", "heat", "light"):
        q = {"motion": "人移动|动静|人走动", "smoke": "烟雾|烟", "gas": "燃气|煤气|燃气泄漏|瓦斯", "carbon_monoxide": "一氧化碳", "moisture": "漏水|水", "occupancy": "人", "sound": "声音|噪音", "vibration": "振动", "heat": "过热|高温", "light": "光|光线"}[d.reading]
        return say(rng, rng.choice(P.BINARY_AREA if local else P.BINARY_HOUSE), q=rng.choice(q.split("|")), a=d.area), [("get", d.handle, d.reading, ("is", "on"))]
    if rng.random() < 0.25:
        g = rng.choice(names.split("|"))
        quantifier, templates = rng.choice([("any", P.ANY), ("all", P.ALL), ("which", P.WHICH), ("count", P.COUNT)])
        return say(rng, rng.choice(templates), g=g, v=said), [("get", ("each", "binary_sensor", "house", []), d.reading, (quantifier, v))]
    if rng.random() < 0.12:
        return say(rng, rng.choice(P.STATUS), d=phrase), [("get", d.handle, d.reading, None)]
    return say(rng, rng.choice(P.STATE), d=phrase, v=said), [("get", d.handle, d.reading, ("is", v))]


def ask_warmth(rng, home, here):
    bare = bare_target(rng, home, here, "climate")
    d = bare or pick(rng, home, lambda d: d.type == "climate" and d.area and len(home.members("climate", d.area)) == 1)
    if not d or any(x.type == "sensor" and x.reading == "temperature" and x.area == d.area for x in home.devices):
        return None
    a = d.area if d.area and len(home.members("climate", d.area)) == 1 and rng.random() < 0.6 else None
    if a is None:
        if not bare or rng.random() < 0.3:
            a = refer.device(rng, home, d, here)
        else:
            a = rng.choice(["", "", "家里", "室内", "现在", "屋里", "这里"])
    return say(rng, rng.choice(P.WARMTH), a=a), [("get", d.handle, "current_temperature", None)]


def ask_other(rng, home, here):
    d = pick(rng, home, of_type("media_player", "vacuum"))
    if not d:
        return None
    phrase = refer.device(rng, home, d, here)
    if d.type == "vacuum":
        return say(rng, rng.choice(["{d}在做什么", "{d}在哪里", "{d}在打扫吗", "{d}的状态", "{d}状态", "{d}在干什么", "{d}在充电吗", "{d}扫完了吗"]), d=phrase), [("get", d.handle, "activity", None)]
    return say(rng, rng.choice(["{d}音量是多少", "{d}的音量", "{d}音量多少", "{d}声音多大"]), d=phrase), [("get", d.handle, "volume", None)]


def weather(rng, home, here):
    d = pick(rng, home, of_type("weather"))
    return d and (say(rng, rng.choice(P.WEATHER), d=d.name if "天气" not in d.name else ""), [("get", d.handle, "forecast", None)])


def two_things(rng, home, here):
    """"打开台灯和风扇": one deed for two devices."""
    prop, on = rng.choice([("power", "on"), ("power", "off"), ("opening", "open"), ("opening", "closed"), ("lock", "locked"), ("lock", "unlocked")])
    ds = [d for d in home.devices if d.properties.get(prop, ("",))[0] == "choice"]
    if len(ds) < 2:
        return None
    chosen = rng.sample(ds, 3 if len(ds) > 2 and rng.random() < 0.2 else 2)
    said = [refer.device(rng, home, d, here) for d in chosen]
    joined = "、".join(said[:-1]) + rng.choice(["和", "和", "跟", "与", "还有", "以及", "同"]) + said[-1]
    templates = {"on": ["打开{d}", "把{d}打开", "开启{d}", "{d}都打开", "开{d}"], "off": ["关闭{d}", "关掉{d}", "把{d}关掉", "{d}都关了", "关{d}"], "open": ["打开{d}", "拉开{d}", "把{d}都打开"], "closed": ["关闭{d}", "拉上{d}", "把{d}关上"], "locked": ["锁上{d}", "把{d}锁好"], "unlocked": ["解锁{d}", "把{d}解锁"]}
    return say(rng, rng.choice(templates[on]), d=joined), [("set", d.handle, prop, on) for d in chosen]


def chain(rng, home, here):
    """Two or three deeds on as many things, one behind the other: "打开台灯关上窗帘，再锁好后门"."""
    said = {("power", "on"): ["打开{d}", "开{d}", "把{d}打开", "开启{d}"], ("power", "off"): ["关掉{d}", "关{d}", "把{d}关了", "关闭{d}"], ("opening", "open"): ["打开{d}", "拉开{d}", "把{d}打开"], ("opening", "closed"): ["关上{d}", "拉上{d}", "把{d}关上"],
            ("lock", "locked"): ["锁上{d}", "把{d}锁好"], ("lock", "unlocked"): ["解锁{d}", "把{d}解锁"], ("speed", "up"): ["调高{d}的风速", "{d}风速大一点"], ("speed", "down"): ["调低{d}的风速", "{d}风速小一点"],
            ("brightness", "up"): ["调亮{d}", "{d}亮一点"], ("brightness", "down"): ["调暗{d}", "{d}暗一点"], ("mute", True): ["静音{d}", "把{d}静音"]}
    ways = [(d, way) for d in home.devices for way in said if way[0] in d.properties and d.properties[way[0]][0] != "reading"]
    chosen = []
    for d, way in rng.sample(ways, min(len(ways), 12)):
        if len(chosen) < rng.choice([2, 3]) and d not in [x for x, _ in chosen]:
            chosen.append((d, way))
    if len(chosen) < 2:
        return None
    text, calls = "", []
    for k, (d, way) in enumerate(chosen):
        text += (rng.choice(["，", "，", "", "并", "，再", "，然后", "再"]) if k else "") + say(rng, rng.choice(said[way]), d=refer.device(rng, home, d, here))
        calls.append(("set", d.handle, *way) if way[0] not in ("speed", "brightness") else (way[1], d.handle, way[0], None))
    return text, calls


# --- things that are not done -------------------------------------------------------------------------------------------

def told_of(sentence):
    return set(normalize(sentence).split())


def absent(rng, home, here):
    """A thing that this home does not have."""
    other = make_home(rng, rng.randint(4, 8), home.language)
    for _ in range(8):
        made = rng.choice([power, power, lamp, cover, lock, fan, media, climate, vacuum, ask_state, area_light, appliance])(rng, other, None)
        if not made or len(made[1]) != 1:
            continue
        target, told = made[1][0][1], told_of(made[0])
        if isinstance(target, tuple):
            scope = next((n for n, h in other.scopes if h == target[2]), None)
            if scope is None or any(normalize(scope) in normalize(n) or normalize(n) in normalize(scope) for n, _ in home.scopes) or any(set(normalize(scope).split()) & refer.words(x) - refer.KIND_WORDS for x in home.devices) or scope not in made[0]:
                continue
            return made[0], [("no", "device")]
        d = next(x for x in other.devices if x.handle == target)
        named = (refer.words(d) - refer.KIND_WORDS) & told
        if not named:
            if any(x.type == d.type for x in home.devices) or d.type in ("scene", "script", "sensor", "binary_sensor", "weather", "timer") or d.noun not in made[0]:
                continue
            return made[0], [("no", "device")]
        if any(named & refer.words(x) for x in home.devices if x.type == d.type) or any(named <= refer.words(x) for x in home.devices):
            continue
        return made[0], [("no", "device")]
    return None


def absent_near(rng, home, here):
    """A name like one of the home's, in another place."""
    d = pick(rng, home, lambda d: d.type in ("light", "fan", "cover", "lock", "climate", "media_player", "switch", "outlet", "vacuum"))
    if not d:
        return None
    place = rng.choice([rng.choice(W.AREAS), rng.choice(W.AREAS), rng.choice(W.SPOTS), invented(rng), rng.choice(W.PERSONS)])
    if set(normalize(place).split()) - {"的"} <= set().union(*(refer.words(x) for x in home.devices), *(set(normalize(n).split()) for n, _ in home.scopes)):
        return None
    ghost = copy.copy(d)
    ghost.noun = rng.choice(refer.nouns(d))
    ghost.name, ghost.area, ghost.floor = place + rng.choice(["", "的"]) + ghost.noun, None, None
    for _ in range(6):
        made = rng.choice([power, power, lamp, cover, lock, fan, media, climate, ask_state])(rng, Home(home.scopes, [ghost], home.areas, home.language), None)
        if made and place in made[0]:
            return made[0], [("no", "device")]
    return None


def unsupported(rng, home, here):
    d = pick(rng, home, lambda d: d.type not in ("scene", "script", "weather", "timer"))
    if not d:
        return None
    ways = [w for w, types in (("color", ("light",)), ("lock", ("lock", "alarm")), ("sound", ("media_player",)), ("half", ("cover", "valve", "lock")), ("dock", ("vacuum", "lawn_mower")), ("coffee", ("coffee_maker", "kettle"))) if d.type not in types]
    if d.type in ("lock", "vacuum", "cover"):
        ways += ["light", "warm"]
    if d.type in ("light", "switch", "outlet") and rng.random() < 0.5:
        ways = ["warm", "half", "coffee"]
    return say(rng, rng.choice(P.UNSUPPORTED[rng.choice(ways)]), d=refer.device(rng, home, d, here), v=rng.choice(W.COLOR_WORDS[rng.choice(W.COLORS)].split("|")), n=rng.randint(16, 90)), [("no", "unsupported")]


def beyond(rng, home, here):
    d = pick(rng, home, of_type("light", "fan", "cover", "media_player"))
    if not d:
        return None
    n = rng.choice([101, 110, 120, 150, 200, 250, 300, 400, 500, 999, 1000, rng.randint(101, 999)])
    table = {"light": P.BRIGHTNESS, "fan": P.FAN_SET, "cover": P.POSITION, "media_player": P.VOLUME_SET}[d.type]
    return say(rng, rng.choice(table), d=refer.device(rng, home, d, here), n=rng.choice([f"{n}%", f"百分之{numeral(n)}", str(n)])), [("no", "range")]


def outside(rng, home, here):
    x = rng.choice([invented(rng), rng.choice(W.PERSONS), "北京", "上海", "法国", "日本", "老板", "台北", "月亮", "苹果", "比特币", "红烧肉", "香港"])
    return rng.choice(W.OUTSIDE).replace("{x}", x).replace("{n}", str(rng.randint(2, 99))), [("no", "home")]


def ambiguous(rng, home, here):
    """Several of a kind, and only the kind is said."""
    kinds = {}
    for d in home.devices:
        kinds.setdefault((d.type, d.device_class if d.type == "cover" else None), []).append(d)
    options = [(k, ds) for k, ds in kinds.items() if len(ds) >= 2 and k[0] in ("light", "outlet", "switch", "fan", "cover", "lock", "climate", "media_player", "heater", "valve")]
    if not options:
        return None
    (kind, cls), ds = rng.choice(options)
    noun = rng.choice((refer.COVER[cls] if cls else refer.SINGULAR[kind]).split("|"))
    if here and any(d.area == here for d in ds) or kind in ("media_player", "climate") and any(noun in d.name for d in ds) != all(noun in d.name for d in ds):
        return None
    if any(normalize(x.name) == normalize(noun) for x in home.devices) or sum(normalize(noun) in normalize(x.name).split() for x in home.devices) == 1:
        return None
    prop = {"cover": "opening", "valve": "opening", "lock": "lock"}.get(kind, "power")
    tables = {"power": [P.ON, P.OFF], "opening": [P.OPEN, P.CLOSE], "lock": [P.LOCK, P.UNLOCK]}[prop]
    return say(rng, rng.choice(rng.choice(tables)), d=noun), [("ask", "which", [d.handle for d in ds])]


def ambiguous_there(rng, home, here):
    """Several of a kind in one place, and only the kind and the place are said. Lights are not: they are all meant."""
    kinds = {}
    for d in home.devices:
        if d.area and d.type in ("outlet", "switch", "fan", "cover", "lock", "climate", "media_player", "heater", "valve"):
            kinds.setdefault((d.type, d.device_class if d.type == "cover" else None, d.area), []).append(d)
    options = [(k, ds) for k, ds in kinds.items() if len(ds) >= 2]
    if not options:
        return None
    (kind, cls, area), ds = rng.choice(options)
    noun = rng.choice((refer.COVER[cls] if cls else refer.SINGULAR[kind]).split("|"))
    told = set(normalize(area + noun).split())
    named = [x for x in home.devices if told <= refer.words(x)]
    if any(x not in ds for x in named) or 0 < len(named) < len(ds) or kind in ("media_player", "climate") and not named:
        return None  # one of them is called just that
    if any(set(normalize(area).split()) <= refer.words(x) and refer.same_kind(x, ds[0]) and x not in ds for x in home.devices):
        return None
    tables = {"power": [P.ON, P.OFF], "opening": [P.OPEN, P.CLOSE], "lock": [P.LOCK, P.UNLOCK]}[main_state(ds[0])]
    return say(rng, rng.choice(rng.choice(tables)), d=area + rng.choice(["的", "", "嘅", "里的"]) + noun), [("ask", "which", [d.handle for d in ds])]


def missing(rng, home, here):
    p = rng.choice(list(P.MISSING))
    d = pick(rng, home, lambda d: p in d.properties and d.type in ("light", "climate", "media_player", "cover", "fan"))
    return d and (say(rng, rng.choice(P.MISSING[p]), d=refer.device(rng, home, d, here)), [("ask", "value", p)])


def babble(rng, home, here):
    s = rng.choice(W.BABBLE) if rng.random() < 0.7 else "".join(rng.choice(W.LETTERS) for _ in range(rng.randint(2, 5)))
    if any(told_of(s) & refer.words(d) for d in home.devices):
        return None
    return s, [("ask", "again")]


MAKERS = [(power, 20), (area_light, 9), (here_light, 5), (lamp, 19), (gloom, 1.5), (fan, 5), (cover, 11), (lock, 7), (media, 17), (climate, 11), (vacuum, 8), (scene, 5), (timer, 27), (coffee, 6), (appliance, 10),
          (toggle, 1), (ask_state, 10), (ask_group, 9), (ask_reading, 16), (ask_warmth, 4), (ask_other, 1.5), (weather, 2), (two_things, 3), (chain, 5),
          (absent, 6), (absent_near, 5), (unsupported, 2), (beyond, 1.5), (outside, 2.5), (ambiguous, 3.5), (ambiguous_there, 1.5), (missing, 1.5), (babble, 1)]
ACTIONS = [power, lamp, fan, cover, lock, media, climate, vacuum, scene, area_light]
HELD_BACK = [ambiguous, ambiguous, ambiguous_there, absent, absent_near]     # where nothing is done

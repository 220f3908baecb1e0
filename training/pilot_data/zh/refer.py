"""How people point at a device or at several in Chinese, given what else is in the home. Nothing is ambiguous by accident."""
from ..normalize import normalize
from . import words as W

SINGULAR = {"light": "灯|灯|电灯|灯光", "switch": "开关", "outlet": "插座", "fan": "风扇|电风扇", "lock": "门|门锁|锁", "media_player": "电视|音箱|音响|播放器|音乐", "climate": "空调|冷气|暖气|温控器", "vacuum": "扫地机器人|扫地机|吸尘器|机器人",
            "valve": "阀门|水阀", "heater": "取暖器", "sprinkler": "洒水器", "camera": "摄像头|监控", "coffee_maker": "咖啡机", "timer": "定时器|计时器", "weather": "天气"}
COVER = {"blind": "百叶窗|窗帘", "curtain": "窗帘", "shade": "遮阳帘|窗帘", "shutter": "卷帘门", "garage": "车库门", "gate": "院门|闸门", "window": "天窗|窗户", "awning": "遮阳棚", "door": "推拉门|门"}
KIND_WORDS = {w for ns in list(W.NOUNS.values()) + list(W.COVERS.values()) for n in ns for w in normalize(n).split()} | set("传感器 感应器 智能 的 门 窗 灯 房 房间".split())


def words(d):
    return set((normalize(d.name) + " " + normalize(d.area or "")).split())


def nouns(d):
    if d.type == "cover":
        return COVER[d.device_class].split("|")
    # what a thing is called by its kind is what its name says it is, or the plain word
    options = SINGULAR[d.type].split("|") if d.type in SINGULAR else [d.noun]
    said = [n for n in options if n in d.name]
    if d.type in ("media_player", "climate", "vacuum"):
        return said or ([d.noun] if d.noun in d.name else options)
    return said or options


def same_kind(a, b):
    return a.type == b.type and (a.type != "cover" or a.device_class == b.device_class) and (a.type not in ("sensor", "binary_sensor") or a.reading == b.reading)


def device(rng, home, d, here=None):
    """A phrase that means d and nothing else in this home. here: the area of the speaker."""
    peers = [x for x in home.devices if x is not d and same_kind(x, d)]
    noun = rng.choice(nouns(d))
    called = {normalize(x.name) for x in home.devices if x is not d}
    ways = ["name"] * 8
    if not peers and d.type not in ("sensor", "binary_sensor", "scene", "script") and noun not in called:
        ways += ["kind"] * 5
    if d.area and not any(p.area == d.area for p in peers):
        ways += ["in area"] * 4 + ["area kind"] * 3
        if here == d.area:
            ways += ["kind"] * 4 + ["here"] * 2
    if d.floor and not any(p.floor == d.floor for p in peers):
        ways += ["floor"]
    way = rng.choice(ways)
    if way == "kind" and noun not in called:
        return noun
    if way == "in area" and normalize(d.area + noun) not in called:
        return d.area + rng.choice(["的", "的", "里的", "那个", "嘅", "里面的"]) + noun
    if way == "area kind" and normalize(d.area + noun) not in called:
        return d.area + noun
    if way == "here":
        return rng.choice(["这里的", "这个房间的", "这儿的", "呢度嘅", "这间房的"]) + noun
    if way == "floor":
        return d.floor + rng.choice(["的", "", "嘅"]) + noun
    name = d.name
    garage = [x for x in home.devices if x.type in ("cover", "lock") and "车库" in x.name + (x.area or "")]
    if garage == [d] and d.device_class == "garage" and rng.random() < 0.25:
        return rng.choice(["车库的门", "车库门", "车库嘅门", "车库里的门"])
    if d.area and not name.startswith(d.area) and normalize(d.area + name) not in called and rng.random() < 0.12:
        return d.area + rng.choice(["的", ""]) + name
    if len(name) > 3 and name.isascii() is False and rng.random() < 0.1:
        for part in (d.area or "", d.noun):     # with a little word in between
            if part and name.startswith(part) and len(name) > len(part):
                return part + "的" + name[len(part):]
    return name


def plural(rng, kind, cls=None):
    return rng.choice((COVER[cls] if cls else SINGULAR.get(kind, kind)).split("|"))


def group(rng, home, kind, scope, here, cls=None):
    """A phrase for all devices of a kind in a scope (name of area or floor, or None for the house)."""
    n = plural(rng, kind, cls)
    every = rng.choice(["所有", "所有的", "全部", "全部的", "每个", "所有", "晒所有"])
    if here:
        return rng.choice([every + n, n, n, "这里的" + n, "这里所有的" + n, "房间里的" + n, "这个房间的" + n, "呢度嘅" + n, "这间房所有的" + n])
    if scope is None:
        return rng.choice([every + n, every + n, "家里所有的" + n, "全屋的" + n, "家里的" + n, "整个屋子的" + n, "全家的" + n, "屋里所有" + n, "全屋" + every + n, "家中所有的" + n])
    return rng.choice([f"{scope}的{n}", f"{scope}{n}", f"{scope}所有的{n}", f"{scope}里的{n}", f"{scope}的所有{n}", f"所有{scope}的{n}", f"{scope}全部{n}", f"{scope}嘅{n}", f"{scope}{every}{n}"])

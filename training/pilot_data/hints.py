"""Which lines of the home a sentence names, found by its words: handles that are put behind the sentence.

A small model points at the right appliance much sooner when the words have been looked up for it; what is to be done, and
whether a hint is to be followed at all, stays its decision. The runtime's twin is Sources/Agent/Hints.swift.
"""
import functools

from .normalize import normalize

MOST_SCOPES, MOST_DEVICES, MOST_WEAK, MOST_WEAK_BESIDE = 3, 6, 5, 3
# Words that tell nothing about which appliance is meant.
EMPTY = set("the a an of in on off to at for and all my our your is are it up down me i with please set turn switch "
            "把 将 的 嘅 了 咗 请 帮 帮我 请帮我 麻烦 唔该 可以 能 我 你 要 想 在 喺 里 上 下 吗 呢 是 系 有 都 和 跟 同 个 盏 台 一下 一点 打开 关闭 开 关 关掉 开启".split())
# Words that many names hold: alone they name nothing.
COMMON = set("room smart floor 房间 房 室 楼 智能".split())
# Words by which people mean a kind of appliance.
KINDS = {
    "light": "light lamp bulb lighting led 灯 灯光 灯泡 灯带 电灯 灯具 照明", "switch": "switch 开关", "outlet": "plug outlet socket 插座 插头 插排",
    "fan": "fan ventilator 风扇 电扇 吊扇 电风扇 排气扇 扇",
    "cover": "blind curtain shade shutter garage door gate window awning drape 窗帘 纱帘 布帘 百叶窗 百叶帘 卷帘 卷帘门 遮阳帘 遮阳棚 帘子 帘 天窗 车库门 闸门 门 窗",
    "lock": "lock door deadbolt unlock 门锁 锁 门 大门 房门 智能锁 电子锁 锁上 上锁 解锁 开锁",
    "media_player": "speaker tv television music volume sound radio stereo player media song track audio mute unmute 音箱 音响 喇叭 扬声器 电视 电视机 播放器 收音机 音乐 音量 声音 歌 静音",
    "climate": "thermostat temperature heating ac degree hvac climate humidity warmer cooler 空调 冷气 冷气机 暖气 地暖 恒温器 温控器 温度 度",
    "vacuum": "vacuum cleaner robot hoover clean vacuuming 扫地机器人 扫地机 吸尘器 吸尘机 机器人 拖地机 扫拖机器人 扫地 吸尘 打扫 清扫",
    "valve": "valve tap water 阀门 水阀 水龙头 水", "timer": "timer countdown 定时器 计时器 计时 倒计时 定时", "coffee_maker": "coffee espresso latte cappuccino brew 咖啡机 咖啡 拿铁 美式",
    "scene": "scene mode 场景 情景 模式", "script": "script routine 脚本 自动化", "weather": "weather forecast rain 天气 天气预报 气象",
    "heater": "heater 取暖器 电暖器 暖炉", "sprinkler": "sprinkler 洒水器 灌溉", "camera": "camera 摄像头 摄影机 监控 镜头",
    "rice_cooker": "rice cooker 电饭煲 电饭锅 电锅 饭煲", "oven": "oven stove 烤箱 焗炉", "fridge": "fridge refrigerator 冰箱 雪柜", "freezer": "freezer 冰柜", "washing_machine": "washing washer laundry 洗衣机",
    "dryer": "dryer 烘干机 干衣机", "dishwasher": "dishwasher 洗碗机", "kettle": "kettle 水壶 热水壶 电热水壶 电水壶", "humidifier": "humidifier 加湿器", "air_purifier": "purifier 净化器 空气净化器 空气清净机 清净机",
    "water_heater": "boiler heater 热水器", "microwave": "microwave 微波炉",
}


def stem(word):
    """lamps -> lamp: enough to find a plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


@functools.lru_cache(maxsize=20_000)
def stems(text):
    """The telling words of a name or sentence, in order; all of them if none tells anything."""
    words = [stem(w) for w in normalize(text).split()]
    return [w for w in words if w not in EMPTY] or words


KIND_STEMS = {t: {stem(w) for w in words.split()} for t, words in KINDS.items()}


def kind_words(device):
    words = KIND_STEMS.get(device.type) or {stem(w) for w in device.type.split("_")}
    if device.type in ("sensor", "binary_sensor"):
        words = {"sensor", "传感器", "感应器"} | {stem(w) for p in device.properties for w in p.split("_")}
    return words


def is_near(a, b):
    """One letter wrong, missing, too many, or two exchanged; the first letter is right."""
    if a[0] != b[0] or abs(len(a) - len(b)) > 1 or a == b:
        return a == b
    i = 0
    while i < min(len(a), len(b)) and a[i] == b[i]:
        i += 1
    return a[i + 1:] == b[i + 1:] or a[i:] == b[i + 1:] or a[i + 1:] == b[i:] or (a[i:i + 2] == b[i + 1:i - 1:-1] and a[i + 2:] == b[i + 2:])


def completed(said, known):
    """The words of a sentence, and words of the home that were mistyped, joined or parted in it: (word, place) pairs."""
    found = [(w, i) for i, w in enumerate(said)]
    pairs = {}
    for words in known:
        for a, b in zip(words, words[1:]):
            pairs[a + b] = (a, b)
    single = {w for words in known for w in words}
    for i, w in enumerate(said):
        if w in single:
            continue
        if w in pairs:
            found += [(x, i) for x in pairs[w]]
        elif i + 1 < len(said) and w + said[i + 1] in single:
            found.append((w + said[i + 1], i))
        elif len(w) > 4 and w.isascii() and w.isalpha():
            near = [k for k in single if len(k) > 4 and k.isascii() and is_near(w, k)]
            if near:
                found.append((min(near), i))
    return found


def mentions(sentence, scopes, devices):
    """-> (words that were said, [(index, part, beginning, score, whether its kind was said)]) of all devices. The part is 0 if the whole
    name was said, 1 if the kind and the place were, 2 if a part of the name was, None if less."""
    lists = [stems(d.name) for d in devices]
    found = completed(stems(sentence), lists + [stems(name) for name, _ in scopes])
    said = {}
    for w, place in found:
        said.setdefault(w, place)
    words = set(said)
    names = [set(n) for n in lists]
    whole = [bool(n) and n <= words for n in names]
    out = []
    for i, d in enumerate(devices):
        kinds = kind_words(d)
        named = names[i] & words
        is_kind = bool(kinds & words)
        is_place = any(set(stems(p)) <= words for p in (d.area, d.floor) if p)
        # a whole name, unless it is a part of a longer one that was said whole too
        is_whole = whole[i] and not any(whole[k] and names[i] < names[k] for k in range(len(names)))
        part = 0 if is_whole else 1 if is_place and is_kind else 2 if named - kinds - COMMON else None
        score = sum(24 // sum(w in n for n in names) for w in named) + (12 if is_place else 0) + (6 if is_kind else 0)
        out.append((i, part, min(said[w] for w in names[i]) if is_whole else 0, score, is_kind))
    return words, out


def hints(sentence, scopes, devices):
    """-> ([scope handles], [(device handle, mark)], [device handles]). The mark is "is" if the whole name was said, "in" if the
    kind and the place were, "" if a part of the name was. Of the last ones only the kind or only the place was said."""
    words, found = mentions(sentence, scopes, devices)
    found_scopes = [handle for name, handle in scopes if set(stems(name)) <= words][:MOST_SCOPES]
    strong = [(part, beginning if part == 0 else -score, i) for i, part, beginning, score, _ in found if part is not None]
    weak = [(not is_kind, -score, i) for i, part, _, score, is_kind in found if part is None and score]
    strong = [(devices[i].handle, ("is", "in", "")[part]) for part, _, i in sorted(strong)[:MOST_DEVICES]]
    weak = [devices[i].handle for *_, i in sorted(weak)[:min(MOST_WEAK_BESIDE if strong else MOST_WEAK, MOST_DEVICES + 2 - len(strong))]]
    return found_scopes, strong, weak

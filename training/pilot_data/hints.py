"""Which lines of the home a sentence names, found by its words: handles that are put behind the sentence.

A small model points at the right appliance much sooner when the words have been looked up for it; what is to be done, and
whether a hint is to be followed at all, stays its decision. The runtime's twin is Sources/Agent/Hints.swift.
"""
import functools
from collections import Counter
from dataclasses import dataclass

from .normalize import normalize


def stem(word):
    """lamps -> lamp: enough to find a plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


MOST_SCOPES, MOST_DEVICES, MOST_WEAK, MOST_WEAK_BESIDE = 3, 6, 5, 3
# Words that tell nothing about which appliance is meant.
EMPTY = set("the a an of in on off to at for and all my our your is are it up down me i with please set turn switch "
            "把 将 的 嘅 了 咗 请 帮 帮我 请帮我 麻烦 唔该 可以 能 我 你 要 想 在 喺 里 上 下 吗 呢 是 系 有 都 和 跟 同 个 盏 台 一下 一点 打开 关闭 开 关 关掉 开启".split())
# Words that many names hold: alone they name nothing.
COMMON = set("room smart floor 房间 房 室 楼 智能 大 小".split())
# Words with which another deed begins: what stands on either side of them is about two things.
PARTING = {stem(w) for w in ("and then also plus but except apart actually scratch mean rather sorry wait no turn set open close brighten unlock make start stop put raise lower "
                             "和 跟 然后 再 还有 以及 并且 并 同时 同埋 同 顺便 接着 另外 之后 除了 不对 不是 把 将").split()}
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
# Words by which people mean what a sensor measures or tells, beside the words of its property.
SENSED = {
    "temperature": "temp 温度 气温 室温", "humidity": "湿度", "battery": "charge 电量 电池", "illuminance": "brightness 光照 照度 亮度", "power": "wattage 功率 电源", "energy": "consumption electricity 用电量 电能", "voltage": "电压",
    "current": "amperage 电流", "pressure": "气压", "carbon_dioxide": "co2 二氧化碳", "carbon_monoxide": "co 一氧化碳", "aqi": "quality 空气质量", "wind_speed": "风速", "precipitation": "rain rainfall 雨量 降雨量", "water": "用水量",
    "gas": "燃气 煤气 瓦斯", "weight": "mass 重量 体重", "distance": "距离", "moisture": "leak wet damp soil 漏水 潮湿 湿 土壤", "sound_pressure": "noise 噪音", "sound": "noise 噪音", "signal_strength": "信号", "data_rate": "bandwidth 网速",
    "monetary": "price cost balance 电费 余额", "motion": "movement 移动 动静 运动", "smoke": "烟雾", "door": "门磁 门", "window": "窗 窗户 窗磁", "garage_door": "车库门", "occupancy": "occupied 占用 有人", "presence": "在家",
    "battery_charging": "充电 充电中", "plug": "plugged unplugged 插头", "connectivity": "connected online offline network 网络 连接 在线 离线", "light": "光线", "lock": "锁", "problem": "故障", "running": "运行", "safety": "safe 安全",
    "tamper": "tampered 防拆", "update": "更新 固件", "vibration": "vibrating 振动 震动", "speed": "速度", "uv_index": "uv", "volatile_organic_compounds": "voc", "pm25": "pm2.5 颗粒物",
}
# Words that point at a kind less surely: by them it is only chosen what is shown of a large home.
WIDE = {
    "light": "chandelier lantern bright brighter brightness dim dimmer dark darker color colour illuminate kelvin 亮 亮度 亮点 暗 调亮 调暗 颜色 色温 黑",
    "switch": "relay",
    "outlet": "unplug",
    "fan": "ventilation extractor air faster slower speed 风速 风",
    "climate": "stuffy freezing heat heater aircon radiator warm cool cold colder hot hotter conditioner conditioning 热 冷 暖 凉 几度 制冷 制热 暖和 湿度",
    "cover": "skylight open close shut raise lower roll halfway 拉开 拉上 升 降 升起 降下 关上",
    "valve": "gas open close shut 关上",
    "lock": "bolt latch secure locked unlocked 反锁 锁好",
    "media_player": "shush silence play pause resume next previous skip loud louder quiet quieter movie soundbar projector playing 播放 继续 暂停 安静 细声 大声 小声 声 下一首 上一首",
    "vacuum": "cleaning vacuumed charge charger charging dust dock mop sweep base 充电 回充 基座 扫 拖地 回去",
    "timer": "minute hour seconds remaining left 分钟 小时 秒 剩 还剩",
    "coffee_maker": "americano mocha machine cup cortado macchiato ristretto lungo flat white caffeine 泡 煮 冲 杯",
    "weather": "sunny umbrella 下雨 伞 带伞",
    "scene": "mood activate",
    "script": "automation program run",
    "heater": "heating radiator warm",
    "sprinkler": "irrigation lawn water",
    "camera": "cam webcam",
    "sensor": "reading level much many 读数 多少",
    "binary_sensor": "detector detected alarm contact 检测",
    "oven": "bake preheat roast",
    "rice_cooker": "cook porridge",
    "fridge": "freezer cool",
    "washing_machine": "wash",
    "dryer": "laundry dry",
    "dishwasher": "dishes",
}


@functools.lru_cache(maxsize=20_000)
def stems(text):
    """The telling words of a name or sentence, in order; all of them if none tells anything."""
    words = [stem(w) for w in normalize(text).split()]
    return [w for w in words if w not in EMPTY] or words


@functools.lru_cache(maxsize=20_000)
def parts_of(text):
    """The part of the sentence, counted, in which each of its telling words stands."""
    part, parts, telling = 0, [], []
    for w in (stem(w) for w in normalize(text).split()):
        part += w in PARTING
        parts.append(part)
        telling.append(w not in EMPTY)
    return [p for p, t in zip(parts, telling) if t] or parts


KIND_STEMS = {t: {stem(w) for w in words.split()} for t, words in KINDS.items()}
SENSED_STEMS = {p: {stem(w) for w in words.split()} for p, words in SENSED.items()}
WIDE_STEMS = {t: {stem(w) for w in words.split()} for t, words in WIDE.items()}


def kind_words(device):
    words = KIND_STEMS.get(device.type) or {stem(w) for w in device.type.split("_")}
    if device.type in ("sensor", "binary_sensor"):
        words = {"sensor", "传感器", "感应器", "感测器"} | {stem(w) for p in device.properties for w in p.split("_")} | set().union(*(SENSED_STEMS.get(p, set()) for p in device.properties))
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


@dataclass
class Evidence:
    """What a part of a sentence says of one device."""
    telling: set            # of its name and place, without the words for its kind
    literal: set            # the same with them
    is_kind: bool


@dataclass
class Mention:
    """What a sentence says of one device."""
    index: int
    part: int | None        # 0 if its whole name was said, 1 if its kind and its place or the rest of its name were, 2 if a part of its name was, None if less
    beginning: int          # where its name begins in the sentence, if all of it was said
    score: int              # how much speaks for it: a word that few names have counts more than one that many have
    is_kind: bool
    is_here: bool
    said: dict              # part of the sentence -> Evidence
    is_beaten: bool = False

    def is_left_behind(self, others, strong):
        """True if in every part of the sentence more was said of another one: it is not the one that is meant. others: those of
        its type. strong: those of every type of which the name was said, or the kind and the place."""
        telling = set().union(*(e.telling for e in self.said.values()))
        # a whole name that was said in one go stands
        if self.part == 0 and telling and any(e.telling == telling for e in self.said.values()):
            return False
        return all(any(x.is_better(self, part) for x in others) or any(x.covers(self, part) for x in strong) for part in self.said)

    def covers(self, other, part):
        """True if of the other, whatever it is, this part of the sentence says only words that are said of this one, and not its kind."""
        mine, its = self.said.get(part), other.said[part]
        return mine is not None and not its.is_kind and other.part != 0 and (mine.is_kind or self.part == 0) and its.literal < mine.literal

    def is_better(self, other, part):
        """True if all that this part of the sentence says of the other is said of this one too, and more."""
        mine, its = self.said.get(part), other.said[part]
        if mine is None or mine.is_kind < its.is_kind or other.part == 0 and not its.literal <= mine.literal:
            return False
        if its.telling < mine.telling:
            return True
        if its.telling != mine.telling or other.part == 0 or other.is_here > self.is_here:
            return False
        return self.is_here > other.is_here or (self.part == 0 or bool(mine.telling)) and its.literal < mine.literal


def evidence(places, telling, literal, kinds):
    """Part of the sentence -> what it says of a device. places: word -> the parts in which it was said."""
    return {part: Evidence({w for w in telling if part in places[w]}, {w for w in literal if part in places[w]}, any(part in places[w] for w in kinds))
            for part in {p for w in literal | kinds for p in places[w]}}


def mentions(sentence, scopes, devices, here=None, wide=False):
    """-> (words that were said, what is said of each device). here: the area of the speaker. wide: also words that point at a kind less surely."""
    lists = [stems(d.name) for d in devices]
    words_said, parts = stems(sentence), parts_of(sentence)
    said, places = {}, {}
    for w, place in completed(words_said, lists + [stems(name) for name, _ in scopes]):
        said.setdefault(w, place)
        places.setdefault(w, set()).add(parts[place])
    words = set(said)
    names = [set(n) for n in lists]
    whole = [bool(n) and n <= words for n in names]
    counts = Counter(w for n in names for w in n)
    out = []
    for i, d in enumerate(devices):
        own = kind_words(d)
        named = names[i] & words
        kinds = own & words
        wider = (WIDE_STEMS.get(d.type, set()) & words if wide else set()) | kinds
        placed = set().union(*(p for p in (set(stems(p)) for p in (d.area, d.floor) if p) if p <= words))
        # a whole name, unless it is a part of a longer one that was said whole too
        is_whole = whole[i] and not any(whole[k] and names[i] < names[k] for k in range(len(names)))
        rest = names[i] - own
        part = 0 if is_whole else 1 if wider and (placed or rest - COMMON and rest <= words) else 2 if named - own - COMMON else None
        score = sum(24 // counts[w] for w in named) + (12 if placed else 0) + (6 if wider else 0)
        out.append(Mention(i, part, min(said[w] for w in names[i]) if is_whole else 0, score, bool(wider), bool(wider) and here is not None and d.area == here,
                           evidence(places, ((named - own) | placed) - COMMON, named | placed | kinds, wider)))
    by_type, strong = {}, [m for m in out if m.part in (0, 1)]
    for m in out:
        if m.score:
            by_type.setdefault(devices[m.index].type, []).append(m)
    for same in by_type.values():
        for m in same:
            m.is_beaten = m.is_left_behind(same, strong)
    return words, out


def hints(sentence, scopes, devices, here=None):
    """-> ([scope handles], [(device handle, mark)], [device handles]). The mark is "is" if the whole name was said, "in" if the
    kind and the place or the rest of the name were, "" if a part of the name was. Of the last ones only the kind or only the place was said. A device
    is left out if more was said of another one of its type. here: the area of the speaker."""
    words, found = mentions(sentence, scopes, devices, here)
    found = [m for m in found if not m.is_beaten]
    found_scopes = [handle for name, handle in scopes if set(stems(name)) <= words][:MOST_SCOPES]
    strong = [(m.part, m.beginning if m.part == 0 else -m.score, m.index) for m in found if m.part is not None]
    weak = [(not m.is_kind, -m.score, m.index) for m in found if m.part is None and m.score]
    strong = [(devices[i].handle, ("is", "in", "")[part]) for part, _, i in sorted(strong)[:MOST_DEVICES]]
    weak = [devices[i].handle for *_, i in sorted(weak)[:min(MOST_WEAK_BESIDE if strong else MOST_WEAK, MOST_DEVICES + 2 - len(strong))]]
    return found_scopes, strong, weak

"""Writes goldens/*.jsonl, to which the runtime's twins of normalize.py and dialect.py are held. `python make_goldens.py`"""
import json
import os
import random

from pilot_data import dialect
from pilot_data.crowd import shortlist
from pilot_data.dialogue import ASKED, held_out, talk_of, turn
from pilot_data.homes import make_home
from pilot_data.memory import Impossible, MemoryHome
from pilot_data.normalize import normalize

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "goldens")
SENTENCES = ["", " ", "Set it to Twenty-Five%!", "turn on one of the lamps", "one hundred percent", "to twenty point five degrees", "20.5°C please", "20.5 ° C", "set 1,000",
             "a hundred and ten", "I'd like 5min", "minus eighteen degrees", "-18°C", "from -5 to 5", "bedroom one", "one minute", "Küche LICHT an", "two hundred and ten", "twenty 20 point 5",
             "B&O 2nd TV2 k9", "把卧室灯的亮度设置为50%", "<set><d1> power on", "a\tb\nc\r\nd\u00a0e", "it’s ‘quoted’ “text”", "zero", "twenty one", "twenty ten", "hundred", "one hundred and five",
             "nine hundred ninety nine", "point five", "five point", "5 point 25", "minus", "minus x", "3.14.15", "1,2,3", ".5", "5.", "20c 30f 40k 1h 2hrs 30secs", "10am", "100%", "50 %", "45°", "72°F", "a 5° b",
             "ſtraße İstanbul ΣΑΣ", "e\u0301 \u200b x", "１２ ％", "½ of it", "½", "²", "ⅷ", "one degree", "one-hundred", "one hundred-and one", "six seven", "the 2nd one", "7pm", "1234567 hundred", "12 hundred", "5 hundred",
             "-", "--5", "a-5", "a -5", "(-5)", "don't", "rock'n'roll", "x" * 40, "🙂 on", "𝟙𝟚", "no. 5", "v2.1", "10:30", "1/2", "seventy-five percent", "FORTY TWO", "one point five", "one point", "a hundred percent", "a hundredth",
             "把客廳燈調到百分之五十", "唔該熄咗主人房盞燈", "空调调到二十六度", "音量設成百分之30", "打开TV", "亮度五成", "一点五小时", "调高一点", "开两盏灯", "二楼", "百分之", "百分之一百零五", "一百二", "三百", "十", "百", "两千零五", "一二三四五六七八九", "幫我開客廳嘅冷氣", "ＴＶ　ＯＮ！", "〇", "半小时", "臺燈",
             "龘", "客厅里的灯，打开。", "Turn on 客厅灯 now", "零下5度", "-5度", "二十六点五度", "五点", "把Hue灯调成红色", "百分之二十点五", "一千",
             "half an hour", "a half hour timer", "half a minute", "1 and a 1/2 hours", "two and a half hours", "1 1/2 hours", "2½ hours", "an hour and a half", "2 minutes and a half", "a quarter of an hour", "one quarter of an hour",
             "three quarters of an hour", "an hour", "in an hour please", "half the lights", "a half", "half", "2 and a half degrees", "11/2", "1/25", "and a half hour", "a minute and a half", "one and a half minutes", "half hour", "quarter hour",
             "半个小时", "一个半小时", "两个半钟头", "1個鐘半", "五個字", "半分鐘", "一刻钟", "三刻钟", "一小时半", "两分半钟", "两分半", "半个钟", "一半", "打开一半", "半个", "个半小时", "设定一個半鐘", "12345刻钟", "一个", "三个", "5钟半", "个字"]


def lacking_group(home, calls):
    """True if a group is asked for what none of it can do: a home of the data may have such lights, a grammar has no such call."""
    try:
        MemoryHome(random.Random(0), home).carry_out(calls)
    except Impossible as problem:
        return isinstance(problem.args[0][1], tuple)
    return False


def told(d):
    """A device as the goldens write it."""
    return {"id": d.id, "name": d.name, "area": d.area, "floor": d.floor, "type": d.type, "device_class": d.device_class,
            "properties": {p: list(k) for p, k in d.properties.items()}, "verbs": d.verbs}


def main():
    os.makedirs(HERE, exist_ok=True)
    with open(os.path.join(HERE, "normalize.jsonl"), "w", encoding="utf-8") as f:
        for s in SENTENCES:
            f.write(json.dumps({"in": s, "out": normalize(s)}, ensure_ascii=False) + "\n")
    rng = random.Random(42)
    with open(os.path.join(HERE, "dialect.jsonl"), "w", encoding="utf-8") as f:
        written = 0
        while written < 200:
            home = make_home(rng, rng.randint(2, 14), ("en", "zh")[written % 5 > 2])
            talk = talk_of(home.language)
            here = rng.choice([a for a, _ in home.scopes if a in home.areas] or [None]) if rng.random() < 0.4 else None
            maker = rng.choice(talk.commands.MAKERS)[0]
            made = next((m for m in (maker(rng, home, here) for _ in range(30)) if m), None)
            if not made or held_out(made[0]) or lacking_group(home, made[1]) or made[1][0][:2] == ("ask", "which") and len(made[1][0][2]) > ASKED:
                continue
            sentence = talk.polite(rng, made[0], maker)
            if rng.random() < 0.15:
                sentence = talk.mistype(rng, sentence)
            devices = [{"handle": d.handle} | told(d) for d in home.devices]
            segments = dialect.prompt_segments(sentence, home.scope(here) if here else None, home.scopes, home.devices)
            f.write(json.dumps({"scopes": [list(s) for s in home.scopes], "home": devices, "here": here, "utterance": sentence,
                                "prompt": [{("control" if k == "c" else "text"): t} for k, t in segments],
                                "calls": [list(c) for c in made[1]], "answer": [{("control" if k == "c" else "text"): t} for k, t in dialect.answer_segments(made[1])]}, ensure_ascii=False) + "\n")
            written += 1
    with open(os.path.join(HERE, "shortlist.jsonl"), "w", encoding="utf-8") as f:
        for number in range(6):
            home = make_home(rng, rng.randint(20, 60), ("en", "zh")[number % 2])
            f.write(json.dumps({"home": [told(d) for d in home.devices]}, ensure_ascii=False) + "\n")
            for _ in range(25):
                here = rng.choice([a for a, _ in home.scopes if a in home.areas] or [None]) if rng.random() < 0.4 else None
                made = turn(rng, home, here, None, None)
                if made:
                    shown = [d.id for d in shortlist(made[0], home, here)]
                    f.write(json.dumps({"here": here, "utterance": made[0], "shown": shown}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

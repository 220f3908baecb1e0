"""The pilot's tokenizer: byte-level BPE inside words. `python pilot_tokenizer.py OUT.json` trains it from the generator."""
import glob
import os
import random
import sys

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from pilot_data import dialect
from pilot_data.chinese import is_chinese
from pilot_data.dialogue import grow
from pilot_data.en import words as W
from pilot_data.normalize import normalize
from pilot_data.zh import lexicon
from pilot_data.zh.lexicon import FOLDING, GLOSSES

VOCABULARY = 5120
# "trivet-words": a run of letters (with all that is not ASCII) takes the space before it, every other character stands alone.
PIECES = Regex(" ?[A-Za-z\u0080-\U0010FFFF]+|[\\s\\S]")


def train(seed=1, homes=2500):
    rng = random.Random(seed)

    def texts():
        for _ in range(homes):
            home, branches = grow(rng, rng.randint(2, 14), {"en": 3, "zh": 1}, 8)
            yield from (t for k, t, *_ in home + [s for b in branches for s in b] if k == "t")
        pools = W.AREAS + W.SPOTS + W.BRANDS + W.FLOORS + W.SCENES + [n for ns in W.NOUNS.values() for n in ns]
        names = [p for t in list(dialect.STANDARD.values()) + list(dialect.STANDARD_VERBS.values()) for p in t] + list(dialect.STANDARD)
        # every word of Chinese is a token, and so is every character that its words, phrases and names are written with
        chinese = sorted(GLOSSES) + sorted({FOLDING.get(c, c) for f in glob.glob(os.path.join(os.path.dirname(lexicon.__file__), "*.py")) for c in open(f, encoding="utf-8").read() if is_chinese(c)})
        for _ in range(20):
            yield from (" " + normalize(w) for w in pools)
            yield from (dialect.spoken(n) for n in names * 5)
        for _ in range(60):
            yield from (" " + w for w in chinese)

    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(PIECES, "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator(texts(), trainers.BpeTrainer(vocab_size=VOCABULARY, special_tokens=[f"<{c}>" for c in dialect.CONTROLS],
                                                       initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    return t


class Encoder:
    """Segments to token ids; texts are cut into words and every word is looked up once."""

    def __init__(self, path):
        self.tokenizer = Tokenizer.from_file(path)
        self.control = {c: self.tokenizer.token_to_id(f"<{c}>") for c in dialect.CONTROLS}
        self.words = {}
        self.size = self.tokenizer.get_vocab_size()

    def text(self, text):
        # control names can be spelled in text ("<set>") but never become controls: normalised text has no brackets
        ids = self.words.get(text)
        if ids is None:
            ids = self.tokenizer.encode(text, add_special_tokens=False).ids
            if len(self.words) < 200_000:
                self.words[text] = ids
        return ids

    def segment(self, kind, text):
        return [self.control[text]] if kind == "c" else self.text(text)


if __name__ == "__main__":
    train().save(sys.argv[1])

"""Writes the words that the runtime shares with the training data as Swift: `python make_tables.py`. The goldens hold both to it."""
import os

from pilot_data import hints
from pilot_data.zh.lexicon import FOLDING, WORDS

AGENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Sources", "Agent")
NOTE = "// Written by training/make_tables.py: change the training data and run it again.\n\n"


def lines(words, width, separator=" "):
    """The words in lines of at most so many characters."""
    out = [""]
    for w in words:
        if out[-1] and len(out[-1]) + len(separator) + len(w) > width:
            out.append("")
        out[-1] += separator * bool(out[-1]) + w
    return out


def literal(name, text_lines, comment):
    body = "\n".join("        " + line for line in text_lines)
    return f'    /// {comment}\n    static let {name} = """\n{body}\n        """\n'


def main():
    with open(os.path.join(AGENT, "Chinese", "ChineseTables.swift"), "w", encoding="utf-8") as f:
        f.write(NOTE + "/// The words that Chinese text is cut into, and the characters that are written in two ways.\nenum ChineseTables {\n")
        f.write(literal("words", lines(sorted(WORDS), 90), "Words, with spaces between them."))
        f.write("\n" + literal("folding", lines([a + b for a, b in sorted(FOLDING.items())], 90, ""), "Traditional characters and variants, each with the simplified one behind it."))
        f.write("}\n")
    with open(os.path.join(AGENT, "HintWords.swift"), "w", encoding="utf-8") as f:
        f.write(NOTE + "/// The words by which a sentence points at appliances.\nenum HintWords {\n")
        f.write(literal("empty", lines(sorted(hints.EMPTY), 100), "Words that tell nothing about which appliance is meant."))
        f.write("\n" + literal("commonList", lines(sorted(hints.COMMON), 100), "Words that many names hold: alone they name nothing."))
        f.write("\n" + literal("partingList", lines(sorted(hints.PARTING), 90), "Words with which another deed begins: what stands on either side of them is about two things."))
        rows = [line for kind, words in sorted(hints.KINDS.items()) for line in [kind + ":"] + ["    " + x for x in lines(words.split(), 90)]]
        f.write("\n" + literal("kinds", rows, "Words by which people mean a type of appliance: a type and a colon, then its words."))
        rows = [line for p, words in sorted(hints.SENSED.items()) for line in [p + ":"] + ["    " + x for x in lines(words.split(), 90)]]
        f.write("\n" + literal("sensed", rows, "Words by which people mean what a sensor measures or tells: a property and a colon, then its words."))
        rows = [line for kind, words in sorted(hints.WIDE.items()) for line in [kind + ":"] + ["    " + x for x in lines(words.split(), 90)]]
        f.write("\n" + literal("wideKinds", rows, "Words that point at a type less surely, in the same form: by them it is only chosen what is shown of a large home."))
        f.write("}\n")


if __name__ == "__main__":
    main()

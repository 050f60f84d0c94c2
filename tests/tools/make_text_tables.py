"""Makes the derived tables of nlp/lexicon/text again; run by hand, imported by nothing but a test.

    python tests/tools/make_text_tables.py [PINYIN_DATA]

characters.csv and words.csv come from the word frequencies of jieba's dictionary (MIT), the Traditional forms by OpenCC (Apache-2.0)
`s2tw` and `s2t`. readings.csv comes from a copy of pinyin-data's pinyin.txt (MIT; lines `U+4E2D: zhōng,zhòng  # 中`), where one is given.
"""

from __future__ import annotations

import math
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import jieba
import opencc

FOLDER = Path(__file__).resolve().parents[2] / "nlp" / "lexicon" / "text"
LEAST = {1: 200, 2: 150}  # times that a word of so many characters stands in the dictionary's corpus, to be listed


def is_han(ch: str) -> bool:
    return "\u3400" <= ch <= "\u9fff"


def word_counts() -> list[tuple[str, int]]:
    with jieba.get_dict_file() as lines:
        fields = [line.decode("utf-8").split() for line in lines]
    return [(field[0], int(field[1])) for field in fields]


def bits(count: int, total: int) -> int:
    return round(-math.log2(count / total))


def by_rarity(counts: Counter[str], total: int) -> list[tuple[int, list[str]]]:
    rows: dict[int, list[str]] = defaultdict(list)
    for key in sorted(counts):
        if counts[key]:
            rows[bits(counts[key], total)].append(key)
    return sorted(rows.items())


def make_characters() -> str:
    """Each character by its share of the corpus; a Traditional form has the share of the characters that become it."""
    counted = word_counts()
    words = "\n".join(word for word, _ in counted)
    forms = [opencc.OpenCC(name).convert(words).split("\n") for name in ("s2tw", "s2t")]
    counts: Counter[str] = Counter()
    total = 0
    for (word, count), *converted in zip(counted, *forms, strict=True):
        for ch in filter(is_han, word):
            counts[ch] += count
            total += count
        for form in set(converted) - {word}:
            for ch, old in zip(form, word, strict=True):
                if ch != old and is_han(ch):
                    counts[ch] += count
    return "\n".join(("rarity,characters", *_rows(by_rarity(counts, total), "", 100))) + "\n"


def make_words() -> str:
    counts: Counter[str] = Counter()
    total = 0
    for word, count in word_counts():
        total += count
        if len(word) in LEAST and all(map(is_han, word)) and count >= LEAST[len(word)]:
            counts[word] += count
    return "\n".join(("rarity,words", *_rows(by_rarity(counts, total), " ", 40))) + "\n"


def _rows(rows: Iterable[tuple[int, list[str]]], between: str, width: int) -> Iterator[str]:
    for rarity, keys in rows:
        for at in range(0, len(keys), width):
            yield f"{rarity},{between.join(keys[at : at + width])}"


def make_readings(pinyin: str) -> str:
    """Characters of GBK by reading."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in pinyin.splitlines():
        code, _, rest = line.partition(":")
        if not code.startswith("U+"):
            continue
        ch = chr(int(code[2:], 16))
        try:
            ch.encode("gbk")
        except UnicodeEncodeError:
            continue
        for reading in rest.partition("#")[0].split(","):
            found[unicodedata.normalize("NFC", reading.strip().lower())].add(ch)
    lines = (f"{reading},{''.join(sorted(chars))}" for reading, chars in sorted(found.items()) if reading)
    return "\n".join(("reading,characters", *lines)) + "\n"


def main() -> None:
    made = {"characters.csv": make_characters(), "words.csv": make_words()}
    if len(sys.argv) > 1:
        made["readings.csv"] = make_readings(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for name, table in made.items():
        (FOLDER / name).write_text(table, encoding="utf-8")
        print(f"{name}: {table.count(chr(10))} rows")


if __name__ == "__main__":
    main()

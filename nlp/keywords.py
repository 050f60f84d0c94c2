"""An article's ten most telling words: TF-IDF over jieba's words with a fixed table, so that no article changes another's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

N_KEYWORDS = 10
COMMON = 3.0  # words of no higher inverse document frequency tell nothing
_WORD = re.compile(r"[一-鿿]{2,}|[A-Za-z][A-Za-z0-9+-]{2,}")


@cache
def _idf() -> tuple[dict[str, float], float]:
    """jieba's own table of inverse document frequencies, and the median for words that are not in it."""
    fields = files("jieba").joinpath("analyse", "idf.txt").read_text(encoding="utf-8").split()
    table = dict(zip(fields[::2], map(float, fields[1::2]), strict=True))
    values = sorted(table.values())
    return table, values[len(values) // 2]


def find_keywords(words: Iterable[str]) -> tuple[str, ...]:
    """The ten words with the highest TF-IDF, the best first; ties in the words' order.

    >>> find_keywords(["微博", "电商", "的", "微博", "了"])
    ('微博', '电商')
    """
    counts = [(word, n, rarity) for word, n in Counter(words).items() if (rarity := _rarity(word))]
    total = sum([n for _, n, _ in counts])
    scored = sorted([(-n / total * rarity, word) for word, n, rarity in counts if rarity > COMMON])
    return tuple([word for _, word in scored[:N_KEYWORDS]])


@lru_cache(maxsize=1 << 16)
def _rarity(word: str) -> float:
    """A word's inverse document frequency; 0 for one that is too short to tell anything, and for what is no word."""
    if len(word) < 2 or not _WORD.fullmatch(word):
        return 0.0
    table, median = _idf()
    return table.get(word, median)

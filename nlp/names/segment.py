"""Words: jieba's pieces, and where they end."""

from __future__ import annotations

import logging
import re
import tempfile
import warnings
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import Any

from nlp.lexicon import Gazetteer, load_gazetteer

_LONG_RUN = re.compile(r"[一-鿿A-Za-z0-9+#&._%-]{500}")  # jieba's cost grows with the square of a run without a mark
_RUN = re.compile(r"[一-\u9fd5A-Za-z0-9+#&._%-]+")  # what jieba cuts as one


@lru_cache(maxsize=2)
def _jieba(gazetteer: Gazetteer) -> Any:
    """jieba with every Chinese alias of the gazetteer as a word; its own cache file goes to a folder of this process."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    with tempfile.TemporaryDirectory(prefix="zhishi-jieba-") as folder:
        tokenizer.tmp_dir = folder
        tokenizer.initialize()
    for alias in gazetteer.by_alias:
        if any("一" <= ch <= "鿿" for ch in alias):
            tokenizer.add_word(alias)
    return tokenizer


@lru_cache(maxsize=2)
def _jieba_next(gazetteer: Gazetteer) -> Any:
    """jieba-next with jieba's words, three times as fast; None where it is not installed."""
    try:
        import jieba_next
    except ImportError:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        jieba_next.setLogLevel(logging.ERROR)
    plain = _jieba(gazetteer)
    tokenizer = jieba_next.Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = plain.FREQ, plain.total, True
    return tokenizer


@cache
def _alike() -> re.Pattern[str]:
    """Runs that jieba-next cuts as jieba does: of numbers and of characters that jieba's model of new words knows."""
    from jieba.finalseg import emit_P

    known = set.intersection(*(set(emitted) for emitted in emit_P.values()))
    return re.compile(f"(?:[{re.escape(''.join(sorted(known)))}]|[A-Za-z0-9]+(?:\\.[0-9]+)?%?)++")


def split_words(text: str) -> list[tuple[int, int]]:
    """Half-open spans of jieba's words, in order, covering the text; the same whether jieba-next is installed or not.

    >>> [(s, e) for s, e in split_words("微博上线")]
    [(0, 2), (2, 4)]
    """
    cuts = [0, *(match.end() for match in _LONG_RUN.finditer(text)), len(text)]
    words = (word for low, high in pairwise(cuts) for word in _cut(text[low:high]))
    ends = list(accumulate(map(len, words)))
    return list(zip([0, *ends], ends, strict=False))


def _cut(text: str) -> Iterator[str]:
    """jieba's words of a text; what jieba-next cuts as jieba does is left to it."""
    plain, fast = _jieba(load_gazetteer()), _jieba_next(load_gazetteer())
    if fast is None:
        yield from plain.cut(text)
        return
    done = 0
    for match in _RUN.finditer(text):
        low, high = match.span()
        if not _alike().fullmatch(text, low, high):
            yield from fast.cut(text[done:low])
            yield from plain.cut(text[low:high])
            done = high
    yield from fast.cut(text[done:])


def word_frequency(word: str) -> int:
    """How often jieba's dictionary counts a word; an alias of the gazetteer is counted too, an unknown word is 0.

    >>> word_frequency("增长") > 1000, word_frequency("熙浪")
    (True, 0)
    """
    return int(_jieba(load_gazetteer()).FREQ.get(word, 0))

"""Words: jieba's pieces, and where they end."""

from __future__ import annotations

import logging
import re
import tempfile
from functools import cache
from itertools import accumulate, pairwise
from typing import Any

from nlp.lexicon import Gazetteer, load_gazetteer

_LONG_RUN = re.compile(r"[一-鿿A-Za-z0-9+#&._%-]{500}")  # jieba's cost grows with the square of a run without a mark


@cache
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


def split_words(text: str) -> list[tuple[int, int]]:
    """Half-open spans of jieba's words, in order, covering the text.

    >>> [(s, e) for s, e in split_words("微博上线")]
    [(0, 2), (2, 4)]
    """
    tokenizer = _jieba(load_gazetteer())
    cuts = [0, *(match.end() for match in _LONG_RUN.finditer(text)), len(text)]
    words = (word for low, high in pairwise(cuts) for word in tokenizer.cut(text[low:high]))
    ends = list(accumulate(map(len, words)))
    return list(zip([0, *ends], ends, strict=False))

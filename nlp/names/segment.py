"""Words: jieba's pieces, and where they end."""

from __future__ import annotations

import logging
import tempfile
from functools import cache
from itertools import accumulate
from typing import Any

from nlp.lexicon import Gazetteer, load_gazetteer


@cache
def _jieba(gazetteer: Gazetteer) -> Any:
    """jieba with every Chinese alias of the gazetteer as a word; its own cache file goes to a folder of this process."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = tempfile.mkdtemp(prefix="zhishi-jieba-")
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
    ends = list(accumulate(map(len, _jieba(load_gazetteer()).cut(text))))
    return list(zip([0, *ends], ends, strict=False))

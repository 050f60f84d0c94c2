"""Words: jieba's pieces, and where they end."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from nlp.lexicon import Gazetteer, of_gazetteer

_LONG_RUN = re.compile(r"[一-鿿A-Za-z0-9+#&._%-]{500}")  # jieba's cost grows with the square of a run without a mark
_RUN = re.compile(r"[一-\u9fd5A-Za-z0-9+#&._%-]+")  # what jieba cuts as one
_LINE_END = "\r\n"  # jieba's one word of two characters outside of runs


def _frequencies() -> tuple[dict[str, int], int]:
    """jieba's table of words with their counts and of the beginnings of words with 0, and the sum of the counts.

    jieba makes the same in twice the time, and would write it into a file of the machine's temporary folder.
    """
    fields = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").split()
    words, counts = fields[::3], list(map(int, fields[1::3]))  # a line is a word, its count and its part of speech
    table = dict(zip(words, counts, strict=True))
    for word in words:
        begin = word[:-1]
        while begin and begin not in table:  # the beginnings of one that is in it are its own affair
            table[begin] = 0
            begin = begin[:-1]
    return table, sum(counts)


@of_gazetteer
def _jieba(gazetteer: Gazetteer) -> Any:
    """jieba with every Chinese alias of the gazetteer as a word."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = _frequencies()
    tokenizer.initialized = True
    for alias in gazetteer.by_alias:
        if any("一" <= ch <= "鿿" for ch in alias):
            tokenizer.add_word(alias)
    return tokenizer


def _load_next() -> Any:
    """jieba-next, which does what jieba does three times as fast; None where it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            import jieba_next
            import jieba_next.finalseg
    except ImportError:
        return None
    jieba_next.setLogLevel(logging.ERROR)
    return jieba_next


@of_gazetteer
def _route(gazetteer: Gazetteer) -> Callable[[str], Sequence[int]]:
    """A reader of runs: for each character where the best word that begins there ends (its last character), by jieba's dictionary and the gazetteer."""
    plain = _jieba()
    if (fast := _load_next()) is not None:
        route: Callable[[str], Sequence[int]] = fast.jieba_next_rust.PrefixDict(plain.FREQ, float(plain.total)).get_dag_and_calc
        return route

    def find(run: str) -> Sequence[int]:
        best: dict[int, tuple[float, int]] = {}
        plain.calc(run, plain.get_DAG(run), best)
        return [best[at][1] for at in range(len(run))]

    return find


@of_gazetteer
def _loose_words(gazetteer: Gazetteer) -> Callable[[str], tuple[int, ...]]:
    """A reader of characters that stand loose beside each other: where the words end that jieba's model of new words makes of them.

    It is asked the same few characters (的 是, 这 家) again and again; what they are by themselves is remembered.
    """
    from jieba import finalseg

    frequencies, alike, fast = _jieba().FREQ, _alike(), _load_next()

    def find(loose: str) -> tuple[int, ...]:
        if frequencies.get(loose):
            return tuple(range(1, len(loose) + 1))
        cut = finalseg.cut if fast is None or not alike.fullmatch(loose) else fast.finalseg.cut
        ends, at = [], 0
        for word in cut(loose):
            at += len(word)
            ends.append(at)
        return tuple(ends)

    return lru_cache(maxsize=1 << 14)(find)


@cache
def _alike() -> re.Pattern[str]:
    """Characters that jieba-next's model of new words cuts as jieba's does: numbers, and characters that the model knows."""
    from jieba.finalseg import emit_P

    known = set.intersection(*(set(emitted) for emitted in emit_P.values()))
    return re.compile(f"(?:[{re.escape(''.join(sorted(known)))}]|[A-Za-z0-9]+(?:\\.[0-9]+)?%?)++")


def split_words(text: str) -> list[tuple[int, int]]:
    """Half-open spans of jieba's words, in order, covering the text; the same whether jieba-next is installed or not.

    >>> [(s, e) for s, e in split_words("微博上线")]
    [(0, 2), (2, 4)]
    """
    route, loose_words = _route(), _loose_words()
    ends: list[int] = []
    cuts = [0, *(match.end() for match in _LONG_RUN.finditer(text)), len(text)]
    for begin, stop in pairwise(cuts):
        done = begin
        for match in _RUN.finditer(text, begin, stop):
            low, high = match.span()
            if done < low:
                _add_marks(text, done, low, ends)
            _add_words(match.group(), low, route, loose_words, ends)
            done = high
        if done < stop:
            _add_marks(text, done, stop, ends)
    return list(zip([0, *ends], ends, strict=False))


def _add_marks(text: str, start: int, end: int, ends: list[int]) -> None:
    """Signs outside of runs: each is a word, a line end of two characters one too."""
    if _LINE_END not in text[start:end]:
        ends += range(start + 1, end + 1)
        return
    ends += (at + 1 for at in range(start, end) if not (text[at] == "\r" and text.startswith("\n", at + 1) and at + 1 < end))


def _add_words(run: str, at: int, route: Callable[[str], Sequence[int]], loose_words: Callable[[str], tuple[int, ...]], ends: list[int]) -> None:
    """The words of one run that begins at `at`: along the best route, characters that are words of their own looked at together where they stand together."""
    last = route(run)
    begin = here = 0
    while here < len(run):
        end = last[here] + 1
        if end - here > 1:
            if begin < here:
                _add_loose(run[begin:here], at + begin, loose_words, ends)
            ends.append(at + end)
            begin = end
        here = end
    if begin < here:
        _add_loose(run[begin:here], at + begin, loose_words, ends)


def _add_loose(loose: str, at: int, loose_words: Callable[[str], tuple[int, ...]], ends: list[int]) -> None:
    """The words of the loose characters that begin at `at`; most stand alone, and nobody need be asked."""
    if len(loose) == 1:
        ends.append(at + 1)
    else:
        ends += [at + end for end in loose_words(loose)]


def word_frequency(word: str) -> int:
    """How often jieba's dictionary counts a word; an alias of the gazetteer is counted too, an unknown word is 0.

    >>> word_frequency("增长") > 1000, word_frequency("熙浪")
    (True, 0)
    """
    return int(_jieba().FREQ.get(word, 0))

"""Where a name may stand that neither the gazetteer nor a rule has found: what is worth the recogniser's time.

Words tell it: one that no dictionary knows, one that jieba's dictionary calls a name, a surname before a loose character, a word
that closes the name of a body. All else is read by a recogniser to no avail.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from nlp.lexicon import load_gazetteer, read_toml
from nlp.names.name import Name
from nlp.names.rules import rule_chars, rule_words
from nlp.names.segment import word_frequency

FREE, NAMED, PLACE = 0, 1, 2  # what a word is: free of names, in a name, in the name of a place
RARE = 300  # how often jieba's dictionary counts a word that is better known as a name
FACT_WORDS = ("facts/measures.toml", "facts/cues.toml", "facts/triggers.toml", "facts/event_words.toml")
_HAN = re.compile(r"[一-鿿]+")
_NAMES = re.compile(r"^(\S{2,}) (\d+) (nr|ns|nt|nz|j)\w*\r?$", re.MULTILINE)
_PAUSE = re.compile(r"[，；：,;:]")


def find_pieces(
    text: str, sentences: Iterable[tuple[int, int]], words: Sequence[tuple[int, int]], names: Sequence[Name], refused: Iterable[tuple[int, int]] = ()
) -> list[tuple[int, int]]:
    """Half-open spans of the clauses in which an unlisted name may stand, in order; neighbours are one piece.

    `names` are those found already, `refused` the places of listed names that mean something else there: of a person, perhaps a namesake.

    >>> from nlp.names import split_words
    >>> text = "公司去年增长很快，潘昕然创办了洋码头。"
    >>> [text[start:end] for start, end in find_pieces(text, [(0, len(text))], split_words(text), [])]
    ['潘昕然创办了洋码头。']
    """
    namesakes = (start for start, end in refused if (known := load_gazetteer().named(text[start:end])) and known.entity_type == "PERSON")
    signs = sorted([*find_signs(text, words, names), *namesakes])
    pieces: list[tuple[int, int]] = []
    for start, end in sentences:
        at = bisect_left(signs, start)
        if at == len(signs) or signs[at] >= end:
            continue
        low = start
        for high in (*(pause.end() for pause in _PAUSE.finditer(text, start, end)), end):
            while at < len(signs) and signs[at] < low:
                at += 1
            if at < len(signs) and signs[at] < high:
                joined = bool(pieces) and pieces[-1][1] == low > start
                pieces[-1:] = [(pieces[-1][0], high)] if joined else [*pieces[-1:], (low, high)]
            low = high
    return pieces


def find_signs(text: str, words: Sequence[tuple[int, int]], names: Sequence[Name]) -> list[int]:
    """Where a word begins that may be a name or belong to one, in order; words inside of `names` are none."""
    signs: list[int] = []
    covered = bytearray(len(text) + 1)
    for name in names:
        covered[name.start : name.end] = bytes([PLACE if name.entity.entity_type == "PLACE" else NAMED]) * (name.end - name.start)
    before, state = "", NAMED  # the word before, and what it is
    for start, end in words:
        word = text[start:end]
        if not _HAN.fullmatch(word):
            before, state = "", NAMED
            continue
        if covered[start]:
            before, state = word, covered[start]
            continue
        if (len(word) > 1 and is_name_like(word)) or (before and (_closes(word, before, state) or _goes_on(word, before, state))):
            signs.append(start)
        before, state = word, FREE
    return signs


def _closes(word: str, before: str, state: int) -> bool:
    """Whether a word may close the name of a body or of a place that begins with the word before it."""
    if word in rule_words("bodies_close") or (len(word) > 2 and word[-1] in rule_chars("body_signs")):
        return before not in rule_words("never_before_bodies")
    if word not in rule_words("bodies_may_close") and word not in rule_chars("place_signs"):
        return False
    return state != FREE or (before not in rule_chars("never_in_names") if len(before) == 1 else is_name_like(before))


def _goes_on(word: str, before: str, state: int) -> bool:
    """Whether a word may go on a person's name behind a surname, or name a place within the place before it (河南 + 信阳)."""
    if len(word) > 2 or word[0] in rule_chars("never_in_names"):
        return False
    if state == PLACE:
        return len(word) == 2 and word_frequency(word) < RARE
    return state == FREE and len(before) == 1 and before in rule_chars("surnames") and before not in rule_chars("never_in_names")


@cache
def is_name_like(word: str) -> bool:
    """Whether a word of two or more Chinese characters may be a name or a part of one: jieba's dictionary says so, or does not know it."""
    if word in _no_names():
        return False
    if word in _dictionary_names():
        return True
    return not word_frequency(word) and word[-1] not in rule_chars("edges") and (word[0] not in rule_chars("edges") or word[0] in rule_chars("surnames"))


@cache
def _dictionary_names() -> frozenset[str]:
    """What jieba's dictionary tags as a person, a place or a body, and the rare words that it tags as other names and short forms."""
    told = _NAMES.findall(files("jieba").joinpath("dict.txt").read_text(encoding="utf-8"))
    return frozenset(word for word, count, tag in told if tag in ("nr", "ns", "nt") or int(count) < RARE)


@cache
def _no_names() -> frozenset[str]:
    """Words that are no names, whatever a dictionary says: those of the lexicon of facts, and a list."""
    return frozenset(word for table in FACT_WORDS for word in _strings(read_toml(table))) | rule_words("no_names")


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)

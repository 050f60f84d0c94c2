"""Finding the lexicon's words in a sentence: one Aho-Corasick automaton for each word list, built once a process."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from nlp.lexicon import read_toml
from nlp.openings import compile_search
from nlp.records import record


class Word(NamedTuple):
    """A lexicon word at a place: half-open span, the form that matched, and the key of the list it stands in.

    A tuple, since an article has thousands of them and most are looked at once.
    """

    start: int
    end: int
    form: str
    key: str


_word = Word._make  # for half the price of calling the class


@record
class Measure:
    """What may be measured: its category, the unit of a bare figure, and its usual kind."""

    category: str
    unit: str
    kind: str | None


@lru_cache(maxsize=8)
def folded(text: str) -> str:
    """A text in lower case, length kept, worked out once for all the lists that are looked for in it.

    >>> folded("İPhone 8发布")
    'İphone 8发布'
    """
    lower = text.lower()
    if len(lower) != len(text):  # a rare letter whose lower case is longer
        lower = "".join(ch.lower() if len(ch.lower()) == 1 else ch for ch in text)
    return lower


class WordFinder:
    """Finds the forms of several lists in one pass; the leftmost longest form wins, a Latin form must stand alone."""

    def __init__(self, lists: dict[str, tuple[str, ...]]) -> None:
        owner: dict[str, str] = {}
        for key, forms in lists.items():
            for form in forms:
                owner.setdefault(form.lower(), key)
        forms_in_order = sorted(owner)
        self._words = [(form, owner[form], form[0].isascii(), form[-1].isascii() and form[-1].isalpha()) for form in forms_in_order]
        self._automaton = AhoCorasick(forms_in_order, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Word]:
        """Disjoint words of `text[start:end]`, in order, with offsets into `text`."""
        return self.find_in(folded(text)[start:end], start)

    def find_in(self, part: str, start: int) -> list[Word]:
        """The same for a part of a folded text that begins at `start`."""
        found: list[Word] = []
        words = self._words
        for index, low, high in self._automaton.find_matches_as_indexes(part):
            form, key, opens_latin, ends_latin = words[index]
            if opens_latin and low and part[low - 1].isascii() and part[low - 1].isalpha():
                continue
            if ends_latin and high < len(part) and part[high].isascii() and part[high].isalpha():
                continue
            found.append(_word((start + low, start + high, form, key)))
        return found


@cache
def cues(section: str) -> WordFinder:
    """The finder of one section of cues.toml; the keys of its words are the section's."""
    lists = read_toml("facts/cues.toml")[section]
    return WordFinder({key: tuple(forms) for key, forms in lists.items()})


@cache
def cue(section: str, key: str) -> frozenset[str]:
    return frozenset(form.lower() for form in read_toml("facts/cues.toml")[section][key])


@cache
def pattern(section: str, key: str) -> re.Pattern[str]:
    """A regular expression of patterns.toml, compiled once a process."""
    return re.compile(read_toml("facts/patterns.toml")[section][key])


@cache
def searched(section: str, key: str) -> re.Pattern[str]:
    """The same, for a pattern that is searched for in longer stretches of text."""
    return compile_search(read_toml("facts/patterns.toml")[section][key])


@cache
def measures() -> dict[str, Measure]:
    """Every category of measures.toml by its key."""
    return {key: Measure(row.get("category", key), row["unit"], row.get("kind")) for key, row in _measure_rows().items()}


@cache
def measure_finder() -> WordFinder:
    return WordFinder({key: tuple(row["forms"]) for key, row in _measure_rows().items()})


def _measure_rows() -> dict[str, Any]:
    return read_toml("facts/measures.toml")

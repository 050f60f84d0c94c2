"""Finding the lexicon's words in a sentence: one Aho-Corasick automaton for each word list, built once a process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from nlp.lexicon import read_toml


@dataclass(frozen=True, slots=True)
class Word:
    """A lexicon word at a place: half-open span, the form that matched, and the key of the list it stands in."""

    start: int
    end: int
    form: str
    key: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What may be measured: its category, the unit of a bare figure, and its usual kind."""

    category: str
    unit: str
    kind: str | None


class WordFinder:
    """Finds the forms of several lists in one pass; the leftmost longest form wins, a Latin form must stand alone."""

    def __init__(self, lists: dict[str, tuple[str, ...]]) -> None:
        self._owner: dict[str, str] = {}
        for key, forms in lists.items():
            for form in forms:
                self._owner.setdefault(form.lower(), key)
        self._forms = tuple(sorted(self._owner))
        self._automaton = AhoCorasick(self._forms, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Word]:
        """Disjoint words of `text[start:end]`, in order, with offsets into `text`."""
        part = text[start : len(text) if end is None else end]
        folded = part.lower()
        if len(folded) != len(part):  # a rare letter whose lower case is longer
            folded = "".join(ch.lower() if len(ch.lower()) == 1 else ch for ch in part)
        found = []
        for index, low, high in self._automaton.find_matches_as_indexes(folded):
            form = self._forms[index]
            if form[0].isascii() and low and folded[low - 1].isascii() and folded[low - 1].isalpha():
                continue
            if form[-1].isascii() and form[-1].isalpha() and high < len(folded) and folded[high].isascii() and folded[high].isalpha():
                continue
            found.append(Word(start + low, start + high, form, self._owner[form]))
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
def measures() -> dict[str, Measure]:
    """Every category of measures.toml by its key."""
    return {key: Measure(row.get("category", key), row["unit"], row.get("kind")) for key, row in _measure_rows().items()}


@cache
def measure_finder() -> WordFinder:
    return WordFinder({key: tuple(row["forms"]) for key, row in _measure_rows().items()})


def _measure_rows() -> dict[str, Any]:
    return read_toml("facts/measures.toml")

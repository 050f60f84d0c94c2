"""The event types of the lexicon: their trigger words and patterns, and which of them a sentence really states."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import Any

from nlp.facts.sentence import Document, Sentence
from nlp.facts.words import Word, WordFinder
from nlp.lexicon import read_toml

TRIGGERS = "facts/triggers.toml"
WORDS = "facts/event_words.toml"
TITLE = 20  # the longest quoted name whose words state nothing
_QUOTED = re.compile(r"《[^《》\n]{1,40}》|“[^“”，。；！？\n]{1,20}”|「[^「」，。；！？\n]{1,20}」|\"[^\"，。；！？\n]{1,20}\"")


_PACT = re.compile(r"(?:协议|协定|合同)[》”」\"]")  # what is signed tells what is done (签署「增资协议」)


def event_types() -> dict[str, Any]:
    """Every event type by its key, in the order of preference."""
    return dict(read_toml(TRIGGERS))


def event_words(section: str) -> dict[str, Any]:
    """One section of the words that screen triggers and fill roles."""
    return dict(read_toml(WORDS)[section])


@cache
def trigger_finder() -> WordFinder:
    return WordFinder({key: (*row["forms"], *row.get("weak", ())) for key, row in event_types().items()})


@cache
def key_roles(event_type: str) -> frozenset[str]:
    """The roles of which at least one must be filled by a named thing."""
    return frozenset(event_types()[event_type]["key"])


@cache
def type_order() -> dict[str, int]:
    """The place of every type in the order of preference."""
    return {key: index for index, key in enumerate(event_types())}


def is_weak(event_type: str, form: str) -> bool:
    return form in event_types()[event_type].get("weak", ())


@cache
def screen(name: str) -> re.Pattern[str]:
    """A pattern of the screen section; `void` is the union of its list."""
    found = event_words("screen")[name]
    return re.compile("|".join(found) if isinstance(found, list) else found)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((key, re.compile(pattern)) for key, row in event_types().items() for pattern in row.get("patterns", ()))


@cache
def _company() -> dict[tuple[str, str], re.Pattern[str]]:
    """What must stand in the sentence with a trigger that alone says too little."""
    return {(key, form): re.compile(words) for key, row in event_types().items() for form, words in row.get("near", {}).items()}


def find_triggers(document: Document, sentence: Sentence) -> tuple[Word, ...]:
    """The triggers of one sentence in order: words and patterns, without those inside names, quoted titles and compounds.

    A pattern's trigger is its group `t`, and takes the place of the words that it overlaps.
    """
    text, start, end = document.text, sentence.start, sentence.end
    words = trigger_finder().find(text, start, end)
    for key, pattern in _patterns():
        for match in pattern.finditer(text, start, end):
            low, high = match.span("t")
            words = [w for w in words if w.end <= low or high <= w.start]
            words.append(Word(low, high, text[low:high].lower(), key))
    if not words:
        return ()
    closed = [(n.start, n.end) for n in sentence.names]
    closed += [m.span() for m in _QUOTED.finditer(text, start, end) if not _PACT.match(text, m.end() - 3)]
    void = [m.span() for m in screen("void").finditer(text, start, end)]
    company = _company()
    kept = []
    for word in sorted(words, key=lambda w: (w.start, w.end)):
        if any(a <= word.start and word.end <= b and (a, b) != (word.start, word.end) for a, b in closed):
            continue
        if any(a < word.end and word.start < b for a, b in void):
            continue
        need = company.get((word.key, word.form))
        if need is None or need.search(text, start, end):
            kept.append(word)
    return tuple(kept)


def within(words: tuple[Word, ...], start: int, end: int) -> tuple[Word, ...]:
    """The words that lie inside a half-open span."""
    low = bisect_left(words, start, key=lambda w: w.start)
    high = bisect_left(words, end, key=lambda w: w.start)
    return tuple(w for w in words[low:high] if w.end <= end)


@cache
def cue_words() -> WordFinder:
    """Words of plans and rumours about events, besides those of every statement."""
    return WordFinder({key: tuple(forms) for key, forms in event_words("modality").items()})

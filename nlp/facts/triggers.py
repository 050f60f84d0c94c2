"""The event types of the lexicon: their trigger words and patterns, and which of them a sentence really states."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import Any

from nlp.facts.sentence import Document, Sentence
from nlp.facts.words import Word, WordFinder
from nlp.lexicon import read_toml
from nlp.openings import compile_search

TRIGGERS = "facts/triggers.toml"
WORDS = "facts/event_words.toml"
TITLE = 20  # the longest quoted name whose words state nothing
_QUOTED = re.compile(r"《[^《》\n]{1,40}》|“[^“”，。；！？\n]{1,20}”|「[^「」，。；！？\n]{1,20}」|\"[^\"，。；！？\n]{1,20}\"")


_PACT = re.compile(r"(?:协议|协定|合同)[》”」\"]")  # what is signed tells what is done (签署「增资协议」)


def event_types() -> dict[str, Any]:
    """Every event type by its key, in the order of preference; treat it as read-only."""
    return read_toml(TRIGGERS)


def event_words(section: str) -> dict[str, Any]:
    """One section of the words that screen triggers and fill roles; treat it as read-only."""
    section_words: dict[str, Any] = read_toml(WORDS)[section]
    return section_words


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


@cache
def _weak(event_type: str) -> frozenset[str]:
    return frozenset(event_types()[event_type].get("weak", ()))


def is_weak(event_type: str, form: str) -> bool:
    """Whether a form states its type only with a day."""
    return form in _weak(event_type)


@cache
def screen(name: str) -> re.Pattern[str]:
    """A pattern of the screen section; `void` is the union of its list."""
    found = event_words("screen")[name]
    return compile_search("|".join(found) if isinstance(found, list) else found)


_TRIGGER_WORDS = re.compile(r"\(\?P<t>([^\\.^$*+?{}\[\]()]+)\)")


@cache
def _patterns() -> tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]:
    """(type, words, pattern) of every pattern; one that begins with other words than its trigger is only looked for where one of these `words` stands."""
    return tuple((key, _trigger_words(pattern), re.compile(pattern)) for key, row in event_types().items() for pattern in row.get("patterns", ()))


@cache
def _may_match() -> re.Pattern[str]:
    """What stands in every sentence that one of the patterns matches: the plain words of its trigger, else the pattern itself."""
    needs = ["|".join(map(re.escape, words)) or pattern.pattern.replace("(?P<t>", "(?:") for _, words, pattern in _patterns()]
    return compile_search("|".join(needs))


def _trigger_words(pattern: str) -> tuple[str, ...]:
    """The plain words that a pattern's group `t` can be, if it does not begin with them.

    >>> _trigger_words("(?:厂|店)[^，。；]{0,10}(?P<t>开业|投产)"), _trigger_words("(?P<t>投了)\\d")
    (('开业', '投产'), ())
    """
    plain = None if pattern.startswith("(?P<t>") else _TRIGGER_WORDS.search(pattern)
    return tuple(plain[1].split("|")) if plain else ()


@cache
def _company() -> dict[tuple[str, str], re.Pattern[str]]:
    """What must stand in the sentence with a trigger that alone says too little."""
    return {(key, form): re.compile(words) for key, row in event_types().items() for form, words in row.get("near", {}).items()}


def find_triggers(document: Document, sentence: Sentence) -> tuple[Word, ...]:
    """The triggers of one sentence in order: words and patterns, without those inside names, quoted titles and compounds.

    A pattern's trigger is its group `t`, and takes the place of the words that it overlaps.
    """
    text, start, end = document.text, sentence.start, sentence.end
    words = trigger_finder().find_in(sentence.folded, start)
    if _may_match().search(text, start, end):
        words = _with_patterns(text, (start, end), words)
    if not words:
        return ()
    closed = [(n.start, n.end) for n in sentence.names]
    closed += [m.span() for m in _QUOTED.finditer(text, start, end) if not _PACT.match(text, m.end() - 3)]
    company = _company()
    kept: list[Word] = []
    for word in sorted(words):
        low, high = word.start, word.end
        if [1 for a, b in closed if a <= low and high <= b and (a, b) != (low, high)]:
            continue
        need = company.get((word.key, word.form))
        if need is None or need.search(text, start, end):
            kept.append(word)
    void = _void_before(text, (start, end), max([w.end for w in kept])) if kept else []
    return tuple([w for w in kept if not any(a < w.end and w.start < b for a, b in void)] if void else kept)


def _with_patterns(text: str, span: tuple[int, int], words: list[Word]) -> list[Word]:
    """The words with the triggers of all patterns, each in the place of the words that it overlaps."""
    for key, forms, pattern in _patterns():
        if forms and all(text.find(form, *span) < 0 for form in forms):
            continue
        for match in pattern.finditer(text, *span):
            low, high = match.span("t")
            words = [w for w in words if w.end <= low or high <= w.start]
            words.append(Word(low, high, text[low:high].lower(), key))
    return words


def _void_before(text: str, span: tuple[int, int], limit: int) -> list[tuple[int, int]]:
    """The spans in which a trigger states nothing, of those that begin before `limit`, where the last trigger ends."""
    found = []
    for match in screen("void").finditer(text, *span):
        if match.start() >= limit:
            break
        found.append(match.span())
    return found


def within(words: tuple[Word, ...], start: int, end: int) -> tuple[Word, ...]:
    """The words that lie inside a half-open span."""
    return tuple([w for w in words[bisect_left(words, (start,)) : bisect_left(words, (end,))] if w.end <= end]) if words else words


@cache
def cue_words() -> WordFinder:
    """Words of plans and rumours about events, besides those of every statement."""
    return WordFinder({key: tuple(forms) for key, forms in event_words("modality").items()})

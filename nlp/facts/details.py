"""Roles that words fill: the round of a financing, the position of an appointment, the stage of a listing."""

from __future__ import annotations

import re
from functools import cache

from nlp.facts.figures import CURRENCIES
from nlp.facts.sentence import Document, Sentence
from nlp.facts.triggers import event_words
from nlp.facts.words import Word
from nlp.openings import compile_search

PAID = frozenset({"investment", "acquisition", "regulation", "lawsuit"})
Detail = tuple[str, int, int, str | None]  # role, half-open span, words that stand for it (None: the span's own)


@cache
def _patterns(event_type: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = event_words("details").get(event_type, {})
    return tuple((role, compile_search(pattern)) for role, patterns in table.items() for pattern in patterns)


@cache
def _by_form(section: str, event_type: str | None = None) -> dict[str, str]:
    table = event_words(section)
    table = table.get(event_type, {}) if event_type else table
    return {form.lower(): value for value, forms in table.items() for form in forms}


def find_details(document: Document, sentence: Sentence, word: Word, quote: tuple[int, int], around: tuple[int, int]) -> list[Detail]:
    """The word-filled roles of one event, read from its quote, else from the clauses beside it; the first filling of each role counts."""
    found: dict[str, Detail] = {}
    for role, pattern in _patterns(word.key):
        if role in found:
            continue
        match = pattern.search(document.text, *quote) or (pattern.search(document.text, *around) if around != quote else None)
        if match is not None:
            group = next((name for name, value in match.groupdict().items() if value is not None), 0)
            found[role] = (role, *(_without_name(sentence, *match.span(group)) if role == "measure" else match.span(group)), None)
    said = _said_by_trigger(word)
    if said is not None:
        found[said[0]] = (said[0], word.start, word.end, said[1])
    if word.key in PAID and "amount" not in found:
        paid = _amount(sentence, quote)
        if paid is not None:
            found["amount"] = ("amount", *paid, None)
    return [detail for detail in found.values() if detail[1] < detail[2]]


def _without_name(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """A filler does not begin with the name that it belongs to (特斯拉市值 is the measure 市值)."""
    name = next((n for n in sentence.names if n.start == start and n.end < end), None)
    return (name.end, end) if name is not None and name.entity.entity_type in ("ORG", "PRODUCT", "PERSON") else (start, end)


def _said_by_trigger(word: Word) -> tuple[str, str] | None:
    """The change of an appointment, the stage of a listing or of a lawsuit, where the trigger itself states it."""
    form = word.form.lower()
    if word.key == "appointment":
        change = _by_form("change").get(form)
        return ("change", change) if change else None
    if word.key in ("listing", "lawsuit"):
        stages = _by_form("stage", word.key)
        stage = stages.get(form) or next((stages[known] for known in stages if known in form), None)
        return ("stage", stage) if stage else None
    return None


def _amount(sentence: Sentence, quote: tuple[int, int]) -> tuple[int, int] | None:
    """The span of the first amount of money in the quote."""
    for quantity in sentence.quantities:
        inside = quote[0] <= quantity.start_char and quantity.end_char <= quote[1]
        if inside and quantity.unit in CURRENCIES:
            return quantity.start_char, quantity.end_char
    return None

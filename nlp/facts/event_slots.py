"""Slots: the stretch of a sentence that may tell what happened at one time."""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.facts.event_times import dateline, finest_of_clause, leads, vague_time
from nlp.facts.sentence import Document, Sentence
from nlp.facts.triggers import within
from nlp.facts.words import Word
from nlp.model import Time
from nlp.records import record


@record
class Slot:
    """A time, and the half-open span of text that may tell what happened then; `strong` marks the lines of a chronicle.

    `faint` marks a dateline's day, which holds only for what is announced.
    """

    time: Time
    span: tuple[int, int]
    strong: bool = False
    faint: bool = False

    def is_inside(self, sentence: Sentence) -> bool:
        """Whether the time stands in the sentence itself, not over it."""
        return sentence.start <= self.time.start_char < sentence.end


def find_slots(
    document: Document, sentence: Sentence, times: list[Time], triggers: tuple[Word, ...], heading: Time | None, line: Time | None
) -> list[Slot]:
    """One slot for each time of the sentence: from its clause (the first: from the sentence's begin) to the next time's clause.

    `times` are those of the sentence that an event can have, `heading` is the time of the heading above, `line` the time that leads this line of a chronicle.
    """
    hint = vague_time(document, sentence, times)
    if hint is not None:
        times = sorted([*times, hint], key=lambda t: t.start_char)
    times = finest_of_clause(document, sentence, times, triggers)
    if not times:
        whole = (sentence.start, sentence.end)
        standing = line or heading
        if standing is not None:
            return [Slot(standing, whole, strong=True)]
        day = dateline(document, sentence)
        return [Slot(day, whole, faint=True)] if day is not None else []
    if len(times) > 1 and times[0].grain == "day" and leads(document, sentence, times[0]) and times[1].grain == "day":
        times = times[1:]  # a wire's dateline (April 7 - … on Thursday)
    slots = []
    for index, time in enumerate(times):
        begin = sentence.start if index == 0 else _begin(sentence, times[index - 1], time)
        end = sentence.end
        if index + 1 < len(times):
            end = max(time.end_char, _cut(sentence, triggers, time, times[index + 1]))
        end = _until_later(document, sentence, time, end)
        slots.append(Slot(time, (begin, end), leads(document, sentence, time)))
    return slots


_LATER = re.compile(r"\s*(?:此后|其后|随后|后来|之后|不久后|自此|\band later\b|\blater\b)")


def _until_later(document: Document, sentence: Sentence, time: Time, end: int) -> int:
    """What a later clause dates to an unsaid time after (其后，随后) is told of another."""
    for low, _ in sentence.clauses[sentence.clause_of(time.start_char) + 1 :]:
        if low < end and _LATER.match(document.text, low, end):
            return low
    return end


def _begin(sentence: Sentence, earlier: Time, time: Time) -> int:
    """A later time's telling begins with its clause, or behind the earlier time that stands in the same clause."""
    opening = sentence.clauses[sentence.clause_of(time.start_char)][0]
    return opening if earlier.end_char <= opening else earlier.end_char


def _cut(sentence: Sentence, triggers: tuple[Word, ...], time: Time, later: Time) -> int:
    """Where the telling of a later time begins: at its clause, or at the time itself where its clause opens with a verb (宣布将于一年后卸任)."""
    opening = sentence.clauses[sentence.clause_of(later.start_char)][0]
    if opening <= time.start_char:
        return later.start_char
    said = within(triggers, opening, later.start_char)
    return later.start_char if any(w.key in ("announcement", "results") for w in said) else opening


def split_slot(sentence: Sentence, triggers: tuple[Word, ...], slot: Slot) -> list[Slot]:
    """A line under a heading may tell several happenings: one slot for each clause that has a trigger of its own type."""
    if not slot.strong or slot.is_inside(sentence):
        return [slot]
    seen: set[str] = set()
    parts: list[Slot] = []
    for low, high in sentence.clauses:
        kinds = {w.key for w in within(triggers, low, high)} - {"milestone", "announcement"}
        if parts and not kinds - seen:
            parts[-1] = replace(parts[-1], span=(parts[-1].span[0], high))
        else:
            parts.append(replace(slot, span=(low, high)))
        seen |= kinds
    return parts

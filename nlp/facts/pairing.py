"""分别: several figures, and several periods, subjects or bases that they belong to in order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nlp.facts.figures import Figure
from nlp.facts.periods import usable_times
from nlp.facts.sentence import Document, Sentence
from nlp.facts.words import cues
from nlp.model import Time
from nlp.names import Name

_BASES = re.compile(r"(按年|同比|年)[及和与、](?:按季|环比|季)|(按季|环比|季)[及和与、](?:按年|同比|年)")


@dataclass(frozen=True, slots=True)
class Pairing:
    """What the figures of a sentence are paired with, by the figure's index; `start` is where the pairing's quote begins."""

    times: dict[int, Time] = field(default_factory=dict)
    names: dict[int, Name] = field(default_factory=dict)
    bases: dict[int, str] = field(default_factory=dict)
    start: int | None = None


def pair_up(document: Document, sentence: Sentence, figures: list[Figure]) -> Pairing:
    """The pairs of one sentence; empty where nothing says `respectively` or the counts do not agree."""
    words = [w for w in cues("kind").find(document.text, sentence.start, sentence.end) if w.key == "respectively"]
    if not words or len(figures) < 2:
        return Pairing()
    word = words[0]
    indexes = [i for i, f in enumerate(figures) if f.quantity.start_char >= word.end] if not sentence.english else list(range(len(figures)))
    indexes = _one_run(document, figures, indexes)
    if len(indexes) < 2:
        return Pairing()
    limit = figures[indexes[0]].quantity.start_char
    times = [t for t in usable_times(document, sentence) if t.end_char <= limit]
    if len(times) == len(indexes):
        return Pairing(times=dict(zip(indexes, times, strict=True)), start=times[0].start_char)
    match = _BASES.search(document.text, sentence.start, limit)
    if match and len(indexes) == 2:
        order = ["year", "period"] if match.group(1) else ["period", "year"]
        return Pairing(bases=dict(zip(indexes, order, strict=True)))
    names = _coordinated(document, [n for n in sentence.names if n.end <= limit and n.entity.entity_type in ("ORG", "PRODUCT", "PERSON")])
    if len(names) == len(indexes):
        return Pairing(names=dict(zip(indexes, names, strict=True)), start=names[0].start)
    return Pairing()


def _one_run(document: Document, figures: list[Figure], indexes: list[int]) -> list[int]:
    """The figures that stand in one coordination (108和187亿): neighbours of one unit with only a few characters between."""
    run: list[int] = []
    for index in indexes:
        quantity = figures[index].quantity
        if run:
            before = figures[run[-1]].quantity
            if quantity.start_char - before.end_char > 4 or figures[index].unit != figures[run[-1]].unit:
                break
        run.append(index)
    return run


def _coordinated(document: Document, names: list[Name]) -> list[Name]:
    """The last names before the figures that stand beside each other, joined by 、 和 与 及."""
    run: list[Name] = []
    for name in reversed(names):
        if run and not re.fullmatch(r"\s*(?:、|和|与|及|以及|,|and)\s*", document.text[name.end : run[0].start]):
            break
        run.insert(0, name)
    return run

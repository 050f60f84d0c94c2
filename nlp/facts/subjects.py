"""Whom a figure describes."""

from __future__ import annotations

import re
from collections import Counter

from nlp.facts.sentence import Document, Sentence
from nlp.facts.speakers import is_report
from nlp.lexicon import load_gazetteer
from nlp.model import Entity
from nlp.names import Name

_OBLIQUE = re.compile(r"(?:自|对于|持有|购入|购买|买下|取得|拿下|通过|使用|利用|经由|总|向|对|被|由|据|根据|在|于|除了|除|超过|包括|如|比如|从|以|为|给|给予|收购|投资|入股|by|from|to|with|against|in|of|on|through|via)\s*$")
_SAYS = re.compile(r"[^，。；]{0,6}?(?:表示|称|透露|指出|认为|说|坦言|介绍|强调|宣布|预计|提到|回应|确认|直言| said| says| told)")
_PRONOUN = re.compile(r"(?:其|该公司|该平台|公司|集团|平台|期内|该集团|本集团|the company|the firm|it|its)", re.IGNORECASE)
ACTORS = ("ORG", "PRODUCT", "PERSON", "EVENT")
ONLOOKERS = frozenset({"media", "research", "news", "consulting"})  # they tell of others
OFFICES = frozenset({"regulator", "government", "court", "ministry"})  # they act on others
_JOINED = re.compile(r"\s*(?:、|和|与|及|以及|,|and)\s*")


def sector_of(entity: Entity) -> str:
    """The sector that the gazetteer gives, "" for a name that it does not hold."""
    entry = load_gazetteer().entries.get(entity.entity_id)
    return entry.sector if entry else ""


def main_entity(document: Document) -> Entity | None:
    """What the article is about: of the title's names the one named most often, else the body's most frequent company or product."""
    counts = Counter(n.entity.entity_id for s in document.sentences for n in s.names if n.entity.entity_type in ACTORS[:3] and sector_of(n.entity) not in ONLOOKERS | OFFICES)
    by_id = {n.entity.entity_id: n.entity for s in document.sentences for n in s.names}
    title = [n.entity for s in document.sentences if s.in_title for n in s.names if n.entity.entity_id in counts]
    if title:
        return max(title, key=lambda entity: (counts[entity.entity_id], -title.index(entity)))
    if not counts:
        return None
    first = {n.entity.entity_id: -n.start for s in reversed(document.sentences) for n in reversed(s.names)}
    best = max(counts, key=lambda key: (by_id[key].entity_type != "PERSON", counts[key], first[key]))
    return by_id[best]


def candidates(document: Document, sentence: Sentence, low: int, high: int) -> list[Name]:
    """The names between two offsets that a figure can describe, sources left out."""
    inside = [n for n in sentence.names if low <= n.start and n.end <= high and n.entity.entity_type in ACTORS]
    return [n for n in inside if not is_report(document, n) and sector_of(n.entity) not in ONLOOKERS and not _speaks(document, n)]


def _speaks(document: Document, name: Name) -> bool:
    """A person who is only there to say it (程维表示)."""
    return name.entity.entity_type == "PERSON" and _SAYS.match(document.text, name.end, name.end + 12) is not None


def is_oblique(document: Document, sentence: Sentence, name: Name) -> bool:
    """Whether a name is no grammatical subject: behind a preposition, or joined to a name that is."""
    before = document.text[max(sentence.start, name.start - 8) : name.start]
    if _OBLIQUE.search(before):
        return True
    earlier = [n for n in sentence.names if n.end <= name.start]
    return bool(earlier) and _JOINED.fullmatch(document.text[earlier[-1].end : name.start]) is not None and is_oblique(document, sentence, earlier[-1])


def subject_at(document: Document, sentence: Sentence, figure: int, measure_start: int, carried: Entity | None) -> Entity | None:
    """The entity that a figure at `figure`, measured by words from `measure_start`, describes.

    A name that touches the measure or the figure wins, then the clause's grammatical subject, then the clause before, then what is carried over.
    """
    clause = sentence.clause_of(figure)
    for at in (figure, min(figure, measure_start)):
        name = _touching(document, sentence, at)
        if name is not None and (at == figure or _opens(document, sentence, name, clause)):
            return name.entity
    for index in range(clause, -1, -1):
        low, high = sentence.clauses[index]
        named = candidates(document, sentence, low, min(high, figure))
        direct = [n for n in named if not is_oblique(document, sentence, n)]
        plain = [n for n in direct if n.entity.entity_type != "EVENT"] or direct
        if plain:
            return plain[0].entity
        if index == clause and carried is None and named:
            return named[0].entity
        if _PRONOUN.match(document.text, low, high) and carried is not None:
            return carried
    if carried is not None:
        return carried
    anywhere = candidates(document, sentence, sentence.start, sentence.end)
    return anywhere[0].entity if anywhere else None


def _touching(document: Document, sentence: Sentence, at: int) -> Name | None:
    """The name that ends where `at` begins, but for a blank or 的."""
    for name in reversed(candidates(document, sentence, sentence.start, at)):
        gap = document.text[name.end : at]
        return name if len(gap) <= 1 and gap.strip(" 的") == "" and not is_oblique(document, sentence, name) else None
    return None


def _opens(document: Document, sentence: Sentence, name: Name, clause: int) -> bool:
    """Whether a name is the first of its clause and no means (通过微信支付)."""
    low = sentence.clauses[clause][0]
    earlier = candidates(document, sentence, low, name.start)
    return not earlier and not _OBLIQUE.search(document.text[max(low, name.start - 8) : name.start]) and name.start - low <= 12


def to_carry(document: Document, sentence: Sentence, carried: Entity | None, main: Entity | None) -> Entity | None:
    """The subject that later sentences stand under: this sentence's grammatical subject if it is an actor, else what was carried."""
    for name in candidates(document, sentence, sentence.start, sentence.end):
        if name.entity.entity_type in ("ORG", "PRODUCT") and not is_oblique(document, sentence, name) and sector_of(name.entity) not in OFFICES:
            return name.entity
    return carried or main

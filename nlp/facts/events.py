"""Events: who did what when, one row for one happening."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.facts.kinds import judge_modality
from nlp.facts.periods import Period, as_period, usable_times
from nlp.facts.sentence import Document, Sentence
from nlp.facts.speakers import find_speech, is_report, speaker_at
from nlp.facts.triggers import event_types, is_weak, key_roles, trigger_finder
from nlp.facts.words import Word
from nlp.model import Entity, Modality, Time
from nlp.names import Name

EXTRACTOR = "rule.event@1"


@dataclass(frozen=True, slots=True)
class Role:
    """Who or what fills a role of an event, and the clean span of the mention."""

    role: str
    entity: Entity
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Happening:
    """One event as asserted, before it becomes a row."""

    event_type: str
    trigger: Word
    roles: tuple[Role, ...]
    period: Period
    modality: Modality
    speaker: Entity | None
    quote: tuple[int, int]
    sentence: Sentence
    confidence: float


def find_events(document: Document) -> list[Happening]:
    """All happenings of an article in reading order; the title tells none of its own (it has no time that the body lacks)."""
    found: list[Happening] = []
    for sentence in document.sentences:
        if not sentence.in_title:
            found += _sentence_events(document, sentence)
    return found


def _sentence_events(document: Document, sentence: Sentence) -> list[Happening]:
    """One happening for each time of the sentence: the words between it and the next time tell what happened then."""
    times = [t for t in usable_times(document, sentence) if t.kind != "duration" and t.sense in ("at", "until")]
    if not times or not sentence.names:
        return []
    found: list[Happening] = []
    for index, time in enumerate(times):
        begin = sentence.start if index == 0 else sentence.clauses[sentence.clause_of(time.start_char)][0]
        end = sentence.end
        if index + 1 < len(times):
            end = max(time.end_char, sentence.clauses[sentence.clause_of(times[index + 1].start_char)][0])
        happening = _happening(document, sentence, time, (begin, end))
        if happening is not None:
            found.append(happening)
    return found


_SPENT = re.compile(r"(?:增长|下降|上升|下滑|减少|增加|年增|年减|季增|季减|占比|同比|环比|按年|按季)")


def _happening(document: Document, sentence: Sentence, time: Time, span: tuple[int, int]) -> Happening | None:
    words = [w for w in trigger_finder().find(document.text, *span) if not any(n.start <= w.start and w.end <= n.end for n in sentence.names)]
    for word in _ranked(document, sentence, words, time):
        clause = sentence.clauses[sentence.clause_of(word.start)]
        roles = _roles(document, sentence, word, span)
        if not roles or is_weak(word.key, word.form) and time.grain != "day":
            continue
        if word.key in ("milestone", "announcement") and _SPENT.search(document.text, *clause) and word.key == "milestone":
            continue
        period = as_period(time, document.text)
        if period is None:
            return None
        modality = judge_modality(document, clause[0], word.start)
        speaker = speaker_at(find_speech(document, sentence), word.start)
        return Happening(word.key, word, roles, period, modality, speaker, _quote(document, sentence, time, word), sentence, _confidence(time, word, roles))
    return None


def _ranked(document: Document, sentence: Sentence, words: list[Word], time: Time) -> list[Word]:
    """The triggers that may tell what happened, best first: by type, what stands behind the time before what stands in front of it."""
    order = {key: index for index, key in enumerate(event_types())}

    def rank(word: Word) -> tuple[int, int, int]:
        behind = 0 if word.start >= time.end_char else 1
        apart = abs(sentence.clause_of(word.start) - sentence.clause_of(time.start_char))
        return (behind, min(apart, 2), order[word.key])

    return sorted(words, key=rank)


_BETWEEN = re.compile(r"^(?:的|之|了|于|在|为|与|和|对|向|给|其|旗下|：|:|\s|“|《|\"|新一?代|旗舰|新品|一?款|首款|全新|the |a |its |new )*$")


def _roles(document: Document, sentence: Sentence, word: Word, span: tuple[int, int]) -> tuple[Role, ...]:
    """The named things of the happening: who stands before the trigger acts, what stands behind it is acted on."""
    table = event_types()[word.key]
    fillers: dict[str, Role] = {}
    for name in sentence.names:
        if not (span[0] <= name.start and name.end <= span[1]) or name.entity.entity_type == "PLACE" or is_report(document, name):
            continue
        if abs(sentence.clause_of(name.start) - sentence.clause_of(word.start)) > 2:
            continue
        role = table["agent"] if name.end <= word.start else table["object"]
        if word.key == "appointment":
            role = "person" if name.entity.entity_type == "PERSON" else "organisation"
        if word.key == "launch" and name.entity.entity_type == "PRODUCT":
            role = "product"
        if word.key == "listing":
            role = "exchange" if "交易所" in name.entity.name or "纳斯达克" in name.entity.name else "company"
        fillers.setdefault(name.entity.entity_id, Role(role, name.entity, name.start, name.end))
    roles = tuple(fillers.values())
    return roles if any(role.role in key_roles(word.key) for role in roles) else ()


def _quote(document: Document, sentence: Sentence, time: Time, word: Word) -> tuple[int, int]:
    """From the clause of the time to the clause of the trigger, at most 200 characters."""
    first = min(sentence.clause_of(time.start_char), sentence.clause_of(word.start))
    last = max(sentence.clause_of(time.end_char - 1), sentence.clause_of(word.end - 1))
    start, end = sentence.clauses[first][0], sentence.clauses[last][1]
    if end - start > 200:
        start, end = sentence.clauses[sentence.clause_of(word.start)]
        end = min(end, start + 200)
    while end > start and document.text[end - 1] in "，,；;：: \n。":
        end -= 1
    while start < end and document.text[start] in " \u3000":
        start += 1
    return start, end


def _confidence(time: Time, word: Word, roles: tuple[Role, ...]) -> float:
    score = 0.85 - (0.15 if is_weak(word.key, word.form) else 0) - (0.1 if time.basis == "inferred" else 0) - (0.1 if word.key in ("other", "milestone", "announcement") else 0)
    return round(score + 0.05 * (len(roles) > 1), 3)


def merge(found: list[Happening]) -> list[tuple[Happening, int]]:
    """One row for a happening told several times: same type, and participants and periods that agree."""
    rows: list[tuple[Happening, int]] = []
    for item in found:
        n = 1 + item.sentence.repeats
        twin = next((index for index, (other, _) in enumerate(rows) if _same(item, other)), None)
        if twin is None:
            rows.append((item, n))
        else:
            other, m = rows[twin]
            rows[twin] = (max([other, item], key=lambda h: (len(h.roles), h.confidence, -h.quote[0])), m + n)
    return rows


def _same(one: Happening, other: Happening) -> bool:
    if one.event_type != other.event_type or one.period.text != other.period.text or one.modality != other.modality:
        return False
    a, b = ({role.entity.entity_id for role in item.roles} for item in (one, other))
    return bool(a & b) and (a <= b or b <= a)

"""Events: who did what when, one row for one happening."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace

from nlp.facts.details import find_details
from nlp.facts.event_screen import NEEDS_DAY, may_state, modality_of, ranked
from nlp.facts.event_slots import Slot, find_slots, split_slot
from nlp.facts.event_times import dateline, event_times, heading_time
from nlp.facts.periods import Period, as_period
from nlp.facts.roles import Role, find_roles
from nlp.facts.sentence import LONGEST_QUOTE, Document, Sentence
from nlp.facts.speakers import named_speech, speaker_at
from nlp.facts.subjects import main_entity, to_carry
from nlp.facts.triggers import find_triggers, is_weak, within
from nlp.facts.words import Word
from nlp.model import Entity, Modality, Time
from nlp.records import record

EXTRACTOR = "rule.event@2"
SUBJECT_QUOTE = 60  # how long a quote may grow to name who acts
NEAR = 50  # rows of one party that a telling is compared with
SHORT_QUOTE = 16  # a shorter clause states little without the next one
BESIDES = frozenset({"appointment", "lawsuit", "listing", "layoff", "termination"})  # types that a second clause adds


@record
class Happening:
    """One event as asserted, before it becomes a row; `disclosed` is the day on which the text says that it was announced."""

    event_type: str
    trigger: Word
    roles: tuple[Role, ...]
    period: Period
    modality: Modality
    speaker: Entity | None
    quote: tuple[int, int]
    sentence: Sentence
    confidence: float
    disclosed: dt.date | None = None


@dataclass(slots=True)
class _Stand:
    """What carries over from sentence to sentence: the article's main entity, the heading's time, the time that leads a chronicle's line.

    `pending` are the paragraph's sentences whose subject nobody has asked for yet.
    """

    document: Document
    main: Entity | None
    carried: Entity | None
    para: int = -1
    heading: Time | None = None
    line: Time | None = None
    pending: list[Sentence] = field(default_factory=list)

    def enter(self, sentence: Sentence) -> None:
        """A new paragraph stands under the article's main entity again."""
        if sentence.para != self.para:
            self.carried, self.para, self.line = self.main, sentence.para, None
            self.pending.clear()

    @property
    def subject(self) -> Entity | None:
        """The subject of the sentences before, worked out from the last one back."""
        while self.pending:
            found = to_carry(self.document, self.pending.pop(), None, None)
            if found is not None:
                self.carried = found
                self.pending.clear()
        return self.carried


def find_events(document: Document) -> list[Happening]:
    """All happenings of an article in reading order; the title tells none of its own (it has no time that the body lacks)."""
    main = main_entity(document)
    stand = _Stand(document, main, main)
    found: list[Happening] = []
    for sentence in document.sentences:
        if sentence.in_title:
            continue
        stand.enter(sentence)
        over = heading_time(document, sentence) if sentence.times else None
        if over is not None:
            stand.heading = over
            continue
        if (sentence.times or sentence.vague or stand.heading or stand.line) and document.text[sentence.end - 1] not in "？?":
            found += _in_sentence(document, sentence, stand)
        stand.pending.append(sentence)
    return found


def _in_sentence(document: Document, sentence: Sentence, stand: _Stand) -> list[Happening]:
    times = event_times(document, sentence)
    if not (times or sentence.vague or stand.heading or stand.line or dateline(document, sentence)):
        return []
    triggers = find_triggers(document, sentence)
    slots = find_slots(document, sentence, times, triggers, stand.heading, stand.line)
    found: list[Happening] = []
    for slot in slots:
        for part in split_slot(sentence, triggers, slot):
            first = _happening(document, sentence, part, triggers, stand)
            if first is not None:
                found.append(first)
                found += _besides(document, sentence, part, triggers, stand, first)
    stand.line = next((slot.time for slot in slots if slot.strong and slot.is_inside(sentence)), stand.line)
    return _with_disclosure(found)


def _with_disclosure(found: list[Happening]) -> list[Happening]:
    """What a sentence announces on one day and dates to another gets that day as `disclosed`."""
    days = [h for h in found if h.event_type == "announcement" and h.period.grain == "day" and h.modality == "asserted"]
    if len(found) < 2 or not days:
        return found
    day = days[0].period
    return [h if h.event_type == "announcement" or h.period.start == day.start else replace(h, disclosed=day.start) for h in found]


def _happening(document: Document, sentence: Sentence, slot: Slot, triggers: tuple[Word, ...], stand: _Stand) -> Happening | None:
    """The best trigger of a slot whose key roles are filled."""
    period = as_period(slot.time, document.text)
    if period is None:
        return None
    for word in (*ranked(document, sentence, slot, triggers), *_untold(sentence, slot, stand)):
        happening = _told_by(document, sentence, slot, word, period, stand)
        if happening is not None:
            return happening
    return None


def _told_by(document: Document, sentence: Sentence, slot: Slot, word: Word, period: Period, stand: _Stand) -> Happening | None:
    roles = find_roles(document, sentence, word, slot.span, stand.subject, stand.main)
    if not roles:
        return None
    retyped = _by_parties(document, sentence, word, roles)
    if retyped != word:
        word = retyped
        roles = find_roles(document, sentence, word, slot.span, stand.subject, stand.main) or roles
    quote = _quote(document, sentence, slot, word, roles)
    modality = modality_of(document, sentence, slot, word)
    details = find_details(document, sentence, word, quote, _around(sentence, slot, quote))
    roles += tuple([Role(role, None, start, end, text) for role, start, end, text in details])
    speaker = speaker_at(named_speech(document, sentence), word.start)
    if word.key == "listing" and modality in ("planned", "rumoured"):
        roles = tuple(replace(r, text="筹备") if r.role == "stage" and r.text == "正式" else r for r in roles)
    return Happening(word.key, word, roles, period, modality, speaker, quote, sentence, _confidence(slot, word, roles))


_SMALL_STAKE = re.compile(r"(?<![\d.])(?:[0-4]?\d(?:\.\d{1,3})?)\s?(?:[%％]|percent)(?:的|左右的|已发行)?(?:股份|股权|普通股|权益|股本|股票| stake| of )")
_CONTROL = re.compile(r"控股|控制权|控股权|全资|私有化|controlling|takeover")
_EXCHANGES = re.compile(r"交易所|联交所|纳斯达克|纽交所|港交所|上交所|深交所|北交所|主板|科创板|创业板|新三板|挂牌|股票|招股|[Nn]asdaq|NYSE|[Ee]xchange")
_ONE_PARTY = frozenset({"打通", "接入", "共建"})


def _by_parties(document: Document, sentence: Sentence, word: Word, roles: tuple[Role, ...]) -> Word:
    """The type that parties decide: a product that 上市 is launched, a minor stake bought is an investment, one party alone does not cooperate."""
    text = document.text
    clause = sentence.clauses[sentence.clause_of(word.start)]
    named = [r for r in roles if r.entity is not None]
    firms = [r for r in named if r.entity is not None and r.entity.entity_type in ("ORG", "PRODUCT")]
    if word.key == "cooperation" and word.form in _ONE_PARTY and len(firms) < 2:
        return word._replace(key="milestone")
    if word.key == "listing" and word.form in ("上市", "成功上市"):
        ahead = [r for r in named if clause[0] <= r.start and r.end <= word.start]
        last = max(ahead, key=lambda r: r.start, default=None)
        if last is not None and last.entity is not None and last.entity.entity_type == "PRODUCT" and not _EXCHANGES.search(text, *clause):
            return word._replace(key="launch")
    if word.key == "acquisition" and word.form not in ("合并", "merge", "merged", "merger"):
        around = text[clause[0] : min(clause[1], word.end + 60)]
        if _SMALL_STAKE.search(around) and not _CONTROL.search(text, sentence.start, sentence.end):
            return word._replace(key="investment")
    return word


def _untold(sentence: Sentence, slot: Slot, stand: _Stand) -> list[Word]:
    """A line of a chronicle that no trigger tells is a happening all the same; its trigger is the line's first words."""
    if not slot.strong or slot.time is stand.line or not sentence.names or any(q.start_char >= slot.time.end_char for q in sentence.quantities):
        return []
    start = slot.time.end_char if slot.is_inside(sentence) else sentence.start
    return [Word(start, start, "", "other")] if start < sentence.end else []


def _besides(document: Document, sentence: Sentence, slot: Slot, triggers: tuple[Word, ...], stand: _Stand, first: Happening) -> list[Happening]:
    """A second happening of the same time: in a later clause, of another type, with a party of its own before its trigger."""
    if slot.strong or first.event_type == "appointment":
        return []
    after = sentence.clauses[sentence.clause_of(first.trigger.start)][1]
    for word in within(triggers, after, slot.span[1]):
        if word.key not in BESIDES or word.key == first.event_type or not may_state(document, sentence, slot, word):
            continue
        clause = sentence.clauses[sentence.clause_of(word.start)]
        kinds = ("PERSON",) if word.key == "appointment" else ("ORG", "PRODUCT")
        if not any(clause[0] <= n.start and n.end <= word.start and n.entity.entity_type in kinds for n in sentence.names):
            continue
        own = replace(slot, span=(clause[0], slot.span[1]))
        happening = _told_by(document, sentence, own, word, first.period, stand)
        if happening is not None:
            return [replace(happening, quote=document.trim(*clause))]
    return []


def _quote(document: Document, sentence: Sentence, slot: Slot, word: Word, roles: tuple[Role, ...]) -> tuple[int, int]:
    """From the clause of the time to the clause of the trigger, with what is announced; at most 200 characters."""
    own = sentence.clause_of(slot.time.start_char) if slot.is_inside(sentence) and not slot.faint else sentence.clause_of(word.start)
    first = min(own, sentence.clause_of(word.start))
    last = max(own, sentence.clause_of(word.end - 1))
    if word.key in ("announcement", "results") and last + 1 < len(sentence.clauses) and document.text[sentence.clauses[last][1] - 1] in "，：,:":
        last += 1
    named = [r.start for r in roles if r.end > r.start]
    if named and sentence.clause_of(min(named)) == first - 1 and sentence.clauses[last][1] - sentence.clauses[first - 1][0] <= SUBJECT_QUOTE:
        first -= 1  # the clause before names who does it
    start, end = sentence.clauses[first][0], sentence.clauses[last][1]
    if end - start < SHORT_QUOTE and last + 1 < len(sentence.clauses):
        end = sentence.clauses[last + 1][1]
    if end - start > LONGEST_QUOTE:
        start, end = sentence.clauses[sentence.clause_of(word.start)]
        end = min(end, start + LONGEST_QUOTE)
    return document.trim(start, end)


def _around(sentence: Sentence, slot: Slot, quote: tuple[int, int]) -> tuple[int, int]:
    """The quote with the clause before and the two behind it, as far as the slot reaches: where a price or a reason may stand."""
    before, behind = sentence.clause_of(quote[0]) - 1, sentence.clause_of(max(quote[0], quote[1] - 1)) + 2
    low = sentence.clauses[max(0, before)][0]
    high = sentence.clauses[min(behind, len(sentence.clauses) - 1)][1]
    return min(quote[0], max(low, slot.span[0])), max(quote[1], min(high, slot.span[1]))


def _confidence(slot: Slot, word: Word, roles: tuple[Role, ...]) -> float:
    doubts = (slot.time.basis == "inferred") + (word.key in NEEDS_DAY) + slot.faint
    score = 0.85 - (0.15 if is_weak(word.key, word.form) else 0) - 0.1 * doubts
    return round(score + 0.05 * (len([r for r in roles if r.entity is not None]) > 1), 3)


def merge(found: list[Happening]) -> list[tuple[Happening, int]]:
    """One row for a happening told several times: same type, and participants and periods that agree."""
    rows: list[tuple[Happening, int]] = []
    known: dict[tuple[str, str], list[int]] = {}  # rows by type and party, in order
    for item in found:
        n = 1 + item.sentence.repeats
        keys = [(item.event_type, party) for party in sorted(_parties(item))]
        near = sorted({index for key in keys for index in known.get(key, [])[-NEAR:]})
        twin = next((index for index in near if _same(item, rows[index][0])), None)
        if twin is None:
            twin = len(rows)
            rows.append((item, n))
        else:
            other, m = rows[twin]
            rows[twin] = (_joined(item, other), m + n)
        for key in keys:
            if twin not in known.setdefault(key, [])[-NEAR:]:
                known[key].append(twin)
    return rows


def _joined(item: Happening, other: Happening) -> Happening:
    """The saying with the finer time, more parties and the surer reading; it keeps what only the other tells."""
    best, rest = sorted([other, item], key=lambda h: (h.period.end - h.period.start, -len(_parties(h)), -h.confidence, h.quote[0]))
    known = {r.role for r in best.roles}
    extra = tuple(r for r in rest.roles if r.entity is None and r.role not in known) if best.event_type == rest.event_type else ()
    people = tuple(r for r in rest.roles if r.entity is not None and r.entity.entity_id not in _parties(best)) if best.event_type == "appointment" else ()
    return replace(best, roles=best.roles + people + extra, disclosed=best.disclosed or rest.disclosed)


def _parties(item: Happening) -> frozenset[str]:
    return frozenset([r.entity.entity_id for r in item.roles if r.entity is not None])


def _products(item: Happening) -> frozenset[str]:
    return frozenset(r.entity.entity_id for r in item.roles if r.entity is not None and r.role == "product")


def _same(one: Happening, other: Happening) -> bool:
    if one.event_type != other.event_type or one.modality != other.modality:
        return False
    a, b = _parties(one), _parties(other)
    if not a & b:
        return False
    if one.period.text == other.period.text:
        if one.event_type == "launch" and one.trigger.form != other.trigger.form and not _products(one) & _products(other):
            return False  # two acts on one day (更名, 发布新版)
        return a <= b or b <= a or (one.event_type == "appointment" and one.period.grain == "day")
    wide, fine = sorted((one.period, other.period), key=lambda p: p.start - p.end)
    inside = wide.start <= fine.start and fine.end <= wide.end
    return inside and a == b and len(a) > 1 and one.trigger.form == other.trigger.form

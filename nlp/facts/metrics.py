"""Metrics: every figure with its owner, measure, unit, bound, period, speaker and kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from nlp.facts.event_times import heading_time
from nlp.facts.figures import CURRENCIES, Figure, find_figures
from nlp.facts.kinds import Statement, judge
from nlp.facts.pairing import Pairing, pair_up
from nlp.facts.periods import RESULTS, Period, as_period, main_period, period_at
from nlp.facts.periods import to_carry as carry_time
from nlp.facts.sentence import Document, Sentence
from nlp.facts.speakers import Speech, find_speech, reporting_company, speaker_at
from nlp.facts.subjects import main_entity, subject_at
from nlp.facts.subjects import to_carry as carry_subject
from nlp.model import Entity, Time

EXTRACTOR = "rule.metric@1"
LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class Found:
    """One figure as asserted, before it becomes a row: clean spans, resolved period, and the entities behind subject and speaker."""

    figure: Figure
    statement: Statement
    subject: Entity | None
    subject_text: str | None
    dimension: str | None
    metric_text: str
    period: Period | None
    speaker: Entity | None
    quote: tuple[int, int]
    sentence: Sentence
    confidence: float


@dataclass(slots=True)
class _Carried:
    """What later sentences of the same paragraph stand under."""

    para: int = -1
    subject: Entity | None = None
    time: Time | None = None
    speaker: Entity | None = None
    reported: Time | None = None  # what the article as a whole reports on
    company: Entity | None = None  # whose results it gives


def find_metrics(document: Document) -> list[Found]:
    """All figures of an article in reading order, said twice or not (`merge` makes them rows)."""
    main = main_entity(document)
    reported = main_period(document)
    company = reporting_company(document, main)
    carried = _Carried(subject=main)
    heading: Time | None = None
    found: list[Found] = []
    for sentence in document.sentences:
        over = heading_time(document, sentence)
        if over is not None:
            heading = over
            continue
        if sentence.para != carried.para:
            goes_on = _continues(document, sentence)
            carried = _Carried(sentence.para, carried.subject if goes_on else main, carried.time if goes_on else heading, None, reported, company)
        speeches = find_speech(document, sentence)
        found += _sentence_metrics(document, sentence, speeches, carried)
        carried.subject = carry_subject(document, sentence, carried.subject, main)
        carried.time = carry_time(document, sentence, carried.time)
        carried.speaker = speeches[-1].speaker if speeches else carried.speaker
    return found


ACCOUNTS = RESULTS | {"spend", "share_price", "headcount", "other_money"}


def _own_results(figure: Figure, subject: Entity | None, company: Entity | None) -> Entity | None:
    """A company's accounts are its own saying where the article reports its results."""
    return company if company is not None and subject == company and figure.category in ACCOUNTS else None


_CONTINUES = re.compile(r"(?:期内|此外|同期|其中|另外|单计|上季|该|其|而|同时|与此同时)")


def _continues(document: Document, sentence: Sentence) -> bool:
    return _CONTINUES.match(document.text, sentence.start, sentence.end) is not None


def _sentence_metrics(document: Document, sentence: Sentence, speeches: list[Speech], carried: _Carried) -> Iterator[Found]:
    figures = find_figures(document, sentence, document.layout.home)
    pairing = pair_up(document, sentence, figures)
    subject: Entity | None = None
    for index, figure in enumerate(figures):
        quantity = figure.quantity
        statement = judge(document, sentence, figure)
        measure_start = figure.measure.start if figure.measure and figure.measure.end <= quantity.start_char else quantity.start_char
        own = pairing.names.get(index)
        subject = own.entity if own else subject_at(document, sentence, quantity.start_char, measure_start, subject or carried.subject)
        time = pairing.times.get(index) or period_at(document, sentence, quantity.start_char, figure.category, carried.time)
        if time is None and figure.category in RESULTS:
            time = carried.reported
        period = as_period(time, document.text) if time else None
        text, span = measure_words(document, sentence, figure)
        yield Found(
            figure=figure,
            statement=replace(statement, base=pairing.bases.get(index, statement.base)),
            subject=subject,
            subject_text=None if subject else text or None,
            dimension=None,
            metric_text=text or document.text[quantity.start_char : quantity.end_char],
            period=period,
            speaker=speaker_at(speeches, quantity.start_char) or carried.speaker or _own_results(figure, subject, carried.company),
            quote=quote_of(document, sentence, figure, span, pairing),
            sentence=sentence,
            confidence=confidence_of(figure, subject, period, sentence),
        )


_STOP = re.compile(r"[，。；：、！？,;:!?（）()“”\"\s]|达到|达|为|超过|超|突破|录得|实现|约|近|逾|仅|已|将|的是|高达|增长|增加|上升|下降|同比|环比|分别")


def measure_words(document: Document, sentence: Sentence, figure: Figure) -> tuple[str, tuple[int, int]]:
    """The article's own words for what is measured, and their span: the noun phrase around the measure, or what is counted."""
    quantity = figure.quantity
    if figure.measure is None:
        low, high = quantity.end_char, min(sentence.end, quantity.end_char + 14)
        stop = _STOP.search(document.text, low + 1, high) if low + 1 < high else None
        high = stop.start() if stop else high
        return document.text[low:high].strip(" 的"), (quantity.start_char, high)
    low, high = figure.measure.start, figure.measure.end
    floor = max(sentence.start, low - 16, *(e for _, e in _cuts(sentence, low)), 0)
    stops = [m.end() for m in _STOP.finditer(document.text, floor, low)]
    low = stops[-1] if stops else floor
    if low > quantity.start_char:
        low = min(low, figure.measure.start)
    return document.text[low:high].strip(" 的在和与、"), (min(low, quantity.start_char), max(high, quantity.end_char))


def _cuts(sentence: Sentence, before: int) -> list[tuple[int, int]]:
    spans = [(n.start, n.end) for n in sentence.names if n.end <= before and n.entity.entity_type != "PLACE"]
    spans += [(t.start_char, t.end_char) for t in sentence.times if t.end_char <= before]
    spans += [(q.start_char, q.end_char) for q in sentence.quantities if q.end_char <= before]
    return [*spans, (0, sentence.start)]


def quote_of(document: Document, sentence: Sentence, figure: Figure, words: tuple[int, int], pairing: Pairing) -> tuple[int, int]:
    """The shortest span that states the figure: from the clause of its measure to the clause of the number, at most 200 characters."""
    quantity = figure.quantity
    first = sentence.clause_of(max(sentence.start, min(words[0], quantity.start_char)))
    last = sentence.clause_of(max(quantity.end_char - 1, words[1] - 1) if words[1] <= sentence.end else quantity.end_char - 1)
    if pairing.start is not None and pairing.start < quantity.start_char:
        first = min(first, sentence.clause_of(pairing.start))
    start, end = sentence.clauses[first][0], sentence.clauses[last][1]
    if end - start > LONGEST_QUOTE:
        start = max(start, quantity.start_char - LONGEST_QUOTE // 2)
        end = min(end, start + LONGEST_QUOTE)
    while end > start and document.text[end - 1] in "，,；;：: \n。":
        end -= 1
    while start < end and document.text[start] in " \u3000":
        start += 1
    return start, end


def confidence_of(figure: Figure, subject: Entity | None, period: Period | None, sentence: Sentence) -> float:
    """How sure a row is, from what had to be inferred (0..1, three places)."""
    score = 0.9
    score -= 0.15 if figure.measure is None else 0.0
    score -= 0.1 if figure.unit_basis == "inferred" else 0.0
    score -= 0.15 if subject is None else 0.0
    score -= 0.05 if period is None else 0.0
    score -= 0.05 if sentence.in_title else 0.0
    return round(max(score, 0.2), 3)


def merge(found: list[Found]) -> list[tuple[Found, int]]:
    """One row for a figure said several times: (the best saying, how often). A title's figure that the body gives is the body's."""
    groups: dict[tuple[object, ...], list[Found]] = {}
    for item in found:
        groups.setdefault(_key(item), []).append(item)
    rows = [(_best(items), sum(1 + item.sentence.repeats for item in items)) for items in groups.values()]
    body = [(item, n) for item, n in rows if not item.sentence.in_title]
    kept = list(body)
    for item, n in rows:
        if item.sentence.in_title and not any(_says_same(item, other) for other, _ in body):
            kept.append((item, n))
    return sorted(_without_weaker(kept), key=lambda row: row[0].figure.quantity.start_char)


def _key(item: Found) -> tuple[object, ...]:
    quantity = item.figure.quantity
    subject = item.subject.entity_id if item.subject else item.subject_text
    return (subject, item.figure.category, item.statement.kind, item.statement.value, quantity.value_max, item.figure.unit, quantity.bound, item.period.text if item.period else None)


def _best(items: list[Found]) -> Found:
    return max(items, key=lambda item: (not item.sentence.in_title, item.period is not None, item.confidence, -item.figure.quantity.start_char))


def _says_same(one: Found, other: Found) -> bool:
    """Equal, or equal to the precision that the vaguer one writes."""
    if one.figure.unit != other.figure.unit:
        return False
    scale = max(one.figure.quantity.scale_exp or 0, other.figure.quantity.scale_exp or 0)
    step = max(Decimal(10) ** scale, abs(other.statement.value) / 50)
    return abs(abs(one.statement.value) - abs(other.statement.value)) <= step


def _without_weaker(rows: list[tuple[Found, int]]) -> list[tuple[Found, int]]:
    """A figure said again without its period is the same figure."""
    kept: list[tuple[Found, int]] = []
    for item, n in rows:
        twin = next(
            (
                index
                for index, (other, _) in enumerate(kept)
                if other.statement.value == item.statement.value
                and other.figure.unit == item.figure.unit
                and other.figure.quantity.value_max == item.figure.quantity.value_max
                and (other.period is None or item.period is None or other.period.text == item.period.text)
                and (other.subject == item.subject or other.figure.category == item.figure.category)
                and (item.figure.unit in CURRENCIES or abs(item.statement.value) >= 1000 or other.metric_text == item.metric_text)
            ),
            None,
        )
        if twin is None:
            kept.append((item, n))
        else:
            other, m = kept[twin]
            kept[twin] = (_best([other, item]), m + n)
    return kept

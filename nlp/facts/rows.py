"""From findings to rows: ids from content, spans in the raw file, intervals for comparing."""

from __future__ import annotations

import calendar
import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from itertools import accumulate

from nlp.facts.confidence import Evidence, weigh
from nlp.facts.events import EXTRACTOR as EVENT_EXTRACTOR
from nlp.facts.events import Happening
from nlp.facts.metrics import EXTRACTOR as METRIC_EXTRACTOR
from nlp.facts.metrics import Found
from nlp.facts.periods import Period
from nlp.facts.triggers import key_roles
from nlp.ids import PART, canon, fold, make_id
from nlp.model import Bound, CleanText, Entity, Event, EventRole, Layout, Metric
from nlp.records import Keeping, lazy, record
from nlp.times import period_text

SIX = Decimal("0.000001")
LIMIT = Decimal(10) ** 21  # DECIMAL(28,6) holds 22 digits before the point
APPROXIMATE = Decimal("0.1")  # how far "about" reaches, as a share of the value


@record
class Context(Keeping):
    """What every row of one article needs: its id, its clean text with the way back, and how it is laid out."""

    article_id: str
    clean: CleanText
    layout: Layout

    @lazy
    def _mended(self) -> tuple[list[int], list[int]]:
        """Where the mended spans begin, in order, and how far the spans up to each reach at most."""
        return [start for start, _ in self.clean.mended], list(accumulate((end for _, end in self.clean.mended), max))

    def is_mended(self, start: int, end: int) -> bool:
        """Whether a mended span lies in or touches a span of the clean text."""
        starts, reach = self._mended
        at = bisect_right(starts, end)
        return at > 0 and reach[at - 1] >= start


@cache
def _half(scale_exp: int | None) -> Decimal:
    """Half of what the last written digit stands for."""
    return Decimal(0) if scale_exp is None else Decimal(10) ** scale_exp / 2


def interval_of(value: Decimal, value_max: Decimal | None, bound: Bound, scale_exp: int | None) -> tuple[Decimal | None, Decimal | None]:
    """The values that the words allow; bounds speak of the magnitude (降超10% is -10 and less).

    >>> interval_of(Decimal("18700000000"), None, "=", 8)
    (Decimal('18650000000.000000'), Decimal('18750000000.000000'))
    """
    low: Decimal | None
    high: Decimal | None
    if bound == "range":
        low, high = value, value_max
    elif bound == "~":
        reach = abs(value) * APPROXIMATE
        low, high = value - reach, value + reach
    elif bound == "=":
        half = _half(scale_exp)
        low, high = value - half, value + half
    else:
        upward = (bound in (">", ">=")) == (value >= 0)
        low, high = (value, None) if upward else (None, value)
    return (None if low is None else low.quantize(SIX, ROUND_HALF_EVEN)), (None if high is None else high.quantize(SIX, ROUND_HALF_EVEN))


def base_period(base: str | None, period: Period | None) -> str | None:
    """The period that a growth is measured against: a year before (同比), or the period before (环比).

    None where the text does not say, or where the growth has no period.
    """
    if base is None or period is None:
        return None
    start, end = period.start, period.end
    if base == "year":
        return period_text(_months_back(start, 12, False), _months_back(end, 12, True), period.grain)
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(period.grain)
    if months is None:
        return None
    return period_text(_months_back(start, months, False), _months_back(end, months, True), period.grain)


def _months_back(day: dt.date, months: int, is_end: bool) -> dt.date:
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    at_end = is_end and day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, month + 1, last if at_end else min(day.day, last))


def metric_row(context: Context, found: Found, n_mentions: int) -> Metric | None:
    """The row of one figure; None where the value does not fit the table."""
    quantity, statement, period = found.figure.quantity, found.statement, found.period
    value = statement.value
    value_max = quantity.value_max
    if value_max is not None and value < 0:
        value, value_max = -value_max, value
    if abs(value) >= LIMIT or (value_max is not None and abs(value_max) >= LIMIT):
        return None
    value = value.quantize(SIX, ROUND_HALF_EVEN)
    value_max = value_max.quantize(SIX, ROUND_HALF_EVEN) if value_max is not None else None
    if value_max is not None and value_max <= value:
        return None
    base = base_period(statement.base, period)
    subject = found.subject.entity_id if found.subject else fold(found.subject_text or found.metric_text)
    parts: list[object] = [subject, found.figure.category, found.dimension, statement.kind, found.figure.unit, period.text if period else None, base]
    parts += [context.article_id] if period is None else []
    parts += [fold(found.metric_text)] if found.figure.category.startswith("other_") else []
    slot = make_id("s", *parts)
    answer = PART.join(map(canon, (quantity.bound, value, value_max, statement.modality)))
    place = context.clean.spans.to_before(*found.quote)
    low, high = interval_of(value, value_max, quantity.bound, quantity.scale_exp)
    return Metric(
        metric_id=make_id("q", context.article_id, slot, answer),
        fact_id=make_id("f", slot, answer),
        slot_id=slot,
        article_id=context.article_id,
        subject_id=found.subject.entity_id if found.subject else None,
        subject_text=None if found.subject else (found.subject_text or found.metric_text),
        metric=found.figure.category,
        dimension=found.dimension,
        metric_text=found.metric_text,
        kind=statement.kind,
        value=value,
        value_max=value_max,
        value_lo=low,
        value_hi=high,
        scale_exp=quantity.scale_exp,
        unit=found.figure.unit,
        unit_basis=found.figure.unit_basis,
        bound=quantity.bound,
        value_text=context.clean.text[quantity.start_char : quantity.end_char],
        period=period.text if period else None,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        period_grain=period.grain if period else None,
        period_kind=period.kind if period else None,
        time_text=period.words if period else None,
        time_basis=period.basis if period else None,
        time_anchor=context.layout.written_on if period and period.basis != "explicit" else None,
        base_period=base,
        said_by_id=found.speaker.entity_id if found.speaker else None,
        said_by_text=found.speaker.name if found.speaker else None,
        modality=statement.modality,
        quote=context.clean.text[found.quote[0] : found.quote[1]],
        raw_start=place.start,
        raw_end=place.end,
        n_mentions=n_mentions,
        extractor=METRIC_EXTRACTOR,
        confidence=weigh(evidence_of(context, found)),
    )


def evidence_of(context: Context, found: Found) -> Evidence:
    """What a row rests on, with what only the clean text knows: whether a repair lost or restored characters in its sentence."""
    return replace(found.evidence, mended=True) if context.is_mended(found.sentence.start, found.sentence.end) else found.evidence


def event_row(context: Context, event: Happening, n_mentions: int, amounts: Sequence[tuple[int, str]]) -> Event:
    """The row of one happening, with its roles and the figure of its deal."""
    keys = key_roles(event.event_type)
    named = {(role.role, role.entity.entity_id) for role in event.roles if role.entity is not None}
    filled = sorted({pair for pair in named if pair[0] in keys} or named)
    period = event.period
    event_id = make_id("v", context.article_id, event.event_type, [f"{role}:{entity}" for role, entity in filled], period.text, event.modality)
    place = context.clean.spans.to_before(*event.quote)
    return Event(
        event_id=event_id,
        article_id=context.article_id,
        event_type=event.event_type,
        trigger=event.trigger.form or None,
        trigger_start=context.clean.spans.to_before(event.trigger.start, event.trigger.end).start if event.trigger.form else None,
        participants=tuple(sorted({entity for _, entity in named})),
        amount_metric_id=_amount(event, amounts),
        disclosed=event.disclosed,
        period=period.text,
        period_start=period.start,
        period_end=period.end,
        period_grain=period.grain,
        period_kind=period.kind,
        time_text=period.words,
        time_basis=period.basis,
        time_anchor=context.layout.written_on if period.basis != "explicit" else None,
        modality=event.modality,
        said_by_id=event.speaker.entity_id if event.speaker else None,
        said_by_text=event.speaker.name if event.speaker else None,
        quote=context.clean.text[event.quote[0] : event.quote[1]],
        raw_start=place.start,
        raw_end=place.end,
        n_mentions=n_mentions,
        extractor=EVENT_EXTRACTOR,
        confidence=event.confidence,
        roles=tuple(_role_rows(context, event_id, event)),
    )


DEALS = frozenset({"investment", "acquisition", "listing", "regulation", "lawsuit"})
DEAL_FIGURES = frozenset({"funding_amount", "deal_value", "spend", "other_money", "stake", "valuation"})


def list_amounts(metrics: Iterable[tuple[Found, Metric]]) -> list[tuple[int, str]]:
    """The amounts of money that a deal may be about, in order: where each stands in the clean text, and the id of its row."""
    return sorted(
        (found.figure.quantity.start_char, metric.metric_id) for found, metric in metrics if metric.metric in DEAL_FIGURES and len(metric.unit) == 3
    )


def _amount(event: Happening, amounts: Sequence[tuple[int, str]]) -> str | None:
    """The figure of a deal: the first amount of money in the event's quote."""
    if event.event_type not in DEALS:
        return None
    start, end = event.quote
    at = bisect_left(amounts, (start,))
    return amounts[at][1] if at < len(amounts) and amounts[at][0] < end else None


def _role_rows(context: Context, event_id: str, event: Happening) -> Iterable[EventRole]:
    counts: dict[str, int] = {}
    for role in event.roles:
        place = context.clean.spans.to_before(role.start, role.end)
        order = counts.get(role.role, 0)
        counts[role.role] = order + 1
        words = role.text or context.clean.text[role.start : role.end]
        yield EventRole(event_id, role.role, order, role.entity.entity_id if role.entity else None, words, place.start, place.end)


def distinct_entities(entities: Iterable[Entity]) -> list[Entity]:
    """One entity for each id, sorted by it."""
    return [entity for _, entity in sorted({entity.entity_id: entity for entity in entities}.items())]

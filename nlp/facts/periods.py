"""Which of the times around a statement it holds for, and how the tables write that period."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from nlp.facts.sentence import Document, Sentence
from nlp.model import Basis, Grain, Time
from nlp.times import period_dates, period_of

_COMPARED = re.compile(r"(?:较|比|相比|与|相较|同|自|从|than|from|since|compared with|compared to|versus)\s*$")
_BASE_AFTER = re.compile(r"^(?:同期|的[\d.]+[%亿万]|相比)")
_ANNOUNCE = re.compile(r"公布|宣布|发布|公告|表示|披露|透露|报道|称|announced|said|reported|told|released|unveiled|posted")
RESULTS = frozenset({
    "revenue", "net_profit", "net_loss", "operating_profit", "gross_profit", "margin", "mau", "dau", "gmv", "sales_volume", "market_share", "users", "orders", "market_size", "conversion",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """The period of a row in the tables' words; `kind` is instant, duration or to_date."""

    text: str
    start: dt.date
    end: dt.date
    grain: Grain
    kind: str
    words: str | None
    basis: Basis


def as_period(time: Time, text: str) -> Period | None:
    """A resolved time as a period; None where it is vague, a bare duration, or open on the side that counts."""
    if time.start is None and time.end is None:
        return None
    start, end = period_dates(time)
    grain: Grain = time.grain or "day"
    if end < start:
        return None
    kind = "to_date" if time.sense == "to_date" else ("instant" if grain == "day" and start == end else "duration")
    words = time.text or text[time.start_char : time.end_char]
    return Period(period_of(time), start, end, grain, kind, words, time.basis or "inferred")


_WITHIN = re.compile(r"[\d一二三四五六七八九十几两半]+\s*个?(?:年|月|周|天|日|小时|季度?|星期)(?:之?内|以内|里)")
_SAME_AS_BEFORE = frozenset({"期内", "报告期内", "同期", "该季", "该季度", "当季", "该期间", "期间"})


def usable_times(document: Document, sentence: Sentence) -> list[Time]:
    """The times of a sentence that can be a statement's own: resolved, and not the base of a comparison (较2016年)."""
    kept = []
    for time in sentence.times:
        if time.start is None and time.end is None:
            continue
        words = document.text[time.start_char : time.end_char]
        if words in _SAME_AS_BEFORE or _WITHIN.fullmatch(words) and not time.forward:
            continue
        before = document.text[max(sentence.start, time.start_char - 14) : time.start_char]
        after = document.text[time.end_char : min(sentence.end, time.end_char + 6)]
        if _COMPARED.search(before) and time.sense not in ("to_date", "since") or _BASE_AFTER.match(after):
            continue
        kept.append(time)
    return kept


def period_at(document: Document, sentence: Sentence, offset: int, category: str | None, carried: Time | None) -> Time | None:
    """The time that a figure at `offset` holds for: of its clause, else of a clause before it, else after it, else carried over."""
    times = usable_times(document, sentence)
    clause = sentence.clause_of(offset)
    if carried is not None and any(t.start_char <= offset and document.text[t.start_char : t.end_char] in _SAME_AS_BEFORE for t in sentence.times):
        return carried
    own = [t for t in times if sentence.clause_of(t.start_char) == clause]
    if sentence.english and own:
        return min(own, key=lambda t: (t.start_char - offset if t.start_char > offset else 2 * (offset - t.end_char), t.start_char))
    before_own = [t for t in own if t.end_char <= offset]
    if before_own:
        return _skip_announcement(document, sentence, before_own[::-1], category) or before_own[-1]
    if own and (re.match(r"[^，]{0,12}[的]", document.text[own[0].start_char : sentence.end])):
        return own[0]
    earlier = [t for t in times if t.end_char <= offset]
    if earlier:
        best = _skip_announcement(document, sentence, earlier[::-1], category)
        if best:
            return best
    now = [t for t in sentence.vague if t.start is not None and t.start_char <= offset]
    if now and sentence.clause_of(now[-1].start_char) == clause:
        return now[-1]
    if earlier and category not in RESULTS:
        return earlier[-1]
    if own:
        return own[0]
    if now:
        return now[-1]
    if sentence.english and times:
        return times[-1]
    if carried is not None:
        return carried
    return earlier[-1] if earlier else None


def main_period(document: Document) -> Time | None:
    """The month, quarter, half or year that the article reports on: the one named most often in its title and first paragraphs."""
    head = [s for s in document.sentences if s.in_title or s.para <= _first_body(document) + 1]
    wide = [t for s in head for t in usable_times(document, s) if t.grain in ("month", "quarter", "half", "year") and t.kind == "point"]
    counts: dict[tuple[object, object], int] = {}
    for time in wide:
        counts[time.start, time.end] = counts.get((time.start, time.end), 0) + 1
    return max(wide, key=lambda t: (counts[t.start, t.end], -t.start_char)) if wide else None


def _first_body(document: Document) -> int:
    return next((s.para for s in document.sentences if not s.in_title), 0)


def _skip_announcement(document: Document, sentence: Sentence, nearest_first: list[Time], category: str | None) -> Time | None:
    """For results, the day of the announcement is not the period; the first time that is none, in the order given."""
    for time in nearest_first:
        if category not in RESULTS or not is_announcement_day(document, sentence, time):
            return time
    return None


def is_announcement_day(document: Document, sentence: Sentence, time: Time) -> bool:
    if time.grain != "day" or time.sense == "to_date" or time.start != time.end:
        return False
    low, high = sentence.clauses[sentence.clause_of(time.start_char)]
    return _ANNOUNCE.search(document.text, time.end_char, min(sentence.end, max(high, time.end_char + 24))) is not None or low == high


def to_carry(document: Document, sentence: Sentence, carried: Time | None) -> Time | None:
    """The time that later sentences of the paragraph stand in: the last one of a month or more, else what was carried."""
    wide = [t for t in usable_times(document, sentence) if t.grain != "day" and t.kind != "duration"]
    return wide[-1] if wide else carried

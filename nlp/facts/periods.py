"""Which of the times around a statement it holds for, and how the tables write that period."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from nlp.facts.figures import Figure
from nlp.facts.lines import Line
from nlp.facts.sentence import Document, Sentence, once
from nlp.facts.words import pattern, searched
from nlp.model import Basis, Grain, Time
from nlp.records import record
from nlp.times import period_dates, period_text

_COMPARED = pattern("periods", "compared")
_BASE_AFTER = pattern("periods", "base_after")
_ANNOUNCE = pattern("periods", "announce")
RESULTS = frozenset({
    "revenue", "net_profit", "net_loss", "operating_profit", "gross_profit", "margin", "mau", "dau", "gmv", "sales_volume",
    "market_share", "users", "orders", "market_size", "conversion",
})  # fmt: skip
OF_THE_DAY = frozenset({"share_price", "funding_amount", "deal_value", "market_cap", "stake", "valuation"})


@record
class Period:
    """The period of a row in the tables' words; `kind` is instant, duration or to_date."""

    text: str
    start: dt.date
    end: dt.date
    grain: Grain
    kind: str
    words: str | None
    basis: Basis


@record
class Dated:
    """The time that a figure holds for, and where it was found: paired, base, clause, sentence, now, carried, report, or none."""

    time: Time | None
    source: str


NOT_DATED = Dated(None, "none")


@record
class Times:
    """The times of a sentence that a figure can hold for, in order, and where each begins and ends."""

    found: Sequence[Time]
    starts: list[int]
    ends: list[int]

    def last(self, offset: int, n: int) -> list[Time]:
        """The last n times that end before an offset, the nearest first."""
        at = bisect_right(self.ends, offset)
        return list(self.found[max(0, at - n) : at])[::-1] if at else []


_NO_TIMES = Times((), [], [])


def list_times(found: Sequence[Time]) -> Times:
    """Times with their places, listed once for all figures of a sentence."""
    if not found:
        return _NO_TIMES
    return Times(found, [t.start_char for t in found], [t.end_char for t in found])


def as_late_as(day: dt.date, grain: str) -> dt.date:
    """The last day that a time of writing known only to its month or year can be."""
    if grain == "year":
        return day.replace(month=12, day=31)
    return day.replace(day=calendar.monthrange(day.year, day.month)[1]) if grain == "month" else day


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
    return Period(_period_text(start, end, time.grain), start, end, grain, kind, words, time.basis or "inferred")


_period_text = lru_cache(maxsize=4096)(period_text)  # the same few periods come again and again


_WITHIN = pattern("periods", "within")
_SAME_AS_BEFORE = frozenset({"期内", "报告期内", "同期", "该季", "该季度", "当季", "该期间", "期间", "季内", "今季", "本季", "年内"})
_SAME_WORDS = pattern("periods", "same_words")
_ENDED = pattern("periods", "ended")
_AHEAD = pattern("periods", "ahead")
_HAN_MONTHS = {"三": 3, "六": 6, "九": 9, "十二": 12}
_YEAR_BEFORE = pattern("periods", "year_before")
_THAN_BEFORE = re.compile(r"\b(?:from|than|compared with|compared to|versus|against)\b[^,;]*$")
_REACHED = ("到", "至", "达", "为")
_WHOLE_YEAR = frozenset({"全年", "整年", "整年度", "全年度"})


@once
def usable_times(document: Document, sentence: Sentence) -> list[Time]:
    """The times of a sentence that can be a statement's own: resolved, and not the base of a comparison (较2016年).

    What ends at a day and names its length (截至3月31日止三个月) is that stretch; 全年 behind its year says nothing new.
    """
    kept: list[Time] = []
    for time in sentence.times:
        if time.start is None and time.end is None:
            continue
        words = document.text[time.start_char : time.end_char]
        if sentence.english and _is_person(sentence, time):
            continue  # Lei Jun is no month
        if words in _SAME_AS_BEFORE:
            if words not in ("本季", "今季") or _AHEAD.search(document.text, sentence.start, sentence.end) is None:
                continue
        elif _WITHIN.fullmatch(words):
            continue
        if kept and words in _WHOLE_YEAR and document.text[kept[-1].end_char : time.start_char] in ("", "的") and kept[-1].grain in ("year", "span"):
            continue
        before = document.text[max(sentence.start, time.start_char - 14) : time.start_char]
        after = document.text[time.end_char : min(sentence.end, time.end_char + 6)]
        if sentence.english and _is_compared(document, sentence, time):
            continue
        if (time.sense not in ("to_date", "since") and _COMPARED.search(before)) or (_BASE_AFTER.match(after) and not before.endswith(_REACHED)):
            continue
        kept.append(_with_length(document, sentence, time))
    return [_of_paper(document, sentence, time) if time.grain == "day" else time for time in _windows_to_date(document, kept)]


def _is_person(sentence: Sentence, time: Time) -> bool:
    at = bisect_left(sentence.name_ends, time.end_char)
    name = sentence.names[at] if at < len(sentence.names) else None
    return name is not None and name.start <= time.start_char and name.entity.entity_type == "PERSON"


def _is_compared(document: Document, sentence: Sentence, time: Time) -> bool:
    """`up from 471.9 million a year earlier`: the time of what is compared."""
    before = document.text[max(sentence.start, time.start_char - 40) : time.start_char]
    return _YEAR_BEFORE.match(document.text, time.start_char, sentence.end) is not None and _THAN_BEFORE.search(before) is not None


def _with_length(document: Document, sentence: Sentence, time: Time) -> Time:
    """截至3月31日止三个月: the stretch of months that ends there, else the time itself."""
    if time.grain not in ("day", "month") or time.end is None or time.start is None:
        return time
    found = _ENDED.match(document.text, time.end_char, sentence.end)
    if found is None or not (time.sense == "to_date" or "止" in found.group() or "结束" in found.group()):
        return time
    if found["months"]:
        months = int(found["months"]) if found["months"].isdigit() else _HAN_MONTHS.get(found["months"], 0)
    else:
        months = 3 if found["quarter"] else 6 if found["half"] else 12
        if not ("止" in found.group() or "的" in found.group() or "结束" in found.group()) and found["year"]:
            return time
    if not 1 <= months <= 24:
        return time
    return _months_up_to(time, months)


_PAPER = pattern("periods", "paper")


def _of_paper(document: Document, sentence: Sentence, time: Time) -> Time:
    """11月19日发布的三季报: the quarter, half or year that the paper of a day reports on."""
    found = _PAPER.match(document.text, time.end_char, sentence.end)
    if found is None or time.start is None:
        return time
    months, last = (3, 3 * " 一二三四".index(found[1])) if found[1] else (12, 12) if found[2] else (6, 6)
    year = time.start.year - (1 if dt.date(time.start.year, last, 28) > time.start else 0)
    return replace(_months_up_to(replace(time, end=dt.date(year, last, 28)), months), basis="inferred")


def _months_up_to(time: Time, months: int) -> Time:
    """The whole months that end with a time's month."""
    assert time.end is not None
    end = time.end
    index = end.year * 12 + end.month - months
    first = dt.date(index // 12, index % 12 + 1, 1)
    last = end.replace(day=calendar.monthrange(end.year, end.month)[1])
    whole: Grain = {3: "quarter", 6: "half", 12: "year"}.get(months, "span")  # type: ignore[assignment]
    aligned = first.month % max(months, 1) == 1 and months in (3, 6, 12)
    return replace(time, start=first, end=last, grain=whole if aligned else "span", kind="point" if aligned else "range", sense="at")


_ROLLING = pattern("periods", "rolling")


def _windows_to_date(document: Document, times: list[Time]) -> list[Time]:
    """截至3月底，…过去12个月: the window ends with the day that the sentence counts up to."""
    if not [t for t in times if t.sense == "to_date"]:
        return times
    out: list[Time] = []
    last: Time | None = None
    for time in times:
        found = _ROLLING.fullmatch(document.text[time.start_char : time.end_char])
        if time.sense == "to_date" and not found:
            last = time
        if found and last is not None and not time.forward:
            months = 12 if found.group(1) == "十二" else int(found.group(1))
            stretch = _months_up_to(last, months)
            time = replace(time, start=stretch.start, end=stretch.end, grain=stretch.grain, kind=stretch.kind)
        out.append(time)
    return out


_LEAD = searched("periods", "lead")
_GAP = pattern("periods", "gap")


def base_of(line: Line, offset: int, end: int, times: Times) -> Dated | None:
    """The time of a figure that others are compared with (比上年的1682亿元, from 471.9 million a year earlier); None where it is no base."""
    sentence = line.sentence
    at = bisect_right(sentence.time_ends, offset) if sentence.times else 0
    for time in sentence.times[max(0, at - 2) : at][::-1]:
        if time.start is not None and _GAP.fullmatch(line.text, time.end_char, offset) and _LEAD.search(line.before(time.start_char, 16)):
            return Dated(time, "base")
    if not sentence.english or not _LEAD.search(line.before(offset, 16)):
        return None
    earlier = _YEAR_BEFORE.match(line.text, end, line.sentence.end)
    main = _year_of(times, offset, end + 16)
    if earlier and main is not None and main.start is not None and main.end is not None:
        return Dated(replace(main, start=_back(main.start), end=_back(main.end), text=earlier.group().strip(" ,"), basis="relative"), "base")
    at = bisect_left(times.starts, end)
    after = [t for t in times.found[at : at + 1] if re.fullmatch(r"\s*(?:in|for|at|on)?\s*(?:the)?\s*", line.text[end : t.start_char])]
    return Dated(after[0], "base") if after else None


def _year_of(times: Times, offset: int, limit: int) -> Time | None:
    """The nearest time before a figure, else the first one behind it."""
    at = bisect_right(times.ends, offset)
    after = bisect_right(times.starts, limit)
    return times.found[at - 1] if at else (times.found[after] if after < len(times.found) else None)


def _back(day: dt.date) -> dt.date:
    return day.replace(year=day.year - 1, day=min(day.day, calendar.monthrange(day.year - 1, day.month)[1]))


_ANEW = pattern("periods", "anew")  # another time than the one before
_RATED = pattern("periods", "rated")  # a fine is a share of the sales of that year
_OTHER_PERIOD = pattern("periods", "other_period")


def period_at(line: Line, times: Times, figure: Figure, kind: str, carried: Time | None, reported: Time | None) -> Dated:
    """The time that a figure holds for: of its clause, else of a clause before it, else after it, else carried over.

    `times` are the sentence's usable ones. A growth does not hold for the period that its amount was only compared with (上年同期为…).
    """
    text, sentence, category = line.text, line.sentence, figure.category
    offset = figure.quantity.start_char
    low, high = sentence.clauses[figure.clause]
    near = _standing_before(line, times, offset, category, kind) if times.found else []
    before_own = [t for t in near if t.start_char >= low]
    if not before_own and _SAME_WORDS.search(text, max(low, offset - 200), offset) and not _AHEAD.search(text, max(low, offset - 200), offset):
        quarterly = reported if reported is not None and reported.grain == "quarter" else None
        standing = next((t for t in near if t.grain in ("quarter", "half", "year", "span")), None) or quarterly or (near[0] if near else carried or reported)
        if standing is not None:
            return Dated(standing, "carried")
    own = _of_clause(times, low, high, offset) if times.found else ()
    if sentence.english and own:
        return Dated(min(own, key=lambda t: (t.start_char - offset if t.start_char > offset else 2 * (offset - t.end_char), t.start_char)), "clause")
    if before_own:
        return Dated(_skip_announcement(line, before_own, category) or before_own[0], "clause")
    if own and re.match(r"[^，]{0,12}[的]", text[own[0].start_char : sentence.end]):
        return Dated(own[0], "clause")
    best = _skip_announcement(line, near, category)
    if best:
        return Dated(best, "sentence")
    known = bisect_right(sentence.vague, offset, key=lambda t: t.start_char) if sentence.vague else 0
    now = [t for t in sentence.vague[max(0, known - 8) : known] if t.start is not None]
    if now and sentence.clause_of(now[-1].start_char) == figure.clause:
        return Dated(now[-1], "now")
    if near and category not in RESULTS:
        return Dated(near[0], "sentence")
    if own:
        return Dated(own[0], "clause")
    if now:
        return Dated(now[-1], "now")
    if sentence.english and times.found:
        return Dated(times.found[-1], "sentence")
    if category == "stake" and kind == "share" and carried is not None and carried.grain != "day":
        carried = None  # who holds what is told of the present
    if carried is not None and (carried.grain != "day" or carried.sense == "to_date" or category in OF_THE_DAY):
        return Dated(carried, "carried")
    return Dated(near[0], "sentence") if near else NOT_DATED


def _standing_before(line: Line, times: Times, offset: int, category: str, kind: str) -> list[Time]:
    """The last times before a figure that may reach it, the nearest first."""
    text = line.text
    near = [t for t in times.last(offset, 12) if not _ANEW.search(text, max(t.end_char, offset - 200), offset)]
    if line.sentence.english:
        near = [t for t in near if ";" not in text[max(t.end_char, offset - 400) : offset]]
    if category == "spend":
        near = [t for t in near if not _RATED.match(text, t.end_char, offset)]
    if kind in ("growth", "change"):
        near = [t for t in near if not _OTHER_PERIOD.search(text, t.start_char, t.end_char)] or near
    return near


def _of_clause(times: Times, low: int, high: int, offset: int) -> Sequence[Time]:
    """The times of a clause that stand near an offset, eight at most on either side."""
    starts = times.starts
    here = bisect_left(starts, offset)
    return times.found[max(bisect_left(starts, low), here - 8) : min(bisect_left(starts, high), here + 8)]


def main_period(document: Document) -> Time | None:
    """The month, quarter, half or year that the article reports on: the one named most often in its title and first paragraphs."""
    first = _first_body(document)
    head = [s for s in document.sentences if s.in_title or s.para <= first + 1]
    wide = [t for s in head for t in usable_times(document, s) if t.grain in ("month", "quarter", "half", "year") and t.kind == "point"]
    counts: dict[tuple[object, object], int] = {}
    for time in wide:
        counts[time.start, time.end] = counts.get((time.start, time.end), 0) + 1
    titles = {(t.start, t.end) for s in head if s.in_title for t in usable_times(document, s)}
    wide = [t for t in wide if t.grain != "month" or counts[t.start, t.end] > 1 or (t.start, t.end) in titles]
    return max(wide, key=lambda t: (counts[t.start, t.end], -t.start_char)) if wide else None


def _first_body(document: Document) -> int:
    return next((s.para for s in document.sentences if not s.in_title), 0)


def _skip_announcement(line: Line, nearest_first: list[Time], category: str | None) -> Time | None:
    """For results, the day of the announcement is not the period; the first time that is none, in the order given."""
    for time in nearest_first:
        if category not in RESULTS or not is_announcement_day(line.document, line.sentence, time):
            return time
    return None


def is_announcement_day(document: Document, sentence: Sentence, time: Time) -> bool:
    if time.grain != "day" or time.sense == "to_date" or time.start != time.end:
        return False
    low, high = sentence.clauses[sentence.clause_of(time.start_char)]
    return _ANNOUNCE.search(document.text, time.end_char, min(sentence.end, max(high, time.end_char + 24))) is not None or low == high


_WEEKDAY = pattern("periods", "weekday")
_THAT_YEAR = frozenset({"这一年", "那一年", "当年", "该年", "全年", "整年", "全年度"})


def anchored(document: Document, times: list[Time], context: Time | None) -> list[Time]:
    """这一年 and a bare 全年 are the year spoken of last: of the sentence's own times before them, else of the context."""
    out: list[Time] = []
    for time in times:
        words = document.text[time.start_char : time.end_char]
        if words in _THAT_YEAR and context is not None and context.start is not None and context.end is not None and context.start.year == context.end.year:
            year = context.start.year
            time = replace(time, start=dt.date(year, 1, 1), end=dt.date(year, 12, 31), grain="year", basis="relative")
        context = time
        out.append(time)
    return out


def to_carry(times: Sequence[Time], carried: Time | None) -> Time | None:
    """The time that later sentences of the paragraph stand in: the last one of a month or more, else the last day, else what was carried."""
    wide = [t for t in times if t.grain != "day" and t.kind not in ("duration", "window") and not _WEEKDAY.match(t.text)]
    if wide:
        return wide[-1]
    days = [t for t in times if t.grain == "day" and t.kind == "point"]
    return carried if (carried is not None and carried.grain != "day") or not days else days[-1]

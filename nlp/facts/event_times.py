"""The times that an event can have: said in its sentence, standing over its paragraph, or worked out from `日前`."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from nlp.facts.periods import usable_times
from nlp.facts.sentence import Document, Sentence
from nlp.model import Time
from nlp.names import mask_wire_marks

JUST_NOW = frozenset({"日前", "近日", "不久前", "前不久", "日昨", "早前", "近期", "recently", "lately"})
_SINCE = re.compile(r"(?:正式)?(?:上线|成立|推出|上市|发布|开业|启动|创立|开通|投产|落地)(?:之后|后|以来|至今)")
_HEADING_REST = re.compile(r"[\s:：、，,。.\-—–~至到()（）|]*")
_LEADING = re.compile(r"[\s\"'“”‘’•·*#\-—–|]*")
_OF_A_DAY = re.compile(r"^(?:当天|当日|期间|前夕|当晚|凌晨|前后|大促期间|购物节期间)")
_PERIOD_OF = re.compile(r"^(?:的)?(?:年报|季报|财报|业绩|年度报告|战略|收入|营收|净利|预算)")


def event_times(document: Document, sentence: Sentence) -> list[Time]:
    """The sentence's own points and ranges, in order: no bare durations, running totals, datelines, or days that are only a name (双11)."""
    masked = mask_wire_marks(document.text, sentence.start, sentence.end)
    kept = []
    for time in usable_times(document, sentence):
        began = _SINCE.match(document.text, time.end_char) or _SINCE.search(document.text, time.start_char, time.end_char)
        if time.kind in ("duration", "window") or (time.sense not in ("at", "until") and not (time.sense == "since" and began)):
            continue
        if not masked[time.start_char - sentence.start : time.end_char - sentence.start].strip():
            continue
        inside = [n for n in sentence.names if n.start <= time.start_char and time.end_char <= n.end]
        after = document.text[time.end_char : time.end_char + 8]
        if inside and not _OF_A_DAY.match(after):
            continue
        if document.text[max(0, time.start_char - 1) : time.start_char] == "到" and re.match(r"(?:，|,)?(?:已|为止|都|还|依然|仍)", after):
            continue
        if time.grain in ("quarter", "half", "year") and _PERIOD_OF.match(after):
            continue
        kept.append(time)
    return kept


def heading_time(document: Document, sentence: Sentence) -> Time | None:
    """The time of a line that holds nothing else, such as `2014年1月` over the lines of a timeline."""
    if len(sentence.times) != 1 or sentence.end - sentence.start > 24:
        return None
    time = sentence.times[0]
    rest = document.text[sentence.start : time.start_char] + document.text[time.end_char : sentence.end]
    return time if time.start is not None and _HEADING_REST.fullmatch(rest) else None


def leads(document: Document, sentence: Sentence, time: Time) -> bool:
    """Whether a sentence begins with the time and a mark, as the lines of a chronicle do (`July 2005 - Google hires …`)."""
    lead = document.text[sentence.start : time.start_char]
    after = document.text[time.end_char : time.end_char + 3]
    return _LEADING.fullmatch(lead) is not None and re.match(r"\s*[-—–:：]", after) is not None


def vague_time(document: Document, sentence: Sentence) -> Time | None:
    """`日前`, `recently`: the time of writing at its own grain, the month at the finest; None without either."""
    written, grain = document.layout.written_on, document.layout.written_grain
    hint = next((t for t in sentence.vague if document.text[t.start_char : t.end_char].lower() in JUST_NOW), None)
    if hint is None or written is None:
        return None
    if grain == "year":
        return replace(hint, start=dt.date(written.year, 1, 1), end=dt.date(written.year, 12, 31), grain="year", basis="relative", kind="point")
    last = (written.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    return replace(hint, start=written.replace(day=1), end=last, grain="month", basis="relative", kind="point")


_FINENESS = {"day": 0, "month": 1, "quarter": 2, "half": 2, "span": 2, "year": 2}


def finest_of_clause(sentence: Sentence, times: list[Time]) -> list[Time]:
    """Of several times in one clause those of the finest grain: 周三公布第二季度业绩 happens on Wednesday."""
    best: dict[int, int] = {}
    for time in times:
        clause = sentence.clause_of(time.start_char)
        best[clause] = min(best.get(clause, 9), _FINENESS[time.grain or "span"])
    return [t for t in times if _FINENESS[t.grain or "span"] == best[sentence.clause_of(t.start_char)]]

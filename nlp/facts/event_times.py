"""The times that an event can have: said in its sentence, standing over its paragraph, or worked out from `日前`."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import lru_cache

from nlp.facts.periods import usable_times
from nlp.facts.sentence import Document, Sentence
from nlp.facts.words import Word
from nlp.model import Time
from nlp.names import mask_wire_marks

JUST_NOW = frozenset({"日前", "近日", "不久前", "前不久", "日昨", "近期", "recently", "lately"})
_SINCE = re.compile(r"(?:正式)?(?:上线|成立|推出|上市|发布|开业|启动|创立|开通|投产|落地)(?:之后|后|以来|至今)")
_FROM_THEN = re.compile(r"(?:开始|起|正式|生效|晚上开始)")
_HEADING_REST = re.compile(r"[\s:：、，,。.\-—–~至到()（）|]*")
_LEADING = re.compile(r"[\s\"'“”‘’•·*#\-—–|]*")
_OF_A_DAY = re.compile(r"^(?:当天|当日|期间|前夕|当晚|凌晨|前后|大促期间|购物节期间)")
_PERIOD_OF = re.compile(r"^(?:的)?(?:年报|季报|财报|业绩|年度报告|战略|收入|营收|净利|预算|一样|相比)")
_LASTS = re.compile(r"(?:一连|连续|为期|长达|历时|耗时|持续|共)\s*$")
_BY_THEN = re.compile(r"(?:截至|截止|截止到|截至到)(?:北京时间|美东时间|美国东部时间|当地时间|目前|今日)?\s*$|\b[Aa]s of\s*$")
_QUOTED_NAME = re.compile(r"《[^《》\n]{1,40}》|“[^“”，。；！？\n]{2,20}”|「[^「」，。；！？\n]{2,20}」|\"[^\"，。；！？\n]{2,20}\"")
_WIRED = re.compile(r"讯\s*$")
_OF_WIRE = re.compile(r"\s*(?:上午|下午|晚间|早间|凌晨|午间)?(?:消息|电)")
_SETTING = re.compile(r"\s*(?:针对|关于|对于|随着|面对|相比|相较|不同于|除了|除|由于|鉴于)")
_COMPARES = re.compile(r"不同|类似|相似|一样|相比")
_DUE = re.compile(r"(?:预定|订于|定于|拟于|将于|料于|预计(?:于|在)?|计划(?:于|在)?)\s*$")
_ROLLING = re.compile(r"过去|未来|最近|以来|今后|接下来|近[\d一二两三四五六七八九十几]|\b(?:past|last|next|coming)\b")
_PLACE_OF_WIRE = re.compile(r"[\s\"']*[A-Z][A-Z .,/]{1,40}")
_DASH = re.compile(r"\s*(?:\([A-Za-z ]{2,20}\)\s*)?[-–—]")
_SAID_ON = re.compile(r"\b(?:said|announced|reported|confirmed|denied|told [^,.]{2,24})(?: in a statement)? (?:on |late on )?$")
_IN_YEAR = "年度"
_GOES_ON = re.compile(r"(?:，|,)?(?:已|为止|都|还|依然|仍)")
_MARK_BEHIND = re.compile(r"\s*[-—–:：]")
_HAN = re.compile(r"[一-鿿]")


@lru_cache(maxsize=64)
def without_wire(text: str, start: int, end: int) -> str:
    """A sentence with its datelines and reporters blanked, kept for the readers that ask for it one after another."""
    return mask_wire_marks(text, start, end)


def event_times(document: Document, sentence: Sentence) -> list[Time]:
    """The sentence's own points and ranges, in order.

    No bare durations, rolling windows, running totals, datelines, nor days that are only part of a name (双11, 《2013年度报告》).
    """
    if not sentence.times:
        return []
    written = {t.start_char: t for t in sentence.times}
    # as said: 11月19日发布的三季报 is published on that day
    points = [t for t in (written.get(time.start_char, time) for time in usable_times(document, sentence)) if _is_point(document, t)]
    if not points:
        return []
    masked = without_wire(document.text, sentence.start, sentence.end)
    titles = [m.span() for m in _QUOTED_NAME.finditer(document.text, sentence.start, sentence.end)]
    kept: list[Time] = []
    for time in points:
        if not masked[time.start_char - sentence.start : time.end_char - sentence.start].strip():
            continue
        if titles and any(a < time.start_char and time.end_char < b for a, b in titles):
            continue
        if not _is_part_of_other(document, sentence, time):
            kept.append(_ahead(document, sentence, time, kept[-1] if kept else None))
    return kept


def _ahead(document: Document, sentence: Sentence, time: Time, told: Time | None) -> Time:
    """The time as its words mean it: 预定2月24日 lies ahead: a day without its year, told as due, is the next one after the announcement."""
    layout, text = document.layout, document.text
    if time.grain not in ("day", "month") or time.basis == "explicit" or layout.written_on is None or time.start is None or time.end is None:
        return time
    before = text[max(sentence.start, time.start_char - 40) : time.start_char]
    if 0 < (time.start - layout.written_on).days <= 7 and _SAID_ON.search(before):
        return replace(time, start=time.start - dt.timedelta(days=7), end=time.end - dt.timedelta(days=7))
    told_on = told.start if told is not None and told.grain == "day" else None
    if time.start >= (told_on or layout.written_on) or not _DUE.search(before):
        return time
    if not re.match(r"\d{1,2}月", text[time.start_char : time.end_char]) or (layout.written_on - time.start).days > 366:
        return time
    return replace(time, start=_year_on(time.start), end=_year_on(time.end))


def _year_on(day: dt.date) -> dt.date:
    return day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else dt.date(day.year + 1, 2, 28)


def _is_point(document: Document, time: Time) -> bool:
    """Whether something can happen at a time: at a point, until it, or from it on."""
    if time.kind in ("duration", "window") or (time.grain == "span" and _ROLLING.search(time.text)) or time.sense not in ("at", "until", "since"):
        return False
    if time.sense == "at":
        return True
    text = document.text
    began = _SINCE.match(text, time.end_char) or _SINCE.search(text, time.start_char, time.end_char)
    return time.sense == "until" or began is not None or _FROM_THEN.match(text, time.end_char) is not None


def _is_part_of_other(document: Document, sentence: Sentence, time: Time) -> bool:
    """Whether a time only names something (2018年财报), measures how long it took, or ends a running total."""
    text = document.text
    before, after = text[max(sentence.start, time.start_char - 12) : time.start_char], text[time.end_char : time.end_char + 8]
    if [n for n in sentence.names if n.start <= time.start_char and time.end_char <= n.end] and not _OF_A_DAY.match(after):
        return True
    if before.endswith("到") and _GOES_ON.match(after):
        return True
    if _is_english_dateline(document, sentence, time):
        return True
    if _LASTS.search(before) or _BY_THEN.search(before) or (_WIRED.search(before) and _OF_WIRE.match(after)):
        return True
    if time.grain not in ("day", "month") and _SETTING.match(text, *sentence.clauses[sentence.clause_of(time.start_char)]):
        return True
    if time.grain in ("quarter", "half", "year") and _PERIOD_OF.match(after):
        return True
    return text.endswith(_IN_YEAR, time.start_char, time.end_char) and _HAN.match(after) is not None


def _is_english_dateline(document: Document, sentence: Sentence, time: Time) -> bool:
    """Whether a time stands between a place in capitals and a dash (BEIJING, April 7 -)."""
    return _PLACE_OF_WIRE.fullmatch(document.text, sentence.start, time.start_char) is not None and _DASH.match(document.text, time.end_char) is not None


def dateline(document: Document, sentence: Sentence) -> Time | None:
    """The day of a wire's dateline (某社北京9月2日电), for a sentence that has no other time."""
    if not sentence.times or document.layout.title_span == (sentence.start, sentence.end):
        return None
    masked = without_wire(document.text, sentence.start, sentence.end)
    for time in sentence.times:
        hidden = not masked[time.start_char - sentence.start : time.end_char - sentence.start].strip()
        if (hidden or _is_english_dateline(document, sentence, time)) and time.start is not None and time.grain == "day":
            return time
    return None


def heading_time(document: Document, sentence: Sentence) -> Time | None:
    """The time of a line that holds nothing else, such as `2014年1月` over the lines of a timeline."""
    if len(sentence.times) != 1 or sentence.end - sentence.start > 24:
        return None
    time = sentence.times[0]
    rest = document.text[sentence.start : time.start_char] + document.text[time.end_char : sentence.end]
    return time if time.start is not None and _HEADING_REST.fullmatch(rest) else None


def leads(document: Document, sentence: Sentence, time: Time) -> bool:
    """Whether a sentence begins with the time and a mark, as the lines of a chronicle do (`July 2005 - Google hires …`)."""
    text, end = document.text, time.end_char
    return _LEADING.fullmatch(text, sentence.start, time.start_char) is not None and _MARK_BEHIND.match(text, end, end + 3) is not None


def vague_time(document: Document, sentence: Sentence, times: list[Time]) -> Time | None:
    """`日前`, `recently`: the time of writing at its own grain, the month at the finest; None without either.

    Counts only in a clause that has no time of its own.
    """
    if not sentence.vague or any(t.grain == "day" for t in times):
        return None
    written, grain = document.layout.written_on, document.layout.written_grain
    taken = {sentence.clause_of(t.start_char) for t in times}
    hints = (t for t in sentence.vague if document.text[t.start_char : t.end_char].lower() in JUST_NOW)
    hint = next((t for t in hints if sentence.clause_of(t.start_char) not in taken), None)
    if hint is None or written is None or _COMPARES.search(document.text, *sentence.clauses[sentence.clause_of(hint.start_char)]):
        return None
    if grain == "year":
        return replace(hint, start=dt.date(written.year, 1, 1), end=dt.date(written.year, 12, 31), grain="year", basis="relative", kind="point")
    last = (written.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    return replace(hint, start=written.replace(day=1), end=last, grain="month", basis="relative", kind="point")


_FINENESS = {"day": 0, "month": 1, "quarter": 2, "half": 2, "span": 2, "year": 2}


def finest_of_clause(document: Document, sentence: Sentence, times: list[Time], triggers: tuple[Word, ...]) -> list[Time]:
    """Of several times in one clause those of the finest grain: 周三公布第二季度业绩 happens on Wednesday.

    A time behind a verb of announcing stays, if a trigger of its own follows it (周三宣布将于明年卸任).
    """
    if len(times) < 2:
        return times
    best: dict[int, int] = {}
    clauses = [sentence.clause_of(time.start_char) for time in times]
    for clause, time in zip(clauses, times, strict=True):
        best[clause] = min(best.get(clause, 9), _FINENESS[time.grain or "span"])
    kept: list[Time] = []
    for clause, time in zip(clauses, times, strict=True):
        if _FINENESS[time.grain or "span"] == best[clause] or (kept and _is_told(sentence, triggers, kept[-1], time)) or _is_told_of(document, triggers, time):
            kept.append(time)
    return kept


def _is_told_of(document: Document, triggers: tuple[Word, ...], time: Time) -> bool:
    """Whether a time is that of a relative clause of its own (2019年上市的瑞幸咖啡6月29日退市)."""
    return any(0 <= w.start - time.end_char <= 4 and document.text[w.end : w.end + 1] == "的" and w.key not in ("results", "announcement") for w in triggers)


def _is_told(sentence: Sentence, triggers: tuple[Word, ...], earlier: Time, later: Time) -> bool:
    said = any(w.key == "announcement" and earlier.end_char <= w.start and w.end <= later.start_char for w in triggers)
    end = sentence.clauses[sentence.clause_of(later.start_char)][1]
    return said and any(w.key not in ("announcement", "results") and later.end_char <= w.start < end for w in triggers)

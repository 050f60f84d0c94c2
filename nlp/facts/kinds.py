"""What kind of statement a figure makes: level, share, growth, change, ratio, target or rank; its sign, its base, and its modality.

由10%升至15% is two levels. The change of five points is a row only where the text writes it: a difference that a reader works out is no assertion.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal

from nlp.facts.figures import CURRENCIES, Figure
from nlp.facts.lines import Line, within
from nlp.facts.sentence import Document
from nlp.facts.words import Word, cues, pattern, searched
from nlp.model import Modality, Quantity
from nlp.records import record

_BOUND = r"(?:约为|约|近|逾|超过|超|大约|大概|将近|接近|不足|人民币|新台币|美元|RMB|US|HK|NT|about|around|nearly|almost|some|roughly|more than|over)?\s*$"
_TO_BEFORE = searched("kinds", "to_before")
_FROM_BEFORE = searched("kinds", "from_before")
_TAIL_RATE = pattern("kinds", "tail_rate")
_OF_A_SHARE = frozenset({"share_price", "other_money", "net_profit", "net_loss", "price"})
_GROWTH_RATES = ("增长率", "成长率", "年增率", "年减率", "季增率", "季减率", "月增率", "月减率", "占有率", "市占率")
_UP, _DOWN = ("up", "rate_up", "year_up", "period_up"), ("down", "rate_down", "year_down", "period_down")
_MOVES = frozenset(_UP + _DOWN)
_YEAR, _PERIOD = ("year", "year_up", "year_down"), ("period", "period_up", "period_down")
_BASES = frozenset(_YEAR + _PERIOD)


@record
class Statement:
    """The kind of a figure, its signed value, the base of a growth, and how it is asserted."""

    kind: str
    value: Decimal
    base: str | None
    modality: Modality


def judge(line: Line, figure: Figure, is_base: bool = False) -> Statement:
    """Kind, sign, base period and modality of one figure, from the words of its clause; `is_base`: others are compared with it (比上年的1682亿元)."""
    quantity = figure.quantity
    low, high = figure.reach
    growth = within(line.growth, low, high)
    mover = _mover(line, figure, growth, is_base) if growth else None
    modality = _modality(line, low, quantity.start_char)
    kind = _kind(line, figure, mover, "asserted" if is_base else modality, is_base)
    value = quantity.value
    if kind not in ("growth", "change"):
        return Statement(kind, value, None, modality)
    if mover is not None and mover.key in _DOWN and value > 0:
        value = -value
    if kind == "change" and figure.unit != "pp" and not _counts_down(line, quantity.start_char):
        value = abs(quantity.value)
    return Statement(kind, value, _base(growth, quantity.start_char), modality)


_FEWER = pattern("kinds", "fewer")


def _counts_down(line: Line, start: int) -> bool:
    return _FEWER.search(line.before(start, 10)) is not None


def _mover(line: Line, figure: Figure, growth: Sequence[Word], is_base: bool) -> Word | None:
    """The verb of growth that moves this figure: a rate noun (增速从39%回落到27%), else the last one before it, else one right behind it (5% lower)."""
    start, end = figure.quantity.start_char, figure.quantity.end_char
    growth = [w for w in growth if w.key in _MOVES]
    rates = [w for w in growth if w.end <= start and _is_rate(w)] if growth and figure.unit in ("%", "倍") else []
    if rates or is_base or not growth:
        return rates[-1] if rates else None
    before = [w for w in growth if w.end <= start + 1 and (len(w.form) > 1 or start - w.end <= 6)]
    if before and before[-1].form == "up" and figure.unit not in ("%", "倍") and start - before[-1].end > 4:
        before = before[:-1]  # an English particle (opened up 20 stores)
    if before:
        return before[-1]
    behind = [w for w in growth if w.start >= end - 1 and w.start - end <= (14 if line.sentence.english else 5)]
    if behind and figure.unit in CURRENCIES and not line.sentence.english:
        return None
    return behind[0] if behind else None


def _kind(line: Line, figure: Figure, mover: Word | None, modality: Modality, is_base: bool) -> str:
    quantity, unit = figure.quantity, figure.unit
    if quantity.ordinal or (unit == "名" and figure.category == "rank"):
        return "rank"
    if unit == "pp":
        return "change"
    words = within(line.kinds, *figure.reach)
    near = [w for w in words if w.end <= quantity.start_char + 1]
    if not is_base and _is_target(line, figure, near, modality):
        return "target"
    if unit == "%":
        return _kind_of_percent(line, figure, mover)
    if unit == "倍":
        return "growth" if mover is not None and (_is_rate(mover) or not _is_level(line, quantity)) else "ratio"
    per_share = [w for w in words if w.key == "per_share"] if figure.category in _OF_A_SHARE else []
    if [w for w in per_share if 0 <= quantity.start_char - w.end <= 12 or 0 <= w.start - quantity.end_char <= 4]:
        return "ratio"
    return "change" if _is_change(line, figure, mover, near) else "level"


def _is_target(line: Line, figure: Figure, near: Sequence[Word], modality: Modality) -> bool:
    """Whether a figure is aimed at: by a word before it (`near`), as money of a plan, or as the most that a round shall raise."""
    if [w for w in near if w.key == "target" and not is_ba(line.text, w)] or (modality == "planned" and figure.unit in CURRENCIES):
        return True
    return _is_plan(line, figure) or (figure.category == "funding_amount" and figure.quantity.bound == "<=")


def _is_level(line: Line, quantity: Quantity) -> bool:
    """Whether the words right before a figure say that it is reached or left (增至, 由…), not added."""
    lead = line.before(_without_time(line, quantity.number[0]), 24)
    return _TO_BEFORE.search(lead) is not None or _FROM_BEFORE.search(lead) is not None


def _is_rate(mover: Word) -> bool:
    """增幅, 同比增速, 增长率: a noun whose percentage is a growth whatever stands between."""
    return mover.key in ("rate_up", "rate_down") or mover.form.endswith(("幅", "增速", "率"))


def _without_time(line: Line, start: int) -> int:
    """Where the words before a figure end, a time between left out (下滑到2018年的42.9%)."""
    times = line.sentence.times
    at = bisect_right(line.sentence.time_ends, start)
    return times[at - 1].start_char if at and line.text[times[at - 1].end_char : start] in ("", "的", "同期的") else start


def _kind_of_percent(line: Line, figure: Figure, mover: Word | None) -> str:
    quantity = figure.quantity
    if mover is not None and (_is_rate(mover) or mover.end == quantity.start_char or not _is_level(line, quantity)):
        return "growth"
    if figure.usual_kind == "ratio" or "折" in quantity.unit_text or "折" in quantity.text:
        return "ratio"
    rate = _TAIL_RATE.search(line.before(quantity.start_char, 14))
    return "ratio" if rate and not rate.group(1).endswith(_GROWTH_RATES) else "share"


def _is_change(line: Line, figure: Figure, mover: Word | None, near: list[Word]) -> bool:
    """A difference between two amounts: what was added (净增), or what a verb of growth moves without 至."""
    start = figure.quantity.start_char
    changes = [w for w in near if w.key == "change"]
    if changes:
        between = line.text[changes[-1].end : start]
        far = len(between) > (24 if line.sentence.english else 6)
        if not (far and re.search(r"已|累计|总|达|\d|\band\b", between)):
            return not _is_level(line, figure.quantity)
    return mover is not None and mover.end <= start and start - mover.end <= 3 and not _is_level(line, figure.quantity)


def _base(growth: Sequence[Word], start: int) -> str | None:
    """The base of a growth as written: same period a year before, or the period before; None where the text does not say."""
    marks = [w for w in growth if w.key in _BASES]
    near = [w for w in marks if w.start <= start] or marks
    if not near:
        return None
    return "year" if near[-1].key in _YEAR else "period"


def judge_modality(document: Document, start: int, end: int) -> Modality:
    """The modality of what a clause states up to an offset: denied, rumoured, planned, else asserted.

    A word of a list counts as written; the shortest cues only at a word's place (将 is none in 将军).
    """
    return _weigh(document.text, cues("modality").find(document.text, start, end))


def _modality(line: Line, start: int, end: int) -> Modality:
    if not line.modality:
        return "asserted"
    found = [w for w in within(line.modality, start, end) if w.end <= end]
    found += [w for w in within(line.modality, max(line.sentence.start, start - 60), start) if w.key == "rumoured" and len(w.form) > 1 and w.form != "据悉"]
    return _weigh(line.text, found)


def _weigh(text: str, found: Sequence[Word]) -> Modality:
    keys = {w.key for w in found if not _is_part_of_word(text, w) and not is_ba(text, w)} if found else ()
    order: tuple[Modality, ...] = ("denied", "rumoured", "planned")
    for key in order:
        if key in keys:
            return key
    return "asserted"


_BA = pattern("kinds", "ba")
_AHEAD = pattern("kinds", "ahead")


def is_ba(text: str, word: Word) -> bool:
    """Whether 将 only moves an object forward (将功能开放给…) and says nothing of the future."""
    return word.form == "将" and not _AHEAD.match(text, word.start) and _BA.match(text, word.start) is not None


_PLAN_BEHIND = pattern("kinds", "plan_behind")
_PLEDGE = pattern("kinds", "pledge")


def _is_plan(line: Line, figure: Figure) -> bool:
    """Money of a plan (100亿美元筹资计划), money that somebody pledges, and what stands in a row with a target (将引入…，培育…)."""
    quantity, sentence = figure.quantity, line.sentence
    if figure.unit in CURRENCIES:
        if _PLAN_BEHIND.match(line.text, quantity.end_char, sentence.end):
            return True
        if _PLEDGE.search(line.before(quantity.start_char, 20)):
            return True
    if figure.clause == 0:
        return False
    low, high = sentence.clauses[figure.clause]
    times = sentence.times
    if sentence.english and line.text.startswith("and ", low + (line.text[low] == " ")):
        previous = within(line.kinds, *sentence.clauses[figure.clause - 1])
        first = bisect_left(sentence.time_starts, low)
        timed = first < len(times) and times[first].start_char < high
        return any(w.key == "target" for w in previous[:40]) and not timed
    if not line.looks_ahead:
        return False
    first = bisect_left(sentence.time_starts, low)
    if any(t.start is not None and t.start_char < high for t in times[first : first + 8]):
        return False
    last = next((t for t in times[: -9 : -1] if t.start is not None), None)
    return last is not None and last.forward and last.end_char <= quantity.start_char


_PARTS = frozenset({
    "将近", "将军", "上传", "传统", "传媒", "宣传", "传输", "传播", "传说", "传感", "流传", "传真", "传递", "传奇", "传导", "模拟", "虚拟", "拟人",
})  # fmt: skip


def _is_part_of_word(text: str, word: Word) -> bool:
    if len(word.form) > 1 or word.form.isascii():
        return False
    return text[max(0, word.start - 1) : word.start + 1] in _PARTS or text[word.start : word.end + 1] in _PARTS



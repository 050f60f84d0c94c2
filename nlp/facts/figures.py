"""Which quantities are figures that measure the world, and what each of them measures."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from decimal import Decimal

from nlp.facts.lines import Line, within
from nlp.facts.words import Measure, Word, cue, measures, pattern, searched
from nlp.model import Quantity
from nlp.quantities import is_vague, table_unit
from nlp.records import record

CURRENCIES = frozenset({
    "CNY", "USD", "HKD", "TWD", "EUR", "JPY", "GBP", "KRW", "INR", "SGD", "AUD", "CAD", "CHF", "RUB", "IDR", "THB", "VND", "MYR", "PHP", "BRL",
})  # fmt: skip
HOME_CURRENCY = {"cn": "CNY", "tw": "TWD", "hk": "HKD"}
RATES = frozenset({"%", "pp", "倍"})
_HAN_NUMBER = pattern("figures", "han_number")
_NOUN_END = searched("figures", "noun_end")
_SAME_FIGURE = pattern("figures", "same_figure")
_NAMED = ("人民币", "新台币", "台币", "港币", "RMB", "NT", "HK")
_OF_THEM = pattern("figures", "of_them")
_WHOLE = pattern("figures", "whole")
_CLOCK = pattern("figures", "clock")
_UNCOUNTED = cue("figures", "durations") | cue("figures", "counters")
_GENERIC = cue("figures", "generic")
_ONE = ("一", "两", "二", "a", "one", "A", "One")
_EXCHANGED = re.compile(r"\s*(?:兑|对|=|约合|to\b)")
_ABSTRACT = tuple(cue("figures", "abstract"))


@record
class Figure:
    """A quantity that measures something: its measure's place and category, its unit in the tables' words, and how that is known.

    `clause` is the index of its clause, `reach` the part of that which can matter to it (`Line.around`).
    `measured` is how the measure was found: here (in the figure's clause), before (in an earlier clause or sentence), or none.
    """

    quantity: Quantity
    measure: Word | None
    category: str
    usual_kind: str | None
    unit: str
    unit_basis: str
    clause: int
    reach: tuple[int, int]
    measured: str = "none"


def find_figures(line: Line, home: str | None, earlier: Word | None = None) -> list[Figure]:
    """The sentence's figures in order; durations, counters, model numbers and bare ordinals are none (GUIDELINE rule 2).

    `earlier` is the measure that the sentence before spoke of last, for 这一数字.
    """
    figures: list[Figure] = []
    last: Word | None = None
    sentence = line.sentence
    for index, quantity in enumerate(sentence.quantities):
        if not _measures_the_world(line, quantity):
            continue
        clause = sentence.clause_of(quantity.start_char)
        low, high = reach = line.around(quantity.start_char, clause)
        word = choose_measure(line, index, reach, last)
        measured = "here" if word is not None and low <= word.start and word.end <= high else "before"
        if word is None and earlier is not None and _SAME_FIGURE.search(line.text, low, quantity.start_char):
            word = earlier
        shared = last or (earlier if _OF_THEM.match(line.text, low) else None)
        figure = _figure(line, _with_bound(line, quantity), word, measured if word else "none", (clause, reach), (home, shared))
        if figure is None:
            continue
        if word is not None and word.key != "share_of":
            last = word
        figures.append(figure)
    return figures


_ABOUT = pattern("figures", "about")


_MORE = re.compile(r"\s*(?:\d|出|约)")
_PAST = re.compile(r"\b(?:passed|surpassed|topped|exceeded|crossed|topping|surpassing)\s*$")


def _with_bound(line: Line, quantity: Quantity) -> Quantity:
    """`约占净营收的87%` is about 87 %: the bound word stands before the verb."""
    if quantity.bound == ">" and quantity.text.endswith("多") and _MORE.match(line.after(quantity.end_char, 2)):
        return replace(quantity, bound="=")  # 比上年的1682亿元多453亿元: a comparison, no bound
    if quantity.bound != "=":
        return quantity
    if line.sentence.english and _PAST.search(line.before(quantity.start_char, 14)):
        return replace(quantity, bound=">")
    return replace(quantity, bound="~") if _ABOUT.search(line.before(quantity.start_char, 26)) else quantity


def _measures_the_world(line: Line, quantity: Quantity) -> bool:
    start, end, unit = quantity.start_char, quantity.end_char, quantity.unit or ""
    text, sentence = line.text, line.sentence
    if is_vague(quantity) or _is_name_or_time(line, quantity):
        return False
    if quantity.ordinal:
        return any(w.key == "rank" for w in within(line.kinds, max(sentence.start, start - 14), min(sentence.end, end + 6)))
    if unit in _UNCOUNTED or (unit == "分" and (_CLOCK.match(text, end) is not None or "点" in text[max(0, start - 1) : end])):
        return False
    written = text[quantity.number[0] : quantity.number[1]]
    if unit in CURRENCIES:  # but the one side of an exchange rate
        return written not in _ONE and not (quantity.value == 1 and _EXCHANGED.match(text[end : end + 4]))
    if unit in RATES:
        return unit != "%" or text[start:end] not in ("百分之百", "百分百") or _WHOLE.match(text, end) is not None
    if written in _ONE or (unit in _GENERIC and _HAN_NUMBER.match(written) and unit not in ("名", "位", "席")):
        return False
    if line.before(start, 1) == "每" or (unit == "股" and line.before(start, 2) == "每手"):
        return False  # what others are counted by
    if unit in _GENERIC and text[end : end + 4].lstrip("的").startswith(_ABSTRACT):
        return written.isdigit() and quantity.value >= 10
    return True


def _is_name_or_time(line: Line, quantity: Quantity) -> bool:
    """Whether the digits are part of a name (iPhone 8) or of a time; a name between the two ends of a range is none (US$31 million and US$40 million)."""
    low, high = quantity.number
    sentence = line.sentence
    at = bisect_left(sentence.name_ends, low)
    for name in sentence.names[at : at + 4]:
        if name.start < high and name.end > low and not (name.start > low and name.end < high):
            cut = name.end < high and line.text[name.end] in "0123456789.,，"  # a name that ends inside the number took too much
            if not cut:
                return True
    at = bisect_left(sentence.time_ends, low)
    return bool([t for t in sentence.times[at : at + 4] if t.start_char < high and low < t.end_char and t.kind != "duration"])


def choose_measure(line: Line, index: int, reach: tuple[int, int], last: Word | None) -> Word | None:
    """The measure words nearest to a figure: before it in its clause (money, rates), right behind it (counts), else those spoken of last."""
    quantities = line.sentence.quantities
    quantity = quantities[index]
    low, high = reach
    is_count = quantity.unit not in CURRENCIES and quantity.unit not in RATES
    before = [w for w in within(line.measures, low, quantity.start_char) if w.end <= quantity.start_char]
    named = is_count and quantity.unit not in (None, "股")  # 3000家公司实现盈利 counts companies
    if named and before:
        before = [w for w in before if measures()[w.key].unit != "CCY"]
    elif quantity.unit in CURRENCIES and before:  # 补贴用户14亿元 measures the subsidies
        before = [w for w in before if measures()[w.key].unit == "CCY"] or before
    left = before[-1] if before else None
    right = _right_measure(line, index, high)
    if right is not None and named and measures()[right.key].unit == "CCY":
        right = None
    if left and right:
        if quantity.unit == "%" and line.after(quantity.end_char, 1) == "的" and right.start == quantity.end_char + 1 and left.key != "share_of":
            return right
        gap_left = quantity.start_char - left.end + (2 if is_count else -2)
        if index and left.end <= quantities[index - 1].start_char:
            gap_left += 4
        return right if right.start - quantity.end_char < gap_left else left
    if left or right:
        return left or right
    return _measure_before(line, index, low, last, is_count)


def _right_measure(line: Line, index: int, high: int) -> Word | None:
    """The measure right behind a figure, with no mark and no other figure between."""
    quantity = line.sentence.quantities[index]
    reach = quantity.end_char + (40 if line.sentence.english else 14)
    after = within(line.measures, quantity.end_char, min(high, reach + 1))
    if not after or _NOUN_END.search(line.text, quantity.end_char, after[0].start):
        return None
    following = line.sentence.quantities[index + 1 : index + 2]
    return None if following and following[0].start_char < after[0].start else after[0]


_LEANS = pattern("figures", "leans")


def _measure_before(line: Line, index: int, low: int, last: Word | None, is_count: bool) -> Word | None:
    """The measure of an earlier clause for a figure that names none: growth always, an amount where its clause only leans on the one before (分别达到…)."""
    quantities = line.sentence.quantities
    quantity = quantities[index]
    if quantity.unit in RATES:
        return last or _last_measure(line, low)
    if last is not None and quantity.unit is not None and not is_count:
        return last if measures()[last.key].unit == "CCY" else None
    beside = index > 0 and last is not None and quantity.start_char - quantities[index - 1].end_char <= 3
    leans = beside or _LEANS.fullmatch(line.text, low, quantity.start_char) is not None
    leans = leans or any(w.key == "change" for w in within(line.kinds, low, quantity.start_char))
    if quantity.unit is None and leans:
        last = last or _last_measure(line, low)
        return last if last is not None and measures()[last.key].unit not in ("%", "") else None
    if last is None and leans:
        last = _last_measure(line, low)
    if is_count and last is not None and quantity.unit == measures()[last.key].unit and quantity.unit not in (None, "CCY"):
        moved = any(w.key.endswith(("up", "down")) for w in within(line.growth, low, quantity.start_char))
        return last if leans or moved else None
    if last is None or quantity.unit is None or is_count:
        return None
    return last if measures()[last.key].unit == "CCY" else None


def _last_measure(line: Line, low: int) -> Word | None:
    at = bisect_right(line.measures, low, key=lambda w: w.end)
    return line.measures[at - 1] if at else None


def _figure(
    line: Line, quantity: Quantity, word: Word | None, measured: str, place: tuple[int, tuple[int, int]], around: tuple[str | None, Word | None]
) -> Figure | None:
    """The figure of a quantity whose measure is known; `place` is its clause and reach, `around` the article's home and what a bare share is a share of."""
    home, last = around
    clause, reach = place
    measure = measures()[word.key] if word else None
    unit = table_unit(quantity)
    basis: str = quantity.unit_basis
    if unit is None:
        unit, basis = ("岁", "inferred") if _is_age(line, quantity) else _bare_unit(quantity, measure, home)
        if unit is None:
            return None
    elif unit in CURRENCIES and quantity.unit_text == "元" and not quantity.text.startswith(_NAMED):
        unit = line.noted_currency() or unit
    category = _category(unit, measure)
    usual = measure.kind if measure else None
    if word is not None and word.key == "share_of" and unit in RATES:
        low, high = reach
        shared = _shared(line, quantity, reach, last)
        if shared is None and ("市场" in line.text[low:high] or "market" in line.text[low:high]):
            category = "market_share"
        if shared is not None:
            category = _category(unit, measures()[shared.key])
            word = shared if line.clause(word.start)[0] <= shared.start and shared.end <= word.start else word
    if unit == "倍" and line.sentence.english and quantity.value >= 1000:
        unit, usual = "次", None  # downloaded 10 million times
        category = "traffic" if measure is not None and measure.category == "traffic" else "other_count"
    if unit == "%" and "折" in quantity.text:
        category, usual = "price", "ratio"
    if word and unit == "%" and line.text[word.end : word.end + 1] == "率":
        category, usual = ("margin" if category.endswith("profit") else "conversion"), "ratio"  # 净利润 + 率
    return Figure(quantity, word, category, usual, unit, basis, clause, reach, measured)


def _shared(line: Line, quantity: Quantity, reach: tuple[int, int], last: Word | None) -> Word | None:
    """What a share is a share of: the measure that 占 takes (占总营收的87%), stands under (广告收入占比), or that was spoken of last (其中93%来自…)."""
    low, high = reach
    own = [w for w in within(line.measures, low, high) if w.key != "share_of" and measures()[w.key].unit != "%" and w.end <= quantity.start_char]
    if own:
        return own[-1]
    at = bisect_left(line.measures, low, key=lambda w: w.start)
    before = [w for w in line.measures[max(0, at - 4) : at] if w.key != "share_of" and measures()[w.key].unit != "%"]
    return before[-1] if before else (last if last is not None and measures()[last.key].unit != "%" else None)


def _is_age(line: Line, quantity: Quantity) -> bool:
    """`Liu, 48, remains chairman`: a bare number between commas behind a person's name."""
    if not line.sentence.english or not 15 <= quantity.value <= 110 or line.after(quantity.end_char, 1) != ",":
        return False
    names = line.sentence.names
    at = bisect_right(line.sentence.name_ends, quantity.start_char)
    return at > 0 and names[at - 1].entity.entity_type == "PERSON" and line.text[names[at - 1].end : quantity.start_char] == ", "


def _bare_unit(quantity: Quantity, measure: Measure | None, home: str | None) -> tuple[str | None, str]:
    """The unit of a figure that has none: what its measure is counted in, if it is large enough to be no stray number."""
    if measure is None or measure.unit in ("", "%", "名"):
        return None, "inferred"
    if measure.unit == "CCY":
        scaled = quantity.scale_exp is not None and abs(quantity.value) >= Decimal(10_000)
        return (HOME_CURRENCY.get(home or "cn", "CNY"), "inferred") if scaled else (None, "inferred")
    return (measure.unit, "inferred") if abs(quantity.value) >= 10 else (None, "inferred")


def _category(unit: str, measure: Measure | None) -> str:
    """The category of a figure; a unit that does not go with the measure makes it a catch-all."""
    if measure is None:
        return "other_money" if unit in CURRENCIES else "other_count"
    if measure.category == "share":
        return "other_count"
    if measure.unit == "%" and unit not in RATES:
        return "stake" if unit == "股" else ("other_money" if unit in CURRENCIES else "other_count")
    money = measure.unit == "CCY"
    if unit in CURRENCIES and not money:
        return "price" if measure.category in ("users", "merchants", "orders") else "other_money"
    if money and unit not in CURRENCIES and unit not in RATES:
        return "stake" if unit == "股" else ("index" if unit == "点" else "other_count")
    return measure.category

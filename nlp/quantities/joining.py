"""Figures that belong together: ranges (2亿至6亿美元) and coordination (96和143亿元), where scale and unit flow to the left."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from nlp.quantities.figures import Figure
from nlp.quantities.numerals import EXACT

_RANGE = re.compile(r" {0,2}(?:--?|–|—|―|~|至|到|乃至|to) {0,2}")
_BETWEEN = re.compile(r"\bbetween\b[^.]{0,12}$")
_FROM = re.compile(r"\bfrom ?$")
_ALSO = re.compile(r" {0,2}(?:和|及|与|以及|、|/|and|or|或|跟|同) {0,2}")
_SPOKEN_MONEY = ("元", "圆", "块")
_LONGEST = 8  # characters between two figures that belong together
_STEP = 10
_NEAR = Decimal(100)  # coordinated figures lie within this factor of each other once the scale is shared


def join(text: str, figures: list[Figure]) -> list[Figure]:
    """Join ranges into one figure each and let units flow to the left over coordination; figures stay in order."""
    joined: list[Figure] = []
    for figure in figures:
        if joined and _is_range(text, joined[-1], figure):
            joined[-1] = _range(joined[-1], figure)
        else:
            joined.append(figure)
    _share(text, joined)
    for one, two in pairwise(joined):
        if two.start - one.end == 1:
            _convert(text, one, two)
    return joined


def _is_range(text: str, one: Figure, two: Figure) -> bool:
    if not 0 < two.start - one.end <= _LONGEST or one.share != two.share or two.bound_word or two.value < 0 or not _same_unit(one, two):
        return False
    if (one.high is not None and not one.numeral.vague) or two.high is not None:
        return False
    between = text[one.end : two.start]
    if between == " and ":
        if not _BETWEEN.search(text, max(0, one.start - 20), one.start):
            return False
    elif not _RANGE.fullmatch(between) or (between.strip() == "to" and _FROM.search(text, max(0, one.start - 6), one.start)):
        return False
    if "-" in between and one.numeral.plain:
        first = text[two.number_start]
        bare = one.unit is None and two.unit is None and two.numeral.plain
        if (first.isascii() and first.isalpha()) or (bare and not one.bound):  # 7-Eleven, 3-1
            return False
    low = _in_unit(one, two, _flow(one, two, ordered=True))
    if text[max(0, one.start - 1) : one.start] in ("从", "由") and abs(two.value) > _STEP * abs(low):  # 从5200万到2135亿 is a change
        return False
    return low < two.value if one.unit is None else low != two.value


def _same_unit(one: Figure, two: Figure) -> bool:
    """Whether two figures can be the ends of one range: 10%-15%, 3-5亿元, $3-5 million, but not 2.4个百分点至31.6%."""
    if one.unit is None or one.basis == "inferred":
        return True
    if two.unit is None:
        return one.prefix != ""
    if one.kind != two.kind and "points" in (one.kind, two.kind):
        return False
    return one.unit.unit == two.unit.unit or (one.kind == two.kind and "" in (one.unit.unit, two.unit.unit))


def _flow(one: Figure, two: Figure, *, ordered: bool) -> int:
    """The power of ten that `one`, without a scale of its own, takes over from `two` (96和143亿, 十八至三十万).

    In a range (`ordered`) the first figure stays below the second; in coordination both are of like size.
    """
    has_unit = one.unit is not None and (one.kind != "money" or one.unit_text in _SPOKEN_MONEY)
    own = one.numeral.tail
    if has_unit or one.numeral.fraction or not one.value or not two.value or (own and (not one.numeral.han or max(own) >= 4)):
        return 0
    for power in two.numeral.tail:
        if own and power % 4:  # 三百和五百万: only 万 is shared
            continue
        grown, other = abs(one.value.scaleb(power)), abs(two.value)
        if grown < other if ordered else 1 / _NEAR <= grown / other <= _NEAR:
            return power
    return 0


def _in_unit(one: Figure, two: Figure, power: int) -> Decimal:
    """The value of `one` with the shared scale, in the unit of `two` (5-8折)."""
    value = one.value.scaleb(power, EXACT) if power else one.value
    return EXACT.multiply(value, two.unit.factor) if one.unit is None and two.unit is not None else value


def _range(one: Figure, two: Figure) -> Figure:
    power = _flow(one, two, ordered=True)
    low, high = sorted((_in_unit(one, two, power), two.value))
    exps = [exp for exp in (one.exp + power if one.exp is not None else None, two.exp) if exp is not None]
    two.start, two.number_start = one.start, one.number_start
    two.value, two.high, two.bound, two.exp = low, high, "range", min(exps) if exps else None
    two.prefix = one.prefix or two.prefix
    if one.unit is not None and (two.unit is None or (two.basis == "inferred" and one.basis == "explicit")):
        two.unit, two.unit_text, two.basis = one.unit, one.unit_text, one.basis
    elif one.prefix and two.unit is not None and two.kind == "money" and not two.unit.unit:
        two.unit = one.unit
    return two


def _share(text: str, figures: list[Figure]) -> None:
    """Let scale and unit flow from the last of coordinated figures to those before it that have none."""
    group = 0
    for i in range(len(figures) - 1, 0, -1):
        one, two = figures[i - 1], figures[i]
        if two.start - one.end > _LONGEST or one.share or two.share or not _ALSO.fullmatch(between := text[one.end : two.start]):
            continue
        if one.unit is None and (two.unit is not None or two.numeral.scaled):
            if _numbers_a_list(text, one, between) or not _take_over(one, two):
                continue
        elif one.unit is None or two.unit is None or not _are_alike(one, two):
            continue
        if two.group is None:
            group += 1
            two.group = group
        one.group = two.group


def _are_alike(one: Figure, two: Figure) -> bool:
    """Whether both units are the same; 12亿元及85亿元人民币 makes them so."""
    assert one.unit is not None
    assert two.unit is not None
    if one.kind == two.kind == "money" and not one.unit.unit and two.unit_text[:1] in _SPOKEN_MONEY and two.unit.unit:
        one.unit, one.basis = two.unit, "shared"
    return one.unit.unit == two.unit.unit


def _numbers_a_list(text: str, one: Figure, between: str) -> bool:
    """1、2亿元: the 1 numbers a list."""
    return "、" in between and one.numeral.plain and text[max(0, one.start - 1) : one.start] in ("", "\n")


def _take_over(one: Figure, two: Figure) -> bool:
    """Give `one` the scale and the unit of `two`; False where it has too little to do with it."""
    small = one.numeral.han and not one.numeral.scaled and one.numeral.written == 1
    power = _flow(one, two, ordered=False)
    if two.unit is None and (small or (not power and one.numeral.plain)):
        return False
    one.value = _in_unit(one, two, power)
    one.high = one.high.scaleb(power, EXACT) if one.high is not None else None
    one.exp = one.exp + power if one.exp is not None else None
    if two.unit is not None:
        one.unit, one.unit_text = two.unit, two.unit_text
    one.basis = "shared"
    return True


def _convert(text: str, one: Figure, two: Figure) -> None:
    """超过2845亿元(431亿美元): what is converted in brackets has the bound of what it converts."""
    if two.bound or not one.bound or not one.kind == two.kind == "money":
        return
    if text[one.end] in "(（" and text[two.end : two.end + 1] in (")", "）"):
        two.bound = one.bound

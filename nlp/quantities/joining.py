"""Figures that belong together: ranges (3亿至5亿美元) and coordination (108和187亿元), where scale and unit flow to the left."""

from __future__ import annotations

import re
from decimal import Decimal

from nlp.quantities.figures import Figure
from nlp.quantities.numerals import EXACT

_RANGE = re.compile(r" {0,2}(?:--?|–|—|―|~|至|到|乃至|to) {0,2}")
_BETWEEN = re.compile(r" and ")
_ALSO = re.compile(r" {0,2}(?:和|及|与|以及|、|/|and|or|或|跟|同) {0,2}")


def join(text: str, figures: list[Figure]) -> list[Figure]:
    """Join ranges into one figure each and let units flow to the left over coordination; figures stay in order."""
    joined: list[Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        if last is not None and _is_range(text, last, figure):
            joined[-1] = _range(last, figure)
        else:
            joined.append(figure)
    _share(text, joined)
    for one, two in zip(joined, joined[1:], strict=False):
        _convert(text, one, two)
    return joined


def _convert(text: str, one: Figure, two: Figure) -> None:
    """超过3723亿元(563亿美元): what is converted in brackets has the bound of what it converts."""
    if two.bound or not one.bound or one.unit is None or two.unit is None or not one.unit.kind == two.unit.kind == "money":
        return
    if text[one.end : two.start] in ("(", "（") and text[two.end : two.end + 1] in (")", "）"):
        two.bound = one.bound


def _is_range(text: str, one: Figure, two: Figure) -> bool:
    if (one.high is not None and not one.numeral.vague) or two.high is not None or one.share != two.share:
        return False
    between = text[one.end : two.start]
    if not between or len(between) > 8:
        return False
    if _BETWEEN.fullmatch(between):
        if not re.search(r"\bbetween\b[^.]{0,12}$", text[max(0, one.start - 20) : one.start]):
            return False
    elif not _RANGE.fullmatch(between) or (between.strip() == "to" and re.search(r"\bfrom ?$", text[max(0, one.start - 6) : one.start])):
        return False
    if two.bound_word or two.value < 0 or not _same_unit(one, two):
        return False
    low, high = _flowed(one, two, ordered=True), two.value
    if "-" in between and one.numeral.plain and text[two.number_start].isalpha() and text[two.number_start].isascii():
        return False
    if one.numeral.plain and two.numeral.plain and two.unit is None and one.unit is None and "-" in between:
        return low < high and not re.match(r"[-\dA-Za-z]", text[two.end : two.end + 1]) and len(text.strip()) > two.end - one.start and one.bound != ""
    return low < high if one.unit is None else low != high


def _same_unit(one: Figure, two: Figure) -> bool:
    if one.unit is None or one.basis == "inferred":
        return True
    if two.unit is not None and "points" in (one.unit.kind, two.unit.kind) and one.unit.kind != two.unit.kind:
        return False
    if two.unit is None:
        return one.prefix != "" or one.unit.surface in ("",)
    return one.unit.unit == two.unit.unit or ({one.unit.unit, two.unit.unit} & {""} != set() and one.unit.kind == two.unit.kind)


def _flowed(one: Figure, two: Figure, *, ordered: bool) -> Decimal:
    """The value of `one` with the scale of `two` where it has none of its own (108和187亿, 十八至三十万)."""
    factor = _flow(one, two, ordered=ordered)
    return one.value.scaleb(factor, EXACT) if factor else one.value


def _flow(one: Figure, two: Figure, *, ordered: bool) -> int:
    """The power of ten that flows from `two` to `one`."""
    if (one.unit is not None and one.unit.kind != "money") or (one.unit is not None and one.unit_text in ("元", "圆", "块")) or not two.numeral.tail or not one.value or one.numeral.fraction:
        return 0
    own = one.numeral.tail
    if own and not one.numeral.han:
        return 0
    for power in two.numeral.tail:
        if own and power % 4:
            continue
        grown = abs(one.value.scaleb(power))
        if own and max(own) >= 4:
            return 0
        if (ordered and grown < abs(two.value)) or (not ordered and Decimal("0.01") <= grown / abs(two.value) <= 100):
            return power
    return 0


def _range(one: Figure, two: Figure) -> Figure:
    power = _flow(one, two, ordered=True)
    low, high = sorted((_in_unit(one, two, power), two.value))
    exps = [e for e in ((one.exp + power) if one.exp is not None else None, two.exp) if e is not None]
    two.start, two.number_start = one.start, one.number_start
    two.value, two.high, two.bound, two.exp = low, high, "range", min(exps) if exps else None
    two.prefix = one.prefix or two.prefix
    if one.unit is not None and (two.unit is None or (two.basis == "inferred" and one.basis == "explicit")):
        two.unit, two.unit_text, two.basis = one.unit, one.unit_text, one.basis
    elif one.prefix and two.unit is not None and two.unit.kind == "money" and not two.unit.unit:
        two.unit = one.unit
    return two


def _in_unit(one: Figure, two: Figure, power: int) -> Decimal:
    """`one` in the unit of `two`: 5-10折, 1-2斤."""
    value = one.value.scaleb(power, EXACT) if power else one.value
    if one.unit is None and two.unit is not None and two.unit.factor != 1:
        value = EXACT.multiply(value, two.unit.factor)
    return value


def _share(text: str, figures: list[Figure]) -> None:
    """Let scale and unit flow from the last of coordinated figures to those before it that have none."""
    group = 0
    for i in range(len(figures) - 1, 0, -1):
        one, two = figures[i - 1], figures[i]
        if not _ALSO.fullmatch(text[one.end : two.start]) or one.share or two.share:
            continue
        bare = one.unit is None
        if one.unit is not None and two.unit is not None and one.unit.kind == two.unit.kind == "money" and not one.unit.unit and two.unit_text[:1] in "元圆":
            one.unit, one.basis = two.unit, "shared"
        if not bare or (two.unit is None and not two.numeral.scaled):
            if two.unit is not None and one.unit is not None and one.unit.unit == two.unit.unit:
                one.group = two.group = two.group if two.group is not None else (group := group + 1)
            continue
        if "、" in text[one.end : two.start] and one.numeral.plain and text[max(0, one.start - 1) : one.start] in ("", "\n"):
            continue
        if one.numeral.han and not one.numeral.scaled and one.numeral.written == 1 and two.unit is None:
            continue
        power = _flow(one, two, ordered=False)
        if not power and one.numeral.plain and two.numeral.scaled and not one.numeral.scaled and two.unit is None:
            continue
        one.value = _in_unit(one, two, power)
        one.high = one.high.scaleb(power, EXACT) if one.high is not None else None
        one.exp = one.exp + power if one.exp is not None else None
        if two.unit is not None:
            one.unit, one.unit_text = two.unit, two.unit_text
        one.basis = "shared"
        one.group = two.group = two.group if two.group is not None else (group := group + 1)

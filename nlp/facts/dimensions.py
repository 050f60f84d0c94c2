"""Which part of a measure a figure is of: 移动端, 广告, 中国区, 双11 (the closed list of dimensions.toml)."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from nlp.facts.lines import Line
from nlp.facts.words import Word as Form
from nlp.facts.words import WordFinder, measures, pattern
from nlp.lexicon import read_toml
from nlp.model import Entity

_SECTIONS = ("channel", "part", "place", "sale", "measured")
_ONE_MEASURE = frozenset({"mau", "dau"})  # their names hold 日均 and 移动 as a matter of course
_SOLD = frozenset({"revenue", "gmv", "net_profit", "operating_profit", "gross_profit", "spend", "margin", "market_size", "sales_volume", "orders"})


_COMES_FROM = pattern("dimensions", "comes_from")


_OF_SALE = re.compile(r"(?:当天|期间|全天|当日)?的?\s*")


@cache
def _finder() -> WordFinder:
    return WordFinder({f"{section}:{name}": tuple(forms) for section, rows in read_toml("facts/dimensions.toml").items() for name, forms in rows.items()})


def find_dimension(
    line: Line, phrase: tuple[int, int], measure: Form | None, subject: Entity | None, figure_end: int | None = None
) -> str | None:
    """The parts named in a measure's noun phrase, in the order of the list, joined by `·`; None where none is named.

    What stands behind 来自 right after the figure (93%来自移动端) is a part too.
    Words inside the measure's own name count for sums that are sold in parts only (广告收入, not 视频 as a thing counted).
    """
    if measure is None:
        return None
    category = measures()[measure.key].category
    if phrase[0] > measure.start and category != "share":
        return None
    end = measure.end if category in _SOLD else measure.start
    found: dict[str, str] = {}
    for word in _finder().find(line.text, phrase[0], end):
        section, _, name = word.key.partition(":")
        if (section == "measured" and category in _ONE_MEASURE) or (subject is not None and name == subject.name):
            continue
        found[section] = name  # the nearest to the measure
    held = _finder().find(line.text, measure.start, measure.end) if category == "users" else []
    for word in held:
        section, _, name = word.key.partition(":")
        if section == "measured":
            found.setdefault(section, name)
    comes = _COMES_FROM.match(line.text, figure_end, min(line.sentence.end, figure_end + 8)) if figure_end is not None else None
    if comes:
        for word in _finder().find(line.text, comes.end(), min(line.sentence.end, comes.end() + 12))[:1]:
            found.setdefault(*word.key.split(":", 1))
    sale = _sale(line, phrase[0], subject)
    if sale is not None:
        found.setdefault("sale", sale)
    return "·".join([found[section] for section in _SECTIONS if section in found]) if found else None


def _sale(line: Line, low: int, subject: Entity | None) -> str | None:
    """The sale whose name stands right before the phrase (双11成交额), unless it is what the figure describes."""
    names = line.sentence.names
    if not names:
        return None
    at = bisect_right(line.sentence.name_ends, low)
    for name in names[max(0, at - 2) : at]:
        if name.entity.entity_type == "EVENT" and name.entity != subject and _OF_SALE.fullmatch(line.text, name.end, low):
            words = _finder().find(name.entity.name)
            return next((w.key.partition(":")[2] for w in words if w.key.startswith("sale:")), None)
    return None

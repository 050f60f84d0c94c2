"""One row for a figure that an article says several times, or rounds in its title."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from nlp.facts.figures import CURRENCIES

if TYPE_CHECKING:
    from nlp.facts.metrics import Found

_LOOSE = ("=", "~")  # bounds under which a figure may be said again
_LARGE = Decimal(1000)  # a count of less is likely to be another count


def merge(found: list[Found]) -> list[tuple[Found, int]]:
    """One row for a figure said several times: (the best saying, how often). A title's figure that the body gives is the body's."""
    groups: dict[tuple[object, ...], list[Found]] = {}
    for item in found:
        groups.setdefault(_key(item), []).append(item)
    rows = [(_best(items), sum(1 + item.sentence.repeats for item in items)) for items in groups.values()]
    kept = [(item, n) for item, n in rows if not item.sentence.in_title]
    body = [item for item, _ in kept]
    kept += [(item, n) for item, n in rows if item.sentence.in_title and not any(_says_same(item, other) for other in body)]
    return sorted(_without_weaker(kept), key=lambda row: row[0].figure.quantity.start_char)


def _key(item: Found) -> tuple[object, ...]:
    quantity = item.figure.quantity
    subject = item.subject.entity_id if item.subject else item.subject_text
    period = item.period.text if item.period else None
    asked = (subject, item.figure.category, item.dimension, item.statement.kind, item.figure.unit, period)
    return (*asked, item.statement.value, quantity.value_max, quantity.bound)


def _best(items: list[Found]) -> Found:
    if len(items) == 1:
        return items[0]
    return max(items, key=lambda item: (not item.sentence.in_title, item.period is not None, item.confidence, -item.figure.quantity.start_char))


def _says_same(one: Found, other: Found) -> bool:
    """Equal, or equal to the precision that the vaguer one writes."""
    if one.figure.unit != other.figure.unit and not {one.figure.unit_basis, other.figure.unit_basis} & {"inferred", "shared"}:
        return False
    if (one.figure.unit in CURRENCIES) != (other.figure.unit in CURRENCIES) or (one.figure.unit == "%") != (other.figure.unit == "%"):
        return False
    a, b = abs(one.statement.value), abs(other.statement.value)
    if one.figure.unit == other.figure.unit and one.figure.quantity.value_max == other.figure.quantity.value_max:
        scale = max(one.figure.quantity.scale_exp or 0, other.figure.quantity.scale_exp or 0)
        return abs(a - b) <= max(Decimal(10) ** scale, b / 50)
    return a == b


def _without_weaker(rows: list[tuple[Found, int]]) -> list[tuple[Found, int]]:
    """A figure said again without its period is the same figure."""
    kept: list[tuple[Found, int]] = []
    of_value: dict[tuple[object, ...], list[int]] = {}
    for item, n in rows:
        key = (item.statement.value, item.figure.unit, item.figure.quantity.value_max)
        twin = next((index for index in of_value.get(key, []) if _is_weaker(item, kept[index][0])), None)
        if twin is None:
            of_value.setdefault(key, []).append(len(kept))
            kept.append((item, n))
        else:
            other, m = kept[twin]
            kept[twin] = (_best([other, item]), m + n)
    return kept


def _is_weaker(item: Found, other: Found) -> bool:
    """Whether two rows of one value tell the same figure: periods that agree or lack, and a subject or a measure in common."""
    a, b = item.figure, other.figure
    if a.quantity.bound != b.quantity.bound and not (a.quantity.bound in _LOOSE and b.quantity.bound in _LOOSE):
        return False
    if other.period is not None and item.period is not None and other.period.text != item.period.text:
        return False
    if other.subject != item.subject and a.category != b.category:
        return False
    large = a.unit in CURRENCIES or abs(item.statement.value) >= _LARGE
    if large:
        return a.category == b.category or "other_" in a.category or "other_" in b.category or item.statement.kind == other.statement.kind != "change"
    return other.metric_text == item.metric_text

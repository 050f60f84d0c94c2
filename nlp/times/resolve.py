"""From trees to days: one resolver for both languages, with the document at hand.

`resolve` is taught the kinds of trees by points, parts and spans. It gives a Stretch, or None where the expression is no time after all
(30 February, 当天 without a day before it). A Stretch without days is a time that cannot be told from this text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar, cast

from nlp.model import Basis
from nlp.times import calendar as cal
from nlp.times.discourse import Discourse, Stretch
from nlp.times.nodes import Field, Node
from nlp.times.places import Place

UNKNOWN = Stretch(None, None, None, "relative", "vague")
Kind = TypeVar("Kind")
Resolver = Callable[[Kind, Discourse, Place], Stretch | None]
_RESOLVERS: dict[type, Resolver[Any]] = {}


def resolves(kind: type[Kind]) -> Callable[[Resolver[Kind]], Resolver[Kind]]:
    """Teach `resolve` a kind of tree."""

    def teach(find: Resolver[Kind]) -> Resolver[Kind]:
        _RESOLVERS[kind] = find
        return find

    return teach


def resolve(node: Node, talk: Discourse, place: Place) -> Stretch | None:
    """The days that an expression means at this place of the text."""
    return _RESOLVERS[type(node)](node, talk, place)


def year_of(field: Field, talk: Discourse, place: Place) -> tuple[int, Basis] | None:
    """The year a field says, and how it is known; None where that takes a time of writing that is not known."""
    if field.mode == "written":
        return (field.value, "explicit") if 1 <= field.value <= cal.LAST_YEAR else None
    now = talk.now(place)
    base = now.year if now else talk.year
    if field.mode == "anaphoric":
        base = talk.year if talk.year is not None else base
    return None if base is None or not 2 <= base + field.value <= cal.LAST_YEAR - 1 else (base + field.value, "relative")


def pick_year(talk: Discourse, place: Place, first: tuple[int, int], last: tuple[int, int]) -> int | None:
    """The year of a stretch of which only month and day are written: stated nearby, that of a plan, or the nearest past or coming one."""
    now = talk.now(place)
    later = now is not None and first > (now.month, now.day)
    if place.plan_year is not None and first[0] >= 9:
        return place.plan_year - 1
    carried = talk.carried_year(place, later)
    if carried is not None:
        return carried
    if now is None:
        return talk.year
    if talk.grain == "year" or place.alone:
        return now.year
    talk.guessed = not place.future
    if place.maybe and not place.future and talk.grain == "day":
        return min((now.year + n for n in (-1, 0, 1)), key=lambda year: abs((cal.day(year, first[0], min(first[1], 28)) or now) - now))
    if place.future and talk.month is not None and talk.month_sentence == place.sentence and talk.month < (now.year, now.month):
        return talk.month[0] + (first[0] < talk.month[1])  # 4月，公司宣布将于5月1日…: ahead of what is told, not of the telling
    if place.future:
        return now.year if last >= (now.month, now.day if talk.grain == "day" else 1) else now.year + 1
    if talk.grain == "month":
        return now.year if first[0] <= now.month else now.year - 1
    told = talk.month if talk.month_sentence == place.sentence else None
    if told is not None and told[0] == now.year and told[1] <= first[0] <= now.month + 3:
        return now.year  # 6月14日开幕，7月15日落幕: a story told in order does not jump back a year
    # A few days ahead is nearer than a year ago: sales and launches are announced without 将.
    soon = cal.add_days(now, 10)
    if first == last and soon and soon.year == now.year:
        return now.year if first <= (soon.month, soon.day) else now.year - 1
    return now.year if not later else now.year - 1


def stretch(span: tuple[dt.date, dt.date] | None, grain: str, basis: Basis) -> Stretch | None:
    """A Stretch of a span of days, None where there is none."""
    return Stretch(span[0], span[1], cast(Any, grain), basis, "point" if grain != "span" else "range") if span else None

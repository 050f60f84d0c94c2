"""Parts, weeks, decades, the n-th of something and days with names: from trees to days."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from nlp.model import Basis
from nlp.times import calendar as cal
from nlp.times.discourse import Discourse, Stretch
from nlp.times.nodes import Decade, Field, Named, Nth, Part, Point, Week
from nlp.times.places import Place
from nlp.times.points import calendar_year
from nlp.times.resolve import UNKNOWN, pick_year, resolve, resolves, stretch, year_of

YEAR_PARTS = {
    "opening": (1, 1),
    "early": (1, 2),
    "mid": (6, 6),
    "late": (12, 12),
    "spring": (3, 5),
    "summer": (6, 8),
    "autumn": (9, 11),
    "winter": (12, 14),
    "holidays": (7, 8),
    "first_half": (1, 6),
    "second_half": (7, 12),
}
MONTH_PARTS = {
    "early": (1, 5),
    "mid": (11, 20),
    "late": (25, 31),
    "first_ten": (1, 10),
    "second_ten": (11, 20),
    "third_ten": (21, 31),
    "first_twenty": (1, 20),
    "last_twenty": (11, 31),
    "first_half": (1, 15),
    "second_half": (16, 31),
}


@resolves(Part)
def _part(node: Part, talk: Discourse, place: Place) -> Stretch | None:
    whole = resolve(node.of, talk, place) if node.of is not None else _this_year(talk, place)
    if whole is None or whole.start is None or whole.end is None:
        return whole
    start, months = whole.start, (whole.end.year - whole.start.year) * 12 + whole.end.month - whole.start.month + 1
    if whole.grain == "month" and months == 1 and node.part not in ("so_far", "rest"):
        if node.part not in MONTH_PARTS:
            return whole
        low, high = MONTH_PARTS[node.part]
        return Stretch(
            start.replace(day=low),
            min(whole.end, start.replace(day=min(high, 28)) + (high - min(high, 28)) * cal.DAY),
            "month",
            whole.basis,
            "part",
        )
    if node.part in ("so_far", "rest"):
        now = talk.now(place)
        if now is None or not start <= now <= whole.end or whole.basis != "relative":
            return whole
        return Stretch(start, now, "span", "relative", "window") if node.part == "so_far" else Stretch(now, whole.end, "span", "relative", "window")
    if start == whole.end or whole.grain == "month":
        return whole
    if (whole.end - start).days == 6:
        low, high = {"early": (0, 2), "mid": (1, 4), "late": (3, 6)}.get(node.part, (0, 6))
        return stretch((start + low * cal.DAY, start + high * cal.DAY), "span", whole.basis)
    if whole.grain == "day":
        return whole
    if months == 12:
        low, high = YEAR_PARTS.get(node.part, (1, 12))
        found = stretch(
            cal.months_span(start.year, low, high),
            "month" if low == high or low == 1 else "half" if high - low == 5 else "span",
            whole.basis,
        )
        return replace(found, kind="part") if found and node.part == "early" else found
    if months > 12:
        return _part_of_decade(start.year, months // 12, node.part, whole.basis)
    low, high = {"early": (0, 0), "mid": (months // 3, months - months // 3 - 1), "late": (months - 1, months - 1)}.get(node.part, (0, months - 1))
    return stretch(cal.months_span(start.year, start.month + low, start.month + high), "month" if low == high else "span", whole.basis)


def _part_of_decade(first: int, years: int, part: str, basis: Basis) -> Stretch | None:
    tenth = years // 10
    low, high = {
        "early": (0, 3 * tenth - 1) if years < 100 else (0, 2 * tenth - 1),
        "mid": (3 * tenth, 7 * tenth - 1),
        "late": (7 * tenth, years - 1) if years < 100 else (8 * tenth, years - 1),
        "first_half": (0, years // 2 - 1),
        "second_half": (years // 2, years - 1),
    }.get(part, (0, years - 1))
    return stretch(cal.months_span(first + low, 1, 12 * (high - low + 1)), "span", basis)


def _this_year(talk: Discourse, place: Place) -> Stretch | None:
    if talk.stated_year is not None and talk.stated_sentence == place.sentence:
        return stretch(cal.months_span(talk.stated_year, 1, 12), "year", "inferred")
    return calendar_year(Field(0, "deictic"), talk, place)


@resolves(Week)
def _week(node: Week, talk: Discourse, place: Place) -> Stretch | None:
    now = talk.now(place)
    if now is None:
        return UNKNOWN
    if (coarse := talk.coarse("day")) is not None:
        return coarse
    first = cal.monday(now) + (node.shift or 0) * 7 * cal.DAY
    if node.half is not None:
        return stretch((first + 3 * node.half * cal.DAY, first + (3 * node.half + 3) * cal.DAY), "span", "relative")
    if node.weekday is None:
        return stretch((first, first + 6 * cal.DAY), "span", "relative")
    day = first + (5 if node.weekday == 7 else node.weekday) * cal.DAY
    if node.shift is None:
        if day > now and not place.future:
            day -= 7 * cal.DAY
        elif day < now and place.future:
            day += 7 * cal.DAY
    return stretch((day, day + cal.DAY), "span", "relative") if node.weekday == 7 else Stretch(day, day, "day", "relative")


@resolves(Nth)
def _nth(node: Nth, talk: Discourse, place: Place) -> Stretch | None:
    whole = resolve(node.of, talk, place)
    if whole is None or whole.start is None or whole.end is None:
        return whole
    if whole.grain == "year" and talk.grain != "day" and whole.basis == "relative" and node.of == Point(None, Field(0, "deictic")):
        return whole
    start, end, n = whole.start, whole.end, node.number
    if node.unit == "weekday":
        day = cal.nth_weekday(start.year, start.month, n, node.weekday)
        return Stretch(day, day, "day", whole.basis) if day else None
    if node.unit == "day":
        first = start + (n - 1) * cal.DAY if n > 0 else end + (n + 1 - node.count + 1) * cal.DAY
        return stretch((first, first + (node.count - 1) * cal.DAY), "day" if node.count == 1 else "span", whole.basis)
    if node.unit == "month":
        m = start.month + n - 1 if n > 0 else end.month + n + 2 - node.count
        return stretch(cal.months_span(start.year, m, m + node.count - 1), "month" if node.count == 1 else "span", whole.basis)
    if n > 0:  # weeks of a year as ISO 8601 counts them, weeks of a month from its first Monday
        edge = cal.monday(dt.date(start.year, 1, 4)) if whole.grain == "year" else cal.monday(start + 6 * cal.DAY)
        first = edge + 7 * (n - 1) * cal.DAY
    else:
        first = cal.monday(end) + 7 * (n + 1) * cal.DAY
    return stretch((first, first + (7 * node.count - 1) * cal.DAY), "span", whole.basis)


@resolves(Named)
def _named(node: Named, talk: Discourse, place: Place) -> Stretch | None:
    now = talk.now(place)
    if node.year is not None:
        known = year_of(node.year, talk, place)
    else:
        rough = cal.named_day(node.name, now.year if now else 2000)
        if rough is None:
            return None
        edges = (rough[0].month, rough[0].day), (rough[1].month, rough[1].day)
        picked = pick_year(talk, place, *edges)
        known = None if picked is None else (picked, "inferred")
    if known is None:
        return UNKNOWN
    span = cal.named_day(node.name, known[0], node.holiday)
    return stretch(span, "day" if span and span[0] == span[1] else "span", known[1])


@resolves(Decade)
def _decade(node: Decade, talk: Discourse, place: Place) -> Stretch | None:
    century = node.century if node.century is not None else 1900 if node.tens >= 30 else 2000
    return stretch(cal.months_span(century + node.tens, 1, 120), "span", "explicit")

"""Points of the calendar, and quarters, halves and months: from trees to days."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, cast

from nlp.model import Basis
from nlp.times import calendar as cal
from nlp.times.discourse import Discourse, Stretch
from nlp.times.nodes import Century, Field, FiscalYear, Half, Months, Point, Quarter, SamePeriod
from nlp.times.places import Place
from nlp.times.resolve import UNKNOWN, pick_year, resolves, stretch, year_of


@resolves(Point)
def _point(node: Point, talk: Discourse, place: Place) -> Stretch | None:
    if node.day is not None and node.day.mode != "written":
        return _shifted_day(node, talk, place)
    if node.month is None:
        return _bare_day(node, talk, place) if node.day else calendar_year(cast(Field, node.year), talk, place)
    if node.month.mode != "written":
        return _shifted_month(node, talk, place)
    basis: Basis = "inferred"
    month, number = node.month.value, node.day.value if node.day else None
    if not 1 <= month <= 12:
        return None
    if node.year is None:
        edge = (month, number or 1), (month, number or 31)
        picked = pick_year(talk, place, *edge)
        if picked is None:
            return UNKNOWN if number is None or 1 <= number <= 31 else None
        year = picked
    elif (known := year_of(node.year, talk, place)) is None:
        return UNKNOWN
    else:
        year, basis = known
    if node.lunar:
        day = cal.lunar(year, month, number or 1)
        if day is None:
            return None
        return Stretch(day, day, "day", basis) if number else Stretch(day, cal.add_days(day, 28), "span", basis, "range")
    if number is None:
        return stretch(cal.months_span(year, month, month), "month", basis)
    day = cal.day(year, month, number)
    if day is None and node.year is None and (month, number) == (2, 29):
        day = next((found for back in range(1, 8) if (found := cal.day(year - back, 2, 29))), None)
    return Stretch(day, day, "day", basis) if day else None


def calendar_year(field: Field, talk: Discourse, place: Place) -> Stretch | None:
    if field.mode == "anaphoric" and talk.year is None:
        return None
    known = year_of(field, talk, place)
    if known is None:
        return UNKNOWN if field.mode != "written" else None
    return stretch(cal.months_span(known[0], 1, 12), "year", known[1])


def _shifted_day(node: Point, talk: Discourse, place: Place) -> Stretch | None:
    field = cast(Field, node.day)
    now = talk.now(place)
    if field.mode == "anaphoric":
        said = talk.day
        if said is not None and said.start != said.end:
            return replace(said, basis="relative")
        base = said.start if said else now if place.alone and talk.grain == "day" else None
        found = cal.add_days(base, field.value) if base else None
        return Stretch(found, found, "day", "relative") if found else None
    if now is None:
        return UNKNOWN
    if node.year is None and (coarse := talk.coarse("day")) is not None:
        return coarse
    found = cal.add_days(now, field.value)
    if found and node.year is not None:
        known = year_of(node.year, talk, place)
        found = cal.day(known[0], found.month, found.day) if known else None
    return Stretch(found, found, "day", "relative") if found else None


def _shifted_month(node: Point, talk: Discourse, place: Place) -> Stretch | None:
    field, now = cast(Field, node.month), talk.now(place)
    if field.mode == "anaphoric" and talk.month is not None:
        year, month = talk.month
    elif now is None:
        return UNKNOWN
    elif field.mode == "anaphoric" and not (node.day or place.alone):
        return None
    elif (coarse := talk.coarse("month")) is not None:
        return coarse
    else:
        year, month = now.year, now.month
    if node.year is not None and (known := year_of(node.year, talk, place)):
        year = known[0]
    year, month = divmod(year * 12 + month - 1 + field.value, 12)
    if node.day is None:
        return stretch(cal.months_span(year, month + 1, month + 1), "month", "relative")
    day = cal.day(year, month + 1, node.day.value)
    return Stretch(day, day, "day", "relative") if day else None


def _bare_day(node: Point, talk: Discourse, place: Place) -> Stretch | None:
    number, now = cast(Field, node.day).value, talk.now(place)
    if not 1 <= number <= 31:
        return None
    known = talk.month is not None and (talk.month_sentence == place.sentence or (talk.month_paragraph == place.paragraph and now is None))
    if known and talk.month is not None:
        day = cal.day(*talk.month, number)
        return Stretch(day, day, "day", "inferred") if day else None
    if now is None:
        return UNKNOWN
    if talk.grain == "year":
        return talk.coarse("day")
    for back in range(0, 12):
        month = cal.add_months(now.replace(day=1), back if place.future else -back)
        day = cal.day(month.year, month.month, number) if month else None
        if day and (talk.grain == "month" or place.alone or (day >= now if place.future else day <= now + cal.DAY)):
            return Stretch(day, day, "day", "inferred")
    return None


def _open_year(node: Any, talk: Discourse, place: Place, first: int, last: int, unit: int) -> tuple[int, Basis] | None:
    """The year of a quarter, half or run of months that names none: stated nearby, or the last that is over or under way."""
    now = talk.now(place)
    if node.year is not None:
        known = year_of(node.year, talk, place)
        # The fiscal year that is under way bears the number of the year in which it ends.
        ahead = bool(known and now and node.fiscal and node.year.mode == "deictic" and now.month > (talk.fiscal_year_end or 12))
        return (known[0] + ahead, known[1]) if known else None
    carried = talk.carried_year(place, later=now is not None and first > now.month)
    if carried is not None:
        return carried, "inferred"
    if now is None:
        return (talk.year, "inferred") if talk.year is not None else None
    if talk.grain == "year" or place.alone:
        return now.year, "inferred"
    if place.future:
        return now.year if last >= now.month else now.year + 1, "inferred"
    over = last < now.month or (last == now.month and (first > 1 or now.day > 24))  # 前5月 is not said before May is all but over
    return now.year if first <= now.month and (unit > 0 or over) else now.year - 1, "inferred"


def _fiscal(node: Any, talk: Discourse, year: int, first: int, last: int, basis: Basis) -> tuple[tuple[dt.date, dt.date] | None, Basis]:
    """Months of a fiscal year by the company's calendar; by the calendar year, and then only inferred, where that is not known."""
    if not node.fiscal or talk.fiscal_year_end == 12:
        return cal.months_span(year, first, last), basis
    if talk.fiscal_year_end is None:
        return cal.months_span(year, first, last), "inferred"
    shift = talk.fiscal_year_end - 12
    return cal.months_span(year, first + shift, last + shift), basis


@resolves(Quarter)
def _quarter(node: Quarter, talk: Discourse, place: Place) -> Stretch | None:
    if node.number.mode == "anaphoric":
        period = talk.period
        return Stretch(period.start, period.end, "quarter", "relative") if period and period.grain == "quarter" else None
    if node.number.mode == "deictic":
        now = talk.now(place)
        if now is None:
            return UNKNOWN
        if talk.grain == "year":
            return talk.coarse("month")
        first = 3 * ((now.month - 1) // 3 + node.number.value) + 1
        return stretch(cal.months_span(now.year, first, first + 2), "quarter", "relative")
    last = 3 * node.number.value
    known = _open_year(node, talk, place, last - 2, last, 1)
    if known is None:
        return UNKNOWN
    span, basis = _fiscal(node, talk, known[0], last - 2, last, known[1])
    return stretch(span, "quarter", basis)


@resolves(Half)
def _half(node: Half, talk: Discourse, place: Place) -> Stretch | None:
    now = talk.now(place)
    if node.number.mode == "deictic":
        if now is None:
            return UNKNOWN
        first = 6 * ((now.month - 1) // 6 + node.number.value) + 1
        return stretch(cal.months_span(now.year, first, first + 5), "half", "relative")
    last = 6 * node.number.value
    known = _open_year(node, talk, place, last - 5, last, 1)
    if known is None:
        return UNKNOWN
    year, basis = known
    # In spring 下半年 may be last year's; from May on it is the one to come.
    if node.year is None and now and year == now.year - 1 and now.month > 4 and talk.carried_year(place, True) is None:
        year = now.year
    span, basis = _fiscal(node, talk, year, last - 5, last, basis)
    return stretch(span, "half", basis)


@resolves(Months)
def _months(node: Months, talk: Discourse, place: Place) -> Stretch | None:
    first, last = (m + 13 if m < 0 else m for m in (node.first, node.last))
    known = _open_year(node, talk, place, first, last, 0)
    if known is None:
        return UNKNOWN
    span, basis = _fiscal(node, talk, known[0], first, last, known[1])
    grain = "year" if (first, last) == (1, 12) else "month" if first == last else "span"
    return stretch(span, grain, basis)


@resolves(FiscalYear)
def _fiscal_year(node: FiscalYear, talk: Discourse, place: Place) -> Stretch | None:
    found = _months(Months(node.year, 1, 12, fiscal=True), talk, place)
    if found is None or found.start is None or found.start.month == 1:
        return found
    return Stretch(found.start, found.end, "span", found.basis, "range")


@resolves(Century)
def _century(node: Century, talk: Discourse, place: Place) -> Stretch | None:
    first = (node.number.value - 1) * 100 if node.number.mode == "written" else 2000 + 100 * node.number.value
    return stretch(cal.months_span(max(first, 1), 1, 1200), "span", "explicit")


@resolves(SamePeriod)
def _same_period(node: SamePeriod, talk: Discourse, place: Place) -> Stretch | None:
    period, now = talk.period, talk.now(place)
    if node.whole_year:
        year = period.end.year if period and period.end else talk.year
        return stretch(cal.months_span(year, 1, 12), "year", "inferred") if year else None
    if node.year is None:
        return Stretch(period.start, period.end, period.grain, "relative", period.kind) if period else None
    if period is None or period.start is None or period.end is None:
        return calendar_year(node.year, talk, place)
    year = node.year.value if node.year.mode == "written" else period.start.year + node.year.value
    if node.year.mode == "deictic" and now and talk.stated_year != period.start.year and node.year.value == 0:
        year = now.year
    months = (year - period.start.year) * 12
    start, end = cal.add_months(period.start, months), cal.add_months(period.end, months)
    if start is None or end is None:
        return None
    if period.grain in ("month", "quarter", "half", "year"):
        end = cal.month_end(end.year, end.month)
    return Stretch(start, end, period.grain, "explicit" if node.year.mode == "written" else "relative", period.kind)

"""From trees to days: one resolver for both languages, with the document at hand.

A resolver gives a Stretch, or None where the expression is no time after all (30 February, 当天 without a day before it). A Stretch without
days is a time that cannot be told from this text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from nlp.model import Basis
from nlp.times import calendar as cal
from nlp.times.discourse import Discourse, Place, Stretch
from nlp.times.nodes import (
    Century,
    Decade,
    Field,
    FiscalYear,
    Half,
    Months,
    Named,
    Node,
    Nth,
    Part,
    Point,
    Quarter,
    SamePeriod,
    Week,
)

UNKNOWN = Stretch(None, None, None, "relative", "vague")
YEAR_PARTS = {
    "opening": (1, 1), "early": (1, 2), "mid": (6, 6), "late": (12, 12), "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 14), "holidays": (7, 8),
    "first_half": (1, 6), "second_half": (7, 12),
}
MONTH_PARTS = {"early": (1, 5), "mid": (11, 20), "late": (25, 31), "first_ten": (1, 10), "second_ten": (11, 20), "third_ten": (21, 31), "first_twenty": (1, 20), "last_twenty": (11, 31), "first_half": (1, 15), "second_half": (16, 31)}


def resolve(node: Node, talk: Discourse, place: Place) -> Stretch | None:
    """The days an expression means at this place of the text."""
    from nlp.times import spans

    handlers: dict[type, Callable[[Any, Discourse, Place], Stretch | None]] = {
        Point: _point, Quarter: _quarter, Half: _half, Months: _months, FiscalYear: _fiscal_year, Decade: _decade, Century: _century, Part: _part,
        Week: _week, Nth: _nth, Named: _named, SamePeriod: _same_period, **spans.HANDLERS,
    }
    try:
        return handlers[type(node)](node, talk, place)
    except OverflowError:  # beyond the calendar's ends
        return None


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
    if place.maybe and talk.grain == "day":
        return min((now.year + n for n in (-1, 0, 1)), key=lambda year: abs((cal.day(year, first[0], min(first[1], 28)) or now) - now))
    if place.future:
        return now.year if last >= (now.month, now.day if talk.grain == "day" else 1) else now.year + 1
    if talk.grain == "month":
        return now.year if first[0] <= now.month else now.year - 1
    # A few days ahead is nearer than a year ago: sales and launches are announced without 将.
    soon = cal.add_days(now, 10)
    if first == last and soon and soon.year == now.year:
        return now.year if first <= (soon.month, soon.day) else now.year - 1
    return now.year if not later else now.year - 1


def stretch(span: tuple[dt.date, dt.date] | None, grain: str, basis: Basis) -> Stretch | None:
    """A Stretch of a span of days, None where there is none."""
    return Stretch(span[0], span[1], cast(Any, grain), basis, "point" if grain != "span" else "range") if span else None


def _point(node: Point, talk: Discourse, place: Place) -> Stretch | None:
    if node.day is not None and node.day.mode != "written":
        return _shifted_day(node, talk, place)
    if node.month is None:
        return _bare_day(node, talk, place) if node.day else _year(cast(Field, node.year), talk, place)
    if node.month.mode != "written":
        return _shifted_month(node, talk, place)
    month, number = node.month.value, node.day.value if node.day else None
    if not 1 <= month <= 12:
        return None
    if node.year is None:
        edge = (month, number or 1), (month, number or 31)
        picked = pick_year(talk, place, *edge)
        if picked is None:
            return UNKNOWN if number is None or 1 <= number <= 31 else None
        year, basis = picked, "inferred"
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


def _year(field: Field, talk: Discourse, place: Place) -> Stretch | None:
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
    if node.year is not None:
        return year_of(node.year, talk, place)
    now = talk.now(place)
    carried = talk.carried_year(place, later=now is not None and first > now.month)
    if carried is not None:
        return carried, "inferred"
    if now is None:
        return (talk.year, "inferred") if talk.year is not None else None
    if talk.grain == "year" or place.alone:
        return now.year, "inferred"
    if place.future:
        return now.year if last >= now.month else now.year + 1, "inferred"
    return now.year if first <= now.month and (unit > 0 or last <= now.month) else now.year - 1, "inferred"


def _fiscal(node: Any, talk: Discourse, year: int, first: int, last: int, basis: Basis) -> tuple[tuple[dt.date, dt.date] | None, Basis]:
    """Months of a fiscal year by the company's calendar; by the calendar year, and then only inferred, where that is not known."""
    if not node.fiscal or talk.fiscal_year_end == 12:
        return cal.months_span(year, first, last), basis
    if talk.fiscal_year_end is None:
        return cal.months_span(year, first, last), "inferred"
    shift = talk.fiscal_year_end - 12
    return cal.months_span(year, first + shift, last + shift), basis


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


def _months(node: Months, talk: Discourse, place: Place) -> Stretch | None:
    first, last = (m + 13 if m < 0 else m for m in (node.first, node.last))
    known = _open_year(node, talk, place, first, last, 0)
    if known is None:
        return UNKNOWN
    span, basis = _fiscal(node, talk, known[0], first, last, known[1])
    grain = "year" if (first, last) == (1, 12) else "month" if first == last else "span"
    return stretch(span, grain, basis)


def _fiscal_year(node: FiscalYear, talk: Discourse, place: Place) -> Stretch | None:
    found = _months(Months(node.year, 1, 12, fiscal=True), talk, place)
    if found is None or found.start is None or found.start.month == 1:
        return found
    return Stretch(found.start, found.end, "span", found.basis, "range")


def _decade(node: Decade, talk: Discourse, place: Place) -> Stretch | None:
    century = node.century if node.century is not None else 1900 if node.tens >= 30 else 2000
    return stretch(cal.months_span(century + node.tens, 1, 120), "span", "explicit")


def _century(node: Century, talk: Discourse, place: Place) -> Stretch | None:
    first = (node.number.value - 1) * 100 if node.number.mode == "written" else 2000 + 100 * node.number.value
    return stretch(cal.months_span(max(first, 1), 1, 1200), "span", "explicit")


def _part(node: Part, talk: Discourse, place: Place) -> Stretch | None:
    whole = resolve(node.of, talk, place) if node.of is not None else _this_year(talk, place)
    if whole is None or whole.start is None or whole.end is None:
        return whole
    start, months = whole.start, (whole.end.year - whole.start.year) * 12 + whole.end.month - whole.start.month + 1
    if whole.grain == "month" and months == 1 and node.part not in ("so_far", "rest"):
        if node.part not in MONTH_PARTS:
            return whole
        low, high = MONTH_PARTS[node.part]
        return Stretch(start.replace(day=low), min(whole.end, start.replace(day=min(high, 28)) + (high - min(high, 28)) * cal.DAY), "month", whole.basis, "part")
    if node.part in ("so_far", "rest"):
        now = talk.now(place)
        if now is None or not start <= now <= whole.end or whole.basis != "relative":
            return whole
        return Stretch(start, now, "span", "relative", "window") if node.part == "so_far" else Stretch(now, whole.end, "span", "relative", "window", True)
    if start == whole.end or whole.grain == "month":
        return whole
    if (whole.end - start).days == 6:
        low, high = {"early": (0, 2), "mid": (1, 4), "late": (3, 6)}.get(node.part, (0, 6))
        return stretch((start + low * cal.DAY, start + high * cal.DAY), "span", whole.basis)
    if whole.grain == "day":
        return whole
    if months == 12:
        low, high = YEAR_PARTS.get(node.part, (1, 12))
        found = stretch(cal.months_span(start.year, low, high), "month" if low == high or low == 1 else "half" if high - low == 5 else "span", whole.basis)
        return replace(found, kind="part") if found and node.part == "early" else found
    if months > 12:
        return _part_of_decade(start.year, months // 12, node.part, whole.basis)
    low, high = {"early": (0, 0), "mid": (months // 3, months - months // 3 - 1), "late": (months - 1, months - 1)}.get(node.part, (0, months - 1))
    return stretch(cal.months_span(start.year, start.month + low, start.month + high), "month" if low == high else "span", whole.basis)


def _part_of_decade(first: int, years: int, part: str, basis: Basis) -> Stretch | None:
    tenth = years // 10
    low, high = {
        "early": (0, 3 * tenth - 1) if years < 100 else (0, 2 * tenth - 1), "mid": (3 * tenth, 7 * tenth - 1), "late": (7 * tenth, years - 1) if years < 100 else (8 * tenth, years - 1),
        "first_half": (0, years // 2 - 1), "second_half": (years // 2, years - 1),
    }.get(part, (0, years - 1))
    return stretch(cal.months_span(first + low, 1, 12 * (high - low + 1)), "span", basis)


def _this_year(talk: Discourse, place: Place) -> Stretch | None:
    if talk.stated_year is not None and talk.stated_sentence == place.sentence:
        return stretch(cal.months_span(talk.stated_year, 1, 12), "year", "inferred")
    return _year(Field(0, "deictic"), talk, place)


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


def _same_period(node: SamePeriod, talk: Discourse, place: Place) -> Stretch | None:
    period, now = talk.period, talk.now(place)
    if node.whole_year:
        year = period.end.year if period and period.end else talk.year
        return stretch(cal.months_span(year, 1, 12), "year", "inferred") if year else None
    if node.year is None:
        return Stretch(period.start, period.end, period.grain, "relative", period.kind) if period else None
    if period is None or period.start is None or period.end is None:
        return _year(node.year, talk, place)
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

"""Times made of other times: ranges, windows, offsets, open sides, lengths."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import cast

from nlp.model import Basis, Grain
from nlp.times import calendar as cal
from nlp.times.discourse import Discourse, Stretch
from nlp.times.nodes import Field, Half, Length, Months, Named, Node, Nth, Offset, Open, Part, Point, Quarter, Range, Week, Window
from nlp.times.places import Place
from nlp.times.resolve import UNKNOWN, resolve, resolves, stretch

MONTHS_OF = {"decade": 120.0, "year": 12.0, "half": 6.0, "quarter": 3.0, "month": 1.0}
DAYS_OF = {"week": 7.0, "day": 1.0, "workday": 1.4, "hour": 1 / 24, "quarter_hour": 1 / 96, "minute": 1 / 1440, "second": 1 / 86400}


def moved(date: dt.date, length: Length, side: int) -> dt.date | None:
    """A day moved by a length; parts of months count thirty days, parts of days are dropped."""
    months = sum(n * MONTHS_OF.get(unit, 0) for n, unit in length.parts)
    days = sum(n * DAYS_OF.get(unit, 0) for n, unit in length.parts)
    if months > 120_000 or days > 3_600_000:
        return None
    whole = int(months)
    found = cal.add_months(date, side * whole)
    if [unit for _, unit in length.parts] == ["workday"]:
        return _workdays(date, int(length.parts[0][0]), side)
    return cal.add_days(found, side * int(days + 30 * (months - whole) + 0.5)) if found else None


def _workdays(date: dt.date, n: int, side: int) -> dt.date | None:
    weeks, rest = divmod(min(n, 20_000), 5)
    found = cal.add_days(date, side * 7 * weeks)
    while found and rest:
        found = cal.add_days(found, side)
        rest -= found is not None and found.weekday() < 5
    return found


def grain_of(length: Length) -> str:
    """How finely a length places what lies at its other end."""
    units = [unit for n, unit in length.parts]
    if all(unit in ("year", "decade") for unit in units):
        return "year" if all(n == int(n) for n, _ in length.parts) else "month"
    return "month" if all(unit in MONTHS_OF for unit in units) and all(n == int(n) or unit != "month" for n, unit in length.parts) else "day"


def iso(length: Length) -> str:
    """The ISO 8601 form of a length.

    >>> iso(Length(((1, "year"), (3, "month"))))
    'P1Y3M'
    """
    amounts: dict[str, float] = {}
    letters = {
        "decade": ("Y", 10),
        "year": ("Y", 1),
        "half": ("M", 6),
        "quarter": ("M", 3),
        "month": ("M", 1),
        "week": ("W", 1),
        "day": ("D", 1),
        "workday": ("D", 1),
    }
    clock = {"hour": ("H", 1), "minute": ("M", 1), "quarter_hour": ("M", 15), "second": ("S", 1)}
    for n, unit in length.parts:
        letter, times = letters.get(unit) or ("T" + clock[unit][0], clock[unit][1])
        amounts[letter] = amounts.get(letter, 0) + n * times
    days = "".join(f"{amounts[x]:g}{x}" for x in "YMWD" if x in amounts)
    hours = "".join(f"{amounts['T' + x]:g}{x}" for x in "HMS" if "T" + x in amounts)
    return f"P{days}{'T' + hours if hours else ''}"


@resolves(Length)
def _length(node: Length, talk: Discourse, place: Place) -> Stretch | None:
    return Stretch(None, None, None, "explicit", "duration")


@resolves(Window)
def _window(node: Window, talk: Discourse, place: Place) -> Stretch | None:
    now, length = talk.now(place), node.length
    if node.at is not None:
        return _window_at(node.at, length, node.side, talk, place)
    if now is None:
        return _window_in_story(length, node.side, talk)
    if all(unit == "quarter" and n == int(n) for n, unit in length.parts) and talk.grain != "year":
        return _whole_quarters(now, int(length.parts[0][0]), node.side)
    if grain_of(length) == "day" and (coarse := talk.coarse("day")) is not None:
        return coarse
    if grain_of(length) != "year" and talk.grain == "year" and sum(n * MONTHS_OF.get(unit, 0) for n, unit in length.parts) < 12:
        return talk.coarse("month")
    other = moved(now, length, node.side)
    if other is None:
        return None
    # The day that begins the next month or year of the same length is no part of it.
    start, end = (other, now) if node.side < 0 else (now, other if grain_of(length) == "day" else max(now, other - cal.DAY))
    if node.about or (grain_of(length) == "month" and any(n != int(n) for n, _ in length.parts)):
        start, end = (start.replace(day=1), end) if node.side < 0 else (start, cal.month_end(other.year, other.month))
    if talk.grain != "day":
        first, last = (start.month, end.month) if talk.grain == "month" else (1, 12)
        start, end = dt.date(start.year, first, 1), cal.month_end(end.year if node.side < 0 else other.year, last)
        return Stretch(start, end, "span", "relative", "range", forward=node.side > 0)
    return Stretch(start, end, "span", "relative", "window" if grain_of(length) != "day" else "range", forward=node.side > 0)


def _window_in_story(length: Length, side: int, talk: Discourse) -> Stretch | None:
    """A window in a text without a time of writing, from the month last spoken of."""
    if talk.month is None or grain_of(length) == "day":
        return UNKNOWN
    there = moved(dt.date(*talk.month, 1), length, side)
    if there is None:
        return None
    start, end = sorted((there, dt.date(*talk.month, 1)))
    return Stretch(start, cal.month_end(end.year, end.month), "span", "inferred", "range", forward=side > 0)


def _whole_quarters(now: dt.date, n: int, side: int) -> Stretch | None:
    """过去两个季度: the quarters before or after the one that is under way."""
    first = 3 * ((now.month - 1) // 3) + 1
    span = cal.months_span(now.year, first - 3 * n, first - 1) if side < 0 else cal.months_span(now.year, first + 3, first + 2 + 3 * n)
    return stretch(span, "quarter" if n == 1 else "span", "relative")


def _window_at(at: Node, length: Length, side: int, talk: Discourse, place: Place) -> Stretch | None:
    """The week of 30 November, 截至6月30日止三个月: a length from a day on, or up to its end."""
    edge = resolve(at, talk, place)
    if edge is None or edge.start is None or edge.end is None:
        return edge
    if side > 0:
        last = moved(edge.start, length, 1)
        return Stretch(edge.start, last, "span", edge.basis, "range") if last else None
    end = cal.month_end(edge.end.year, edge.end.month) if edge.kind == "part" else edge.end
    after = cal.add_days(end, 1)
    first = moved(after, length, -1) if after else None
    if first is None:
        return None
    months = (end.year - first.year) * 12 + end.month - first.month + 1 if first.day == 1 and after and after.day == 1 else 0
    grains = {(12, 0): "year", (6, 0): "half", (3, 0): "quarter", (1, 0): "month"}
    return stretch((first, end), grains.get((months, (first.month - 1) % months if months else 1), "span"), edge.basis)


@resolves(Offset)
def _offset(node: Offset, talk: Discourse, place: Place) -> Stretch | None:
    base, basis, grain = talk.now(place), "relative", grain_of(node.length)
    if node.of is not None:
        whole = resolve(node.of, talk, place)
        if whole is None or whole.start is None or whole.end is None:
            return whole
        base, basis = (whole.start if node.side < 0 else whole.end), whole.basis
    elif base is None:
        return UNKNOWN
    elif (told := _story_day(talk, place, base)) is not None and node.side > 0 and grain != "year":
        base = told
    elif grain == "year" and node.side > 0 and not place.future and talk.year is not None and talk.year < base.year and talk.year_paragraph == place.paragraph:
        base = base.replace(year=talk.year, day=min(base.day, 28))
    elif grain != "year" and (coarse := talk.coarse("day" if grain == "day" else "month")) is not None:
        return coarse
    there = moved(base, node.length, node.side)
    if there is None:
        return None
    if node.open and grain == "month" and node.of is None:
        there = cal.month_end(there.year, there.month) if node.side < 0 else there.replace(day=1)
    if node.open:
        edge = cast(Grain, "day" if grain == "year" else grain)
        return Stretch(None, there, edge, _basis(basis), "range") if node.side < 0 else Stretch(there, None, edge, _basis(basis), "range", forward=True)
    if node.of is not None and grain_of(node.length) != "day":
        grain = "day" if base.day != 1 or (whole := None) else grain
    if grain == "day":
        return Stretch(there, there, "day", _basis(basis), forward=node.side > 0)
    n, unit = node.length.parts[0]
    if node.about and unit == "year" and n >= 10 and n % 10 == 0:  # 二十几年前 lies in the ten years before twenty years ago
        return stretch(cal.months_span(min(there.year, there.year + 10 * node.side), 1, 132), "span", _basis(basis))
    first, last = (there.month, there.month) if grain == "month" else (1, 12)
    found = stretch(cal.months_span(there.year, first, last), grain, _basis(basis))
    return replace(found, forward=node.side > 0) if found else None


def _story_day(talk: Discourse, place: Place, now: dt.date) -> dt.date | None:
    """The day told of in the same paragraph, from which 一个月后 counts while the story is in the past."""
    day = talk.day
    if place.future or day is None or day.start is None or day.start != day.end or day.start >= now or talk.day_paragraph != place.paragraph:
        return None
    return day.start


def _basis(basis: str) -> Basis:
    return "explicit" if basis == "explicit" else "inferred" if basis == "inferred" else "relative"


@resolves(Range)
def _range(node: Range, talk: Discourse, place: Place) -> Stretch | None:
    if node.last is None:
        return _open(Open(node.first, "since"), talk, place)
    first_node, last_node = node.first, node.last
    if not _names_year(first_node) and (year := _names_year(last_node)):
        first_node = _in_year(first_node, year)
    first = resolve(first_node, talk, place)
    if first is None or first.start is None:
        return first
    last = resolve(_continued(last_node, first.start), talk, place)
    if last is None or last.end is None or last.start is None:
        return last
    start, end = first.start, last.end
    if end < start and isinstance(last_node, Week) and last_node.shift is None:
        end += 7 * cal.DAY
    if end < start and first_node is not node.first:
        start = cal.add_months(start, -12) or start
    elif end < start and not _names_year(last_node):
        end = cal.add_months(end, 12) or end
        end = cal.month_end(end.year, end.month) if last.grain == "month" else end
    if end < start:
        return None
    own = _names_year(last_node) is not None or isinstance(last_node, Week) or _shifted(last_node)
    bases = {first.basis, last.basis} if own else {first.basis}  # the year that the end takes from the beginning is not written
    basis: Basis = "explicit" if "explicit" in bases else "relative" if "relative" in bases else "inferred"
    grain = first.grain if (start, end) == (first.start, first.end) else "span"
    return Stretch(start, end, grain, basis, "range")


def _names_year(node: Node) -> Field | None:
    """The year that an expression says itself, in writing or as 去年."""
    if isinstance(node, Point | Quarter | Half | Months | Named):
        return node.year
    if isinstance(node, Part | Nth | Open) and node.of is not None:
        return _names_year(node.of)
    return _names_year(node.last) if isinstance(node, Range) and node.last is not None else None


def _shifted(node: Node) -> bool:
    return isinstance(node, Point) and any(field is not None and field.mode == "deictic" for field in (node.month, node.day))


def _in_year(node: Node, year: Field) -> Node:
    """The same expression with a year, where it has room for one."""
    if (isinstance(node, Quarter | Half | Months | Named) and node.year is None) or (isinstance(node, Point) and node.year is None and node.month is not None):
        return replace(node, year=year)
    if isinstance(node, Part | Nth) and node.of is not None:
        return replace(node, of=_in_year(node.of, year))
    return replace(node, of=Point(year)) if isinstance(node, Part) and node.unit == "year" else node


def _continued(node: Node, start: dt.date) -> Node:
    """The end of a range, with the year and month of its beginning where it names none."""
    if isinstance(node, Point) and node.month is None and node.year is None and node.day is not None and node.day.mode == "written":
        return replace(node, year=Field(start.year), month=Field(start.month))
    if _names_year(node) is not None or (isinstance(node, Point) and node.month is not None and node.month.mode != "written"):
        return node
    year = start.year
    month = node.month if isinstance(node, Point) else node.of.month if isinstance(node, Part) and isinstance(node.of, Point) else None
    if month is not None and month.mode == "written" and month.value < start.month:
        year += 1
    return _in_year(node, Field(year))


@resolves(Open)
def _open(node: Open, talk: Discourse, place: Place) -> Stretch | None:
    whole = resolve(node.of, talk, place.unsure() if node.side == "before" else place)
    if whole is None or whole.start is None or whole.end is None:
        return whole
    now = talk.now(place)
    if node.side == "since":
        if now is None or whole.start > now:
            return Stretch(whole.start, None, "day" if whole.grain == "span" else whole.grain, whole.basis, "range")
        return Stretch(whole.start, _written_end(talk, now), "span", whole.basis, "range" if whole.grain == "day" else "window")
    if node.side == "before":
        if now is not None and (whole.start > now or (whole.end >= now and isinstance(node.of, Part))):
            return Stretch(min(now, whole.end), whole.end, whole.grain, whole.basis, "deadline", forward=True)
        return Stretch(
            None,
            whole.end if node.inclusive else cal.add_days(whole.start, -1),
            "day" if whole.grain == "span" else whole.grain,
            whole.basis,
            "range",
        )
    start = whole.start if node.inclusive or whole.grain == "day" else cal.add_days(whole.end, 1)
    return Stretch(start, None, "day" if whole.grain == "span" else whole.grain, whole.basis, "range")


def _written_end(talk: Discourse, now: dt.date) -> dt.date:
    """The last day of the time of writing at its own grain."""
    if talk.grain == "year":
        return dt.date(now.year, 12, 31)
    return cal.month_end(now.year, now.month) if talk.grain == "month" else now

"""The arithmetic of the calendar: months, quarters, weeks, days with names."""

from __future__ import annotations

import calendar
import datetime as dt
from functools import cache
from typing import Any

from nlp.times.words import load

DAY = dt.timedelta(days=1)
_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # of the months from the first on
FIRST_YEAR, LAST_YEAR = 1, 9998


def day(year: int, month: int, number: int) -> dt.date | None:
    """That day, or None where the calendar has no such day."""
    try:
        return dt.date(year, month, number)
    except (ValueError, OverflowError):
        return None


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, _LENGTHS[month] + (month == 2 and calendar.isleap(year)))


def months_span(year: int, first: int, last: int) -> tuple[dt.date, dt.date] | None:
    """First and last day of a run of months, which are counted from January of `year` and may run beyond it.

    >>> months_span(2017, 10, 15)
    (datetime.date(2017, 10, 1), datetime.date(2018, 3, 31))
    """
    first_year, a = divmod(first - 1, 12)
    last_year, b = divmod(last - 1, 12)
    if first > last or not (year + first_year >= FIRST_YEAR and year + last_year <= LAST_YEAR):
        return None
    return dt.date(year + first_year, a + 1, 1), month_end(year + last_year, b + 1)


def add_months(date: dt.date, months: int) -> dt.date | None:
    """The same day some months on, or the last of that month.

    >>> add_months(dt.date(2018, 3, 31), -1)
    datetime.date(2018, 2, 28)
    """
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def add_days(date: dt.date, days: int) -> dt.date | None:
    """The day so many days on, None beyond the calendar's ends."""
    try:
        return date + dt.timedelta(days=days)
    except OverflowError:
        return None


def monday(date: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return max(dt.date.min, date - dt.timedelta(days=min(date.weekday(), date.toordinal() - 1)))


def nth_weekday(year: int, month: int, n: int, weekday: int) -> dt.date | None:
    """The n-th such weekday of a month, from its end where n is negative."""
    days = [d for d in calendar.Calendar().itermonthdates(year, month) if d.month == month and d.weekday() == weekday]
    return days[n - 1 if n > 0 else n] if n and -len(days) <= n <= len(days) else None


def lunar(year: int, month: int, number: int) -> dt.date | None:
    """The day of the sun's calendar on which a day of the moon's falls; (12, 0) is the day before the new year of `year`.

    >>> lunar(2018, 1, 1)
    datetime.date(2018, 2, 16)
    """
    from lunardate import LunarDate

    try:
        date = LunarDate(year, month if number else 1, number or 1).toSolarDate()
    except (ValueError, OverflowError, IndexError):
        return None
    found: dt.date = date if number else date - DAY
    return found


@cache
def _named() -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in load("named")["day"]}


@cache
def named_day(name: str, year: int, holiday: bool = False) -> tuple[dt.date, dt.date] | None:
    """First and last day of a named day, or of the holiday around it, in a year.

    >>> named_day("black-friday", 2018)
    (datetime.date(2018, 11, 23), datetime.date(2018, 11, 23))
    """
    entry = _named()[name]
    if "day" in entry:
        first = day(year, *entry["day"])
    elif "lunar" in entry:
        first = lunar(year, *entry["lunar"])
    else:
        month, n, weekday, plus = entry["nth"]
        found = nth_weekday(year, month, n, weekday)
        first = add_days(found, plus) if found else None
    if first is None:
        return None
    last = add_days(first, entry.get("days", 1) - 1) if holiday else first
    return (first, last) if last else None

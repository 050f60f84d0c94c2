"""The tables' way of writing a period."""

from __future__ import annotations

import calendar
import datetime as dt

from nlp.model import Time


def period_text(start: dt.date, end: dt.date, grain: str | None = None) -> str:
    """The period from `start` to `end`, both inclusive, in its shortest form: 2013-04-29, 2013-04, 2013-Q2, 2013-H1, 2013, or A/B.

    >>> period_text(dt.date(2017, 1, 1), dt.date(2017, 11, 30)), period_text(dt.date(2017, 7, 1), dt.date(2017, 12, 31))
    ('2017-01/2017-11', '2017-H2')
    """
    if start == end:
        return _iso(start)
    whole_months = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    if not whole_months:
        return f"{_iso(start)}/{_iso(end)}"
    if start.month == 1 and end.month == 12:
        return f"{start.year:04d}" if start.year == end.year else f"{start.year:04d}/{end.year:04d}"
    first, last = f"{start.year:04d}-{start.month:02d}", f"{end.year:04d}-{end.month:02d}"
    if first == last:
        return first
    if start.year == end.year and end.month - start.month == 2 and start.month % 3 == 1 and grain != "span":
        return f"{start.year:04d}-Q{end.month // 3}"
    if start.year == end.year and end.month - start.month == 5 and start.month % 6 == 1 and grain != "span":
        return f"{start.year:04d}-H{end.month // 6}"
    return f"{first}/{last}"


def _iso(day: dt.date) -> str:
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def period_dates(time: Time) -> tuple[dt.date, dt.date]:
    """The first and last day of a time's period in the tables: rolling windows are cut at months, 年初 and 月底 are a month,
    and what must be done before a time (4月18日前) has that time.

    Raises ValueError for a time that has no day at all. An open side takes the day (or month) of the other.

    >>> first, last = period_dates(Time(0, 4, dt.date(2018, 6, 15), dt.date(2021, 6, 14), "span", "relative", None, "window", text="未来三年", forward=True))
    >>> str(first), str(last)
    ('2018-06-01', '2021-06-30')
    """
    start, end = time.start or time.end, time.end or time.start
    if start is None or end is None:
        raise ValueError(f"{time.text!r} has no period: it is {time.kind}")
    if time.kind == "window":
        end = end + dt.timedelta(days=1) if time.forward and end < dt.date.max else end
        return start.replace(day=1), _month_end(end)
    if time.kind == "part":
        return start.replace(day=1), _month_end(start)
    if time.kind == "deadline" or None in (time.start, time.end):
        edge = end if time.start is None or time.kind == "deadline" else start
        months = {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(time.grain or "day")
        if months is None:
            return edge, edge
        first = edge.month - (edge.month - 1) % months
        return edge.replace(month=first, day=1), _month_end(edge.replace(month=first + months - 1, day=1))
    return start, end


def _month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def period_of(time: Time) -> str:
    """The period of a time as the tables write it; rolling windows are cut at months.

    Raises ValueError for a time that has no day at all (a vague word, a bare duration).

    >>> period_of(Time(0, 4, dt.date(2018, 6, 15), dt.date(2021, 6, 15), "span", "relative", kind="window", text="未来三年"))
    '2018-06/2021-06'
    """
    return period_text(*period_dates(time), time.grain)

"""The time of writing: byline, dateline, closing code, and what the text itself says about the year it lives in."""

from __future__ import annotations

import datetime as dt

from nlp.layout.datelines import Dateline, read_today, resolve
from nlp.layout.dates import make_date
from nlp.layout.years import Signs, bare_days, past_dates, read_firm, read_signs, speaks_of_now, stale_report
from nlp.model import Basis, Grain

Written = tuple[dt.date | None, Grain | None, Basis | None]

FRESH = 45  # days between a dateline and the byline of one and the same posting, at most
STALE = 75  # days from which a report's own day contradicts the byline, if the year in the text does too
NEAR = 10  # days within which a day in the opening agrees with the byline, whatever years are named
SURE, ENOUGH = 2.5, 1.0  # what the evidence of years must weigh against a byline, and without one


def tell_written(
    text: str, lead: str, published: dt.date | None, dateline: Dateline | None, code: dt.date | None, picture: dt.date | None
) -> Written:
    """First day, grain and basis of the time of writing; all None where it cannot be told.

    `lead` is the title with the first paragraphs; `code` the closing code's date; `picture` the day in the address of a picture.

    >>> tell_written("公司11月30日公布2016年战略。", "公司11月30日公布2016年战略。", dt.date(2017, 7, 18), None, None, None)
    (datetime.date(2015, 11, 1), 'month', 'inferred')
    """
    if code:
        return code, "day", "explicit"
    if dateline and dateline.date:
        return dateline.date, "day", "explicit"
    today = read_today(lead)
    if today and today[0].date:
        return today[0].date + dt.timedelta(days=today[1]), "day", "explicit"
    if published is None:
        return _without_byline(text, lead, dateline, picture)
    day = resolve(dateline, published) if dateline else None
    if day and (published - day).days <= FRESH:
        return day, "day", "explicit" if day == published else "inferred"
    if day and dateline:
        year = read_signs(text, lead).best(SURE)
        there = make_date(year, dateline.month, dateline.day) if year and dateline.month and dateline.day else day
        return there or day, "day", "inferred"
    if today and (day := resolve(today[0], published - dt.timedelta(days=today[1]))) and (published - day).days <= FRESH:
        return day + dt.timedelta(days=today[1]), "day", "inferred" if published != day + dt.timedelta(days=today[1]) else "explicit"
    signs = _contradicting(text, lead, published)
    if signs:
        year = signs.best(SURE, firm=True) or signs.best(ENOUGH)
        if year and year <= published.year:
            return _in_year(year, text, before=published)
    return published, "day", "explicit"


def _contradicting(text: str, lead: str, published: dt.date) -> Signs | None:
    """What the text says of its year, where it cannot have been written when the byline says; else None.

    Either today's report in it is of a quarter that was not over or long over, or its own days are months away from the byline
    and the years that it names speak for another year.
    """
    if stale_report(lead, published):
        return read_signs(text, lead)
    gaps = [(published - day).days for month, number in bare_days(lead) if (day := resolve(Dateline(month=month, day=number), published))]
    if not gaps or min(gaps) <= NEAR:
        return None
    year = read_firm(text, lead).best(SURE, firm=True)
    day = published - dt.timedelta(days=min(gaps))
    return read_signs(text, lead) if year and (year < day.year or (min(gaps) > STALE and year < published.year)) else None


def _without_byline(text: str, lead: str, dateline: Dateline | None, picture: dt.date | None) -> Written:
    signs = read_signs(text, lead)
    if not signs.weights and picture is None:
        return None, None, None
    now = speaks_of_now(text, lead)
    year = signs.best(ENOUGH if now else SURE - 0.5)
    if picture and (year is None or year == picture.year) and now:
        return picture, "day", "inferred"
    if year is None:
        return None, None, None
    today = read_today(lead)
    for known, shift in ((dateline, 0), today or (None, 0)):
        day = make_date(year, known.month, known.day) if known and known.month and known.day else None
        if day:
            return day + dt.timedelta(days=shift), "day", "inferred"
    return _in_year(year, text)


def _in_year(year: int, text: str, before: dt.date | None = None) -> Written:
    """The month of the latest day that stands without a year, where the days do not run across the turn of the year."""
    months = {month for month, _ in bare_days(text)} | {date.month for date in past_dates(text) if date.year == year}
    if months and not (min(months) <= 2 and max(months) >= 11):
        first = make_date(year, max(months), 1)
        if first and (before is None or first <= before):
            return first, "month", "inferred"
    return dt.date(year, 1, 1), "year", "inferred"

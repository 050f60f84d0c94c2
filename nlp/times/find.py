"""Finding times in running text: places where an expression may begin, the grammar there, and the resolver with what was said before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from nlp.model import Time
from nlp.times import chinese, english, english_terms, parts, points, spans
from nlp.times.discourse import Discourse, Stretch
from nlp.times.nodes import Length, Named, Node, Nth, Open, Part, Point, Range, SamePeriod, Spoken, Week
from nlp.times.places import Place, Surroundings
from nlp.times.resolve import resolve
from nlp.times.words import lower, plain

OF_ANOTHER = (Part, Nth, Open)  # what says its year in another expression
RESOLVERS = (points, parts, spans)  # importing them teaches `resolve` their kinds of trees


def find_times(
    text: str,
    written_on: dt.date | None,
    written_grain: str = "day",
    *,
    fiscal_year_end: int | None = None,
    year: int | None = None,
    month: int | None = None,
) -> list[Time]:
    """All times in a text, in order and apart, resolved against the time of writing.

    Offsets are code points of `text`; days are inclusive. `written_grain` (day, month, year) is how well the time of writing is known:
    nothing that depends on it is resolved more finely. `fiscal_year_end` is the month in which the company's fiscal year ends; `year` and
    `month` are those last spoken of before this text begins. A time that cannot be told has neither start nor end and is of kind "vague".
    `kind` is point, range, window (rolling), part (年初, 月底), deadline (4月18日前), duration or vague: see `period_dates`.

    >>> [(t.text, str(t.start), str(t.end)) for t in find_times("去年12月，公司收入达到3亿元。", dt.date(2018, 6, 15))]
    [('去年12月', '2017-12-01', '2017-12-31')]
    """
    talk = Discourse(written_on, written_grain, fiscal_year_end, year=year, month=(year, month) if year and month else None)
    found: list[Time] = []
    guessed: list[int] = []
    for spoken, place in _places(plain(text), talk):
        talk.guessed = False
        stretch = _resolved(spoken.node, talk, place)
        if stretch is None:
            continue
        if stretch.start is not None and stretch.start == stretch.end and stretch.kind == "point":
            if talk.guessed:
                guessed.append(len(found))
            elif stretch.basis != "relative":
                talk.dated.setdefault((stretch.start.month, stretch.start.day), stretch.start.year)
        if stretch.basis == "explicit" and stretch.kind == "point":
            talk.stated, talk.stated_end = stretch, spoken.end
        talk.hear(stretch, place, _states_year(spoken.node), _of_day(spoken.node), not isinstance(spoken.node, SamePeriod))
        found.append(_time(text, spoken, stretch))
    for i in guessed:
        found[i] = _agreed(found[i], talk)
    return found


def _resolved(node: Node, talk: Discourse, place: Place) -> Stretch | None:
    try:
        return resolve(node, talk, place)
    except OverflowError:  # beyond the calendar's ends
        return None


def _agreed(time: Time, talk: Discourse) -> Time:
    """A day whose year was but the nearest, in the year that the text gives the same day elsewhere."""
    year = talk.dated.get((time.start.month, time.start.day)) if time.start else None
    if time.start is None or year is None:
        return time
    day = time.start.replace(year=year)
    return replace(time, start=day, end=day)


def _time(text: str, spoken: Spoken, stretch: Stretch) -> Time:
    node, sense = spoken.node, spoken.sense
    unresolved = stretch.start is None and stretch.end is None
    duration = spans.iso(node) if isinstance(node, Length) else None
    if stretch.kind == "deadline":
        sense = "until"
    elif isinstance(node, Open) and node.side == "since" and sense != "until":
        sense = "to_date"
    return Time(
        spoken.start,
        spoken.end,
        stretch.start,
        stretch.end,
        None if unresolved else stretch.grain,
        None if unresolved else stretch.basis,
        duration,
        "duration" if duration else "vague" if unresolved else stretch.kind,
        sense,
        text[spoken.start : spoken.end],
        stretch.forward,
    )


def _states_year(node: Node) -> bool:
    """Whether an expression says its year, so that months after it may lean on it."""
    if isinstance(node, Point):
        return node.year is not None
    if isinstance(node, Range):
        return _states_year(node.first) or (node.last is not None and _states_year(node.last))
    if isinstance(node, OF_ANOTHER):
        return node.of is not None and _states_year(node.of)
    return not isinstance(node, SamePeriod) and getattr(node, "year", None) is not None


def _of_day(node: Node) -> bool:
    return (
        (isinstance(node, Point) and node.day is not None)
        or (isinstance(node, Named) and not node.holiday)
        or (isinstance(node, Week) and node.weekday not in (None, 7))
    )


def _places(clean: str, talk: Discourse) -> Iterator[tuple[Spoken, Place]]:
    """Expressions in order, each with where it stands; figures are tried in both languages."""
    done, around = 0, Surroundings(clean)
    low = lower(clean)
    in_chinese, in_english = set(chinese.starts(clean)), set(english_terms.starts(low))
    for start in sorted(in_chinese | in_english):
        if start < done:
            continue
        spoken = chinese.parse(clean, start) if start in in_chinese else None
        if (start in in_english or clean[start].isascii()) and (other := english.parse(low, clean, start)) and (spoken is None or other.end > spoken.end):
            spoken = other
        if spoken is None or spoken.end <= spoken.start:
            continue
        done = spoken.end
        yield around.place(spoken, talk)

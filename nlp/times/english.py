"""The grammar of English time expressions: lower-case text in one spelling to trees."""

from __future__ import annotations

import re
from collections.abc import Callable

from nlp.times.english_dates import (
    read_bare_year,
    read_day,
    read_day_month,
    read_decade,
    read_first_months,
    read_half,
    read_month_day,
    read_months,
    read_numeric,
    read_on_the,
    read_quarter,
    read_weekday,
    read_year,
    read_years_own,
    value,
    with_year,
)
from nlp.times.english_terms import (
    AFTER_LENGTH,
    AFTER_NEXT,
    ENDED,
    FIGURE,
    IN_LENGTH,
    ISO,
    LATIN,
    LENGTH,
    MONTH_END,
    NAME,
    NAMED,
    NTH,
    OPEN,
    ORDINALS,
    PART,
    PARTS,
    PERIOD_ENDED,
    RELATIVE,
    SHIFTS,
    SINCE,
    TO,
    UNITS,
    UP_TO_NOW,
    WEEKDAYS,
    WINDOW,
    WITHIN,
    YEAR,
    YEAR_EARLIER,
    YEAR_END,
    YEAR_TO_DATE,
)
from nlp.times.nodes import (
    Century,
    Field,
    FiscalYear,
    Length,
    Months,
    Named,
    Node,
    Nth,
    Offset,
    Open,
    Part,
    Point,
    Quarter,
    Range,
    SamePeriod,
    Side,
    Spoken,
    Unit,
    Week,
    Window,
)
from nlp.times.words import stands_alone

Parsed = tuple[int, Node] | None
ALONE, NO_END = (Length, Window, Open, Offset), (Length, Window, Open)  # what begins no range, and what ends none
SENSES = (("as of ", "to_date"), ("as of the ", "to_date"), ("until ", "until"), ("till ", "until"), ("from ", "since"), ("starting ", "since"))


def parse(low: str, text: str, at: int) -> Spoken | None:
    """The expression that begins at `at` of the lower-case text `low`, or None; `text` shows capitals."""
    if (at and low[at - 1].isalnum() and low[at - 1].isascii()) or (low[at].isdigit() and not FIGURE.match(low, at)):
        return None
    found = _range(low, text, at)
    if found is None or found[0] <= at:
        return None
    end, node = found
    sense = next((sense for word, sense in SENSES if low.endswith(word, 0, at)), "at") if low[at - 1 : at] == " " else "at"
    return Spoken(at, end, node, sense)


def _range(low: str, text: str, at: int) -> Parsed:
    begins_in_word = not low[at].isdigit()
    if begins_in_word and (since := SINCE.match(low, at)) is not None:
        inner = atom(low, text, since.end())
        return (inner[0], Open(inner[1], "since")) if inner else None
    if begins_in_word and (m := OPEN.match(low, at)) is not None and low.startswith(" ", m.end()):
        inner = atom(low, text, m.end() + 1)
        if inner is None or isinstance(inner[1], Length | Open):
            return None
        if m["t"]:
            return None
        return inner[0], Open(inner[1], "before" if m["b"] else "after", inclusive=m["f"] is not None)
    first = atom(low, text, at)
    if first is None:
        return None
    end, node = first
    if isinstance(node, ALONE):
        return first
    m = TO.match(low, end)
    if m is None or (" and " in m[0] and not low.endswith("between ", 0, at)):
        return first
    if (now := UP_TO_NOW.match(low, m.end())) is not None:
        return now.end(), Range(node, None)
    second = atom(low, text, m.end())
    if (
        second is None
        or isinstance(second[1], NO_END)
        or (not m[0].strip("-~ ") and isinstance(node, Point) and node.year and not node.month and isinstance(second[1], Point) and not second[1].year)
    ):
        return first
    return second[0], Range(node, second[1])


def atom(low: str, text: str, at: int) -> Parsed:
    """One expression without its partner in a range."""
    readers = AT_WORD if not low[at : at + 1].isdigit() else AT_DIGIT if LATIN.match(low, at) else AT_FOREIGN_DIGIT
    for read in readers:
        found = read(low, text, at)
        if found is not None:
            return found
    return None


def _after_next(low: str, text: str, at: int) -> Parsed:
    m = AFTER_NEXT.match(low, at)
    if m is None:
        return None
    nodes: dict[str, Node] = {
        "week": Week(2, None),
        "weekend": Week(2, 7),
        "month": Point(None, Field(2, "deictic")),
        "year": Point(Field(2, "deictic")),
    }
    return m.end(), nodes[m["u"]]


def _earlier(low: str, text: str, at: int) -> Parsed:
    if (m := YEAR_EARLIER.match(low, at)) is not None:
        return m.end(), SamePeriod(Field(-1, "deictic"))
    if (m := YEAR_TO_DATE.match(low, at)) is not None:
        of: Node = Point(Field(0, "deictic"))
        if m["s"] and "month" in m["s"]:
            of = Point(None, Field(0, "deictic"))
        elif m["s"] and "quarter" in m["s"]:
            of = Quarter(None, Field(0, "deictic"))
        return m.end(), Open(of, "since")
    return None


def _part(low: str, text: str, at: int) -> Parsed:
    if (m := YEAR_END.match(low, at)) is not None:
        return m.end(), Part(Point(Field(int(m["y"]))) if m["y"] else None, "late")
    if (m := MONTH_END.match(low, at)) is not None:
        return m.end(), Part(Point(None, Field(0, "deictic")), "early" if m["e"] in ("beginning", "start") or m["eom"] == "bom" else "late", "month")
    m = PART.match(low, at)
    if m is None:
        return None
    word = PARTS[m["p"]]
    inner = (
        read_half(low, text, m.end())
        or read_quarter(low, text, m.end())
        or read_months(low, text, m.end())
        or _relative(low, text, m.end())
        or read_decade(low, text, m.end())
    )
    if inner is None and (year := read_year(low, m.end())) is not None and year[1] is not None:
        inner = year[0], Point(year[1])
    if inner is None or (word in ("so_far", "rest") and not low.startswith(("this ", "last ", "that ", "next "), m.end())):
        return None
    if isinstance(inner[1], Range | Months):
        return None
    return inner[0], Part(inner[1], word, "month" if isinstance(inner[1], Point) and inner[1].month else "year")


def _window(low: str, text: str, at: int) -> Parsed:
    for pattern, side in ((WINDOW, 0), (WITHIN, 1), (IN_LENGTH, 2)):
        m = pattern.match(low, at)
        if m is None:
            continue
        length = Length(((value(m["n"]), UNITS[m["u"]]),))
        if side == 0:
            forward = m["w"] in ("next", "coming", "following", "upcoming")
            return m.end(), Window(length, 1 if forward else -1)
        if side == 1:
            return m.end(), Window(length, 1)
        if re.search(
            "\\b(?:will|'ll|’ll|would|expects?|expected|plans?|due|set|to be|are you|sometime|back)\\b[^.;\\n]{0,40}$",
            low[max(0, at - 60) : at],
        ) or stands_alone(low, at, m.end()):
            return m.end(), Offset(length, 1, Point(None, None, Field(0, "deictic")))
        return None
    return None


def _nth(low: str, text: str, at: int) -> Parsed:
    m = NTH.match(low, at)
    if m is None:
        return None
    if m["wn"]:
        return (m.end(), Nth(Point(Field(0, "deictic")), "week", int(m["wn"]))) if 1 <= int(m["wn"]) <= 53 else None
    if m["o"] is None:
        inner = read_month_day(low, text, m.end()) or read_day_month(low, text, m.end())
        return (inner[0], Window(Length(((6, "day"),)), 1, inner[1])) if inner else None
    inner = read_months(low, text, m.end()) or _relative(low, text, m.end())
    if inner is None and (year := read_year(low, m.end())) and year[1]:
        inner = year[0], Point(year[1])
    if inner is None or not isinstance(inner[1], Point):
        return None
    n = -1 if m["o"] in ("last", "final") else int(m["o"][0]) if m["o"][0].isdigit() else ORDINALS[m["o"]]
    n = -n if m["l"] else n
    if m["wd"]:
        return inner[0], Nth(inner[1], "weekday", n, weekday=WEEKDAYS[m["wd"]])
    return inner[0], Nth(inner[1], "week" if m["u"] == "week" else "day" if m["u"] == "day" else "month", n)


def _length(low: str, text: str, at: int) -> Parsed:
    m = LENGTH.match(low, at)
    if m is None or (m["n"] in ("a", "an", "one") and m["u"] in ("day", "hour", "minute", "quarter") and not AFTER_LENGTH.match(low, m.end())):
        return None
    if m["u"].startswith("quarter") and re.match(" of (?!(?:19|20)[0-9])| (?:mill|bill)", low[m.end() :][:7]):
        return None
    if (value(m["n"]) > 999 and not m["u"].endswith("s")) or low[m.end() : m.end() + 1] == "-" or re.match("['’] ?|-old| old| of age", low[m.end() :][:7]):
        return None
    parts: list[tuple[float, Unit]] = [(value(m["n"]) + (0.5 if " and a half" in m[0] else 0), UNITS[m["u"]])]
    if m["n2"]:
        parts.append((value(m["n2"]), UNITS[m["u2"]]))
    length = Length(tuple(parts))
    if m["u"] in ("months", "weeks", "years", "quarters") and (ended := ENDED.match(low, m.end())) and (edge := _day_of(low, text, ended.end())):
        return edge[0], Window(length, -1, edge[1])
    after = AFTER_LENGTH.match(low, m.end())
    if after is None:
        return m.end(), length
    if after["ago"] or after["later"] or after["earlier"]:
        if m["n"] in ("few", "a few", "several") and not after["ago"]:
            return m.end(), length
        side: Side = 1 if after["later"] else -1
        return after.end(), Offset(length, side)
    inner = _day_of(low, text, after.end())
    if inner is None:
        return m.end(), length
    return inner[0], Offset(length, -1 if after["side"] == "before" else 1, inner[1])


def _day_of(low: str, text: str, at: int) -> Parsed:
    """A day, a month or a day with a name: what other times are measured from."""
    for read in (read_numeric, read_month_day, read_day_month, read_months, read_weekday, read_day, _named):
        found = read(low, text, at)
        if found is not None and isinstance(found[1], Point | Named | Week):
            return found
    iso = ISO.match(low, at)
    return (iso.end(), Point(Field(int(iso[1])), Field(int(iso[2])), Field(int(iso[3])))) if iso else None


def _period_ended(low: str, text: str, at: int) -> Parsed:
    """the quarter ended June 30"""
    m = PERIOD_ENDED.match(low, at)
    edge = _day_of(low, text, m.end()) if m else None
    if m is None or edge is None:
        return None
    return edge[0], Window(Length(((1.0, UNITS.get(m["u"], "half")),)), -1, edge[1])


def _relative(low: str, text: str, at: int) -> Parsed:
    m = RELATIVE.match(low, at)
    if m is None:
        year = read_year(low, at)
        if year is None or year[1] is None or (YEAR.match(low, at)["y"] and not YEAR.match(low, at)["fiscal"]):  # type: ignore[index]
            return None
        return year[0], FiscalYear(year[1]) if year[2] else Point(year[1])
    shift, unit, word = SHIFTS[m["shift"]], m["u"], m["shift"]
    if word in ("the", "my") and not (unit in ("weekend", "wkend") or (unit in ("week", "month") and not low[m.end() : m.end() + 9].strip(" ."))):
        return None
    if unit in ("year", "yr"):
        if word in ("following", "the following", "the next", "the previous", "previous"):
            return m.end(), Point(Field(1 if shift > 0 else -1, "anaphoric"))
        return m.end(), FiscalYear(Field(shift, "deictic")) if m["fis"] else Point(Field(shift, "deictic"))
    if unit in ("quarter", "qtr"):
        return m.end(), Quarter(None, Field(shift, "deictic"))
    if unit == "month":
        return m.end(), Point(None, Field(shift, "deictic"))
    if unit == "day":
        return None if shift <= 0 else (m.end(), Point(None, None, Field(shift, "anaphoric")))
    if unit in ("weekend", "wkend"):
        return m.end(), Week(shift if shift or word in ("this", "current", "the", "my") else 0, 7)
    if unit == "century":
        return (m.end(), Century(Field(shift, "deictic"))) if shift <= 0 else None
    if unit == "decade":
        return m.end(), Window(Length(((1, "decade"),)), 1 if shift > 0 else -1)
    return m.end(), Week(shift, None)


def _named(low: str, text: str, at: int) -> Parsed:
    m = NAME.match(low, at) if low[at : at + 1].isalpha() else None
    if m is None or (m["name"] in ("may day",) and not text[m.start("name")].isupper()):
        return None
    end, year = with_year(low, m.end())
    return end, Named(NAMED[m["name"]], year)


Reader = Callable[[str, str, int], Parsed]
AT_DIGIT: tuple[Reader, ...] = (read_numeric, read_quarter, read_half, read_day_month, _nth, read_decade, _length, read_bare_year)
AT_FOREIGN_DIGIT: tuple[Reader, ...] = (read_bare_year,)  # no Latin letter, hyphen or slash goes with it
AT_WORD: tuple[Reader, ...] = (
    _period_ended,
    read_years_own,
    _after_next,
    _earlier,
    _part,
    read_quarter,
    read_half,
    read_first_months,
    read_month_day,
    read_day_month,
    read_months,
    _window,
    _nth,
    read_weekday,
    read_day,
    read_on_the,
    read_decade,
    _length,
    _relative,
    _named,
    read_bare_year,
)

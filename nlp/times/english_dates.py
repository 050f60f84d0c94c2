"""Written dates in English: days, months, quarters, halves and years."""

from __future__ import annotations

import re

from nlp.times.english_terms import (
    BARE_AFTER,
    BARE_BEFORE,
    COMMA_THE,
    DAY,
    DAY_MONTH,
    DAY_TAIL,
    DECADE,
    DEICTIC,
    FIRST_N,
    FISCAL_YEAR,
    FOUR_DIGITS,
    HALF,
    LATER_YEAR,
    MONTH,
    MONTH_DAY,
    MONTH_DAY_YEAR,
    MONTH_QUARTER,
    MONTH_RANGE,
    MONTH_YEAR,
    MONTHS,
    NUMERALS,
    OF_MONTH,
    OF_OTHER,
    OF_YEAR,
    ON_THE,
    ORDINALS,
    QUARTER,
    SHIFTS,
    SLASHED,
    WEEKDAY,
    WEEKDAY_DAY,
    WEEKDAYS,
    YEAR,
    YEAR_FIRST,
    YEAR_MONTH,
    YEAR_MONTH_DAY,
    YEAR_TAIL,
    YEARS,
)
from nlp.times.nodes import Century, Decade, Field, FiscalYear, Half, Months, Node, Nth, Point, Quarter, Range, Week
from nlp.times.words import stands_alone

Parsed = tuple[int, Node] | None


def value(word: str) -> float:
    """The number a numeral or digits say."""
    return float(word) if word[0].isdigit() else float(NUMERALS[word])


def read_year(low: str, at: int) -> tuple[int, Field | None, bool] | None:
    """A year: its end, the field (None for a mere "the year") and whether it is a fiscal one."""
    m = YEAR.match(low, at)
    if m is None:
        return None
    if m["y"] or m["ys"] or m["fy"]:
        short = m["ys"] or m["fy"]
        number = int(m["y"]) if m["y"] else int(short) if len(short) == 4 else 2000 + int(short) if int(short) < 50 else 1900 + int(short)
        return m.end(), Field(number), bool(m["fiscal"] or m["fy"])
    if m["rel"]:
        word = m["rel"].removeprefix("the ").split()[0]
        return m.end(), Field(SHIFTS[word], "deictic"), bool(m["rf"])
    if m["ana"]:
        return m.end(), Field(1 if "following" in m[0] or "next" in m[0] else -1 if "previous" in m[0] else 0, "anaphoric"), False
    return m.end(), None, False


def of_year(low: str, end: int) -> tuple[int, Field | None, bool]:
    """The year that follows a quarter or month, with its preposition; where none follows, `end` itself and no field."""
    m = OF_YEAR.match(low, end)
    found = read_year(low, m.end()) if m and (m.end() > end or low[end : end + 1] in ("'", "’")) else None
    if low[end : end + 1] == "-" and (dash := read_year(low, end + 1)):
        found = dash
    return found if found else (end, None, False)


def read_numeric(low: str, text: str, at: int) -> Parsed:
    if not low[at : at + 1].isdigit():
        return None
    if m := YEAR_MONTH_DAY.match(low, at):
        return m.end(), Point(Field(int(m["y"])), Field(MONTHS[m["mon"]]), Field(int(m["d"])))
    if m := YEAR_MONTH.match(low, at):
        return m.end(), Point(Field(int(m["y"])), Field(MONTHS[m["mon"]]))
    if m := MONTH_YEAR.match(low, at):
        return m.end(), Point(Field(int(m["y"])), Field(int(m["m"])))
    if m := MONTH_DAY_YEAR.match(low, at):
        month, day = (int(m["a"]), int(m["b"])) if int(m["a"]) <= 12 else (int(m["b"]), int(m["a"]))
        return (m.end(), Point(Field(int(m["y"])), Field(month), Field(day))) if month <= 12 and day <= 31 else None
    if m := SLASHED.match(low, at):
        alone = stands_alone(low, at, m.end())
        if alone or re.search("(?:\\bon|between|from|until|by|since|to|day|back|-) *$", low[max(0, at - 12) : at]):
            return m.end(), Point(None, Field(int(m["m"])), Field(int(m["d"])))
    return None


def read_years_own(low: str, text: str, at: int) -> Parsed:
    """next year's first quarter"""
    year = read_year(low, at)
    if year is None or year[1] is None or low[year[0] - 1] != "s" or not low.startswith(" ", year[0]):
        return None
    inner = read_quarter(low, text, year[0] + 1) or read_half(low, text, year[0] + 1)
    if inner is None or not isinstance(inner[1], Quarter | Half) or inner[1].year is not None:
        return None
    return inner[0], type(inner[1])(year[1], inner[1].number, year[2] or inner[1].fiscal)


def read_quarter(low: str, text: str, at: int) -> Parsed:
    if (named := MONTH_QUARTER.match(low, at)) is not None:
        end, year, _ = of_year(low, named.end())
        return end, Quarter(year, Field(MONTHS[named["m"]] // 3))
    m = QUARTER.match(low, at)
    if m is not None and low[at - 1 : at] == "迪":
        return None
    if m is None:
        if (m := YEAR_FIRST.match(low, at)) is None:
            return None
        year = Field(int(m["y"]))
        if m["h"]:
            return m.end(), Half(year, Field(int(m["h"])))
        return m.end(), Quarter(year, Field(int(m["q"]) if m["q"] else ORDINALS[m["o"]]))
    number = int(m["q"] or m["x"]) if m["q"] or m["x"] else {"final": 4, "last": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}.get(m["o"]) or ORDINALS[m["o"]]
    if m["xy"]:
        return m.end(), Quarter(Field(2000 + int(m["xy"])), Field(number))
    end, year, fiscal = of_year(low, m.end())
    if year is None and m["o"] == "last" and end == m.end():
        return m.end(), Quarter(None, Field(-1, "deictic"))
    if year is None and end == m.end():
        # "Q1 financial report this year", "when Q4 Weibo made its first profit in 2013": the year comes with the same clause.
        later = LATER_YEAR.match(low, end)
        found = (
            read_year(low, later.end())
            if later and (m["q"] or m["o"]) and not re.search("\\b(?:in|of|from|since|to|than|and) (?:the )?(?:q[1-4]|first|second|third|fourth)", later[0])
            else None
        )
        if found and later and (m["q"] or len(later[0].split()) <= 4):
            end, year, fiscal = found
    return end, Quarter(year, Field(number), fiscal or bool(m["fq"] or m["f"]))


def read_half(low: str, text: str, at: int) -> Parsed:
    m = HALF.match(low, at)
    if m is None:
        return None
    number = int(m["h"] or m["x"]) if m["h"] or m["x"] else 1 if m["o"][0] in "f1" else 2
    if m["xy"]:
        return m.end(), Half(Field(2000 + int(m["xy"])), Field(number))
    end, year, fiscal = of_year(low, m.end())
    if year is None and (m["h"] or (end == m.end() and OF_OTHER.match(low, m.end()))):
        return None
    return end, Half(year, Field(number), fiscal)


def read_first_months(low: str, text: str, at: int) -> Parsed:
    m = FIRST_N.match(low, at)
    if m is None:
        return None
    n, first = int(value(m["n"])), m["o"] == "first"
    end, year, fiscal = of_year(low, m.end())
    if m["u"] in ("weeks", "days"):
        return (end, Nth(Point(year), "week" if m["u"] == "weeks" else "day", 1 if first else -1, n)) if year else None
    months = n * (3 if m["u"] == "quarters" else 1)
    if (not first and end == m.end()) or not 1 <= months <= 12:
        return None
    return end, Months(year, 1, months, fiscal) if first else Months(year, -months, -1, fiscal)


def _is_month(low: str, text: str, at: int, word: str) -> bool:
    """Whether a month's name is one where it may be another word (may, march)."""
    capital = text[at].isupper()
    return (
        word not in ("may", "march", "mar", "sep", "dec", "jan", "jun")
        or capital
        or (len(word) == 3 and word != "may" and bool(re.match("\\.? ?[0-9]", low[at + len(word) :][:3])))
    )


def _day_number(m: re.Match[str]) -> int:
    return int(m["d"]) if m["d"] else ORDINALS[m["do"]]


def with_year(low: str, end: int) -> tuple[int, Field | None]:
    m = YEAR_TAIL.match(low, end)
    found = read_year(low, m.end()) if m else None
    return (found[0], found[1]) if found and found[1] else (end, None)


def day_tail(low: str, end: int) -> int:
    m = DAY_TAIL.match(low, end)
    return m.end() if m else end


def read_month_day(low: str, text: str, at: int) -> Parsed:
    m = MONTH_DAY.match(low, at)
    if m is None or (m["mon"] == "may" and not text[at].isupper() and m["do"] is None and not low[at + 3 : at + 4].isspace()):
        return None
    month, day = Field(MONTHS[m["mon"]]), _day_number(m)
    end, year = with_year(low, m.end())
    if m["d2"]:
        return end, Range(Point(year, month, Field(day)), Point(None, None, Field(int(m["d2"]))))
    return day_tail(low, end), Point(year, month, Field(day))


def read_day_month(low: str, text: str, at: int) -> Parsed:
    m = DAY_MONTH.match(low, at)
    if m is None:
        return None
    name = m["mon"]
    if not m["eo"] and not _is_month(low, text, m.start("mon"), name):
        return None
    month, day = Field(MONTHS[name]), int(m["e"]) if m["e"] else ORDINALS[m["eo"]]
    end, year = with_year(low, m.end())
    if m["e"] and (m["d"] or m["do"]):
        return end, Range(Point(year, month, Field(_day_number(m))), Point(None, None, Field(day)))
    return day_tail(low, end), Point(year, month, Field(day))


def read_months(low: str, text: str, at: int) -> Parsed:
    m = MONTH_RANGE.match(low, at)
    if m is not None and _is_month(low, text, at, m["mon"]) and not re.match(" ?[0-9]{1,2}(?![0-9])", low[m.end() :][:4]):
        end, year = with_year(low, m.end())
        first, last = MONTHS[m["mon"]], MONTHS[m["mon2"]]
        return end, Months(year, first, last) if first <= last else Range(Point(None, Field(first)), Point(year, Field(last)))
    m = MONTH.match(low, at)
    if m is None or not _is_month(low, text, m.start("mon"), m["mon"]):
        return None
    end, year = with_year(low, m.end()) if not low.startswith("-", m.end()) else of_year(low, m.end())[:2]
    if year is None and len(m["mon"]) == 3 and m["mon"] != "may" and not text[m.start("mon")].isupper():
        return None
    if (
        year is None
        and m["mon"] in ("march", "may")
        and re.match("(?: (?:not|be|have|also|still|well|soon|never|on|for|to|in the|toward))", low[m.end() :][:8])
    ):
        return None
    return end, Point(year, Field(MONTHS[m["mon"]]))


def read_decade(low: str, text: str, at: int) -> Parsed:
    m = DECADE.match(low, at)
    if m is None:
        return None
    if m["cent"]:
        return m.end(), Century(Field(int(m["cent"])))
    if m["t"] is None:
        return m.end(), Century(Field(-1, "deictic"))
    if not m["c"] and (not m[0].startswith("the ") or int(m["t"]) < 20):
        return None
    return m.end(), Decade(int(m["c"]) * 100 if m["c"] else None, int(m["t"]))


def read_bare_year(low: str, text: str, at: int) -> Parsed:
    m = FOUR_DIGITS.match(low, at)
    if m is None:
        return None
    if (fiscal := FISCAL_YEAR.match(low, m.end())) is not None:
        return fiscal.end(), FiscalYear(Field(int(m[0])))
    if (years := YEARS.match(low, at)) is not None and BARE_BEFORE.search(low[max(0, at - 12) : at]) and int(years[1]) < int(years[2]):
        return years.end(), Range(Point(Field(int(years[1]))), Point(Field(int(years[2]))))
    line_start = not low[max(0, at - 2) : at].strip(" ") or low[at - 1 : at] == "\n"
    if re.match(" +- +[a-z]", low[m.end() :][:6]) and re.search("(?:[.:;]|\n) *$", low[max(0, at - 4) : at]):
        return m.end(), Point(Field(int(m[0])))
    if not BARE_AFTER.match(low, m.end()) or not (
        (line_start and re.match(" *(?:-|:|$|\\n)", low[m.end() :][:4])) or (BARE_BEFORE.search(low[max(0, at - 12) : at]) and not line_start)
    ):
        return None
    return m.end(), Point(Field(int(m[0])))


def read_weekday(low: str, text: str, at: int) -> Parsed:
    m = WEEKDAY.match(low, at)
    if m is None:
        return None
    word, at_word = m["wd"], m.start("wd")
    alone = stands_alone(low, at, m.end())
    if len(word) <= 4 and not alone and not (text[at_word].isupper() and re.match("\\.|,? ?(?:[0-9]|[a-z]{3,9} [0-9])", low[m.end("wd") :][:14])):
        return None
    shift = SHIFTS[m["shift"]] if m["shift"] else SHIFTS[(m["w2"] or m["w3"]).removeprefix("the ")] if m["w2"] or m["w3"] else None
    dated = COMMA_THE.match(low, m.end())
    if (
        m["shift"] is None
        and dated
        and (inner := read_month_day(low, text, dated.end()) or read_day_month(low, text, dated.end()))
        and isinstance(inner[1], Point)
    ):
        return inner
    if m["shift"] is None and (day := WEEKDAY_DAY.match(low, m.end())):
        return day.end(), Point(None, None, Field(int(day["d"])))
    if m["shift"] == "last" or m["shift"] in ("this past", "past"):
        return day_tail(low, m.end()), Week(-1 if m["shift"] == "last" else None, WEEKDAYS[word])
    return day_tail(low, m.end()), Week(shift, WEEKDAYS[word])


def read_day(low: str, text: str, at: int) -> Parsed:
    m = DAY.match(low, at)
    if m is None:
        return None
    if m["same"]:
        return m.end(), Point(None, None, Field(1 if "next" in m[0] or "following" in m[0] else 0, "anaphoric"))
    if m["w"] in ("today", "tomorrow") and (
        low.startswith(("'s world", "’s world"), m.end()) or re.search("(?:usa|russia|world|history) $", low[max(0, at - 8) : at])
    ):
        return None
    shift = -2 if m["two"] else 2 if m["plus"] else -1 if m["ln"] else 0 if m["tm"] else DEICTIC[m["w"]]
    return day_tail(low, m.end()), Point(None, None, Field(shift, "deictic"))


def read_on_the(low: str, text: str, at: int) -> Parsed:
    m = ON_THE.match(low, at)
    if m is None or not re.search("\\b(?:on|until|by|from) $", low[max(0, at - 8) : at]):
        return None
    month = OF_MONTH.match(low, m.end())
    if month:
        return month.end(), Point(None, Field(SHIFTS[month[1]], "deictic"), Field(int(m["d"])))
    return m.end(), Point(None, None, Field(int(m["d"])))

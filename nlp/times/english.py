"""The grammar of English time expressions: lower-case text in one spelling to trees."""

from __future__ import annotations

import re
from collections.abc import Callable

from nlp.times.english_terms import (
    YEARS,
    AFTER_LENGTH,
    AFTER_NEXT,
    BARE_AFTER,
    BARE_BEFORE,
    COMMA_THE,
    DAY,
    DAY_MONTH,
    DAY_TAIL,
    DECADE,
    DEICTIC,
    FIRST_N,
    FOUR_DIGITS,
    HALF,
    IN_LENGTH,
    LATER_YEAR,
    LENGTH,
    MONTH,
    MONTH_DAY,
    MONTH_DAY_YEAR,
    MONTH_END,
    MONTH_RANGE,
    MONTH_YEAR,
    MONTHS,
    NAME,
    NAMED,
    NTH,
    NUMERALS,
    OF_MONTH,
    OF_OTHER,
    OF_YEAR,
    ON_THE,
    OPEN,
    ORDINALS,
    OWN, PARTS,
    PART,
    QUARTER,
    RELATIVE,
    SHIFTS,
    SINCE,
    SLASHED,
    TO,
    UNITS,
    UP_TO_NOW,
    WEEKDAY,
    WEEKDAY_DAY,
    WEEKDAYS,
    WINDOW,
    WITHIN,
    YEAR,
    YEAR_EARLIER,
    YEAR_END,
    YEAR_FIRST,
    YEAR_MONTH,
    YEAR_MONTH_DAY,
    YEAR_TAIL,
    YEAR_TO_DATE,
)
from nlp.times.nodes import (
    Century,
    Decade,
    Field,
    FiscalYear,
    Half,
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


def parse(low: str, text: str, at: int) -> Spoken | None:
    """The expression that begins at `at` of the lower-case text `low`, or None; `text` shows capitals."""
    if at and low[at - 1].isalnum() and low[at - 1].isascii():
        return None
    found = _range(low, text, at)
    if found is None or found[0] <= at:
        return None
    end, node = found
    before = low[max(0, at - 16) : at]
    sense = "to_date" if re.search("as of (?:the )?$", before) else "until" if re.search("(?:until|till) $", before) else "since" if re.search("(?:from|starting) $", before) else "at"
    return Spoken(at, end, node, sense)


def _range(low: str, text: str, at: int) -> Parsed:
    between = low[max(0, at - 8) : at] == "between "
    since = SINCE.match(low, at)
    if since is not None:
        inner = atom(low, text, since.end())
        return (inner[0], Open(inner[1], "since")) if inner else None
    if (m := OPEN.match(low, at)) is not None and low.startswith(" ", m.end()):
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
    if isinstance(node, Length | Window | Open | Offset):
        return first
    m = TO.match(low, end)
    if m is None or (" and " in m[0] and not between):
        return first
    if (now := UP_TO_NOW.match(low, m.end())) is not None:
        return now.end(), Range(node, None)
    second = atom(low, text, m.end())
    if second is None or isinstance(second[1], Length | Window | Open) or (not m[0].strip("-~ ") and isinstance(node, Point) and node.year and not node.month and isinstance(second[1], Point) and not second[1].year):
        return first
    return second[0], Range(node, second[1])


def atom(low: str, text: str, at: int) -> Parsed:
    """One expression without its partner in a range."""
    for read in AT_DIGIT if low[at : at + 1].isdigit() else AT_WORD:
        found = read(low, text, at)
        if found is not None:
            return found
    return None


def value(word: str) -> float:
    """The number a numeral or digits say."""
    return float(word) if word[0].isdigit() else float(NUMERALS[word])


def _year(low: str, at: int) -> tuple[int, Field | None, bool] | None:
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


def _of_year(low: str, end: int) -> tuple[int, Field | None, bool]:
    """The year that follows a quarter or month, with its preposition; where none follows, `end` itself and no field."""
    m = OF_YEAR.match(low, end)
    found = _year(low, m.end()) if (m and m.end() > end) or low[end : end + 1] in ("'", "’", "-") else None
    if low[end : end + 1] == "-" and (dash := _year(low, end + 1)):
        found = dash
    return found if found else (end, None, False)


def _numeric(low: str, text: str, at: int) -> Parsed:
    if not low[at].isdigit():
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
        if alone or re.search("(?:\\bon|between|from|until|by|since|to|day|back|-|,) *$", low[max(0, at - 12) : at]):
            return m.end(), Point(None, Field(int(m["m"])), Field(int(m["d"])))
    return None


def _years_own(low: str, text: str, at: int) -> Parsed:
    """next year's first quarter"""
    year = _year(low, at)
    m = OWN.match(low, year[0]) if (year and year[1] and low[year[0] - 1 : year[0] + 2] in ("'s ", "’s ")) or (year and year[1] and low[year[0] - 1] == "s") else None
    if year is None or m is None:
        return None
    inner = _quarter(low, text, m.end()) or _half(low, text, m.end())
    if inner is None or not isinstance(inner[1], Quarter | Half) or inner[1].year is not None:
        return None
    return inner[0], type(inner[1])(year[1], inner[1].number, year[2] or inner[1].fiscal)


def _after_next(low: str, text: str, at: int) -> Parsed:
    m = AFTER_NEXT.match(low, at)
    if m is None:
        return None
    nodes: dict[str, Node] = {"week": Week(2, None), "weekend": Week(2, 7), "month": Point(None, Field(2, "deictic")), "year": Point(Field(2, "deictic"))}
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
    inner = _half(low, text, m.end()) or _quarter(low, text, m.end()) or _months(low, text, m.end()) or _relative(low, text, m.end()) or _decade(low, text, m.end())
    if inner is None and (year := _year(low, m.end())) is not None and year[1] is not None:
        inner = year[0], Point(year[1])
    if inner is None or (word in ("so_far", "rest") and not low.startswith(("this ", "last ", "that ", "next "), m.end())):
        return None
    if isinstance(inner[1], Range | Months):
        return None
    return inner[0], Part(inner[1], word, "month" if isinstance(inner[1], Point) and inner[1].month else "year")


def _quarter(low: str, text: str, at: int) -> Parsed:
    m = QUARTER.match(low, at)
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
    end, year, fiscal = _of_year(low, m.end())
    if year is None and m["o"] == "last" and end == m.end():
        return m.end(), Quarter(None, Field(-1, "deictic"))
    if year is None and end == m.end():
        # "Q1 financial report this year", "when Q4 Weibo made its first profit in 2013": the year comes with the same clause.
        later = LATER_YEAR.match(low, end)
        found = _year(low, later.end()) if later and (m["q"] or m["o"]) and not re.search("\\b(?:in|of|from|since|to|than|and) (?:the )?(?:q[1-4]|first|second|third|fourth)", later[0]) else None
        if found and later and (m["q"] or len(later[0].split()) <= 4):
            end, year, fiscal = found
    return end, Quarter(year, Field(number), fiscal or bool(m["fq"]))


def _half(low: str, text: str, at: int) -> Parsed:
    m = HALF.match(low, at)
    if m is None:
        return None
    number = int(m["h"] or m["x"]) if m["h"] or m["x"] else 1 if m["o"][0] in "f1" else 2
    if m["xy"]:
        return m.end(), Half(Field(2000 + int(m["xy"])), Field(number))
    end, year, fiscal = _of_year(low, m.end())
    if year is None and (m["h"] or (end == m.end() and OF_OTHER.match(low, m.end()))):
        return None
    return end, Half(year, Field(number), fiscal)


def _first_n(low: str, text: str, at: int) -> Parsed:
    m = FIRST_N.match(low, at)
    if m is None:
        return None
    n, first = int(value(m["n"])), m["o"] == "first"
    end, year, fiscal = _of_year(low, m.end())
    if m["u"] in ("weeks", "days"):
        return (end, Nth(Point(year), "week" if m["u"] == "weeks" else "day", 1 if first else -1, n)) if year else None
    months = n * (3 if m["u"] == "quarters" else 1)
    if (not first and end == m.end()) or not 1 <= months <= 12:
        return None
    return end, Months(year, 1, months, fiscal) if first else Months(year, -months, -1, fiscal)


def _is_month(low: str, text: str, at: int, word: str) -> bool:
    """Whether a month's name is one where it may be another word (may, march)."""
    capital = text[at].isupper()
    return word not in ("may", "march", "mar", "sep", "dec", "jan", "jun") or capital or (len(word) == 3 and word != "may" and bool(re.match("\\.? ?[0-9]", low[at + len(word) :][:3])))


def _day_number(m: re.Match[str]) -> int:
    return int(m["d"]) if m["d"] else ORDINALS[m["do"]]


def _with_year(low: str, end: int) -> tuple[int, Field | None]:
    m = YEAR_TAIL.match(low, end)
    found = _year(low, m.end()) if m else None
    return (found[0], found[1]) if found and found[1] else (end, None)


def _tail(low: str, end: int) -> int:
    m = DAY_TAIL.match(low, end)
    return m.end() if m else end


def _month_day(low: str, text: str, at: int) -> Parsed:
    m = MONTH_DAY.match(low, at)
    if m is None or (m["mon"] == "may" and not text[at].isupper() and m["do"] is None and not low[at + 3 : at + 4].isspace()):
        return None
    month, day = Field(MONTHS[m["mon"]]), _day_number(m)
    end, year = _with_year(low, m.end())
    if m["d2"]:
        return end, Range(Point(year, month, Field(day)), Point(None, None, Field(int(m["d2"]))))
    return _tail(low, end), Point(year, month, Field(day))


def _day_month(low: str, text: str, at: int) -> Parsed:
    m = DAY_MONTH.match(low, at)
    if m is None:
        return None
    name = m["mon"]
    if not m["eo"] and not _is_month(low, text, m.start("mon"), name):
        return None
    month, day = Field(MONTHS[name]), int(m["e"]) if m["e"] else ORDINALS[m["eo"]]
    end, year = _with_year(low, m.end())
    if m["e"] and (m["d"] or m["do"]):
        return end, Range(Point(year, month, Field(_day_number(m))), Point(None, None, Field(day)))
    return _tail(low, end), Point(year, month, Field(day))


def _months(low: str, text: str, at: int) -> Parsed:
    m = MONTH_RANGE.match(low, at)
    if m is not None and _is_month(low, text, at, m["mon"]) and not re.match(" ?[0-9]{1,2}(?![0-9])", low[m.end() :][:4]):
        end, year = _with_year(low, m.end())
        first, last = MONTHS[m["mon"]], MONTHS[m["mon2"]]
        return end, Months(year, first, last) if first <= last else Range(Point(None, Field(first)), Point(year, Field(last)))
    m = MONTH.match(low, at)
    if m is None or not _is_month(low, text, m.start("mon"), m["mon"]):
        return None
    end, year = _with_year(low, m.end()) if not low.startswith("-", m.end()) else _of_year(low, m.end())[:2]
    if year is None and len(m["mon"]) == 3 and m["mon"] != "may" and not text[m.start("mon")].isupper():
        return None
    if year is None and m["mon"] in ("march", "may") and re.match("(?: (?:not|be|have|also|still|well|soon|never|on|for|to|in the|toward))", low[m.end() :][:8]):
        return None
    return end, Point(year, Field(MONTHS[m["mon"]]))


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
        if re.search("\\b(?:will|'ll|’ll|would|expects?|expected|plans?|due|set|to be|are you|sometime|back)\\b[^.;\\n]{0,40}$", low[max(0, at - 60) : at]) or stands_alone(low, at, m.end()):
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
        inner = _month_day(low, text, m.end()) or _day_month(low, text, m.end())
        return (inner[0], Window(Length(((6, "day"),)), 1, inner[1])) if inner else None
    inner = _months(low, text, m.end()) or _relative(low, text, m.end())
    if inner is None and (year := _year(low, m.end())) and year[1]:
        inner = year[0], Point(year[1])
    if inner is None or not isinstance(inner[1], Point):
        return None
    n = -1 if m["o"] in ("last", "final") else int(m["o"][0]) if m["o"][0].isdigit() else ORDINALS[m["o"]]
    n = -n if m["l"] else n
    if m["wd"]:
        return inner[0], Nth(inner[1], "weekday", n, weekday=WEEKDAYS[m["wd"]])
    return inner[0], Nth(inner[1], m["u"], n)


def _weekday(low: str, text: str, at: int) -> Parsed:
    m = WEEKDAY.match(low, at)
    if m is None:
        return None
    word, at_word = m["wd"], m.start("wd")
    alone = stands_alone(low, at, m.end())
    if len(word) <= 4 and not alone and not (text[at_word].isupper() and re.match("\\.|,? ?(?:[0-9]|[a-z]{3,9} [0-9])", low[m.end("wd") :][:14])):
        return None
    shift = SHIFTS[m["shift"]] if m["shift"] else SHIFTS[(m["w2"] or m["w3"]).removeprefix("the ")] if m["w2"] or m["w3"] else None
    dated = COMMA_THE.match(low, m.end())
    if m["shift"] is None and dated and (inner := _month_day(low, text, dated.end()) or _day_month(low, text, dated.end())) and isinstance(inner[1], Point):
        return inner
    if m["shift"] is None and (day := WEEKDAY_DAY.match(low, m.end())):
        return day.end(), Point(None, None, Field(int(day["d"])))
    if m["shift"] == "last" or m["shift"] in ("this past", "past"):
        return _tail(low, m.end()), Week(-1 if m["shift"] == "last" else None, WEEKDAYS[word])
    return _tail(low, m.end()), Week(shift, WEEKDAYS[word])


def _day(low: str, text: str, at: int) -> Parsed:
    m = DAY.match(low, at)
    if m is None:
        return None
    if m["same"]:
        return m.end(), Point(None, None, Field(1 if "next" in m[0] or "following" in m[0] else 0, "anaphoric"))
    if m["w"] in ("today", "tomorrow") and (low.startswith(("'s world", "’s world"), m.end()) or re.search("(?:usa|russia|world|history) $", low[max(0, at - 8) : at])):
        return None
    shift = -2 if m["two"] else 2 if m["plus"] else -1 if m["ln"] else 0 if m["tm"] else DEICTIC[m["w"]]
    return _tail(low, m.end()), Point(None, None, Field(shift, "deictic"))


def _on_the(low: str, text: str, at: int) -> Parsed:
    m = ON_THE.match(low, at)
    if m is None or not re.search("\\b(?:on|until|by|from) $", low[max(0, at - 8) : at]):
        return None
    month = OF_MONTH.match(low, m.end())
    if month:
        return month.end(), Point(None, Field(SHIFTS[month[1]], "deictic"), Field(int(m["d"])))
    return m.end(), Point(None, None, Field(int(m["d"])))


def _decade(low: str, text: str, at: int) -> Parsed:
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


def _length(low: str, text: str, at: int) -> Parsed:
    m = LENGTH.match(low, at)
    if m is None or (m["n"] in ("a", "an", "one") and m["u"] in ("day", "hour", "minute", "quarter") and not AFTER_LENGTH.match(low, m.end())):
        return None
    if low[m.end() : m.end() + 1] == "-" or re.match("['’] ?|-old| old| of age", low[m.end() :][:7]):
        return None
    parts: list[tuple[float, Unit]] = [(value(m["n"]) + (0.5 if " and a half" in m[0] else 0), UNITS[m["u"]])]
    if m["n2"]:
        parts.append((value(m["n2"]), UNITS[m["u2"]]))
    length = Length(tuple(parts))
    after = AFTER_LENGTH.match(low, m.end())
    if after is None:
        return m.end(), length
    if after["ago"] or after["later"] or after["earlier"]:
        if m["n"] in ("few", "a few", "several") and not after["ago"]:
            return m.end(), length
        side: Side = 1 if after["later"] else -1
        return after.end(), Offset(length, side)
    inner = atom(low, text, after.end())
    if inner is None or isinstance(inner[1], Length | Window | Open):
        return m.end(), length
    return inner[0], Offset(length, -1 if after["side"] == "before" else 1, inner[1])


def _relative(low: str, text: str, at: int) -> Parsed:
    m = RELATIVE.match(low, at)
    if m is None:
        year = _year(low, at)
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
    end, year = _with_year(low, m.end())
    return end, Named(NAMED[m["name"]], year)


def _bare_year(low: str, text: str, at: int) -> Parsed:
    m = FOUR_DIGITS.match(low, at)
    if m is None:
        return None
    years = YEARS.match(low, at)
    if years is not None and BARE_BEFORE.search(low[max(0, at - 12) : at]) and int(years[1]) < int(years[2]):
        return years.end(), Range(Point(Field(int(years[1]))), Point(Field(int(years[2]))))
    line_start = not low[max(0, at - 2) : at].strip(" ") or low[at - 1 : at] == "\n"
    if re.match(" +- +[a-z]", low[m.end() :][:6]) and re.search("(?:[.:;]|\n) *$", low[max(0, at - 4) : at]):
        return m.end(), Point(Field(int(m[0])))
    if not BARE_AFTER.match(low, m.end()) or not ((line_start and re.match(" *(?:-|:|$|\\n)", low[m.end() :][:4])) or (BARE_BEFORE.search(low[max(0, at - 12) : at]) and not line_start)):
        return None
    return m.end(), Point(Field(int(m[0])))


Reader = Callable[[str, str, int], Parsed]
AT_DIGIT: tuple[Reader, ...] = (_numeric, _quarter, _half, _day_month, _nth, _decade, _length, _bare_year)
AT_WORD: tuple[Reader, ...] = (
    _years_own, _after_next, _earlier, _part, _quarter, _half, _first_n, _month_day, _day_month, _months, _window, _nth, _weekday, _day, _on_the, _decade,
    _length, _relative, _named, _bare_year,
)

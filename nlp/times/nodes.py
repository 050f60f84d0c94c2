"""The tree of a time expression, the same for Chinese and English: what is said, before anybody asks when it was said."""

from __future__ import annotations

from typing import Literal

from nlp.records import record

Mode = Literal["written", "deictic", "anaphoric"]
Unit = Literal["year", "half", "quarter", "month", "week", "day", "workday", "hour", "minute", "quarter_hour", "second", "decade"]
Side = Literal[-1, 1]


@record
class Field:
    """A year, quarter, month or day: its number as written, or a shift from now (deictic) or from what was last spoken of (anaphoric)."""

    value: int
    mode: Mode = "written"


@record
class Point:
    """A day, month or year of the calendar, as fine as it is written: 2017年12月31日, 去年12月, 昨日, 28日."""

    year: Field | None = None
    month: Field | None = None
    day: Field | None = None
    lunar: bool = False


@record
class Quarter:
    """第三季度, 2016财年Q4, 上季度."""

    year: Field | None
    number: Field
    fiscal: bool = False


@record
class Half:
    """上半年, H1 2016."""

    year: Field | None
    number: Field
    fiscal: bool = False


@record
class Months:
    """A run of months of one year: 前11个月, 1-9月, 前三季度; negative numbers count from the end."""

    year: Field | None
    first: int
    last: int
    fiscal: bool = False


@record
class FiscalYear:
    """2016财年, FY2016."""

    year: Field


@record
class Decade:
    """上世纪90年代; `century` is the first year of the century, None where it is not said."""

    century: int | None
    tens: int


@record
class Century:
    """18世纪: a number as written, or a shift from ours."""

    number: Field


@record
class Part:
    """年初, 6月上旬, late last year: a named part of something; None is the year or month that `unit` says."""

    of: Node | None
    part: str
    unit: Literal["year", "month"] = "year"


@record
class Week:
    """上周, 本周五, 周五: a shift in weeks (None where none is said) and a weekday (0 Monday; 7 the weekend) or the whole week."""

    shift: int | None
    weekday: int | None
    half: int | None = None


@record
class Nth:
    """10月第一个星期一, 2021年第二周, 上月最后五天: the n-th (negative from the end) or the first `count` units of something."""

    of: Node
    unit: Literal["week", "day", "weekday", "month"]
    number: int
    count: int = 1
    weekday: int = 0


@record
class Named:
    """双11, 今年春节: a day with a name, or the holiday around it."""

    name: str
    year: Field | None = None
    holiday: bool = False


@record
class Length:
    """A measured time, as (number, unit) pairs: 一年又三个月."""

    parts: tuple[tuple[float, Unit], ...]


@record
class Offset:
    """三年前, 3 days after X: a length before or after now, or before or after something.

    `open` is 以前 and 以后, `about` a length with 多 or 几.
    """

    length: Length
    side: Side
    of: Node | None = None
    open: bool = False
    about: bool = False


@record
class Window:
    """近三年, 未来三年, 过去一季: a length that ends or begins now; `at` is another beginning, `about` a length with 多 or 余."""

    length: Length
    side: Side
    at: Node | None = None
    about: bool = False


@record
class Range:
    """2015年至2017年; no `last` is up to now (至今)."""

    first: Node
    last: Node | None


@record
class Open:
    """2018年之后, 今年以来, 4月18日前."""

    of: Node
    side: Literal["before", "after", "since"]
    inclusive: bool = False


@record
class SamePeriod:
    """同期, 去年同期, 期内, 全年: the stretch last spoken of, in another year or the same; `whole_year` asks for its year."""

    year: Field | None = None
    whole_year: bool = False
    current: bool = False


Node = Point | Quarter | Half | Months | FiscalYear | Decade | Century | Part | Week | Nth | Named | Length | Offset | Window | Range | Open | SamePeriod


@record
class Spoken:
    """A time expression as parsed: where it stands, what it says, and in what sense (at, to_date, since, until)."""

    start: int
    end: int
    node: Node
    sense: str = "at"

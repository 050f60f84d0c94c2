"""Full calendar dates as bylines write them; the readings of running text are another room's."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from operator import itemgetter

from nlp.records import record

_CLOCK = (
    r"(?:[T\s　,，]{0,3}(?:(?:星期|周|礼拜)[一二三四五六日天]|[(（](?:周|星期)?[一二三四五六日天][)）]))?"
    r"(?:[T\s　,，]{0,3}(?:上午|下午|凌晨|中午|晚上|早上|晚间|晨)?\s?\d{1,2}[:：时点]\d{1,2}分?(?:[:：]\d{1,2}(?:\.\d{1,9})?)?"
    r"\s?(?:[AaPp]\.?[Mm]\b\.?)?(?:Z\b|\s?[+-]\d{2}:?\d{2}\b)?)?"
)
_MONTHS = {name: i + 1 for i, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])}
_MONTH = r"(?P<{0}>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{{0,6}}\.?"
_ZERO = "〇○零Ｏｏ"
_DIGIT = "〇一二三四五六七八九"

# Forms of dates by the sign that a line must show for them to be looked for: most lines show none, and few more than one.
_FORMS = tuple(
    (sign, re.compile(pattern + _CLOCK, re.IGNORECASE))
    for sign, pattern in (
        ("年", r"(?P<y>(?:1(?<!\d1)9|2(?<!\d2)0)\d{2})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?[日号]"),
        ("1-1-1", r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d|\.\d)"),
        ("民国", r"(?P<roc>民国)\s?(?P<y>\d{2,3})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?[日号]"),
        ("1-1-1", r"(?<![\d,.])(?P<roc>)(?P<y>1\d{2})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d.])"),
        (
            "Jan",
            r"\b(?:[A-Z][a-z]{2,8},?\s+)?(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+" + _MONTH.format("mon") + r",?\s+(?P<y>(?:19|20)\d{2})\b",
        ),
        ("Jan", r"\b" + _MONTH.format("mon") + r"\s{0,2}(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d{2})\b"),
        ("1-1-1", r"(?<![\d/])(?P<m>0?[1-9]|1[0-2])/(?P<d>1[3-9]|2\d|3[01])/(?P<y>20\d{2})(?!\d)"),
        ("1-1-1", r"(?<![\d/])(?P<d>1[3-9]|2\d|3[01])/(?P<m>0?[1-9]|1[0-2])/(?P<y>20\d{2})(?!\d)"),
        (
            "二〇",
            r"(?P<cy>[二一][〇○零Ｏ九][〇○零Ｏ一二三四五六七八九]{2})年"
            r"(?P<cm>十?[一二三四五六七八九]|十)月(?P<cd>[二三]?十?[一二三四五六七八九十])[日号]",
        ),
    )
)
_SHORT = 80  # characters of a line that is rather about an article than of it
_CLOCK_SIGN = re.compile(r"\d[:：时点]\d")
_DIVIDED = re.compile(r"\d[-/.]\d{1,2}[-/.]\d")
_HAN_YEAR = re.compile("[二一][〇○零Ｏ九]", re.IGNORECASE)
_YEAR_APART = re.compile(r"\s(?:19|20)\d{2}")  # behind the name of a month
_MONTH_NAME = re.compile("|".join(_MONTHS), re.IGNORECASE)
_COMPACT = re.compile(r"(?<!\d)(?P<y>20\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_IN_ADDRESS = re.compile(r"(?<!\d)(?P<y>20\d{2})[/_-](?P<m>0[1-9]|1[0-2])[/_-]?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_CODE = re.compile(r"(?P<y>1\d{2}|[89]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])$")


@record
class Found:
    """A full date and where it stands; `clock` says that a time of day stands with it."""

    start: int
    end: int
    date: dt.date
    clock: bool


def find_dates(line: str) -> list[Found]:
    """Full dates of a line, in order, each with the weekday and clock time that follow it.

    A year of the Republic of China is one where it says so or is three digits with separators.

    >>> [str(found.date) for found in find_dates("2018-06-15 14:32 来源: 某网")]
    ['2018-06-15']
    """
    signs = _signs(line)
    if not signs:
        return []
    return list(_find_short(line, signs) if len(line) <= _SHORT else _find(line, signs))


def _find(line: str, signs: tuple[str, ...]) -> tuple[Found, ...]:
    matches = [
        (match.start(), rank, match) for rank, (sign, form) in enumerate(_FORMS) if sign in signs for match in form.finditer(line)
    ]
    if len(matches) > 1:
        matches.sort(key=itemgetter(0, 1))
    found: list[Found] = []
    for start, _, match in matches:
        date = _date_of(match) if not found or start >= found[-1].end else None
        if date is not None:
            found.append(Found(start, match.end(), date, bool(_CLOCK_SIGN.search(match[0]))))
    return tuple(found)


_find_short = lru_cache(maxsize=64)(_find)  # several readers ask for the same few lines of an article


def _signs(line: str) -> tuple[str, ...]:
    """Which kinds of dates a line may hold."""
    signs: list[str] = []
    if "年" in line and "月" in line:
        signs = ["年", "民国"] if "民国" in line else ["年"]
        if _HAN_YEAR.search(line):
            signs.append("二〇")
    if ("-" in line or "/" in line or "." in line) and _DIVIDED.search(line):
        signs.append("1-1-1")
    if ("20" in line or "19" in line) and _YEAR_APART.search(line) and _MONTH_NAME.search(line):
        signs.append("Jan")
    return tuple(signs)


def read_compact(text: str) -> dt.date | None:
    """The first date written as eight digits (20180615) or with slashes as addresses write it (2018/0615, 2018/06/15).

    >>> str(read_compact("https://example.org/2018/0615/a.jpg"))
    '2018-06-15'
    """
    for pattern in (_COMPACT, _IN_ADDRESS):
        match = pattern.search(text)
        if match:
            return make_date(int(match["y"]), int(match["m"]), int(match["d"]))
    return None


def read_code(text: str) -> tuple[int, dt.date] | None:
    """The closing code of Taiwanese agency copy, year of the Republic with month and day: where it starts, and its date.

    It counts only after a closing bracket or a full stop, or alone.

    >>> read_code("……收盘。（编辑：某某）1130315")
    (12, datetime.date(2024, 3, 15))
    """
    tail = text[-7:].rstrip()
    match = _CODE.search(text.rstrip()) if tail[-6:].isascii() and tail[-6:].isdigit() else None
    if not match:
        return None
    before = text[: match.start()].rstrip()
    if before and before[-1] not in ")）】]。！":
        return None
    date = make_date(int(match["y"]) + 1911, int(match["m"]), int(match["d"]))
    return (match.start(), date) if date else None


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """The date, or None where there is no such day or it lies outside the age of the web (1990–2100)."""
    try:
        return dt.date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None


def _date_of(match: re.Match[str]) -> dt.date | None:
    parts = match.groupdict()
    if parts.get("cy"):
        year = int("".join("0" if ch in _ZERO else str(_DIGIT.index(ch)) for ch in parts["cy"]))
        return make_date(year, _small(parts["cm"]), _small(parts["cd"]))
    year = int(parts["y"]) + (1911 if "roc" in parts else 0)
    month = _MONTHS[parts["mon"].lower()] if parts.get("mon") else int(parts["m"])
    return make_date(year, month, int(parts["d"]))


def _small(numeral: str) -> int:
    """一 to 三十一."""
    tens, mark, ones = numeral.partition("十")
    if not mark:
        return _DIGIT.index(numeral)
    return (_DIGIT.index(tens) if tens else 1) * 10 + (_DIGIT.index(ones) if ones else 0)

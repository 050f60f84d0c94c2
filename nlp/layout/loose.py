"""Bylines without labels: a date, an outlet and a name, in any order (2018年07月27日 07:55 某某创投 王小明)."""

from __future__ import annotations

import re
from functools import cache

from nlp.layout.bylines import data, is_name
from nlp.layout.dates import find_dates
from nlp.records import record

_LONGEST = 80
_SPEECH = re.compile(r"[。！？；;!?—:：](?:(?<=[^—:])|(?<=—)—|(?<=:)\s?[^\d\s])")
_BREAKS = re.compile(r"[ \t　\xa0|｜丨/／·,，、]+")
_REPORTER = re.compile(
    r"(?P<src>[一-鿿A-Za-z0-9]{2,12}?)?(?:实习|见习|特约|首席|特派)?(?:记者|编辑|作者|撰文)[:：]?(?P<name>[一-鿿·]{2,4})?$"
)
_NOTICE = re.compile(r"[【\[（(〔]([一-鿿A-Za-z0-9]{2,10}?)(?:专讯|特讯|讯|报道|消息|综合报道)[】\]）)〕]")
_PLACE = re.compile(r"[一-鿿]{2,4}?(?:综合)?(?:报道|报导|电|讯)$")
_BY = re.compile(r"(?:(?:Written|Posted|Reported) )?[Bb]y ([A-Z][\w.'’-]+(?: [A-Z][\w.'’-]*){1,3})(?P<rest>.*)$")


@record
class Loose:
    """Outlet and writer of a byline without labels, as far as it says."""

    source: str | None
    author: str | None


@cache
def _ends() -> tuple[str, ...]:
    return tuple(data()["lists"]["outlets"])


@cache
def _known() -> frozenset[str]:
    return frozenset(data()["agencies"]["names"])


def read_loose(line: str) -> Loose | None:
    """Outlet and writer of a line that has one date and little else; None where it is no such line.

    >>> read_loose("2018年07月27日 07:55 某某创投 王小明")
    Loose(source='某某创投', author='王小明')
    >>> read_loose("2014年9月19日 某公司在纽约上市融资250亿美元") is None
    True
    """
    if len(line) > _LONGEST or _SPEECH.search(line):
        return None
    dates = find_dates(line)
    by = _BY.match(line)
    if len(dates) != 1 and not (by and not dates):
        return None
    left = line[: dates[0].start] + " " + line[dates[0].end :] if dates else line
    if by:
        outlet = " ".join(
            word for word in _BREAKS.split(_without_dates(by["rest"])) if word and word.lower() not in data()["lists"]["marks"]
        )
        return Loose(outlet if 0 < len(outlet) <= 32 and not re.search(r"\d", outlet) else None, by[1])
    clock = bool(re.search(r"\d[:：]\d{2}", line))
    return _sort_out(left, sure=clock or dates[0].clock)


def _without_dates(text: str) -> str:
    for found in reversed(find_dates(text)):
        text = text[: found.start] + " " + text[found.end :]
    return text


def _sort_out(text: str, *, sure: bool) -> Loose | None:
    """Which of the words is the outlet and which the writer; None where there are too many, or none is known for either."""
    source = author = None
    notice = _NOTICE.search(text)
    if notice:
        source, text = notice[1], text.replace(notice[0], " ")
    unknown: list[str] = []
    reporter = False
    words = [word for word in _BREAKS.split(text) if re.search(r"\w", word) and word.lower() not in data()["lists"]["marks"]]
    words = [word for word in words if not re.fullmatch(r"[\d:：]+|(?:HKT|CST|GMT|AM|PM|am|pm)", word)]
    if len(words) > 4 or any(len(word) > 14 for word in words):
        return None
    for word in words:
        match = _REPORTER.fullmatch(word)
        if match and (match["name"] or match["src"] or reporter is False):
            reporter = True
            source, author = source or match["src"], author or match["name"]
        elif (word in _known() or word.endswith(_ends())) and not source and not (reporter and not author):
            source = word
        elif not author and (reporter or is_name(word)) and 2 <= len(word) <= 4:
            author = word
        elif not (author and _PLACE.fullmatch(word)):
            unknown.append(word)
    for word in unknown:
        if not author and len(word) <= 4 and source:
            author = word
        elif not source and (author or sure):
            source = word
        else:
            return None
    return Loose(source, author) if source or author else None

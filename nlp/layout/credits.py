"""Who posted an article and when: the fields of its bylines, datelines and front matter, and what is known from elsewhere."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from nlp.layout.bylines import Field, data, is_latin_name, name_of, read_fields, read_reporter, source_of
from nlp.layout.datelines import Dateline, read_closing, read_dateline
from nlp.layout.dates import find_dates, read_compact
from nlp.layout.loose import Loose, read_loose
from nlp.layout.roles import Marked
from nlp.model import Page, Source
from nlp.records import record

_URL = re.compile(r"https?://[^\s\"'<>（）()，。一-鿿]+", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)(?:$|[?#!@])", re.IGNORECASE)
_HOST = re.compile(r"https?://(?:www\.|m\.|wap\.|news\.|tech\.)*(?P<host>[a-z0-9.-]+)", re.IGNORECASE)


@record
class Credits:
    """What stands about the article: outlet, author, address, day of posting; the first dateline, the closing code, a picture's day."""

    source: str | None
    author: str | None
    url: str | None
    published: dt.date | None
    dateline: Dateline | None
    code: dt.date | None
    picture: dt.date | None


def read_credits(marked: Marked, page: Page | None, given: Source) -> Credits:
    """Read them all: the text's own words first, then the page's, then what the feed says."""
    head, tail = _fields(marked)
    datelines = list(_datelines(marked))
    dateline = next((line for line in datelines if line.day), datelines[0] if datelines else None)
    fronts = {front.kind: front.value for front in reversed(marked.front.values()) if front.value}
    code = next(
        (
            code
            for line, role in zip(marked.lines, marked.roles, strict=True)
            if line.text[-1].isdigit() and role != "furniture" and (code := read_closing(line.text))
        ),
        None,
    )
    url = fronts.get("url") or _head_url(marked) or (page.url if page else None) or given.url
    reporters = [
        reading for line, role in zip(marked.lines, marked.roles, strict=True) if role == "byline" and (reading := read_reporter(line.text))
    ]
    loose = _read_loosely(marked)
    source = _first(
        _labelled_source(head),
        *(line.source for line in datelines),
        *(outlet for outlet, _ in reporters if outlet not in (*data()["agencies"]["own"], "", "本报", "本网")),
        *(reading.source for reading in loose if reading.author),
        fronts.get("source"),
        _left_source(marked),
        _labelled_source(tail),
        page.source if page else None,
        given.source,
        _category_source(fronts.get("category"), url),
        _closing_source(marked),
        _account_source(fronts.get("author")),
        *(reading.source for reading in loose if reading.author is None),
        _host(url) if _head_url(marked) else None,
    )
    author = _first(
        _named(head, "author"),
        _named(head, "reporter"),
        *(line.author for line in datelines),
        *(names for _, names in reporters),
        fronts.get("author"),
        *(reading.author for reading in loose),
        page.author if page else None,
        _named(tail, "author"),
        _named(tail, "reporter"),
        _named(head, "editor"),
    )
    front_date = next((found.date for found in find_dates(fronts.get("date", ""))), None) or read_compact(fronts.get("date", ""))
    published = _first_date(
        front_date,
        _posted(head),
        page.published if page else None,
        code,
        given.published,
        _posted(tail),
        dateline.date if dateline else None,
    )
    return Credits(source, author, url, published, dateline, code, _picture_day(marked))


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def _first_date(*values: dt.date | None) -> dt.date | None:
    return next((value for value in values if value), None)


def _fields(marked: Marked) -> tuple[list[Field], list[Field]]:
    """The fields of the byline lines up to the body, and of those after."""
    head: list[Field] = []
    tail: list[Field] = []
    for i in _bylines(marked):
        (head if i <= marked.head else tail).extend(read_fields(_colons(marked.lines[i].text))[0])
    return head, tail


def _bylines(marked: Marked) -> list[int]:
    """The lines that are bylines and no front matter."""
    return [i for i, role in enumerate(marked.roles) if role == "byline" and i not in marked.front]


def _colons(text: str) -> str:
    """编辑 王小明 校对 李红 with colons, as the other bylines have them."""
    if ":" in text or "：" in text:
        return text
    return _spaced().sub(r"\1：", text)


@cache
def _spaced() -> re.Pattern[str]:
    labels = "|".join(sorted(map(re.escape, data()["lists"]["spaced"]), key=len, reverse=True))
    return re.compile(rf"(?:(?<=^)|(?<=[ 　(（]))({labels})[ 　](?=[一-鿿])")


def _posted(fields: list[Field]) -> dt.date | None:
    """The day of posting: one that is labelled so, else the first; an update only where there is nothing else."""
    dates = [field for field in fields if field.kind == "date" and field.date]
    dates.sort(key=lambda field: ("更新" in field.label or "updat" in field.label or "modif" in field.label, not field.labelled))
    return dates[0].date if dates else None


def _named(fields: list[Field], kind: str) -> str | None:
    return next((name for field in fields if field.kind == kind and (name := name_of(field.value))), None)


def _labelled_source(fields: list[Field]) -> str | None:
    return next((name for field in fields if field.kind == "source" and (name := source_of(field.value))), None)


def _datelines(marked: Marked) -> Iterator[Dateline]:
    """Of the first paragraphs: a report may carry a caption or a deck before its dateline."""
    body = (line for line, role in zip(marked.lines, marked.roles, strict=True) if role == "body")
    for line in islice(body, 5):
        dateline = read_dateline(line.text)
        if dateline:
            yield dateline


def _closing_source(marked: Marked) -> str | None:
    """The outlet in brackets that closes the last paragraph（某某新闻）, if it is a known one."""
    last = next((line for line, role in zip(reversed(marked.lines), reversed(marked.roles), strict=True) if role == "body"), None)
    match = re.search(r"[（(【]([^（）()【】]{2,12})[)）】]$", last.text[-20:]) if last else None
    return match[1] if match and match[1] in data()["agencies"]["names"] else None


def _left_source(marked: Marked) -> str | None:
    """The outlet that stands without a label beside labelled fields: before them all, or with the ending of an outlet."""
    for i in _bylines(marked):
        if i > marked.head:
            break
        line = marked.lines[i]
        fields, left = read_fields(line.text)
        if any(field.labelled for field in fields) and not any(field.kind == "source" for field in fields):
            for word in re.split(r"[ \t　|｜丨·]+", left):
                known = word.endswith(tuple(data()["lists"]["outlets"])) or line.text.startswith(word)
                if known and re.fullmatch(r"[一-鿿A-Za-z0-9]{2,12}", word) and word not in data()["lists"]["fillers"]:
                    return word
    return None


def _read_loosely(marked: Marked) -> list[Loose]:
    """The bylines without labels of the head, and lines that are a name in Latin letters."""
    found = []
    for i in _bylines(marked):
        text = marked.lines[i].text
        if i > marked.head or any(field.labelled for field in read_fields(text)[0]):
            continue
        loose = read_loose(text)
        if loose:
            found.append(loose)
        elif is_latin_name(text):
            found.append(Loose(None, text.removeprefix("By ")))
    return found


def _account_source(author: str | None) -> str | None:
    """The author of a feed that is no person's name and no mere account is the outlet."""
    if not author or author.lower() in data()["accounts"]["names"] or re.fullmatch(r"[一-鿿·]{2,4}", author) or is_latin_name(author):
        return None
    return author if re.search(r"\d|网|报|社|台|刊|新闻|财经|科技|News|Times|Daily|Post", author) else None


def _category_source(category: str | None, url: str | None) -> str | None:
    """A category that is also a part of the host's name is the outlet's."""
    host = _HOST.match(url or "")
    return category.upper() if category and host and category.isascii() and category.lower() in host["host"].lower().split(".") else None


def _head_url(marked: Marked) -> str | None:
    """The address that stands above the body, if it is a page's."""
    for i, line in enumerate(marked.lines[: marked.head]):
        match = _URL.search(line.text) if marked.roles[i] == "furniture" and "://" in line.text else None
        if match and not _PICTURE.search(match[0]) and len(match[0]) >= len(line.text) - 12:
            return match[0]
    return None


def _host(url: str | None) -> str | None:
    match = _HOST.match(url or "")
    return match["host"].lower() if match else None


def _picture_day(marked: Marked) -> dt.date | None:
    """The day in the address of a picture near the head of the article."""
    for line in marked.lines[: marked.head + 1]:
        for match in _URL.finditer(line.text[:2000]) if "://" in line.text else ():
            if _PICTURE.search(match[0]) and (day := read_compact(match[0])):
                return day
    return None

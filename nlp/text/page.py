"""What an HTML page says of itself: title, date, source, author, address; and which of its lines are the article."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from functools import cache

from nlp.ids import fold
from nlp.model import Page
from nlp.text.markup import Tag, read_attributes
from nlp.text.tables import page_words

_DAY = re.compile(r"(?<!\d)(19[89]\d|20\d\d)\s{0,2}[-/.年]\s{0,2}(1[0-2]|0?[1-9])\s{0,2}[-/.月]\s{0,2}(3[01]|[12]\d|0?[1-9])(?!\d)")
_PACKED = re.compile(r"(?<!\d)(20\d\d)(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])(?:\d{6})?(?!\d)")
_SUFFIX = re.compile(r"\s{0,3}(?:[_|｜–—]|\s-\s|-(?=[^-\d]{2,12}$)|\s[·•]\s)\s{0,3}")
_NAME = r"[^\s|｜:：,，;；<>【】\[\]()（）]"


@cache
def _byline(key: str) -> re.Pattern[str]:
    """The label of a byline and the value behind it."""
    words = "|".join(map(re.escape, page_words()["byline"][key]))
    return re.compile(rf"(?:{words})\s{{0,3}}[:：/／]\s{{0,3}}({_NAME}{{2,24}})", re.IGNORECASE)


@cache
def _footer() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, page_words()["byline"]["never"])), re.IGNORECASE)


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def find_day(text: str) -> dt.date | None:
    """The first full date of a byline or a meta value.

    >>> find_day("发布时间：2018年6月15日 14:32")
    datetime.date(2018, 6, 15)
    """
    for pattern in (_DAY, _PACKED):
        for found in pattern.finditer(text):
            day = _day(*found.groups())
            if day is not None:
                return day
    return None


def _element_text(raw: str, tags: list[Tag], at: int) -> str:
    """The text inside the element that tag `at` opens, to its end tag."""
    name, parts, last = tags[at].name, [], tags[at].end
    for tag in tags[at + 1 : at + 60]:
        parts.append(raw[last : tag.start])
        last = tag.end
        if tag.closing and tag.name == name:
            break
    return " ".join(html.unescape("".join(parts)).split())


def cut_site(title: str, headline: str | None = None) -> str:
    """A page title without the name of the site behind it.

    >>> cut_site("微博发布财报_科技频道_某某网"), cut_site("1-6月销量增长 - 某某财经")
    ('微博发布财报', '1-6月销量增长')
    """
    title = title.strip()
    if headline and len(headline) >= 4 and headline in title:
        return headline
    parts = [part.strip() for part in _SUFFIX.split(title)]
    first = parts[0]
    if len(parts) > 1 and len(fold(first)) >= 4 and len(first) * 2 >= max(map(len, parts[1:])):
        return first
    return title


def read_page(raw: str, tags: list[Tag]) -> Page:
    """What the raw HTML declares about its article; `tags` are those of its elements, `body` is left empty."""
    meta: dict[str, str] = {}
    title = headline = canonical = None
    times: list[dt.date] = []
    for at, tag in enumerate(tags):
        if tag.closing:
            continue
        if tag.name == "meta":
            values = read_attributes(tag)
            name = (values.get("property") or values.get("name") or values.get("itemprop") or "").lower()
            if name and values.get("content", "").strip():
                meta.setdefault(name, values["content"].strip())
        elif tag.name == "script" and "ld+json" in tag.attributes and at + 1 < len(tags):
            for name, value in _read_linked_data(raw[tag.end : tags[at + 1].start]):
                meta.setdefault(name, value)
        elif tag.name == "title" and title is None:
            title = _element_text(raw, tags, at)
        elif tag.name == "h1" and not headline:
            headline = _element_text(raw, tags, at) or None
        elif tag.name == "link" and "canonical" in tag.attributes:
            canonical = read_attributes(tag).get("href")
        elif tag.name == "time":
            day = find_day(read_attributes(tag).get("datetime", "") or _element_text(raw, tags, at))
            times += [day] if day else []
    days = [find_day(value) for value in _declared(meta, "published")]
    nobody = page_words()["empty"]["author"]
    authors = [name for name in _declared(meta, "author") if not name.startswith("http") and name.lower() not in nobody]
    return Page(
        title=_choose_title(next(iter(_declared(meta, "title")), None), headline, title),
        published=next((day for day in [*days, *times] if day), None),
        source=next(iter(_declared(meta, "source")), None),
        author=next(iter(authors), None),
        url=next(iter(_declared(meta, "url")), canonical),
    )


def _declared(meta: dict[str, str], key: str) -> list[str]:
    return [meta[name] for name in page_words()["meta"][key] if name in meta]


_LINKED = (("datePublished", "datepublished"), ("headline", "articletitle"), ("author", "author"), ("publisher", "publisher"))


def _read_linked_data(code: str) -> list[tuple[str, str]]:
    """What a JSON-LD block says of its article, under the names of meta elements."""
    try:
        data = json.loads(code)
    except (ValueError, RecursionError):
        return []
    graph = data.get("@graph", [data]) if isinstance(data, dict) else data
    said: list[tuple[str, str]] = []
    for item in graph if isinstance(graph, list) else []:
        if isinstance(item, dict) and "Article" in str(item.get("@type")):
            for key, name in _LINKED:
                value = item.get(key)
                value = value[0] if isinstance(value, list) and value else value
                value = value.get("name") if isinstance(value, dict) else value
                if isinstance(value, str) and value.strip():
                    said.append((name, value.strip()))
    return said


def _choose_title(declared: str | None, headline: str | None, title: str | None) -> str | None:
    if declared:
        return cut_site(declared, headline)
    if title and headline and len(headline) >= 4 and (fold(headline) in fold(title) or fold(cut_site(title)) in fold(headline)):
        return headline
    return cut_site(title) if title else headline


def read_byline(page: Page, lines: list[str]) -> Page:
    """Fill in what the declarations lack from the lines near the title; never from a copyright line or a footer."""
    folded = fold(page.title or "")
    start = next((at for at, line in enumerate(lines) if folded and folded in fold(line)), 0)
    near = [line for line in lines[max(0, start - 3) : start + 9] if len(line) < 160 and not _footer().search(line)]
    published, source, author = page.published, page.source, page.author
    for line in near:
        published = published or find_day(line)
    for line in near:
        found = _byline("source").search(line)
        if found:
            source = found.group(1)
            break
    for line in near:
        found = _byline("author").search(line)
        if found and not author:
            author = found.group(1)
    return Page(page.title, published, source, author, page.url, page.body)


_FOOTER_LENGTH = 60
_MOST_TAGS = 40_000  # beyond that it is no article, and the extractor takes its time


def find_body(raw: str, tags: list[Tag], text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the lines of `text` that an extractor of article bodies keeps of the page `raw`.

    Spans are half-open, cover whole lines, and join over blank ones. Empty where the extractor finds nothing; one empty span
    where all that it finds is navigation.
    """
    kept = _extract(raw)
    if not kept:
        return ()
    aside = _navigation(raw, tags)
    said = {fold(line) for line in kept.split("\n")} - {""}
    whole = said - aside
    if said and not whole:
        return ((0, 0),)  # nothing but navigation: no line is an article
    running = fold(kept)
    spans: list[tuple[int, int]] = []
    at = 0
    gap = True
    for line in text.split("\n"):
        end = at + len(line)
        folded = fold(line)
        if folded:
            kept_line = folded in whole or (len(folded) >= 8 and folded in running and folded not in aside)
            if kept_line and not (len(line) < _FOOTER_LENGTH and _footer().search(line)):
                if spans and not gap:
                    spans[-1] = (spans[-1][0], end)
                else:
                    spans.append((at, end))
                gap = False
            else:
                gap = True
        at = end + 1
    return tuple(spans)


_ASIDE = frozenset({"nav", "footer", "aside", "menu"})


def _navigation(raw: str, tags: list[Tag]) -> set[str]:
    """What the page's navigation and footer say, folded: an extractor that finds no article falls back on them."""
    return {fold(_element_text(raw, tags, at)) for at, tag in enumerate(tags) if tag.name in _ASIDE and not tag.closing}


def _extract(raw: str) -> str:
    if raw.count("<") > _MOST_TAGS:
        return ""
    import trafilatura

    try:
        return trafilatura.extract(raw, include_comments=False, include_tables=True, deduplicate=False, favor_recall=True) or ""
    except Exception:  # a parser that fails on a hostile page must not lose the article: all lines stay
        return ""

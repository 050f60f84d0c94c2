"""The layout of an article, put together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from nlp.layout import furniture
from nlp.layout.credits import read_credits
from nlp.layout.home import tell_home
from nlp.layout.lines import Line, split_lines
from nlp.layout.repeats import Said
from nlp.layout.roles import Marked, clear_head, find_title, mark_lines
from nlp.layout.written import tell_written
from nlp.model import CleanText, Layout, Paragraph, Role, Source
from nlp.text.script import is_traditional, to_simplified

_TAIL = re.compile(
    r"[（(【\[](?:[一-鿿/]{0,6}(?:编辑|校对|记者|译者|编译|责编|核稿)[一-鿿/]{0,4}\s?[:：/][^（）()【】]{2,40})[)）】\]]\s?(?:1\d{6}|[89]\d{5})?$|(?<=[)）。])\s?(?:1\d{6}|[89]\d{5})$"
)
_LEAD = 3  # paragraphs in which a report says what it reports


def lay_out(clean: CleanText, source: Source) -> Layout:
    """How an article is laid out: the part of every line, title and byline, the day of posting, the time of writing, the market.

    Every non-blank character of `clean.text` lies in exactly one paragraph. A paragraph is a line; a closing （编辑：…）1130315 or
    （更多详情：…） and the key of a front matter line are paragraphs of their own. `repeat_of` is the paragraph that stood first.

    >>> from nlp.spans import SpanMap
    >>> text = "某公司发布新品\\n作者：小王　2017-5-5\\n某公司今天在北京发布了新品，售价1999元，将于下月开售。"
    >>> laid = lay_out(CleanText(text, text, SpanMap.identity(len(text)), (), "zh-Hans", "utf-8"), Source("a.txt"))
    >>> [paragraph.role for paragraph in laid.paragraphs], laid.title, laid.author, str(laid.published)
    (['title', 'byline', 'body'], '某公司发布新品', '小王', '2017-05-05')
    """
    lines = split_lines(clean.text)
    page = clean.page
    source = _in_the_script_of(clean, source)
    marked = mark_lines(lines, page.body if page else ())
    hints = [hint for hint in (page.title if page else None, source.title) if hint]
    title = find_title(marked, hints)
    if title:
        marked.roles[title[0]] = "title"
        clear_head(marked, title[0])
    credits = read_credits(marked, page, source)
    body = [line.text for line, role in zip(lines, marked.roles, strict=True) if role == "body"]
    name = clean.text[title[1] : title[2]] if title else hints[0] if hints else None
    lead = "\n".join([name or "", *body[:_LEAD]])
    written = tell_written("\n".join([name or "", *body]), lead, credits.published, credits.dateline, credits.code, credits.picture)
    steps = {step.name for step in clean.steps}
    return Layout(
        paragraphs=_paragraphs(marked, title),
        title=name,
        title_span=(title[1], title[2]) if title else None,
        source=credits.source,
        author=credits.author,
        url=credits.url,
        published=credits.published,
        published_basis="explicit" if credits.published else None,
        written_on=written[0],
        written_grain=written[1],
        written_basis=written[2],
        home=tell_home(clean.lang, clean.text[:20000], noted="pinyin_notes" in steps, converted="script" in steps),
    )


def _in_the_script_of(clean: CleanText, source: Source) -> Source:
    """What is known from elsewhere, in Simplified characters like the text; what was Simplified stays as it is."""
    if not source.title and not source.source:
        return source
    converted = any(step.name == "script" for step in clean.steps)

    def told(value: str | None) -> str | None:
        return to_simplified(value) if value and (converted or is_traditional(value)) else value

    return replace(source, title=told(source.title), source=told(source.source))


def _paragraphs(marked: Marked, title: tuple[int, int, int] | None) -> tuple[Paragraph, ...]:
    """The lines as paragraphs, cut where a line has two parts, with what stands twice pointing at what stood first."""
    paragraphs: list[Paragraph] = []
    said = Said()
    for i, line in enumerate(marked.lines):
        for start, end, role in _cut(line, marked.roles[i], title if title and i == title[0] else None):
            first = said.say(line.text, len(paragraphs)) if role in ("body", "title") else None
            paragraphs.append(Paragraph(start, end, role, first))
    return tuple(paragraphs)


def _cut(line: Line, role: Role, title: tuple[int, int, int] | None) -> Iterator[tuple[int, int, Role]]:
    if title:
        rest = line.text[title[2] - line.start :]
        end = title[2] if any(ch.isalnum() for ch in rest) else line.end  # a closing quote of front matter goes with the title
        yield from _pieces(line, [(line.start, title[1], "byline"), (title[1], end, "title"), (end, line.end, "furniture")])
        return
    match = _TAIL.search(line.text[-80:]) if role == "body" and (line.text[-1] in ")）】]" or line.text[-1].isdigit()) else None
    if match:
        at = line.end - len(line.text[-80:]) + match.start()
        yield from _pieces(line, [(line.start, at, role), (at, line.end, "byline")])
        return
    aside = furniture.find_aside(line) if role == "body" else None
    if aside:
        yield from _pieces(line, [(line.start, line.start + aside, role), (line.start + aside, line.end, "furniture")])
        return
    yield line.start, line.end, role


def _pieces(line: Line, spans: list[tuple[int, int, Role]]) -> Iterator[tuple[int, int, Role]]:
    """The spans without outer blanks; empty ones fall away."""
    for start, end, role in spans:
        text = line.text[start - line.start : end - line.start]
        inner = text.strip()
        if inner:
            start += text.index(inner)
            yield start, start + len(inner), role

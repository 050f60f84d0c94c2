"""Sixty pages, twenty layouts in three encodings: the whole way from bytes to title, day, outlet, writer and body."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest
from layout_sheets import SHEETS, STORIES, Sheet, write

from nlp.layout import lay_out
from nlp.model import Source
from nlp.text import clean
from nlp.text.script import to_simplified

CODECS = {"Hans": ("utf-8", "gb18030", "utf-16"), "Hant": ("utf-8", "big5hkscs", "utf-16"), "en": ("utf-8", "cp1252", "utf-16")}
Facts = dict[str, str | dt.date | None]


def expected(sheet: Sheet) -> Facts:
    story = STORIES[sheet.lang]
    facts: Facts = {
        "title": story.title,
        "day": story.day,
        "source": story.source,
        "author": story.author,
        "first": story.paragraphs[0],
        "last": story.paragraphs[-1],
    }
    told = {key: None if key in sheet.lacks else value for key, value in facts.items()}
    if sheet.name == "Traditional wire":
        told["source"] = "中央社"
    return {key: to_simplified(value) if sheet.lang == "Hant" and isinstance(value, str) else value for key, value in told.items()}


def found(raw: bytes) -> Facts:
    text = clean(raw)
    layout = lay_out(text, Source("page"))
    body = [text.text[p.start : p.end] for p in layout.paragraphs if p.role == "body" and p.repeat_of is None]
    first = body[0].partition("日电）")[2] or body[0] if body else None
    return {
        "title": layout.title,
        "day": layout.published,
        "source": layout.source,
        "author": layout.author,
        "first": first.removeprefix("核心提示：") if first else None,
        "last": body[-1] if body else None,
    }


@cache
def results() -> dict[tuple[str, str], tuple[Facts, Facts]]:
    return {(sheet.name, codec): (found(write(sheet).encode(codec)), expected(sheet)) for sheet in SHEETS for codec in CODECS[sheet.lang]}


def test_there_are_twenty_layouts_in_three_encodings_each() -> None:
    assert len({sheet.name for sheet in SHEETS}) == 20
    assert len(results()) == 60


def test_nearly_all_pages_come_out_whole() -> None:
    broken = {
        key: {name: (facts[name], value) for name, value in should.items() if facts[name] != value}
        for key, (facts, should) in results().items()
        if facts != should
    }
    print(f"{len(results()) - len(broken)} of {len(results())} pages whole")
    assert len(results()) - len(broken) >= 57, broken


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_the_encoding_makes_no_difference(sheet: Sheet) -> None:
    read = [facts for (name, _), (facts, _) in results().items() if name == sheet.name]
    assert all(facts == read[0] for facts in read)

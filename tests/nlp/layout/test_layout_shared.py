"""Layouts of real articles against their gold: titles, dates, writers, furniture, and no fact in what is called furniture."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from nlp.layout import lay_out
from nlp.model import CleanText, Layout, Source

SHARED = Path(__file__).resolve().parents[4] / "shared"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="the reference articles are not beside the repository"),
]
Measured = tuple[dict[str, Any], CleanText, Layout]


def norm(text: object) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", str(text or "")).lower())


@cache
def measured() -> list[Measured]:
    from nlp.text import clean

    rows = []
    for path in [*sorted((SHARED / "gold").glob("*.json")), *sorted((SHARED / "dev" / "gold").glob("*.json"))]:
        gold = json.loads(path.read_text("utf-8"))
        folder = SHARED / "dev" / "texts" if "dev" in path.parts else SHARED / "seeds"
        text = clean((folder / f"{path.stem}.txt").read_bytes())
        rows.append((gold, text, lay_out(text, Source(f"{path.stem}.txt"))))
    return rows


def share(checks: list[bool]) -> float:
    return sum(checks) / len(checks)


def said(row: Measured, *roles: str) -> list[str]:
    _, text, layout = row
    return [norm(text.text[p.start : p.end]) for p in layout.paragraphs if p.role in roles]


@pytest.mark.parametrize(("field", "floor"), [("title", 0.95), ("published", 0.95), ("author", 0.95), ("source", 0.93)])
def test_what_stands_about_the_article_is_read(field: str, floor: float) -> None:
    wrong = [
        (gold["doc"], getattr(layout, field), gold[field])
        for gold, _, layout in measured()
        if norm(getattr(layout, field)) != norm(gold[field])
    ]
    assert 1 - len(wrong) / len(measured()) >= floor, wrong


def test_the_year_of_writing_is_told() -> None:
    dated = [(gold, layout) for gold, _, layout in measured() if gold["document_year"]]
    wrong = [gold["doc"] for gold, layout in dated if not layout.written_on or layout.written_on.year != gold["document_year"]]
    assert 1 - len(wrong) / len(dated) >= 0.95, wrong


def test_whole_lines_of_furniture_are_not_body() -> None:
    checks = {}
    for row in measured():
        body = said(row, "body", "title")
        for piece in map(norm, row[0]["boilerplate"]):
            checks[row[0]["doc"], piece] = not any(line and (line == piece or line in piece) for line in body)
    assert share(list(checks.values())) >= 0.95, [key for key, ok in checks.items() if not ok]


def test_no_fact_stands_in_furniture() -> None:
    lost = []
    for row in measured():
        body = "".join(said(row, "body", "title"))
        lost += [(row[0]["doc"], fact["quote"]) for fact in row[0]["events"] + row[0]["metrics"] if norm(fact["quote"]) not in body]
    total = sum(len(gold["events"]) + len(gold["metrics"]) for gold, _, _ in measured())
    assert len(lost) / total <= 0.01, lost


def test_paragraphs_that_stand_twice_are_marked() -> None:
    for gold, text, layout in measured():
        for opening in gold["repeated"]:
            assert any(p.repeat_of is not None and text.text[p.start : p.end].startswith(opening[:10]) for p in layout.paragraphs)

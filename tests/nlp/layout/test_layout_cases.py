"""Small pages of many layouts: what each line is, who posted it when, and when it was written."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import opencc
import pytest

from nlp.layout import lay_out
from nlp.model import CleanText, Layout, Source
from nlp.spans import SpanMap

CASES = [json.loads(line) for line in (Path(__file__).parents[2] / "cases" / "layout.jsonl").read_text("utf-8").splitlines()]
LETTERS = {"title": "t", "byline": "y", "body": "b", "furniture": "f"}


def clean_by_hand(text: str, lang: str) -> CleanText:
    """Clean text of a text that needs no repair."""
    text = opencc.OpenCC("tw2s").convert(text) if lang == "zh-Hant" else text
    return CleanText(text, text, SpanMap.identity(len(text)), (), lang, "utf-8")


def lay_out_case(case: dict[str, Any]) -> tuple[CleanText, Layout]:
    clean = clean_by_hand(case["text"], case["lang"])
    given = dict(case.get("given", {}))
    if "published" in given:
        given["published"] = dt.date.fromisoformat(given["published"])
    return clean, lay_out(clean, Source("page.txt", **given))


def facts_of(layout: Layout) -> dict[str, Any]:
    roles = "".join(LETTERS[paragraph.role] for paragraph in layout.paragraphs)
    return {
        "title": layout.title,
        "source": layout.source,
        "author": layout.author,
        "url": layout.url,
        "published": layout.published and layout.published.isoformat(),
        "written": layout.written_on and layout.written_on.isoformat(),
        "grain": layout.written_grain,
        "basis": layout.written_basis,
        "home": layout.home,
        "roles": roles,
        "roles_end": roles[-1:],
        "repeats": [paragraph.repeat_of for paragraph in layout.paragraphs],
    }


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(reason=case["xfail"], strict=True)] if case.get("xfail") else [])
        for case in CASES
    ],
)
def test_a_page_is_laid_out_as_its_case_says(case: dict[str, Any]) -> None:
    _, layout = lay_out_case(case)
    found = facts_of(layout)
    assert {key: found[key] for key in case["expect"]} == case["expect"]


def test_the_cases_have_labels_of_their_own() -> None:
    labels = [case["label"] for case in CASES]
    assert len(set(labels)) == len(labels)

"""The table of repairs: what is mended, and what must stay as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlp.text import clean, replay

CASES = [json.loads(line) for line in (Path(__file__).parents[2] / "cases" / "repair.jsonl").read_text(encoding="utf-8").splitlines()]


def mark(case: dict[str, Any]) -> Any:
    limits = [pytest.mark.xfail(strict=True, reason=case["comment"])] if "known" in case else []
    return pytest.param(case, id=case["label"], marks=limits)


@pytest.mark.parametrize("case", map(mark, CASES))
def test_a_text_reads_as_its_author_wrote_it(case: dict[str, Any]) -> None:
    made = clean(case["text"].encode("utf-8"))
    assert made.text == case["expect"]
    if "steps" in case:
        assert [step.name for step in made.steps] == case["steps"]
    assert replay(made.raw, made.steps) == made.text
    assert made.lossy_chars == case["expect"].count("\ufffd")


def test_cases_have_labels_of_their_own() -> None:
    labels = [case["label"] for case in CASES]
    assert len(set(labels)) == len(labels)


def test_a_repaired_place_is_marked_in_the_clean_text() -> None:
    made = clean("公司財(cái)務(wù)?shù)據(jù)會(huì)在下週公布".encode())
    assert [made.text[start:end] for start, end in made.mended] == ["数"]


def test_two_notes_are_no_machine() -> None:
    text = "重(chóng)庆与乐(yuè)清两地"
    assert clean(text.encode()).text == text


def test_a_place_that_none_could_mend_is_marked_too() -> None:
    made = clean("收入达\ufffd?87亿元".encode())
    assert (made.mended, made.lossy_chars) == (((3, 5),), 1)

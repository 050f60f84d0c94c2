"""Each line of tests/cases/names*.jsonl is one text with the names in it, or one word that is a name here and a word there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlp.names import find_names
from nlp.text import clean

CASES = Path(__file__).parents[2] / "cases"
RIGHT_SHARE = 0.95


def load(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def params(name: str) -> list[Any]:
    return [pytest.param(case, id=case["label"], marks=known_limit(case)) for case in load(name)]


def known_limit(case: dict[str, Any]) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []


def read(text: str) -> dict[str, dict[str, str]]:
    cleaned = clean(text.encode()).text
    return {cleaned[n.start : n.end]: {"surface": cleaned[n.start : n.end], "name": n.entity.name, "type": n.entity.entity_type} for n in find_names(cleaned)}


def means(case: dict[str, Any]) -> bool:
    """Whether the surface of a case is read as the case says: as the listed name, or (None) as no name but perhaps a place's."""
    found = read(case["text"]).get(case["surface"])
    if case["expect"] is None:
        return found is None or found["type"] == "PLACE"
    return found is not None and found["name"] == case["expect"]


@pytest.mark.parametrize("case", params("names"))
def test_names_are_found_typed_and_linked(case: dict[str, Any]) -> None:
    found = read(case["text"])
    assert [{key: found.get(wanted["surface"], {}).get(key) for key in wanted} for wanted in case["expect"]] == case["expect"]
    assert [surface for surface in case.get("never", []) if surface in found] == []


@pytest.mark.parametrize("case", params("names_ambiguous"))
def test_a_word_is_a_name_only_where_it_means_one(case: dict[str, Any]) -> None:
    assert means(case)


def test_nearly_all_ambiguous_words_are_read_rightly() -> None:
    verdicts = [means(case) for case in load("names_ambiguous")]
    assert len(verdicts) >= 120
    assert sum(verdicts) >= RIGHT_SHARE * len(verdicts)


@pytest.mark.parametrize("name", ["names", "names_ambiguous"])
def test_every_case_has_a_label_of_its_own(name: str) -> None:
    labels = [case["label"] for case in load(name)]
    assert len(labels) == len(set(labels))

"""Each part of the name reading carries its share: without the gazetteer the recogniser and the rules still find persons and bodies."""

from __future__ import annotations

import pytest

from nlp.lexicon import load_gazetteer
from tests.gold.ablation import pages, read_with, score_names

ALIVE = 0.60


@pytest.mark.parametrize("measure", ["PERSON", "ORG", "PERSON+ORG"])
def test_persons_and_bodies_are_found_with_an_empty_gazetteer(measure: str) -> None:
    assert score_names("samples", "recogniser+rules")[measure].f1 >= ALIVE


def test_without_the_gazetteer_no_name_is_a_listed_one() -> None:
    names = [name for page in pages("samples") for name in read_with(page, "recogniser+rules")]
    assert len(names) > 100
    assert {name.entity.origin for name in names} == {"model", "rule"}
    assert load_gazetteer().named("阿里巴巴") is not None


def test_all_parts_together_find_more_than_any_alone() -> None:
    alone = [score_names("samples", part)["all"].recall for part in ("gazetteer", "recogniser", "rules")]
    assert score_names("samples", "gazetteer+recogniser+rules")["all"].recall >= max(alone)

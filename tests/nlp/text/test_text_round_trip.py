"""Damage done in every known way at random places comes undone; text that was never damaged stays as it is."""

from __future__ import annotations

import difflib
import random

import pytest
from text_corruptions import CORRUPTIONS, Corruption
from text_paragraphs import KINDS, simplified, traditional

from nlp.text import clean

QUICK, FULL = 20, 250  # paragraphs for each way of damage
KEPT_QUICK, KEPT_FULL = 100, 2000  # paragraphs of each kind that must stay
WRITERS = {"Simplified": simplified, "Traditional": traditional}


def share_recovered(expected: str, found: str, lost: int) -> tuple[int, int]:
    """How many characters of `expected` stand in `found` in order, and how many could."""
    matcher = difflib.SequenceMatcher(None, expected, found, autojunk=False)
    there = sum(block.size for block in matcher.get_matching_blocks())
    return min(there, len(expected) - lost), len(expected) - lost


def measure(corrupt: Corruption, script: str, count: int) -> float:
    rng = random.Random(f"{corrupt.__name__} {script}")
    there = possible = 0
    for _ in range(count):
        text = WRITERS[script](rng)
        damaged, lost = corrupt(text, rng)
        found, able = share_recovered(clean(text.encode()).text, clean(damaged.encode()).text, lost)
        there, possible = there + found, possible + able
    return there / possible


@pytest.mark.parametrize("corrupt", CORRUPTIONS, ids=lambda corrupt: corrupt.__name__)
@pytest.mark.parametrize("script", WRITERS)
def test_what_was_not_lost_comes_back(corrupt: Corruption, script: str) -> None:
    assert measure(corrupt, script, QUICK) >= 0.98


@pytest.mark.slow
@pytest.mark.parametrize("corrupt", CORRUPTIONS, ids=lambda corrupt: corrupt.__name__)
@pytest.mark.parametrize("script", WRITERS)
def test_what_was_not_lost_comes_back_from_many(corrupt: Corruption, script: str) -> None:
    assert measure(corrupt, script, FULL) >= 0.98


def changed(kind: str, count: int) -> list[tuple[str, str]]:
    """The paragraphs that did not stay; Traditional ones may change in script, in length they may not."""
    rng = random.Random(f"clean {kind}")
    wrong = []
    for _ in range(count):
        text = KINDS[kind](rng)
        made = clean(text.encode())
        in_script_alone = {step.name for step in made.steps} <= {"script"} and len(made.text) == len(text)
        if not (in_script_alone if kind in ("Traditional", "rare") else made.text == text):
            wrong.append((text, made.text))
    return wrong


@pytest.mark.parametrize("kind", KINDS)
def test_clean_paragraphs_stay_as_they_are(kind: str) -> None:
    assert changed(kind, KEPT_QUICK) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_thousands_of_clean_paragraphs_stay_as_they_are(kind: str) -> None:
    assert changed(kind, KEPT_FULL) == []

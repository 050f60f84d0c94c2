"""Each line of tests/cases/times*.jsonl is one text and all the times in it, in order."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from nlp.model import Time
from nlp.times import find_times, period_of

CASES = Path(__file__).parents[2] / "cases"


def load(name: str) -> list[Any]:
    cases = [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []) for case in cases]


def said(time: Time, wanted: dict[str, str]) -> dict[str, str | None]:
    """What a time says, in the words of a case, as far as the case asks."""
    period = period_of(time) if time.start or time.end else time.duration
    whole = {"text": time.text, "period": period, "basis": time.basis, "sense": time.sense, "grain": time.grain, "kind": time.kind}
    return {key: whole[key] for key in wanted}


def read(case: dict[str, Any]) -> list[Time]:
    written_on = dt.date.fromisoformat(case["written_on"]) if case["written_on"] else None
    return find_times(case["text"], written_on, case.get("grain", "day"), fiscal_year_end=case.get("fiscal_year_end"))


@pytest.mark.parametrize("case", [*load("times"), *load("times_english"), *load("times_discourse")])
def test_every_time_is_found_and_resolved(case: dict[str, Any]) -> None:
    found = read(case)
    assert [time.text for time in found] == [wanted["text"] for wanted in case["expect"]]
    assert [said(time, wanted) for time, wanted in zip(found, case["expect"], strict=True)] == case["expect"]


@pytest.mark.parametrize("case", load("times_negative"))
def test_what_is_no_time_is_left_alone(case: dict[str, Any]) -> None:
    assert [time.text for time in read(case)] == []

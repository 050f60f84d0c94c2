"""The peers' own test suites, where the reference cases are at hand: exact readings do not fall below the pinned floors."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nlp.model import Quantity
from nlp.quantities import find_quantities

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases"
FLOORS = {
    "brief": 1.0,
    "seeds": 1.0,
    "msr-zh": 0.94,
    "jionlp": 0.82,
    "duckling-zh": 0.88,
    "xiaomi": 0.98,
    "cn2an": 0.98,
    "wetext-itn": 0.98,
    "msr-en": 0.86,
    "duckling-en": 0.85,
}
CENTS = ("cent", "Cent")
UNNAMED = (None, "£", "Unnamed", *CENTS)

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not CASES.is_dir(), reason="the reference cases are not here")]


def close(wanted: float, value: Decimal | None) -> bool:
    return value is not None and abs(Decimal(repr(wanted)) - value) <= Decimal("1e-6") * max(Decimal(1), abs(Decimal(repr(wanted))))


def unit_fits(wanted: dict[str, Any], quantity: Quantity) -> bool:
    if wanted["kind"] == "percentage":
        return quantity.unit == "%"
    if wanted["kind"] != "currency" or wanted["unit"] in UNNAMED:
        return True
    unit = quantity.unit or ""
    return unit in ("USD", "CNY", "HKD") if wanted["unit"] == "$" else unit.lower() == str(wanted["unit"]).lower()


def is_exact(wanted: dict[str, Any], found: list[Quantity]) -> bool:
    start, end = wanted["start_char"], wanted["start_char"] + wanted["length"]
    near = [q for q in found if q.start_char < end and start < q.end_char]
    for quantity in sorted(near, key=lambda q: abs(q.start_char - start) + abs(q.end_char - end))[:1]:
        value = close(wanted["value"], quantity.value) or (wanted.get("unit") in CENTS and close(wanted["value"] / 100, quantity.value))
        ranged = wanted.get("value_max") is None or close(wanted["value_max"], quantity.value_max)
        return value and ranged and wanted.get("bound") in (None, quantity.bound) and unit_fits(wanted, quantity)
    return False


@pytest.mark.parametrize("name", FLOORS)
def test_exact_readings_of_a_suite_stay_above_its_floor(name: str) -> None:
    rows = [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    results = [
        is_exact(wanted, find_quantities(row["text"]))
        for row in rows if row["task"] != "time"
        for wanted in row["expected"] if wanted.get("value") is not None
    ]
    assert len(results) > 0
    assert sum(results) / len(results) >= FLOORS[name]


@pytest.mark.parametrize("name", ["brief", "seeds"])
def test_sentences_of_news_hold_no_other_figures(name: str) -> None:
    rows = [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    noise = [
        (row["text"], q.text)
        for row in rows if row["task"] != "time"
        for q in find_quantities(row["text"])
        if not any(q.start_char < w["start_char"] + w["length"] and w["start_char"] < q.end_char for w in row["expected"])
    ]
    assert noise == []

"""The tables of examples: tests/cases/quantities*.jsonl, one text a line with every figure that is in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlp.model import Quantity
from nlp.quantities import find_quantities

FOLDER = Path(__file__).resolve().parents[2] / "cases"
Case = dict[str, Any]


def cases() -> list[Any]:
    """A case with `known_limit` says what should be found and is not yet."""
    rows: list[Case] = []
    for path in sorted(FOLDER.glob("quantities*.jsonl")):
        rows += [json.loads(line) | {"file": path.stem} for line in path.read_text(encoding="utf-8").splitlines()]
    marks = {True: [pytest.mark.xfail(strict=True)], False: []}
    return [pytest.param(row, id=f"{row['file']}-{row['label']}", marks=marks["known_limit" in row]) for row in rows]


def as_expected(quantity: Quantity, wanted: Case) -> Case:
    """The quantity in the words of a case: only what differs from the usual, and the basis only where the case asks for it."""
    shown: Case = {"text": quantity.text, "value": format(quantity.value, "f")}
    if quantity.value_max is not None:
        shown["value_max"] = format(quantity.value_max, "f")
    if quantity.bound != "=":
        shown["bound"] = quantity.bound
    if quantity.unit is not None:
        shown["unit"] = quantity.unit
    if quantity.ordinal:
        shown["ordinal"] = True
    if "basis" in wanted:
        shown["basis"] = quantity.unit_basis
    return shown


@pytest.mark.parametrize("case", cases())
def test_the_figures_of_a_text_are_found_and_nothing_else(case: Case) -> None:
    found = find_quantities(case["text"], case.get("home"))
    wanted = sorted(case["expect"], key=lambda item: case["text"].index(item["text"]))
    assert [as_expected(q, wanted[i] if i < len(wanted) else {}) for i, q in enumerate(found)] == wanted


def test_there_are_cases_of_every_kind() -> None:
    rows = [param.values[0] for param in cases()]
    assert len(rows) >= 500
    assert sum(not row["expect"] for row in rows) >= 200
    bounds = {item.get("bound", "=") for row in rows for item in row["expect"]}
    assert bounds == {"=", "~", ">", ">=", "<", "<=", "range"}

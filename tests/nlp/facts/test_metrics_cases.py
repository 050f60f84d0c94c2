"""Sentences read to full rows: subject, category, kind, value, unit, bound, period, base, speaker, modality."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from metric_reading import read_metrics

CASES = Path(__file__).resolve().parents[2] / "cases"
DEFAULTS = {
    "subject": None, "dimension": None, "value_max": None, "bound": "=", "period": None, "base_period": None, "said_by": None, "modality": "asserted",
}  # fmt: skip


def load(name: str) -> list[Any]:
    rows = [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]
    marks = [(pytest.mark.xfail(strict=True, reason=row["xfail"]),) if "xfail" in row else () for row in rows]
    return [pytest.param(row, id=row["label"], marks=mark) for row, mark in zip(rows, marks, strict=True)]


def day(case: dict[str, Any]) -> dt.date | None:
    return dt.date.fromisoformat(case["written_on"]) if case["written_on"] else None


@pytest.mark.parametrize("case", load("metrics.jsonl"))
def test_a_sentence_is_read_to_its_rows(case: dict[str, Any]) -> None:
    wanted = [{**DEFAULTS, **row} for row in case["expect"]]
    assert read_metrics(case["text"], day(case), case["home"]) == wanted


@pytest.mark.parametrize("case", load("metrics_negative.jsonl"))
def test_what_measures_nothing_is_no_row(case: dict[str, Any]) -> None:
    assert read_metrics(case["text"], day(case), case["home"]) == case["expect"] == []


def test_labels_are_given_once() -> None:
    labels = [param.id for name in ("metrics.jsonl", "metrics_negative.jsonl") for param in load(name)]
    assert len(set(labels)) == len(labels) >= 180

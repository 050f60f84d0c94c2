"""Reads one sentence as an article would be read, with the time and the place of writing given."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from nlp import facts
from nlp.analysis import ReadSettings, find_facts, find_spans, prepare
from nlp.model import Layout, Metric, Paragraph
from nlp.text import clean

SETTINGS = ReadSettings(recogniser="none")


def read_rows(text: str, written_on: dt.date | None = None, home: str | None = "cn") -> list[Metric]:
    """The metric rows of a text; each line is a paragraph, and one that begins with `# ` is the title."""
    cleaned = clean(text.encode())
    paragraphs, at = [], 0
    for line in cleaned.text.split("\n"):
        title = line.startswith("# ")
        if line.strip():
            paragraphs.append(Paragraph(at + 2 * title, at + len(line), "title" if title else "body"))
        at += len(line) + 1
    layout = Layout(tuple(paragraphs), home=home)
    if written_on is not None:
        layout = replace(layout, written_on=written_on, written_grain="day", written_basis="explicit")
    prepared = prepare(cleaned.text, cleaned.lang, layout)
    spans = find_spans(prepared, SETTINGS)
    told = find_facts(prepared, spans)
    context = facts.Context("a_0000000000000000", cleaned, layout)
    rows = [facts.metric_row(context, found, n) for found, n in told.metrics]
    return [row for row in rows if row is not None]


def read_metrics(text: str, written_on: dt.date | None = None, home: str | None = "cn") -> list[dict[str, Any]]:
    """The columns of each row that the case tables speak of."""
    return [columns(row) for row in read_rows(text, written_on, home)]


def columns(row: Metric) -> dict[str, Any]:
    return {
        "subject": _name(row), "metric": row.metric, "dimension": row.dimension, "kind": row.kind, "value": plain(row.value),
        "value_max": plain(row.value_max), "unit": row.unit, "bound": row.bound, "period": row.period, "base_period": row.base_period,
        "said_by": row.said_by_text, "modality": row.modality,
    }  # fmt: skip


def plain(value: Any) -> str | None:
    """A decimal without an exponent and trailing zeros."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _name(row: Metric) -> str | None:
    from nlp.lexicon import load_gazetteer

    if row.subject_id is None:
        return row.subject_text
    entry = load_gazetteer().entries.get(row.subject_id)
    return entry.entity.name if entry else row.subject_id

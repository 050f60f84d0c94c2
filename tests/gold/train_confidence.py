"""Train the confidence of metric rows: how often a row with this evidence is right.

    python -m tests.gold.train_confidence            print the reliability of the shipped coefficients' features, cross-validated
    python -m tests.gold.train_confidence --write    and write nlp/lexicon/facts/confidence.json and the tables of docs/confidence.md

A row is right where a gold row has its value, unit, bound, period and subject and quotes the same words. Folds hold whole articles, so that no article
is judged by itself. All sets of gold that lie on this machine are used.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from nlp import facts
from nlp.analysis import ReadSettings, find_facts, find_spans, prepare
from nlp.facts.confidence import features
from nlp.facts.rows import evidence_of
from nlp.layout import lay_out
from nlp.text import clean
from tests.gold.gate import ROOT, SAMPLES, SETS, SHARED, gold_files, load
from tests.gold.scoring import BOUNDS, agreement, days, fold, is_close, is_named, pair, unit_class

FOLDERS = {"samples": SAMPLES, "seeds": SHARED / "seeds", "dev": SHARED / "dev" / "texts"}
COEFFICIENTS = ROOT / "nlp" / "lexicon" / "facts" / "confidence.json"
DOCS = ROOT / "docs" / "confidence.md"
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.001)
FOLDS = 10
Row = tuple[str, dict[str, float], bool]  # article, features, whether it is right


def rows_of(gold: dict[str, Any], raw: bytes, source: Any) -> Iterator[Row]:
    """The rows of one article with their features and whether gold has them."""
    cleaned = clean(raw)
    layout = lay_out(cleaned, source)
    prepared = prepare(cleaned.text, cleaned.lang, layout)
    spans = find_spans(prepared, ReadSettings())
    told = find_facts(prepared, spans)
    context = facts.Context(f"a_{hashlib.sha256(raw).hexdigest()[:16]}", cleaned, layout)
    found = [(item, row) for item, n in told.metrics if (row := facts.metric_row(context, item, n))]
    entities = {name.entity.entity_id: name.entity for name in spans.names}
    forms = {e["name"]: {fold(e["name"]), *map(fold, e.get("surface", []))} for e in gold["entities"]}

    def fits(g: dict[str, Any], pair_: Any) -> float:
        row = pair_[1]
        bound = g.get("bound") or "="
        same = is_close(g["value"], row.value) and unit_class(g["unit"]) == unit_class(row.unit)
        same = same and BOUNDS.get(bound, bound) == BOUNDS.get(row.bound, row.bound)
        period = (row.period_start, row.period_end) if row.period_start else None
        entity = entities.get(row.subject_id or "")
        subject = {fold(entity.name), *map(fold, entity.aliases)} if entity else {fold(row.subject_text)}
        right = same and days(g.get("time")) == period and is_named(g["subject"], subject, forms)
        return agreement(g["quote"], row.quote, 0.2, 8) if right else 0.0

    hits = {j for _, j in pair(gold["metrics"], found, fits)}
    for index, (item, _) in enumerate(found):
        yield gold["doc"], features(evidence_of(context, item)), index in hits


def collect() -> list[Row]:
    rows: list[Row] = []
    for name in SETS:
        for path in gold_files(name):
            gold = json.loads(path.read_text(encoding="utf-8"))
            rows += rows_of(gold, *load(FOLDERS[name], gold.get("raw_path") or gold["doc"]))
    return rows


def train(rows: list[Row]) -> tuple[dict[str, Any], list[float]]:
    """The coefficients over all rows, and for each row the chance that a model without its article gives it."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    names = sorted({name for _, row, _ in rows for name in row})
    x = np.array([[row[name] for name in names] for _, row, _ in rows])
    y = np.array([right for _, _, right in rows], dtype=int)
    groups = [article for article, _, _ in rows]
    model = LogisticRegression(C=0.5, max_iter=1000)
    chances = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(FOLDS), method="predict_proba")[:, 1]
    model.fit(x, y)
    weights = {name: round(float(weight), 3) for name, weight in zip(names, model.coef_[0], strict=True)}
    return {"intercept": round(float(model.intercept_[0]), 3), "weights": weights}, [float(chance) for chance in chances]


def reliability(rows: list[Row], chances: list[float]) -> list[tuple[str, int, float, float]]:
    """For each band of confidence: its name, how many rows, the mean confidence, and the share that is right."""
    table = []
    for low, high in pairwise(BINS):
        held = [(chance, right) for (_, _, right), chance in zip(rows, chances, strict=True) if low <= chance < high]
        if held:
            table.append((f"{low:.2f}–{min(high, 1):.2f}", len(held), sum(c for c, _ in held) / len(held), sum(r for _, r in held) / len(held)))
    return table


def brier(rows: list[Row], chances: list[float]) -> float:
    return sum((chance - right) ** 2 for (_, _, right), chance in zip(rows, chances, strict=True)) / len(rows)


def tables(rows: list[Row], model: dict[str, Any], chances: list[float]) -> str:
    """The reliability table and the coefficients in Markdown."""
    share = sum(right for _, _, right in rows) / len(rows)
    lines = [
        f"{len(rows)} rows of {len({article for article, _, _ in rows})} articles, {share:.1%} right; Brier score {brier(rows, chances):.3f} "
        f"(always saying {share:.3f} would score {share * (1 - share):.3f}).", "",
        "| confidence | rows | mean confidence | right |", "|---|---:|---:|---:|",
        *(f"| {name} | {n} | {mean:.3f} | {right:.3f} |" for name, n, mean, right in reliability(rows, chances)), "",
        "| feature | coefficient | rows with it | right of these |", "|---|---:|---:|---:|", f"| (none: the usual row) | {model['intercept']:+.3f} | | |",
    ]  # fmt: skip
    for name, weight in sorted(model["weights"].items(), key=lambda item: item[1]):
        held = [right for _, row, right in rows if row[name] >= 0.5]
        lines.append(f"| {name} | {weight:+.3f} | {len(held)} | {sum(held) / len(held):.3f} |" if held else f"| {name} | {weight:+.3f} | 0 | |")
    return "\n".join(lines)


MARKS = ("<!-- tables -->", "<!-- end of tables -->")


def write(model: dict[str, Any], text: str, docs: Path = DOCS) -> None:
    COEFFICIENTS.write_text(json.dumps(model, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    page = docs.read_text(encoding="utf-8")
    head, rest = page.split(MARKS[0])
    docs.write_text(f"{head}{MARKS[0]}\n\n{text}\n\n{MARKS[1]}{rest.split(MARKS[1])[1]}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the coefficients and the tables")
    wanted = parser.parse_args()
    rows = collect()
    model, chances = train(rows)
    text = tables(rows, model, chances)
    print(text)
    if wanted.write:
        write(model, text)


if __name__ == "__main__":
    main()

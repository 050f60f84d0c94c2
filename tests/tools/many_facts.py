"""A large version for measuring: the tables of a published one, many times over, with texts and ids of their own each time."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

IDS = {"article_id", "content_id", "fact_id", "slot_id", "metric_id", "event_id", "mention_id", "issue_id", "dup_of", "amount_metric_id"}
ID_LISTS = {"conflict_with", "also_ids"}
ENTITIES = {"entity_id", "subject_id", "parent_id", "said_by_id"}
ENTITY_LISTS = {"participants", "related"}
TEXTS = {"statement", "quote", "title", "raw_path", "value_text"}
NAMES = {"subject", "said_by", "name"}
COMPANIES = 25  # times that the entities are repeated


def multiply(version: Path, target: Path, facts: int) -> Path:
    """Write `tables/` and `csv/changes.csv` of a version with at least so many facts; gives its folder."""
    (target / "tables").mkdir(parents=True)
    (target / "csv").mkdir()
    con = duckdb.connect(config={"threads": 2})
    con.execute("CREATE MACRO anew(id, n) AS id[:2] || md5(id || n)[:16]")
    have = _count(con, version / "tables" / "knowledge.parquet")
    times = -(-facts // have)
    for path in sorted((version / "tables").glob("*.parquet")):
        columns = con.execute(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall()
        chosen = ", ".join(_anew(path.stem, name) for name, *_ in columns)
        rounds = {"entities": COMPANIES, "runs": 1}.get(path.stem, times)
        made = f"SELECT {chosen} FROM read_parquet('{path}'), range({rounds}) r(nth) ORDER BY nth"
        con.execute(f"COPY ({made}) TO '{target / 'tables' / path.name}' (FORMAT parquet)")
    _write_changes(con, version, target)
    return target


def _anew(table: str, name: str) -> str:
    company = f"nth % {COMPANIES}"
    if name in IDS:
        return f"CASE WHEN nth = 0 THEN {name} ELSE anew({name}, nth) END AS {name}"
    if name in ID_LISTS:
        return f"CASE WHEN nth = 0 THEN {name} ELSE list_transform({name}, lambda id: anew(id, nth)) END AS {name}"
    if name in ENTITIES:
        return f"CASE WHEN {company} = 0 THEN {name} ELSE anew({name}, {company}) END AS {name}"
    if name in ENTITY_LISTS and table != "knowledge":
        return f"CASE WHEN {company} = 0 THEN {name} ELSE list_transform({name}, lambda id: anew(id, {company})) END AS {name}"
    if name in NAMES:
        return f"CASE WHEN {company} = 0 THEN {name} ELSE {name} || {company} END AS {name}"
    if name in TEXTS:
        return f"CASE WHEN nth = 0 THEN {name} ELSE {name} || nth END AS {name}"
    return name


def _write_changes(con: duckdb.DuckDBPyConnection, version: Path, target: Path) -> None:
    with (version / "csv" / "changes.csv").open(encoding="utf-8-sig", newline="") as file:
        columns = csv.DictReader(file).fieldnames or []
    rows = con.execute(f"SELECT fact_id, statement FROM read_parquet('{target / 'tables' / 'knowledge.parquet'}') ORDER BY fact_id").fetchall()
    with (target / "csv" / "changes.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows({"change": "added", "fact_id": fact_id, "statement": statement} for fact_id, statement in rows)


def _count(con: duckdb.DuckDBPyConnection, path: Path) -> int:
    row = con.execute(f"SELECT count(*) FROM read_parquet('{path}')").fetchone()
    assert row is not None
    return int(row[0])

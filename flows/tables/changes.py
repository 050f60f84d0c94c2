"""What is new since the version before: facts added, changed, withdrawn, or contested now."""

from __future__ import annotations

from pathlib import Path
from string import Template

import duckdb

from flows.tables.declare import tables
from flows.tables.steps import sql_steps

QUIET = (
    "first_seen_run",
    "last_seen_run",
    "confidence",
    "fact_id",
    "slot_id",
    "also_ids",
    "conflict_with",
    "rank_reason",
    "value_lo",
    "value_hi",
)


ORDER = ("list_position(['contested', 'added', 'changed', 'withdrawn'], change)", "fact_kind", "subject", "period", "statement", "fact_id")


def find_changes(con: duckdb.DuckDBPyConnection, before: Path | None) -> tuple[str, dict[str, int]]:
    """The query for the sheet of changes (in no order; ORDER sorts it), and the number of changes by kind.

    `pub.knowledge` is compared with the Parquet file of the version before, or with nothing. A fact whose date became finer is the
    same fact under a new id (also_ids).
    """
    known = tables()["knowledge"]
    empty = "SELECT * FROM pub.knowledge WHERE false"
    old = f"SELECT * FROM read_parquet('{_quoted(before)}')" if before else empty
    present = {row[0] for row in con.execute(f"DESCRIBE {old}").fetchall()}
    compared = [c.name for c in known.columns if c.name in present and c.name not in QUIET]
    missing = [c for c in known.columns if c.name not in present]
    former = f"SELECT *{''.join(f', NULL::{c.duck} AS {c.name}' for c in missing)} FROM ({old})"
    what = ", ".join(f"CASE WHEN n.{c}{_plain(c)} IS DISTINCT FROM o.{c}{_plain(c)} THEN '{c}' END" for c in compared)
    steps = {name: Template(sql).substitute(former=former, what=what) for name, (sql,) in sql_steps("changes.sql").items()}
    con.execute(steps["paired"])
    con.execute(steps["changed"])
    return steps["sheet"], dict(con.execute(steps["counts"]).fetchall())


def _plain(column: str) -> str:
    return "::VARCHAR" if tables()["knowledge"][column].enum else ""


def _quoted(path: Path | None) -> str:
    return str(path).replace("'", "''")

"""What the page shows of a version: its tables, as columns of small numbers and one pool of texts, cut openly where they do not fit."""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb

LONGEST = 1_000  # characters of a text on the page; `explain` shows the rest
MANY = 50  # items of a list on the page
PERIOD = ("period", "period_start", "period_end", "period_grain", "period_kind")
WORDS = ("modality", "conflict", "rank", "time_basis", "kind", "bound", "type", "unit", "base_period", "dimension", "lang", "status", "entity_type", "origin")
TEXTS = {
    *WORDS, "subject", "statement", "time_text", "said_by", "quote", "value_text", "metric_text", "title", "source", "author", "url", "raw_path",
    "name", "name_en", "wikidata_id", "ticker", "doc_date_grain", "code", "stage", "level", "message",
}
TEXT_LISTS = frozenset(("roles", "fillers", "keywords", "repairs", "aliases"))
LINKS = {"article_id": "articles", "dup_of": "articles", "subject_id": "entities", "parent_id": "entities"}
LINK_LISTS = {"arts": "articles", "ents": "entities", "related": "entities", "conflict_with": "facts"}
Row = dict[str, Any]


@cache
def _queries() -> dict[str, str]:
    return tomllib.loads(resources.files(__package__).joinpath("queries.toml").read_text("utf-8"))


class Version:
    """The tables of a published version, or of one that is being built."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self.con = duckdb.connect(config={"threads": 2})
        self.files = {path.stem: f"read_parquet('{str(path).replace(chr(39), chr(39) * 2)}')" for path in sorted((self.folder / "tables").glob("*.parquet"))}

    def close(self) -> None:
        """Let go of the files."""
        self.con.close()

    def rows(self, name: str, **parameters: int) -> list[Row]:
        """The rows of a query of queries.toml."""
        found = self.con.execute(_queries()[name].format(**self.files), parameters or None)
        columns = [column[0] for column in found.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]

    def keep(self, limit: int) -> None:
        """The facts that the page shows: at most so many, the ones that matter most."""
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE kept AS {_queries()['facts'].format(**self.files)}", {"limit": limit})

    def changes(self) -> list[Row]:
        """The sheet of changes, as it was written; none where it is missing."""
        path = self.folder / "csv" / "changes.csv"
        if not path.is_file():
            return []
        csv.field_size_limit(1 << 30)
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [{name: _as_it_was(text) or None for name, text in row.items()} for row in csv.DictReader(file)]


def _as_it_was(cell: str) -> str:
    """A cell without the quote that keeps a spreadsheet from running it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@\t") else cell


def collect(folder: Path, limit: int) -> Row:
    """All that the page shows: numbers of the whole version, and at most `limit` rows of each table, ready for JSON."""
    with closing(Version(folder)) as version:
        return _collect(version, limit)


def _collect(version: Version, limit: int) -> Row:
    version.keep(limit)
    counts = version.rows("counts")[0]
    tables = {name: version.rows(name) for name in ("events", "metrics")}
    tables |= {name: version.rows(name, limit=limit) for name in ("articles", "entities", "issues")}
    there = {row["article_id"] for row in tables["articles"]}
    tables["issues"] = [row for row in tables["issues"] if row["article_id"] is None or row["article_id"] in there]
    changes = version.changes()
    packed = _Packer(tables)
    shown = {name: len(rows) for name, rows in tables.items()}
    data: Row = {
        "counts": counts,
        "shown": shown | {"facts": shown["events"] + shown["metrics"], "changes": min(limit, len(changes))},
        "total": {name: counts[name] for name in ("facts", "articles", "entities", "issues")} | {"changes": len(changes)},
        "changed": Counter(row["change"] for row in changes),
        "run": next(iter(version.rows("runs")), None),
        "overview": {name: version.rows(name) for name in ("years", "languages", "sites", "types", "repairs", "codes")},
        "tables": {name: packed.columns(rows) for name, rows in tables.items()},
    }
    data["tables"]["changes"] = packed.changes(changes[:limit])
    return data | {"texts": packed.texts, "periods": packed.periods}


class _Packer:
    """Turns rows into columns; texts and periods become places in a pool, ids become places in their table. 0 is NULL, places count from 1."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.texts: list[str] = []
        self.periods: list[list[str | None]] = []
        self._text_at: dict[str, int] = {}
        self._period_at: dict[str, int] = {}
        self._slot_at: dict[str, int] = {}
        self._place = {
            "articles": {row["article_id"]: at for at, row in enumerate(tables["articles"], 1)},
            "entities": {row["entity_id"]: at for at, row in enumerate(tables["entities"], 1)},
            "facts": {row["fact_id"]: at for at, row in enumerate([*tables["events"], *tables["metrics"]], 1)},
        }
        self._times = Counter(_texts(tables))
        for name in WORDS:  # these are everywhere: short places for them
            for rows in tables.values():
                for word in sorted({row[name] for row in rows if row.get(name) is not None}):
                    self.text(word)

    def columns(self, rows: list[Row]) -> Row:
        """Columns by name, and how long they are; a column that says the same everywhere is said once."""
        if not rows:
            return {"rows": 0}
        self._leave_out(rows)
        columns: Row = {name: self._column(name, [row[name] for row in rows]) for name in rows[0] if name not in PERIOD}
        if "period" in rows[0]:
            columns["period"] = [self._period(row) for row in rows]
        return _once({"rows": len(rows)} | columns)

    def changes(self, rows: list[Row]) -> Row:
        """Changes point at the fact; the words are kept only where there is none any more, or where they were others."""
        places = [self._place["facts"].get(row["fact_id"], 0) for row in rows]
        before = [row["statement_before"] if row["statement_before"] != row["statement"] else None for row in rows]
        columns: Row = {"change": [self.text(row["change"]) for row in rows], "fact": places, "before": [self.text(words) for words in before]}
        columns["what"] = [[self.text(word) for word in (row["what"] or "").split("|") if word] or 0 for row in rows]
        columns["stories"] = [[int(row["n_stories_before"]), int(row["n_stories"])] if row["n_stories_before"] and row["n_stories"] else 0 for row in rows]
        for name in ("statement", "quote", "title"):
            columns[name] = [0 if at else self.text(row[name]) for at, row in zip(places, rows, strict=True)]
        return _once({"rows": len(rows)} | columns)

    def text(self, words: str | None) -> int | str:
        """The place of a text in the pool; the text itself where it stands once."""
        if words is None:
            return 0
        if self._times[words] <= 1:
            return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
        words = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
        at = self._text_at.setdefault(words, len(self.texts) + 1)
        if at > len(self.texts):
            self.texts.append(words)
        return at

    def _period(self, row: Row) -> int:
        if row["period"] is None:
            return 0
        at = self._period_at.setdefault(f"{row['period']} {row['period_kind']}", len(self.periods) + 1)
        if at > len(self.periods):
            self.periods.append([_plain(row[name]) for name in PERIOD])
        return at

    def _column(self, name: str, values: list[Any]) -> list[Any]:
        if name == "fact_id":
            return [fact_id.removeprefix("f_") for fact_id in values]
        if name == "confidence":
            return [round(value * 100) for value in values]
        if name == "slot_id":
            return [self._slot_at.setdefault(slot, len(self._slot_at) + 1) if slot else 0 for slot in values]
        if name in LINK_LISTS:
            places = self._place[LINK_LISTS[name]]
            return [[places[word] for word in value[:MANY] if word in places] or 0 if value else 0 for value in values]
        if name in LINKS:
            places = self._place[LINKS[name]]
            return [places.get(value, 0) for value in values]
        if name in TEXTS:
            return list(map(self.text, values))
        if name in TEXT_LISTS:
            return [[self.text(word) for word in value[:MANY]] or 0 if value else 0 for value in values]
        return [0 if value is None else _plain(value) for value in values]

    def _leave_out(self, rows: list[Row]) -> None:
        """What the page can tell from another column."""
        for row in rows:
            if "arts" in row:
                row["arts"] = [other for other in row["arts"] or () if other != row["article_id"]]
            if row.get("subject_id") in self._place["entities"]:
                row["subject"] = None
            if row.get("conflict") != "contested" and "slot_id" in row:
                row["slot_id"] = None


def _texts(tables: dict[str, list[Row]]) -> Iterator[str]:
    for rows in tables.values():
        for name in rows[0] if rows else ():
            if name in TEXTS:
                yield from (row[name] for row in rows if row[name] is not None)
            elif name in TEXT_LISTS:
                for row in rows:
                    yield from row[name] or ()


def _once(columns: Row) -> Row:
    """A column that says the same in every row, as the cell alone."""
    return {name: column[0] if isinstance(column, list) and not isinstance(column[0], list) and all(cell == column[0] for cell in column) else column
            for name, column in columns.items()} if columns["rows"] else {"rows": 0}


def _plain(value: Any) -> Any:
    """A cell as JSON holds it; figures of more digits than a JSON number keeps stay text.

    >>> _plain(Decimal("18700000000.000000")), _plain(Decimal("4.110000")), _plain(dt.date(2018, 6, 15))
    (18700000000, 4.11, '2018-06-15')
    """
    if isinstance(value, Decimal):
        whole = int(value)
        if value == whole:
            return whole if abs(whole) < 1 << 53 else str(whole)
        return float(value) if len(value.as_tuple().digits) <= 15 else format(value.normalize(), "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


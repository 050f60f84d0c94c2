"""What the page shows of a version: its tables, as columns of small numbers and one pool of texts, cut openly where they do not fit."""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb

LONGEST = 1_000  # characters of a text on the page; `explain` shows the rest
PERIOD = ("period", "period_start", "period_end", "period_grain", "period_kind")
TEXTS = frozenset(
    "type subject statement time_text time_basis modality said_by conflict rank quote dimension kind unit bound value_text metric_text base_period title "
    "source author url raw_path lang status name name_en entity_type wikidata_id ticker origin code stage level message doc_date_grain change".split()
)
TEXT_LISTS = frozenset(("roles", "fillers", "keywords", "repairs", "aliases", "what"))
LINKS = {"article_id": "articles", "dup_of": "articles", "arts": "articles", "subject_id": "entities", "parent_id": "entities"}
LINKS |= {"ents": "entities", "related": "entities", "conflict_with": "facts"}
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
    version = Version(folder)
    version.keep(limit)
    counts = version.rows("counts")[0]
    tables = {name: version.rows(name) for name in ("events", "metrics")}
    tables |= {name: version.rows(name, limit=limit) for name in ("articles", "entities", "issues")}
    changes = version.changes()
    packed = _Packer(tables)
    shown = {name: len(rows) for name, rows in tables.items()}
    data = {
        "counts": counts,
        "shown": shown | {"facts": shown["events"] + shown["metrics"], "changes": min(limit, len(changes))},
        "total": {"facts": counts["facts"], "articles": counts["articles"], "entities": counts["entities"], "issues": counts["issues"], "changes": len(changes)},
        "changed": _count(row["change"] for row in changes),
        "run": (version.rows("runs") or [None])[0],
        "overview": {name: version.rows(name) for name in ("years", "languages", "sites", "types", "repairs", "codes")},
        "tables": {name: packed.columns(rows) for name, rows in tables.items()},
    }
    data["tables"]["changes"] = packed.changes(changes[:limit])
    return data | {"texts": packed.texts, "periods": packed.periods}


def _count(words: Iterable[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for word in words:
        counted[word] = counted.get(word, 0) + 1
    return counted


class _Packer:
    """Turns rows into columns; texts and periods become places in a pool, ids become places in their table. 0 is NULL, places count from 1."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.texts: list[str] = []
        self.periods: list[list[str | None]] = []
        self._text_at: dict[str, int] = {}
        self._period_at: dict[str, int] = {}
        self._place = {
            "articles": {row["article_id"]: at for at, row in enumerate(tables["articles"], 1)},
            "entities": {row["entity_id"]: at for at, row in enumerate(tables["entities"], 1)},
            "facts": {row["fact_id"]: at for at, row in enumerate([*tables["events"], *tables["metrics"]], 1)},
        }
        self._slots: dict[str, int] = {}

    def columns(self, rows: list[Row]) -> dict[str, list[Any]]:
        """Columns by name; ids of facts and articles stay, the rest of the words is in the pool."""
        if not rows:
            return {}
        names = [name for name in rows[0] if name not in PERIOD]
        columns = {name: [self._pack(name, row[name]) for row in rows] for name in names}
        if "period" in rows[0]:
            columns["period"] = [self._period(row) for row in rows]
        if "arts" in columns:  # the best one stands for itself; most facts have no other
            columns["arts"] = [[at for at in arts if at != best] for arts, best in zip(columns["arts"], columns["article_id"], strict=True)]
            columns["arts"] = [arts or 0 for arts in columns["arts"]]
        return columns

    def changes(self, rows: list[Row]) -> dict[str, list[Any]]:
        """Changes point at the fact; the words are kept only where there is none any more, or where they were others."""
        facts = self._place["facts"]
        columns: dict[str, list[Any]] = {name: [] for name in ("change", "fact", "what", "statement", "before", "stories", "quote", "title", "id")}
        for row in rows:
            at = facts.get(row["fact_id"], 0)
            before = row["statement_before"] if row["statement_before"] != row["statement"] else None
            columns["change"].append(self.text(row["change"]))
            columns["fact"].append(at)
            columns["what"].append([self.text(word) for word in (row["what"] or "").split("|") if word] or 0)
            columns["before"].append(self.text(before))
            columns["stories"].append([int(row[name] or 0) for name in ("n_stories_before", "n_stories")])
            for name in ("statement", "quote", "title"):
                columns[name].append(0 if at else self.text(row[name]))
            columns["id"].append(0 if at else row["fact_id"])
        return columns

    def text(self, words: str | None) -> int:
        """The place of a text in the pool."""
        if words is None:
            return 0
        words = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
        at = self._text_at.setdefault(words, len(self.texts) + 1)
        if at > len(self.texts):
            self.texts.append(words)
        return at

    def _period(self, row: Row) -> int:
        if row["period"] is None:
            return 0
        key = f"{row['period']} {row['period_kind']}"
        at = self._period_at.setdefault(key, len(self.periods) + 1)
        if at > len(self.periods):
            self.periods.append([_plain(row[name]) for name in PERIOD])
        return at

    def _pack(self, name: str, value: Any) -> Any:
        if name == "fact_id":
            return value
        if name == "slot_id":
            return self._slots.setdefault(value, len(self._slots) + 1)
        if name in LINKS:
            places = self._place[LINKS[name]]
            if isinstance(value, list):
                return [places[word] for word in value[:50] if word in places] or 0
            return places.get(value, 0)
        if name in TEXTS:
            return self.text(value)
        if name in TEXT_LISTS:
            return [self.text(word) for word in value[:50]] or 0 if value else 0
        if value is None:
            return 0 if name != "value_max" else None
        return _plain(value)


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
    return round(value, 3) if isinstance(value, float) else value


"""Publication: a version is built beside the current one and becomes current by one rename of the link.

Whoever opened the version before keeps it whole; a publication that is cut off anywhere leaves the current one as it was.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa

from flows.tables.changes import ORDER, find_changes
from flows.tables.checks import Thresholds, find_violations, find_warnings
from flows.tables.declare import Column, sheets, tables
from flows.tables.errors import clear_errors
from flows.tables.files import write_csv, write_parquet, write_schema_csv
from flows.tables.knowledge import reduced
from flows.tables.raw import sync_folder
from flows.tables.records import PublicationRefused, TablesError
from flows.tables.store import Store
from nlp.ids import make_id
from nlp.model import Issue

DAY = 24 * 3600
BUILDING = ".tmp-"
CSVS = ("knowledge", "metrics", "entities", "articles", "issues")
TIMELINE = ("period_start", "period_end", "event_type", "statement", "fact_id")
FIRST = [  # what a person reads
    "statement", "subject", "type", "dimension", "kind", "value", "value_max", "unit", "bound", "period", "n_stories", "conflict",
    "quote", "url", "title", "source", "published", "modality", "said_by", "rank", "n_articles", "n_sources", "n_speakers",
    "period_start", "period_end",
]
LAST = ["conflict_with", "also_ids", "first_seen_run", "last_seen_run", "subject_id", "article_id", "slot_id", "fact_id"]



@dataclass(frozen=True, slots=True)
class Published:
    """What a publication made: where it lies, rows by table, changes since the version before by kind, and what it warns of."""

    version: Path
    rows: dict[str, int]
    changes: dict[str, int]
    contested: int
    warnings: tuple[Issue, ...] = ()


@dataclass(slots=True)
class _Made:
    rows: dict[str, int] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    contested: int = 0
    warnings: tuple[Issue, ...] = ()


def publish(
    store: Store,
    out: Path,
    run_id: str,
    *,
    keep: int = 5,
    extras: Callable[[Path], None] | None = None,
    thresholds: Thresholds | None = None,
    now: float | None = None,
) -> Published:
    """Publish what the store holds as the version of this run, and make it current.

    `extras` may write more into the folder of the version before it becomes current. Versions beyond `keep` are pruned, none
    that is younger than a day (`now` in seconds). Raises PublicationRefused where the tables contradict themselves, TablesError
    where files cannot be written; in both cases the version before stays.
    """
    versions = Path(out) / "versions"
    with clear_errors(f"cannot publish under {out}"):
        versions.mkdir(parents=True, exist_ok=True)
        for left in versions.glob(f"*{BUILDING}*"):
            shutil.rmtree(left, ignore_errors=True)
        name = _free_name(versions, run_id)
        building = versions / f"{name}{BUILDING}{os.getpid()}"
        try:
            building.mkdir()
            made = _build(store, Path(out), building, thresholds or Thresholds())
            if extras is not None:
                extras(building)
            _make_durable(building)
            building.rename(versions / name)
            sync_folder(versions)
            point_at(Path(out) / "current", Path("versions") / name)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
    store.mark_published()
    store.tidy()
    prune(Path(out), keep, time.time() if now is None else now)
    return Published(versions / name, made.rows, made.changes, made.contested, made.warnings)


def _build(store: Store, out: Path, folder: Path, thresholds: Thresholds) -> _Made:
    made = _Made()
    con = store.con
    (folder / "tables").mkdir()
    (folder / "csv").mkdir()
    files = _Files(con.cursor(), folder)
    with reduced(con, folder / "zhishi.duckdb", files):
        if violations := [line for line, _ in zip(find_violations(con), range(5), strict=False)]:
            raise PublicationRefused(f"not published, the tables contradict themselves: {'; '.join(violations)}")
        warnings = find_warnings(con, thresholds)
        _add_issues(con, warnings)
        files.write("issues")
        made.warnings = tuple(issue for _, issue in warnings)
        made.changes = _write_sheets(con, folder / "csv", _knowledge_before(out))
        row = con.execute("SELECT count(*) FROM pub.knowledge WHERE conflict = 'contested'").fetchone()
        made.contested = int(row[0]) if row else 0
    made.rows = {name: files.rows[name] for name in tables()}
    add_views(folder / "zhishi.duckdb")
    return made


class _Files:
    """Writes tables of `pub` as files, one after the other, beside what else is done: writing keeps one core, making them the other."""

    def __init__(self, con: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.rows: dict[str, int] = {}
        self._con, self._folder = con, folder
        self._waiting: list[Future[None]] = []

    def __enter__(self) -> Callable[[str], None]:
        self._beside = ThreadPoolExecutor(1)
        return self.write

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._beside.shutdown(cancel_futures=error is not None)
        self._con.close()
        if error is None:
            for written in self._waiting:
                written.result()

    def write(self, name: str) -> None:
        """Put a table that is whole into the queue."""
        self._waiting.append(self._beside.submit(self._write, name))

    def _write(self, name: str) -> None:
        self.rows[name] = write_parquet(self._con, tables()[name], self._folder / "tables" / f"{name}.parquet")
        if name in CSVS:
            write_csv(self._con, csv_columns(name), f"SELECT * FROM pub.{name}", self._folder / "csv" / f"{name}.csv")


def _write_sheets(con: duckdb.DuckDBPyConnection, folder: Path, before: Path | None) -> dict[str, int]:
    """The sheets that are no tables; gives the number of changes by kind."""
    timeline = resources.files(__package__).joinpath("timeline.sql").read_text("utf-8")
    changes, counts = find_changes(con, before)
    write_csv(con, sheets()["changes"].columns, changes, folder / "changes.csv", ORDER)
    write_csv(con, sheets()["timeline"].columns, timeline, folder / "timeline.csv", TIMELINE)
    write_schema_csv(folder / "schema.csv")
    return counts


def csv_columns(name: str) -> list[Column]:
    """The columns of a table in its CSV: of knowledge, what a person reads comes first and the ids last."""
    columns = list(tables()[name].columns)
    if name != "knowledge":
        return columns
    table = tables()[name]
    middle = [column for column in columns if column.name not in (*FIRST, *LAST)]
    return [*(table[part] for part in FIRST), *middle, *(table[part] for part in LAST)]


def _add_issues(con: duckdb.DuckDBPyConnection, warnings: list[tuple[str | None, Issue]]) -> None:
    if not warnings:
        return
    rows = pa.table(
        {
            "issue_id": [make_id("i", article_id, issue.code) for article_id, issue in warnings],
            "article_id": pa.array([article_id for article_id, _ in warnings], pa.string()),
            **{name: [getattr(issue, name) for _, issue in warnings] for name in ("stage", "level", "code", "message", "n", "transient")},
        }
    )
    con.register("warnings", rows)
    con.execute(
        "CREATE TEMP TABLE all_issues AS SELECT i.* FROM (SELECT * FROM pub.issues UNION ALL BY NAME SELECT * FROM warnings) i "
        "LEFT JOIN art a USING (article_id) ORDER BY a.nth NULLS FIRST, i.code"
    )
    con.unregister("warnings")
    con.execute("DELETE FROM pub.issues")
    con.execute("INSERT INTO pub.issues BY NAME SELECT * FROM temp.all_issues")


def add_views(database: Path) -> None:
    """Put the views (views.sql) over the tables of a database."""
    with duckdb.connect(str(database)) as con:
        con.execute(resources.files(__package__).joinpath("views.sql").read_text("utf-8"))
        con.execute("CHECKPOINT")


def _knowledge_before(out: Path) -> Path | None:
    path = (out / "current").resolve() / "tables" / "knowledge.parquet"
    return path if path.exists() else None


def _free_name(versions: Path, run_id: str) -> str:
    """A run that publishes again (forget, or after a kill) gets a name of its own: a published version never changes."""
    name, again = run_id, 1
    while (versions / name).exists():
        again += 1
        name = f"{run_id}-{again}"
    return name


def point_at(link: Path, target: Path) -> None:
    """Make the link point at the target in one step.

    Raises TablesError where something that is no link stands in its place.
    """
    if link.exists() and not link.is_symlink():
        raise TablesError(f"{link} is no link: move it away, a publication puts a link there")
    fresh = link.with_name(f"{link.name}{BUILDING}{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    fresh.symlink_to(target, target_is_directory=True)
    fresh.replace(link)
    sync_folder(link.parent)


def prune(out: Path, keep: int, now: float) -> list[Path]:
    """Remove versions beyond the `keep` newest, except the current one and those younger than a day; gives what was removed."""
    current = (out / "current").resolve()
    found = sorted(((path.stat().st_mtime, path.name, path) for path in (out / "versions").iterdir() if path.is_dir()), reverse=True)
    gone = [path for at, _, path in found[keep:] if path.resolve() != current and now - at > DAY]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return gone


def _make_durable(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
    sync_folder(folder)

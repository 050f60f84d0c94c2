"""The store: what each live article asserts, in one DuckDB file with one writer, and the raw bytes it was read from.

The unit is the file at one path (a "doc", numbered by the store): the same bytes at two paths are two docs, and one article when
they are published. Every batch is one transaction; the raw bytes are on disk before it commits.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa

from flows.tables import raw as raws
from flows.tables import schema
from flows.tables.errors import clear_errors
from flows.tables.lock import Lock
from flows.tables.records import Known, StoredReading, UnfinishedRun
from flows.tables.rows import arrow_rows, body_rows, hints, index_rows, issue_ids, settle
from flows.tables.stories import SKETCH
from nlp.model import Source

FEW = 64  # parts; more are folded together
SMALL = 4 << 20  # bytes; smaller parts are worth folding


class Store:
    """Open it with `Store.open`; it closes by `with`. Not for more than one thread."""

    def __init__(self, out: Path, con: duckdb.DuckDBPyConnection, lock: Lock) -> None:
        self.out, self.con, self._lock = out, con, lock
        self.raw_folder = out / "state" / "raw"
        self._unfinished = [
            UnfinishedRun(run, str(at))
            for run, at in con.execute("SELECT run_id, started_at FROM runs WHERE status = 'running' ORDER BY 1").fetchall()
        ]
        row = con.execute("SELECT coalesce(max(doc_no), 0) FROM docs").fetchone()
        self._last_doc = int(row[0]) if row else 0

    @classmethod
    def open(cls, out: Path, *, memory: str = "1GB") -> Store:
        """Open the store under `out`, or make it.

        Raises StoreBusy where another process writes, TablesError where the folder or the file cannot be used.
        """
        out = Path(out)
        state = out / "state"
        with clear_errors(f"cannot use the output folder {out}"):
            state.mkdir(parents=True, exist_ok=True)
            lock = Lock.take(state / "lock")
        try:
            with clear_errors(f"cannot open the store {state / 'zhishi.duckdb'}"):
                con = duckdb.connect(str(state / "zhishi.duckdb"), config={"memory_limit": memory, "temp_directory": str(state / "tmp")})
                try:
                    con.execute("SET TimeZone = 'UTC'")
                    schema.prepare(con)
                    store = cls(out, con, lock)
                    store._renew_sketches()
                except BaseException:
                    con.close()
                    raise
            return store
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Close the file and let the next writer in."""
        try:
            self.con.close()
        finally:
            self._lock.release()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # ---- what is known -------------------------------------------------------------------------------------------------------

    def known(self) -> dict[str, Known]:
        """What is known of the file at each live path."""
        rows = self.con.execute("SELECT raw_path, article_id, raw_sha256, fingerprint, status, transient, attempts FROM docs").fetchall()
        return {path: Known(*rest) for path, *rest in rows}

    def source(self, raw_path: str) -> Source:
        """What was known of the article at a path besides its bytes, for reading it again.

        Raises KeyError for a path that is not live.
        """
        row = self.con.execute("SELECT hints FROM docs WHERE raw_path = ?", [raw_path]).fetchone()
        if row is None:
            raise KeyError(raw_path)
        told = json.loads(row[0]) if row[0] else {}
        if told.get("published"):
            told["published"] = dt.date.fromisoformat(told["published"])
        return Source(raw_path, **told)

    def outdated(self, fingerprint: str, seen: Container[str] = ()) -> Iterator[tuple[Source, bytes]]:
        """The live files that were read under another fingerprint, with their kept bytes, except those at paths in `seen`."""
        rows = self.con.execute("SELECT raw_path, article_id FROM docs WHERE fingerprint <> ? ORDER BY raw_path", [fingerprint]).fetchall()
        for raw_path, article_id in rows:
            if raw_path not in seen:
                yield self.source(raw_path), self.raw(article_id)

    def raw(self, article_id: str) -> bytes:
        """The kept raw bytes of a live article.

        Raises KeyError where the store has none.
        """
        row = self.con.execute("SELECT part, first_byte, length FROM raw_index WHERE article_id = ?", [article_id]).fetchone()
        if row is None:
            raise KeyError(article_id)
        with clear_errors("cannot read the kept raw bytes"):
            return raws.unpack(raws.read_frame(self.raw_folder / row[0], row[1], row[2]))

    def unfinished_runs(self) -> list[UnfinishedRun]:
        """Runs that never ended, as they stood when the store was opened: killed, or lost with the machine."""
        return list(self._unfinished)

    def needs_publishing(self) -> bool:
        """Whether the store holds what the current version does not show yet (a run may have been killed before it published)."""
        return self._meta("changed") == "yes" or not (self.out / "current").exists()

    # ---- runs ----------------------------------------------------------------------------------------------------------------

    def begin_run(
        self,
        run_id: str | None = None,
        started_at: dt.datetime | None = None,
        code_version: str | None = None,
        config_sha: str = "",
        lexicon_sha: str = "",
        fingerprint: str = "",
    ) -> str:
        """Note that a run begins, and give its id; runs that never ended are marked as failed.

        Without an id the run is named by its start (r_20261121T210000Z, UTC), the next free second where that is taken.
        """
        started_at = started_at or dt.datetime.now(dt.UTC)
        with self.transaction("cannot begin the run"):
            taken = {name for (name,) in self.con.execute("SELECT run_id FROM runs").fetchall()}
            at = started_at
            while run_id is None or (run_id in taken and at is not started_at):
                run_id, at = f"r_{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}", at + dt.timedelta(seconds=1)
            self.con.execute("UPDATE runs SET status = 'failed' WHERE status = 'running'")
            self.con.execute("DELETE FROM runs WHERE run_id = ?", [run_id])
            self.con.execute(
                "INSERT INTO runs VALUES (?, ?, NULL, ?, ?, ?, ?, 0, 0, 0, 0, 'running')",
                [run_id, started_at, code_version or _code_version(), config_sha, lexicon_sha, fingerprint],
            )
        return run_id

    def finish_run(
        self,
        run_id: str,
        *,
        n_articles: int,
        n_new: int,
        n_reused: int,
        n_failed: int,
        status: str = "ok",
        finished_at: dt.datetime | None = None,
    ) -> None:
        """Note how a run ended (ok, partial or failed); before `publish`, so that the published runs hold it."""
        with self.transaction("cannot finish the run"):
            self.con.execute(
                "UPDATE runs SET finished_at = ?, n_articles = ?, n_new = ?, n_reused = ?, n_failed = ?, status = ? WHERE run_id = ?",
                [finished_at or dt.datetime.now(dt.UTC), n_articles, n_new, n_reused, n_failed, status, run_id],
            )

    # ---- what changes --------------------------------------------------------------------------------------------------------

    def add(self, run_id: str, readings: Sequence[StoredReading]) -> None:
        """Store a batch of readings in one transaction; a reading replaces what stood at its path.

        A reading whose rows contradict themselves is kept as failed, with an issue. Of two at one path the later one counts.
        """
        latest = {item.reading.article.raw_path: item for item in (replace(item, reading=settle(item.reading)) for item in readings)}
        batch = [latest[path] for path in sorted(latest)]
        if not batch:
            return
        with clear_errors("cannot store a batch of articles"):
            former = self._former([item.reading.article.raw_path for item in batch])
            first_seen = self._first_seen([item.reading.article.article_id for item in batch])
            index = self._keep_raw(batch)
        numbered = [(self._last_doc + i, item) for i, item in enumerate(batch, start=1)]
        with self.transaction("cannot store a batch of articles"):
            self._remove([doc_no for doc_no, *_ in former.values()])
            self._insert("docs", self._doc_rows(run_id, numbered, former))
            self._insert_rows(run_id, numbered, first_seen)
            bodied = [(number, item.reading.body) for number, item in numbered if item.reading.body and item.reading.article.status == "ok"]
            self._insert("bodies", body_rows(bodied))
            self._insert("raw_index", index)
            if former:
                self._drop_unused_raw()
            self._set_meta("changed", "yes")
        self._last_doc += len(batch)

    def touch(self, run_id: str, raw_paths: Iterable[str]) -> None:
        """Note that a run saw these files again and had nothing to read in them."""
        seen = pa.table({"raw_path": pa.array(sorted(set(raw_paths)), pa.string())})
        with self.transaction("cannot note what was seen"), self._view("seen", seen):
            self.con.execute("UPDATE docs SET touched_run = ? WHERE raw_path IN (SELECT raw_path FROM seen)", [run_id])

    def forget(self, path_or_article_id: str) -> int:
        """Withdraw a file, a folder, the rows of a feed, or an article at all its paths; gives the number of files withdrawn."""
        name = path_or_article_id.rstrip("/") or path_or_article_id
        rows = self.con.execute(
            "SELECT doc_no FROM docs WHERE raw_path = $1 OR article_id = $1 "
            "OR starts_with(raw_path, $1 || '#') OR starts_with(raw_path, $1 || '/')",
            [name],
        ).fetchall()
        with self.transaction("cannot withdraw articles"):
            self._remove([number for (number,) in rows])
            self._drop_unused_raw()
            if rows:
                self._set_meta("changed", "yes")
        return len(rows)

    def mark_published(self) -> None:
        """Note that the current version shows all that the store holds."""
        with self.transaction("cannot note the publication"):
            self._set_meta("changed", "no")

    def tidy(self) -> None:
        """Give back the room of raw bytes that no live article needs, and fold small parts; called once the new version is current."""
        with clear_errors("cannot tidy the kept raw bytes"):
            rows = self.con.execute("SELECT part, count(*), sum(length) FROM raw_index GROUP BY part ORDER BY part").fetchall()
            sizes = {path.name: path.stat().st_size for path in raws.parts(self.raw_folder)}
            worn = [part for part, _, live in rows if live < sizes.get(part, 0) / 2 and sizes.get(part, 0) > 4096]
            small = [part for part, _, _ in rows if sizes.get(part, 0) < SMALL]
            fold = sorted({*worn, *(small if len(small) > FEW else [])})
            if fold:
                self._fold(fold)
            used = {part for (part,) in self.con.execute("SELECT DISTINCT part FROM raw_index").fetchall()}
            for path in self.raw_folder.iterdir() if self.raw_folder.exists() else ():
                if path.name not in used:
                    path.unlink(missing_ok=True)

    # ---- inside --------------------------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self, what: str) -> Iterator[None]:
        """All or nothing; an error says in one line what could not be done."""
        with clear_errors(what):
            self.con.execute("BEGIN")
            try:
                yield
                self.con.execute("COMMIT")
            except BaseException:
                with suppress(duckdb.Error):
                    self.con.execute("ROLLBACK")  # the file is out of reach; the next open replays or drops the transaction
                raise

    def _former(self, paths: list[str]) -> dict[str, tuple[Any, ...]]:
        with self._view("incoming", pa.table({"raw_path": pa.array(paths, pa.string())})):
            rows = self.con.execute(
                "SELECT raw_path, doc_no, article_id, fingerprint, transient, attempts, first_seen_run "
                "FROM docs SEMI JOIN incoming USING (raw_path)"
            ).fetchall()
        return {path: tuple(rest) for path, *rest in rows}

    def _first_seen(self, article_ids: list[str]) -> dict[str, str]:
        """Rows of these articles that are in the store already -> the run that saw them first."""
        with self._view("incoming", pa.table({"article_id": pa.array(article_ids, pa.string())})):
            docs = [n for (n,) in self.con.execute("SELECT doc_no FROM docs SEMI JOIN incoming USING (article_id)").fetchall()]
        if not docs:
            return {}
        with self._view("gone", pa.table({"doc_no": pa.array(docs, pa.int64())})):
            return dict(
                self.con.execute(
                    "SELECT id, min(run) FROM (SELECT metric_id AS id, first_seen_run AS run FROM metrics SEMI JOIN gone USING (doc_no) "
                    "UNION ALL SELECT event_id, first_seen_run FROM events SEMI JOIN gone USING (doc_no)) GROUP BY id"
                ).fetchall()
            )

    def _keep_raw(self, batch: list[StoredReading]) -> pa.Table:
        """Write the bytes that are not kept yet; rows of raw_index for them."""
        wanted = {item.reading.article.article_id: item.raw for item in batch}
        with self._view("incoming", pa.table({"article_id": pa.array(list(wanted), pa.string())})):
            kept = {
                name
                for (name,) in self.con.execute(
                    "SELECT DISTINCT article_id FROM raw_index SEMI JOIN incoming USING (article_id)"
                ).fetchall()
            }
        missing = {name: raw for name, raw in wanted.items() if name not in kept}
        if not missing:
            return index_rows("", [])
        part = raws.write_part(self.raw_folder, missing)
        return index_rows(part, raws.read_index(self.raw_folder / part))

    def _doc_rows(self, run_id: str, numbered: list[tuple[int, StoredReading]], former: dict[str, tuple[Any, ...]]) -> pa.Table:
        first, transient, attempts = [], [], []
        for _, item in numbered:
            article = item.reading.article
            passing = article.status == "failed" and any(issue.transient for issue in item.reading.issues)
            old = former.get(article.raw_path)
            again = old is not None and old[1] == article.article_id
            count = old[4] + 1 if passing and old is not None and again and old[2] == item.fingerprint and old[3] else int(passing)
            first.append(old[5] if old is not None and again else run_id)
            transient.append(passing)
            attempts.append(count)
        runs = pa.array([run_id] * len(numbered), pa.string())
        extra = {
            "fingerprint": pa.array([item.fingerprint for _, item in numbered], pa.string()),
            "transient": pa.array(transient, pa.bool_()),
            "attempts": pa.array(attempts, pa.int16()),
            "hints": pa.array([hints(item.source) for _, item in numbered], pa.string()),
            "first_seen_run": pa.array(first, pa.string()),
            "last_seen_run": runs,
            "touched_run": runs,
        }
        return arrow_rows("articles", [(number, item.reading.article) for number, item in numbered], extra)

    def _insert_rows(self, run_id: str, numbered: list[tuple[int, StoredReading]], first_seen: dict[str, str]) -> None:
        readings = [(number, item.reading) for number, item in numbered]
        for name in ("entities", "mentions"):
            self._insert(name, arrow_rows(name, [(n, row) for n, reading in readings for row in getattr(reading, name)]))
        for name, key in (("metrics", "metric_id"), ("events", "event_id")):
            rows = [(n, row) for n, reading in readings for row in getattr(reading, name)]
            seen = pa.array([first_seen.get(getattr(row, key), run_id) for _, row in rows], pa.string())
            self._insert(name, arrow_rows(name, rows, {"first_seen_run": seen}))
        self._insert(
            "event_roles", arrow_rows("event_roles", [(n, role) for n, r in readings for event in r.events for role in event.roles])
        )
        issues = [(n, reading.article.article_id, issue) for n, reading in readings for issue in reading.issues]
        ids = pa.array(issue_ids([(article_id, issue) for _, article_id, issue in issues]), pa.string())
        self._insert("issues", arrow_rows("issues", [(n, issue) for n, _, issue in issues], {"issue_id": ids}))

    def _insert(self, table: str, rows: pa.Table) -> None:
        if rows.num_rows:
            with self._view("fresh", rows):
                self.con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM fresh")

    def _remove(self, numbers: list[int]) -> None:
        if not numbers:
            return
        with self._view("gone", pa.table({"doc_no": pa.array(numbers, pa.int64())})):
            for table in ("docs", "bodies", *schema.ROWS):
                self.con.execute(f"DELETE FROM {table} WHERE doc_no IN (SELECT doc_no FROM gone)")

    def _drop_unused_raw(self) -> None:
        self.con.execute("DELETE FROM raw_index WHERE article_id NOT IN (SELECT article_id FROM docs)")

    def _fold(self, fold: list[str]) -> None:
        with self._view("folding", pa.table({"part": pa.array(fold, pa.string())})):
            rows = self.con.execute(
                "SELECT article_id, part, first_byte, length FROM raw_index SEMI JOIN folding USING (part) ORDER BY article_id"
            ).fetchall()
        frames = ((name, raws.read_frame(self.raw_folder / part, at, length)) for name, part, at, length in rows)
        part = raws.write_frames(self.raw_folder, frames)
        index = index_rows(part, raws.read_index(self.raw_folder / part))
        with self.transaction("cannot fold the kept raw bytes"), self._view("folding", pa.table({"part": pa.array(fold, pa.string())})):
            self.con.execute("DELETE FROM raw_index WHERE part IN (SELECT part FROM folding)")
            self._insert("raw_index", index)

    def _renew_sketches(self) -> None:
        """Signatures of another version of the sketch cannot be compared with new ones: make them again from the kept bodies."""
        if self._meta("sketch") == SKETCH:
            return
        with self.transaction("cannot renew the signatures of the articles"):
            rows = self.con.execute("SELECT doc_no, body FROM bodies").fetchall()
            self.con.execute("DELETE FROM bodies")
            for start in range(0, len(rows), 1000):
                self._insert("bodies", body_rows(rows[start : start + 1000]))
            self._set_meta("sketch", SKETCH)

    def _meta(self, name: str) -> str | None:
        row = self.con.execute("SELECT value FROM meta WHERE name = ?", [name]).fetchone()
        return str(row[0]) if row else None

    def _set_meta(self, name: str, value: str) -> None:
        self.con.execute("DELETE FROM meta WHERE name = ?", [name])
        self.con.execute("INSERT INTO meta VALUES (?, ?)", [name, value])

    @contextmanager
    def _view(self, name: str, table: pa.Table) -> Iterator[None]:
        self.con.register(name, table)
        try:
            yield
        finally:
            self.con.unregister(name)


def _code_version() -> str:
    try:
        return metadata.version("zhishi")
    except metadata.PackageNotFoundError:
        return "unknown"

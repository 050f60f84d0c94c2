"""The run: find what is new, read it in batches, store it, publish the tables. A Prefect flow; `run.fn` does the same without the engine.

Only the flow writes; workers return rows. What a run adds is kept batch by batch, so that a killed one costs one batch.
"""

from __future__ import annotations

import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from flows import artifacts, engine, history, queries
from flows.screen import Progress, Silent
from flows.settings import Settings, load

engine.calm()  # before Prefect is imported: it reads its environment then

from prefect import flow, task  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.context import FlowRunContext  # noqa: E402
from prefect.task_runners import ThreadPoolTaskRunner  # noqa: E402
from prefect.utilities.annotations import quote  # noqa: E402

from flows.batches import article_id, fingerprint  # noqa: E402
from flows.cluster import MOST_BATCHES, Cluster, open_readers  # noqa: E402
from flows.sources import Found, Item, find, items, raw_path  # noqa: E402
from flows.tables import Known, Store, StoredReading, TablesError  # noqa: E402
from nlp.model import Reading  # noqa: E402

ATTEMPTS = 3  # how often an article that failed for a passing reason is read
AHEAD = 2  # batches under way: one is read while one is stored
UNREAD = "unread"  # the fingerprint of what no reader has seen: rows and files that are no articles

log = logging.getLogger("zhishi")


class BatchReader(Protocol):
    """What reads batches: local processes or a Dask cluster."""

    def read_batch(self, items: list[Item], on_reading: Callable[[Reading], None]) -> list[Reading]:
        """The readings of a batch, in its order."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did: counts of articles that the sources name, of what the published version holds, and what was set aside and why."""

    run_id: str
    status: str
    message: str
    out: str
    version: str | None
    n_articles: int = 0
    n_read: int = 0
    n_reused: int = 0
    n_failed: int = 0
    n_facts: int = 0
    n_contested: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()

    def line(self) -> str:
        """The last line of a run."""
        if self.status == "failed":
            return f"failed: {self.message}"
        causes = ", ".join(f"{cause}: {count}" for cause, count in sorted(self.set_aside.items()))
        aside = f", {sum(self.set_aside.values())} set aside ({causes})" if causes else ""
        facts = f"{self.n_articles} articles, {self.n_facts} facts, {self.n_contested} contested{aside}"
        return f"{self.message + ': ' if self.message else ''}{facts} → {Path(self.out) / 'current'}"


@dataclass(slots=True)
class Equipment:
    """What the command line lends to a run in its own process: readers that are loading already, and a place for progress."""

    readers: BatchReader | None = None
    progress: Progress = field(default_factory=Silent)


_equipment = Equipment()


@contextlib.contextmanager
def equipped(equipment: Equipment) -> Iterator[None]:
    """Runs inside use this equipment."""
    global _equipment
    former, _equipment = _equipment, equipment
    try:
        yield
    finally:
        _equipment = former


def _run_name() -> str:
    from prefect.runtime import flow_run

    sources = [str(source) for source in flow_run.parameters.get("sources", [])]
    return f"read {', '.join(sources)[:80]} into {flow_run.parameters.get('out') or load().out}"


@flow(name="zhishi", flow_run_name=_run_name, task_runner=ThreadPoolTaskRunner(max_workers=MOST_BATCHES), persist_result=False)
def run(sources: list[str], out: Path | None = None, workers: int | None = None, dask: str | None = None) -> Run:
    """Read what is new behind the sources into the store under `out`, and publish a version of the tables; what is None is as set.

    Raises StoreBusy where another run is writing; ReadersBroken where no article can be read at all.
    """
    settings = load(out=out, workers=workers, dask=dask)
    progress = _equipment.progress
    found = find(sources, settings.settle_seconds)
    with Store.open(settings.out) as store, _readers(settings) as readers:
        if unfinished := store.unfinished_runs():
            progress.say(f"an earlier run did not finish ({', '.join(former.run_id for former in unfinished)}); going on from what it stored")
        result = _Work(settings, store, readers, progress).do(found)
    if FlowRunContext.get() is not None:
        try:
            artifacts.leave(result, settings.out)
        except Exception as error:  # the tables are out: what is only for show must not make the run look failed
            log.warning("no artifacts: %s", error)
    return result


@task(name="read batch", task_run_name="read batch {number}: {articles} articles", cache_policy=NO_CACHE, persist_result=False)
def read_batch(number: int, articles: int, batch: list[Item], read: Callable[[list[Item]], list[Reading]]) -> list[Reading]:
    """One batch of articles, read where the readers are."""
    return read(batch)


class _Work:
    """One run over an open store."""

    def __init__(self, settings: Settings, store: Store, readers: BatchReader, progress: Progress) -> None:
        self.settings, self.store, self.readers, self.progress = settings, store, readers, progress
        self.fingerprint = fingerprint(settings)
        self.known = store.known()
        self.reused: list[str] = []
        self.seen: set[str] = set()
        self.n_read = 0

    def do(self, found: Found) -> Run:
        """Read, store, publish; the run is closed in the store whatever happens."""
        run_id = history.begin(self.store, self.settings)
        try:
            self.progress.say("reading")
            self._read_all(run_id, self._new(items(found, self.settings)))
            self._read_all(run_id, self._outdated())
            self._withdraw_mended(found)
            self.store.touch(run_id, self.reused)
            failed = self._finish(run_id, "partial" if found.missing else "ok")
            nothing_new = self.n_read == 0 and not self.store.needs_publishing()
            self.progress.say("nothing new to read" if nothing_new else "publishing")
            if not nothing_new:
                history.publish_run(self.store, self.settings, run_id)
        except BaseException:
            with contextlib.suppress(TablesError):  # the first error is the one to tell
                self._finish(run_id, "failed")
            raise
        return self._result(run_id, failed, nothing_new, found)

    def _new(self, articles: Iterable[Item]) -> Iterator[Item]:
        """The articles that are to be read; the others are noted as seen again."""
        for item in articles:
            path = item.source.raw_path
            if path in self.seen:
                continue
            self.seen.add(path)
            known = self.known.get(path)
            if known and known.article_id == article_id(item.raw) and known.fingerprint == self._made_by(item) and not _again(known):
                self.reused.append(path)
            else:
                yield item

    def _outdated(self) -> Iterator[Item]:
        """Articles that the sources did not name but that other code has read, or that failed in passing: again, from the kept bytes."""
        for path, known in sorted(self.known.items()):
            if path not in self.seen and known.fingerprint != UNREAD and (known.fingerprint != self.fingerprint or _again(known)):
                item = Item(self.store.raw(known.article_id), self.store.source(path))
                self.store.con.execute("SELECT 1").fetchall()  # DuckDB: a row fetched alone leaves its result open, and the next batch is refused
                yield item

    def _withdraw_mended(self, found: Found) -> None:
        """A feed that could not be read at all stood there as one failed article; now its rows do."""
        for path in map(raw_path, found.files):
            if path not in self.seen and path in self.known and self.known[path].fingerprint == UNREAD:
                self.store.forget(self.known[path].article_id)

    def _read_all(self, run_id: str, articles: Iterator[Item]) -> None:
        """Batches go to the readers, some ahead of the one that is being stored."""
        size = self.settings.batch_size
        ahead = self.readers.batches_ahead(size) if isinstance(self.readers, Cluster) else AHEAD
        with _submitter() as submit:
            under_way: deque[tuple[tuple[Item, ...], Any]] = deque()
            for number, batch in enumerate(_batched(articles, size), 1):
                self.progress.reading(len(batch))
                under_way.append((batch, submit(number, list(batch), self._read)))
                if len(under_way) >= ahead:
                    self._store(run_id, *under_way.popleft())
            while under_way:
                self._store(run_id, *under_way.popleft())

    def _read(self, batch: list[Item]) -> list[Reading]:
        return self.readers.read_batch(batch, lambda _: self.progress.read())

    def _store(self, run_id: str, batch: tuple[Item, ...], future: Any) -> None:
        """One batch into the store, as soon as it has been read."""
        readings: list[Reading] = future.result()
        self.n_read += len(readings)
        self.store.add(
            run_id,
            [StoredReading(reading, item.raw, self._made_by(item), item.source) for item, reading in zip(batch, readings, strict=True)],
        )
        for reading in readings:
            for problem in reading.issues if reading.article.status == "failed" else ():
                log.warning("%s %s set aside: %s %s", reading.article.article_id, reading.article.raw_path, problem.code, problem.message)

    def _made_by(self, item: Item) -> str:
        return UNREAD if item.failed else self.fingerprint

    def _finish(self, run_id: str, status: str) -> int:
        """Close the run in the store; gives the number of the sources' articles that are set aside as failed."""
        known = self.store.known()
        failed = sum(1 for path in self.seen if path in known and known[path].status == "failed")
        status = "partial" if failed and status == "ok" else status
        self.store.finish_run(run_id, n_articles=len(self.seen), n_new=self.n_read, n_reused=len(self.reused), n_failed=failed, status=status)
        return failed

    def _result(self, run_id: str, failed: int, nothing_new: bool, found: Found) -> Run:
        out = self.settings.out
        counts = queries.count(out)
        return Run(
            run_id=run_id,
            status="partial" if failed or found.missing else "ok",
            message="nothing new to read" if nothing_new else "",
            out=str(out),
            version=queries.published(out).name,
            n_articles=counts.articles,
            n_read=self.n_read,
            n_reused=len(self.reused),
            n_failed=failed,
            n_facts=counts.facts,
            n_contested=counts.contested,
            set_aside=counts.set_aside,
            missing=tuple(found.missing),
            unsettled=tuple(map(str, found.unsettled)),
        )


def _batched(articles: Iterator[Item], size: int) -> Iterator[tuple[Item, ...]]:
    while batch := tuple(islice(articles, size)):
        yield batch


def _again(known: Known) -> bool:
    """Failed for a passing reason, and not too often yet."""
    return bool(known.transient and known.status == "failed" and known.attempts < ATTEMPTS)


@contextlib.contextmanager
def _readers(settings: Settings) -> Iterator[BatchReader]:
    if _equipment.readers is not None:
        yield _equipment.readers
    else:
        with open_readers(settings) as readers:
            yield readers


@contextlib.contextmanager
def _submitter() -> Iterator[Callable[[int, list[Item], Callable[[list[Item]], list[Reading]]], Any]]:
    """How a batch is sent off: as a Prefect task inside a flow run, else to a thread."""
    if FlowRunContext.get() is not None:
        yield lambda number, batch, read: read_batch.submit(number, len(batch), quote(batch), quote(read))
        return
    with ThreadPoolExecutor(1) as threads:
        yield lambda number, batch, read: threads.submit(read, batch)

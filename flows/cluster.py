"""Reading on a Dask cluster: the same batches, cut into pieces, to workers that need nothing but the package.

A Prefect task a batch sends its pieces through prefect-dask's client, as plain functions: workers need no way to Prefect's API, and a
task costs its time once a batch, not once a piece. On each Dask worker a reading process does the work: an article that hangs or takes
all memory costs itself there too, and a Dask worker that is lost has its piece read elsewhere.
"""

from __future__ import annotations

import multiprocessing as mp
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from flows.batches import article_id, failed, load_read
from flows.problems import issue
from flows.settings import Settings
from flows.sources import Item, file_items, kind_of
from flows.workers import Readers
from nlp.model import Reading

PIECE = 20  # articles: some seconds of reading
PIECES_A_WORKER = 2  # one being read, one waiting there
MOST_BATCHES = 32  # under way at once, however large the cluster: they are in memory here
CONNECT_LIMIT = 30  # seconds
LOOK = 5.0  # seconds between looks at whether the cluster is still alive


class ClusterUnreachable(RuntimeError):
    """No Dask scheduler answers, or it has had no workers for too long; the message is one line."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker has to know to read as the local run does."""

    recogniser: str
    time_limit: float
    memory_mb: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An article that a worker is to fetch by itself: the whole file at `path`, as long as it has this article_id."""

    path: str
    article_id: str
    item: Item  # without its bytes

    def fetch(self) -> Item | None:
        """The article with its bytes; None where the worker does not see the file, or sees another one."""
        plain = Settings.model_construct()  # the defaults, whatever is set on the worker; the id tells whether the bytes are the same
        found = list(file_items(Path(self.path), plain)) if os.path.isfile(self.path) else []
        if len(found) != 1 or found[0].failed or article_id(found[0].raw) != self.article_id:
            return None
        return replace(self.item, raw=found[0].raw)


class Cluster:
    """A Dask cluster that reads batches; use as a context manager.

    `patience` is how many seconds it may be without a worker; with `by_path` workers fetch whole files by themselves where they can.
    Raises ClusterUnreachable.
    """

    def __init__(self, address: str, limits: Limits, *, patience: float = 120, by_path: bool = False) -> None:
        try:
            from prefect_dask.client import PrefectDaskClient
        except ImportError:
            raise ClusterUnreachable("Dask is not installed: pip install 'zhishi[dask]'") from None
        try:
            self._client = PrefectDaskClient(address, timeout=CONNECT_LIMIT, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise ClusterUnreachable(f"no Dask scheduler answers at {address}: {' '.join(str(error).split())[:200]}") from None
        self._address, self._limits, self._patience, self._by_path = address, limits, patience, by_path
        self._alive = time.monotonic()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close(timeout=5)

    def batches_ahead(self, batch_size: int) -> int:
        """How many batches must be under way to keep all workers busy while one is stored."""
        pieces = max(1, -(-batch_size // PIECE))
        return min(MOST_BATCHES, 1 + -(-self._threads() * PIECES_A_WORKER // pieces))

    def read_batch(self, items: Sequence[Item], on_reading: Callable[[Reading], None] = lambda _: None) -> list[Reading]:
        """The readings of a batch, in its order; `on_reading` is called as pieces come back.

        Raises ClusterUnreachable where the cluster is lost, ReadersBroken where its workers cannot load the readers.
        """
        with self._client.as_current():
            return self._read_batch(items, on_reading)

    def _read_batch(self, items: Sequence[Item], on_reading: Callable[[Reading], None]) -> list[Reading]:
        readings: dict[int, Reading] = {}
        under_way = {self._send([items[at] for at in places], self._by_path): places for places in _pieces(range(len(items)))}
        while under_way:
            for future in self._finished(under_way):
                places = under_way.pop(future)
                found = self._answers(future, places)
                if found is None:  # one of them costs workers their lives: which one?
                    if len(places) > 1:
                        middle = len(places) // 2
                        under_way |= {self._send([items[at] for at in half], self._by_path): half for half in (places[:middle], places[middle:])}
                        continue
                    found = {places[0]: failed(items[places[0]], issue("R004"))}
                if unseen := [at for at in places if found[at] is None]:  # the worker could not fetch them: by value
                    under_way[self._send([items[at] for at in unseen], by_path=False)] = unseen
                for at, reading in found.items():
                    if reading is not None:
                        readings[at] = reading
                        on_reading(reading)
        return [readings[at] for at in range(len(items))]

    def _answers(self, future: Any, places: Sequence[int]) -> dict[int, Reading | None] | None:
        """What a piece gave, by place; None where it has cost too many workers their lives."""
        from distributed.client import FutureCancelledError
        from distributed.scheduler import KilledWorker

        try:
            return dict(zip(places, future.result(timeout=self._patience), strict=True))
        except KilledWorker:
            return None
        except (FutureCancelledError, OSError, TimeoutError) as error:
            raise ClusterUnreachable(f"the Dask scheduler at {self._address} was lost: {' '.join(str(error).split())[:200]}") from None

    def _finished(self, under_way: Iterable[Any]) -> list[Any]:
        """The pieces that have come back, at least one.

        Raises ClusterUnreachable where there is no worker to wait for any more.
        """
        from distributed import wait

        while True:
            try:
                return list(wait(list(under_way), timeout=LOOK, return_when="FIRST_COMPLETED").done)
            except TimeoutError:
                self._look()
            except (OSError, RuntimeError) as error:
                raise ClusterUnreachable(f"the Dask scheduler at {self._address} was lost: {' '.join(str(error).split())[:200]}") from None

    def _look(self) -> None:
        now = time.monotonic()
        if self._threads():
            self._alive = now
        elif now - self._alive > self._patience:
            raise ClusterUnreachable(f"the Dask cluster at {self._address} has had no worker for {self._patience:g} s (setting dask_patience)")

    def _threads(self) -> int:
        """The threads of all workers; 0 where the scheduler does not answer either."""
        try:
            return sum(self._client.ncores().values())
        except (OSError, RuntimeError, TimeoutError):
            return 0

    def _send(self, items: Sequence[Item], by_path: bool) -> Any:
        return self._client.submit(read_piece, [_elsewhere(item) for item in items] if by_path else list(items), self._limits, pure=False)


def read_piece(items: list[Item | Elsewhere], limits: Limits) -> list[Reading | None]:
    """What a Dask worker does: its reading process reads the articles; None for one that it was to fetch and could not."""
    fetched = [item.fetch() if isinstance(item, Elsewhere) else item for item in items]
    readings = iter(_readers(limits).read_batch([item for item in fetched if item is not None]))
    return [None if item is None else next(readings) for item in fetched]


def _elsewhere(item: Item) -> Item | Elsewhere:
    """The article without its bytes, if it is a whole file."""
    path = item.source.raw_path
    if item.failed or not kind_of(path) or not os.path.isfile(path):
        return item
    return Elsewhere(os.path.abspath(path), article_id(item.raw), replace(item, raw=b""))


_of_thread = threading.local()  # a worker of several threads has as many reading processes


def _readers(limits: Limits) -> Readers:
    kept: dict[Limits, Readers] = _of_thread.__dict__.setdefault("readers", {})
    if limits not in kept:
        # Dask's nanny runs workers as daemons, which may have no children by default; ours end with their parent by themselves
        mp.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
        kept[limits] = Readers(1, partial(load_read, limits.recogniser), time_limit=limits.time_limit, memory_mb=limits.memory_mb)
    return kept[limits]


def _pieces(places: Sequence[int]) -> Iterator[Sequence[int]]:
    for at in range(0, len(places), PIECE):
        yield places[at : at + PIECE]


def open_readers(settings: Settings) -> Readers | Cluster:
    """What reads under these settings: a Dask cluster where one is named, else processes of our own, of which the first begins to load.

    Raises ClusterUnreachable.
    """
    if settings.dask:
        limits = Limits(settings.recogniser, settings.time_limit, settings.memory_mb)
        return Cluster(settings.dask, limits, patience=settings.dask_patience, by_path=settings.dask_send == "path")
    load = partial(load_read, settings.recogniser)
    readers = Readers(settings.workers, load, time_limit=settings.time_limit, memory_mb=settings.memory_mb)
    readers.start()
    return readers

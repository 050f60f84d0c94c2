"""Reading on a Dask cluster: the same batches, cut into pieces, to workers that need nothing but the package.

The pieces go by Dask's own client from inside the Prefect task, so that workers need no way to Prefect's API, and a Prefect task costs
its time once a batch, not once a piece. On each Dask worker a reading process does the work: an article that hangs or takes all memory
costs itself there too, and a Dask worker that is lost has its piece read elsewhere.
"""

from __future__ import annotations

import multiprocessing as mp
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from flows.batches import failed, load_read
from flows.problems import issue
from flows.settings import Settings
from flows.sources import Item
from flows.workers import Readers
from nlp.model import Reading

PIECE = 20  # articles: some seconds of reading
CONNECT_LIMIT = 30  # seconds


class ClusterUnreachable(RuntimeError):
    """No Dask scheduler answers, or it has no workers; the message is one line."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker has to know to read as the local run does."""

    recogniser: str
    time_limit: float
    memory_mb: int


class Cluster:
    """A Dask cluster that reads batches; use as a context manager.

    Raises ClusterUnreachable.
    """

    def __init__(self, address: str, limits: Limits) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise ClusterUnreachable("Dask is not installed: pip install 'zhishi[dask]'") from None
        try:
            self._client = Client(address, timeout=CONNECT_LIMIT, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise ClusterUnreachable(f"no Dask scheduler answers at {address}: {' '.join(str(error).split())[:200]}") from None
        self._limits = limits

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def read_batch(self, items: Sequence[Item], on_reading: Callable[[Reading], None] = lambda _: None) -> list[Reading]:
        """The readings of a batch, in its order; `on_reading` is called as pieces come back."""
        with self._client.as_current():
            return self._read_batch(items, on_reading)

    def _read_batch(self, items: Sequence[Item], on_reading: Callable[[Reading], None]) -> list[Reading]:
        from distributed import as_completed
        from distributed.scheduler import KilledWorker

        readings: dict[int, Reading] = {}
        places = {self._send(items, span): span for span in _pieces(0, len(items))}
        coming = as_completed(list(places))
        for future in coming:
            span = places.pop(future)
            error = future.exception()
            if error is not None and not isinstance(error, KilledWorker):
                raise error  # the readers themselves are broken there
            if error is None:
                found = dict(zip(range(*span), future.result(), strict=True))
            elif span[1] - span[0] > 1:  # one of them costs workers their lives: which one?
                middle = sum(span) // 2
                for half in ((span[0], middle), (middle, span[1])):
                    sent = self._send(items, half)
                    places[sent] = half
                    coming.add(sent)
                continue
            else:
                found = {span[0]: failed(items[span[0]], issue("R004"))}
            readings.update(found)
            for reading in found.values():
                on_reading(reading)
        return [readings[at] for at in range(len(items))]

    def _send(self, items: Sequence[Item], span: tuple[int, int]) -> Any:
        return self._client.submit(read_piece, list(items[span[0] : span[1]]), self._limits, pure=False)


def read_piece(items: list[Item], limits: Limits) -> list[Reading]:
    """What a Dask worker does: its reading process reads the articles by value."""
    return _readers(limits).read_batch(items)


@cache
def _readers(limits: Limits) -> Readers:
    # Dask's nanny runs workers as daemons, which may have no children by default; ours end with their parent by themselves
    mp.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    return Readers(1, partial(load_read, limits.recogniser), time_limit=limits.time_limit, memory_mb=limits.memory_mb)


def _pieces(start: int, end: int) -> Iterator[tuple[int, int]]:
    for at in range(start, end, PIECE):
        yield at, min(at + PIECE, end)


def open_readers(settings: Settings) -> Readers | Cluster:
    """What reads under these settings: a Dask cluster where one is named, else processes of our own, of which the first begins to load.

    Raises ClusterUnreachable.
    """
    if settings.dask:
        return Cluster(settings.dask, Limits(settings.recogniser, settings.time_limit, settings.memory_mb))
    load = partial(load_read, settings.recogniser)
    readers = Readers(settings.workers, load, time_limit=settings.time_limit, memory_mb=settings.memory_mb)
    readers.start()
    return readers

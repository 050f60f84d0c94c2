"""Processes that read, watched from outside: a lost one, a hanging one and a greedy one cost one article, not the run.

A worker is handed a few articles when it is idle and answers one by one, so that it is always known which article it is at.
(concurrent.futures would break the whole pool with one lost worker and cannot stop a hanging one.)
"""

from __future__ import annotations

import contextlib
import multiprocessing as mp
import os
import pickle
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from flows.batches import Read, failed, load_read, read_one
from flows.problems import issue
from flows.sources import Item
from nlp.model import Reading

CHUNK = 4  # articles handed over at once: few, so that workers finish a batch together
AHEAD = 1  # a worker with so few articles left is handed more: it must not wait while the parent stores a batch
SMALL = 32_768  # bytes that a pipe takes while the worker reads something else; with more the parent would wait for it
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")  # the processes are the parallelism
ATTEMPTS = 2  # how often an article may lose its process before it is set aside
START_LIMIT = 300.0  # seconds for a worker to load its readers on a busy machine
READY, STOP = b"ready", b""


class ReadersBroken(RuntimeError):
    """The readers themselves cannot be loaded; the message says why in one line."""


@dataclass(slots=True, eq=False)
class Worker:
    """One process, the pipe to it, and the articles (by their place in the batch) that it has not answered yet."""

    process: Any
    pipe: Connection
    since: float
    ready: bool = False
    pending: deque[int] = field(default_factory=deque)


class Readers:
    """A pool of reading processes; `load` is called in each of them and gives what reads: it must be importable there by name.

    Use as a context manager; `start` loads the first one ahead of need, the others come when there is work for them.
    """

    def __init__(self, workers: int, load: Callable[[], Read] = load_read, *, time_limit: float = 120, memory_mb: int = 2048) -> None:
        self.size = workers or os.cpu_count() or 1
        self._load, self._time_limit, self._memory_mb = load, time_limit, memory_mb
        self._context = mp.get_context("spawn")  # the parent has threads: no fork
        self._workers: list[Worker] = []
        self._failed_starts = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, workers: int = 1) -> None:
        """Begin to load the readers; returns at once."""
        while len(self._workers) < min(workers, self.size):
            ours, theirs = self._context.Pipe()
            process = self._context.Process(target=_work, args=(theirs, self._load, self._memory_mb), daemon=True, name="zhishi-reader")
            process.start()
            theirs.close()
            self._workers.append(Worker(process, ours, time.monotonic()))

    def close(self) -> None:
        """End all workers, whatever they are at."""
        for worker in self._workers:
            with contextlib.suppress(OSError, ValueError):
                worker.pipe.send_bytes(STOP) if worker.ready and not worker.pending else worker.process.kill()
        for worker in self._workers:
            worker.process.join(2)
            self._end(worker)
        self._workers.clear()

    def read_batch(self, items: Sequence[Item], on_reading: Callable[[Reading], None] = lambda _: None) -> list[Reading]:
        """The readings of a batch, in its order. `on_reading` is called as they come.

        Raises ReadersBroken where no worker can be started.
        """
        with self._lock:
            return self._read_batch(items, on_reading)

    def _read_batch(self, items: Sequence[Item], on_reading: Callable[[Reading], None]) -> list[Reading]:
        readings: dict[int, Reading] = {}
        lost = [0] * len(items)
        waiting = deque(range(len(items)))

        def answer(at: int, reading: Reading) -> None:
            readings[at] = reading
            on_reading(reading)

        while len(readings) < len(items):
            self.start(max(1, -(-(len(items) - len(readings)) // CHUNK)))
            for worker in sorted(self._workers, key=lambda worker: len(worker.pending)):
                self._hand_over(worker, items, waiting, lost)
            for worker in self._listen():
                try:
                    message = worker.pipe.recv_bytes()
                except (EOFError, OSError):
                    self._bury(worker, waiting, lost, items, answer)
                    continue
                worker.since = time.monotonic()
                if worker.ready:
                    answer(worker.pending.popleft(), pickle.loads(message))
                elif message == READY:
                    worker.ready, self._failed_starts = True, 0
                else:
                    raise ReadersBroken(message.decode("utf-8", "replace"))
            self._stop_hanging(waiting, items, answer)
        return [readings[at] for at in range(len(items))]

    def _hand_over(self, worker: Worker, items: Sequence[Item], waiting: deque[int], lost: list[int]) -> None:
        """Give the worker its next articles, if it has use for them; one that has cost a process its life goes alone."""
        if not waiting or not worker.ready or len(worker.pending) > AHEAD:
            return
        few = len(waiting) <= CHUNK * self.size  # the end of the batch: one by one, and to idle workers, so that all end together
        alone = lost[waiting[0]] > 0
        count = 1 if few or alone else CHUNK
        chosen = [at for at, _ in zip(waiting, range(count), strict=False)]
        if worker.pending and (few or any(lost[at] for at in (*worker.pending, *chosen)) or sum(len(items[at].raw) for at in chosen) > SMALL):
            return
        for _ in chosen:
            waiting.popleft()
        if not worker.pending:
            worker.since = time.monotonic()
        worker.pending.extend(chosen)
        with contextlib.suppress(OSError):  # a lost worker is noticed when it is listened to
            worker.pipe.send_bytes(pickle.dumps([items[at] for at in chosen], pickle.HIGHEST_PROTOCOL))

    def _listen(self) -> Iterator[Worker]:
        by_pipe = {worker.pipe: worker for worker in self._workers}
        for pipe in wait(list(by_pipe), timeout=0.2):
            yield by_pipe[pipe]  # type: ignore[index]

    def _bury(
        self, worker: Worker, waiting: deque[int], lost: list[int], items: Sequence[Item], answer: Callable[[int, Reading], None]
    ) -> None:
        """A lost worker: the article it was at is tried once more, by itself; then it is set aside."""
        self._workers.remove(worker)
        self._end(worker)
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= 3:
                raise ReadersBroken(f"the reading processes end before they are ready (exit {worker.process.exitcode})")
        pending = list(worker.pending)
        if worker.ready and pending:
            lost[pending[0]] += 1
            if lost[pending[0]] >= ATTEMPTS:
                at = pending.pop(0)
                answer(at, failed(items[at], issue("R004")))
        waiting.extendleft(reversed(pending))

    def _stop_hanging(self, waiting: deque[int], items: Sequence[Item], answer: Callable[[int, Reading], None]) -> None:
        now = time.monotonic()
        for worker in [*self._workers]:
            if now - worker.since <= (self._time_limit if worker.ready else START_LIMIT) or (worker.ready and not worker.pending):
                continue
            if worker.pipe.poll():  # it answered while we looked
                continue
            self._workers.remove(worker)
            worker.process.kill()
            self._end(worker)
            if not worker.ready:
                raise ReadersBroken(f"a reading process was not ready after {START_LIMIT:.0f} s")
            at = worker.pending.popleft()
            answer(at, failed(items[at], issue("R002", limit=f"{self._time_limit:g}")))
            waiting.extendleft(reversed(worker.pending))

    @staticmethod
    def _end(worker: Worker) -> None:
        if worker.process.is_alive():
            worker.process.kill()
        worker.process.join(5)
        worker.pipe.close()


def _work(pipe: Connection, load: Callable[[], Read], memory_mb: int) -> None:
    """The life of a worker: load, then read what comes; it ends with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        reader = load()
        _limit_memory(memory_mb)
    except Exception as error:
        pipe.send_bytes(f"the readers cannot be loaded: {type(error).__name__}: {' '.join(str(error).split())[:300]}".encode())
        return
    pipe.send_bytes(READY)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while message := pipe.recv_bytes():
            for item in pickle.loads(message):
                pipe.send_bytes(pickle.dumps(read_one(item, reader), pickle.HIGHEST_PROTOCOL))


def _end_with_parent() -> None:
    parent = mp.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _limit_memory(memory_mb: int) -> None:
    """From here on the process may take so much more, else it gets a MemoryError; only where the system can tell and limit sizes."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = now + memory_mb * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))

"""`zhishi` with stub readers that have accidents on demand, for tests that need a process of their own."""

from __future__ import annotations

import stub_reading

import flows.cluster
from flows.cli import main
from flows.workers import Readers


def open_readers(settings):
    readers = Readers(settings.workers, stub_reading.load_with_accidents, time_limit=settings.time_limit, memory_mb=settings.memory_mb)
    readers.start()
    return readers


if __name__ == "__main__":
    flows.cluster.open_readers = open_readers
    main()

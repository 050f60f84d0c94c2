"""Shared by the tests of the running side: a working folder, and runs without engine and without real readers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import stub_reading

from flows.batches import Read, read_batch
from nlp.model import Reading


class Inline:
    """Readers in this process, with any reading function; counts what it reads."""

    def __init__(self, read: Read = stub_reading.read) -> None:
        self.read, self.paths = read, []

    def read_batch(self, items, on_reading: Callable[[Reading], None] = lambda _: None) -> list[Reading]:
        self.paths += [item.source.raw_path for item in items]
        readings = read_batch(items, self.read)
        for reading in readings:
            on_reading(reading)
        return readings


@pytest.fixture
def room(tmp_path, monkeypatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("ZHISHI_OUT", "ZHISHI_WORKERS", "ZHISHI_BATCH_SIZE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run_stubbed(room):
    """run.fn with stub readers: gives the run and the paths that were read."""
    from flows.flow import Equipment, equipped, run

    def do(*sources: str, read: Read = stub_reading.read):
        readers = Inline(read)
        with equipped(Equipment(readers)):
            result = run.fn([str(source) for source in sources], out=Path("outputs"))
        return result, readers.paths

    return do

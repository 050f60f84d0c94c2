"""Shared by the tests of the running side: a working folder, and runs without engine and without real readers."""

from __future__ import annotations

from pathlib import Path

import pytest
import stub_reading

from flows.batches import Read


@pytest.fixture
def room(tmp_path, monkeypatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("ZHISHI_OUT", "ZHISHI_WORKERS", "ZHISHI_BATCH_SIZE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run_stubbed(room, monkeypatch):
    """run.fn with stub readers and without the report page: gives the run and the paths that were read."""
    from flows.flow import Equipment, equipped, run

    monkeypatch.setattr("flows.history.EXTRAS", [])

    def do(*sources: str, read: Read = stub_reading.read):
        readers = stub_reading.Inline(read)
        with equipped(Equipment(readers)):
            result = run.fn([str(source) for source in sources], out=Path("outputs"))
        return result, readers.paths

    return do

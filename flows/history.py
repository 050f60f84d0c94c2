"""How a run begins and what it leaves: its name, its line in the table of runs, and the version it publishes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from flows.batches import fingerprint, lexicon_sha
from flows.report import write_report
from flows.settings import Settings, sha
from flows.tables import Published, Store, publish

EXTRAS: list[Callable[[Path], None]] = [write_report]  # what else goes into the folder of a version before it becomes current


def begin(store: Store, settings: Settings) -> str:
    """Note in the store that a run begins now; gives its id."""
    started = dt.datetime.now(dt.UTC).replace(microsecond=0)
    taken = {run_id for (run_id,) in store.con.execute("SELECT run_id FROM runs").fetchall()}
    run_id = name_run(started, taken)
    store.begin_run(run_id, started, metadata.version("zhishi"), sha(settings), lexicon_sha(), fingerprint(settings))
    return run_id


def name_run(started: dt.datetime, taken: set[str]) -> str:
    """The name of a run says when it began, in UTC; of two in one second the later one counts on.

    >>> name_run(dt.datetime(2026, 11, 21, 21, tzinfo=dt.UTC), {"r_20261121T210000Z"})
    'r_20261121T210001Z'
    """
    while (name := f"r_{started:%Y%m%dT%H%M%SZ}") in taken:
        started += dt.timedelta(seconds=1)
    return name


def publish_run(store: Store, settings: Settings, run_id: str) -> Published:
    """Publish what the store holds as the version of this run, with all extras."""

    def write_extras(folder: Path) -> None:
        for write in EXTRAS:
            write(folder)

    return publish(store, settings.out, run_id, keep=settings.keep_versions, extras=write_extras)

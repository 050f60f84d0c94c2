"""How a run gets its name and its line in the table of runs."""

from __future__ import annotations

import datetime as dt
from importlib import metadata
from typing import TYPE_CHECKING

from flows.batches import fingerprint, lexicon_sha
from flows.settings import Settings, sha

if TYPE_CHECKING:
    from flows.tables import Store


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

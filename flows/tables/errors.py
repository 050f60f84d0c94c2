"""What the system and the database say, as one line that a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from flows.tables.records import StoreBusy, TablesError


@contextmanager
def clear_errors(what: str) -> Iterator[None]:
    """Turn what the system or DuckDB says into one line that a person can act on.

    Raises StoreBusy where somebody else holds the file, TablesError otherwise.
    """
    try:
        yield
    except duckdb.Error as error:
        text = " ".join(str(error).split())
        if "Could not set lock" in text or "onflicting lock" in text:
            raise StoreBusy(f"the store is busy: {text.split('Conflicting lock is held in ')[-1].split('. See also')[0]}") from None
        raise TablesError(f"{what}: {text[:300]}") from error
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        raise TablesError(f"{what}: {error.strerror or error}{place}") from error

"""The data side: the declaration of the tables, the store, stories, knowledge, and publication."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flows.tables.checks import Thresholds
    from flows.tables.publication import Published, publish
    from flows.tables.raw import find_raw
    from flows.tables.records import Known, PublicationRefused, StoreBusy, StoredReading, TablesError, UnfinishedRun
    from flows.tables.store import Store

HOMES = {
    "checks": ("Thresholds",),
    "publication": ("Published", "publish"),
    "raw": ("find_raw",),
    "records": ("Known", "PublicationRefused", "StoreBusy", "StoredReading", "TablesError", "UnfinishedRun"),
    "store": ("Store",),
}

__all__ = [
    "Known",
    "PublicationRefused",
    "Published",
    "Store",
    "StoreBusy",
    "StoredReading",
    "TablesError",
    "Thresholds",
    "UnfinishedRun",
    "find_raw",
    "publish",
]


def __getattr__(name: str) -> Any:
    """Names are loaded on first use: whoever explains a row needs the kept bytes, not what publishes tables."""
    for home, names in HOMES.items():
        if name in names:
            found = globals()[name] = getattr(import_module(f"flows.tables.{home}"), name)
            return found
    raise AttributeError(name)

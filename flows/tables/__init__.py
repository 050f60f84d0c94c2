"""The data side: the declaration of the tables, the store, stories, knowledge, and publication."""

from flows.tables.checks import Thresholds
from flows.tables.publish import Published, publish
from flows.tables.raw import find_raw
from flows.tables.records import Known, PublicationRefused, StoreBusy, StoredReading, TablesError, UnfinishedRun
from flows.tables.store import Store

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

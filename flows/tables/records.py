"""What passes between the store and its callers, and the errors they have to tell apart."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.model import Reading, Source


class TablesError(RuntimeError):
    """The store or a publication cannot go on; the message is one line that says what to do."""


class StoreBusy(TablesError):
    """Another process writes to the store; the message names it."""


class PublicationRefused(TablesError):
    """The tables contradict themselves; the version before stays current."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of the file at one path; `attempts` counts readings of these bytes that failed for a passing reason."""

    article_id: str
    raw_sha256: str
    fingerprint: str
    status: str
    transient: bool
    attempts: int


@dataclass(frozen=True, slots=True)
class StoredReading:
    """A reading on its way into the store: with the bytes it was made from and the fingerprint of what made it.

    `source` is what was known besides the bytes (the columns of a feed): kept, so that the article can be read again without the feed.
    """

    reading: Reading
    raw: bytes
    fingerprint: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class UnfinishedRun:
    """A run that began and never said that it ended."""

    run_id: str
    started_at: str

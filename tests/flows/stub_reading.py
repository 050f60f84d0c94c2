"""Stand-ins for nlp.read in tests of the running side: importable by name, so that reading processes can load them."""

from __future__ import annotations

import hashlib
import os
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace

from flows.batches import Read, failed, read_batch
from flows.sources import Item
from nlp.model import Reading, Source


def read(raw: bytes, source: Source) -> Reading:
    """Whatever the bytes: an article of status ok, or empty without bytes."""
    reading = failed(Item(raw, source))
    text = raw.decode("utf-8", "replace")
    status = "ok" if text.strip() else "empty"
    return replace(reading, article=replace(reading.article, status=status, clean_chars=len(text), lang="zh-Hans"), body=text)


def read_with_accidents(raw: bytes, source: Source) -> Reading:
    """As `read`, but the words of an article can make its reading fail, hang, be killed, or fill the memory."""
    if b"raise" in raw:
        raise ValueError("a made-up fault\nwith two lines")
    if b"hang" in raw:
        time.sleep(600)
    if b"die" in raw:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"greedy" in raw:
        hoard = []
        while True:
            hoard.append(bytearray(50_000_000))
    if b"once" in raw:
        mark = os.path.join(tempfile.gettempdir(), f"zhishi-once-{hashlib.sha256(raw).hexdigest()[:16]}")
        if not os.path.exists(mark):
            open(mark, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        os.unlink(mark)
    return read(raw, source)


def read_piece_or_die(items: list[Item], limits: object) -> list[Reading]:
    """What a Dask worker does here: one article ends the worker itself, not the reading process it keeps."""
    if any(b"die" in item.raw for item in items):
        os.kill(os.getpid(), signal.SIGKILL)
    return [read(item.raw, item.source) for item in items]


def read_piece_slowly(items: list[Item], limits: object) -> list[Reading]:
    time.sleep(600)
    return [read(item.raw, item.source) for item in items]


def load() -> Read:
    return read


def load_with_accidents() -> Read:
    return read_with_accidents


def load_broken() -> Read:
    raise FileNotFoundError("the model is gone")


class Inline:
    """Readers in this process, with any reading function; counts what it reads."""

    def __init__(self, read: Read = read) -> None:
        self.read, self.paths = read, []

    def read_batch(self, items, on_reading: Callable[[Reading], None] = lambda _: None) -> list[Reading]:
        self.paths += [item.source.raw_path for item in items]
        readings = read_batch(items, self.read)
        for reading in readings:
            on_reading(reading)
        return readings

"""One writer: a lock on a file that names its holder and falls with the process, however it ends."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import socket
import sys
from pathlib import Path
from typing import IO

from flows.tables.records import StoreBusy

_held: set[str] = set()  # a record lock does not stop its own process from taking it twice


class Lock:
    """A record lock; unlike flock it is not handed down to worker processes, which may outlive a killed run."""

    def __init__(self, path: str, file: IO[str]) -> None:
        self._path, self._file = path, file

    @classmethod
    def take(cls, path: Path) -> Lock:
        """Take the lock or say who holds it.

        Raises StoreBusy at once; it never waits.
        """
        name = str(path.resolve())
        if name in _held:
            raise StoreBusy(f"the store is busy: this process (PID {os.getpid()}) has it open already")
        file = path.open("a+", encoding="utf-8")
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = _holder(file.read())
            file.close()
            raise StoreBusy(f"the store is busy: {holder}") from None
        file.seek(0)
        file.truncate()
        started = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        json.dump({"pid": os.getpid(), "host": socket.gethostname(), "since": started, "command": " ".join(sys.argv)[:200]}, file)
        file.flush()
        _held.add(name)
        return cls(name, file)

    def release(self) -> None:
        """Let the next writer in; a second release does nothing."""
        if not self._file.closed:
            _held.discard(self._path)
            self._file.close()


def _holder(text: str) -> str:
    try:
        told = json.loads(text)
        return f"PID {told['pid']} on {told['host']} writes since {told['since']} ({told['command']})"
    except (ValueError, KeyError, TypeError):
        return "another process writes"

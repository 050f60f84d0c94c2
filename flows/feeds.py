"""Feeds: files of many articles, one a row (JSONL, CSV, Parquet). Each row comes out as its columns, or as the issue that it is.

Rows are streamed: a feed may be larger than memory.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from flows.problems import issue
from nlp.model import Issue

CHINA = dt.timezone(dt.timedelta(hours=8))
BAD_FILE = (OSError, EOFError, zlib.error, ValueError, csv.Error)
_DAY = re.compile(r"\s*(\d{4})\s{0,3}[-/.年]\s{0,3}(\d{1,2})\s{0,3}[-/.月]\s{0,3}(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})\s*$")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a feed: its number from 1, its columns, and its bytes as they stand (what is kept where the row cannot be read)."""

    number: int
    columns: dict[str, Any] = field(default_factory=dict)
    bytes_: bytes = b""
    problem: Issue | None = None


def jsonl_rows(stream: BinaryIO, limit: int) -> Iterator[Row]:
    """The lines of a JSONL file that are not blank; `limit` is the largest line in bytes, what is longer is skipped and said.

    >>> [row.columns or row.problem.code for row in jsonl_rows(io.BytesIO('{"text": "微博上线"}\\n{"te'.encode()), 99)]
    [{'text': '微博上线'}, 'S003']
    """
    number = 0
    while line := stream.readline(limit + 1):
        if len(line) > limit:
            head, rest = line[:1000], line
            while rest and not rest.endswith(b"\n"):
                rest = stream.readline(limit)
            number += 1
            yield Row(number, {}, head, issue("S005", limit=limit / 1e6))
            continue
        number += 1
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            if isinstance(value, dict):
                yield Row(number, value, line)
            else:
                yield Row(number, {}, line, issue("S003", why=f"a {type(value).__name__}"))
        except (ValueError, RecursionError) as error:
            yield Row(number, {}, line, issue("S003", why=error))


def csv_rows(stream: BinaryIO, limit: int) -> Iterator[Row]:
    """The rows of a CSV file with a header, in UTF-8 (with or without BOM) or GB18030; comma, semicolon or tab."""
    head = stream.read(1 << 20)
    encoding = "utf-8-sig" if _is_utf8(head) else "gb18030"
    rest = io.BufferedReader(_Chain(head, stream))  # the file may be compressed: no seeking
    text = io.TextIOWrapper(rest, encoding=encoding, errors="replace", newline="")
    first = head.split(b"\n", 1)[0]
    delimiter = max(",;\t", key=lambda mark: first.count(mark.encode()))
    csv.field_size_limit(min(sys.maxsize, max(limit, 131_072)))
    reader = csv.DictReader(text, delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            columns = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(
                number,
                {},
                str(number).encode(),
                issue("S005", limit=limit / 1e6) if "field larger" in str(error) else issue("S002", why=error),
            )
            continue
        extra: Any = columns.pop(None, None)
        kept = {name.strip(): value for name, value in columns.items()}
        yield Row(number, kept, json.dumps([kept, extra] if extra else kept, ensure_ascii=False).encode("utf-8", "replace"))


def parquet_rows(path: Path, wanted: set[str]) -> Iterator[Row]:
    """The rows of a Parquet file, with the wanted columns only."""
    import pyarrow.parquet as pq  # slow to import

    file = pq.ParquetFile(path)
    columns = [name for name in file.schema_arrow.names if name in wanted]
    number = 0
    if not columns:
        yield from (Row(n, {}, str(n).encode()) for n in range(1, file.metadata.num_rows + 1))
        return
    for batch in file.iter_batches(batch_size=500, columns=columns):
        for values in batch.to_pylist():
            number += 1
            yield Row(number, values, json.dumps(values, ensure_ascii=False, default=str).encode("utf-8", "replace"))


def read_day(value: object) -> dt.date | None:
    """The day a column names: ISO, 2018年6月15日, 2018/6/15 12:30, 20180615, or seconds or milliseconds since 1970 (as the day in China).

    None where it names none.

    >>> read_day("2018年6月15日 09:30"), read_day(1529020800), read_day("昨日")
    (datetime.date(2018, 6, 15), datetime.date(2018, 6, 15), None)
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if (isinstance(value, (int, float)) and not isinstance(value, bool)) or (
        isinstance(value, str) and re.fullmatch(r"\d{9,10}|\d{12,13}", value)
    ):
        return _from_seconds(float(value))
    found = _DAY.match(str(value)) or _COMPACT.match(str(value))
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _from_seconds(value: float) -> dt.date | None:
    if 19_000_101 <= value <= 29_991_231:
        return read_day(str(int(value)))
    try:
        return dt.datetime.fromtimestamp(value / 1000 if value > 1e11 else value, CHINA).date() if value > 1e8 else None
    except (OverflowError, OSError, ValueError):
        return None


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 4 and len(head) == 1 << 20  # cut inside a character
    return True


class _Chain(io.RawIOBase):
    """Bytes already read, then the rest of the stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = io.BytesIO(head), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

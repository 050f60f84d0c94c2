"""Where articles come from: files, folders, globs and stdin give `Item`s, one an article, in one order whatever the order of the files.

A file is one article (.txt .html .htm) or a feed of one a row (.jsonl .csv .parquet); each also as .gz.
What cannot be read becomes an item with an issue: nothing stops the others, nothing vanishes.
"""

from __future__ import annotations

import glob
import gzip
import hashlib
import io
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from flows.feeds import BAD_FILE, Row, csv_rows, jsonl_rows, parquet_rows, read_day
from flows.problems import issue
from flows.settings import Settings
from nlp.model import Issue, Source

PAGES = (".txt", ".html", ".htm")
FEEDS = (".jsonl", ".csv", ".parquet")
STDIN = "-"
KEPT = 1_000_000  # bytes kept of what cannot be read


@dataclass(frozen=True, slots=True)
class Item:
    """The raw bytes of one article and what is known of it; `failed` where they are not an article, with the issue that says why."""

    raw: bytes
    source: Source
    issues: tuple[Issue, ...] = ()
    failed: bool = False


@dataclass(slots=True)
class Found:
    """The files behind the sources: what there is to read, what is missing, and what is still being written."""

    files: list[Path] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unsettled: list[Path] = field(default_factory=list)
    stdin: bool = False


def find(sources: Iterable[str], settle_seconds: float = 0) -> Found:
    """The files that the sources name, each once, sorted by path; a folder is walked, what is hidden or of another kind in it is left out.

    A source is missing if it is no path and no glob with a match, or a file of a kind that is not read.
    """
    found, files = Found(), set[Path]()
    for source in sources:
        if source == STDIN:
            found.stdin = True
        elif os.path.isdir(source):
            files.update(_settled(_walk(Path(source)), settle_seconds, found))
        elif os.path.isfile(source):
            if kind_of(source):
                files.add(_absolute(source))
            else:
                found.missing.append(f"{source} (not a {' '.join(PAGES + FEEDS)} file)")
        elif matches := [match for match in glob.glob(source, recursive=True) if os.path.isfile(match) and kind_of(match)]:
            files.update(_settled(map(_absolute, matches), settle_seconds, found))
        else:
            found.missing.append(source)
    found.files = sorted(files, key=str)
    return found


def kind_of(path: str | Path) -> str | None:
    """The suffix that says how a file is read, without .gz; None for a file that is not read.

    >>> kind_of("稿件.HTML.gz"), kind_of("README.md")
    ('.html', None)
    """
    name = str(path).lower().removesuffix(".gz")
    suffix = os.path.splitext(name)[1]
    return suffix if suffix in PAGES + FEEDS else None


def raw_path(path: Path) -> str:
    """How the tables name a file: POSIX, relative to the working folder if below it, else absolute."""
    absolute = _absolute(path)
    try:
        return absolute.relative_to(os.getcwd()).as_posix()
    except ValueError:
        return absolute.as_posix()


def items(found: Found, settings: Settings) -> Iterator[Item]:
    """The articles behind the found files, streamed; stdin comes last."""
    for path in found.files:
        yield from file_items(path, settings)
    if found.stdin:
        yield from stdin_items(sys.stdin.buffer, settings)


def file_items(path: Path, settings: Settings) -> Iterator[Item]:
    """The articles of one file; a file that breaks off gives what came before and one item that says so."""
    name, kind = raw_path(path), kind_of(path)
    try:
        if kind == ".parquet":
            yield from _parquet_items(path, name, settings)
            return
        with _open(path) as stream:
            if kind in PAGES:
                yield _page(stream, name, settings)
            else:
                yield from _feed(stream, name, kind or "", settings)
    except BAD_FILE as error:
        yield Item(_head(path), Source(name), (issue("S002", why=_short(error, path)),), failed=True)


def stdin_items(stream: BinaryIO, settings: Settings) -> Iterator[Item]:
    """Stdin is a JSONL feed if it begins with `{`, else one article. Its path is `-#` and the row's id or the hash of its bytes,
    so that another text through the same pipe replaces nothing."""
    head = stream.read(1)
    while head and head in b" \t\r\n":
        head += stream.read(1)
        if head[-1:] not in (b" ", b"\t", b"\r", b"\n"):
            break
    rest = io.BytesIO(head + stream.read())
    if head.strip() == b"{":
        yield from _feed(rest, STDIN, ".jsonl", settings, numbered=False)
    else:
        item = _page(rest, STDIN, settings)
        yield Item(item.raw, Source(f"{STDIN}#{_digest(item.raw)}"), item.issues, item.failed)


def _page(stream: BinaryIO, name: str, settings: Settings) -> Item:
    limit = int(settings.max_article_mb * 1e6)
    raw = stream.read(limit + 1)
    if len(raw) > limit:
        return Item(raw[:KEPT], Source(name), (issue("S005", limit=settings.max_article_mb),), failed=True)
    return Item(raw, Source(name))


def _feed(stream: BinaryIO, name: str, kind: str, settings: Settings, numbered: bool = True) -> Iterator[Item]:
    limit = int(settings.max_article_mb * 1e6)
    rows = jsonl_rows(stream, limit) if kind == ".jsonl" else csv_rows(stream, limit)
    yield from _named(rows, name, settings, numbered)


def _parquet_items(path: Path, name: str, settings: Settings) -> Iterator[Item]:
    wanted = {
        column
        for columns in (
            settings.text_columns,
            settings.id_columns,
            settings.url_columns,
            settings.title_columns,
            settings.published_columns,
            settings.source_columns,
        )
        for column in columns
    }
    if not str(path).lower().endswith(".gz"):
        yield from _named(parquet_rows(path, wanted), name, settings)
        return
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=".parquet") as plain, _open(path) as stream:
        while chunk := stream.read(1 << 20):
            plain.write(chunk)
        plain.flush()
        yield from _named(parquet_rows(Path(plain.name), wanted), name, settings)


def _named(rows: Iterable[Row], name: str, settings: Settings, numbered: bool = True) -> Iterator[Item]:
    seen: dict[str, int] = {}
    for row in rows:
        item = _article(row, settings)
        given = _first(row.columns, settings.id_columns)
        key = str(given[1]).strip() if given else str(row.number) if numbered else _digest(item.raw)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:  # an id that stands twice in one feed: both stay
            key = f"{key}~{seen[key]}"
        source = item.source
        yield Item(item.raw, Source(f"{name}#{key}", source.url, source.title, source.published, source.source), item.issues, item.failed)


def _article(row: Row, settings: Settings) -> Item:
    if row.problem:
        return Item(row.bytes_[:KEPT], Source(""), (row.problem,), failed=True)
    found = _first(row.columns, settings.text_columns)
    if found is None:
        if any(name in row.columns for name in settings.text_columns):
            return Item(b"", *_source(row, settings))  # an empty article
        return Item(row.bytes_[:KEPT], Source(""), (issue("S004", columns=", ".join(settings.text_columns)),), failed=True)
    text = found[1]
    if not isinstance(text, (str, bytes)):
        return Item(row.bytes_[:KEPT], Source(""), (issue("S007", kind=type(text).__name__),), failed=True)
    raw = text if isinstance(text, bytes) else _encode(text)
    if len(raw) > settings.max_article_mb * 1e6:
        return Item(raw[:KEPT], Source(""), (issue("S005", limit=settings.max_article_mb),), failed=True)
    source, issues = _source(row, settings)
    return Item(raw, source, issues)


def _source(row: Row, settings: Settings) -> tuple[Source, tuple[Issue, ...]]:
    published = _first(row.columns, settings.published_columns)
    day = read_day(published[1]) if published else None
    issues = (issue("S006", value=published[1]),) if published and day is None else ()
    url, title, site = (
        str(value[1]).strip() if (value := _first(row.columns, names)) else None
        for names in (settings.url_columns, settings.title_columns, settings.source_columns)
    )
    return Source("", url, title, day, site), issues


def _first(columns: dict[str, Any], names: tuple[str, ...]) -> tuple[str, Any] | None:
    """The first of the named columns that holds something."""
    for name in names:
        value = columns.get(name)
        if value is not None and value != "" and not (isinstance(value, str) and not value.strip()):
            return name, value
    return None


def _encode(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:  # halves of characters, as broken JSON escapes leave them
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode("utf-8")


def _open(path: Path) -> BinaryIO:
    return gzip.open(path, "rb") if str(path).lower().endswith(".gz") else open(path, "rb")  # type: ignore[return-value]


def _head(path: Path) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read(KEPT)
    except OSError:
        return str(path.name).encode("utf-8", "surrogateescape")


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (_absolute(Path(parent, name)) for name in names if not name.startswith((".", "~")) and kind_of(name))


def _settled(paths: Iterable[Path], seconds: float, found: Found) -> Iterator[Path]:
    now = time.time()
    for path in paths:
        try:
            young = seconds > 0 and now - path.stat().st_mtime < seconds
        except OSError:
            young = False
        if young:
            found.unsettled.append(path)
        else:
            yield path


def _absolute(path: str | Path) -> Path:
    return Path(os.path.abspath(path))


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:16]


def _short(error: BaseException, path: Path) -> str:
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return (words or type(error).__name__).replace(str(path), path.name)

"""The kept raw bytes: immutable part files, each with its own index at the end, so that they can be read without the store.

Layout of a part: head, one zstd frame an article, one zstd frame of JSON [[article_id, offset, length], …], the offset of that
frame (8 bytes), tail.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import zstandard

from flows.tables.records import TablesError

HEAD, TAIL = b"zhishi raw 1\n", b"\nend of part\n"
SUFFIX = ".part"
LARGEST = 1 << 32  # no frame may ask for more memory than this when it is opened


def write_part(folder: Path, raws: Mapping[str, bytes]) -> str:
    """Write the bytes of some articles as one part, on disk before this returns; gives the name of the part.

    The name comes from the content, so that the same part written twice is the same file.
    """
    packer = zstandard.ZstdCompressor(level=3)
    frames = ((article_id, packer.compress(raw)) for article_id, raw in sorted(raws.items()))
    return write_frames(folder, frames)


def write_frames(folder: Path, frames: Iterable[tuple[str, bytes]]) -> str:
    """As `write_part`, from frames that are compressed already."""
    folder.mkdir(parents=True, exist_ok=True)
    building = folder / f"building-{os.getpid()}"
    digest, index, at = hashlib.sha256(), [], len(HEAD)
    with building.open("wb") as file:
        file.write(HEAD)
        for article_id, frame in frames:
            index.append((article_id, at, len(frame)))
            digest.update(article_id.encode("utf-8") + b"\0" + frame)
            file.write(frame)
            at += len(frame)
        file.write(zstandard.ZstdCompressor().compress(json.dumps(index).encode("utf-8")))
        file.write(at.to_bytes(8, "little") + TAIL)
        file.flush()
        os.fsync(file.fileno())
    name = digest.hexdigest()[:24] + SUFFIX
    building.replace(folder / name)
    sync_folder(folder)
    return name


def read_index(part: Path) -> list[tuple[str, int, int]]:
    """(article_id, offset, length) of every frame of a part.

    Raises TablesError for a file that is no whole part.
    """
    return [(str(article_id), int(offset), int(length)) for article_id, offset, length in json.loads(_index(part))]


def find_frame(part: Path, article_id: str) -> tuple[int, int] | None:
    """(offset, length) of the frame of an article: as `read_index`, but a part of 100,000 articles is searched in milliseconds."""
    found = re.search(rb"\[%s, (\d+), (\d+)\]" % re.escape(json.dumps(article_id).encode("utf-8")), _index(part))
    return (int(found[1]), int(found[2])) if found else None


def _index(part: Path) -> bytes:
    with part.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        foot = 8 + len(TAIL)
        if size < len(HEAD) + foot:
            raise TablesError(f"{part} is not a whole part of raw articles")
        file.seek(size - foot)
        end = file.read(foot)
        at = int.from_bytes(end[:8], "little")
        if end[8:] != TAIL or not len(HEAD) <= at <= size - foot:
            raise TablesError(f"{part} is not a whole part of raw articles")
        file.seek(at)
        return zstandard.ZstdDecompressor().decompress(file.read(size - foot - at), max_output_size=LARGEST)


def read_frame(part: Path, offset: int, length: int) -> bytes:
    """One compressed frame of a part."""
    with part.open("rb") as file:
        file.seek(offset)
        return file.read(length)


def unpack(frame: bytes) -> bytes:
    """The raw bytes in a frame."""
    return zstandard.ZstdDecompressor().decompress(frame, max_output_size=LARGEST)


def parts(folder: Path) -> Iterator[Path]:
    """The parts of a folder, newest first (an article that was read again may stand in two, with the same bytes)."""
    found = [(path.stat().st_mtime_ns, path.name, path) for path in folder.glob(f"*{SUFFIX}")]
    return (path for _, _, path in sorted(found, reverse=True))


def find_raw(out: Path, article_id: str) -> bytes | None:
    """The kept raw bytes of an article, without opening the store (a run may be writing); None where they are not kept."""
    folder = out / "state" / "raw"
    for _ in range(2):  # a part may be folded into another between listing and opening
        try:
            for part in parts(folder):
                if (place := find_frame(part, article_id)) is not None:
                    return unpack(read_frame(part, *place))
        except FileNotFoundError:
            continue
        break
    return None


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

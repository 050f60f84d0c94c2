"""Near-duplicate articles form one story: re-posts, wire copies, cut versions, the same text in the other script.

Candidates come from MinHash bands over character shingles; every candidate pair is then compared exactly. Both steps look at two articles
at a time, so that the stories depend on the set of articles only, not on the order in which they came.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import numpy as np
from rensa import RMinHash

SHINGLE = 6  # characters; long enough that two English articles share few, short enough that an edit breaks few
LONGEST = 50_000  # characters of a body that are compared
SHORTEST = 24  # a body below this says too little to be a copy of another, unless it is the same
LEAD = 80  # characters that make a lead
PERMUTATIONS = 120  # 40 bands: a third of a text meets the whole in 77 cases of 100, half of it in 99, strangers (0.005) in 1 of 200,000
LEAD_PERMUTATIONS = 30  # 10 bands: a lead that was moved by a quarter of its length is met in 91 cases of 100
BAND = 3
SEED = 42
SLICE = 10_000  # articles whose bodies are in memory at a time
SKETCH = f"rensa-{getattr(RMinHash, 'ALGORITHM_VERSION', 0)}-{SHINGLE}-{LEAD}-{PERMUTATIONS}-{LEAD_PERMUTATIONS}-{SEED}"

ALIKE = 0.6  # share of all shingles that two versions have in common (Jaccard)
WITHIN = 0.8  # share of the shorter version's shingles that the longer one has (cut, or with additions)
SHARED_LEAD = 0.8  # share of a lead that stands in the other article


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as far as stories need it; `sketch` is what `sketch_bodies` made of its body, `date` the earliest date that is known."""

    article_id: str
    content_id: str
    url: str | None
    date: dt.date | None
    sketch: bytes


def sketch_bodies(bodies: Sequence[str]) -> list[bytes]:
    """MinHash signatures of normalised bodies and of their leads, as bytes; of a body without shingles, nothing.

    >>> one, two, none = sketch_bodies(["微博电商收入达到一百八十七亿元" * 3, "微博电商收入达到一百八十七亿元" * 3, ""])
    >>> one == two, none
    (True, b'')
    """
    whole = _signatures([body[:LONGEST] for body in bodies], PERMUTATIONS)
    leads = _signatures([body[:LEAD] for body in bodies], LEAD_PERMUTATIONS)
    return [whole[i].tobytes() + leads[i].tobytes() if len(body) >= SHINGLE else b"" for i, body in enumerate(bodies)]


def shingles(text: str) -> frozenset[str]:
    """The distinct runs of `SHINGLE` characters."""
    text = text[:LONGEST]
    return frozenset(text[i : i + SHINGLE] for i in range(len(text) - SHINGLE + 1))


_shingles_again = lru_cache(maxsize=128)(shingles)  # one article is compared with several in a row


def is_same_story(one: str, two: str) -> bool:
    """Whether two normalised bodies are versions of one text: much alike, one within the other, or with the same lead.

    >>> text = "微博发布了第三季度财报营收同比增长月活跃用户达到三点七六亿"
    >>> is_same_story("今天上午" + text, text), is_same_story(text, "阿里巴巴宣布收购饿了么双方将在本地生活领域合作")
    (True, False)
    """
    if min(len(one), len(two)) < SHORTEST:
        return one == two
    a, b = _shingles_again(one), _shingles_again(two)
    common = len(a & b)
    if common >= ALIKE * (len(a) + len(b) - common) or common >= WITHIN * min(len(a), len(b)):
        return True
    leads = ((shingles(one[:LEAD]), b), (shingles(two[:LEAD]), a))
    return min(len(one), len(two)) >= LEAD and all(len(lead & other) >= SHARED_LEAD * len(lead) for lead, other in leads)


def find_stories(pieces: Iterable[Piece], bodies: Callable[[Sequence[str]], dict[str, str]]) -> dict[str, str]:
    """article_id -> the article that heads its story, for articles that are not heads themselves.

    The head is the earliest by date, then the smallest id. `bodies` gives the normalised bodies of some articles.
    """
    pieces = sorted(pieces, key=lambda piece: piece.article_id)
    joined = Sets(piece.article_id for piece in pieces)
    for field in ("content_id", "url"):
        first: dict[str, str] = {}
        for piece in pieces:
            value = page_of(piece.url) if field == "url" else piece.content_id
            if value is not None and (field == "url" or piece.sketch):
                joined.join(first.setdefault(value, piece.article_id), piece.article_id)
    for buckets in _in_slices(_buckets([piece for piece in pieces if piece.sketch])):
        waiting = [bucket for bucket in buckets if len({joined.root(name) for name in bucket}) > 1]
        texts = bodies(sorted({name for bucket in waiting for name in bucket})) if waiting else {}
        for bucket in waiting:
            _join_bucket(bucket, joined, texts)
    by_root: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        by_root[joined.root(piece.article_id)].append(piece)
    heads = {}
    for story in by_root.values():
        head = min(story, key=lambda piece: (piece.date or dt.date.max, piece.article_id)).article_id
        heads.update({piece.article_id: head for piece in story if piece.article_id != head})
    return heads


def page_of(url: str | None) -> str | None:
    """What tells one page of the web from another: its address without scheme and fragment; None for a mere site.

    >>> page_of("https://tech.example.com/a/1.html#top"), page_of("https://tech.example.com/")
    ('tech.example.com/a/1.html', None)
    """
    if url is None:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    path = parts.path.rstrip("/")
    if not parts.netloc or not (path or parts.query):
        return None
    return f"{parts.netloc.lower().removeprefix('www.')}{path}{'?' + parts.query if parts.query else ''}"


class Sets:
    """Disjoint sets; the root of a set is its smallest member, whatever the order of joining."""

    def __init__(self, names: Iterable[str]) -> None:
        self._parent = {name: name for name in names}

    def root(self, name: str) -> str:
        parent = self._parent
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    def join(self, one: str, two: str) -> None:
        low, high = sorted((self.root(one), self.root(two)))
        self._parent[high] = low


def _signatures(texts: list[str], permutations: int) -> np.ndarray:
    sets = [list(shingles(text)) for text in texts]
    if not sets:
        return np.zeros((0, permutations), np.uint32)
    return np.array(RMinHash.digest_matrix_from_token_sets(sets, permutations, SEED).to_rows(), dtype=np.uint32)


def _buckets(pieces: list[Piece]) -> Iterator[list[str]]:
    """Groups of articles whose signatures agree in a band, in a fixed order."""
    if not pieces:
        return
    matrix = np.frombuffer(b"".join(piece.sketch for piece in pieces), np.uint32).reshape(len(pieces), -1)
    for at in range(0, PERMUTATIONS + LEAD_PERMUTATIONS, BAND):
        band = np.ascontiguousarray(matrix[:, at : at + BAND]).view(np.dtype((np.void, 4 * BAND))).ravel()
        _, inverse, counts = np.unique(band, return_inverse=True, return_counts=True)
        rows = np.flatnonzero(counts[inverse] > 1)
        groups: dict[int, list[str]] = defaultdict(list)
        for row, group in zip(rows.tolist(), inverse[rows].tolist(), strict=True):
            groups[group].append(pieces[row].article_id)
        yield from groups.values()


def _in_slices(buckets: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    """Some buckets at a time: few questions for bodies, and not all of them in memory."""
    waiting: list[list[str]] = []
    count = 0
    for bucket in buckets:
        waiting.append(bucket)
        count += len(bucket)
        if count >= SLICE:
            yield waiting
            waiting, count = [], 0
    if waiting:
        yield waiting


def _join_bucket(bucket: list[str], joined: Sets, texts: dict[str, str]) -> None:
    """Compare what is not joined yet: pairs that are joined already cannot change the stories."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in bucket:
        groups[joined.root(name)].append(name)
    done: list[list[str]] = []
    for group in groups.values():
        for other in [*done]:
            if any(is_same_story(texts[a], texts[b]) for a in group for b in other):
                joined.join(group[0], other[0])
                done.remove(other)
                group = group + other
        done.append(group)

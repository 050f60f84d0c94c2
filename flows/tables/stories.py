"""Near-duplicate articles form one story: re-posts, wire copies, cut versions, the same text in the other script.

Candidates come from MinHash bands over character shingles; every candidate pair is then compared exactly. Both steps look at two articles
at a time, so that the stories depend on the set of articles only, not on the order in which they came.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
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
SLICE = 10_000  # pairs that are looked at, and whose bodies are in memory, at a time
CROWD = 64  # articles that agree in a band and are looked at pair by pair
LIKELY = 0.1  # share of the signature that agrees; of texts with a third in common it is 0.33 give or take 0.04
LIKELY_LEAD = 0.4  # as much of the lead's; of leads moved by a quarter it is 0.6 give or take 0.09
SKETCH = f"rensa-{getattr(RMinHash, 'ALGORITHM_VERSION', 0)}-{SHINGLE}-{LEAD}-{PERMUTATIONS}-{LEAD_PERMUTATIONS}-{SEED}"

ALIKE = 0.6  # share of all shingles that two versions have in common (Jaccard)
WITHIN = 0.8  # share of the shorter version's shingles that the longer one has (cut, or with additions)
SAMPLE, SAMPLED = 32, 0.5  # ALIKE and WITHIN both need three quarters of the shorter version's; where of some of them half are missing, no more are looked at
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
_lead_again = lru_cache(maxsize=4096)(shingles)


def is_same_story(one: str, two: str) -> bool:
    """Whether two normalised bodies are versions of one text: much alike, one within the other, or with the same lead.

    >>> text = "微博发布了第三季度财报营收同比增长月活跃用户达到三点七六亿"
    >>> is_same_story("今天上午" + text, text), is_same_story(text, "阿里巴巴宣布收购饿了么双方将在本地生活领域合作")
    (True, False)
    """
    if min(len(one), len(two)) < SHORTEST:
        return one == two
    one, two = sorted((one[:LONGEST], two[:LONGEST]), key=len)
    sample = [one[i : i + SHINGLE] for i in range(0, len(one) - SHINGLE + 1, max(1, len(one) // SAMPLE))]
    if _stand(sample, two, SAMPLED):
        a, b = _shingles_again(one), _shingles_again(two)
        common = len(a & b)
        if common >= ALIKE * (len(a) + len(b) - common) or common >= WITHIN * len(a):
            return True
    return len(one) >= LEAD and all(_stand(_lead_again(lead[:LEAD]), other, SHARED_LEAD) for lead, other in ((one, two), (two, one)))


def _stand(some: Collection[str], text: str, share: float) -> bool:
    """Whether a text has this share of some shingles; of strangers few are looked at, since as many may be missing."""
    left = len(some) - math.ceil(share * len(some))
    for shingle in some:
        if shingle not in text:
            left -= 1
            if left < 0:
                return False
    return True


def find_stories(pieces: Iterable[Piece], bodies: Callable[[Sequence[str]], dict[str, str]]) -> dict[str, str]:
    """article_id -> the article that heads its story, for articles that are not heads themselves.

    The head is the earliest by date, then the smallest id. `bodies` gives the normalised bodies of some articles.
    """
    pieces = sorted(pieces, key=lambda piece: piece.article_id)
    joined = Sets(len(pieces))
    for values in ((piece.content_id if piece.sketch else None for piece in pieces), (page_of(piece.url) for piece in pieces)):
        first: dict[str, int] = {}
        for number, value in enumerate(values):
            if value is not None:
                joined.join(first.setdefault(value, number), number)
    sketched = np.array([number for number, piece in enumerate(pieces) if piece.sketch], np.int64)
    matrix = np.frombuffer(b"".join(pieces[number].sketch for number in sketched), np.uint32).reshape(len(sketched), PERMUTATIONS + LEAD_PERMUTATIONS)
    for pairs_of in (_neighbours, _all_pairs):  # neighbours first: copies of one text are one story then, and few pairs are left to look at
        likely = _likely(matrix, pairs_of, lambda: joined.roots()[sketched])
        for pairs in _in_slices(likely):
            _join_pairs(sketched[pairs].tolist(), joined, lambda wanted: _texts_of(wanted, pieces, bodies))
    by_root: dict[int, list[Piece]] = defaultdict(list)
    for root, piece in zip(joined.roots().tolist(), pieces, strict=True):
        by_root[root].append(piece)
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
    """Disjoint sets of the numbers below `size`; the root of a set is its smallest member, whatever the order of joining."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, number: int) -> int:
        parent = self._parent
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    def roots(self) -> np.ndarray:
        """The root of every number."""
        parent = np.array(self._parent, np.int64)
        while (parent[parent] != parent).any():
            parent = parent[parent]
        return parent

    def join(self, one: int, two: int) -> None:
        low, high = sorted((self.root(one), self.root(two)))
        self._parent[high] = low


def _signatures(texts: list[str], permutations: int) -> np.ndarray:
    sets = [list(shingles(text)) for text in texts]
    if not sets:
        return np.zeros((0, permutations), np.uint32)
    return np.array(RMinHash.digest_matrix_from_token_sets(sets, permutations, SEED).to_rows(), dtype=np.uint32)


Pairs = tuple[np.ndarray, np.ndarray]


def _neighbours(order: np.ndarray, starts: np.ndarray, sizes: np.ndarray) -> Iterator[Pairs]:
    """Of every group of rows, each row with the next."""
    last = np.zeros(len(order), bool)
    last[starts + sizes - 1] = True
    first = np.flatnonzero(~last)
    yield order[first], order[first + 1]


def _all_pairs(order: np.ndarray, starts: np.ndarray, sizes: np.ndarray) -> Iterator[Pairs]:
    """Of every group of rows, each row with every other; of a crowd in blocks."""
    for size in np.unique(sizes[(sizes > 1) & (sizes <= CROWD)]).tolist():
        members = order[starts[sizes == size][:, None] + np.arange(size)]
        one, two = np.triu_indices(size, 1)
        yield members[:, one].ravel(), members[:, two].ravel()
    for start, size in zip(starts[sizes > CROWD].tolist(), sizes[sizes > CROWD].tolist(), strict=True):
        crowd = order[start : start + size]
        for low in range(0, size, CROWD):
            one, two = np.meshgrid(crowd[low : low + CROWD], crowd[low + 1 :], indexing="ij")
            yield one.ravel(), two.ravel()


def _likely(
    matrix: np.ndarray, pairs_of: Callable[[np.ndarray, np.ndarray, np.ndarray], Iterator[Pairs]], stories: Callable[[], np.ndarray]
) -> Iterator[np.ndarray]:
    """Pairs of rows that agree in a band, are not one story by now, and by their signatures may be versions of one text."""
    short = matrix.astype(np.uint8)  # a quarter of the memory to walk through; one in 256 agrees by chance
    for at in range(0, matrix.shape[1] if len(matrix) else 0, BAND):
        keys = _mix(matrix[:, at : at + BAND])
        order = np.argsort(keys, kind="stable")
        starts = np.flatnonzero(np.concatenate(([True], keys[order][1:] != keys[order][:-1])))
        story = stories()
        for one, two in pairs_of(order, starts, np.diff(starts, append=len(keys))):
            apart = np.flatnonzero(story[one] != story[two])
            for low in range(0, len(apart), SLICE):
                a, b = one[apart[low : low + SLICE]], two[apart[low : low + SLICE]]
                same = short[a] == short[b]
                likely = same[:, :PERMUTATIONS].sum(axis=1, dtype=np.uint8) >= LIKELY * PERMUTATIONS
                likely |= same[:, PERMUTATIONS:].sum(axis=1, dtype=np.uint8) >= LIKELY_LEAD * LEAD_PERMUTATIONS
                yield np.stack((a[likely], b[likely]), axis=1)


def _in_slices(parts: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
    """Some pairs at a time: few questions for bodies, and not all of them in memory."""
    waiting: list[np.ndarray] = []
    for pairs in parts:
        waiting.append(pairs)
        if sum(map(len, waiting)) >= SLICE:
            yield np.unique(np.concatenate(waiting), axis=0)
            waiting = []
    if waiting:
        yield np.unique(np.concatenate(waiting), axis=0)


def _mix(band: np.ndarray) -> np.ndarray:
    """One number for the three of a band: much faster to sort; two bands that clash are only a pair too many."""
    mixed = np.zeros(len(band), np.uint64)
    for column in band.T:
        mixed = (mixed ^ column) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _join_pairs(pairs: list[list[int]], joined: Sets, texts_of: Callable[[list[int]], dict[int, str]]) -> None:
    """Compare what is not joined yet: pairs that are joined already cannot change the stories."""
    waiting = [(one, two) for one, two in pairs if joined.root(one) != joined.root(two)]
    texts = texts_of(sorted({number for pair in waiting for number in pair})) if waiting else {}
    for one, two in waiting:
        if joined.root(one) != joined.root(two) and is_same_story(texts[one], texts[two]):
            joined.join(one, two)


def _texts_of(numbers: list[int], pieces: list[Piece], bodies: Callable[[Sequence[str]], dict[str, str]]) -> dict[int, str]:
    texts = bodies([pieces[number].article_id for number in numbers])
    return {number: texts[pieces[number].article_id] for number in numbers}

"""Sentences: where a statement ends, in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 600  # characters; the longest sentences of real news have about 400
# A first character of all ends, so that all others are passed over quickly; then full stops and marks, line ends, or a point behind which a sentence begins.
_END = re.compile(
    r"[。！？!?…\n.](?:(?<=[。！？!?…])[。！？!?…]*[”’」』\"')）】]*|(?<=\n)\n*|(?<=[a-z0-9)\"”%’]\.)[\"”’)]*(?=\s+[\"“‘(]?[A-Z0-9$£€]))"
)
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Inc|Co|Corp|Ltd|vs|No|St|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|U\.S|e\.g|i\.e)|\b[A-Z])$")


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Half-open spans of the sentences of `text[start:end]`, blanks at their edges left out.

    >>> split_sentences("微博上线。去年，阿里入股！")
    [(0, 5), (5, 13)]
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    at = start
    for match in _END.finditer(text, start, end):
        low, high = match.span()
        if text[low] != "." or not _ABBREVIATION.search(text, max(at, low - 6), low):
            _add(text, at, high, spans)
            at = high
    _add(text, at, end, spans)
    return spans


def _add(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    """Add a sentence without the blanks at its edges, a long one in pieces; of blanks alone nothing."""
    for low, high in _bounded(text, start, end) if end - start > LONGEST else ((start, end),):
        while low < high and text[low].isspace():
            low += 1
        while low < high and text[high - 1].isspace():
            high -= 1
        if low < high:
            spans.append((low, high))


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of text without an end, cut where it pauses: what reads a sentence may cost its length squared."""
    while end - start > LONGEST:
        pause = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in "，；,; 、")
        cut = pause + 1 if pause >= 0 else start + LONGEST
        yield start, cut
        start = cut
    yield start, end

"""Sentences: where a statement ends, in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 600  # characters; the longest sentences of real news have about 400
_END = re.compile(r"[。！？!?…]+[”’」』\"')）】]*|\n+|(?<=[a-z0-9)\"”%’])\.[\"”’)]*(?=\s+[\"“‘(]?[A-Z0-9$£€])")
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
        if match.group().startswith(".") and _ABBREVIATION.search(text, max(at, match.start() - 6), match.start()):
            continue
        spans.append((at, match.end()))
        at = match.end()
    spans.append((at, end))
    return [trimmed for span in spans for piece in _bounded(text, *span) if (trimmed := _trim(text, *piece))]


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of text without an end, cut where it pauses: what reads a sentence may cost its length squared."""
    while end - start > LONGEST:
        pause = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in "，；,; 、")
        cut = pause + 1 if pause >= 0 else start + LONGEST
        yield start, cut
        start = cut
    yield start, end


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None

"""What the fact readers see: the sentences of an article with their clauses, names, times and quantities."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.model import Layout, Paragraph, Quantity, Time
from nlp.names import Name, split_sentences

LONGEST_QUOTE = 200  # characters of a row's quote
_BREAK = re.compile(r"[，；;：]|,(?!\d{3}(?!\d))(?!\s*(?:19|20)\d\d\b)|:(?=\s)|[—–]{2}|(?<=[a-z]) (?:while|whereas|but|although) ")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the clean text: half-open span, paragraph, and the findings inside it, each in reading order."""

    index: int
    start: int
    end: int
    para: int
    in_title: bool
    repeats: int  # how often the paragraph stands again
    english: bool
    clauses: tuple[tuple[int, int], ...]
    names: tuple[Name, ...]
    times: tuple[Time, ...]
    vague: tuple[Time, ...]
    quantities: tuple[Quantity, ...]

    def clause_of(self, offset: int) -> int:
        """The index of the clause that holds an offset."""
        for index, (_, end) in enumerate(self.clauses):
            if offset < end:
                return index
        return len(self.clauses) - 1


@dataclass(frozen=True, slots=True)
class Document:
    """An article as the fact readers see it; every offset is one into `text`, the clean text."""

    text: str
    lang: str
    layout: Layout
    sentences: tuple[Sentence, ...]

    def trim(self, start: int, end: int) -> tuple[int, int]:
        """A quote without the marks behind it and the blanks before it."""
        while end > start and self.text[end - 1] in "，,；;：: \n。":
            end -= 1
        while start < end and self.text[start] in " \u3000":
            start += 1
        return start, end


def split_clauses(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Half-open spans between commas, semicolons and colons; a comma inside a number, or inside brackets, is none.

    >>> split_clauses("营收3,016亿元，同比降5.9%", 0, 17)
    ((0, 10), (10, 17))
    """
    spans, at, depth_until = [], start, start
    for match in _BREAK.finditer(text, start, end):
        if match.start() < depth_until:
            continue
        opening = max(text.rfind("（", at, match.start()), text.rfind("(", at, match.start()))
        closing = max(text.rfind("）", at, match.start()), text.rfind(")", at, match.start()))
        if opening > closing:
            stop = min((i for i in (text.find("）", match.end(), end), text.find(")", match.end(), end)) if i >= 0), default=-1)
            if 0 <= stop - opening <= 60:
                depth_until = stop
                continue
        spans.append((at, match.end()))
        at = match.end()
    if at < end:
        spans.append((at, end))
    return tuple(spans)


def build_document(
    text: str, lang: str, layout: Layout, names: Sequence[Name], times: Sequence[Time], vague: Sequence[Time], quantities: Sequence[Quantity]
) -> Document:
    """The sentences of the title and the body; furniture, bylines and paragraphs that repeat another are left out."""
    repeats: dict[int, int] = {}
    for paragraph in layout.paragraphs:
        if paragraph.repeat_of is not None:
            repeats[paragraph.repeat_of] = repeats.get(paragraph.repeat_of, 0) + 1
    sentences: list[Sentence] = []
    for number, paragraph in enumerate(layout.paragraphs):
        if paragraph.repeat_of is not None or paragraph.role not in ("title", "body"):
            continue
        for start, end in split_sentences(text, paragraph.start, paragraph.end):
            where = (number, paragraph, repeats.get(number, 0))
            sentences.append(_sentence(text, lang, (start, end), len(sentences), where, (names, times, vague, quantities)))
    return Document(text, lang, layout, tuple(sentences))


def _sentence(
    text: str,
    lang: str,
    span: tuple[int, int],
    index: int,
    where: tuple[int, Paragraph, int],
    found: tuple[Sequence[Name], Sequence[Time], Sequence[Time], Sequence[Quantity]],
) -> Sentence:
    start, end = span
    number, paragraph, repeats = where
    names, times, vague, quantities = found
    return Sentence(
        index=index,
        start=start,
        end=end,
        para=number,
        in_title=paragraph.role == "title",
        repeats=repeats,
        english=not re.search(r"[一-鿿]", text[start:end]),
        clauses=split_clauses(text, start, end),
        names=tuple(names[bisect_left(names, start, key=lambda n: n.start) : bisect_left(names, end, key=lambda n: n.start)]),
        times=tuple(times[bisect_left(times, start, key=lambda t: t.start_char) : bisect_left(times, end, key=lambda t: t.start_char)]),
        vague=tuple(vague[bisect_left(vague, start, key=lambda t: t.start_char) : bisect_left(vague, end, key=lambda t: t.start_char)]),
        quantities=tuple(quantities[bisect_left(quantities, start, key=lambda q: q.start_char) : bisect_left(quantities, end, key=lambda q: q.start_char)]),
    )

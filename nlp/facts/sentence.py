"""What the fact readers see: the sentences of an article with their clauses, names, times and quantities."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar

from nlp.facts.words import folded
from nlp.model import Layout, Quantity, Time
from nlp.names import Name, split_sentences
from nlp.records import Keeping, lazy, record

LONGEST_QUOTE = 200  # characters of a row's quote
# commas, semicolons, colons, dashes, and conjunctions; one class of first characters, so that all others are passed over quickly
_BREAK = re.compile(
    r"[，；;：,:—– ](?:(?<=[，；;：])|(?<=,)(?!\d{3}(?!\d))(?!\s*(?:19|20)\d\d\b)|(?<=:)(?=\s)|(?<=[—–])[—–]|(?<=[a-z] )(?:while|whereas|but|although) )"
)
_HAN = re.compile(r"[一-鿿]")

Asked = ParamSpec("Asked")
Told = TypeVar("Told")
Item = TypeVar("Item")


def once(read: Callable[Asked, Told]) -> Callable[Asked, Told]:
    """A reader of a document or of a sentence (its last argument) that works once and keeps with it what it found, for whoever asks next."""

    @wraps(read)
    def recall(*asked: Asked.args, **named: Asked.kwargs) -> Told:
        kept: dict[Hashable, Any] = asked[-1].kept  # type: ignore[attr-defined]
        try:
            told: Told = kept[read]
        except KeyError:
            told = kept[read] = read(*asked, **named)
        return told

    return recall


@record
class Sentence(Keeping):
    """A sentence of the clean text: half-open span, paragraph, and the findings inside it, each in reading order.

    `text` is the whole clean text, `kept` what readers have found here (`once`).
    """

    text: str
    index: int
    start: int
    end: int
    para: int
    in_title: bool
    repeats: int  # how often the paragraph stands again
    names: tuple[Name, ...]
    times: tuple[Time, ...]
    vague: tuple[Time, ...]
    quantities: tuple[Quantity, ...]
    kept: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    @lazy
    def english(self) -> bool:
        """Whether no Han character stands in it."""
        return _HAN.search(self.text, self.start, self.end) is None

    @lazy
    def folded(self) -> str:
        """The sentence in lower case, length kept, for all the lists that are looked for in it."""
        return folded(self.text)[self.start : self.end]

    @lazy
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """The half-open spans of the clauses."""
        return split_clauses(self.text, self.start, self.end)

    @lazy
    def _later_clauses(self) -> list[int]:
        """Where each clause but the first begins."""
        return [start for start, _ in self.clauses[1:]]

    @lazy
    def name_ends(self) -> list[int]:
        return [name.end for name in self.names]

    @lazy
    def time_starts(self) -> list[int]:
        return [time.start_char for time in self.times]

    @lazy
    def time_ends(self) -> list[int]:
        return [time.end_char for time in self.times]

    def clause_of(self, offset: int) -> int:
        """The index of the clause that holds an offset."""
        return bisect_right(self._later_clauses, offset)

    def clause_at(self, offset: int) -> tuple[int, int]:
        """The half-open span of the clause that holds an offset."""
        return self.clauses[self.clause_of(offset)]


@record
class Document(Keeping):
    """An article as the fact readers see it; every offset is one into `text`, the clean text; `kept` is what readers have found in it (`once`)."""

    text: str
    lang: str
    layout: Layout
    sentences: tuple[Sentence, ...]
    kept: dict[Hashable, Any] = field(default_factory=dict, repr=False)

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
    bracketed = text.find("（", start, end) >= 0 or text.find("(", start, end) >= 0
    for match in _BREAK.finditer(text, start, end):
        if match.start() < depth_until:
            continue
        if not bracketed:
            spans.append((at, match.end()))
            at = match.end()
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


@dataclass(frozen=True, slots=True)
class _Listed(Generic[Item]):
    """Findings of an article in reading order, and where each begins."""

    items: Sequence[Item]
    starts: list[int]

    def between(self, start: int, end: int) -> tuple[Item, ...]:
        """The findings that begin in `start`..`end`."""
        starts = self.starts
        first = bisect_left(starts, start)
        if first == len(starts) or starts[first] >= end:
            return ()
        return tuple(self.items[first : bisect_left(starts, end, first)])


def build_document(
    text: str, lang: str, layout: Layout, names: Sequence[Name], times: Sequence[Time], vague: Sequence[Time], quantities: Sequence[Quantity]
) -> Document:
    """The sentences of the title and the body; furniture, bylines and paragraphs that repeat another are left out."""
    repeats = Counter(paragraph.repeat_of for paragraph in layout.paragraphs)
    named = _Listed(names, [n.start for n in names])
    timed, hinted = (_Listed(found, [t.start_char for t in found]) for found in (times, vague))
    counted = _Listed(quantities, [q.start_char for q in quantities])
    sentences: list[Sentence] = []
    for number, paragraph in enumerate(layout.paragraphs):
        if paragraph.repeat_of is not None or paragraph.role not in ("title", "body"):
            continue
        for start, end in split_sentences(text, paragraph.start, paragraph.end):
            sentences.append(
                Sentence(
                    text=text,
                    index=len(sentences),
                    start=start,
                    end=end,
                    para=number,
                    in_title=paragraph.role == "title",
                    repeats=repeats[number],
                    names=named.between(start, end),
                    times=timed.between(start, end),
                    vague=hinted.between(start, end),
                    quantities=counted.between(start, end),
                )
            )
    return Document(text, lang, layout, tuple(sentences))

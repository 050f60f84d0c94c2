"""What an article holds, stage by stage: pure functions over its text, which `read` calls directly and the spaCy components share."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from nlp import facts
from nlp.lexicon import load_gazetteer
from nlp.model import Layout, Quantity, Time
from nlp.names import Name, find_names, load_recogniser, split_words
from nlp.quantities import find_quantities
from nlp.records import record
from nlp.spans import blank_outside
from nlp.times import find_times, find_vague


@record
class ReadSettings:
    """What changes how an article is read; part of the fingerprint."""

    recogniser: str = "lac"


@record
class Prepared:
    """A text with its layout, as all stages share it: `masked` is the text with everything but title and body blanked."""

    text: str
    lang: str
    layout: Layout
    masked: str
    regions: tuple[tuple[int, int], ...]


@record
class Spans:
    """What a text names, dates and counts: names, the words whose ends they respect, times, words such as 日前, and quantities, each in reading order."""

    names: tuple[Name, ...]
    words: tuple[tuple[int, int], ...]
    times: tuple[Time, ...]
    vague: tuple[Time, ...]
    quantities: tuple[Quantity, ...]


@record
class Facts:
    """What a text asserts, as (finding, how often it is said), and the document that the readers of facts saw."""

    document: facts.Document
    metrics: tuple[tuple[facts.Found, int], ...]
    events: tuple[tuple[facts.Happening, int], ...]


def prepare(text: str, lang: str, layout: Layout) -> Prepared:
    """The regions that are read, and the text with all else blanked, length kept."""
    regions = tuple((p.start, p.end) for p in layout.paragraphs if p.role in ("title", "body"))
    return Prepared(text, lang, layout, blank_outside(text, regions), regions)


def find_spans(prepared: Prepared, settings: ReadSettings) -> Spans:
    """Names, words, times and quantities of a text."""
    names, words = find_words(prepared, settings)
    times, vague = find_dates(prepared, names)
    return Spans(names, words, times, vague, count_quantities(prepared))


def find_words(prepared: Prepared, settings: ReadSettings) -> tuple[tuple[Name, ...], tuple[tuple[int, int], ...]]:
    """The names of a text, and its words: jieba's pieces, cut where a name ends."""
    pieces = split_words(prepared.text)
    names = find_names(prepared.text, prepared.regions, load_recogniser(settings.recogniser), pieces)
    return tuple(names), tuple(cut_words(pieces, names))


def cut_words(pieces: Sequence[tuple[int, int]], names: Sequence[Name]) -> list[tuple[int, int]]:
    """Spans that cover what the pieces cover, cut also at both ends of every name."""
    words = list(pieces)
    starts = [start for start, _ in pieces]
    for cut in sorted({name.start for name in names} | {name.end for name in names}, reverse=True):
        at = bisect_right(starts, cut) - 1
        if at >= 0 and words[at][0] < cut < words[at][1]:
            words[at : at + 1] = [(words[at][0], cut), (cut, words[at][1])]
    return words


def find_dates(prepared: Prepared, names: Sequence[Name]) -> tuple[tuple[Time, ...], tuple[Time, ...]]:
    """The times of what is read, resolved against the time of writing, and the words that only hint at one."""
    written_on, grain = prepared.layout.written_on, prepared.layout.written_grain or "day"
    times = find_times(prepared.masked, written_on, grain, fiscal_year_end=fiscal_year_end(names))
    return tuple(times), tuple(find_vague(prepared.masked, written_on, grain))


def fiscal_year_end(names: Sequence[Name]) -> int | None:
    """The month in which the fiscal year of the article's company ends: of the listed company named most often; None for the calendar year."""
    entries = load_gazetteer().entries
    counts = Counter(name.entity.entity_id for name in names if name.entity.entity_type == "ORG")
    top = max(counts, key=lambda key: (counts[key], key), default=None)
    return entries[top].fiscal_year_end if top in entries else None


def count_quantities(prepared: Prepared) -> tuple[Quantity, ...]:
    """The quantities of what is read, a bare currency taken as that of the article's home."""
    return tuple(find_quantities(prepared.masked, prepared.layout.home))


def find_facts(prepared: Prepared, spans: Spans) -> Facts:
    """The metrics and events that a text asserts, each once."""
    document = facts.build_document(prepared.text, prepared.lang, prepared.layout, spans.names, spans.times, spans.vague, spans.quantities)
    return Facts(document, tuple(facts.merge_metrics(facts.find_metrics(document))), tuple(facts.merge_events(facts.find_events(document))))

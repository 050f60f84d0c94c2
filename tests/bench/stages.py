"""zhishi's stages as calls over a batch of articles, each given what the stages before it found."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from nlp import Source, facts, read
from nlp.analysis import Facts, Prepared, ReadSettings, Spans, count_quantities, find_dates, find_facts, find_spans, prepare
from nlp.keywords import find_keywords
from nlp.layout import lay_out
from nlp.model import CleanText, Layout
from nlp.names import find_names, load_recogniser, split_sentences, split_words
from nlp.text import clean

SOURCE = Source("a")
DEFAULT, EVERYWHERE, NOWHERE = ReadSettings(), ReadSettings("lac-everywhere"), ReadSettings("none")
WHOLE = {
    "whole reading": DEFAULT,
    "whole, recogniser everywhere": EVERYWHERE,
    "whole, without recogniser": NOWHERE,
}


@dataclass(frozen=True, slots=True)
class Page:
    """An article with what each stage finds in it; `read` is its clean text, furniture included, which all peers read too."""

    raw: bytes
    cleaned: CleanText
    layout: Layout
    prepared: Prepared
    read: str
    sentences: tuple[str, ...]
    words: list[tuple[int, int]]
    spans: Spans
    told: Facts


def open_page(raw: bytes) -> Page:
    """Read one article stage by stage and keep what each found."""
    cleaned = clean(raw)
    layout = lay_out(cleaned, SOURCE)
    prepared = prepare(cleaned.text, cleaned.lang, layout)
    spans = find_spans(prepared, DEFAULT)
    sentences = tuple(cleaned.text[low:high] for low, high in split_sentences(cleaned.text))
    return Page(raw, cleaned, layout, prepared, cleaned.text, sentences, split_words(cleaned.text), spans, find_facts(prepared, spans))


def is_known(settings: ReadSettings) -> bool:
    """Whether this version of zhishi has the recogniser that the settings name."""
    try:
        read("2018-06-15\n微博月活跃用户达4.11亿。".encode(), SOURCE, settings)
    except ValueError:
        return False
    return True


def _sum(pages: Iterable[Page], find: Callable[[Page], Any]) -> int:
    return sum(len(find(page)) for page in pages)


def name_all(pages: list[Page], settings: ReadSettings) -> int:
    """The names of a batch, its words known; the recogniser's part is what this costs more than without it."""
    recogniser = load_recogniser(settings.recogniser)
    return _sum(pages, lambda page: find_names(page.prepared.text, page.prepared.regions, recogniser, page.words))


def _times(page: Page) -> list[Any]:
    times, vague = find_dates(page.prepared, page.spans.names)
    return [*times, *vague]


def _document(page: Page) -> facts.Document:
    spans = page.spans
    return facts.build_document(page.prepared.text, page.prepared.lang, page.layout, spans.names, spans.times, spans.vague, spans.quantities)


def _rows(page: Page) -> list[Any]:
    context = facts.Context("a_0", page.cleaned, page.layout)
    pairs = [(found, row) for found, n in page.told.metrics if (row := facts.metric_row(context, found, n))]
    amounts = facts.list_amounts(pairs)
    events = [facts.event_row(context, event, n, amounts) for event, n in page.told.events]
    return [*pairs, *events, *find_keywords(page.prepared.text[start:end] for start, end in page.spans.words)]


STAGES: dict[str, Callable[[list[Page]], int]] = {
    "clean": lambda pages: _sum(pages, lambda page: clean(page.raw).text),
    "layout": lambda pages: _sum(pages, lambda page: lay_out(page.cleaned, SOURCE).paragraphs),
    "words": lambda pages: _sum(pages, lambda page: split_words(page.prepared.text)),
    "names without recogniser": functools.partial(name_all, settings=NOWHERE),
    "times": lambda pages: _sum(pages, _times),
    "quantities": lambda pages: _sum(pages, lambda page: count_quantities(page.prepared)),
    "sentences and clauses": lambda pages: _sum(pages, lambda page: _document(page).sentences),
    "metrics": lambda pages: _sum(pages, lambda page: facts.merge_metrics(facts.find_metrics(_document(page)))),
    "events": lambda pages: _sum(pages, lambda page: facts.merge_events(facts.find_events(_document(page)))),
    "rows": lambda pages: _sum(pages, _rows),
}
NAMES = {
    "names, recogniser where asked": DEFAULT,
    "names, recogniser everywhere": EVERYWHERE,
}


def read_all(pages: list[Page], settings: ReadSettings) -> int:
    """The whole reading of a batch: how many names, metrics and events."""
    readings = [read(page.raw, SOURCE, settings) for page in pages]
    return sum(len(reading.mentions) + len(reading.metrics) + len(reading.events) for reading in readings)


def zhishi_calls() -> dict[str, Callable[[list[Page]], int] | str]:
    """Every call of zhishi by its name, the whole ones last; a text instead of a call says why it is absent."""
    calls: dict[str, Callable[[list[Page]], int] | str] = {**STAGES}
    for does, table in ((name_all, NAMES), (read_all, WHOLE)):
        for name, settings in table.items():
            reason = f"no recogniser is called {settings.recogniser!r} in this version"
            calls[name] = functools.partial(does, settings=settings) if is_known(settings) else reason
    return calls


WORDS = 1 << 12  # a cache of more entries holds what words and characters are, which no text takes away; a smaller one remembers text


def forget() -> None:
    """Empty every cache of nlp that remembers text, so that an article read again costs what it cost the first time."""
    for name, module in list(sys.modules.items()):
        if name.startswith("nlp.") or name == "nlp":
            for held in list(vars(module).values()):
                if isinstance(held, functools._lru_cache_wrapper) and (held.cache_parameters()["maxsize"] or WORDS + 1) <= WORDS:
                    held.cache_clear()

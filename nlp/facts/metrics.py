"""Metrics: every figure with its owner, measure, unit, bound, period, speaker and kind."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace

from nlp.facts.confidence import Evidence, weigh
from nlp.facts.dimensions import find_dimension
from nlp.facts.event_times import heading_time
from nlp.facts.figures import CURRENCIES, RATES, Figure, find_figures
from nlp.facts.kinds import Statement, judge
from nlp.facts.lines import Line, currency_notes, find_measures, within
from nlp.facts.merging import merge
from nlp.facts.pairing import Pairing, pair_up
from nlp.facts.periods import RESULTS, Dated, Period, Times, anchored, as_late_as, as_period, base_of, list_times, main_period, period_at, usable_times
from nlp.facts.periods import to_carry as carry_time
from nlp.facts.sentence import LONGEST_QUOTE, Document, Sentence, once
from nlp.facts.speakers import Speech, Standing, find_speech, goes_on, reporting_company, speaker_at
from nlp.facts.subjects import Actors, Owner, find_actors, main_entity, subject_at
from nlp.facts.subjects import to_carry as carry_subject
from nlp.facts.words import Word, measures, pattern, searched
from nlp.model import Entity, Layout, Time
from nlp.records import record

__all__ = ["EXTRACTOR", "Found", "find_metrics", "merge"]

EXTRACTOR = "rule.metric@2"
SHORT_CLAUSE = 8  # a shorter clause states little without the one before


@record
class Found:
    """One figure as asserted, before it becomes a row: clean spans, resolved period, and the entities behind subject and speaker."""

    figure: Figure
    statement: Statement
    subject: Entity | None
    subject_text: str | None
    dimension: str | None
    metric_text: str
    period: Period | None
    speaker: Entity | None
    quote: tuple[int, int]
    sentence: Sentence
    evidence: Evidence

    @property
    def confidence(self) -> float:
        """How sure the reader is, before the row knows of repairs."""
        return weigh(self.evidence)


@record
class _Article:
    """What holds for the whole article: what it is about, the period and the company whose results it reports."""

    document: Document
    main: Entity | None
    reported: Time | None
    company: Entity | None
    notes: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class _Carried:
    """What later sentences of the same paragraph stand under.

    `quiet` are the sentences without figures whose subject and speaker nobody has asked for yet, each with the person spoken of before it.
    """

    para: int = -1
    start: int = 0
    subject: Entity | None = None
    time: Time | None = None
    speech: Speech | None = None
    person: Entity | None = None
    context: Time | None = None
    measure: Word | None = None
    quiet: list[tuple[Sentence, Entity | None]] = field(default_factory=list)

    def settle(self, article: _Article) -> None:
        """Work out what the quiet sentences leave: their last subject, speaker and measure."""
        if not self.quiet:
            return
        told: list[tuple[Sentence, Standing]] = []
        for sentence, person in self.quiet:
            told.append((sentence, Standing(person, self.body(article))))
            self.subject = carry_subject(article.document, sentence, self.subject, article.main)
        speeches = next((found for sentence, standing in reversed(told) if (found := find_speech(article.document, sentence, standing))), [])
        self.speech = speeches[-1] if speeches else self.speech
        spoken_of = find_measures(self.quiet[-1][0])
        self.measure = spoken_of[-1] if spoken_of else None
        self.quiet.clear()

    def body(self, article: _Article) -> Entity | None:
        """The company that 公司 means: the carried subject, else the article's."""
        return self.subject if self.subject is not None and self.subject.entity_type == "ORG" else article.main

    def move_on(self, sentence: Sentence, times: list[Time]) -> None:
        """Take over the times and the persons of a sentence that has been read."""
        if times:
            self.time = carry_time(times, self.time)
            self.context = times[-1]
        for name in reversed(sentence.names):
            if name.entity.entity_type == "PERSON":
                self.person = name.entity
                return


def find_metrics(document: Document) -> list[Found]:
    """All figures of an article in reading order, said twice or not (`merge` makes them rows)."""
    main = main_entity(document)
    article = _Article(document, main, main_period(document), reporting_company(document, main), currency_notes(document))
    carried = _Carried(subject=main)
    heading: Time | None = None
    found: list[Found] = []
    for sentence in document.sentences:
        over = heading_time(document, sentence)
        if over is not None:
            heading = over
            continue
        if sentence.para != carried.para:
            carried = _next_paragraph(article, sentence, carried, heading)
        found += _sentence_metrics(article, sentence, carried)
    return found


_CONTINUES = pattern("metrics", "continues")


def _next_paragraph(article: _Article, sentence: Sentence, carried: _Carried, heading: Time | None) -> _Carried:
    """A new paragraph stands under the article's subject, and the heading's time, unless it says that it goes on."""
    subject, time = article.main, heading
    if _CONTINUES.match(sentence.text, sentence.start, sentence.end):
        carried.settle(article)
        subject, time = carried.subject, carried.time
    return _Carried(sentence.para, sentence.start, subject, time, None, carried.person, carried.context)


def _sentence_metrics(article: _Article, sentence: Sentence, carried: _Carried) -> list[Found]:
    """The figures of one sentence; `carried` then holds what the next one stands under."""
    document = article.document
    times = anchored(document, usable_times(document, sentence), carried.context) if sentence.times else []
    found: list[Found] = []
    if sentence.quantities:
        carried.settle(article)
        line = Line(document, sentence, sentence.text, article.notes)
        figures = find_figures(line, document.layout.home, carried.measure)
        found = _figures_found(line, article, carried, figures, list_times(times)) if figures else []
    if not found:
        carried.quiet.append((sentence, carried.person))
    carried.move_on(sentence, times)
    return found


def _figures_found(line: Line, article: _Article, carried: _Carried, figures: list[Figure], times: Times) -> list[Found]:
    document, sentence = line.document, line.sentence
    speeches = find_speech(document, sentence, Standing(carried.person, carried.body(article)))
    holds_on = not speeches and goes_on(document, sentence, carried.start, carried.speech)
    pairing = pair_up(line, figures, times.found)
    actors = find_actors(document, sentence)
    found: list[Found] = []
    subject: Entity | None = None
    for index, figure in enumerate(figures):
        if index in pairing.measures:
            figure = _with_measure(figure, pairing.measures[index])
        start = figure.quantity.start_char
        base = base_of(line, start, figure.quantity.end_char, times) if not pairing.times else None
        statement = judge(line, figure, base is not None)
        owner = Owner(pairing.names[index].entity, "paired") if index in pairing.names else _owner(line, actors, figure, subject or carried.subject)
        subject = owner.entity
        dated = _dated(line, figure, statement, (index, pairing, base), times, carried.time, article.reported)
        speaker = speaker_at(speeches, start, owner.entity) or _still_speaks(carried.speech, holds_on, bool(speeches), owner.entity, figure, article.company)
        found.append(_found(line, article, figure, (statement, owner, dated, speaker), pairing, index))
    carried.speech = speeches[-1] if speeches else carried.speech
    carried.subject = carry_subject(document, sentence, carried.subject, article.main)
    named = [f.measure for f in figures if f.measure is not None]
    carried.measure = named[-1] if named else (line.measures[-1] if line.measures else None)
    return found


def _still_speaks(speech: Speech | None, holds_on: bool, anew: bool, subject: Entity | None, figure: Figure, company: Entity | None) -> Entity | None:
    """Who still speaks in a later sentence: the last speaker while the speech goes on, a company's own paper only of that company.

    A company that told of its own figures is still their source in the rest of the paragraph.
    """
    if speech is None or anew:
        return None
    if not holds_on:
        return subject if subject == speech.speaker and speech.speaker.entity_type == "ORG" and figure.category in ACCOUNTS else None
    if speech.own and subject != speech.speaker:
        return company if subject == company else None
    return speech.speaker


def _with_measure(figure: Figure, word: Word) -> Figure:
    measure = measures()[word.key]
    return replace(figure, measure=word, category=measure.category, usual_kind=measure.kind, measured="paired")


def _owner(line: Line, actors: Actors, figure: Figure, carried: Entity | None) -> Owner:
    quantity, word = figure.quantity, figure.measure
    inside = word is not None and line.sentence.start <= word.start < line.sentence.end
    measure = (word.start, word.end) if word is not None and inside and word.end <= quantity.start_char else (quantity.start_char, quantity.end_char)
    return subject_at(line, actors, (quantity.start_char, quantity.end_char), measure, word.form if word is not None else "", carried)


def _dated(
    line: Line, figure: Figure, statement: Statement, paired: tuple[int, Pairing, Dated | None], times: Times, carried: Time | None, reported: Time | None
) -> Dated:
    index, pairing, base = paired
    if index in pairing.times:
        return Dated(pairing.times[index], "paired")
    if base is not None:
        return base
    dated = period_at(line, times, figure, statement.kind, carried, reported)
    if dated.time is None and figure.category in RESULTS and reported is not None:
        return Dated(reported, "report")
    return dated


ACCOUNTS = frozenset({
    "revenue", "net_profit", "net_loss", "operating_profit", "gross_profit", "margin", "mau", "dau", "gmv", "sales_volume", "users", "orders",
    "spend", "headcount", "conversion",
})  # fmt: skip
_EARNED = ("每股盈", "每股收", "每股纯", "每股税", "eps", "earnings per share", "每股摊", "摊薄每股")


def _own_results(line: Line, figure: Figure, subject: Entity | None, period: Period | None, company: Entity | None) -> Entity | None:
    """A company's accounts of a period are its own saying where the article reports its results."""
    if company is None or subject is None or period is None or (period.grain == "day" and period.kind == "instant"):
        return None
    if subject is not company and subject != company:
        return None
    form = figure.measure.form if figure.measure else ""
    if figure.category == "spend" and not form.endswith(("费用", "投入", "开支", "支出", "成本", "expenses", "spending")):
        return None
    return company if figure.category in ACCOUNTS or form.startswith(_EARNED) else None


def _found(line: Line, article: _Article, figure: Figure, parts: tuple[Statement, Owner, Dated, Entity | None], pairing: Pairing, index: int) -> Found:
    statement, owner, dated, speaker = parts
    quantity = figure.quantity
    period = as_period(dated.time, line.text) if dated.time else None
    if period is not None and statement.kind in ("level", "change") and dated.source != "now" and _lies_ahead(line.document.layout, period, quantity.bound):
        statement = replace(statement, kind="target")  # what lies ahead is not measured yet
    text, span = measure_words(line, figure)
    evidence = Evidence(
        measured=figure.measured,
        unit=figure.unit_basis,
        owner=owner.source,
        dated=dated.source if period is not None else "none",
        basis=period.basis if period is not None else "none",
        distance=abs(quantity.start_char - figure.measure.end) if figure.measure else 0,
        mended=False,  # the row knows (`rows.metric_row`)
        in_title=line.sentence.in_title,
        bound=quantity.bound,
        kind=statement.kind,
        catch_all=figure.category.startswith("other_"),
        known=owner.entity is not None and owner.entity.origin == "lexicon",
        main=owner.entity is not None and (owner.entity is article.main or owner.entity == article.main),
        rivals=_rivals(line, owner.entity),
        english=line.sentence.english,
    )
    return Found(
        figure=figure,
        statement=replace(statement, base=pairing.bases[index]) if index in pairing.bases else statement,
        subject=owner.entity,
        subject_text=None if owner.entity else text or None,
        dimension=find_dimension(line, span, figure.measure, owner.entity, quantity.end_char if statement.kind == "share" else None),
        metric_text=text or line.text[quantity.start_char : quantity.end_char],
        period=period,
        speaker=speaker or _own_results(line, figure, owner.entity, period, article.company),
        quote=quote_of(line, figure, span, pairing.starts.get(index)),
        sentence=line.sentence,
        evidence=evidence,
    )


def _rivals(line: Line, subject: Entity | None) -> int:
    """How many others a sentence names that a figure could describe (counted up to eight names)."""
    others = [e for e in line.parties if e is not subject]
    if len(others) < 2:
        return 1 if others and others[0] != subject else 0
    return len({e.entity_id for e in others if subject is None or e.entity_id != subject.entity_id or e != subject})


def _lies_ahead(layout: Layout, period: Period, bound: str) -> bool:
    """Whether a period begins after the time of writing, or a range is given for one that is not over by far."""
    written = layout.written_on
    if written is None:
        return False
    last = as_late_as(written, layout.written_grain or "day")
    return period.start > last or (bound == "range" and (period.end - last).days > 60)


_STOP = searched("metrics", "stop")
_STOP_OR_IS = re.compile(pattern("metrics", "stop").pattern + "|是|以")
_AND = re.compile(r"[和与及、]")


def measure_words(line: Line, figure: Figure) -> tuple[str, tuple[int, int]]:
    """The article's own words for what is measured, and their span: the noun phrase around the measure, or what is counted."""
    quantity, sentence, word = figure.quantity, line.sentence, figure.measure
    if word is None or not sentence.start <= word.start < sentence.end:
        low, high = quantity.end_char, min(sentence.end, quantity.end_char + 14)
        stop = _STOP.search(line.text, low, high)
        high = stop.start() if stop else high
        text = line.text[low:high].strip(" 的.,")
        if figure.unit in CURRENCIES or figure.unit in RATES:
            text = _words_before(line, quantity.start_char) or text
        return (word.form if word is not None else text), (quantity.start_char, max(high, quantity.end_char))
    low = max(word.start - 16, _cut(line, word.start))
    for stop in _STOP.finditer(line.text, low, word.start):
        low = stop.end()
    if low > quantity.start_char:
        low = min(low, word.start)
    return line.text[low : word.end].strip(" 的在和与、"), (low, word.end)


def _words_before(line: Line, start: int) -> str:
    """The words between the last break and a sum that no measure names."""
    low = max(line.clause(start)[0], start - 16, _cut(line, start))
    words = _STOP_OR_IS.split(line.text[low:start].rstrip(" 的是为达以"))
    return words[-1].strip(" 的在和与、")


def _cut(line: Line, before: int) -> int:
    """Where a noun phrase that ends at an offset cannot reach back over: the nearest end of a name, a time, a figure, or a measure that 和 joins to it."""
    ends = _ends(line.document, line.sentence)
    at = bisect_right(ends, before)
    low = ends[at - 1] if at else line.sentence.start
    for word in within(line.measures, before - 28, before):
        if low < word.end <= before and _AND.search(line.text, word.end, before):
            low = word.end
    return low


@once
def _ends(document: Document, sentence: Sentence) -> list[int]:
    """Where the names (but places), times and figures of a sentence end, in order."""
    ends = [name.end for name in sentence.names if name.entity.entity_type != "PLACE"]
    return sorted(ends + sentence.time_ends + [quantity.end_char for quantity in sentence.quantities])


def quote_of(line: Line, figure: Figure, words: tuple[int, int], pairing_start: int | None) -> tuple[int, int]:
    """The shortest span that states the figure: from the clause of its measure to the clause of the number, at most 200 characters."""
    quantity, sentence = figure.quantity, line.sentence
    clauses = sentence.clauses
    first = figure.clause if words[0] >= quantity.start_char else sentence.clause_of(max(sentence.start, words[0]))
    last = sentence.clause_of(max(quantity.end_char - 1, min(words[1], sentence.end) - 1))
    if pairing_start is not None:
        first = min(first, sentence.clause_of(pairing_start))
    start, end = clauses[first][0], clauses[last][1]
    while first > 0 and end - start <= SHORT_CLAUSE and figure.measured == "none":
        first -= 1
        start = clauses[first][0]
    if end - start > LONGEST_QUOTE:
        start = max(start, quantity.start_char - LONGEST_QUOTE // 2)
        end = min(end, start + LONGEST_QUOTE)
    return line.document.trim(start, end)

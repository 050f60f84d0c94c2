"""From bytes to rows: the spaCy pipeline, and `read`, the one entry that the flows use."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from nlp import facts
from nlp.ids import make_id
from nlp.keywords import find_keywords
from nlp.layout import lay_out
from nlp.lexicon import load_gazetteer
from nlp.model import Article, CleanText, Entity, Issue, Layout, Mention, Reading, Source
from nlp.names import Name, find_names, load_recogniser, split_sentences, split_words
from nlp.quantities import find_quantities, is_vague
from nlp.spans import SpanMap
from nlp.text import clean
from nlp.times import find_times, find_vague

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_HAN = re.compile(r"[一-鿿]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd]")
_UNREAD = re.compile(r"[^\n]")
_NO_LETTER = re.compile(r"[\W_]+")
_FISCAL = re.compile(r"财年|财政年|会计年|FY|fiscal", re.IGNORECASE)
NORMALISER = "1"  # of content ids: letters, digits and Han of the body, Simplified, lower case


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """What changes how an article is read; part of the fingerprint."""

    recogniser: str = "lac"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text with its layout, as the pipeline's components share it: `masked` is the text with everything but title and body blanked."""

    text: str
    lang: str
    layout: Layout
    masked: str
    regions: tuple[tuple[int, int], ...]


def prepare(text: str, lang: str, layout: Layout) -> Prepared:
    """The regions that are read, and the text with all else blanked, length kept."""
    regions = tuple((p.start, p.end) for p in layout.paragraphs if p.role in ("title", "body"))
    parts, at = [], 0
    for start, end in regions:
        parts += [_UNREAD.sub(" ", text[at:start]), text[start:end]]
        at = end
    parts.append(_UNREAD.sub(" ", text[at:]))
    return Prepared(text, lang, layout, "".join(parts), regions)


class Segmenter:
    """spaCy's tokenizer here: jieba's words refined by the ends of names, so that every entity lies on tokens."""

    def __init__(self, vocab: Vocab, settings: ReadSettings) -> None:
        self.vocab = vocab
        self.settings = settings

    def __call__(self, text: str) -> Doc:
        """A Doc of plain text; its layout is worked out as if it were an article."""
        identity = CleanText(text, text, SpanMap.identity(len(text)), (), guess_language(text), "utf-8")
        return self.segment(prepare(text, identity.lang, lay_out(identity, Source("-"))))

    def segment(self, prepared: Prepared) -> Doc:
        from spacy.tokens import Doc

        pieces = split_words(prepared.text)
        names = find_names(prepared.text, prepared.regions, load_recogniser(self.settings.recogniser), pieces)
        cuts = sorted({name.start for name in names} | {name.end for name in names})
        words: list[str] = []
        spaces: list[bool] = []
        for start, end in pieces:
            at = start
            for cut in cuts[bisect_right(cuts, start) : bisect_left(cuts, end)] if end - start > 1 else ():
                words.append(prepared.text[at:cut])
                spaces.append(False)
                at = cut
            piece = prepared.text[at:end]
            if piece == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            else:
                words.append(piece)
                spaces.append(False)
        doc = Doc(self.vocab, words=words, spaces=spaces)
        doc._.prepared = prepared
        doc._.names = tuple(names)
        doc._.words = tuple(words)
        return doc

    def to_bytes(self, **kwargs: object) -> bytes:
        return b""

    def from_bytes(self, data: bytes, **kwargs: object) -> Segmenter:
        return self


def guess_language(text: str) -> str:
    """zh-Hans where there is a Han character, else en; `nlp.text.clean` knows better for raw bytes."""
    return "zh-Hans" if any("一" <= ch <= "鿿" for ch in text) else "en"


@cache
def _register() -> None:
    """Tell spaCy the components and extensions, once a process."""
    from spacy.language import Language
    from spacy.tokens import Doc

    for name in ("prepared", "names", "words", "times", "vague", "quantities", "document", "metrics", "events"):
        Doc.set_extension(name, default=None, force=True)
    Language.component("zhishi_names", func=set_names, assigns=["doc.ents", "token.ent_type"])
    Language.component("zhishi_times", func=set_times, assigns=["doc._.times"])
    Language.component("zhishi_quantities", func=set_quantities, assigns=["doc._.quantities"])
    Language.component("zhishi_facts", func=set_facts, requires=["doc.ents", "doc._.times", "doc._.quantities"], assigns=["doc._.metrics", "doc._.events"])


def set_names(doc: Doc) -> Doc:
    """Component: the names found while segmenting become doc.ents, with the entity's id as kb_id."""
    spans = [doc.char_span(name.start, name.end, label=name.entity.entity_type, kb_id=name.entity.entity_id) for name in doc._.names]
    doc.ents = [span for span in spans if span is not None]
    return doc


def set_times(doc: Doc) -> Doc:
    """Component: doc._.times and doc._.vague hold the findings, doc.spans["times"] the tokens that cover them."""
    prepared: Prepared = doc._.prepared
    written_on, grain = prepared.layout.written_on, prepared.layout.written_grain or "day"
    doc._.times = tuple(find_times(prepared.masked, written_on, grain, fiscal_year_end=fiscal_year_end(doc._.names)))
    doc._.vague = tuple(find_vague(prepared.masked, written_on, grain))
    spans = [doc.char_span(t.start_char, t.end_char, label="TIME", alignment_mode="expand") for t in doc._.times]
    doc.spans["times"] = [span for span in spans if span is not None]
    return doc


def fiscal_year_end(names: Sequence[Name]) -> int | None:
    """The month in which the fiscal year of the article's company ends: of the listed company named most often; None for the calendar year."""
    entries = load_gazetteer().entries
    counts = Counter(name.entity.entity_id for name in names if name.entity.entity_type == "ORG")
    top = max(counts, key=lambda key: (counts[key], key), default=None)
    return entries[top].fiscal_year_end if top in entries else None


def set_quantities(doc: Doc) -> Doc:
    """Component: doc._.quantities holds the findings, doc.spans["quantities"] the tokens that cover them."""
    prepared: Prepared = doc._.prepared
    doc._.quantities = tuple(find_quantities(prepared.masked, prepared.layout.home))
    spans = [doc.char_span(q.start_char, q.end_char, label="QUANTITY", alignment_mode="expand") for q in doc._.quantities]
    doc.spans["quantities"] = [span for span in spans if span is not None]
    return doc


def set_facts(doc: Doc) -> Doc:
    """Component: doc._.metrics and doc._.events, as (finding, how often it is said)."""
    prepared: Prepared = doc._.prepared
    doc._.document = facts.build_document(prepared.text, prepared.lang, prepared.layout, doc._.names, doc._.times, doc._.vague, doc._.quantities)
    doc._.metrics = facts.merge_metrics(facts.find_metrics(doc._.document))
    doc._.events = facts.merge_events(facts.find_events(doc._.document))
    return doc


def build(settings: ReadSettings | None = None) -> Language:
    """The pipeline: doc.ents, doc.spans["times"], doc.spans["quantities"], doc._.metrics, doc._.events.

    Raises ValueError when a component's needs are not met by those before it.
    """
    import spacy

    _register()
    language = spacy.blank("xx")
    language.max_length = 10**9  # memory is bounded by the sentences, not by the text
    language.tokenizer = Segmenter(language.vocab, settings or ReadSettings())
    for name in ("zhishi_names", "zhishi_times", "zhishi_quantities", "zhishi_facts"):
        language.add_pipe(name)
    problems = (language.analyze_pipes(keys=["requires"]) or {}).get("problems", {})
    missing = {name: needs for name, needs in problems.items() if needs}
    if missing:
        raise ValueError(f"components lack what they need: {missing}")
    return language


@cache
def shared_pipeline(settings: ReadSettings) -> Language:
    """The pipeline of this process, built on first use."""
    return build(settings)


def read(raw: bytes, source: Source, settings: ReadSettings | None = None) -> Reading:
    """All rows that one article asserts; the same bytes and source give the same rows.

    >>> reading = read("2018-06-15\\n微博月活跃用户达4.11亿。".encode(), Source("a.txt"), ReadSettings(recogniser="none"))
    >>> [(m.metric, str(m.value), m.unit) for m in reading.metrics]
    [('mau', '411000000.000000', '人')]
    """
    settings = settings or ReadSettings()
    cleaned = clean(raw)
    layout = lay_out(cleaned, source)
    article_id = f"a_{hashlib.sha256(raw).hexdigest()[:16]}"
    prepared = prepare(cleaned.text, cleaned.lang, layout)
    body = _normalised_body(prepared)
    if not body or is_noise(cleaned):
        body = ""
        return Reading(_article(raw, source, article_id, cleaned, prepared, body, ()), issues=(_empty_issue(cleaned),))
    language = shared_pipeline(settings)
    segmenter = language.tokenizer
    assert isinstance(segmenter, Segmenter)  # build() put it there
    doc = language(segmenter.segment(prepared))
    context = facts.Context(article_id, cleaned, layout)
    pairs = [(found, row) for found, n in doc._.metrics if (row := facts.metric_row(context, found, n))]
    metrics = {row.metric_id: row for _, row in pairs}
    events = {row.event_id: row for event, n in doc._.events for row in [facts.event_row(context, event, n, pairs)]}
    mentions = {m.mention_id: m for m in _mentions(context, prepared, doc._.names)}
    return Reading(
        article=_article(raw, source, article_id, cleaned, prepared, body, find_keywords(doc._.words)),
        entities=tuple(_with_parents(name.entity for name in doc._.names)),
        mentions=tuple(sorted(mentions.values(), key=lambda m: (m.raw_start, m.raw_end, m.entity_type))),
        metrics=tuple(sorted(metrics.values(), key=lambda m: (m.raw_start, m.metric_id))),
        events=tuple(sorted(events.values(), key=lambda e: (e.raw_start, e.event_id))),
        issues=tuple(_issues(context, doc, [found for found, _ in pairs])),
        body=body,
    )


def _normalised_body(prepared: Prepared) -> str:
    texts = [prepared.text[p.start : p.end] for p in prepared.layout.paragraphs if p.role == "body" and p.repeat_of is None]
    return _NO_LETTER.sub("", "".join(texts).lower())


def _article(raw: bytes, source: Source, article_id: str, cleaned: CleanText, prepared: Prepared, body: str, keywords: Sequence[str]) -> Article:
    layout = prepared.layout
    digest = hashlib.sha256(f"{NORMALISER}\x1f{body}".encode()).hexdigest()[:16] if body else article_id[2:]
    read_chars = sum(end - start for start, end in prepared.regions)
    written = layout.written_on
    return Article(
        article_id=article_id,
        content_id=f"c_{digest}",
        raw_path=source.raw_path,
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        raw_encoding=cleaned.raw_encoding,
        raw_chars=len(cleaned.raw),
        clean_chars=len(cleaned.text),
        boilerplate_chars=max(0, len(cleaned.text.strip()) - read_chars),
        lossy_chars=cleaned.lossy_chars,
        lang=cleaned.lang,
        title=layout.title,
        source=layout.source,
        author=layout.author,
        url=layout.url or source.url,
        published=layout.published,
        published_basis=layout.published_basis if layout.published else None,
        doc_date=written,
        doc_date_grain=layout.written_grain if written else None,
        doc_date_basis=layout.written_basis if written else None,
        doc_year=written.year if isinstance(written, dt.date) else None,
        keywords=tuple(keywords),
        repairs=tuple(dict.fromkeys(step.name for step in cleaned.steps)),
        status="ok" if body else "empty",
    )


def _with_parents(entities: object) -> list[Entity]:
    entries = load_gazetteer().entries
    known: dict[str, Entity] = {}
    todo = list(entities)  # type: ignore[call-overload]
    while todo:
        entity = todo.pop()
        if entity.entity_id not in known:
            known[entity.entity_id] = entity
            if entity.parent_id in entries:
                todo.append(entries[entity.parent_id].entity)
    return facts.distinct_entities(known.values())


def _mentions(context: facts.Context, prepared: Prepared, names: Sequence[Name]) -> list[Mention]:
    rows: list[Mention] = []
    at = 0
    for number, paragraph in enumerate(prepared.layout.paragraphs):
        if paragraph.role not in ("title", "body"):
            continue
        ends = [end for _, end in split_sentences(prepared.text, paragraph.start, paragraph.end)]
        while at < len(names) and names[at].start < paragraph.end:
            name = names[at]
            at += 1
            place = context.clean.spans.to_before(name.start, name.end)
            if place.alignment == "none":
                continue
            entity = name.entity
            rows.append(
                Mention(
                    mention_id=make_id("m", context.article_id, place.start, place.end, entity.entity_type),
                    article_id=context.article_id,
                    entity_id=entity.entity_id,
                    entity_type=entity.entity_type,
                    surface=prepared.text[name.start : name.end],
                    surface_raw=context.clean.raw[place.start : place.end],
                    raw_start=place.start,
                    raw_end=place.end,
                    para=number,
                    sent=min(bisect_right(ends, name.start), len(ends) - 1),
                    in_title=paragraph.role == "title",
                    in_repeat=paragraph.repeat_of is not None,
                    alignment=place.alignment,
                    extractor=name.extractor,
                    confidence=name.confidence,
                )
            )
    return rows


def is_noise(cleaned: CleanText) -> bool:
    """Whether bytes are no text at all: no language and no Han character, or one character in ten a control character or lost.

    >>> is_noise(clean(bytes(range(256)) * 4)), is_noise(clean("微博上线".encode()))
    (True, False)
    """
    if cleaned.lang == "und" and not _HAN.search(cleaned.text):
        return True
    return 10 * len(_CONTROL.findall(cleaned.raw)) > len(cleaned.raw)


def _empty_issue(cleaned: CleanText) -> Issue:
    if not cleaned.text.strip():
        return Issue("layout", "warning", "N001", "the file holds no text")
    if is_noise(cleaned):
        return Issue("text", "warning", "N002", "the bytes are no text")
    return Issue("layout", "warning", "N001", "there is no article text")


def _issues(context: facts.Context, doc: Doc, kept: Sequence[facts.Found]) -> list[Issue]:
    """What one article leaves open: one issue a code, with how often and where it stands first."""
    cleaned, layout = context.clean, context.layout
    issues = []
    if cleaned.lossy_chars:
        issues.append(Issue("text", "info", "N010", "characters could not be recovered", cleaned.lossy_chars))
    if layout.written_on is None:
        issues.append(Issue("layout", "info", "N011", "the time of writing cannot be told; relative times stay open"))
    fiscal = [t.start_char for t in doc._.times if _FISCAL.search(t.text)]
    if fiscal and fiscal_year_end(doc._.names) is None:
        issues.append(_at(cleaned, "N012", "a fiscal year whose end the lexicon does not know was read as the calendar year", fiscal))
    used = {found.figure.quantity.start_char for found in kept}
    vague = [q.start_char for q in doc._.quantities if is_vague(q)]
    rest = [q.start_char for q in doc._.quantities if q.start_char not in used and not is_vague(q)]
    lost = [found.figure.quantity.start_char for found, _ in doc._.metrics if found.figure.quantity.start_char not in used]
    left_out = {
        "N020": ("figures without a value, such as 数十亿; no row is made of them", vague),
        "N021": ("quantities that measure nothing, or say a figure again", rest),
        "N022": ("figures too large for the table, or ranges that run backwards", lost),
    }
    for code, (message, starts) in left_out.items():
        if starts:
            issues.append(_at(cleaned, code, message, starts))
    return issues


def _at(cleaned: CleanText, code: str, message: str, starts: Sequence[int]) -> Issue:
    """An issue of the facts at the first of its places."""
    place = cleaned.spans.to_before(starts[0], starts[0] + 1)
    return Issue("facts", "warning" if code == "N022" else "info", code, message, len(starts), place.start, place.end)

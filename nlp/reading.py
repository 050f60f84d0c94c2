"""From the bytes of an article to the rows that it asserts: `read`, the one entry that the flows use."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from bisect import bisect_right
from collections.abc import Sequence

from nlp import facts
from nlp.analysis import Facts, Prepared, ReadSettings, Spans, find_facts, find_spans, fiscal_year_end, prepare
from nlp.ids import article_id, make_id
from nlp.keywords import find_keywords
from nlp.layout import lay_out
from nlp.lexicon import load_gazetteer
from nlp.model import Article, CleanText, Entity, Issue, Mention, Reading, Source
from nlp.names import Name, split_sentences
from nlp.quantities import is_vague
from nlp.text import clean

_HAN = re.compile(r"[一-鿿]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd]")
_NO_LETTER = re.compile(r"[\W_]+")
_FISCAL = re.compile(r"财年|财政年|会计年|FY|fiscal", re.IGNORECASE)
NORMALISER = "1"  # of content ids: letters, digits and Han of the body, Simplified, lower case


def read(raw: bytes, source: Source, settings: ReadSettings | None = None) -> Reading:
    """All rows that one article asserts; the same bytes and source give the same rows.

    >>> reading = read("2018-06-15\\n微博月活跃用户达4.11亿。".encode(), Source("a.txt"), ReadSettings(recogniser="none"))
    >>> [(m.metric, str(m.value), m.unit) for m in reading.metrics]
    [('mau', '411000000.000000', '人')]
    """
    settings = settings or ReadSettings()
    cleaned = clean(raw)
    layout = lay_out(cleaned, source)
    raw_sha256 = hashlib.sha256(raw).hexdigest()
    prepared = prepare(cleaned.text, cleaned.lang, layout)
    body = _normalised_body(prepared)
    if not body or is_noise(cleaned):
        body = ""
        return Reading(_article(raw_sha256, source, cleaned, prepared, body, ()), issues=(_empty_issue(cleaned),))
    spans = find_spans(prepared, settings)
    told = find_facts(prepared, spans)
    context = facts.Context(article_id(raw_sha256), cleaned, layout)
    pairs = [(found, row) for found, n in told.metrics if (row := facts.metric_row(context, found, n))]
    metrics = {row.metric_id: row for _, row in pairs}
    amounts = facts.list_amounts(pairs)
    events = {row.event_id: row for event, n in told.events for row in [facts.event_row(context, event, n, amounts)]}
    mentions = {m.mention_id: m for m in _mentions(context, prepared, spans.names)}
    keywords = find_keywords([prepared.text[start:end] for start, end in spans.words if end - start > 1])
    return Reading(
        article=_article(raw_sha256, source, cleaned, prepared, body, keywords),
        entities=tuple(_with_parents(name.entity for name in spans.names)),
        mentions=tuple(sorted(mentions.values(), key=lambda m: (m.raw_start, m.raw_end, m.entity_type))),
        metrics=tuple(sorted(metrics.values(), key=lambda m: (m.raw_start, m.metric_id))),
        events=tuple(sorted(events.values(), key=lambda e: (e.raw_start, e.event_id))),
        issues=tuple(_issues(context, spans, told, [found for found, _ in pairs])),
        body=body,
    )


def _normalised_body(prepared: Prepared) -> str:
    texts = [prepared.text[p.start : p.end] for p in prepared.layout.paragraphs if p.role == "body" and p.repeat_of is None]
    return _NO_LETTER.sub("", "".join(texts).lower())


def _article(raw_sha256: str, source: Source, cleaned: CleanText, prepared: Prepared, body: str, keywords: Sequence[str]) -> Article:
    layout = prepared.layout
    digest = hashlib.sha256(f"{NORMALISER}\x1f{body}".encode()).hexdigest() if body else raw_sha256
    read_chars = sum(end - start for start, end in prepared.regions)
    written = layout.written_on
    return Article(
        article_id=article_id(raw_sha256),
        content_id=f"c_{digest[:16]}",
        raw_path=source.raw_path,
        raw_sha256=raw_sha256,
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
        if paragraph.role not in ("title", "body") or at == len(names) or names[at].start >= paragraph.end:
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


def _issues(context: facts.Context, spans: Spans, told: Facts, kept: Sequence[facts.Found]) -> list[Issue]:
    """What one article leaves open: one issue a code, with how often and where it stands first."""
    cleaned, layout = context.clean, context.layout
    issues = []
    if cleaned.lossy_chars:
        issues.append(Issue("text", "info", "N010", "characters could not be recovered", cleaned.lossy_chars))
    if layout.written_on is None:
        issues.append(Issue("layout", "info", "N011", "the time of writing cannot be told; relative times stay open"))
    fiscal = [t.start_char for t in spans.times if _FISCAL.search(t.text)]
    if fiscal and fiscal_year_end(spans.names) is None:
        issues.append(_at(cleaned, "N012", "a fiscal year whose end the lexicon does not know was read as the calendar year", fiscal))
    used = {found.figure.quantity.start_char for found in kept}
    vague = [q.start_char for q in spans.quantities if is_vague(q)]
    rest = [q.start_char for q in spans.quantities if q.start_char not in used and not is_vague(q)]
    lost = [found.figure.quantity.start_char for found, _ in told.metrics if found.figure.quantity.start_char not in used]
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

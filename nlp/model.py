"""The frozen records that pass between rooms. Offsets are code points; spans are half-open; dates inclusive.

The row records carry the column names of the tables; None is "the text does not say".
"""

from __future__ import annotations

import datetime as dt
from dataclasses import field
from decimal import Decimal
from typing import Literal

from nlp.ids import article_id
from nlp.records import record
from nlp.spans import Edit, SpanMap

Basis = Literal["explicit", "relative", "inferred"]
Grain = Literal["day", "month", "quarter", "half", "year", "span"]
Bound = Literal["=", "~", ">", ">=", "<", "<=", "range"]
Modality = Literal["asserted", "planned", "rumoured", "denied"]
Role = Literal["title", "byline", "body", "furniture"]


@record
class Source:
    """What is known of an article besides its bytes; only `raw_path` is required."""

    raw_path: str
    url: str | None = None
    title: str | None = None
    published: dt.date | None = None
    source: str | None = None


@record
class RepairStep:
    """One named step from raw to clean text: edits of the text that the step before left."""

    name: str
    edits: tuple[Edit, ...]


@record
class Page:
    """What an HTML page says of itself outside its body; `body` are spans of the clean text that hold the article proper."""

    title: str | None = None
    published: dt.date | None = None
    source: str | None = None
    author: str | None = None
    url: str | None = None
    body: tuple[tuple[int, int], ...] = ()


@record
class CleanText:
    """Text as its author wrote it, in Simplified characters, with the way back to the decoded raw text.

    `spans` maps clean offsets to offsets in `raw`, the decoded bytes; `lossy_chars` counts characters that could not be recovered;
    `mended` are clean spans beside which a repair lost or restored characters (figures there are flagged).
    """

    text: str
    raw: str
    spans: SpanMap
    steps: tuple[RepairStep, ...]
    lang: str
    raw_encoding: str
    lossy_chars: int = 0
    page: Page | None = None
    mended: tuple[tuple[int, int], ...] = ()


@record
class Paragraph:
    """One line of the clean text with its part in the article; `repeat_of` is the index of the paragraph that it says again."""

    start: int
    end: int
    role: Role
    repeat_of: int | None = None


@record
class Layout:
    """How an article is laid out, who posted it when, and when it was written.

    `written_on` is the first day of the time of writing at `written_grain` (day, month or year); None where it cannot be told.
    `home` is the market the article writes for: cn, tw, hk, or None; it decides a bare 元 and 兆.
    """

    paragraphs: tuple[Paragraph, ...]
    title: str | None = None
    title_span: tuple[int, int] | None = None
    source: str | None = None
    author: str | None = None
    url: str | None = None
    published: dt.date | None = None
    published_basis: Basis | None = None
    written_on: dt.date | None = None
    written_grain: Grain | None = None
    written_basis: Basis | None = None
    home: str | None = None


@record
class Time:
    """One time expression, resolved. `start` and `end` are inclusive days, None on an open side, both None where vague or a bare duration.

    kind: point, range, duration, vague.  sense: at, to_date (截至…, 今年以来), since (自…起), until (直到…).
    `duration` is ISO 8601 (P3Y) for a bare duration, else None.
    """

    start_char: int
    end_char: int
    start: dt.date | None
    end: dt.date | None
    grain: Grain | None
    basis: Basis | None
    duration: str | None = None
    kind: str = "point"
    sense: str = "at"
    text: str = ""
    forward: bool = False  # looks ahead of the time of writing (未来三年)


@record
class Quantity:
    """One figure: value in base units (187亿元 -> 18700000000 CNY), bound, and how its unit is known.

    `number` is the half-open span of the figure and its scale without bound words and unit; `scale_exp` is the power of ten of the last
    written digit (4.11亿 -> 6). `unit_text` is the unit as written. `value` of a rate keeps the sign that is written, not the verb's.
    `ordinal` marks 第N figures, which only ranks may use. `group` numbers coordinated figures that share a unit (108和187亿).
    """

    start_char: int
    end_char: int
    value: Decimal
    value_max: Decimal | None
    unit: str | None
    bound: Bound
    scale_exp: int | None = None
    unit_basis: Literal["explicit", "shared", "inferred"] = "explicit"
    unit_text: str = ""
    number: tuple[int, int] = (0, 0)
    text: str = ""
    ordinal: bool = False
    group: int | None = None


@record
class Entity:
    """A named thing: an entry of the lexicon, or a name met in an article (origin model or rule)."""

    entity_id: str
    name: str
    name_en: str | None
    entity_type: str
    aliases: tuple[str, ...] = ()
    parent_id: str | None = None
    wikidata_id: str | None = None
    ticker: str | None = None
    origin: Literal["lexicon", "model", "rule"] = "lexicon"


@record
class Mention:
    """A row of `mentions`, and the clean span it came from (`start`, `end`)."""

    mention_id: str
    article_id: str
    entity_id: str | None
    entity_type: str
    surface: str
    surface_raw: str
    raw_start: int
    raw_end: int
    para: int
    sent: int
    in_title: bool
    in_repeat: bool
    alignment: str
    extractor: str
    confidence: float


@record
class Metric:
    """A row of `metrics`, made from the article alone (the seen columns are the store's)."""

    metric_id: str
    fact_id: str
    slot_id: str
    article_id: str
    subject_id: str | None
    subject_text: str | None
    metric: str
    dimension: str | None
    metric_text: str
    kind: str
    value: Decimal
    value_max: Decimal | None
    value_lo: Decimal | None
    value_hi: Decimal | None
    scale_exp: int | None
    unit: str
    unit_basis: str
    bound: Bound
    value_text: str
    period: str | None
    period_start: dt.date | None
    period_end: dt.date | None
    period_grain: Grain | None
    period_kind: str | None
    time_text: str | None
    time_basis: Basis | None
    time_anchor: dt.date | None
    base_period: str | None
    said_by_id: str | None
    said_by_text: str | None
    modality: Modality
    quote: str
    raw_start: int
    raw_end: int
    n_mentions: int
    extractor: str
    confidence: float


@record
class EventRole:
    """A row of `event_roles`."""

    event_id: str
    role: str
    ord: int
    entity_id: str | None
    filler_text: str
    raw_start: int | None
    raw_end: int | None


@record
class Event:
    """A row of `events`, made from the article alone; fact_id and slot_id come when the corpus is reduced."""

    event_id: str
    article_id: str
    event_type: str
    trigger: str | None
    trigger_start: int | None
    participants: tuple[str, ...]
    amount_metric_id: str | None
    disclosed: dt.date | None
    period: str
    period_start: dt.date
    period_end: dt.date
    period_grain: Grain
    period_kind: str
    time_text: str | None
    time_basis: Basis
    time_anchor: dt.date | None
    modality: Modality
    said_by_id: str | None
    said_by_text: str | None
    quote: str
    raw_start: int
    raw_end: int
    n_mentions: int
    extractor: str
    confidence: float
    roles: tuple[EventRole, ...] = ()


@record
class Issue:
    """A row of `issues` before the run gives it its id: what could not be read, where, and how often."""

    stage: str
    level: Literal["info", "warning", "error"]
    code: str
    message: str
    n: int = 1
    raw_start: int | None = None
    raw_end: int | None = None
    transient: bool = False


@record
class Article:
    """A row of `articles` as far as one article knows it (dup_of and also_paths come from the corpus)."""

    article_id: str
    content_id: str
    raw_path: str
    raw_sha256: str
    raw_encoding: str
    raw_chars: int
    clean_chars: int
    boilerplate_chars: int
    lossy_chars: int
    lang: str
    title: str | None
    source: str | None
    author: str | None
    url: str | None
    published: dt.date | None
    published_basis: Basis | None
    doc_date: dt.date | None
    doc_date_grain: Grain | None
    doc_date_basis: Basis | None
    doc_year: int | None
    keywords: tuple[str, ...]
    repairs: tuple[str, ...]
    status: Literal["ok", "empty", "failed"]

    @classmethod
    def unread(cls, raw_path: str, raw_sha256: str, raw_chars: int) -> Article:
        """The row of an article that could not be read: its bytes are known, and nothing else."""
        return cls(
            article_id=article_id(raw_sha256),
            content_id=f"c_{raw_sha256[:16]}",
            raw_path=raw_path,
            raw_sha256=raw_sha256,
            raw_encoding="utf-8",
            raw_chars=raw_chars,
            clean_chars=0,
            boilerplate_chars=0,
            lossy_chars=0,
            lang="und",
            title=None,
            source=None,
            author=None,
            url=None,
            published=None,
            published_basis=None,
            doc_date=None,
            doc_date_grain=None,
            doc_date_basis=None,
            doc_year=None,
            keywords=(),
            repairs=(),
            status="failed",
        )


@record
class Reading:
    """All rows that ONE article asserts; deterministic and picklable. `body` is the normalised body, for finding re-posts."""

    article: Article
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    metrics: tuple[Metric, ...] = ()
    events: tuple[Event, ...] = ()
    issues: tuple[Issue, ...] = ()
    body: str = field(default="", repr=False)

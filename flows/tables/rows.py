"""Readings as rows of the store: checked one by one, then column by column into Arrow."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any

import pyarrow as pa

from flows.tables.declare import Table, enums, tables
from flows.tables.stories import sketch_bodies
from nlp.ids import make_id
from nlp.model import Article, Issue, Reading, Source

STEP = Decimal("0.000001")
LARGEST = Decimal(10) ** 22
INTEGERS = {"int": 2**31 - 1, "small": 2**15 - 1, "tiny": 2**7 - 1}
COMPUTED = {  # columns that the corpus or the store gives, not the article
    "articles": ("dup_of", "also_paths"),
    "entities": ("n_articles", "n_mentions", "n_facts", "first_date", "last_date", "related"),
    "mentions": (),
    "metrics": ("first_seen_run", "last_seen_run"),
    "events": ("fact_id", "slot_id", "subject_id", "first_seen_run", "last_seen_run"),
    "event_roles": (),
    "issues": ("issue_id", "article_id"),
}


@cache
def own_columns(table: str) -> tuple[str, ...]:
    """The columns of a table that a reading fills by itself.

    >>> own_columns("event_roles")[:2]
    ('event_id', 'role')
    """
    return tuple(name for name in tables()[table].names if name not in COMPUTED[table])


def settle(reading: Reading) -> Reading:
    """The reading as the store may keep it: one whose rows contradict themselves is set aside as failed, with an issue that says why.

    Issues are merged to one a code. Nothing is raised: one bad article must not stop the others.
    """
    reading = replace(reading, article=_well_formed(reading.article), issues=merge_issues(reading.issues))
    wrong = next(find_faults(reading), None)
    if wrong is None:
        return reading
    fault = Issue("store", "error", "K001", f"the rows of the article contradict themselves: {wrong}"[:300])
    issues = tuple(issue for issue in reading.issues if not list(_faults_of_row(tables()["issues"], own_columns("issues"), issue)))
    sound = not list(_faults_of_row(tables()["articles"], own_columns("articles"), reading.article))
    known = reading.article
    article = replace(known, status="failed") if sound else Article.unread(known.raw_path, known.raw_sha256, known.raw_chars)
    return Reading(article=article, issues=merge_issues((fault, *issues)))


def merge_issues(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """One issue a code, in the order of codes: counts added, the first place kept."""
    merged: dict[str, Issue] = {}
    for issue in issues:
        former = merged.get(issue.code)
        if former is None:
            merged[issue.code] = replace(issue, message=_text(issue.message))
        else:
            merged[issue.code] = replace(former, n=former.n + issue.n, transient=former.transient or issue.transient)
    return tuple(merged[code] for code in sorted(merged))


def find_faults(reading: Reading) -> Iterator[str]:
    """What makes a reading unfit for the tables: broken ids, spans outside the file, words outside a vocabulary, figures that overflow."""
    article = reading.article
    entities = {entity.entity_id for entity in reading.entities}
    metrics = {metric.metric_id for metric in reading.metrics}
    roles = [role for event in reading.events for role in event.roles]
    groups: dict[str, Sequence[Any]] = {
        "articles": (article,),
        "entities": reading.entities,
        "mentions": reading.mentions,
        "metrics": reading.metrics,
        "events": reading.events,
        "event_roles": roles,
        "issues": reading.issues,
    }
    for name, rows in groups.items():
        table, columns = tables()[name], own_columns(name)
        keys = [tuple(getattr(row, part) for part in table.key) for row in rows] if name != "issues" else []
        if len(set(keys)) < len(keys):
            yield f"{name} has a key twice"
        for row in rows:
            yield from _faults_of_row(table, columns, row)
            if name in ("mentions", "metrics", "events"):
                if row.article_id != article.article_id:
                    yield f"{name} has a row of another article, {row.article_id}"
                if not 0 <= row.raw_start < row.raw_end <= article.raw_chars:
                    yield f"{name} has a span {row.raw_start}:{row.raw_end} outside a file of {article.raw_chars} characters"
            for part in ("entity_id", "subject_id", "said_by_id"):
                if name != "entities" and getattr(row, part, None) is not None and getattr(row, part) not in entities:
                    yield f"{name}.{part} names {getattr(row, part)}, which the reading does not describe"
    for event in reading.events:
        if event.amount_metric_id is not None and event.amount_metric_id not in metrics:
            yield f"event {event.event_id} points at the figure {event.amount_metric_id}, which is not there"
        if any(role.event_id != event.event_id for role in event.roles):
            yield f"event {event.event_id} has roles of another event"
        if not entities.issuperset(event.participants):
            yield f"event {event.event_id} has participants that the reading does not describe"
        if event.period_end < event.period_start:
            yield f"event {event.event_id} ends before it starts"
    for metric in reading.metrics:
        yield from _faults_of_metric(metric)


def _faults_of_metric(metric: Any) -> Iterator[str]:
    name = f"metric {metric.metric_id}"
    if metric.subject_id is None and metric.subject_text is None:
        yield f"{name} has no subject"
    if (metric.bound == "range") != (metric.value_max is not None) or (metric.value_max is not None and metric.value_max <= metric.value):
        yield f"{name} has bound {metric.bound} with value_max {metric.value_max}"
    if metric.value_lo is not None and metric.value_hi is not None and metric.value_lo > metric.value_hi:
        yield f"{name} has value_lo above value_hi"
    period = (metric.period, metric.period_start, metric.period_end, metric.time_basis)
    if len({part is None for part in period}) > 1:
        yield f"{name} has half a period"
    elif metric.period is not None and metric.period_end < metric.period_start:
        yield f"{name} ends before it starts"


@cache
def _checks(table: str, columns: tuple[str, ...]) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[tuple[str, str, bool, Container[str] | None], ...]]:
    """How to get the columns of a row, and what is asked of each: its name, type, whether it may be empty, its vocabulary."""
    chosen = [tables()[table][name] for name in columns]
    return attrgetter(*columns), tuple((c.name, c.type, c.required, None if c.enum is None else enums()[c.enum]) for c in chosen)


def _faults_of_row(table: Table, columns: tuple[str, ...], row: Any) -> Iterator[str]:
    get, checks = _checks(table.name, columns)
    for value, (name, kind, required, words) in zip(get(row), checks, strict=True):
        if value is None:
            wrong = "is empty" if required else None
        elif words is not None:
            wrong = None if value in words else f"is {value!r}"
        else:
            wrong = _fault_of_value(name, kind, value)
        if wrong is not None:
            yield f"{table.name}.{name} {wrong}"


def _fault_of_value(name: str, kind: str, value: Any) -> str | None:
    if kind in TEXTS:
        sound = _is_well_formed(value) if isinstance(value, str) else all(map(_is_well_formed, value))
        return None if sound else "holds characters that are none"
    if kind in INTEGERS:
        sound = isinstance(value, int) and (abs(value) <= INTEGERS[kind] or name in CAPPED)
        return None if sound else f"is {value}"
    if kind == "decimal":
        sound = isinstance(value, Decimal) and value.is_finite() and abs(value) < LARGEST and value == value.quantize(STEP)
        return None if sound else f"is {value}, not a figure of six places below 1e22"
    if kind == "date":
        return None if isinstance(value, dt.date) and not isinstance(value, dt.datetime) else f"is {value!r}, not a day"
    if name == "confidence":
        return None if 0 <= value <= 1 else f"is {value}"
    return None


TEXTS = frozenset(("text", "word", "texts", "words"))
CAPPED = ("para", "sent", "n_mentions", "n")  # counters that may stop at the largest number their type holds


def arrow_rows(table: str, rows: Sequence[tuple[int, Any]], extra: dict[str, pa.Array] | None = None) -> pa.Table:
    """Rows as (document number, record) in columns of the store: doc_no, the article's own columns, then `extra`."""
    arrays: dict[str, pa.Array] = {"doc_no": pa.array([number for number, _ in rows], pa.int64())}
    for column in (tables()[table][name] for name in own_columns(table)):
        values = [getattr(row, column.name) for _, row in rows]
        if column.name in CAPPED:
            values = [min(value, INTEGERS[column.type]) for value in values]
        arrays[column.name] = pa.array(values, pa.string() if column.enum else column.arrow)
    return pa.table({**arrays, **(extra or {})})


def issue_ids(rows: Sequence[tuple[str, Issue]]) -> list[str]:
    """Ids of (article_id, issue): they depend on article and code, so that the same issue keeps its id."""
    return [make_id("i", article_id, issue.code) for article_id, issue in rows]


def index_rows(part: str, index: list[tuple[str, int, int]]) -> pa.Table:
    """Rows of raw_index for a part."""
    return pa.table(
        {
            "article_id": pa.array([name for name, _, _ in index], pa.string()),
            "part": pa.array([part] * len(index), pa.string()),
            "first_byte": pa.array([at for _, at, _ in index], pa.int64()),
            "length": pa.array([length for _, _, length in index], pa.int64()),
        }
    )


def body_rows(rows: Sequence[tuple[int, str]]) -> pa.Table:
    """Rows of bodies, with their signatures."""
    return pa.table(
        {
            "doc_no": pa.array([number for number, _ in rows], pa.int64()),
            "body": pa.array([body for _, body in rows], pa.string()),
            "sketch": pa.array(sketch_bodies([body for _, body in rows]), pa.binary()),
        }
    )


def hints(source: Source | None) -> str | None:
    """What was known of an article besides its bytes, as JSON; None where nothing was."""
    if source is None:
        return None
    known = {name: value for name, value in asdict(source).items() if name != "raw_path" and value is not None}
    return json.dumps(known, ensure_ascii=False, default=str, sort_keys=True) if known else None


def _well_formed(article: Article) -> Article:
    path = article.raw_path
    return article if _is_well_formed(path) else replace(article, raw_path=_text(path))


def _text(value: str) -> str:
    return value if _is_well_formed(value) else value.encode("utf-8", "backslashreplace").decode("utf-8")


def _is_well_formed(value: str) -> bool:
    if value.isascii():
        return True
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True

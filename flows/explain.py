"""Where a row comes from: from the published row back over the sentence and the repair steps to the raw bytes that were kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.queries import as_text, connect, published
from flows.tables.raw import find_raw

if TYPE_CHECKING:
    from nlp.model import CleanText

AROUND = 40  # characters of raw text shown on either side
SENTENCE_END = re.compile(r"[。！？!?\n]")
LONGEST = 160  # characters of a sentence on either side of the span
EXAMPLES = 3
KINDS = {"q": ("metrics", "metric_id"), "v": ("events", "event_id"), "m": ("mentions", "mention_id")}
GROUNDS = (
    ("rule", "extractor"),
    ("sure", "confidence"),
    ("subject", "subject_text"),
    ("words", "metric_text"),
    ("figure", "value_text"),
    ("value", "value"),
    ("to", "value_max"),
    ("bound", "bound"),
    ("unit", "unit"),
    ("unit is", "unit_basis"),
    ("type", "event_type"),
    ("trigger", "trigger"),
    ("period", "period"),
    ("time", "time_text"),
    ("time is", "time_basis"),
    ("counted", "time_anchor"),
    ("said by", "said_by_text"),
    ("modality", "modality"),
    ("surface", "surface"),
    ("entity", "entity_id"),
    ("times", "n_mentions"),
)


class NotFound(LookupError):
    """No published row has the id."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One assertion with its place: offsets are code points of the decoded raw text; steps are (name, edits, what it did to this span)."""

    assertion_id: str
    article_id: str
    title: str | None
    raw_path: str
    encoding: str
    raw_start: int
    raw_end: int
    raw_before: str
    raw_span: str
    raw_after: str
    steps: tuple[tuple[str, int, str], ...]
    clean_before: str
    clean_span: str
    clean_after: str
    grounds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a row says, the evidence for it, and who else says it: (article, published, quote, path, id)."""

    row_id: str
    statement: str
    evidence: tuple[Evidence, ...]
    others: tuple[tuple[str, ...], ...] = ()


def explain(out: Path, row_id: str, limit: int = 1) -> Explanation:
    """The explanation of a fact, metric, event, mention or article.

    Raises NotFound, NothingPublished.
    """
    version = published(out)
    with connect(version) as connection:
        prefix = row_id.partition("_")[0]
        if prefix == "f":
            return _explain_fact(out, connection, row_id, limit)
        if prefix == "a":
            return _explain_article(out, connection, row_id)
        if prefix not in KINDS:
            raise NotFound(f"{row_id!r} is no id: they begin with f_, q_, v_, m_ or a_, as in the tables")
        table, key = KINDS[prefix]
        rows = _rows(connection, f"SELECT * FROM {table} WHERE {key} = ?", row_id)
        if not rows:
            raise NotFound(f"{table} has no row {row_id} in the published version {version.name}")
        others = _others(connection, rows[0]["fact_id"], {row_id}) if "fact_id" in rows[0] else ()
        return Explanation(row_id, _says(rows[0]), (_evidence(out, connection, rows[0], row_id),), others)


def unknown_names(out: Path, limit: int) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names that no lexicon entry has, by number of articles, each with the sentence of one mention (read from the kept bytes)."""
    with connect(published(out)) as connection:
        rows = connection.execute(
            "SELECT e.name, e.entity_type, count(DISTINCT m.article_id) AS articles, count(*) AS mentions, "
            "arg_min((m.article_id, m.raw_start, m.raw_end), (m.in_title, m.in_repeat, m.article_id, m.raw_start)) AS example "
            "FROM entities e JOIN mentions m USING (entity_id) WHERE e.origin <> 'lexicon' "
            "GROUP BY e.entity_id, e.name, e.entity_type ORDER BY articles DESC, mentions DESC, e.name LIMIT ?",
            [limit],
        ).fetchall()
    found = []
    for name, kind, articles, mentions, example in rows:
        article, start, end = example.values() if isinstance(example, dict) else example
        found.append((name, kind, articles, mentions, _sentence_at(out, article, start, end)))
    return ["name", "type", "articles", "mentions", "example"], found


def _explain_fact(out: Path, connection: Any, fact_id: str, limit: int) -> Explanation:
    facts = _rows(connection, "SELECT * FROM knowledge WHERE fact_id = ?", fact_id)
    facts = facts or _rows(connection, "SELECT * FROM knowledge WHERE list_contains(also_ids, ?) ORDER BY fact_id", fact_id)
    if not facts:
        raise NotFound(f"knowledge has no fact {fact_id}; it may have been withdrawn")
    fact = facts[0]
    table, key = KINDS["q" if fact["fact_kind"] == "metric" else "v"]
    rows = _rows(
        connection,
        f"SELECT * FROM {table} WHERE fact_id = ? ORDER BY article_id <> ?, confidence DESC, article_id, raw_start",
        fact["fact_id"],
        fact["article_id"],
    )
    shown = rows[:limit]
    evidence = tuple(_evidence(out, connection, row, row[key]) for row in shown)
    others = _others(connection, fact["fact_id"], {row[key] for row in shown})
    return Explanation(fact_id, fact["statement"], evidence, others)


def _explain_article(out: Path, connection: Any, article_id: str) -> Explanation:
    articles = _rows(connection, "SELECT * FROM articles WHERE article_id = ?", article_id)
    if not articles:
        raise NotFound(f"articles has no row {article_id}")
    article = articles[0]
    issues = _rows(connection, "SELECT * FROM issues WHERE article_id = ? ORDER BY code", article_id)
    raw = find_raw(out, article_id) or b""
    clean = _clean(raw) if article["status"] != "failed" else None
    text = clean.raw if clean else raw.decode(article["raw_encoding"], "replace")
    grounds = [("status", article["status"]), ("language", article["lang"])]
    if article["doc_date"]:
        grounds.append(("written", f"{article['doc_date']} ({article['doc_date_grain']}, {article['doc_date_basis']})"))
    grounds += [(issue["code"], f"{issue['message']} (×{issue['n']})") for issue in issues]
    evidence = Evidence(
        article_id,
        article_id,
        article["title"],
        article["raw_path"],
        article["raw_encoding"],
        0,
        article["raw_chars"],
        "",
        text[:LONGEST],
        text[LONGEST : LONGEST + 1] and "…",
        tuple((step.name, len(step.edits), "") for step in clean.steps) if clean else (),
        "",
        clean.text[:LONGEST] if clean else "",
        "",
        tuple(grounds),
    )
    return Explanation(article_id, article["title"] or article["raw_path"], (evidence,))


def _evidence(out: Path, connection: Any, row: dict[str, Any], assertion_id: str) -> Evidence:
    (article,) = _rows(connection, "SELECT title, raw_path, raw_encoding FROM articles WHERE article_id = ?", row["article_id"])
    grounds = tuple((label, as_text(row[column])) for label, column in GROUNDS if row.get(column) is not None)
    names = _rows(
        connection,
        "SELECT entity_id, name FROM entities WHERE list_contains(?, entity_id)",
        [row[key] for key in ("subject_id", "said_by_id", "entity_id") if row.get(key)] + list(row.get("participants") or ()),
    )
    grounds += tuple(("named", f"{name['name']} ({name['entity_id']})") for name in names)
    start, end = row["raw_start"], row["raw_end"]
    raw = find_raw(out, row["article_id"])
    if raw is None:
        raise NotFound(f"the raw bytes of {row['article_id']} are not kept under {out / 'state' / 'raw'}")
    clean = _clean(raw)
    low, high = _clean_span(clean, start, end)
    before, after = _sentence(clean.text, low, high)
    return Evidence(
        assertion_id,
        row["article_id"],
        article["title"],
        article["raw_path"],
        article["raw_encoding"],
        start,
        end,
        clean.raw[max(0, start - AROUND) : start],
        clean.raw[start:end],
        clean.raw[end : end + AROUND],
        tuple(_steps_at(clean, start, end)),
        before,
        clean.text[low:high],
        after,
        grounds,
    )


def _steps_at(clean: CleanText, start: int, end: int) -> Iterator[tuple[str, int, str]]:
    """Every repair step with what it changed inside the span, followed from text to text."""
    from nlp.spans import SpanMap, apply

    text = clean.raw
    for step in clean.steps:
        here = [edit for edit in step.edits if (edit.start < end and edit.end > start) or start < edit.start == edit.end < end]
        changes = [f"{_short(text[edit.start : edit.end])}→{_short(edit.text)}" for edit in here[:EXAMPLES]]
        more = f" … {len(here)} in all" if len(here) > EXAMPLES else ""
        yield step.name, len(step.edits), ", ".join(changes) + more
        place = SpanMap.from_edits(len(text), step.edits).to_after(start, end)
        text = apply(text, step.edits)
        start, end = place.start, place.end


def _short(text: str) -> str:
    return text if len(text) <= 12 else f"{text[:6]}…{text[-5:]}"


def _clean_span(clean: CleanText, start: int, end: int) -> tuple[int, int]:
    place = clean.spans.to_after(max(0, start), min(end, len(clean.raw)))
    return place.start, place.end


def _sentence(text: str, low: int, high: int) -> tuple[str, str]:
    """What stands before and after a span in its sentence.

    >>> _sentence("上周。微博上线了淘宝版。完", 4, 6)
    ('微', '线了淘宝版。')
    """
    head, tail = text[max(0, low - LONGEST) : low], text[high : high + LONGEST]
    starts = [found.end() for found in SENTENCE_END.finditer(head)]
    if low < high and SENTENCE_END.match(text[high - 1]):
        tail = ""
    elif stop := SENTENCE_END.search(tail):
        tail = tail[: stop.end()].rstrip("\n")
    return head[starts[-1] if starts else 0 :], tail


def _sentence_at(out: Path, article_id: str, start: int, end: int) -> str:
    raw = find_raw(out, article_id)
    if raw is None:
        return ""
    clean = _clean(raw)
    low, high = _clean_span(clean, start, end)
    before, after = _sentence(clean.text, low, high)
    return f"{before}【{clean.text[low:high]}】{after}"


def _clean(raw: bytes) -> CleanText:
    from nlp.text import clean  # slow to import

    return clean(raw)


def _others(connection: Any, fact_id: str, shown: set[str]) -> tuple[tuple[str, ...], ...]:
    rows = []
    for table, key in (KINDS["q"], KINDS["v"]):
        rows += connection.execute(
            f"SELECT a.title, a.published, r.quote, a.raw_path, r.{key} FROM {table} r JOIN articles a USING (article_id) "
            f"WHERE r.fact_id = ? ORDER BY a.published, a.raw_path, r.raw_start",
            [fact_id],
        ).fetchall()
    return tuple(tuple(map(as_text, row)) for row in rows if row[-1] not in shown)


def _says(row: dict[str, Any]) -> str:
    return str(row.get("quote") or row.get("surface"))


def _rows(connection: Any, sql: str, *parameters: Any) -> list[dict[str, Any]]:
    answer = connection.execute(sql, list(parameters))
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

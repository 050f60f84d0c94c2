"""SQL over the published tables, read only, and the ready questions that analysts ask first."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO


class NothingPublished(RuntimeError):
    """There is no published version under the folder; the message says what to type."""


class WrongQuery(ValueError):
    """The database does not understand or refuses the query; the message is its first line."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A ready query: what it answers, and the SQL; `$about` is a part of a name, `%` for all."""

    answers: str
    sql: str


READY: dict[str, Ready] = {
    "facts": Ready(
        "the facts that most stories tell",
        "SELECT statement, n_stories, n_articles, conflict, period, quote FROM knowledge "
        "WHERE subject LIKE $about OR list_contains(participants, trim($about, '%')) OR $about = '%' "
        "ORDER BY n_stories DESC, n_articles DESC, period_start, fact_id",
    ),
    "timeline": Ready(
        "what happened, by date",
        "SELECT period, event_type, who, quote, n_stories FROM v_timeline WHERE coalesce(who, '') LIKE $about "
        "ORDER BY period_start, event_type, quote",
    ),
    "figures": Ready(
        "the figures by subject, measure and period",
        "SELECT subject, type, dimension, kind, bound, value, unit, period, n_stories, conflict, quote FROM knowledge "
        "WHERE fact_kind = 'metric' AND subject LIKE $about ORDER BY subject, type, dimension, period_start, value, fact_id",
    ),
    "latest": Ready("the latest level of each figure", "SELECT * FROM v_metric_latest WHERE coalesce(name, '') LIKE $about ORDER BY ALL"),
    "conflicts": Ready(
        "figures that contradict each other",
        "SELECT k.subject, k.type, k.period, c.value_a, c.value_b, c.unit, c.stories_a, c.stories_b, c.fact_a, c.fact_b "
        "FROM v_conflicts c JOIN knowledge k ON k.fact_id = c.fact_a WHERE k.subject LIKE $about ORDER BY ALL",
    ),
    "suspects": Ready(
        "rows that look wrong", "SELECT s.why, s.value, s.unit, s.period_a, s.period_b, s.a, s.b FROM v_suspects s ORDER BY ALL"
    ),
    "issues": Ready(
        "what could not be read, by code",
        "SELECT code, stage, level, any_value(message) AS example, sum(n) AS times, count(DISTINCT article_id) AS articles "
        "FROM issues GROUP BY ALL ORDER BY times DESC, code",
    ),
    "articles": Ready(
        "the articles, with the number of their figures and events",
        "SELECT a.status, a.lang, a.published, a.doc_date, a.title, a.raw_path, "
        "(SELECT count(*) FROM metrics m WHERE m.article_id = a.article_id) AS metrics, "
        "(SELECT count(*) FROM events e WHERE e.article_id = a.article_id) AS events, a.article_id "
        "FROM articles a WHERE coalesce(a.title, '') LIKE $about ORDER BY a.raw_path",
    ),
    "names": Ready(
        "who is named in how many articles",
        "SELECT e.name, e.name_en, e.entity_type, e.origin, count(DISTINCT m.article_id) AS articles, count(*) AS mentions "
        "FROM entities e JOIN mentions m USING (entity_id) WHERE e.name LIKE $about "
        "GROUP BY ALL ORDER BY articles DESC, mentions DESC, e.name",
    ),
}


def published(out: Path) -> Path:
    """The folder of the version that is current now, behind the link, so that a publication in between changes nothing.

    Raises NothingPublished.
    """
    current = out / "current"
    if not current.exists():
        raise NothingPublished(f"nothing is published under {out} yet; begin with: zhishi run SOURCE --out {out}")
    return current.resolve()


def connect(version: Path) -> Any:
    """A read-only connection to a published version."""
    import duckdb  # slow to import

    return duckdb.connect(str(version / "zhishi.duckdb"), read_only=True)


def ask(out: Path, sql: str, parameters: dict[str, Any] | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of a query.

    Raises NothingPublished, and WrongQuery with the first line of what the database says.
    """
    version = published(out)
    import duckdb

    try:
        with connect(version) as connection:
            answer = connection.execute(sql, parameters or None)
            return [column[0] for column in answer.description or ()], answer.fetchall()
    except duckdb.Error as error:
        raise WrongQuery(" ".join(str(error).split("\n\n")[0].split())) from None


def named(name: str, about: str | None) -> tuple[str, dict[str, Any]] | None:
    """The SQL and parameters of a ready query; None where there is none of that name."""
    if name not in READY:
        return None
    sql = READY[name].sql
    return sql, {"about": f"%{about}%" if about else "%"} if "$about" in sql else {}


def as_text(value: object) -> str:
    """A cell as people read it: no exponent, no trailing zeros, lists joined by `|`, nothing for NULL.

    >>> as_text(Decimal("18700000000.000000")), as_text(None), as_text(["微博", "淘宝"])
    ('18700000000', '', '微博|淘宝')
    """
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, (list, tuple)):
        return "|".join(map(as_text, value))
    return str(value)


def write_csv(file: TextIO, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows as CSV; a text that a spreadsheet would run as a formula gets a leading quote."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> str:
    text = as_text(value)
    return f"'{text}" if isinstance(value, str) and text != "=" and text.startswith(("=", "+", "-", "@", "\t")) else text


def write_json(file: TextIO, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows as a JSON list of objects; decimals without a fraction are integers."""
    for piece in _json_lines(columns, rows):
        file.write(piece)


def _json_lines(columns: list[str], rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    yield "["
    for number, row in enumerate(rows):
        yield ("\n" if number == 0 else ",\n") + json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, default=_plain)
    yield "\n]\n"


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    return str(value)


def changes(out: Path) -> tuple[list[str], list[tuple[Any, ...]]]:
    """What the last run changed: the columns and rows of csv/changes.csv of the published version."""
    file = published(out) / "csv" / "changes.csv"
    if not file.is_file():
        raise NothingPublished(f"the published version {file.parent.parent.name} has no changes.csv")
    with open(file, encoding="utf-8-sig", newline="") as stream:
        columns, *rows = csv.reader(stream)
    return columns, [tuple(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Counts:
    """What a published version holds; `set_aside` counts articles without rows by cause: empty, or the code of the issue."""

    articles: int
    facts: int
    contested: int
    set_aside: dict[str, int]


def count(out: Path) -> Counts:
    """The counts of the published version."""
    _, rows = ask(
        out,
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM knowledge), "
        "(SELECT count(*) FROM knowledge WHERE conflict = 'contested')",
    )
    _, causes = ask(
        out,
        "SELECT CASE a.status WHEN 'empty' THEN 'empty' ELSE coalesce(i.code, 'failed') END AS cause, count(*) FROM articles a "
        "LEFT JOIN (SELECT article_id, min(code) AS code FROM issues WHERE level = 'error' GROUP BY 1) i USING (article_id) "
        "WHERE a.status <> 'ok' GROUP BY 1 ORDER BY 1",
    )
    (articles, facts, contested), *_ = rows
    return Counts(articles, facts, contested, dict(causes))

"""What is asserted of every publication: broken ids, keys and spans stop it; fill rates and sizes warn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from flows.tables.declare import NATIVE_ENUMS, enums, tables
from nlp.model import Issue

REFERENCES = (  # (table, column or list, table, key)
    ("articles", "dup_of", "articles", "article_id"),
    ("entities", "parent_id", "entities", "entity_id"),
    ("entities", "unnest(related)", "entities", "entity_id"),
    ("mentions", "article_id", "articles", "article_id"),
    ("mentions", "entity_id", "entities", "entity_id"),
    ("metrics", "article_id", "articles", "article_id"),
    ("metrics", "subject_id", "entities", "entity_id"),
    ("metrics", "said_by_id", "entities", "entity_id"),
    ("metrics", "fact_id", "knowledge", "fact_id"),
    ("events", "article_id", "articles", "article_id"),
    ("events", "subject_id", "entities", "entity_id"),
    ("events", "said_by_id", "entities", "entity_id"),
    ("events", "unnest(participants)", "entities", "entity_id"),
    ("events", "amount_metric_id", "metrics", "metric_id"),
    ("events", "fact_id", "knowledge", "fact_id"),
    ("event_roles", "event_id", "events", "event_id"),
    ("event_roles", "entity_id", "entities", "entity_id"),
    ("knowledge", "article_id", "articles", "article_id"),
    ("knowledge", "subject_id", "entities", "entity_id"),
    ("knowledge", "unnest(conflict_with)", "knowledge", "fact_id"),
    ("issues", "article_id", "articles", "article_id"),
)
SPANS = ("mentions", "metrics", "events", "knowledge")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many rows on, and beyond what, a publication warns."""

    rows: int = 200
    with_subject: float = 0.7
    with_period: float = 0.4
    unit_explicit: float = 0.6
    metrics_of_article: int = 120
    events_of_article: int = 60
    quote_chars: int = 200
    lossy_share: float = 0.02
    unresolved_share: float = 0.4


def find_violations(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """What makes the tables in `pub` contradict themselves, one line each; nothing where they are sound."""
    for table in tables().values():
        key = ", ".join(table.key)
        for row in con.execute(
            f"SELECT concat_ws(' ', {key}) FROM pub.{table.name} GROUP BY {key} HAVING count(*) > 1 ORDER BY 1 LIMIT 3"
        ).fetchall():
            yield f"{table.name} has the key {row[0]} twice"
        for column in table.columns:
            if column.enum is not None and column.enum not in NATIVE_ENUMS:
                known = ", ".join(f"'{word}'" for word in enums()[column.enum])
                for (word,) in con.execute(
                    f"SELECT DISTINCT {column.name} FROM pub.{table.name} WHERE {column.name} NOT IN ({known}) ORDER BY 1 LIMIT 3"
                ).fetchall():
                    yield f"{table.name}.{column.name} holds {word!r}"
    for name, reference, target, key in REFERENCES:
        sql = (
            f"SELECT DISTINCT r FROM (SELECT {reference} AS r FROM pub.{name}) WHERE r IS NOT NULL "
            f"AND r NOT IN (SELECT {key} FROM pub.{target}) ORDER BY 1 LIMIT 3"
        )
        for (missing,) in con.execute(sql).fetchall():
            yield f"{name}.{reference} points at {missing}, which {target} does not have"
    for name in SPANS:
        key = tables()[name].key[0]
        sql = (
            f"SELECT t.{key} FROM pub.{name} t JOIN pub.articles a USING (article_id) "
            "WHERE NOT (0 <= t.raw_start AND t.raw_start < t.raw_end AND t.raw_end <= a.raw_chars) ORDER BY 1 LIMIT 3"
        )
        for (row_id,) in con.execute(sql).fetchall():
            yield f"{name} {row_id} has a span outside its file"


def find_warnings(con: duckdb.DuckDBPyConnection, limits: Thresholds) -> list[tuple[str | None, Issue]]:
    """(article_id, or None for the corpus; issue) for every figure of the tables in `pub` that is beyond a threshold."""
    found: list[tuple[str | None, Issue]] = []
    shares = (
        ("K010", "metrics", "subject_id IS NOT NULL", limits.with_subject, True, "of the metrics have a subject that is an entity"),
        ("K011", "metrics", "period IS NOT NULL", limits.with_period, True, "of the metrics have a period"),
        ("K012", "metrics", "unit_basis = 'explicit'", limits.unit_explicit, True, "of the metrics have an explicit unit"),
        ("K013", "mentions", "entity_id IS NULL", limits.unresolved_share, False, "of the mentions are not resolved"),
    )
    for code, table, condition, limit, at_least, words in shares:
        hits, rows = con.execute(f"SELECT count(*) FILTER ({condition}), count(*) FROM pub.{table}").fetchone() or (0, 0)
        if rows >= limits.rows and (hits < limit * rows if at_least else hits > limit * rows):
            found.append(
                (
                    None,
                    _warning(
                        code, f"{100 * hits / rows:.1f} % {words}; expected {'at least' if at_least else 'at most'} {100 * limit:.0f} %"
                    ),
                )
            )
    for table in ("metrics", "events"):
        long, rows = con.execute(
            f"SELECT count(*) FILTER (length(quote) > {limits.quote_chars}), count(*) FROM pub.{table}"
        ).fetchone() or (0, 0)
        if rows >= limits.rows and long:
            found.append(
                (
                    None,
                    _warning(
                        "K014" if table == "metrics" else "K015", f"{table} have quotes of more than {limits.quote_chars} characters", long
                    ),
                )
            )
    for code, table, limit in (("K016", "metrics", limits.metrics_of_article), ("K017", "events", limits.events_of_article)):
        rows = con.execute(f"SELECT article_id, count(*) FROM pub.{table} GROUP BY 1 HAVING count(*) > {limit} ORDER BY 1").fetchall()
        found += [(article, _warning(code, f"{n} {table} in one article: page furniture may have leaked", 1)) for article, n in rows]
    lossy = con.execute(
        f"SELECT article_id, lossy_chars FROM pub.articles WHERE lossy_chars > {limits.lossy_share} * raw_chars ORDER BY 1"
    ).fetchall()
    found += [(article, _warning("K018", f"{n} characters could not be recovered", n)) for article, n in lossy]
    return found


def _warning(code: str, message: str, n: int = 1) -> Issue:
    return Issue("publish", "warning", code, message, n=n)

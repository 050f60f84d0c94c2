"""The reduction: over all live articles, what is known, how well, and what contradicts. The heavy parts are SQL (reduce.sql)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from flows.tables.declare import enum_ddl, tables
from flows.tables.events import Told, merge_events
from flows.tables.former import former_facts, former_ids
from flows.tables.steps import sql_steps
from flows.tables.stories import Piece, find_stories
from flows.tables.words import event_words, say_event, say_period, words
from nlp.ids import fold

Con = duckdb.DuckDBPyConnection


Files = AbstractContextManager[Callable[[str], object]]


@contextmanager
def reduced(con: Con, database: Path, files: Files | None = None) -> Iterator[None]:
    """Inside, `pub` is a new database at `database` with the published tables of all live articles; afterwards it is closed and whole.

    `con` is the connection of the store, which is only read. `files` is opened around it all and called with the name of each table
    that is whole, so that it may be written while others are made; issues are left to the caller, who may add some.
    """
    con.execute(f"ATTACH '{_quoted(database)}' AS pub")
    try:
        for statement in (*enum_ddl("pub"), *(table.ddl("pub") for table in tables().values())):
            con.execute(statement)
        try:
            with files or nullcontext(lambda _: None) as ready:
                _reduce(con, ready)
                yield
        finally:
            drop_temporary(con)
        con.execute("CHECKPOINT pub")
    finally:
        con.execute("DETACH pub")


def _reduce(con: Con, ready: Callable[[str], object]) -> None:
    steps = sql_steps("reduce.sql")
    _run(con, steps["winners"])
    with ThreadPoolExecutor(1) as beside:  # the database copies what articles assert while Python compares articles
        copied = beside.submit(_copy_rows, con.cursor(), ready)
        _put(con, "dups", _stories(con))
        _put(con, "key_roles", _key_roles())
        _put_events(con)
        for group in ("metric", "kind", "unit", "bound", "modality"):
            _put(con, f"w_{group}", pa.table({"word": list(words()[group]), "zh": list(words()[group].values())}))
        for name in ("articles", "events", "names"):
            _run(con, steps[name])
        copied.result()
    for name in ("articles", "events", "event_roles", "runs"):
        ready(name)
    for name in ("assertions", "conflicts"):
        _run(con, steps[name])
    _put(con, "w_period", _periods(con))
    _put_best_events(con)
    _run(con, steps["knowledge"])
    ready("knowledge")
    _run(con, steps["entities"])
    ready("entities")


def _copy_rows(con: Con, ready: Callable[[str], object]) -> None:
    """The tables that say what the articles say, by a connection of their own."""
    steps = sql_steps("reduce.sql")
    with con:
        _run(con, steps["winners"])
        for name in ("metrics", "mentions"):
            _run(con, steps[name])
            ready(name)


def drop_temporary(con: Con) -> None:
    """Remove what the reduction laid between; it may have been cut off anywhere."""
    for (name,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall():
        con.execute(f'DROP TABLE temp."{name}"')


def _stories(con: Con) -> pa.Table:
    """(article_id, dup_of) of re-posts."""
    rows = con.execute(sql_steps("reduce.sql")["pieces"][0]).fetchall()
    heads = find_stories([Piece(*row) for row in rows], lambda names: _bodies(con, names))
    return _columns(("article_id", "dup_of"), list(heads.items()))


def _bodies(con: Con, article_ids: Sequence[str]) -> dict[str, str]:
    con.register("wanted", pa.table({"article_id": pa.array(article_ids, pa.string())}))
    try:
        return dict(con.execute(sql_steps("reduce.sql")["bodies"][0]).fetchall())
    finally:
        con.unregister("wanted")


def _put_events(con: Con) -> None:
    """temp.event_facts and temp.fact_ids: which rows are one event, and what it is called."""
    keys: dict[str, set[str]] = defaultdict(set)
    for event_id, entity_id, filler in con.execute(sql_steps("reduce.sql")["event_keys"][0]).fetchall():
        keys[event_id].add(entity_id or fold(filler) or filler)
    told = con.execute(sql_steps("reduce.sql")["events_told"][0]).fetchall()
    facts = merge_events(
        (Told(event_id, kind, tuple(sorted(keys[event_id])), modality, period, start, end) for event_id, kind, modality, period, start, end in told),
        former_ids(),
    )
    rows = [(event_id, fact.fact_id, fact.slot_id) for fact in facts for event_id in fact.event_ids]
    _put(con, "event_facts", _columns(("event_id", "fact_id", "slot_id"), rows))
    also = {**{fact.fact_id: fact.also_ids for fact in facts}, **former_facts(con, former_ids())}
    arrays = {"fact_id": pa.array(list(also), pa.string()), "also_ids": pa.array(list(also.values()), pa.list_(pa.string()))}
    _put(con, "fact_ids", pa.table(arrays))


def _key_roles() -> pa.Table:
    rows = [(kind, role, place) for kind, known in event_words().items() for place, role in enumerate(known.key)]
    return pa.table({"event_type": [r[0] for r in rows], "role": [r[1] for r in rows], "place": pa.array([r[2] for r in rows], pa.int16())})


def _periods(con: Con) -> pa.Table:
    """Every period of the metrics in Chinese, running totals with 截至 before their end."""
    found = {period for (period,) in con.execute(sql_steps("reduce.sql")["periods"][0]).fetchall()}
    said = {period: _say(period) for period in found}
    said.update({f"to {period}": f"截至{_say(period.split('/')[-1])}" for period in found})
    return pa.table({"word": pa.array(list(said), pa.string()), "zh": pa.array(list(said.values()), pa.string())})


def _say(period: str) -> str:
    """As `say_period`; a base period may be a word of its own (同期), which stays as it is."""
    try:
        return say_period(period)
    except (ValueError, IndexError):
        return period


def _put_best_events(con: Con) -> None:
    """temp.best_events: of each event fact the row that tells it best, with names, and the fact in one line."""
    steps = sql_steps("reduce.sql")
    _run(con, steps["best_rows"])
    roles: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for fact_id, role, name in con.execute(steps["best_roles"][0]).fetchall():
        if name not in roles[fact_id][role]:
            roles[fact_id][role].append(name)
    rows = con.execute("SELECT fact_id, type, period, trigger, modality FROM best_rows").fetchall()
    lines = [
        (fact_id, say_event(kind, _say(period), trigger, roles[fact_id], modality)) for fact_id, kind, period, trigger, modality in rows
    ]
    _put(con, "event_lines", _columns(("fact_id", "statement"), lines))
    _run(con, steps["best_events"])


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    return pa.table({name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(names)})


def _put(con: Con, name: str, table: pa.Table) -> None:
    con.register("incoming", table)
    try:
        con.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM incoming")
    finally:
        con.unregister("incoming")


def _run(con: Con, statements: Sequence[str]) -> None:
    for statement in statements:
        con.execute(statement)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")

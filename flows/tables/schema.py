"""The tables inside the store, its version, and how an older store becomes a newer one."""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from flows.tables.declare import tables
from flows.tables.records import TablesError
from flows.tables.rows import own_columns

VERSION = 1
ROWS = ("entities", "mentions", "metrics", "events", "event_roles", "issues")  # what a reading brings besides its article
MORE = {  # columns beside the article's own
    "articles": "fingerprint VARCHAR NOT NULL, transient BOOLEAN NOT NULL, attempts SMALLINT NOT NULL, hints VARCHAR, "
    "first_seen_run VARCHAR NOT NULL, last_seen_run VARCHAR NOT NULL, touched_run VARCHAR NOT NULL",
    "metrics": "first_seen_run VARCHAR NOT NULL",
    "events": "first_seen_run VARCHAR NOT NULL",
    "issues": "issue_id VARCHAR NOT NULL",
}
Migration = Callable[[duckdb.DuckDBPyConnection], None]
MIGRATIONS: dict[int, Migration] = {}  # version -> what makes the next version of it, inside one transaction


def prepare(con: duckdb.DuckDBPyConnection, migrations: dict[int, Migration] | None = None, version: int = VERSION) -> None:
    """Make the tables of a new store, or bring an older store up to `version`.

    Raises TablesError for a store that a newer program wrote, or that no migration leads on from.
    """
    known = con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'meta' AND database_name = current_database()").fetchone()
    con.execute("BEGIN")
    try:
        if known == (0,):
            for statement in _statements():
                con.execute(statement)
            con.execute("INSERT INTO meta VALUES ('version', ?)", [str(version)])
        else:
            _migrate(con, MIGRATIONS if migrations is None else migrations, version)
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise


def _migrate(con: duckdb.DuckDBPyConnection, migrations: dict[int, Migration], version: int) -> None:
    row = con.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
    at = int(row[0]) if row else 0
    if at > version:
        raise TablesError(
            f"the store was written by a newer zhishi (version {at}, this one knows {version}): update zhishi, or use another --out"
        )
    while at < version:
        if at not in migrations:
            raise TablesError(f"a store of version {at} cannot be brought up to version {version}: move outputs/state away and run again")
        migrations[at](con)
        at += 1
        con.execute("UPDATE meta SET value = ? WHERE name = 'version'", [str(at)])


def _statements() -> list[str]:
    made = [
        "CREATE TABLE meta (name VARCHAR NOT NULL, value VARCHAR NOT NULL)",
        "CREATE TABLE raw_index (article_id VARCHAR NOT NULL, part VARCHAR NOT NULL, first_byte BIGINT NOT NULL, length BIGINT NOT NULL)",
        "CREATE TABLE bodies (doc_no BIGINT NOT NULL, body VARCHAR NOT NULL, sketch BLOB NOT NULL)",
        "CREATE TABLE runs (run_id VARCHAR NOT NULL, started_at TIMESTAMPTZ NOT NULL, finished_at TIMESTAMPTZ, "
        "code_version VARCHAR NOT NULL, config_sha VARCHAR NOT NULL, lexicon_sha VARCHAR NOT NULL, fingerprint VARCHAR NOT NULL, "
        "n_articles INTEGER NOT NULL, "
        "n_new INTEGER NOT NULL, n_reused INTEGER NOT NULL, n_failed INTEGER NOT NULL, status VARCHAR NOT NULL)",
    ]
    for name in ("articles", *ROWS):
        table = tables()[name]
        columns = [(table[c].name, "VARCHAR" if table[c].enum else table[c].duck, table[c].required) for c in own_columns(name)]
        lines = ["doc_no BIGINT NOT NULL", *(f"{c} {kind}{' NOT NULL' if required else ''}" for c, kind, required in columns)]
        if name in MORE:
            lines.append(MORE[name])
        made.append(f"CREATE TABLE {'docs' if name == 'articles' else name} ({', '.join(lines)})")
    return made

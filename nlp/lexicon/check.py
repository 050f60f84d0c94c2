"""What is wrong with the gazetteer, said so that a person can mend it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from nlp.lexicon.data import read_csv
from nlp.lexicon.entries import COLUMNS, TYPES, list_tables, parse_hints

NOTE_KEYS = frozenset({"ambiguous", "not", "needs", "role"})
Row = dict[str, str]


def check() -> list[str]:
    """One line for each fault of the shipped tables: `file: id: what is wrong`; an empty list when all is well."""
    return list(check_rows([(table, row) for table in list_tables() for row in read_csv(table)]))


def check_rows(rows: Iterable[tuple[str, Row]]) -> Iterator[str]:
    """The faults of (file, row) pairs: columns, ids, types, names, parents, months, and aliases that two rows claim."""
    rows = list(rows)
    ids = {row.get("id", "") for _, row in rows}
    parents = {row.get("id", ""): (row.get("parent") or "").strip() for _, row in rows}
    seen_ids: dict[str, str] = {}
    owner: dict[str, str] = {}
    for table, row in rows:
        key = row.get("id", "")
        where = f"{table}: {key or '?'}"
        yield from (f"{where}: {fault}" for fault in _faults_of(row, ids, parents))
        if key in seen_ids:
            yield f"{where}: the id stands in {seen_ids[key]} too"
        seen_ids.setdefault(key, table)
        for alias in _aliases(row):
            if owner.setdefault(alias, key) != key:
                yield f"{where}: the alias {alias} belongs to {owner[alias]}"


def _aliases(row: Row) -> dict[str, None]:
    listed = [row.get("name") or "", row.get("name_en") or "", *(row.get("aliases") or "").split("|")]
    return dict.fromkeys(alias.strip() for alias in listed if alias.strip())


def _faults_of(row: Row, ids: set[str], parents: dict[str, str]) -> Iterator[str]:
    if set(row) != set(COLUMNS):
        yield f"the columns are {', '.join(map(str, row))}"
        return
    if not re.fullmatch(r"[a-z0-9_]+", row["id"]):
        yield "the id is not made of a-z, 0-9 and _"
    if row["type"] not in TYPES:
        yield f"the type {row['type']!r} is unknown"
    if not row["name"].strip():
        yield "there is no name"
    if row["parent"] and row["parent"] not in ids:
        yield f"the parent {row['parent']!r} is unknown"
    elif _is_cycle(row["id"], parents):
        yield "its parents run in a circle"
    month = row["fiscal_year_end"].strip()
    if month and not (month.isdigit() and 1 <= int(month) <= 12):
        yield f"fiscal_year_end {month!r} is no month"
    aliases = _aliases(row)
    yield from (f"the alias {alias!r} has one character" for alias in aliases if len(alias) < 2)
    yield from _faults_of_note(row["note"], aliases)


def _faults_of_note(note: str, aliases: Container[str]) -> Iterator[str]:
    """What of a note would be passed over in silence: a key that nothing reads, a hint for no alias, a "not" that cannot hold the alias."""
    for part in note.replace("；", ";").split(";"):
        key, colon, _ = part.strip().partition(":")
        if colon and key.isascii() and key.isalpha() and key not in NOTE_KEYS:
            yield f"the note says {key!r}, which nothing reads"
    for hint in parse_hints(note):
        if hint.alias not in aliases:
            yield f"the hint is for {hint.alias!r}, which is no alias here"
        yield from (f"'not' of {hint.alias} names {longer!r}, which does not hold it" for longer in hint.not_in if hint.alias not in longer)


def _is_cycle(start: str, parents: dict[str, str]) -> bool:
    met, at = {start}, parents.get(start, "")
    while at:
        if at in met:
            return True
        met.add(at)
        at = parents.get(at, "")
    return False

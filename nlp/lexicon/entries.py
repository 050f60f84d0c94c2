"""The reviewed gazetteer: who and what is known by name, and by which names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from importlib.resources import files
from typing import TypeVar

from nlp.lexicon.data import read_csv
from nlp.model import Entity
from nlp.records import record

Loaded = TypeVar("Loaded")
FOLDER = "entities"
COLUMNS = (
    "id", "name", "name_en", "type", "aliases", "parent", "ticker", "sector", "fiscal_year_end", "wikidata_id", "former_ids", "note",
)  # fmt: skip
TYPES = frozenset({"ORG", "PRODUCT", "PERSON", "PLACE", "EVENT", "WORK"})


@record
class Hint:
    """When an ambiguous alias counts: never inside one of `not_in`, and, if there are `needs`, only near one of them."""

    alias: str
    not_in: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@record
class Entry:
    """One row of the gazetteer."""

    entity: Entity
    sector: str = ""
    fiscal_year_end: int | None = None  # month number; None is the calendar year
    former_ids: tuple[str, ...] = ()
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """The entries by id, and the id behind every alias (the canonical and the English name are aliases too); equal only to itself."""

    entries: dict[str, Entry]
    by_alias: dict[str, str]
    hints: dict[str, Hint]

    def named(self, alias: str) -> Entity | None:
        """The entity of a surface form, or None.

        >>> load_gazetteer().named("阿里").name
        '阿里巴巴'
        """
        found = self.by_alias.get(alias)
        return self.entries[found].entity if found else None


def parse_hints(note: str) -> tuple[Hint, ...]:
    """The machine-readable part of a note: `ambiguous:小米;not:小米粥,小米椒;needs:手机,雷军`.

    >>> parse_hints("ambiguous:小米;not:小米粥,小米椒")
    (Hint(alias='小米', not_in=('小米粥', '小米椒'), needs=()),)
    """
    hints: list[Hint] = []
    alias = ""
    not_in: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    for part in [*note.replace("；", ";").split(";"), "ambiguous:"]:
        key, _, value = part.strip().partition(":")
        listed = tuple(word.strip() for word in value.replace("，", ",").split(",") if word.strip())
        if key == "ambiguous":
            if alias:
                hints.append(Hint(alias, not_in, needs))
            alias, not_in, needs = (listed[0] if listed else ""), (), ()
        elif key == "not":
            not_in = listed
        elif key == "needs":
            needs = listed
    return tuple(hints)


def parse_entry(row: dict[str, str]) -> Entry:
    """One CSV row as an entry; ids get their prefix here."""
    split = {key: tuple(part.strip() for part in (row.get(key) or "").split("|") if part.strip()) for key in ("aliases", "ticker", "former_ids")}
    names = dict.fromkeys((row["name"].strip(), *((row["name_en"].strip(),) if row.get("name_en") else ()), *split["aliases"]))
    entity = Entity(
        entity_id=f"e_{row['id'].strip()}",
        name=row["name"].strip(),
        name_en=(row.get("name_en") or "").strip() or None,
        entity_type=row["type"].strip(),
        aliases=tuple(names),
        parent_id=f"e_{row['parent'].strip()}" if (row.get("parent") or "").strip() else None,
        wikidata_id=(row.get("wikidata_id") or "").strip() or None,
        ticker="|".join(split["ticker"]) or None,
    )
    month = (row.get("fiscal_year_end") or "").strip()
    return Entry(entity, (row.get("sector") or "").strip(), int(month) if month else None, split["former_ids"], parse_hints(row.get("note") or ""))


def list_tables() -> list[str]:
    """The names of the gazetteer's files, sorted."""
    return sorted(f"{FOLDER}/{item.name}" for item in files("nlp.lexicon").joinpath(FOLDER).iterdir() if item.name.endswith(".csv"))


@cache
def _shipped() -> Gazetteer:
    entries: dict[str, Entry] = {}
    for table in list_tables():
        for row in read_csv(table):
            entry = parse_entry(row)
            entries.setdefault(entry.entity.entity_id, entry)
    return build_gazetteer(entries.values())


def build_gazetteer(entries: Iterable[Entry]) -> Gazetteer:
    """A gazetteer of entries. The first entry of an alias keeps it (`check` reports the second)."""
    by_id = {entry.entity.entity_id: entry for entry in entries}
    by_alias: dict[str, str] = {}
    hints: dict[str, Hint] = {}
    for entity_id, entry in by_id.items():
        for alias in entry.entity.aliases:
            by_alias.setdefault(alias, entity_id)
        for hint in entry.hints:
            hints.setdefault(hint.alias, hint)
    return Gazetteer(by_id, by_alias, hints)


_in_use: ContextVar[Gazetteer | None] = ContextVar("gazetteer", default=None)


def load_gazetteer() -> Gazetteer:
    """The shipped gazetteer, read once a process, or the one that `use_gazetteer` put in its place."""
    return _in_use.get() or _shipped()


def of_gazetteer(load: Callable[[Gazetteer], Loaded]) -> Callable[[], Loaded]:
    """What is made of the gazetteer in use, made once for each (the last two are kept); the decorated function is called without one.

    >>> @of_gazetteer
    ... def size(gazetteer: Gazetteer) -> int:
    ...     return len(gazetteer.entries)
    >>> size() > 1000
    True
    """
    kept = lru_cache(maxsize=2)(load)

    @wraps(load)
    def loaded() -> Loaded:
        return kept(_in_use.get() or _shipped())

    return loaded


@contextmanager
def use_gazetteer(gazetteer: Gazetteer) -> Iterator[None]:
    """Read with another gazetteer for a while: an empty one shows what the recogniser and the rules do alone.

    >>> with use_gazetteer(build_gazetteer([])):
    ...     load_gazetteer().named("阿里") is None
    True
    """
    token = _in_use.set(gazetteer)
    try:
        yield
    finally:
        _in_use.reset(token)

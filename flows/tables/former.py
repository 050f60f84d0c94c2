"""Ids that facts had while an entity of the lexicon bore another id: they go into also_ids, so that yesterday's ids still join."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import duckdb
import pyarrow as pa

from nlp.ids import fold, make_id
from nlp.lexicon import load_gazetteer

METRICS = """
SELECT DISTINCT fact_id, slot_id, subject_id, metric, dimension, kind, unit, period, base_period, CASE WHEN period IS NULL THEN article_id END AS article_id,
       CASE WHEN starts_with(metric, 'other_') THEN metric_text END AS counted, bound, value, value_max, modality
FROM metrics JOIN temp.winners USING (doc_no) SEMI JOIN renamed ON renamed.entity_id = subject_id"""


@cache
def former_ids() -> Mapping[str, tuple[str, ...]]:
    """entity_id -> the ids that the entity had before, for those that had any."""
    entries = load_gazetteer().entries.values()
    return {entry.entity.entity_id: tuple(f"e_{name.removeprefix('e_')}" for name in entry.former_ids) for entry in entries if entry.former_ids}


def former_keys(key: Sequence[str], former: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """The key roles of an event with one entity under a former id.

    >>> list(former_keys(("e_meta", "e_x"), {"e_meta": ("e_facebook",)}))
    [['e_facebook', 'e_x']]
    """
    for place, name in enumerate(key):
        for old in former.get(name, ()):
            yield sorted({*key[:place], old, *key[place + 1 :]})


def former_facts(con: duckdb.DuckDBPyConnection, former: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """fact_id -> the ids it had, for the metrics of the live articles whose subject was renamed.

    A fact whose id is not made of what its row says (another version of the reader made it) is left out.
    """
    if not former:
        return {}
    con.register("renamed", pa.table({"entity_id": pa.array(sorted(former), pa.string())}))
    try:
        rows = con.execute(METRICS).fetchall()
    finally:
        con.unregister("renamed")
    found: dict[str, set[str]] = defaultdict(set)
    for fact_id, slot_id, subject, *question, article_id, counted, bound, value, value_max, modality in rows:
        rest = [*question, *([article_id] if article_id else []), *([fold(counted)] if counted else [])]
        if make_id("s", subject, *rest) == slot_id:
            found[fact_id] |= {make_id("f", make_id("s", old, *rest), bound, value, value_max, modality) for old in former[subject]}
    return {fact_id: tuple(sorted(ids - {fact_id})) for fact_id, ids in found.items()}

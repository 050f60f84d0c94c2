"""The event types of the lexicon: their trigger words, and the roles of what stands around them."""

from __future__ import annotations

from functools import cache
from typing import Any

from nlp.facts.words import WordFinder
from nlp.lexicon import read_toml

TRIGGERS = "facts/triggers.toml"


def event_types() -> dict[str, Any]:
    """Every event type by its key, in the order of preference."""
    return dict(read_toml(TRIGGERS))


@cache
def trigger_finder() -> WordFinder:
    return WordFinder({key: (*row["forms"], *row.get("weak", ())) for key, row in event_types().items()})


@cache
def key_roles(event_type: str) -> frozenset[str]:
    """The roles of which at least one must be filled by a named thing."""
    return frozenset(event_types()[event_type]["key"])


def is_weak(event_type: str, form: str) -> bool:
    return form in event_types()[event_type].get("weak", ())

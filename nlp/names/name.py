"""One named thing at one place in a text, and who wins where two readings cross."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise
from operator import attrgetter

from nlp.ids import fold, make_id
from nlp.lexicon import load_gazetteer
from nlp.model import Entity
from nlp.records import record


@record
class Name:
    """The half-open span of a mention, the entity it names, the rule that found it, and how sure that is (0..1)."""

    start: int
    end: int
    entity: Entity
    extractor: str
    confidence: float

    @property
    def length(self) -> int:
        return self.end - self.start


def unlisted(surface: str, entity_type: str, origin: str) -> Entity:
    """The entity of a name that the gazetteer does not hold; its id is made from the folded name alone.

    >>> unlisted("曾碧波", "PERSON", "model").entity_id == unlisted("曾 碧波", "PERSON", "rule").entity_id
    True
    """
    if origin not in ("model", "rule"):
        raise ValueError(f"origin {origin!r} is neither model nor rule")
    return Entity(make_id("e", fold(surface)), surface, None, entity_type, (surface,), origin=origin)  # type: ignore[arg-type]


def named(surface: str, entity_type: str) -> Entity:
    """The listed entity of a surface, else an unlisted one of this type that a rule has found."""
    return load_gazetteer().named(surface) or unlisted(surface, entity_type, "rule")


def settle(names: Iterable[Name]) -> list[Name]:
    """Disjoint names in reading order: the longest span wins, the gazetteer wins ties and crossings, then the earlier one."""
    names = sorted(names, key=attrgetter("start"))
    if all(before.end <= name.start for before, name in pairwise(names)):
        return names
    listed = sorted((name for name in names if name.entity.origin == "lexicon"), key=lambda n: (n.start, n.end))
    starts = [name.start for name in listed]
    longest = max((name.length for name in listed), default=0)
    nested_or_alone = [name for name in names if not _is_crossed(name, listed[bisect_left(starts, name.start - longest) : bisect_left(starts, name.end)])]
    ranked = sorted(nested_or_alone, key=lambda n: (-n.length, n.entity.origin != "lexicon", -n.confidence, n.start, n.extractor))
    taken: list[Name] = []
    used: set[int] = set()
    for name in ranked:
        span = range(name.start, name.end)
        if used.isdisjoint(span):
            used.update(span)
            taken.append(name)
    return sorted(taken, key=lambda n: n.start)


def _is_crossed(name: Name, listed: list[Name]) -> bool:
    """Whether a listed name overlaps this unlisted one without either holding the other; `listed` are those that begin near it."""
    if name.entity.origin == "lexicon":
        return False
    return any(
        other.start < name.end
        and name.start < other.end
        and not (name.start <= other.start and other.end <= name.end)
        and not (other.start <= name.start and name.end <= other.end)
        for other in listed
    )

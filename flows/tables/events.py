"""Events of all articles that are one happening: the same type and key roles, and one period inside the other."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flows.tables.former import former_keys
from nlp.ids import make_id


@dataclass(frozen=True, slots=True)
class Told:
    """An event row as far as merging needs it; `key` are its filled key roles: entity ids, or words folded."""

    event_id: str
    event_type: str
    key: tuple[str, ...]
    modality: str
    period: str
    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A period of some rows; inclusive days. Two wordings of the same days are one span, said by the shorter."""

    start: dt.date
    end: dt.date
    period: str


@dataclass(frozen=True, slots=True)
class Fact:
    """What a cluster of event rows is called."""

    fact_id: str
    slot_id: str
    period: str
    also_ids: tuple[str, ...]
    event_ids: tuple[str, ...]


@dataclass(slots=True)
class _Cluster:
    """Spans inside one another: `finest` names the cluster, `widest` is what it reaches over."""

    finest: Span
    widest: Span
    members: list[Span] = field(default_factory=list)


def merge_events(told: Iterable[Told], former: Mapping[str, Sequence[str]] | None = None) -> list[Fact]:
    """The facts behind event rows; depends on the set of rows only. `former` tells the ids that an entity had before."""
    groups: dict[tuple[str, tuple[str, ...], str], list[Told]] = defaultdict(list)
    for row in told:
        groups[row.event_type, row.key, row.modality].append(row)
    facts = []
    for (event_type, key, modality), rows in sorted(groups.items()):
        by_days: dict[tuple[dt.date, dt.date], list[Told]] = defaultdict(list)
        for row in rows:
            by_days[row.start, row.end].append(row)
        spans = [Span(start, end, min((len(row.period), row.period) for row in same)[1]) for (start, end), same in by_days.items()]
        for cluster in cluster_spans(spans):
            slot = make_id("s", event_type, list(key), cluster.finest.start.year)
            fact = make_id("f", slot, modality, cluster.finest.period)
            periods = {(span.start.year, row.period) for span in cluster.members for row in by_days[span.start, span.end]}
            keys = [list(key), *former_keys(key, former or {})]
            also = {make_id("f", make_id("s", event_type, one, year), modality, period) for one in keys for year, period in periods} - {fact}
            ids = sorted(row.event_id for span in cluster.members for row in by_days[span.start, span.end])
            facts.append(Fact(fact, slot, cluster.finest.period, tuple(sorted(also)), tuple(ids)))
    return facts


def cluster_spans(spans: Iterable[Span]) -> list[_Cluster]:
    """Chains of periods, each inside the next: a coarse one joins a finer cluster only if exactly one lies inside it.

    >>> days = [Span(dt.date(2013, 4, 29), dt.date(2013, 4, 29), "2013-04-29"), Span(dt.date(2013, 1, 1), dt.date(2013, 12, 31), "2013")]
    >>> [(cluster.finest.period, len(cluster.members)) for cluster in cluster_spans(days)]
    [('2013-04-29', 2)]
    """
    roots: list[tuple[dt.date, dt.date, int]] = []  # the widest clusters so far, by start
    clusters: list[_Cluster] = []
    for span in sorted(spans, key=lambda span: (span.end - span.start, span)):
        low = bisect_left(roots, (span.start, dt.date.min, -1))
        high = bisect_left(roots, (span.end, dt.date.max, len(clusters)))
        inside = [root for root in roots[low:high] if root[1] <= span.end]
        for root in inside:
            roots.remove(root)
        if len(inside) == 1:
            number = inside[0][2]
            clusters[number].widest = span
            clusters[number].members.append(span)
        else:
            number = len(clusters)
            clusters.append(_Cluster(span, span, [span]))
        insort(roots, (span.start, span.end, number))
    return clusters

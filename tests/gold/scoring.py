"""How near the tables come to gold: precision, recall and F1 of entities, events and metrics, pooled over articles.

A row matches when what matters is equal (value, unit and bound of a metric; days of an event) and its quote says the same words as the gold's.
"Strict" asks for more: a metric's period and subject, an event's type and half of its participants.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.model import Entity, Reading

PEOPLE = frozenset({"人", "名", "位", "户", "用户", "people", "users", "person"})
THINGS = frozenset({
    "个", "家", "款", "件", "条", "项", "台", "部", "辆", "枚", "种", "只", "份", "篇", "本", "间", "座", "套",
    "", "count", "item", "items", "players", "shops", "companies", "stores", "units",
})  # fmt: skip
SYNONYMS = {"百分点": "pp", "个百分点": "pp", "percent": "%", "％": "%"}
SYNONYMS |= {"元": "CNY", "人民币": "CNY", "RMB": "CNY", "美元": "USD", "港元": "HKD", "新台币": "TWD"}
BOUNDS = {">=": ">", "<=": "<"}
Gold = dict[str, Any]


@dataclass(slots=True)
class Score:
    """Counts of one measure; optional gold rows are no miss when absent and no error when found."""

    hit: int = 0
    gold: int = 0
    found: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.hit / (self.gold + self.found) if self.gold + self.found else 0.0

    @property
    def precision(self) -> float:
        return self.hit / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.hit / self.gold if self.gold else 0.0


def fold(text: object) -> str:
    """Width, case, blanks and punctuation away."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", str(text or "")).lower())


def longest_run(one: str, two: str) -> int:
    """The length of the longest common substring."""
    best, row = 0, [0] * (len(two) + 1)
    for a in one:
        row = [0, *(row[j] + 1 if a == b else 0 for j, b in enumerate(two))]
        best = max(best, *row)
    return best


def agreement(gold: str, found: str, share: float, enough: int) -> float:
    """How far two quotes say the same words, 0..1; 0 for a scrap, or for a quote ten times as long as what it shares."""
    a, b = fold(gold), fold(found)
    if not a or not b:
        return 0.0
    run = longest_run(a, b)
    if run < 0.1 * len(b) or (run < share * len(a) and run < enough):
        return 0.0
    return run / min(len(a), len(b))


def days(text: str | None, end: str | None = None) -> tuple[dt.date, dt.date] | None:
    """First and last day of a period in the gold's writing (2017, 2017-H1, 2017-Q2, 2017-04, 2017-04-29, a/b); None for none."""
    if not text:
        return None
    if "/" in text:
        left, right = text.split("/", 1)
        return days(left, right)
    match = re.fullmatch(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(\d\d?)(?:-(\d\d?))?))?", text)
    if not match:
        return None
    year = int(match[1])
    first, months, day = 1, 12, None
    if match[2]:
        first, months = 3 * int(match[2]) - 2, 3
    elif match[3]:
        first, months = 6 * int(match[3]) - 5, 6
    elif match[4]:
        first, months, day = int(match[4]), 1, int(match[5]) if match[5] else None
    last = first + months - 1
    span = (dt.date(year, first, day or 1), dt.date(year, last, day or calendar.monthrange(year, last)[1]))
    tail = days(end) if end and end != text else None
    return (span[0], max(span[1], tail[1])) if tail else span


def unit_class(unit: str | None) -> str:
    text = SYNONYMS.get(str(unit or ""), str(unit or ""))
    return "counted" if text in PEOPLE or text in THINGS else text


def is_close(a: object, b: object) -> bool:
    if a is None or b is None:
        return a is None and b is None
    return abs(float(a) - float(b)) <= 1e-6 * max(1.0, abs(float(a)), abs(float(b)))  # type: ignore[arg-type]


def is_named(name: str, candidates: Iterable[str], forms: dict[str, set[str]]) -> bool:
    """Whether a candidate is the name or one of its forms; a part counts from two characters and half of the longer one."""
    for wanted in forms.get(name, {fold(name)}):
        for given in candidates:
            short, long = sorted((wanted, given), key=len)
            if wanted and given and (wanted == given or (len(short) >= 2 and 2 * len(short) >= len(long) and short in long)):
                return True
    return False


def readings(row: Gold) -> list[Gold]:
    """The row as annotated, and each other reading that counts as right."""
    return [row, *({**row, **other} for other in row.get("also", []))]


def pair(gold: Sequence[Gold], found: Sequence[Any], fits: Callable[[Gold, Any], float]) -> list[tuple[int, int]]:
    """Greedy one-to-one pairs, the best agreement first."""
    graded = sorted(((-max(fits(r, f) for r in readings(g)), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)))
    pairs: list[tuple[int, int]] = []
    for grade, i, j in graded:
        if grade < 0 and all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return pairs


def add(score: Score, gold: Sequence[Gold], n_found: int, pairs: list[tuple[int, int]]) -> None:
    spared = {i for i, row in enumerate(gold) if row.get("optional")}
    hits = sum(i not in spared for i, _ in pairs)
    score.hit += hits
    score.gold += len(gold) - len(spared)
    score.found += n_found - (len(pairs) - hits)


def score_readings(articles: Iterable[tuple[Gold, Reading]]) -> dict[str, Score]:
    """The scores of articles beside their gold, pooled, by measure."""
    scores = {name: Score() for name in ("entities", "events", "events strict", "metrics", "metrics strict")}
    for gold, reading in articles:
        by_id = {entity.entity_id: entity for entity in reading.entities}
        forms = {e["name"]: {fold(e["name"]), *map(fold, e.get("surface", []))} for e in gold["entities"]}
        _score_entities(scores["entities"], gold, reading, by_id, forms)
        _score_facts(scores, gold, reading, by_id, forms)
    return scores


def _score_entities(score: Score, gold: Gold, reading: Reading, by_id: dict[str, Entity], forms: dict[str, set[str]]) -> None:
    surfaces: dict[str, set[str]] = {}
    for mention in reading.mentions:
        key = mention.entity_id or fold(mention.surface)
        surfaces.setdefault(key, set()).add(fold(mention.surface))
        if mention.entity_id in by_id:
            surfaces[key].add(fold(by_id[mention.entity_id].name))
    found = list(surfaces.values())
    add(score, gold["entities"], len(found), pair(gold["entities"], found, lambda g, f: len(forms[g["name"]] & f)))


def _score_facts(scores: dict[str, Score], gold: Gold, reading: Reading, by_id: dict[str, Entity], forms: dict[str, set[str]]) -> None:
    def names_of(entity_id: str | None) -> set[str]:
        entity = by_id.get(entity_id or "")
        return {fold(entity.name), *map(fold, entity.aliases)} if entity else set()

    def event_fits(g: Gold, f: Any) -> float:
        if days(g["start"], g.get("end")) != (f.period_start, f.period_end):
            return 0.0
        shared = agreement(g["quote"], f.quote, 0.35, 16)
        return shared if shared >= 0.4 else 0.0

    def event_strict(g: Gold, f: Any) -> float:
        given = [names_of(p) for p in f.participants]
        wanted = g.get("participants", [])
        hits = sum(is_named(p, set().union(*given), forms) for p in wanted)
        right = sum(any(is_named(p, names, forms) for p in wanted) for names in given)
        agreed = 2 * hits * right / (hits * len(given) + right * len(wanted)) if hits and right else float(not wanted)
        return event_fits(g, f) if g["type"] == f.event_type and agreed >= 0.5 else 0.0

    def metric_fits(g: Gold, f: Any) -> float:
        same = is_close(g["value"], f.value) and unit_class(g["unit"]) == unit_class(f.unit)
        bound = g.get("bound") or "="
        if not same or BOUNDS.get(bound, bound) != BOUNDS.get(f.bound, f.bound):
            return 0.0
        if g.get("value_max") is not None and not is_close(g["value_max"], f.value_max):
            return 0.0
        shared = agreement(g["quote"], f.quote, 0.2, 8)
        return shared if shared >= 0.4 else 0.0

    def metric_strict(g: Gold, f: Any) -> float:
        period = (f.period_start, f.period_end) if f.period_start else None
        subject = names_of(f.subject_id) | {fold(f.subject_text)}
        return metric_fits(g, f) if days(g.get("time")) == period and is_named(g["subject"], subject, forms) else 0.0

    for name, rows, fits in (
        ("events", reading.events, event_fits), ("events strict", reading.events, event_strict),
        ("metrics", reading.metrics, metric_fits), ("metrics strict", reading.metrics, metric_strict),
    ):  # fmt: skip
        key = name.split()[0]
        add(scores[name], gold[key], len(rows), pair(gold[key], rows, fits))

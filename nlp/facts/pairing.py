"""分别: several figures, and several periods, subjects or bases that they belong to in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field

from nlp.facts.figures import Figure
from nlp.facts.lines import Line
from nlp.facts.words import Word, measures, pattern
from nlp.model import Time
from nlp.names import Name
from nlp.records import record

_BASES = pattern("pairing", "bases")
_JOINED = pattern("pairing", "joined")
_MOST = 40  # coordinated figures that are paired at most


@record
class Pairing:
    """What the figures of a sentence are paired with, by the figure's index; `start` is where the pairing's quote begins."""

    times: dict[int, Time] = field(default_factory=dict)
    names: dict[int, Name] = field(default_factory=dict)
    bases: dict[int, str] = field(default_factory=dict)
    measures: dict[int, Word] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


_UNPAIRED = Pairing()


def pair_up(line: Line, figures: list[Figure], times: Sequence[Time]) -> Pairing:
    """The pairs of one sentence; empty where nothing says `respectively` or the counts do not agree."""
    words = [w for w in line.kinds if w.key == "respectively"] if len(figures) > 1 else []
    if not words:
        return _UNPAIRED
    pairing = Pairing()
    for number, word in enumerate(words[:_MOST]):
        limit = words[number + 1].start if number + 1 < len(words) else line.sentence.end
        after = [i for i, f in enumerate(figures) if word.end <= f.quantity.start_char < limit]
        indexes = after if not line.sentence.english else [i for i, f in enumerate(figures) if f.quantity.start_char < limit]
        run = _one_run(figures, indexes[: 4 * _MOST])
        if len(run) >= 2:
            _pair(line, figures, times, word, run, pairing)
            _pair_next(figures, run, pairing)
    return pairing


def _pair_next(figures: list[Figure], indexes: list[int], pairing: Pairing) -> None:
    """A second row of as many figures belongs to the same partners in order (分别为1952亿元、2360亿元，年增34.3%、59.6%)."""
    n = len(indexes)
    start = indexes[-1] + 1
    following = _one_run(figures, list(range(start, min(len(figures), start + n))))
    if len(following) != n or following[0] in pairing.bases:
        return
    for first, second in zip(indexes, following, strict=True):
        if first in pairing.times:
            pairing.times[second] = pairing.times[first]
        if first in pairing.names:
            pairing.names[second] = pairing.names[first]
        if first in pairing.starts:
            pairing.starts[second] = pairing.starts[first]


def _pair(line: Line, figures: list[Figure], times: Sequence[Time], word: Word, indexes: list[int], pairing: Pairing) -> None:
    """Give each figure of one run its partner: of the times, else the bases, the names, or the measures before it that are as many."""
    limit = figures[indexes[0]].quantity.start_char
    previous = max((f.quantity.end_char for f in figures if f.quantity.end_char <= min(word.start, limit)), default=line.sentence.start)
    near = [t for t in times if previous <= t.start_char and t.end_char <= limit]
    if len(near) == len(indexes):
        pairing.times.update(zip(indexes, near, strict=True))
        pairing.starts.update(dict.fromkeys(indexes, near[0].start_char))
    match = _BASES.search(line.text, max(line.sentence.start, limit - 24), limit)
    if match and len(indexes) == 2:
        pairing.bases.update(zip(indexes, ["year", "period"] if match.group(1) else ["period", "year"], strict=True))
        return
    names = [n for n in line.sentence.names if n.end <= limit and n.entity.entity_type in ("ORG", "PRODUCT", "PERSON")]
    run = next((run for run in _runs(line, names)[::-1] if len(run) == len(indexes)), None)
    if run and len(near) != len(indexes):
        pairing.names.update(zip(indexes, run, strict=True))
        pairing.starts.update(dict.fromkeys(indexes, run[0].start))
        return
    _pair_measures(line, figures, indexes, (previous, word.start if word.start < limit else limit), pairing)


def _pair_measures(line: Line, figures: list[Figure], indexes: list[int], span: tuple[int, int], pairing: Pairing) -> None:
    """毛利率和净利率分别为55.3%和15.1%: as many coordinated measures as figures."""
    found = [w for w in line.measures if span[0] <= w.start and w.end <= span[1]]
    run: list[Word] = []
    for word in reversed(found):
        between = line.text[word.end : run[0].start] if run else ""
        if run and (len(between) > 14 or not re.search(r"[、和与及]|\band\b|,", between)):
            break
        run.insert(0, word)
    if len(run) == len(indexes) and (not run or measures()[run[0].key].unit == measures()[run[-1].key].unit):
        pairing.measures.update(zip(indexes, run, strict=True))
        pairing.starts.update(dict.fromkeys(indexes, run[0].start))


def _one_run(figures: list[Figure], indexes: list[int]) -> list[int]:
    """The figures that stand in one coordination (108和187亿): neighbours of one unit with only a few characters between."""
    run: list[int] = []
    for index in indexes:
        quantity = figures[index].quantity
        if run:
            before = figures[run[-1]].quantity
            if quantity.start_char - before.end_char > 5 or figures[index].unit != figures[run[-1]].unit:
                break
        run.append(index)
    return run


def _runs(line: Line, names: list[Name]) -> list[list[Name]]:
    """The names in runs that stand beside each other, joined by 、 和 与 及, in order."""
    runs: list[list[Name]] = []
    for name in names:
        if runs and _JOINED.fullmatch(line.text, runs[-1][-1].end, name.start):
            runs[-1].append(name)
        else:
            runs.append([name])
    return runs

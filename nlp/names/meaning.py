"""Whether an alias that is also a word of the language means the listed entity where it stands."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache

from nlp.lexicon import Gazetteer, Hint, load_gazetteer, of_gazetteer, read_toml, words
from nlp.model import Entity
from nlp.records import record

FILE = "names/meaning.toml"
LONGEST_LINK = 6  # characters of the word between two names of a list
WINDOW = 16  # characters beside a mention in which its cues stand
_COORDINATED = re.compile(r" (?:and|or|&) |, (?:and )?|[、/／]|和|与|跟|及|以及|或|对|vs\.?|VS", re.IGNORECASE)


@record
class Hit:
    """An alias at one place of a text, and the entity that it may mean."""

    start: int
    end: int
    alias: str
    entity: Entity


class _Lines:
    """The paragraphs of a text, each searched once for what it speaks of."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._ends = [*(match.start() for match in re.finditer("\n", text)), len(text)]
        self._found: dict[tuple[re.Pattern[str], int], bool] = {}

    def speak_of(self, pattern: re.Pattern[str], at: int) -> bool:
        """Whether the paragraph around a place holds the pattern."""
        line = bisect_left(self._ends, at)
        key = (pattern, line)
        if key not in self._found:
            self._found[key] = pattern.search(self.text, self._ends[line - 1] + 1 if line else 0, self._ends[line]) is not None
        return self._found[key]


def choose_meant(text: str, hits: Sequence[Hit]) -> list[bool]:
    """For each hit, in order, whether the entity is meant: plain names are, doubtful ones by what stands in, beside and around them.

    An ordinary word that means the entity at one place of a text does so at its other places too, unless they speak against it.
    """
    hints, doubtful = load_gazetteer().hints, _doubtful()
    lines = _Lines(text)
    verdicts = [_judge(lines, hit, hints.get(hit.alias)) if hit.alias in doubtful else True for hit in hits]
    if None not in verdicts:
        return [verdict is True for verdict in verdicts]
    plain = [hit for hit, verdict in zip(hits, verdicts, strict=True) if verdict is True]
    house = _house(hit.entity for hit in plain)
    others = [hit for hit in plain if hit.entity.entity_type != "PLACE"]
    edges = {hit.end for hit in others}, {hit.start for hit in others}
    has_sign = bool(others) or _trade().search(text) is not None
    told = {hit.alias for hit, verdict in zip(hits, verdicts, strict=True) if verdict is None and _is_coined(text, hit) and has_sign}
    for hit, verdict in zip(hits, verdicts, strict=True):
        if verdict is None and (hit.entity.entity_id in house or has_cue(text, hit.start, hit.end) or _is_coordinated(text, hit, *edges)):
            told.add(hit.alias)
    return [verdict if verdict is not None else hit.alias in told for hit, verdict in zip(hits, verdicts, strict=True)]


def is_doubtful(alias: str) -> bool:
    """Whether an alias is listed as a word that may mean something else."""
    return alias in _words_too()


@cache
def _words_too() -> frozenset[str]:
    """The aliases that are words of the language too."""
    return words(FILE, "ordinary") | words(FILE, "coined") | words(FILE, "cues", "english") | frozenset(read_toml(FILE)["elsewhere"])


@of_gazetteer
def _doubtful(gazetteer: Gazetteer) -> frozenset[str]:
    """The aliases of which the place must tell whether they are meant; all others are."""
    return _words_too() | frozenset(gazetteer.hints)


def _is_coined(text: str, hit: Hit) -> bool:
    """Whether the alias is hardly a word of the language around it; an English word between Han characters is none."""
    beside = text[max(0, hit.start - 1) : hit.start] + text[hit.end : hit.end + 1]
    return hit.alias in words(FILE, "coined") or (hit.alias.isascii() and any("一" <= ch <= "鿿" for ch in beside))


@cache
def _trade() -> re.Pattern[str]:
    return re.compile(_alternation(read_toml(FILE)["cues"]["trade"]))


def _judge(lines: _Lines, hit: Hit, hint: Hint | None) -> bool | None:
    """True or False where the place itself decides, None for an ordinary word that waits for a sign."""
    text = lines.text
    english = hit.alias in words(FILE, "cues", "english")
    ordinary = english or hit.alias in words(FILE, "ordinary") or hit.alias in words(FILE, "coined")
    if hint is not None and _stands_in(text, hit.start, hint):
        return False
    topics = _elsewhere(hit.alias)
    if hint is None and not ordinary and topics is None:
        return True
    if hint is not None and hint.needs and lines.speak_of(_needs(hint), hit.start):
        return True
    if (ordinary or topics is not None) and _measured().search(text, max(0, hit.start - 4), hit.start):
        return False
    if topics is not None and lines.speak_of(topics, hit.start):
        return has_cue(text, hit.start, hit.end)
    if ordinary:
        return None
    return not (hint is not None and hint.needs)


def _stands_in(text: str, start: int, hint: Hint) -> bool:
    """Whether the place lies in one of the longer words that the hint names."""
    for longer in hint.not_in:
        offset = longer.find(hint.alias)
        if 0 <= offset <= start and text.startswith(longer, start - offset):
            return True
    return False


@cache
def _needs(hint: Hint) -> re.Pattern[str]:
    return re.compile(_alternation(hint.needs))


@cache
def _elsewhere(alias: str) -> re.Pattern[str] | None:
    topics = read_toml(FILE)["elsewhere"].get(alias)
    return re.compile(_alternation(topics)) if topics else None


@cache
def _measured() -> re.Pattern[str]:
    return re.compile(read_toml(FILE)["cues"]["measured"])


def _house(entities: Iterable[Entity]) -> set[str]:
    """The entities of the same house as those named: themselves, what they belong to, and what belongs to them."""
    named = list(entities)
    ids = {entity.entity_id for entity in named}
    parents = {entity.parent_id for entity in named if entity.parent_id}
    return ids | parents | {child for parent in ids for child in _children(load_gazetteer()).get(parent, ())}


@cache
def _children(gazetteer: Gazetteer) -> dict[str, tuple[str, ...]]:
    children: dict[str, list[str]] = {}
    for entity_id, entry in gazetteer.entries.items():
        if entry.entity.parent_id and entry.entity.entity_type != "PLACE":
            children.setdefault(entry.entity.parent_id, []).append(entity_id)
    return {parent: tuple(found) for parent, found in children.items()}


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    cues = read_toml(FILE)["cues"]
    every = {key: _alternation(cues[key]) for key in ("behind", "of", "adverbs", "before", "english_behind", "english_before")}
    strong = _alternation(set(cues["behind"]) - set(cues["weak_behind"]))
    where = "|".join(rf"{word}[^，。；：！？\n]{{1,8}}?" for word in "在向于从以")
    when = rf"(?:\d{{1,4}}年|\d{{1,2}}月(?:\d{{1,2}}日)?|{every['adverbs']}|{where})"
    return (
        re.compile(rf"{when}{{0,3}}(?:{strong})|{when}{{0,2}}的(?:{every['of']})|{when}{{0,3}}(?:建厂|建立|设立)"),
        re.compile(rf"{when}{{0,3}}(?:{every['behind']})"),
        re.compile(rf"(?:{every['before']})了?[“\"「]?$"),
        re.compile(rf"(?:’s|'s)?,? (?:{every['english_behind']})\b"),
        re.compile(rf"\b(?:{every['english_before']}) $"),
    )


def _alternation(of: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(of, key=lambda word: (-len(word), word))))


def has_cue(text: str, start: int, end: int) -> bool:
    """Whether a word of business stands directly beside the mention `text[start:end]`."""
    strong, behind, before, english_behind, english_before = _cues()
    left, right = max(0, start - WINDOW), end + WINDOW
    if text[start].isascii():
        return english_behind.match(text, end, right) is not None or english_before.search(text, left, start) is not None
    if strong.match(text, end, right) or before.search(text, left, start):
        return True
    heads_clause = start == 0 or text[start - 1] in "，。；：！？\n“\"「（( "
    return heads_clause and behind.match(text, end, right) is not None


def _is_coordinated(text: str, hit: Hit, ends: set[int], starts: set[int]) -> bool:
    """Whether a plain name stands beside the mention in a list (红杉、IDG资本)."""
    after = _COORDINATED.match(text, hit.end)
    if after and after.end() in starts:
        return True
    return any(hit.start - size in ends and _COORDINATED.fullmatch(text, hit.start - size, hit.start) for size in range(1, min(hit.start, LONGEST_LINK) + 1))

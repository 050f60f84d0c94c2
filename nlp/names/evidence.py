"""Where a name may stand that neither the gazetteer nor a rule has found: what is worth the recogniser's time.

Words tell it: one that no dictionary knows, one that jieba's dictionary calls a name, a surname before a loose character, a word
that closes the name of a body. All else is read by a recogniser to no avail.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from nlp.lexicon import Gazetteer, load_gazetteer, of_gazetteer, read_toml
from nlp.names.name import Name, named
from nlp.names.rules import rule_chars, rule_words
from nlp.names.segment import word_frequency
from nlp.records import record

FORMED = "rule.formed@1"
FREE, NAMED, PLACE = 0, 1, 2  # where a word stands: free of names, in a name, in the name of a place
HAN, LIKE, CORE, PERSON, SAYS, LOOSE, SURNAME, GIVEN, WITHIN, TRADE, FORM, BODY, ANY, CLOSES = (1 << bit for bit in range(14))  # what a word may be by itself
_GAP = 0
BEFORE, BEHIND = 20, 30  # characters around the begin of a sign that the recogniser sees of its clause
RARE = 300  # how often jieba's dictionary counts a word that is better known as a name
FACT_WORDS = ("facts/measures.toml", "facts/cues.toml", "facts/triggers.toml", "facts/event_words.toml")
_HAN = re.compile(r"[一-鿿]+")
_NAMES = re.compile(r"^(\S{2,}) (\d+) (nr|ns|nt|nz|j)\w*\r?$", re.MULTILINE)
_PAUSE = re.compile(r"[，；：,;:、]")


@record
class Evidence:
    """What the words of a text say: names that their form tells, and the places of words that a name may be or belong to, both in order.

    `again` are (place, first place) of unknown words that were a sign before: what they are there they are here.
    """

    names: tuple[Name, ...]
    signs: tuple[int, ...]
    again: tuple[tuple[int, int], ...]


def find_pieces(text: str, sentences: Iterable[tuple[int, int]], signs: Sequence[int]) -> list[tuple[int, int]]:
    """Half-open spans around the signs, within their clauses and in order; what touches is one piece.

    >>> text = "公司去年增长很快，潘昕然创办了青果。"
    >>> [text[start:end] for start, end in find_pieces(text, [(0, len(text))], [9])]
    ['潘昕然创办了青果。']
    """
    pieces: list[tuple[int, int]] = []
    for start, end in sentences:
        first, last = bisect_left(signs, start), bisect_left(signs, end)
        if first == last:
            continue
        pauses = [start, *(pause.end() for pause in _PAUSE.finditer(text, start, end)), end]
        for sign in signs[first:last]:
            clause = bisect_right(pauses, sign)
            low, high = max(pauses[clause - 1], sign - BEFORE), min(pauses[clause], sign + BEHIND)
            touches = bool(pieces) and start <= pieces[-1][0] and low <= pieces[-1][1]
            pieces[-1:] = [(pieces[-1][0], high)] if touches else [*pieces[-1:], (low, high)]
    return pieces


def read_words(text: str, words: Sequence[tuple[int, int]], names: Sequence[Name], refused: Iterable[tuple[int, int]] = ()) -> Evidence:
    """Names that words form, and signs of more of them; words inside of `names`, which are found already, say nothing.

    `refused` are the places of listed names that mean something else there: of a person, perhaps a namesake.
    """
    formed: list[Name] = []
    namesakes = [start for start, end in refused if (known := load_gazetteer().named(text[start:end])) and known.entity_type == "PERSON"]
    signs: list[int] = []
    again: list[tuple[int, int]] = []
    first: dict[str, int] = {}
    covered = bytearray(len(text) + 1)
    for name in names:
        covered[name.start : name.end] = bytes([PLACE if name.entity.entity_type == "PLACE" else NAMED]) * (name.end - name.start)
    kind_of = kinds_of()
    before, state = _GAP, NAMED  # what the word before is by itself, and where it stands
    for index, (start, end) in enumerate(words):
        kind = kind_of(text[start:end])
        if not kind:
            before, state = _GAP, NAMED
            continue
        if covered[start]:
            before, state = kind, covered[start]
            continue
        if state == FREE and before & CORE and (kind & TRADE or (kind & SAYS and before & PERSON)):
            name = _body(text, words, index, covered) if kind & TRADE else _person(text, words[index - 1])
            formed.append(name)
            covered[name.start : name.end] = bytes([NAMED]) * name.length
            while signs and signs[-1] >= name.start:
                first.pop(text[slice(*words[index - 1])], None)
                signs.pop()
            before, state = kind, NAMED if kind & TRADE else FREE
            continue
        if kind & CORE and first.setdefault(text[start:end], start) != start:
            again.append((start, first[text[start:end]]))
        elif (
            kind & LIKE
            or (kind & (BODY | CLOSES) and _closes(kind, before, state))
            or (kind & (WITHIN | GIVEN) and _goes_on(kind, before, state, text[end : end + 1]))
        ):
            signs.append(start)
        before, state = kind, FREE
    return Evidence(tuple(formed), tuple(sorted([*signs, *namesakes])), tuple(again))


def _body(text: str, words: Sequence[tuple[int, int]], index: int, covered: bytearray) -> Name:
    """The body that a word of business makes of the word before it (景信 + 信息), with a place before and its legal form behind it."""
    start, end = words[index - 1][0], words[index][1]
    for low, high in words[index + 1 : index + 4]:
        if not word_kind(text[low:high]) & (TRADE | FORM):
            break
        end = high
    while start and covered[start - 1] == PLACE:
        start -= 1
    return Name(start, end, named(text[start:end], "ORG"), FORMED, 0.6)


def _person(text: str, word: tuple[int, int]) -> Name:
    """A word that begins with a surname and that nobody knows is a person if it says or does what persons do (程平思 + 认为)."""
    start, end = word
    return Name(start, end, named(text[start:end], "PERSON"), FORMED, 0.6)


def _closes(kind: int, before: int, state: int) -> bool:
    """Whether a word may close the name of a body or of a place that begins with the word before it."""
    if kind & BODY:
        return bool(before & HAN and not before & ANY)
    return bool(kind & CLOSES and before & HAN) and (state != FREE or bool(before & (LIKE | LOOSE)))


def _goes_on(kind: int, before: int, state: int, behind: str) -> bool:
    """Whether a word may go on a person's name behind a surname, or name a place within the place before it (河南 + 信阳 + 的)."""
    if state == PLACE:
        return bool(kind & WITHIN) and behind in rule_chars("behind_places")
    return state == FREE and bool(before & SURNAME and kind & GIVEN)


def word_kind(word: str) -> int:
    """What a word is by itself, as the sum of the kinds above; 0 for one that is not all Chinese."""
    return kinds_of()(word)


@of_gazetteer
def kinds_of(gazetteer: Gazetteer) -> Callable[[str], int]:
    """`word_kind` where this gazetteer is in use: each has words, and a memory of them, of its own."""
    return lru_cache(maxsize=1 << 16)(_word_kind)


def _word_kind(word: str) -> int:
    if not _HAN.fullmatch(word):
        return 0
    listed, never, surnames = _lists()
    kind = HAN | listed.get(word, 0)
    if len(word) == 1 and word not in never:
        kind |= LOOSE | GIVEN | (SURNAME if word in surnames else 0)
    elif len(word) == 2 and word[0] not in never:
        kind |= GIVEN | (WITHIN if word_frequency(word) < RARE else 0)
    if len(word) > 2 and word[-1] in rule_chars("body_signs"):
        kind |= BODY
    if len(word) > 1 and is_name_like(word):
        kind |= LIKE
        unknown = not word_frequency(word)
        if len(word) <= 4 and (unknown or word in _dictionary_names("nr", "nz")):
            kind |= CORE
        if len(word) <= 3 and word[0] in surnames and (unknown or word in _dictionary_names("nr")):
            kind |= PERSON
    return kind


@cache
def _lists() -> tuple[dict[str, int], frozenset[str], frozenset[str]]:
    """The kinds of the words that the rules list, the characters that stand in no name as words of their own, and the surnames."""
    listed: dict[str, int] = {}
    for kind, words in (
        (SAYS, rule_words("speech") | rule_words("person_deeds")),
        (TRADE, rule_words("trades")),
        (FORM, rule_words("org_suffixes") | rule_words("trades_behind")),
        (BODY, rule_words("bodies_close")),
        (ANY, rule_words("never_before_bodies")),
        (CLOSES, rule_words("bodies_may_close") | frozenset(rule_chars("place_signs"))),
    ):
        for word in words:
            listed[word] = listed.get(word, 0) | kind
    return listed, frozenset(rule_chars("never_in_names")), frozenset(rule_chars("surnames"))


def is_name_like(word: str) -> bool:
    """Whether a word of two or more Chinese characters may be a name or a part of one: jieba's dictionary says so, or does not know it."""
    if word in _no_names():
        return False
    if word in _dictionary_names("nr", "ns", "nt", "nz", "j"):
        return True
    return not word_frequency(word) and word[-1] not in rule_chars("edges") and (word[0] not in rule_chars("edges") or word[0] in rule_chars("surnames"))


@cache
def _dictionary_names(*tags: str) -> frozenset[str]:
    """What jieba's dictionary tags as a person (nr), place (ns) or body (nt), and the rare short words that are other names (nz) or short forms (j) to it."""
    return frozenset(word for word, count, tag in _dictionary() if tag in tags and (tag in ("nr", "ns", "nt") or (count < RARE and len(word) < 4)))


@cache
def _dictionary() -> tuple[tuple[str, int, str], ...]:
    found = _NAMES.findall(files("jieba").joinpath("dict.txt").read_text(encoding="utf-8"))
    return tuple((word, int(count), tag) for word, count, tag in found)


@cache
def _no_names() -> frozenset[str]:
    """Words that are no names, whatever a dictionary says: those of the lexicon of facts, and a list."""
    return frozenset(word for table in FACT_WORDS for word in _strings(read_toml(table))) | rule_words("no_names")


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)

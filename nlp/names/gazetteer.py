"""Names that the gazetteer knows, found by one pass of Aho-Corasick over characters."""

from __future__ import annotations

import re
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation

from nlp.lexicon import Hint, load_gazetteer
from nlp.names.name import Name, settle
from nlp.names.segment import split_words

EXTRACTOR = "dict.entity@1"
SHORT = 3  # Chinese aliases up to this length must lie on word boundaries


@cache
def _automaton() -> tuple[AhoCorasick, tuple[str, ...]]:
    aliases = tuple(sorted(load_gazetteer().by_alias))
    return AhoCorasick(aliases, implementation=Implementation.ContiguousNFA), aliases


def find_listed(text: str) -> list[Name]:
    """Every mention of a listed entity, disjoint, longest first.

    >>> [text[n.start:n.end] for text in ["阿里与微博在北京"] for n in find_listed(text)]
    ['阿里', '微博', '北京']
    """
    automaton, aliases = _automaton()
    gazetteer = load_gazetteer()
    hits = automaton.find_matches_as_indexes(text, overlapping=True)
    if not hits:
        return []
    boundaries: set[int] | None = None
    found: list[Name] = []
    for index, start, end in hits:
        alias = aliases[index]
        if not _stands_alone(text, start, end):
            continue
        if end - start <= SHORT and not alias.isascii():
            if boundaries is None:
                boundaries = {0, *(stop for _, stop in split_words(text))}
            if start not in boundaries or end not in boundaries:
                continue
        hint = gazetteer.hints.get(alias)
        if hint and not _is_meant(text, start, end, hint):
            continue
        entity = gazetteer.entries[gazetteer.by_alias[alias]].entity
        found.append(Name(start, end, entity, EXTRACTOR, 0.95 if hint or end - start <= SHORT else 0.99))
    return settle(found)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A Latin edge of a name must not go on in Latin letters or, to the left, digits: Ali is not in Alipay, nor X1 in 3X1."""
    first, last = text[start], text[end - 1]
    if first.isascii() and first.isalnum() and start and text[start - 1].isascii() and text[start - 1].isalnum():
        return False
    following = text[end : end + 1]
    return not (last.isascii() and last.isalnum() and following.isascii() and (following.isalnum() or following == "$"))


def _is_meant(text: str, start: int, end: int, hint: Hint) -> bool:
    """Whether an ambiguous alias means the entity here: by what it stands in, and by what its paragraph speaks of."""
    for longer in hint.not_in:
        offset = longer.find(hint.alias)
        if offset >= 0 and text.startswith(longer, start - offset) and start - offset >= 0:
            return False
    if not hint.needs:
        return True
    left, right = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    paragraph = text[left : right if right >= 0 else len(text)]
    return re.search("|".join(map(re.escape, hint.needs)), paragraph) is not None

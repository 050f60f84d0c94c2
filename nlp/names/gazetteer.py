"""Names that the gazetteer knows, found by one pass of Aho-Corasick over characters."""

from __future__ import annotations

from collections.abc import Sequence

from ahocorasick_rs import AhoCorasick, Implementation

from nlp.lexicon import Gazetteer, load_gazetteer, of_gazetteer
from nlp.model import Entity
from nlp.names.meaning import Hit, choose_meant, is_doubtful
from nlp.names.name import Name, settle
from nlp.names.segment import split_words
from nlp.records import record

EXTRACTOR = "dict.entity@1"
SHORT = 3  # Chinese aliases up to this length must lie on word boundaries


@record
class Listed:
    """The listed names of a text, disjoint and in order, and the spans where an alias stands that means something else there."""

    names: tuple[Name, ...]
    refused: frozenset[tuple[int, int]]


@record
class _Alias:
    """An alias with all that looking it up asks of it: whom it names, whether it needs word boundaries, and whether an edge is Latin or a digit."""

    form: str
    entity: Entity
    needs_boundaries: bool
    has_edge: bool


@of_gazetteer
def _automaton(gazetteer: Gazetteer) -> tuple[AhoCorasick, tuple[_Alias, ...]]:
    """The automaton of all aliases, and the aliases by their number in it."""
    forms = sorted(gazetteer.by_alias)
    aliases = tuple(
        _Alias(
            form,
            gazetteer.entries[gazetteer.by_alias[form]].entity,
            len(form) <= SHORT and not form.isascii(),
            form[0].isascii() or form[-1].isascii() or form[-1].isdigit(),
        )
        for form in forms
    )
    return AhoCorasick(forms, implementation=Implementation.ContiguousNFA), aliases


def find_listed(text: str, words: Sequence[tuple[int, int]] | None = None) -> list[Name]:
    """Every mention of a listed entity, disjoint, longest first.

    `words` are the words of the text where they are known already (`split_words`).

    >>> [text[n.start:n.end] for text in ["阿里与微博在北京"] for n in find_listed(text)]
    ['阿里', '微博', '北京']
    """
    return list(look_up(text, words).names)


def look_up(text: str, words: Sequence[tuple[int, int]] | None = None) -> Listed:
    """The listed names of a text, and the places where a listed alias is a word of the language."""
    automaton, aliases = _automaton()
    boundaries: set[int] | None = None
    hits: list[Hit] = []
    refused: set[tuple[int, int]] = set()
    for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        alias = aliases[index]
        if alias.has_edge and not _stands_alone(text, start, end):
            continue
        if alias.needs_boundaries:
            if boundaries is None:
                boundaries = {0, *[stop for _, stop in (split_words(text) if words is None else words)]}
            if not (_is_edge(text, start, boundaries) and _is_edge(text, end, boundaries)):
                if is_doubtful(alias.form):
                    refused.add((start, end))
                continue
        hits.append(Hit(start, end, alias.form, alias.entity))
    meant = choose_meant(text, hits)
    hints = load_gazetteer().hints
    names = [_name(hit, hit.alias in hints) for hit, yes in zip(hits, meant, strict=True) if yes]
    refused.update((hit.start, hit.end) for hit, yes in zip(hits, meant, strict=True) if not yes)
    return Listed(tuple(settle(names)), frozenset(refused))


def _name(hit: Hit, is_doubtful: bool) -> Name:
    return Name(hit.start, hit.end, hit.entity, EXTRACTOR, 0.95 if is_doubtful or hit.end - hit.start <= SHORT else 0.99)


def _is_edge(text: str, at: int, boundaries: set[int]) -> bool:
    """Whether a word ends at a place, or the writing changes there (三星 of 三星Galaxy, which is a word too)."""
    return at in boundaries or (0 < at < len(text) and text[at - 1].isascii() != text[at].isascii())


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A Latin edge of a name must not go on in Latin letters or, to the left, digits: Ali is not in Alipay, nor X1 in 3X1."""
    first, last = text[start], text[end - 1]
    if first.isascii() and first.isalnum() and start and text[start - 1].isascii() and text[start - 1].isalnum():
        return False
    following = text[end : end + 1]
    if last.isdigit() and not first.isdigit() and _goes_on_as_figure(text, start, end):
        return False
    if last.isascii() and text.startswith(" $", end) and end - start == 2:
        return False  # US $12 million
    return not (last.isascii() and last.isalnum() and following.isascii() and (following.isalnum() or following == "$"))


def _goes_on_as_figure(text: str, start: int, end: int) -> bool:
    """Whether a model's number is a date or an amount behind the maker's name: 小米11日宣布, 小米14亿元."""
    following = text[end : end + 1]
    if following in ("亿", "万", "%") or (following == "." and text[end + 1 : end + 2].isdigit()):
        return True
    return following in ("年", "月", "日") and load_gazetteer().named(text[start:end].rstrip("0123456789")) is not None

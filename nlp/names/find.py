"""All names of an article: the gazetteer over the whole text, the recogniser and the rules sentence by sentence, then who is who."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from nlp.lexicon import Gazetteer, load_gazetteer, of_gazetteer, read_toml
from nlp.model import Entity
from nlp.names.chinese import find_brand_lines, find_chinese
from nlp.names.english import find_english
from nlp.names.evidence import find_pieces, read_words
from nlp.names.gazetteer import look_up
from nlp.names.name import Name, settle, unlisted
from nlp.names.recognised import find_recognised
from nlp.names.recogniser import Recogniser, Span, load_recogniser
from nlp.names.rules import alternation, longest_first
from nlp.names.segment import split_words
from nlp.names.sentences import split_sentences
from nlp.openings import compile_search
from nlp.spans import blank_outside

_HAN = re.compile(r"[一-鿿]")
_ALIAS = re.compile(r"[（(](?:以下简称|下称|简称|花名|原名|又名|曾用名|化名|本名|英文名)[:：为]?\s*[“\"「]?([^“”\"「」（）()，、；]{1,16})[”\"」]?[)）]")

_GLOSS = re.compile(r"[”」\"]?[（(]([A-Z][A-Za-z]*[a-z][A-Za-z0-9 .&-]{1,40})[)）]")  # 全域营销(Uni Marketing); a code in capitals is none


def find_names(
    text: str, regions: Sequence[tuple[int, int]] | None = None, recogniser: Recogniser | None = None, words: Sequence[tuple[int, int]] | None = None
) -> list[Name]:
    """Disjoint names of `text` in reading order, one entity for each named thing.

    `regions` are the half-open spans to read (the article without its furniture), the whole text when None;
    `words` are the words of the text where they are known already (`split_words`).

    >>> [(n.entity.name, n.entity.entity_type) for n in find_names("阿里集团CEO张勇表示", recogniser=load_recogniser("none"))]
    [('阿里巴巴', 'ORG'), ('张勇', 'PERSON')]
    """
    regions = [(0, len(text))] if regions is None else regions
    return link(text, settle(find_candidates(text, regions, recogniser or load_recogniser(), words)))


def find_candidates(
    text: str, regions: Sequence[tuple[int, int]], recogniser: Recogniser, words: Sequence[tuple[int, int]] | None = None
) -> list[Name]:
    """What the gazetteer, the recogniser and the rules propose, unsettled: candidates may overlap, and each says who found it."""
    masked = mask_unread(text, regions)
    words = split_words(text) if words is None else words
    listed = look_up(masked, words)
    names = [*listed.names, *find_brand_lines(masked, listed.names)]
    sentences = [sentence for start, end in regions for sentence in split_sentences(masked, start, end)]
    chinese: list[tuple[int, int]] = []
    english: list[tuple[int, int]] = []
    for span in sentences:
        (chinese if _HAN.search(masked, *span) else english).append(span)
    ruled = [name for find, spans in ((find_chinese, chinese), (find_english, english)) for span in spans for name in find(masked, *span)]
    names += (kept for name in ruled if (kept := _unless_refused(name, masked, listed.refused)))
    told = read_words(masked, words, names, listed.refused)
    if recogniser.everywhere:
        found = list(_recognise(masked, chinese, chinese, recogniser))
    else:
        found = sorted(_recognise(masked, chinese, find_pieces(masked, chinese, told.signs), recogniser), key=lambda name: name.start)
        found += _named_again(masked, found, told.again)
    return [*names, *(kept for name in (*told.names, *found) if (kept := _unless_refused(name, masked, listed.refused)))]


def _named_again(text: str, names: Sequence[Name], again: Sequence[tuple[int, int]]) -> Iterator[Name]:
    """The names of words that stood in a name before, where the same name stands."""
    starts = [name.start for name in names]
    for place, first in again:
        at = bisect_right(starts, first) - 1
        if at < 0 or names[at].end <= first:
            continue
        start, end = names[at].start + place - first, names[at].end + place - first
        if text[names[at].start : names[at].end] == text[start:end]:
            yield replace(names[at], start=start, end=end)


def _recognise(text: str, sentences: Sequence[tuple[int, int]], pieces: Sequence[tuple[int, int]], recogniser: Recogniser) -> Iterator[Name]:
    """The recogniser's names in pieces of the sentences; both in order, each piece within one sentence."""
    found = iter(zip(pieces, recogniser([text[low:high] for low, high in pieces]), strict=True))
    piece = next(found, None)
    for start, end in sentences:
        spans: list[Span] = []
        while piece is not None and piece[0][0] < end:
            (low, _), told = piece
            spans += [(low - start + first, low - start + last, kind) for first, last, kind in told]
            piece = next(found, None)
        if spans:
            yield from find_recognised(text[start:end], start, spans)


def _unless_refused(name: Name, text: str, refused: frozenset[tuple[int, int]]) -> Name | None:
    """A name where a listed alias was refused is none, but for a person: another of the same name."""
    if (name.start, name.end) not in refused:
        return name
    if name.entity.entity_type != "PERSON":
        return None
    return replace(name, entity=unlisted(text[name.start : name.end], "PERSON", "model" if name.extractor.startswith("model") else "rule"))


def mask_unread(text: str, regions: Sequence[tuple[int, int]]) -> str:
    """The text with all that is outside the regions, and the marks of the wire inside them, blanked; lines and length are kept."""
    return blank_outside(text, regions, lambda start, end: mask_wire_marks(text, start, end))


@cache
def _wire_marks() -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, read_toml("names/wire.toml")["marks"]))


@cache
def _wire_signs() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What tells at once that a region has no mark: all that can only open it as one pattern, all others as another."""
    marks = read_toml("names/wire.toml")["marks"]
    opening = [mark.removeprefix("^") for mark in marks if mark.startswith("^")]
    return re.compile("|".join(opening)), compile_search("|".join(mark for mark in marks if not mark.startswith("^")))


def mask_wire_marks(text: str, start: int, end: int) -> str:
    """`text[start:end]` with datelines and reporters' names blanked, length kept: who writes the article is no name in it.

    >>> mask_wire_marks("新京报讯（记者刘夏）史玉柱宣布", 0, 15)
    '          史玉柱宣布'
    """
    region = text[start:end]
    opening, inside = _wire_signs()
    if opening.match(region) or inside.search(region):
        for mark in _wire_marks():
            region = mark.sub(lambda match: " " * len(match.group()), region)
    return region


def link(text: str, names: list[Name]) -> list[Name]:
    """One entity for one thing: aliases that the text defines, short forms of full names before them, and one type for one name."""
    names = _one_type(names)
    forms: dict[str, Entity] = {}
    for name in names:
        match = _ALIAS.match(text, name.end) or _GLOSS.match(text, name.end)
        if match:
            forms[match.group(1)] = name.entity
    for name in names:
        _learn_short_forms(name.entity, text[name.start : name.end], forms)
    linked = []
    for name in names:
        known = forms.get(text[name.start : name.end])
        if known and name.entity.origin != "lexicon" and known.entity_id != name.entity.entity_id and _may_be(name.entity, known):
            name = replace(name, entity=known)
        linked.append(name)
    return settle([*linked, *_defined_elsewhere(text, forms, linked)])


def _learn_short_forms(entity: Entity, surface: str, forms: dict[str, Entity]) -> None:
    parts = surface.split()
    if entity.entity_type == "PERSON" and len(parts) > 1 and surface.isascii():
        forms.setdefault(parts[-1], entity)
        forms.setdefault(parts[0], entity)
    elif entity.entity_type == "ORG" and len(parts) > 1 and surface.isascii() and len(parts[0]) > 3:
        forms.setdefault(parts[0], entity)
    elif entity.entity_type == "ORG" and (full := _full_name().fullmatch(surface)):
        core, part = full["core"], full["part"]
        for tail in ("", *(word for word in longest_first("descriptors") if part.startswith(word))):
            forms.setdefault(core + tail, entity)
    elif entity.entity_type == "ORG" and not surface.isascii() and len(surface) >= 4:
        for size in (2, 3, 4):
            if size < len(surface):
                forms.setdefault(surface[:size], entity)


@of_gazetteer
def _full_name(listed: Gazetteer) -> re.Pattern[str]:
    """A company's full name: a place, the proper part, what it does, its legal form (杭州 + 远行 + 信息 + 技术有限公司)."""
    parts = alternation("descriptors")
    places = "|".join(sorted(alias for alias, owner in listed.by_alias.items() if len(alias) == 2 and listed.entries[owner].entity.entity_type == "PLACE"))
    return re.compile(rf"(?:(?:{places})[省市]?)?(?P<core>[一-鿿A-Za-z]{{2,5}}?)(?P<part>{parts})(?:{parts})?(?:股份|集团)?(?:有限责任公司|有限公司)")


def _may_be(short: Entity, known: Entity) -> bool:
    return short.entity_type == known.entity_type or {short.entity_type, known.entity_type} <= {"ORG", "PRODUCT", "PLACE"} or known.entity_type == "PERSON"


def _defined_elsewhere(text: str, forms: dict[str, Entity], names: list[Name]) -> list[Name]:
    """Further places of an alias that the text defined in brackets (张无忌 after 董本洪(花名张无忌))."""
    wanted = {match.group(1): forms.get(match.group(1)) for match in _ALIAS.finditer(text) if len(match.group(1)) > 1}
    parts = longest_first("descriptors")
    wanted |= {form: entity for form, entity in forms.items() if len(form) >= 4 and form.endswith(parts) and not load_gazetteer().named(form)}
    if not wanted:
        return []
    taken = {offset for name in names for offset in range(name.start, name.end)}
    found: list[Name] = []
    for form, entity in wanted.items():
        if entity is None:
            continue
        at = text.find(form)
        while at >= 0:
            end = at + len(form)
            if at not in taken and end - 1 not in taken:
                found.append(Name(at, end, entity, "rule.alias@1", 0.8))
            at = text.find(form, end)
    return found


def _one_type(names: list[Name]) -> list[Name]:
    """An unlisted name that was read with two types keeps the surest one (what stands beside it told so), then the most frequent, then the first."""
    votes: dict[str, dict[str, tuple[float, int]]] = {}
    for name in names:
        if name.entity.origin != "lexicon":
            counts = votes.setdefault(name.entity.entity_id, {})
            sure, n = counts.get(name.entity.entity_type, (0.0, 0))
            counts[name.entity.entity_type] = (max(sure, name.confidence), n + 1)
    settled = []
    for name in names:
        counts = votes.get(name.entity.entity_id, {})
        best = max(counts, key=lambda kind: counts[kind]) if counts else name.entity.entity_type
        settled.append(name if best == name.entity.entity_type else replace(name, entity=replace(name.entity, entity_type=best)))
    return settled



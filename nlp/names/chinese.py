"""Names in Chinese text that the page itself marks: by titles, by 《》 and quotation marks, by the words that close a gathering's name or a brand's line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from nlp.lexicon import load_gazetteer, read_toml
from nlp.names.latin import find_latin
from nlp.names.name import Name, named, unlisted
from nlp.names.recognised import is_name_and_word
from nlp.names.rules import RULES, alternation, ends_with, longest_first, one_of, rule_chars, rule_words

TITLE, WORK, QUOTED, GATHERING, BRAND, HEAD = "rule.title@1", "rule.work@1", "rule.quoted@1", "rule.gathering@1", "rule.brand@1", "rule.head@1"
_MARKED = re.compile(r"《([^《》\n]{2,40})》")
_QUOTED = re.compile(r"[“\"「‘]([^“”\"「」‘’\n，。！？]{2,20})[”\"」’]")
_GLOSS = re.compile(r"[（(][A-Z]")
_EDITION = re.compile(r"^(?:20\d\d年?)?(?:首届|第[一二三四五六七八九十百]+届)?")
_ENGLISH_LINE = re.compile(r" ([A-Za-z]{3,8})(?![A-Za-z])")
_MONTH = re.compile(r"^(?:\d{0,2}月)?(?:\d{1,2}日)?")


def find_chinese(text: str, start: int, end: int) -> Iterator[Name]:
    """Candidates of one sentence `text[start:end]`; they may overlap (`settle` decides)."""
    sentence = text[start:end]
    yield from _from_titles(sentence, start)
    yield from _from_marks(sentence, start)
    yield from _from_heads(sentence, start)
    yield from find_latin(sentence, start)
    yield from _from_gatherings(sentence, start)


@cache
def _title_pattern() -> re.Pattern[str]:
    titles, verbs = alternation("titles"), f"{alternation('speech')}|{alternation('person_verbs')}"
    behind = rf"(?=(?:今日|昨日|近日|日前)?(?:{verbs})|[，,、（(在就曾将与和及也则以已均仍正还共并从被因把让给等的是会要]|$)"
    name = rf"(?:{alternation('compound_surnames')}|[{rule_chars('surnames')}])[一-鿿]{{1,2}}?"
    return re.compile(rf"(?:{titles})(?:({name})|([A-Z][a-z]+(?: [A-Z][a-z]+)?)){behind}")


def _from_titles(sentence: str, base: int) -> Iterator[Name]:
    for match in _title_pattern().finditer(sentence):
        group = 1 if match.group(1) else 2
        start, end = match.span(group)
        entity = named(match.group(group), "PERSON")
        yield Name(base + start, base + end, entity, TITLE, 0.75)


@cache
def _head_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    surname = rf"(?:{alternation('compound_surnames')}|[{rule_chars('surnames')}])"
    part = rf"[^{re.escape(rule_chars('not_in_head_bodies'))}，。；：！？“”\"《》（）()\s]"
    return (
        re.compile(rf"(?:^|[，。；：“])({part}{{2,7}})(?=(?:{alternation('heads_of_bodies')})(?:兼(?:{alternation('titles')}))?{surname})"),
        re.compile(rf"(?:{alternation('kinds_of_bodies')})([一-鿿]{{2,5}})(?=\s?[（(][A-Z][A-Za-z0-9 .&-]{{1,30}}[)）])"),
    )


def _from_heads(sentence: str, base: int) -> Iterator[Name]:
    """A body is what has a head (青藤云安全创始人张福), and what a word of its kind and a Latin gloss stand around (音箱厂商声锐（Voxly）)."""
    headed, glossed = _head_patterns()
    for pattern, sign in ((headed, one_of("heads_of_bodies")), (glossed, _GLOSS)):
        for match in pattern.finditer(sentence) if sign.search(sentence) else ():
            surface = match.group(1)
            generic = surface.endswith(longest_first("generic_bodies")) or surface in rule_words("never") or is_name_and_word(surface)
            if not generic and re.search(r"[一-鿿]", surface):
                entity = named(surface, "ORG")
                yield Name(base + match.start(1), base + match.end(1), entity, HEAD, 0.55)


def _from_marks(sentence: str, base: int) -> Iterator[Name]:
    for match in _MARKED.finditer(sentence):
        kind = "PRODUCT" if _is_game(sentence, match) else "WORK"
        entity = named(match.group(1), kind)
        yield Name(base + match.start(1), base + match.end(1), entity, WORK, 0.9)
    for match in _QUOTED.finditer(sentence):
        told = _kind_of_quoted(match.group(1)) or _kind_by_context(match, sentence)
        if told and not load_gazetteer().named(match.group(1)):
            yield Name(base + match.start(1), base + match.end(1), unlisted(match.group(1), told, "rule"), QUOTED, 0.6)


def _is_game(sentence: str, match: re.Match[str]) -> bool:
    games = one_of("games")
    return games.search(sentence, max(0, match.start() - 6), match.start()) is not None or games.match(sentence, match.end()) is not None


def _kind_of_quoted(surface: str) -> str | None:
    """A programme or an event in quotation marks is a name when its last word says what it is."""
    if not re.search(r"[A-Za-z0-9一-鿿]", surface) or surface in rule_words("never") or re.search(r"^(?:一|两|这|那|每|各|本|该)|[的了是]", surface):
        return None
    if any(surface.endswith(word) and len(surface) > len(word) for word in rule_words("gatherings")):
        return "EVENT"
    for kind in ("PRODUCT", "EVENT"):
        if any(surface.endswith(word) and len(surface) >= len(word) + 2 for word in rule_words("programmes", kind)):
            return kind
    return None


def _kind_by_context(match: re.Match[str], sentence: str) -> str | None:
    """A short quoted word that is said to be made, or to be a product, is the product's name."""
    surface = match.group(1)
    before, after = sentence[max(0, match.start() - 8) : match.start()], sentence[match.end() : match.end() + 8]
    if not 2 <= len(surface) <= 8 or surface in rule_words("never") or re.search(r"[的了是和与在不]", surface):
        return None
    made = ends_with("made_before").search(before) and not after.startswith(("的", "模式", "战略", "概念"))
    return "PRODUCT" if made or ends_with("named").search(before) or one_of("made_after").match(after) else None


@cache
def _gathering_pattern() -> re.Pattern[str]:
    name = rf"(?:20\d\d年?|第[一二三四五六七八九十]+届)?[A-Za-z0-9一-鿿]{{2,14}}?(?:{alternation('gatherings')})"
    return re.compile(rf"(?<=[在于了开办“\"「、，。\s届年的])({name})(?=[上中期将正在于开的，。、\s”\"」])")


def _from_gatherings(sentence: str, base: int) -> Iterator[Name]:
    for match in _gathering_pattern().finditer(sentence) if one_of("gatherings").search(sentence) else ():
        start = match.start(1) + len(match.group(1)) - len(_MONTH.sub("", match.group(1)))
        surface = sentence[start : match.end(1)]
        if surface.endswith(longest_first("gathering_words")) or one_of("not_in_gatherings").search(surface):
            continue
        core = _EDITION.sub("", surface)
        entity = load_gazetteer().named(surface) or named(core, "EVENT")
        yield Name(base + start, base + match.end(1), entity, GATHERING, 0.6)


@cache
def _brand_lines() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation('brand_lines')})(?![一-鿿]?(?:{alternation('not_after_lines')})|[\d了给约近超])")


def find_brand_lines(text: str, listed: Sequence[Name]) -> Iterator[Name]:
    """A listed brand with the name of a line of business behind it is a thing of its own (微博支付, 京东国际, Weibo payment)."""
    english = read_toml(RULES)["brand_lines_english"]
    for name in listed:
        if name.entity.entity_type != "ORG":
            continue
        if text[name.start : name.end].isascii():
            match = _ENGLISH_LINE.match(text, name.end)
            line = english.get(match.group(1).lower()) if match else None
            if match and line and not name.entity.name.isascii():
                told = name.entity.name + line
                yield Name(name.start, match.end(), named(told, "PRODUCT"), BRAND, 0.6)
            continue
        match = _brand_lines().match(text, name.end)
        if match:
            kind = "ORG" if match.group() in rule_words("brand_lines", "ORG") else "PRODUCT"
            yield Name(name.start, match.end(), unlisted(text[name.start : match.end()], kind, "rule"), BRAND, 0.6)

"""What the statistical recogniser finds, after our rules: edges trimmed, names extended or cut, types mended, listed names linked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.lexicon import load_gazetteer
from nlp.model import Entity
from nlp.names.name import Name, unlisted
from nlp.names.recogniser import Span
from nlp.names.rules import ends_with, longest_first, one_of, rule_chars, rule_words

EXTRACTOR = "model.lac@1"
EDGES = " \t\u3000\"'“”‘’「」『』《》()（）[]【】、，。：:；;·-—_/|"
LONGEST = 30
_LOOSE_DIGIT = re.compile(r"[一-鿿]\d$")
_MIXED = re.compile(r"[A-Za-z]{2,}(?:们|五大|三大|CEO|ceo)|(?:CEO|ceo|CTO|CFO|COO)$|^(?:大|小|各|某|该|本|两|多)(?:公司|集团|企业|厂)|们$")


def find_recognised(sentence: str, base: int, spans: list[Span]) -> Iterator[Name]:
    """The names of one sentence that begins at `base`, of the spans that the recogniser gives."""
    for start, end, kind in _join(spans):
        while start < end and sentence[start] in EDGES:
            start += 1
        while end > start and (sentence[end - 1] in EDGES or _LOOSE_DIGIT.search(sentence, start, end)):
            end -= 1
        surface = sentence[start:end]
        if _MIXED.search(surface):
            continue
        if not _is_name(surface, kind):
            continue
        end = end if load_gazetteer().named(surface) else _with_tail(sentence, end, kind)
        kind = "ORG" if sentence[start:end] != surface else kind
        start = _without_description(sentence, start, end, kind)
        surface = sentence[start:end]
        if kind == "PLACE" and one_of("heads").match(sentence, end):
            kind = "ORG"  # what has a CEO is a company
        entity = _linked(surface, kind)
        if entity is not None:
            yield Name(base + start, base + end, entity, EXTRACTOR, 0.8 if entity.origin == "model" else 0.9)


def _join(spans: list[Span]) -> list[Span]:
    """A place or body directly before a body is part of its name (浙江省 + 商务厅)."""
    joined: list[Span] = []
    for start, end, kind in spans:
        if joined and joined[-1][1] == start and kind == "ORG" and joined[-1][2] in ("PLACE", "ORG"):
            joined[-1] = (joined[-1][0], end, "ORG")
        else:
            joined.append((start, end, kind))
    return joined


def _is_name(surface: str, kind: str) -> bool:
    if len(surface) < 2 or surface in rule_words("never") or any(ch in "，。、；：！？\n" for ch in surface):
        return False
    if not any("一" <= ch <= "鿿" for ch in surface):
        return False  # Latin names have rules of their own
    if len(surface) <= 4 and all(ch in rule_chars("country_signs") for ch in surface):
        return False  # 英美, 中日韩
    if kind == "PERSON" and surface.endswith(longest_first("honorifics")):
        return False
    if kind == "PERSON":
        return "·" in surface or "•" in surface or (len(surface) <= 4 and surface[0] in rule_chars("surnames") and surface.isalpha())
    if kind == "WORK":
        return False  # works are told by their marks 《》
    return len(surface) <= LONGEST and not surface[0].isdigit()


def _linked(surface: str, kind: str) -> Entity | None:
    """The entity of a recognised span: a listed one with a company suffix is the company, one with a department is left to the gazetteer."""
    gazetteer = load_gazetteer()
    listed = gazetteer.named(surface)
    if listed:
        return listed
    for suffix in longest_first("org_parts"):
        if surface.endswith(suffix) and kind == "ORG" and gazetteer.named(surface[: -len(suffix)]):
            return None
    if kind == "ORG" and (is_name_and_word(surface) or _is_clause(surface) or _is_site(surface)):
        return None
    for suffix in longest_first("org_suffixes"):
        stem = surface.removesuffix(suffix)
        if suffix == "公司" and stem != surface and (known := gazetteer.named(stem)) and known.entity_type == "PLACE":
            return None  # 新加坡公司 is any company of Singapore
        if kind == "ORG" and stem != surface and (known := gazetteer.named(stem)) and known.entity_type == "ORG":
            return known
    return unlisted(surface, kind, "model")


def _with_tail(sentence: str, end: int, kind: str) -> int:
    """Where a recognised name ends with the word that goes on behind it."""
    if kind not in ("ORG", "PLACE"):
        return end
    tail = next((word for word in longest_first("body_tails", kind) if sentence.startswith(word, end)), "")
    return end + len(tail)


def _without_description(sentence: str, start: int, end: int, kind: str) -> int:
    """Where a listed name begins behind words that only describe it (晶圆代工厂 + 台积电)."""
    if kind != "ORG":
        return start
    for at in range(start + 2, end - 1):
        if sentence[at - 1] in rule_chars("describers") and load_gazetteer().named(sentence[at:end]):
            return at
    return start


def _is_clause(surface: str) -> bool:
    """Two listed bodies with words between them are a clause (上交所暂缓蚂蚁集团)."""
    named = load_gazetteer().named
    first = next((known for size in range(len(surface) - 3, 1, -1) if (known := named(surface[:size]))), None)
    last = next((known for at in range(3, len(surface) - 1) if (known := named(surface[at:]))), None)
    return first is not None and last is not None and first.entity_type == "ORG" == last.entity_type and first.entity_id != last.entity_id


def _is_site(surface: str) -> bool:
    """Places with a word for a plant or a branch behind them (日本熊本厂) are where something stands, not a body."""
    stem = next((surface.removesuffix(tail) for tail in longest_first("sites") if surface.endswith(tail)), "")
    while stem:
        size = next((size for size in range(min(6, len(stem)), 1, -1) if (known := load_gazetteer().named(stem[:size])) and known.entity_type == "PLACE"), 0)
        if not size:
            return False
        stem = stem[size:]
    return surface.endswith(longest_first("sites"))


def is_name_and_word(surface: str) -> bool:
    """A listed name with words behind it that make no body of it (小米智能 of 小米智能手机)."""
    gazetteer = load_gazetteer()
    for size in range(len(surface) - 1, 1, -1):
        known = gazetteer.named(surface[:size])
        if known and known.entity_type in ("ORG", "PRODUCT", "PLACE"):
            return ends_with("bodies").search(surface) is None
    return False

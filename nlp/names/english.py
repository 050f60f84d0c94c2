"""Names in English text that nobody listed: capitalised runs, classed by their last word and by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from nlp.lexicon import load_gazetteer
from nlp.names.name import Name, unlisted
from nlp.names.rules import rule_words

CAPITALS = "rule.capitals@1"
LONGEST = 100  # characters of a name
WINDOW = 100  # characters beside it that tell what it is
_RUN = re.compile(r"(?<![\w@/.-])[A-Z][\w’'-]*[\w+]?(?:(?: (?:of|de|and|for|the|&) | & | )[A-Z0-9][\w’'-]*[\w+]?){0,6}")
_SMALL = frozenset({"of", "and", "for", "the", "de", "&"})
_YEAR = re.compile(r"\d{4}")
_OPENING, _CLOSING = ('"', "“", "‘"), ('"', "”", "’")
_SMALL_WORD = re.compile(r"(?<![\w@/.-])[a-z]{3,}(?![\w@/])")
_HAS_LETTER = re.compile(r"[a-z]")


def find_english(text: str, start: int, end: int) -> Iterator[Name]:
    """Candidates of one sentence `text[start:end]`; they may overlap."""
    sentence = text[start:end]
    for match in _RUN.finditer(sentence):
        whole = [part for low, high in _split_possessive(sentence, match.start(), match.end()) for part in _split_on_titles(sentence, low, high)]
        pieces = [_trim(sentence, low, high) for low, high in whole]
        for low, high in (part for left, right in pieces for part in _split_on_and(sentence, left, right)):
            surface = sentence[low:high]
            if len(surface) > LONGEST or _is_common(surface, text) or _is_all_listed(surface):
                continue
            kind = _kind(surface, sentence[max(0, low - WINDOW) : low], sentence[high : high + WINDOW], low == 0)
            if kind and (kind == "PERSON" or load_gazetteer().named(surface) is None):  # a listed person may be another one here
                yield Name(start + low, start + high, unlisted(surface, kind, "rule"), CAPITALS, 0.55)


def _trim(sentence: str, start: int, end: int) -> tuple[int, int]:
    """Drop words that are capitalised for their place or as a title, and a possessive 's."""
    never, titles = rule_words("english", "never"), rule_words("english", "titles")
    surface = re.sub(r"[’']s?$", "", sentence[start:end])
    parts = surface.split(" ")
    while parts and (parts[0].isdigit() or {parts[0], parts[0].lower()} & (never | titles | _SMALL)):
        start += len(parts[0]) + 1
        parts = parts[1:]
    while parts and (parts[-1] in _SMALL or (len(parts) > 1 and len(parts[-1]) == 1 and parts[-1].isalpha()) or _YEAR.fullmatch(parts[-1])):
        parts = parts[:-1]
    return start, start + len(" ".join(parts))


def _split_on_titles(sentence: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """`Weibo CEO Wang Gaofeng` are two names with a title between them."""
    at = start
    for match in _title_between().finditer(sentence, start, end):
        yield at, match.start() - 1
        at = match.end()
    yield at, end


@cache
def _title_between() -> re.Pattern[str]:
    titles = sorted((word for word in rule_words("english", "titles") if word[0].isupper() and word.isalpha()), key=len, reverse=True)
    title = "|".join([*titles, "President", "Chairman", "Founder", "Director", "Chief Executive"])
    return re.compile(rf"(?<= )(?:Co-|Vice )?(?:{title})(?: and (?:CEO|Chairman|President))? (?=[A-Z])")


@lru_cache(maxsize=4)
def _small_words(text: str) -> frozenset[str]:
    return frozenset(_SMALL_WORD.findall(text))


def _is_common(surface: str, text: str) -> bool:
    """A single word that the text also writes small is a word (red Economy, the red economy)."""
    return surface.isalpha() and surface.lower() in _small_words(text)


def _is_all_listed(surface: str) -> bool:
    """Listed names one after another (Weibo Sina Weibo) are names each for itself."""
    named, parts, at = load_gazetteer().named, surface.split(" "), 0
    while at < len(parts):
        size = next((size for size in range(min(4, len(parts) - at), 0, -1) if named(" ".join(parts[at : at + size]))), 0)
        if size in (0, len(parts)):
            return False
        at += size
    return True


def _is_chinese_person(parts: list[str]) -> bool:
    """A surname and a given name in Pinyin, in either order (Wang Gaofeng, Robin Li)."""
    surnames = rule_words("english", "surnames")
    return len(parts) in (2, 3) and (parts[0] in surnames or (parts[-1] in surnames and len(parts) == 2))


def _split_possessive(sentence: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """`Google's YouTube` are two names."""
    at = start
    for match in re.finditer(r"[’']s ", sentence[start:end]):
        yield at, start + match.start()
        at = start + match.end()
    yield at, end


def _split_on_and(sentence: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """`Alibaba and Tencent` are two, so are `Zhang Yiming of ByteDance`; `Ministry of Industry and Information Technology` is one."""
    surface = sentence[start:end]
    head, of, tail = surface.partition(" of ")
    if of and head.split(" ")[-1] not in rule_words("english", "of_bodies"):
        yield from _split_on_and(sentence, start, start + len(head))
        yield from _split_on_and(sentence, end - len(tail), end)
        return
    if " and " not in surface or re.search(r"\b(?:of|for)\b", surface.split(" and ")[0]):
        if surface:
            yield start, end
        return
    at = start
    for part in surface.split(" and "):
        if part:
            yield at, at + len(part)
        at += len(part) + 5


@cache
def _contexts() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    titles = "|".join(sorted(map(re.escape, rule_words("english", "titles")), key=len, reverse=True))
    speech = "|".join(map(re.escape, sorted(rule_words("english", "speech"))))
    things = "|".join(map(re.escape, sorted(rule_words("english", "product_words"))))
    return (
        re.compile(rf"(?:\b|^)(?:{titles}),?\s$", re.IGNORECASE),
        re.compile(rf"^,? (?:{speech})\b|^, (?:the |a |an |its |their )?[\w’' -]{{0,50}}?\b(?:{titles})\b", re.IGNORECASE),
        re.compile(rf"^ (?:{things})\b"),
    )


def _kind(surface: str, before: str, after: str, at_start: bool) -> str | None:
    parts = surface.split()
    if re.fullmatch(r"[A-Z][a-z]+-[a-z]+", surface):
        return None  # China-based
    if len(surface) < 3 or surface in rule_words("english", "never") or surface.isdigit():
        return None
    title_before, person_after, thing_after = _contexts()
    if parts[-1] in rule_words("english", "org_suffixes") and len(parts) > 1:
        return "ORG"
    if parts[-1] in rule_words("english", "event_suffixes") and len(parts) > 1:
        return "EVENT"
    plain = all(re.fullmatch(r"[A-Z][a-z]+(?:-[A-Za-z][a-z]+)?", part) for part in parts)
    if plain and 1 < len(parts) <= 3 and (title_before.search(before) or person_after.match(after)):
        return "PERSON"
    if plain and _is_chinese_person(parts):
        return "PERSON"
    if plain and len(parts) == 1 and title_before.search(before):
        return "PERSON"
    if re.search(r"[A-Za-z]+ ?\d", surface) or thing_after.match(after):
        return "PRODUCT"
    if re.search(r"\b(?:in|at|from|near|to) $", before) and plain and not at_start:
        return "PLACE"
    if len(parts) < 3 and before.endswith(_OPENING) and after.startswith(_CLOSING):
        return None  # a word in quotation marks is a word
    if at_start and len(parts) == 1:
        return None
    if surface.isupper() and len(surface) > 5:
        return None
    if plain and len(parts) in (2, 3):
        return "PERSON" if re.search(r"(?:\bby|\bwith|\bfounder|\band) $", before) else "ORG"
    return "ORG" if re.search(r"[a-z][A-Z]|^[A-Z]{3,5}$", surface) or _HAS_LETTER.search(surface) else None

"""Latin names inside Chinese text, classed by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.lexicon import load_gazetteer
from nlp.names.name import Name, unlisted
from nlp.names.rules import ends_with, longest_first, one_of, rule_words

EXTRACTOR = "rule.latin@1"
LONGEST = 100  # characters of a name
WINDOW = 20  # characters beside it that tell what it is
_HAN = re.compile(r"[一-鿿]")
# its first letter stands first, so that all else is passed over quickly; what may not stand before it is asked then
_LATIN = re.compile(r"[A-Za-z](?<![A-Za-z0-9.@/_-].)[A-Za-z0-9]*(?:[ '’&.+-]{1,2}[A-Z0-9][A-Za-z0-9]*){0,4}(?![A-Za-z0-9@/_])")
_YEAR_BEHIND = re.compile(r" (?:19|20)\d\d$")
_DATE_BEHIND = re.compile(r" \d+$")
_MODEL_END = re.compile(r" [A-Za-z]{0,3}\d{1,4}[A-Za-z+]{0,6}$")
_MODEL = re.compile(r"[A-Z][A-Za-z]+ ?[A-Z]?\d")


def find_latin(sentence: str, base: int) -> Iterator[Name]:
    """Latin names inside Chinese text, typed by what stands around them."""
    if not _HAN.search(sentence):
        return
    for match in _LATIN.finditer(sentence):
        surface = match.group().rstrip(" .'’&+-")
        surface = _YEAR_BEHIND.sub("", surface)
        if sentence[match.end() : match.end() + 1] in ("年", "月", "日"):
            surface = _DATE_BEHIND.sub("", surface)
        head, _, rest = surface.partition(" ")
        lead = len(head) + 1 if rest and head in rule_words("titles") else 0
        start, end = match.start() + lead, match.start() + len(surface)
        surface = surface[lead:]
        if len(surface) > LONGEST:
            continue
        kind = _kind_of_latin(surface, sentence[max(0, start - WINDOW) : start], sentence[end : end + WINDOW])
        if kind and not load_gazetteer().named(surface):
            told = kind != "ORG" or one_of("org_after").match(sentence, end) is not None
            yield Name(base + start, base + end, unlisted(surface, kind, "rule"), EXTRACTOR, 0.6 if told else 0.5)


def _kind_of_latin(surface: str, before: str, after: str) -> str | None:
    parts = surface.split()
    if len(surface) < 3 or all(part in rule_words("latin_words") for part in parts) or not any(ch.isupper() for ch in surface):
        return None
    if after[:1] in ("）", ")") and before[-1:] in ("（", "("):
        return None  # a gloss of the word before the bracket
    if before.rstrip(" ").endswith(longest_first("titles")):
        return "PERSON"
    plain = all(part[0].isupper() and part[1:].islower() for part in parts)
    if after.startswith(longest_first("speech")) and len(parts) == 2 and plain:
        return "PERSON"
    if one_of("product_after").match(after) or ends_with("product_before").search(before):
        return "PRODUCT"
    if re.search(r"\d", surface) and (_MODEL.match(surface) or _MODEL_END.search(surface)):
        return "PRODUCT"
    if one_of("org_after").match(after) or (len(parts) > 1 and parts[-1] in rule_words("english", "org_suffixes")):
        return "ORG"
    if len(parts) > 1 and parts[-1] in rule_words("places_english"):
        return "PLACE"
    mixed = re.search(r"[a-z][A-Z]", surface) or len(parts) > 1 or (surface[0].isupper() and surface[1:].islower() and len(surface) >= 4)
    return "ORG" if mixed else None

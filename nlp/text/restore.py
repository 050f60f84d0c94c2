"""Which character a damaged place held: candidates by the bytes that are left, the choice by the words around."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from nlp.text.tables import bits, rarities, words

_CERTAIN = 0.5  # share of all readings that the best candidate must have
_COUNTED = "年月日号时分点亿万元个家人次名位倍"  # what follows a figure
_AHEAD = 4.0  # how many times likelier than the second
_WORTH = 2e-5  # likelihood below which even the best candidate is a guess
SURE = 0.85  # the share asked for where nothing but the context speaks


@cache
def _by_byte() -> tuple[dict[int, str], dict[int, str]]:
    """Han characters by their first and by their second byte in gb18030."""
    lead: dict[int, str] = {}
    trail: dict[int, str] = {}
    for ch in (*rarities(), *"，。、；：“”（）《》！？"):
        code = ch.encode("gb18030")
        if len(code) == 2:
            lead[code[0]] = lead.get(code[0], "") + ch
            trail[code[1]] = trail.get(code[1], "") + ch
    return lead, trail


def candidates(lead: int | None, trail: int | None) -> str:
    """Characters of the tables whose known byte is this one; both bytes known give the character itself."""
    if lead is not None and trail is not None:
        try:
            return bytes((lead, trail)).decode("gb18030")
        except UnicodeDecodeError:
            return ""
    if lead is not None:
        return _by_byte()[0].get(lead, "")
    return _by_byte()[1].get(trail, "") if trail is not None else ""


@cache
def _simple(ch: str) -> str:
    from nlp.text.script import to_simplified

    return to_simplified(ch)


def _likelihood(ch: str, left: str, right: str) -> float:
    """How well a character fits between its neighbours, as part of a word with one of them or as a word itself."""
    table = words()
    one = _simple(ch)
    before, after = [_simple(c) for c in left[-2:]], [_simple(c) for c in right[:2]]
    taken = len(before) == 2 and "".join(before) in table
    free = len(after) == 2 and "".join(after) in table
    if left[-1:].isdigit() and one in _COUNTED:
        return 0.01 if one in "年月日" else 0.002
    score = table.get(one, 0.0) * (1.0 if (taken or not before or not before[-1].isalpha()) else 0.3)
    if before:
        score += 60 * table.get(before[-1] + one, 0.0) * (0.2 if taken else 1.0)
    if after:
        score += 60 * table.get(one + after[0], 0.0) * (0.2 if free else 1.0)
    rare: float = 2.0 ** -(bits(ch) + 6)
    return score + rare


def choose(options: Iterable[str], left: str, right: str, sure: float = _CERTAIN) -> str | None:
    """The certain one of several candidates between `left` and `right`, or None; a lone candidate is certain.

    >>> choose("為炼灑灘", "因", "，")
    '為'
    """
    scores = sorted(((_likelihood(ch, left, right), ch) for ch in dict.fromkeys(options)), reverse=True)
    if not scores:
        return None
    best, ch = scores[0]
    if len(scores) == 1:
        return ch
    ahead = best >= sure * sum(score for score, _ in scores) and best >= sure / (1 - sure) * _AHEAD * scores[1][0]
    return ch if ahead and best >= _WORTH and bits(ch) < 17 else None

"""Which character a damaged place held: candidates by the bytes that are left, the choice by the words around."""

from __future__ import annotations

from functools import cache, lru_cache

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


@cache
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


class _Context:
    """What stands on both sides of a damaged place, and how well a character fits in between."""

    def __init__(self, left: str, right: str) -> None:
        table = words()
        before, after = [_simple(ch) for ch in left[-2:]], [_simple(ch) for ch in right[:2]]
        taken = len(before) == 2 and "".join(before) in table
        free = len(after) == 2 and "".join(after) in table
        self.after_figure = left[-1:].isdigit()
        self.at_end = right[:1] == "\n"
        self.before, self.after = "".join(before[-1:]), "".join(after[:1])
        self.alone = 1.0 if taken or not before or not before[-1].isalpha() else 0.3
        self.with_before = 12.0 if taken else 60.0
        self.with_after = 12.0 if free else 60.0

    def likelihood(self, ch: str) -> float:
        """As a word itself, and as part of a word with a neighbour."""
        one = _simple(ch)
        if self.after_figure and one in _COUNTED:
            return 0.01 if one in "年月日" else 0.002
        table = words()
        if self.at_end and one in "，、：“《（。！？；”》）":
            return 0.01 if one in "。" else 0.0005 if one in "！？；”》）" else 0.0001
        score: float = table.get(one, 0.0) * self.alone + 2.0 ** -(bits(ch) + 6)
        if self.before:
            score += self.with_before * table.get(self.before + one, 0.0)
        if self.after:
            score += self.with_after * table.get(one + self.after, 0.0)
        return score


def choose(options: str, left: str, right: str, sure: float = _CERTAIN) -> str | None:
    """The certain one of several candidates between `left` and `right`, or None; a lone candidate is certain.

    >>> choose("為炼灑灘", "因", "，")
    '為'
    """
    return options if len(options) == 1 else _choose(options, left[-2:], right[:2], sure)


@lru_cache(maxsize=1 << 15)
def _choose(options: str, left: str, right: str, sure: float) -> str | None:
    context = _Context(left, right)
    forms: dict[str, list[str]] = {}
    for option in sorted(set(options)):
        forms.setdefault(_simple(option), []).append(option)
    scores = sorted(((max(map(context.likelihood, same)), same) for same in forms.values()), reverse=True)
    if not scores:
        return None
    best, same = scores[0]
    second = scores[1][0] if len(scores) > 1 else 0.0
    ahead = best >= sure * sum(score for score, _ in scores) and best >= sure / (1 - sure) * _AHEAD * second
    traditional = any(_simple(ch) != ch for ch in left + right)
    ch = max(same, key=lambda ch: (_simple(ch) != ch) == traditional)
    return ch if ahead and best >= _WORTH and bits(ch) < 17 else None

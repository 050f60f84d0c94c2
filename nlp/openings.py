"""What a regular expression can begin with, so that a search passes over all other characters at once.

The engine of `re` finds this out by itself only where every alternative begins with a plain character; elsewhere it tries each alternative at each place.
"""

from __future__ import annotations

import re
from itertools import pairwise

_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:P<\w+>|<?[=!]|:|[a-z]+\))|[?*+][?+]?|\{[\d,]+\}[?+]?|.", re.DOTALL)
_AROUND = ("(?=", "(?!", "(?<=", "(?<!")
_MEMBER = re.compile(r"\\[sd\W]|[^\\^-]")
_UNKNOWN = frozenset({""})  # stands for what another class, another escape or a dot can be
Openings = tuple[frozenset[str], bool, int]  # the characters, whether nothing matches too, and the token behind


def compile_search(pattern: str) -> re.Pattern[str]:
    """The same pattern, tried only where one of its first characters stands; as it is, where those cannot be told or the engine knows them."""
    plain = all(part[:1] not in "(\\[" for part in pattern.split("|"))
    first = frozenset() if plain else openings(pattern)
    return re.compile(f"(?=[{''.join(sorted(first))}])(?:{pattern})" if first else pattern)


def openings(pattern: str) -> frozenset[str]:
    """What a match begins with, as members of a class of characters; none where that cannot be told.

    >>> sorted(openings("(?:第?一|二)季度?|(?<!年)业绩会|\\\\d个")), openings("[^，]会")
    (['\\\\d', '一', '业', '二', '第'], frozenset())
    """
    tokens = _TOKEN.findall(pattern)
    if any(token == "(" and behind[0] == "?" for token, behind in pairwise(tokens)):
        return frozenset()  # a kind of group that is not read here, such as (?i:…)
    chars, empty, _ = _of_branches(tokens, 0)
    return frozenset() if empty or "" in chars else chars


def _of_branches(tokens: list[str], at: int) -> Openings:
    chars, empty, at = _of_sequence(tokens, at)
    while at < len(tokens) and tokens[at] == "|":
        more, nothing, at = _of_sequence(tokens, at + 1)
        chars, empty = chars | more, empty or nothing
    return chars, empty, at


def _of_sequence(tokens: list[str], at: int) -> Openings:
    chars: frozenset[str] = frozenset()
    empty = True
    while at < len(tokens) and tokens[at] not in ("|", ")"):
        more, nothing, at = _of_piece(tokens, at)
        chars, empty = chars | more if empty else chars, empty and nothing
    return chars, empty, at


def _of_piece(tokens: list[str], at: int) -> Openings:
    token, empty = tokens[at], False
    if token[0] == "(" and token[-1] == ")":  # flags: a letter may stand for another
        chars = _UNKNOWN
    elif token[0] == "(":
        chars, empty, at = _of_branches(tokens, at + 1)
        if token in _AROUND:
            chars, empty = frozenset(), True
    elif token in ("\\b", "^", "$"):
        chars, empty = frozenset(), True
    else:
        chars = _members(token)
    at += 1
    if at < len(tokens) and tokens[at][0] in "?*+{":
        empty = empty or tokens[at][0] in "?*" or tokens[at].startswith("{0")
        at += 1
    return chars, empty, at


def _members(token: str) -> frozenset[str]:
    """What one character's token can be: a plain character, an escape, or a class of such."""
    inner = token[1:-1] if token[0] == "[" else token
    members = _MEMBER.findall(inner)
    if "".join(members) != inner or token == ".":
        return _UNKNOWN
    return frozenset([member if len(member) == 2 else re.escape(member) for member in members])

"""The vocabulary of the name rules (nlp/lexicon/names/rules.toml) as sets, strings and patterns."""

from __future__ import annotations

import re
from functools import cache

from nlp.lexicon import read_toml, words

RULES = "names/rules.toml"


def rule_words(*keys: str) -> frozenset[str]:
    """One list of the rules as a set."""
    return words(RULES, *keys)


def rule_chars(key: str) -> str:
    """One string of the rules, whose characters are the list."""
    return str(read_toml(RULES)[key])


@cache
def longest_first(*keys: str) -> tuple[str, ...]:
    """One list of the rules, long words before short ones."""
    return tuple(sorted(words(RULES, *keys), key=lambda word: (-len(word), word)))


def alternation(*keys: str) -> str:
    """One list of the rules as a regular expression, long words first."""
    return "|".join(map(re.escape, longest_first(*keys)))


@cache
def one_of(*keys: str) -> re.Pattern[str]:
    """A pattern of one word of a list, for `match` at a place."""
    return re.compile(f"(?:{alternation(*keys)})")


@cache
def ends_with(*keys: str) -> re.Pattern[str]:
    """A pattern of one word of a list at the end of a text."""
    return re.compile(f"(?:{alternation(*keys)})$")

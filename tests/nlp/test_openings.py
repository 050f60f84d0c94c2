"""A search that knows its first characters finds what the plain one finds."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from nlp.lexicon import read_toml
from nlp.openings import compile_search, openings
from tests.bench.made_news import make_texts

TEXT = "\n".join(make_texts(6, 900))


def _patterns(held: object) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    else:
        for inner in held.values() if isinstance(held, dict) else held:  # type: ignore[attr-defined]
            yield from _patterns(inner)


def test_every_pattern_of_the_lexicon_finds_the_same() -> None:
    words = read_toml("facts/event_words.toml")
    patterns = {*_patterns(read_toml("facts/patterns.toml")), *_patterns(words["screen"]), *_patterns(words["details"]), "|".join(words["screen"]["void"])}
    searched = {pattern: compile_search(pattern) for pattern in patterns}
    assert sum(found.pattern != pattern for pattern, found in searched.items()) > 50
    for pattern, found in searched.items():
        assert [m.span() for m in found.finditer(TEXT)] == [m.span() for m in re.finditer(pattern, TEXT)], pattern


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        ("(?:甲|乙)?丙", "甲乙丙"),
        ("(?<!甲)乙|丙{0,2}丁", "乙丙丁"),
        (r"\b(?:at|by)\b|[，。]", "ab，。"),
        ("(?P<t>过)(?:了)?", "过"),
        ("(?i)we|our", ""),
        ("[^甲]乙", ""),
        (".甲", ""),
        ("甲*", ""),
        ("甲*+乙", "甲乙"),
        ("甲?+乙{0,2}+丙", "甲乙丙"),
        ("(?i:甲)乙", ""),
        ("(?>甲|乙)丙", ""),
    ],
)
def test_openings_are_what_a_match_begins_with(pattern: str, first: str) -> None:
    assert openings(pattern) == frozenset(first)

"""Words for a time that is not said: 日前, 近年, 目前, recently. They are kept apart from times, since most date nothing."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from nlp.model import Time
from nlp.times.discourse import Discourse
from nlp.times.words import any_of, load, plain

CLASSES = ("now", "lately", "later", "then")


@cache
def _patterns() -> tuple[re.Pattern[str], dict[str, str], dict[str, re.Pattern[str]], dict[str, re.Pattern[str]]]:
    """What a word begins with (the word is its group), the classes of words, and what must not stand before and after some of them."""
    words = load("vague")
    kinds = {word: kind for kind in CLASSES for word in (*words[kind], *words[f"en_{kind}"])}
    chinese, english = ([w for w in kinds if w.isascii() == ascii_word] for ascii_word in (False, True))
    heads = "".join({word[0] for word in kinds})
    scan = re.compile(f"[{heads}](?<=(?=({any_of(chinese)}|(?<![A-Za-z]){any_of(english)}(?![A-Za-z]))).)")
    after, before = ({word: re.compile(pattern) for word, pattern in words[key].items()} for key in ("not_after", "not_before"))
    return scan, kinds, after, before


def find_vague(text: str, written_on: dt.date | None = None, written_grain: str = "day") -> list[Time]:
    """All vague words of time in a text, in order, each of kind "vague".

    Words for now (目前, 如今, currently) carry the year of writing as `start` and `end`, where it is known; others carry no days.
    `sense` is the class of the word: now, lately, later or then.

    >>> [(t.text, t.sense, t.start is not None) for t in find_vague("日前，公司表示目前用户超过3亿。", dt.date(2018, 6, 15))]
    [('日前', 'lately', False), ('目前', 'now', True)]
    """
    scan, kinds, not_after, not_before = _patterns()
    clean, found, done = plain(text).lower() if text.isascii() else plain(text), [], 0
    year = Discourse(dt.date(written_on.year, 1, 1), "year").coarse("day") if written_on else None
    for head in scan.finditer(clean):
        start, word = head.start(), head[1]
        if start < done:
            continue
        done = start + len(word)
        if word in not_after and start and not_after[word].match(clean[start - 1]):
            continue
        if word in not_before and not_before[word].match(clean, done):
            continue
        known = year if kinds[word] == "now" else None
        found.append(
            Time(
                start,
                done,
                known.start if known else None,
                known.end if known else None,
                known.grain if known else None,
                "relative" if known else None,
                kind="vague",
                sense=kinds[word],
                text=text[start:done],
            )
        )
    return found

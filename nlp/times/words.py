"""The words of time, loaded once from the lexicon, and the one spelling in which the grammars read."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from nlp.lexicon.data import read_csv, read_toml

HAN_DIGITS = {ch: i for i, ch in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
HAN_TENS = {"廿": 20, "卅": 30}


def load(name: str) -> dict[str, Any]:
    """A TOML file of the lexicon of times."""
    return read_toml(f"times/{name}.toml")


@cache
def eras() -> dict[str, int]:
    """First years of reigns and eras by name.

    >>> eras()["民国"]
    1912
    """
    return {row["name"]: int(row["first_year"]) for row in read_csv("times/eras.csv")}


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    """The signs that are written in another way, as a set to search for (few stand in a text) and with what is read in their place."""
    script = load("script")
    table = dict(zip(script["from"], script["to"], strict=True))
    table |= {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)}
    table |= dict.fromkeys(script["dashes"], "-") | dict.fromkeys(script["tildes"], "~") | dict.fromkeys("\u3000\u00a0\u2009\u202f", " ")
    # Punctuation that ends a clause stays as written, so that one set of signs is enough for both widths.
    table = {sign: read for sign, read in table.items() if sign not in "，。！？；："}
    return re.compile(f"([{re.escape(''.join(table))}])"), table


def plain(text: str) -> str:
    """Simplified, half-width, one dash, one tilde; as long as before.

    >>> plain("２０１７年３季、當週")
    '2017年3季、当周'
    """
    signs, table = _table()
    pieces = signs.split(text)
    pieces[1::2] = [table[sign] for sign in pieces[1::2]]
    return "".join(pieces)


CAPITALS = re.compile("([A-Z]+)")


def lower(text: str) -> str:
    """The text with small Latin letters; as long as before.

    >>> lower("Q4 İPHONE")
    'q4 İphone'
    """
    pieces = CAPITALS.split(text)
    pieces[1::2] = [capitals.lower() for capitals in pieces[1::2]]
    return "".join(pieces)


def number(text: str) -> int:
    """The value of a small numeral, in digits, in Han digits read one by one, or in Han numerals.

    >>> number("2017"), number("二〇一七"), number("二十八"), number("廿二"), number("两百")
    (2017, 2017, 28, 22, 200)
    """
    if text.isascii():
        return int(text)
    if not any(ch in "十百千" for ch in text) and text[0] not in HAN_TENS:
        return int("".join(str(HAN_DIGITS[ch]) for ch in text))
    total = digit = 0
    for ch in text:
        if ch in HAN_TENS:
            total += HAN_TENS[ch]
        elif ch in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[ch]
            digit = 0
        else:
            digit = HAN_DIGITS[ch]
    return total + digit


def any_of(words: Any) -> str:
    """A pattern for one of the words, the longest first; words with the same beginning share it, so that few are tried at a place.

    >>> any_of(["今天", "今年", "今", "昨天"])
    '(?:今(?:天|年|)|昨天)'
    """
    rests: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        rests.setdefault(word[:1], []).append(word[1:])
    ends = rests.pop("", None) is not None
    branches = [re.escape(head) + (any_of(rest) if len(rest) > 1 else re.escape(rest[0])) for head, rest in rests.items()]
    return "(?:" + "|".join([*branches, *([""] if ends else [])]) + ")"


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether nothing else is said in a text than `text[start:end]`: a cell, not a sentence."""
    return len(text) < 60 and not text[:start].strip() and not text[end:].strip(" \t\n.。")

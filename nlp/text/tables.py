"""The tables that say which characters, readings and words are common; the judges of every repair."""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

UNSEEN = 24.0  # bits; a Han character that the table does not have
STRANGE = 30.0  # bits; what no author types: private use, replacement characters
LOST = "\ufffd"  # stands for each character that a repair could not recover

COMMON = 15  # bits; what is rarer is no evidence of Chinese text
# Between 2^-17 and never: characters of names and of mojibake, not of running text.
RARE = 17


def _rows(name: str) -> Iterator[list[str]]:
    table = files("nlp") / "lexicon" / "text" / name
    rows = csv.reader(table.read_text(encoding="utf-8").splitlines())
    next(rows)
    yield from rows


@cache
def rarities() -> dict[str, float]:
    """Bits of each Han character of news and dictionary words, Simplified and Traditional: 的 7, 绀 21."""
    return {ch: float(bits) for bits, chars in _rows("characters.csv") for ch in chars}


@cache
def words() -> dict[str, float]:
    """Frequent words of one or two Simplified characters, by share of all words."""
    return {word: 2.0 ** -float(bits) for bits, row in _rows("words.csv") for word in row.split()}


@cache
def readings() -> dict[str, frozenset[str]]:
    """Characters by reading with tone mark, lower case NFC: shù -> 數 数 树 ..."""
    return {reading: frozenset(chars) for reading, chars in _rows("readings.csv")}


@cache
def exceptions() -> dict[str, str]:
    """Traditional wording that the converter gets wrong, with the right Simplified one of the same length."""
    return {row[0]: row[1] for row in _rows("script.csv") if row}


@cache
def shared_characters() -> frozenset[str]:
    """Characters of Simplified text that Traditional text has too, in one of their senses: 台 后 里 只."""
    return frozenset(ch for row in _rows("shared.csv") for ch in row[0])


@cache
def page_words() -> dict[str, dict[str, list[str]]]:
    """How pages name what they say of themselves, by table and key of page.toml."""
    return tomllib.loads((files("nlp") / "lexicon" / "text" / "page.toml").read_text(encoding="utf-8"))


_CLOSE = dict.fromkeys("，。、：；“”（）《》！？…—「」『』　·％", 8.0) | dict.fromkeys("‘’【】〈〉〔〕～￥＋．", 11.0)


@cache
def bits(ch: str) -> float:
    """How surprising a character is in Chinese news, in bits.

    >>> bits("的") < bits("社") < bits("绀") < bits("\\ue3cb")
    True
    """
    known = rarities().get(ch) or _CLOSE.get(ch)
    if known is not None:
        return known
    if ch < "\x80" or "\uff10" <= ch <= "\uff5a":
        return 11.0
    if "\u4e00" <= ch <= "\u9fff":
        return UNSEEN
    if "\u3041" <= ch <= "\u30fe":
        return 13.0
    kind = unicodedata.category(ch)
    if kind in ("Co", "Cn", "Cc", "Cs") or ch == LOST:
        return STRANGE
    return 16.0 if kind in ("Ll", "Lu", "Nd", "No", "So", "Po") and ch < "\u3000" else 20.0


@cache
def common_characters() -> str:
    """What running Chinese text has beyond ASCII: all characters of fewer than `COMMON` bits."""
    able = {*rarities(), *_CLOSE, *map(chr, range(0xFF10, 0xFF5B)), *map(chr, range(0x3041, 0x30FF))}
    return "".join(sorted(ch for ch in able if bits(ch) < COMMON))


@cache
def rare_characters() -> re.Pattern[str]:
    """Finds what running Chinese text hardly ever has: rare Han, private use, boxes, kana and Cyrillic from broken bytes."""
    common = {ch for ch, amount in rarities().items() if amount < RARE}
    rare = "".join(chr(cp) for cp in range(0x4E00, 0xA000) if chr(cp) not in common)
    broken = "\ue000-\uf8ff\ufffd\u0370-\u052f\u02ca-\u02d9\u2460-\u249b\u2500-\u25ff\u3005-\u3007\u3020-\u33ff\uff00\uffe3"
    return re.compile(f"[{rare}{broken}]")


@cache
def paired_characters() -> re.Pattern[str]:
    """Finds runs of characters that are two bytes in gb18030."""
    codes = (bytes((one, two)) for one in range(0x81, 0xFF) for two in (*range(0x40, 0x7F), *range(0x80, 0xFF)))
    made = (code.decode("gb18030", errors="replace") for code in codes)
    return re.compile(f"[{''.join(sorted(ch for ch in made if len(ch) == 1 and ch != LOST))}]+")


def run_before(run: re.Pattern[str], text: str, low: int, high: int) -> int:
    """Where the run of characters that ends at `high` begins, no earlier than `low`."""
    found = run.match(text[low:high][::-1])
    return high - found.end() if found else high


@cache
def in_two_bytes(ch: str) -> bytes | None:
    """The two bytes of a character in gb18030; None where it has one or four."""
    try:
        code = ch.encode("gb18030")
    except UnicodeEncodeError:
        return None
    return code if len(code) == 2 else None

"""Script and language: what the original is written in, and Traditional turned into Simplified, character by character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from operator import ne
from typing import Protocol

from nlp.text.plan import Mend
from nlp.text.tables import exceptions, shared_characters


class Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _converter(name: str) -> Converter:
    import opencc

    made: Converter = opencc.OpenCC(name)
    return made


@cache
def _telling() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Characters that only Traditional text has, and those that only Simplified text has."""
    han = [chr(cp) for cp in range(0x4E00, 0xA000)]
    simple = _converter("t2s").convert("\n".join(han)).split("\n")
    full = _converter("s2t").convert("\n".join(han)).split("\n")
    traditional = "".join(ch for ch, s in zip(han, simple, strict=True) if s != ch and ch not in "著乾於甚麼瞭藉鍾")
    pairs = zip(han, simple, full, strict=True)
    simplified = "".join(ch for ch, s, t in pairs if t != ch and s == ch and ch not in shared_characters())
    return re.compile(f"[{traditional}]"), re.compile(f"[{simplified}]")


def count_scripts(text: str) -> tuple[int, int]:
    """How many characters are Traditional only, and how many Simplified only.

    >>> count_scripts("電商营收")
    (1, 1)
    """
    traditional, simplified = _telling()
    return len(traditional.findall(text)), len(simplified.findall(text))


_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_ENGLISH = re.compile(r"(?<![A-Za-z])(?:(?:[A-Za-z][A-Za-z'’-]{0,30}+|[$€£]?[0-9][0-9.,%]{0,12}+)[ ,;:.\n\"“”()]{1,3}+){5,}+")
_WORD = re.compile(r"[A-Za-z]{2,}")
_LATIN_RUN = re.compile(r"[A-Za-z0-9$€£%'’\- ,;:.\n\"“”()]{10,}+")  # five words and the blanks between them are no shorter
_KANA_OR_HANGUL = re.compile("[\u3041-\u30fa\uac00-\ud7a3]")
_WORD_WEIGHT = 1.7  # Han characters that say as much as one English word
_OUTWEIGHS = 5.2  # Han characters a word, of two letters at least, beside which English is below the quarter that it must be to count


def _prose(text: str) -> str:
    """Lines that are sentences; the furniture of a page is short and must not decide. All lines where none is long."""
    lines = [line for line in text.split("\n") if len(line.strip()) >= 30]
    return "\n".join(lines) if sum(map(len, lines)) >= 0.3 * len(text.strip()) else text


def tell_language(text: str) -> str:
    """zh-Hans, zh-Hant, en, mixed or und, of mended text before its script is converted.

    mixed only where both languages carry sentences; und where there is neither.

    >>> tell_language("微博與阿里巴巴聯合發布營銷計劃"), tell_language("Weibo and Alibaba announced a plan on Thursday."), tell_language("")
    ('zh-Hant', 'en', 'und')
    """
    prose = _prose(text)
    others = len(_HAN.sub("", prose))
    han = len(prose) - others
    if 2 * han > _OUTWEIGHS * others:
        return _tell_script(prose)
    words = len(_WORD.findall(prose))
    if han > others and han > _OUTWEIGHS * words:
        return _tell_script(prose)
    if not han and not words:
        prose = text
        han, words = sum(map(len, _HAN.findall(text))), len(_WORD.findall(text))
    foreign = len(_KANA_OR_HANGUL.findall(prose))
    if foreign > han:
        return "und"
    running = _count_running_words(prose + "\n") if words else 0
    english = _WORD_WEIGHT * running
    if not han:
        return "en" if words else "und"
    if not running and han < 0.2 * words:
        english = _WORD_WEIGHT * words
    share = han / (han + english)
    if share < 0.2:
        return "en"
    if share < 0.75 and han >= 40 and running >= 15:
        return "mixed"
    if share < 0.5:
        return "en"
    return _tell_script(prose)


def _tell_script(text: str) -> str:
    return "zh-Hant" if is_traditional(text) else "zh-Hans"


def _count_running_words(text: str) -> int:
    """How many English words stand in rows of five and more; they are looked for only where Latin letters are."""
    return sum(len(_WORD.findall(row)) for run in _LATIN_RUN.findall(text) for row in _ENGLISH.findall(run))


def is_traditional(text: str) -> bool:
    """Whether the Chinese in a text is Traditional, whatever else stands beside it."""
    traditional, simplified = _telling()
    full = len(traditional.findall(text))
    return full > 0 and full > len(simplified.findall(text))


def to_simplified(text: str) -> str:
    """Simplified text of the same length: words of the exception list as they are there, the rest character for character.

    >>> to_simplified("微博營收"), to_simplified("昇騰的專著")
    ('微博营收', '昇腾的专著')
    """
    convert = _converter("tw2s").convert
    converted = convert(text)
    if len(converted) != len(text):
        converted = "".join(one if len(one) == 1 else ch for ch, one in ((ch, convert(ch)) for ch in text))
    found = list(_exceptions().finditer(text))
    if not found:
        return converted
    letters = list(converted)
    for match in found:
        letters[match.start() : match.end()] = exceptions()[match.group()]
    return "".join(letters)


def simplify(text: str) -> Iterator[Mend]:
    """Traditional to Simplified, one character for one."""
    converted = to_simplified(text)
    changed = bytes(map(ne, text, converted))
    return (Mend(run.start(), run.end(), converted[run.start() : run.end()]) for run in _CHANGED.finditer(changed))


_CHANGED = re.compile(b"\1+")


@cache
def _exceptions() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, exceptions()), key=len, reverse=True)))

"""Pinyin notes that a converter left behind each changed character: 當(dāng)前."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from nlp.text.plan import Mend
from nlp.text.tables import LOST, bits, readings

_LETTER = "A-Za-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹḿĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙǕǗǙǛÜÊŃŇǸɑɡ\u0300\u0301\u0304\u030c\u0308"
SYLLABLE = f"[{_LETTER}]{{1,10}}"
_NOTE = re.compile(rf"[(（] ?({SYLLABLE}) ?[)）]")
_HALF_NOTE = re.compile(rf"[?？{LOST}][(（]?({SYLLABLE})[)）]")
_TONE = re.compile("[\u0300\u0301\u0304\u030c]")
_COMMON = 14.5  # bits; nobody glosses a character as common as this, a machine does
_ENOUGH = 3  # notes on common characters that betray the machine


def read_syllable(note: str) -> str:
    """The spelling of a note as the table of readings has it.

    >>> read_syllable("Dɑ\\u0304ng"), read_syllable("lv"), read_syllable("nǚ")
    ('dāng', 'lü', 'nǚ')
    """
    return unicodedata.normalize("NFC", note.lower().replace("ɑ", "a").replace("ɡ", "g").replace("v", "ü"))


def is_reading(note: str, ch: str) -> bool:
    """Whether a note is one of the readings of a character.

    >>> is_reading("Huì", "會"), is_reading("Wang", "王")
    (True, False)
    """
    return ch in readings().get(read_syllable(note), frozenset())


def has_tone(note: str) -> bool:
    return bool(_TONE.search(unicodedata.normalize("NFD", note)))


def is_noted(text: str, matches: list[re.Match[str]]) -> bool:
    """Whether the noting machine was at work: on several common characters, or on one that conversion changed.

    A capital begins the gloss of a name, which an author may well repeat; it is no evidence.
    """
    from nlp.text.script import count_scripts

    noted: set[str] = set()
    for found in matches:
        before, syllable = text[found.start() - 1], found.group(1)
        if before in noted or not syllable.islower() or not has_tone(syllable) or bits(before) >= _COMMON:
            continue
        if is_reading(syllable, before):
            noted.add(before)
            if len(noted) >= _ENOUGH or count_scripts(before)[0]:
                return True
    return False


def find_notes(text: str) -> list[re.Match[str]]:
    """The notes of a text that the machine has gone over; none of any other text."""
    matches = [found for found in _NOTE.finditer(text) if found.start() > 0]
    return matches if is_noted(text, matches) else []


def drop_notes(text: str) -> Iterator[Mend]:
    """Take out notes that are a reading of the character before, and notes whose character was lost."""
    matches = find_notes(text)
    if not matches:
        return
    drops = [Mend(m.start(), m.end(), "") for m in matches if is_reading(m.group(1), text[m.start() - 1])]
    halves = (m for m in _HALF_NOTE.finditer(text) if has_tone(m.group(1)) and read_syllable(m.group(1)) in readings())
    drops += [Mend(m.start(), m.end(), LOST, unsure=True) for m in halves]
    at = 0
    for mend in sorted(drops, key=lambda mend: mend.start):
        if mend.start >= at:
            yield mend
            at = mend.end

"""The lines of a text: where they stand, and what kind of writing they are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.ids import fold
from nlp.records import lazy

_BLANK = " \t\r\f\v　\xa0\u2002\u2003\u2009\ufeff\u200b"
_BULLETS = "·•●○■□▪▶►◆◇★☆※*-–—»>›"
_LEAD = _BULLETS + "|、，," + _BLANK
_OUTER = _BLANK + "\n\x1c\x1d\x1e\x85\u2028\u2029"
_WIDE_BLANKS = "　\u2003"
_END = "。！？!?；;…"
_CLOSERS = "”’」』）)】》\"'"
_CJK = re.compile(r"[一-鿿]+")
_STOPS = re.compile(r"[。！？；]|[.!?;](?=[\s\"”’]|$)")


@dataclass  # not frozen: a page may have very many
class Line:
    """A line of clean text without its outer blanks: `text` is clean[start:end]; `indent` counts the blanks before it, wide ones twice.

    What else is to say of it is told when it is asked for, and told once where it costs something.
    """

    start: int
    end: int
    text: str
    indent: int

    @lazy
    def bare(self) -> str:
        """The line without bullets and leading marks."""
        return self.text.lstrip(_LEAD)

    @property
    def bullet(self) -> str:
        """The bullet that it begins with, or nothing."""
        return self.text[0] if self.text[0] in _BULLETS else ""

    @lazy
    def key(self) -> str:
        """The words alone, for comparing lines."""
        return fold(self.text)

    @lazy
    def bare_key(self) -> str:
        """The words alone of the line without bullets."""
        return fold(self.bare or self.text)

    @lazy
    def width(self) -> int:
        """Length in characters of Chinese; two Latin characters count as one."""
        wide = sum(map(len, _CJK.findall(self.text)))
        return wide + (len(self.text) - wide + 1) // 2

    def reaches(self, least: int) -> bool:
        """Whether it is at least so wide, which its length alone tells of most lines."""
        return len(self.text) >= 2 * least or (len(self.text) >= least and self.width >= least)

    @lazy
    def ends(self) -> bool:
        """Whether it ends as a sentence does."""
        tail = self.text.rstrip(_CLOSERS + _BLANK)
        return bool(tail) and (tail[-1] in _END or (tail[-1] == "." and not tail.endswith("..")) or tail.endswith("..."))

    @lazy
    def stops(self) -> int:
        """How many sentence ends it has."""
        return len(_STOPS.findall(self.text))

    @property
    def prose(self) -> bool:
        """Whether it reads as running text: a sentence with its end, or long."""
        return len(self.text) >= 22 and self._prose  # no shorter line does, and a page may have very many

    @lazy
    def _prose(self) -> bool:
        return (
            (self.ends and self.reaches(22))
            or self.reaches(70)
            or (self.stops >= 1 and self.reaches(40))
            or (self.stops >= 2 and self.reaches(30))
        )


def split_lines(text: str) -> list[Line]:
    """The non-empty lines of a text, in order; breaks are those of line feeds, carriage returns and their Unicode kin.

    >>> [line.text for line in split_lines("标题\\n\\n　　正文。\\n")]
    ['标题', '正文。']
    """
    lines: list[Line] = []
    at = 0
    for piece in text.splitlines(keepends=True):
        inner = piece.strip(_OUTER).strip()
        if inner:
            lead = piece.index(inner)
            start = at + lead
            indent = lead + sum(map(piece[:lead].count, _WIDE_BLANKS)) if lead else 0
            lines.append(Line(start, start + len(inner), inner, indent))
        at += len(piece)
    return lines

"""Small repairs: line ends, control characters, full-width figures, lines broken inside sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from nlp.text.plan import Mend

_OTHER_END = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")
_LINE_ENDS = re.compile("\r\n|(?:\r(?!\n)|[\x0b\x0c\x85\u2028\u2029])+")
# Joiners and selectors hold emoji and rare characters together: they stay.
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\xad"
    "\u200b\u2060\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]+"
)
_JOINERS = re.compile("(?<=[\u2e80-\u9fff\uff00-\uffefA-Za-z0-9，。])[\u200c\u200d]+|^[\u200c\u200d]+")
_FIGURE = re.compile("[０-９Ａ-Ｚａ-ｚ0-9A-Za-z．，.,％＋－／：＄]+")
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ．，％＋－／：＄]")
_THOUSAND = re.compile("[０-９0-9]{3}(?![０-９0-9])")
_WIDE_DIGIT = re.compile("[０-９]")


def unify_newlines(text: str) -> Iterator[Mend]:
    """Every line end becomes one line feed."""
    if not _OTHER_END.search(text):
        return iter(())
    return (Mend(m.start(), m.end(), "\n" * (1 if m[0] == "\r\n" else len(m[0]))) for m in _LINE_ENDS.finditer(text))


def drop_controls(text: str) -> Iterator[Mend]:
    """Zero-width and control characters say nothing and split words."""
    found = [(m.start(), m.end()) for m in _CONTROLS.finditer(text)]
    if "\u200c" in text or "\u200d" in text:
        found = sorted(found + [(m.start(), m.end()) for m in _JOINERS.finditer(text)])
    at = 0
    for start, end in found:
        if start >= at:
            yield Mend(start, end, "")
            at = end


def narrow_figures(text: str) -> Iterator[Mend]:
    """Full-width digits, and the full-width letters and signs inside the same figure, become ASCII: １２．５％ -> 12.5%."""
    if not _WIDE_DIGIT.search(text):
        return
    for found in _FIGURE.finditer(text):
        figure = found.group()
        if not _WIDE_DIGIT.search(figure):
            continue
        for m in _WIDE.finditer(figure):
            before, after = figure[m.start() - 1 : m.start()], figure[m.end() : m.end() + 1]
            if m.group() in "．，：／" and not (_is_digit(before) and _is_digit(after)):
                continue
            if m.group() in "，" and not _THOUSAND.match(figure, m.end()):
                continue  # 2016，2017 is a list, １，０００ a figure
            if m.group() in "％＋－＄" and not (_is_digit(before) or _is_digit(after)):
                continue
            yield Mend(found.start() + m.start(), found.start() + m.end(), chr(ord(m.group()) - 0xFEE0))


def _is_digit(ch: str) -> bool:
    return len(ch) == 1 and (ch in "0123456789" or "０" <= ch <= "９")


_TURN = re.compile(r"[。！？；]|[.!?] [A-Z“\"]")
_NARROWEST, _WIDEST = 36, 110  # columns of what is broken at a fixed width
_ENDS = ".。！？!?；;：:…”」』》）)】"


_BLANK_LINES = re.compile(r"(\n[ \t\u3000\xa0]*\n)")
_WIDE_RUN = re.compile("[\u1100-\U0010ffff]+")


def _width(line: str) -> int:
    return len(line) + sum(map(len, _WIDE_RUN.findall(line)))


def _full(sizes: Iterable[int]) -> int:
    """The size that four in five lines do not exceed."""
    ordered = sorted(sizes)
    return ordered[int(len(ordered) * 0.8)]


def join_broken_lines(text: str) -> Iterator[Mend]:
    """Lines that a fixed width broke inside sentences are one again; the block's own evidence decides.

    A block is a run of lines without a blank one. Its lines must be alike in width and mostly end inside a sentence.
    """
    at = 0
    for block in _BLANK_LINES.split(text):
        if block.count("\n") >= 2 and block.strip():
            yield from _join_block(block, at)
        at += len(block)


def _join_block(block: str, at: int) -> Iterator[Mend]:
    lines = block.split("\n")
    words = [line.strip() for line in lines]
    length = _full(map(len, words))
    if length > _WIDEST or 2 * length < _NARROWEST:
        return  # a line is as wide as it is long, or up to twice as wide
    widths = list(map(_width, words))
    full = _full(widths)
    if not _NARROWEST <= full <= _WIDEST or not _is_broken(lines, widths, full):
        return
    for i, (line, following) in enumerate(pairwise(lines)):
        last, first = line.rstrip()[-1:], following.lstrip()[:1]
        if last and first and not _starts_paragraph(following) and (widths[i] >= 0.7 * full or last in "，、,"):
            tail = at + len(line.rstrip())
            lead = at + len(line) + 1 + len(following) - len(following.lstrip())
            yield Mend(tail, lead, " " if last.isascii() and first.isascii() else "")
        at += len(line) + 1


def _is_broken(lines: list[str], widths: list[int], full: int) -> bool:
    """Lines of one width that end inside sentences while sentences end inside lines; a list of headlines has neither."""
    inner = [i for i in range(len(lines) - 1) if widths[i + 1] and not _starts_paragraph(lines[i + 1])]
    broken = [i for i in inner if lines[i].strip()[-1:] not in _ENDS and 0.7 * full <= widths[i] <= 1.35 * full]
    ended = sum(1 for i in inner if lines[i].strip()[-1:] in _ENDS)
    turns = sum(1 for i in broken if _TURN.search(lines[i].strip()[:-1]))
    lower = sum(1 for i in broken if lines[i + 1][:1].islower() and lines[i + 1].count(" ") >= 5)
    telling = turns >= max(2, 0.2 * len(inner), 0.7 * ended) or lower >= max(2, 0.5 * len(broken))
    return telling and len(broken) >= max(3, 0.4 * len(inner))


_ITEM = re.compile(r"\s*(?:[-*•·●■]\s|[（(]?\d{1,2}[.、)）]\s?\D|#{1,4} )")


def _starts_paragraph(line: str) -> bool:
    return line[:1] in (" ", "\t", "\u3000", "\u2003", "\u2002", "\xa0") or _ITEM.match(line) is not None

"""The way back: offsets in clean text and the offsets in raw text that they came from.

Every step between bytes and clean text is a list of `Edit`s of the text before it. A `SpanMap` is what
the edits of one step, or of many steps composed, do to offsets. All offsets are code points, all spans half-open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from nlp.records import record

Alignment = Literal["exact", "covering", "none"]


@record
class Edit:
    """Replace `before[start:end]` by `text`."""

    start: int
    end: int
    text: str


@record
class Place:
    """Where a span lies on the other side, and how well: characters one to one, a covering span, or nowhere."""

    start: int
    end: int
    alignment: Alignment


def apply(before: str, edits: Sequence[Edit]) -> str:
    """Carry out edits, which are sorted and do not overlap.

    Raises ValueError where they are not.

    >>> apply("當(dāng)前", [Edit(1, 7, "")])
    '當前'
    """
    parts: list[str] = []
    at = 0
    for edit in edits:
        if not at <= edit.start <= edit.end <= len(before):
            raise ValueError(f"edit {edit.start}:{edit.end} is out of order or outside a text of {len(before)}")
        parts += (before[at : edit.start], edit.text)
        at = edit.end
    return "".join((*parts, before[at:]))


@record
class SpanMap:
    """Offsets of an after-text (clean) and of a before-text (raw), as runs of blocks.

    Block i is `after[a[i]:a[i+1]]`, which came from `before[b[i]:c[i]]`; an `exact[i]` block maps one to one, another was
    rewritten as a whole. What lies between c[i] and b[i+1] was removed. `a` has one entry more than the others.
    """

    a: tuple[int, ...]
    b: tuple[int, ...]
    c: tuple[int, ...]
    exact: tuple[bool, ...]
    before_length: int

    @property
    def after_length(self) -> int:
        return self.a[-1]

    @property
    def is_identity(self) -> bool:
        """Whether every character lies where it lay."""
        return self.exact in ((), (True,)) and self.after_length == self.before_length and self.b in ((), (0,))

    @classmethod
    def identity(cls, length: int) -> SpanMap:
        """The map of a text of `length` characters that no step has changed."""
        return cls.from_blocks([(0, length, 0, length, True)] if length else [], length)

    @classmethod
    def from_edits(cls, before_length: int, edits: Iterable[Edit]) -> SpanMap:
        """The map of one step. Edits of equal length are one to one, character by character."""
        blocks: list[tuple[int, int, int, int, bool]] = []
        at = after = 0
        for edit in edits:
            if len(edit.text) == edit.end - edit.start:
                continue  # one block with what stands around it
            if edit.start > at:
                blocks.append((after, after + edit.start - at, at, edit.start, True))
                after += edit.start - at
            if edit.text:
                blocks.append((after, after + len(edit.text), edit.start, edit.end, False))
                after += len(edit.text)
            at = edit.end
        if before_length > at:
            blocks.append((after, after + before_length - at, at, before_length, True))
        return cls.from_blocks(blocks, before_length)

    @classmethod
    def from_blocks(cls, blocks: Iterable[tuple[int, int, int, int, bool]], before_length: int) -> SpanMap:
        """Blocks (after_start, after_end, before_start, before_end, exact), in order; neighbours that are one are joined."""
        joined: list[tuple[int, int, int, int, bool]] = []
        for block in blocks:
            if block[0] == block[1]:
                continue
            if joined and block[3] < joined[-1][3]:  # put in where what stood there was replaced: behind that
                block = (block[0], block[1], joined[-1][3], joined[-1][3], False)
            if joined and joined[-1][4] and block[4] and joined[-1][3] == block[2]:
                joined[-1] = (joined[-1][0], block[1], joined[-1][2], block[3], True)
            else:
                joined.append(block)
        return cls(
            a=(*(block[0] for block in joined), joined[-1][1] if joined else 0),
            b=tuple(block[2] for block in joined),
            c=tuple(block[3] for block in joined),
            exact=tuple(block[4] for block in joined),
            before_length=before_length,
        )

    def after(self, earlier: SpanMap) -> SpanMap:
        """This step's map, carried on to what came before: clean -> middle (self), middle -> raw (`earlier`) gives clean -> raw."""
        if self.before_length != earlier.after_length:
            raise ValueError(f"maps do not meet: {self.before_length} and {earlier.after_length} characters")
        if earlier.is_identity:
            return self
        if self.is_identity:
            return earlier
        blocks: list[tuple[int, int, int, int, bool]] = []
        for i in range(len(self.b)):
            start, low, high = self.a[i], self.b[i], self.c[i]
            if not self.exact[i]:
                place = earlier.to_before(low, high)
                blocks.append((start, self.a[i + 1], place.start, place.end, False))
                continue
            j = max(0, bisect_right(earlier.a, low) - 1)
            while j < len(earlier.b) and earlier.a[j] < high:
                piece_low, piece_high = max(low, earlier.a[j]), min(high, earlier.a[j + 1])
                if earlier.exact[j]:
                    shift = earlier.b[j] - earlier.a[j]
                    raw = (piece_low + shift, piece_high + shift)
                else:
                    raw = (earlier.b[j], earlier.c[j])
                blocks.append((start + piece_low - low, start + piece_high - low, *raw, earlier.exact[j]))
                j += 1
        return SpanMap.from_blocks(blocks, earlier.before_length)

    def to_before(self, start: int, end: int) -> Place:
        """Where `after[start:end]` came from.

        Raises ValueError for a span outside the text. An empty span gives the point before the character at `start`.

        >>> SpanMap.from_edits(8, [Edit(1, 7, "")]).to_before(0, 2)
        Place(start=0, end=8, alignment='covering')
        """
        a, b, c, exact = self.a, self.b, self.c, self.exact
        if not 0 <= start <= end <= a[-1]:
            raise ValueError(f"span {start}:{end} is outside a text of {a[-1]}")
        if not b:
            return Place(0, 0, "none")
        i = bisect_right(a, start, 1, len(b)) - 1
        if exact[i] and start < end <= a[i + 1]:
            return Place(b[i] + start - a[i], b[i] + end - a[i], "exact")
        low = b[i] + (start - a[i] if exact[i] else 0)
        if start == end:
            return Place(min(low, c[i]), min(low, c[i]), "none")
        j = max(i, bisect_left(a, end) - 1)
        high = c[j] - (a[j + 1] - end if exact[j] else 0)
        return Place(low, high, "covering") if low < high else Place(low, low, "none")

    def to_after(self, start: int, end: int) -> Place:
        """Where `before[start:end]` went; alignment is none where all of it was removed.

        >>> SpanMap.from_edits(8, [Edit(1, 7, "")]).to_after(1, 7)
        Place(start=1, end=1, alignment='none')
        """
        if not 0 <= start <= end <= self.before_length:
            raise ValueError(f"span {start}:{end} is outside a text of {self.before_length}")
        i = bisect_right(self.c, start)
        if i == len(self.b) or self.b[i] >= end:
            at = self.a[i]
            return Place(at, at, "none")
        j = bisect_left(self.b, end) - 1
        low = self.a[i] + (max(0, start - self.b[i]) if self.exact[i] else 0)
        high = self.a[j + 1] - (max(0, self.c[j] - end) if self.exact[j] else 0)
        whole = i == j and self.exact[i] and self.b[i] <= start and end <= self.c[i]
        return Place(low, high, "exact" if whole else "covering")


def blank_outside(text: str, regions: Iterable[tuple[int, int]], inside: Callable[[int, int], str] | None = None) -> str:
    """The text with all outside of the half-open regions blanked, lines and length kept; `inside` may give other text of a region's length.

    >>> blank_outside("来源：样报\\n微博上线", [(6, 8)])
    '     \\n微博  '
    """
    parts, at = [], 0
    for start, end in regions:
        parts += [_blank(text[at:start]), inside(start, end) if inside else text[start:end]]
        at = end
    return "".join([*parts, _blank(text[at:])])


def _blank(text: str) -> str:
    return "\n".join([" " * len(line) for line in text.split("\n")])

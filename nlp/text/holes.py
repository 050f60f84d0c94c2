"""UTF-8 out of bytes of which some were lost: whole characters, and those that bytes and words leave no doubt about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from nlp.records import record
from nlp.text.restore import choose
from nlp.text.tables import LOST

TAIL_BYTES = frozenset(range(0x80, 0xC0))
ASKED = 0x3F  # in the set of a lost byte: a question mark stands there, which may also be one
Code = Sequence[int | frozenset[int]]  # a byte, or the bytes that a lost one may have been


@record
class Reading:
    """`text` as read of `used` bytes; `good` characters whole, `filled` restored, `lost` not."""

    text: str
    used: int
    good: int
    filled: int
    lost: int


def _size(first: int) -> int:
    return 1 if first < 0x80 else 2 if 0xC2 <= first < 0xE0 else 3 if 0xE0 <= first < 0xF0 else 4 if 0xF0 <= first < 0xF5 else 0


@lru_cache(maxsize=1 << 14)
def _spell(part: tuple[int | frozenset[int], ...]) -> str:
    """All characters that a sequence may be, its lost byte tried out."""
    holes = [byte for byte in part if isinstance(byte, frozenset)]
    if len(holes) > 1:
        return ""
    tries = sorted(holes[0] & TAIL_BYTES) if holes else [0]
    made = []
    for value in tries:
        code = bytes(value if isinstance(byte, frozenset) else byte for byte in part)
        try:
            made.append(code.decode("utf-8"))
        except UnicodeDecodeError:
            continue
    return "".join(made)


def _any_tail(following: int) -> frozenset[int]:
    return TAIL_BYTES


def _spell_short(first: int, second: int | frozenset[int], rest: Code, lost_before: Callable[[int], frozenset[int]]) -> str:
    """All characters of three bytes of which one left no trace: the last, or the one between `first` and `second`."""
    if not isinstance(second, int):
        return ""
    following = rest[0] if rest and isinstance(rest[0], int) else None
    last = TAIL_BYTES if following is None else lost_before(following)
    return _spell((first, second, last)) + _spell((first, lost_before(second), second))


def read_utf8(
    code: Code,
    start: int = 0,
    stop_at_misfit: bool = False,
    left: str = "",
    right: str = "",
    lost_before: Callable[[int], frozenset[int]] = _any_tail,
) -> Reading:
    """Read from `start` on; what does not fit becomes U+FFFD, or ends the reading.

    `left` and `right` are the text around; `lost_before` says which bytes a reader loses before a given one.
    A character that lacks a byte, because a lost one left no trace, counts as lost in place.
    """
    options: list[str] = []
    at, good, misfits = start, 0, 0
    while at < len(code) and not (stop_at_misfit and len(options) > 8 + 4 * good):
        first = code[at]
        size = _size(first) if isinstance(first, int) else 0
        part = tuple(code[at : at + size])
        fits = size > 0 and all(isinstance(byte, frozenset) or 0x80 <= byte < 0xC0 for byte in part[1:])
        made = _spell(part) if fits and len(part) == size else ""
        if made:
            options.append(made)
            good += size > 1 and len(made) == 1
            at += size
            continue
        short = [byte for byte in part[:2] if isinstance(byte, frozenset) or byte >= 0x80]
        if size >= 3 and len(short) == 2 and (isinstance(short[1], frozenset) or 0x80 <= short[1] < 0xC0):
            assert isinstance(first, int)
            options.append(_spell_short(first, short[1], code[at + 2 : at + 3], lost_before) if size == 3 else "")
            at += 2
            continue
        if isinstance(first, frozenset) and ASKED in first:
            options.append("?")
            at += 1
            continue
        if stop_at_misfit and not isinstance(first, frozenset):
            break
        if stop_at_misfit and misfits > 2 + good // 4:
            break
        options.append("")
        misfits += 1
        at += 1
    if stop_at_misfit and not good and len(options) > 7:
        return Reading("", at, 0, 0, len(options))  # nothing whole among so many: not worth the choosing
    return _settle(options, at, good, left, right)


def _settle(options: list[str], used: int, good: int, left: str, right: str) -> Reading:
    """Choose among the candidates of each damaged place, with what is certain around it."""
    certain = [*(made[0] if len(made) == 1 else LOST for made in options), *right[:2]]
    text: list[str] = [*left[-2:]]
    skip = len(text)
    filled = lost = 0
    for at, made in enumerate(options):
        if len(made) == 1:
            text.append(made[0])
            continue
        before, after = "".join(text[-2:]), "".join(certain[at + 1 : at + 3])
        found = choose(made, before.rpartition(LOST)[2], after.partition(LOST)[0]) if made else None
        filled += found is not None
        lost += found is None
        text.append(found or LOST)
    return Reading("".join(text[skip:]), used, good, filled, lost)

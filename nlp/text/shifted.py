"""GBK text that was decoded one byte off, in runs inside good text: 过程??淇丝吹降牟糠质?， is 过程。夸克看到的部分是，.

A run begins where a byte was lost (a question mark or U+FFFD may stand for it, or what is left of a pinyin note)
and ends where another loss, or a second byte in the range of ASCII, brings the decoder back.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache, lru_cache

from nlp.records import record
from nlp.text.notes import SYLLABLE, has_tone, read_syllable
from nlp.text.plan import Mend
from nlp.text.restore import SURE, candidates, choose
from nlp.text.tables import LOST, STRANGE, bits, in_two_bytes, paired_characters, rare_characters, readings, run_before

_HALF_NOTE = re.compile(rf"[?？{LOST}][(（]?({SYLLABLE})[)）]")
_HEAD = re.compile(rf"(?:[?？{LOST}][(（]?(?P<note>{SYLLABLE})[)）]|(?P<stop>[?{LOST}][?!,:;.])|[?{LOST}]{{1,2}})\Z")
_TAIL = re.compile(rf"(?:(?P<note>[?{LOST}][(（]?(?P<syllable>{SYLLABLE})[)）])|(?P<hole>[?{LOST}]{{1,2}})|(?P<letter>[@-~]))")
# A letter, a question mark or a hole between two Chinese characters may be the end of a run that has no rare character.
_ALONE = re.compile(f"[?@-~](?<=[\u4e00-\u9fff].)(?=[\u4e00-\u9fff{LOST}])")
_REACH = 400  # characters on each side of a strange one that a run is looked for
_HOLE_COST = 12.0  # bits; what a lost character at an end of a run costs
_STAY_COST = 2.0  # bits; each further character that is said to be shifted
_ENOUGH = 12.0  # bits that a mended run must save where nothing marks its ends
_ENOUGH_MARKED = 4.0
_ACCIDENT = 14.5  # bits; a pair of bytes that is no writing is any of the 24,000 characters of GBK
_SURPRISE = 14.0  # bits by which prose must explain the other reading better than accident does


@record
class _Run:
    """`text[start:end]` is one byte off; `gain` bits are saved by reading its bytes in the other pairs."""

    start: int
    end: int
    gain: float


def mend_shifted(text: str) -> Iterator[Mend]:
    """Read shifted runs in the right pairs, and restore the characters at their ends where bytes and words leave no doubt."""
    at = 0
    for mends in _places(text):
        if mends and mends[0].start >= at:
            yield from mends
            at = mends[-1].end


def _places(text: str) -> Iterator[list[Mend]]:
    done = 0
    pairs = paired_characters()
    signs = (rare_characters(), _HALF_NOTE, _ALONE)  # a hole is among the rare characters
    places = sorted({found.start() for sign in signs for found in sign.finditer(text)})
    for place in places:
        if place < done:
            continue
        half = _HALF_NOTE.match(text, place)
        if half is not None and not (has_tone(half.group(1)) and read_syllable(half.group(1)) in readings()):
            half = None
        if half is not None:
            low = high = half.end()
        else:
            low = high = place if pairs.match(text, place) or place == done else place - 1
            low = run_before(pairs, text, max(done, place - _REACH), low)
        if run := pairs.match(text, high, place + _REACH):
            high = run.end()
        mends, end = _mend_window(text, low, high, half)
        yield mends
        done = max(end, place + 1) if mends else max(high, place + (1 if half is None else len(half.group())))


def _mend_window(text: str, low: int, high: int, half: re.Match[str] | None) -> tuple[list[Mend], int]:
    near = half is not None or LOST in text[max(0, low - 2) : low] + text[high : high + 2]
    if half is None and high - low < (2 if near else 3):
        return [], max(low, high)  # too short to tell
    head, tail = _HEAD.search(text, max(0, low - 14), low), _TAIL.match(text, high)
    if tail is not None and tail.group("letter") and not _makes_sense(text, high):
        tail = None
    run = _best_run(text, low, high, (head is not None, tail is not None)) if high > low else None
    if run is not None and run.start > low:
        head = None
    if run is not None and run.end < high:
        tail = None
    least = _ENOUGH_MARKED if head is not None or tail is not None else _ENOUGH
    if run is not None and (run.gain < least or not _is_prose(text, run)):
        run = None
    if half is not None and (run is None or head is None):
        return _mend_half_note(text, half)
    if run is None:
        return [], max(low, high)
    strong = half is not None or LOST in text[max(0, low - 1) : run.start] + text[run.end : run.end + 1]
    if not strong and _surprise(text, run) < _SURPRISE:
        return [], max(low, high)
    mends, end = _mend_run(text, run, head, tail)
    return (mends, end) if strong or _is_worth(mends, run) else ([], max(low, high))


def _is_worth(mends: list[Mend], run: _Run) -> bool:
    """Whether a run that only question marks or nothing at all mark gives more than it takes: rare names stand between them too."""
    made = "".join(mend.text for mend in mends)
    known = len(made) - made.count(LOST)
    return known >= 3 and made.count(LOST) <= 2 and (run.gain >= _ENOUGH or made.count(LOST) == 0 or known >= 5)


def _surprise(text: str, run: _Run) -> float:
    """Bits by which the other reading is likelier as prose than as an accident."""
    return sum(_ACCIDENT - bits(_pair(text, at)) for at in range(run.start, run.end - 1))


def _is_prose(text: str, run: _Run) -> bool:
    """Whether the other reading is what people write, not only less odd than the text."""
    made = [bits(_pair(text, at)) for at in range(run.start, run.end - 1)]
    return sum(made) <= 14.5 * len(made) and sum(1 for amount in made if amount < 16) >= 0.7 * len(made)


def _makes_sense(text: str, at: int) -> bool:
    """Whether the letter at `at` and the second byte before it make a character that Chinese text has."""
    code = in_two_bytes(text[at - 1]) if at else None
    made = candidates(code[1], ord(text[at])) if code is not None else ""
    return len(made) == 1 and bits(made) < 17


def _pair(text: str, at: int) -> str:
    """The character that the second byte of text[at] and the first byte of text[at + 1] make."""
    return _between(text[at], text[at + 1])


@lru_cache(maxsize=1 << 16)
def _between(left: str, right: str) -> str:
    one, two = in_two_bytes(left), in_two_bytes(right)
    assert one is not None
    assert two is not None
    try:
        made = bytes((one[1], two[0])).decode("gb18030")
    except UnicodeDecodeError:
        return LOST
    return made if len(made) == 1 else LOST


@cache
def _bits_of_codes() -> list[float]:
    """Bits of the character that each two bytes make, by the two as one number in the machine's own order."""
    table = [STRANGE] * (1 << 16)
    for one in range(0x81, 0xFF):
        for two in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            code = bytes((one, two))
            made = code.decode("gb18030", errors="replace")
            table[int.from_bytes(code, sys.byteorder)] = bits(made) if len(made) == 1 else STRANGE
    return table


def _best_run(text: str, low: int, high: int, marked: tuple[bool, bool]) -> _Run | None:
    """The stretch whose other reading saves most, by one pass (maximal sum); `marked` says which ends of the window show a loss."""
    table, code = _bits_of_codes(), text[low:high].encode("gb18030")
    own = list(map(table.__getitem__, memoryview(code).cast("H")))
    other = map(table.__getitem__, memoryview(code[1:-1]).cast("H"))
    best = costs = 2 * _HOLE_COST  # of a stretch with its last character, before the two holes at its ends are paid for
    best_start = best_end = at = start = low
    total = _HOLE_COST if marked[0] else 0.0
    for here, pair in zip(own, other, strict=False):
        at += 1
        if total + here > best:
            best, best_start, best_end = total + here, start, at
        total += here - pair - _STAY_COST
        if total < 0:
            total, start = 0.0, at
    total += own[-1] + (_HOLE_COST if marked[1] else 0.0)
    if total > best:
        best, best_start, best_end = total, start, high
    return _Run(best_start, best_end, best - costs) if best_end > low else None


def _lost_by_note(text: str, note_at: int, note: str) -> list[int]:
    """First bytes of the lost character before a shifted run: a note was set after a wrong pair, last byte and next first byte."""
    before = in_two_bytes(text[note_at - 1]) if note_at else None
    if before is None:
        return []
    noted = (in_two_bytes(ch) for ch in readings().get(read_syllable(note), frozenset()))
    return sorted({code[1] for code in noted if code is not None and code[0] == before[1]})


@cache
def _noted(syllable: str) -> str:
    return "".join(sorted(readings()[syllable]))


def _mend_half_note(text: str, half: re.Match[str]) -> tuple[list[Mend], int]:
    """A half note with no run behind it: one character is lost, whose first byte, or whose reading, is known."""
    start, end = half.start(), half.end()
    if text[end : end + 1] in ("?", LOST):
        end += 1
        options = "".join(candidates(lead, None) for lead in _lost_by_note(text, start, half.group(1)))
    else:
        options = _noted(read_syllable(half.group(1)))
    found = choose(options, text[max(0, start - 2) : start], text[end : end + 2])
    return [Mend(start, end, found or LOST, unsure=True)], end


def _mend_head(text: str, run: _Run, head: re.Match[str] | None, body: str) -> tuple[int, str]:
    """What stood before the run's first pair: where the damage starts, and the restored text."""
    first = in_two_bytes(text[run.start])
    assert first is not None
    right = body[:2]
    if head is None:
        both = candidates(None, first[0]) + candidates(first[0], None)
        found = choose(both, text[max(0, run.start - 2) : run.start], right, SURE)
        return run.start, found or LOST
    start = head.start()
    if head.group("note"):
        options = "".join(candidates(lead, first[0]) for lead in _lost_by_note(text, start, head.group("note")))
    elif head.group("stop"):
        made = candidates(ord(head.group("stop")[1]) | 0x80, first[0])
        if made and bits(made) < 17:
            return start, "。" + made
        return start + 1, text[start + 1] + LOST
    else:
        options = candidates(None, first[0])
    found = choose(options, text[max(0, start - 2) : start], right)
    return start, found or LOST


def _mend_tail(text: str, run: _Run, tail: re.Match[str] | None, body: str) -> tuple[int, str]:
    """What the run's last byte began: where the damage ends, and the restored text."""
    code = in_two_bytes(text[run.end - 1])
    assert code is not None
    if tail is None:
        found = choose(candidates(code[1], None), body[-2:], text[run.end : run.end + 2], SURE)
        return run.end, found or LOST
    if tail.group("letter"):
        made = candidates(code[1], ord(tail.group("letter")))
        return (tail.end(), made) if len(made) == 1 and bits(made) < 18 else (run.end, LOST)
    if tail.group("note"):
        noted = readings().get(read_syllable(tail.group("syllable")), frozenset())
        options = "".join(ch for ch in candidates(code[1], None) if ch in noted)
    else:
        options = candidates(code[1], None)
    found = choose(options, body[-2:], text[tail.end() : tail.end() + 2])
    return tail.end(), found or LOST


def _mend_run(text: str, run: _Run, head: re.Match[str] | None, tail: re.Match[str] | None) -> tuple[list[Mend], int]:
    body = "".join(_pair(text, at) for at in range(run.start, run.end - 1))
    start, first = _mend_head(text, run, head, body)
    end, last = _mend_tail(text, run, tail, body)
    if head is not None and len(body) > 1:
        mends = [
            Mend(start, run.start, first, True),
            Mend(run.start, run.end - 1, body, True),
            Mend(run.end - 1, end, last, True),
        ]
    else:
        mends = [Mend(start, end, first + body + last, True)]
    return mends, end

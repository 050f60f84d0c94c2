"""Text that was decoded with the wrong table and saved again: UTF-8 read as GBK, GBK read as Latin-1, UTF-8 encoded twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from nlp.text.holes import ASKED, TAIL_BYTES, Code, Reading, read_utf8
from nlp.text.plan import Mend
from nlp.text.restore import choose
from nlp.text.tables import LOST, bits, paired_characters, rare_characters, run_before

# The bytes 80 to 9F as Windows shows them; five of them it cannot show.
_UNSHOWN = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))
_BYTES = {
    **{chr(byte): byte for byte in range(0x80, 0x100)},
    **{bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in _UNSHOWN},
}
_WESTERN = re.escape("".join(_BYTES))
_WESTERN_RUN = re.compile(f"[{_WESTERN}](?:[{_WESTERN}{LOST}]|[ -~](?=[ -~]{{0,3}}[{_WESTERN}{LOST}]))*[@-~]?")
_SIGNS = re.compile(f"[{_WESTERN}][{_WESTERN}{LOST}]")
_REACH = 20_000
_ODD = 16.0  # bits; a character that spells UTF-8 by accident is about as odd as this
_SURPRISE = 10.0  # bits by which few characters must be likelier than that
_AT_WORK = 6  # characters that were surely so damaged, for few others to be believed
_NO_ACCIDENT = 9  # characters of UTF-8 in a row, whatever they are


def _western_code(run: str) -> Code:
    return [_UNSHOWN if ch == LOST else _BYTES.get(ch, ord(ch)) for ch in run]


def _share_common(text: str) -> float:
    """Share of common Chinese characters among those beyond ASCII."""
    beyond = [ch for ch in text if ch >= "\x80"]
    return sum(1 for ch in beyond if bits(ch) < 15) / len(beyond) if beyond else 0.0


def decode_twice(text: str) -> Iterator[Mend]:
    """UTF-8 that was read as Latin-1 or Windows-1252: â€™ is ’, ä¸\xadæ–‡ is 中文."""
    if not _SIGNS.search(text):
        return
    for found in _WESTERN_RUN.finditer(text):
        run = found.group()
        code = _western_code(run)
        if LOST not in run and _is_far_from_utf8(bytes(byte for byte in code if isinstance(byte, int))):
            continue
        reading = read_utf8(code)
        made = _keep_ascii(run, reading)
        if made and not _is_gbk(run, reading):
            yield Mend(found.start(), found.end(), made, reading.lost + reading.filled > 0)


def _is_far_from_utf8(code: bytes) -> bool:
    made = code.decode("utf-8", errors="replace")
    return made.count(LOST) > 0.3 * sum(1 for ch in made if ch >= "\x80")


def _keep_ascii(run: str, reading: Reading) -> str | None:
    """The reading, where most of what is beyond ASCII was spelled by it, and it is no control character."""
    if not reading.good or any("\x80" <= ch < "\xa0" for ch in reading.text):
        return None
    beyond = sum(1 for ch in run if ch >= "\x80")
    misfit = reading.text.count(LOST)
    return reading.text if misfit <= 0.25 * reading.good and beyond >= 2 * reading.good else None


def _is_gbk(run: str, reading: Reading) -> bool:
    """Whether a run that happens to spell UTF-8, two bytes a letter, is rather GBK."""
    if _share_common(reading.text) > 0.6 or len(run) < 4:
        return False
    return _share_common(_read_gbk(_western_code(run))) > 0.9


def _read_gbk(code: Code) -> str:
    """GBK pairs; one with a lost byte is the character that is certain, or U+FFFD."""
    plain = bytes(byte for byte in code if isinstance(byte, int))
    if len(plain) == len(code):
        return plain.decode("gb18030", errors="replace")
    made: list[str] = []
    at = 0
    while at < len(code):
        pair = code[at : at + 2]
        if isinstance(pair[0], int) and pair[0] < 0x80:
            made.append(chr(pair[0]))
            at += 1
            continue
        options = "".join(_pair(one, two) for one in _tries(pair[0]) for two in _tries(pair[1])) if len(pair) == 2 else ""
        if not options and len(pair) == 2 and pair[1] in range(0x40):
            at -= 1  # the second is no part of a pair
        made.append(choose(options, "".join(made[-2:]), "") or LOST)
        at += 2
    return "".join(made)


def _tries(byte: int | frozenset[int]) -> list[int]:
    return sorted(byte) if isinstance(byte, frozenset) else [byte]


@cache
def _pair(one: int, two: int) -> str:
    try:
        return bytes((one, two)).decode("gb18030")
    except UnicodeDecodeError:
        return ""


def decode_western(text: str) -> Iterator[Mend]:
    """GBK that was read as Latin-1 or Windows-1252: ÎÒÃÇ is 我们. A run is mended where nearly all of it is common Chinese."""
    if not _SIGNS.search(text):
        return
    runs = [(found, mend) for found in _WESTERN_RUN.finditer(text) if (mend := _mend_western(found)) is not None]
    plain = [len({ch for ch in found.group() if ch >= "\xa1"}) >= 3 for found, _ in runs]
    evidence = sum(len(mend.text) for (_, mend), sure in zip(runs, plain, strict=True) if sure)
    yield from (mend for (_, mend), sure in zip(runs, plain, strict=True) if sure or evidence >= 8)


def _mend_western(found: re.Match[str]) -> Mend | None:
    run, end = found.group(), found.end()
    made = _read_gbk(_western_code(run))
    if run[-1].isascii() and made.endswith(run[-1]):
        made, end = made[:-1], end - 1
    if _share_common(made) < 0.8:
        return None
    return Mend(found.start(), end, made, LOST in made)


@cache
def _unreadable(following: int) -> frozenset[int]:
    """The bytes that a reader of GBK cannot read before this one; those are the ones that it loses."""

    def readable(lead: int) -> bool:
        try:
            bytes((lead, following)).decode("gbk")
        except UnicodeDecodeError:
            return False
        return True

    return frozenset(byte for byte in TAIL_BYTES if not readable(byte))


@cache
def _code_of(ch: str) -> tuple[int | frozenset[int], ...]:
    """The bytes of a character; a sign that Windows has for the byte 80; a hole for what has none."""
    if ch == "€":
        return (0x80,)
    try:
        return tuple(ch.encode("gb18030"))
    except UnicodeEncodeError:
        return (TAIL_BYTES,)


@cache
def _lost_before(ch: str) -> frozenset[int]:
    """The bytes that may have been lost before a character, or before the end."""
    try:
        first = ch.encode("gb18030")[0] if ch not in ("", LOST, "?") else 0
    except UnicodeEncodeError:
        first = 0
    return _unreadable(first) if first >= 0x80 else TAIL_BYTES


def _gbk_code(run: str) -> tuple[Code, list[int]]:
    """The bytes that a reader of GBK saw, with the lost ones as what they may have been; and the offset of each in `run`."""
    if paired_characters().fullmatch(run):
        return run.encode("gb18030"), [at // 2 for at in range(2 * len(run))]
    code: list[int | frozenset[int]] = []
    places: list[int] = []
    for at, ch in enumerate(run):
        part = _code_of(ch)
        if ch in (LOST, "?"):
            lost = _lost_before(run[at + 1 : at + 2])
            part = (lost | {ASKED} if ch == "?" else lost,)
        code += part
        places += (at,) * len(part)
    return code, places


def decode_utf8_as_gbk(text: str) -> Iterator[Mend]:
    """UTF-8 that was read as GBK: 绀句氦鐢靛晢 is 社交电商. Valid UTF-8 of several characters is no accident."""
    found = list(_find_utf8(text))
    # Where the machine has been at work, single characters between figures are its work too.
    at_work = sum(len(mend.text) for mend, sure in found if sure) >= _AT_WORK
    yield from (mend for mend, sure in found if sure or at_work)


_RUN = re.compile("(?:[^\x00-\x7f]++|[?](?=[^\x00-\x7f]|[?][^\x00-\x7f]))++[?]?")
_BEFORE = re.compile("[?\x80-\U0010ffff]+")
_REACH_BACK = 200  # characters before a rare one in which its run may begin


def _find_utf8(text: str) -> Iterator[tuple[Mend, bool]]:
    done = 0
    for place in rare_characters().finditer(text):
        if place.start() < done:
            continue
        low = run_before(_BEFORE, text, max(done, place.start() - _REACH_BACK), place.start())
        found = _RUN.match(text, low, min(len(text), low + _REACH))
        if found is None:
            continue
        done = max(found.end(), place.end())
        if found.end() - low < 2:
            continue  # two bytes are no character
        yield from _mend_window(text, low, found.end())


# Where UTF-8 may begin: with a whole character, or with one that lacks a byte and a whole one after it. A question mark is a hole.
_BEGINNING = re.compile(
    rb"(?=[\xe0-\xef][\x80-\xbf?]{2}|[\xc2\xc3][\x80-\xbf?]|[\xe0-\xef][\x80-\xbf?](?:[\xe0-\xef][\x80-\xbf?]|[\xc2\xc3])[\x80-\xbf?])"
)


@cache
def _openings() -> re.Pattern[str]:
    """Finds the characters of GBK whose bytes may begin UTF-8: few runs of good text have one."""
    codes = (bytes((one, two)) for one in (0xC2, 0xC3, *range(0xE0, 0xF0)) for two in range(0x80, 0xC0))
    return re.compile(f"[{''.join(code.decode('gb18030') for code in codes)}]")


_SHORT = 32  # characters; what is as short as this comes again and again


def _mend_window(text: str, low: int, high: int) -> Iterator[tuple[Mend, bool]]:
    """The mends of a window, and whether each is sure by itself."""
    if not _openings().search(text, low, high):
        return
    read = _read_short if high - low <= _SHORT else _read_run
    for mend, sure in read(text[low:high], text[max(0, low - 2) : low], text[high : high + 2] or "\n"):
        yield Mend(low + mend.start, low + mend.end, mend.text, mend.unsure), sure


def _read_run(run: str, left: str, right: str) -> tuple[tuple[Mend, bool], ...]:
    """Try each place of a run as the beginning of UTF-8; read on to the first misfit."""
    made: list[tuple[Mend, bool]] = []
    code, places = _gbk_code(run)
    seen = code if isinstance(code, bytes) else bytes([byte if isinstance(byte, int) else ASKED for byte in code])
    done = 0
    for beginning in _BEGINNING.finditer(seen):
        at = beginning.start()
        if at < done or (at and places[at] == places[at - 1]):
            continue
        reading = read_utf8(code, at, True, left if at == 0 else "", right, _unreadable)
        end = reading.used
        while end < len(code) and places[end] == places[end - 1]:
            end += 1
        start_char, end_char = places[at], (places[end - 1] + 1 if end <= len(code) else len(run))
        if _is_better(run[start_char:end_char], reading):
            sure = reading.good + reading.filled >= 3
            made.append((Mend(start_char, end_char, reading.text, reading.lost + reading.filled > 0), sure))
            done = end
        else:
            done = reading.used - 12  # a failed reading is not tried again from each of its bytes
    return tuple(made)


_read_short = lru_cache(maxsize=1 << 12)(_read_run)


def _is_better(before: str, reading: Reading) -> bool:
    after = [ch for ch in reading.text if ch != LOST]
    if not reading.good + reading.filled or not after or reading.lost > 1 + 0.5 * (reading.good + reading.filled):
        return False
    if reading.good < _NO_ACCIDENT and sum(_ODD - bits(ch) for ch in after if ch >= "\x80") < _SURPRISE:
        return False
    saved = sum(map(bits, before)) / len(before) - sum(map(bits, after)) / len(after)
    return saved > 3

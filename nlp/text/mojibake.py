"""Text that was decoded with the wrong table and saved again: UTF-8 read as GBK, GBK read as Latin-1, UTF-8 encoded twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.text.plan import Mend
from nlp.text.restore import choose
from nlp.text.tables import LOST, bits, rare_characters

# The bytes 80 to 9F as Windows shows them; Python's own cp1252 refuses five of them.
_CP1252 = {bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_BYTES = {**{chr(byte): byte for byte in range(0x80, 0x100)}, **_CP1252}
_WESTERN = "".join(_BYTES)
_WESTERN_RUN = re.compile(f"[{re.escape(_WESTERN)}]+")
_TWICE_RUN = re.compile(f"[\xc2-\xf4][{re.escape(_WESTERN)}]+")
_WIDE_RUN = re.compile(f"[^\x00-\x7f]+(?:[?{LOST}][^\x00-\x7f]+)*[?{LOST}]?")
_REACH = 20_000


def _western_bytes(run: str) -> bytes:
    return bytes(_BYTES[ch] for ch in run)


def decode_twice(text: str) -> Iterator[Mend]:
    """UTF-8 that was read as Latin-1 or Windows-1252: â€™ is ’, ä¸\xadæ–‡ is 中文."""
    for found in _TWICE_RUN.finditer(text):
        for start, end, made in _decode_utf8_parts(found.group()):
            yield Mend(found.start() + start, found.start() + end, made)


def _decode_utf8_parts(run: str) -> Iterator[tuple[int, int, str]]:
    """The whole characters that the bytes of a run spell; what spells nothing stays as it is."""
    code = _western_bytes(run)
    at = 0
    while at < len(code):
        size = 2 if 0xC2 <= code[at] < 0xE0 else 3 if 0xE0 <= code[at] < 0xF0 else 4 if 0xF0 <= code[at] < 0xF5 else 0
        try:
            made = code[at : at + size].decode("utf-8") if size else ""
        except UnicodeDecodeError:
            made = ""
        if made and not ("\x80" <= made < "\xa0"):
            yield at, at + size, made
            at += size
        else:
            at += 1


def decode_western(text: str) -> Iterator[Mend]:
    """GBK that was read as Latin-1 or Windows-1252: ÎÒÃÇ is 我们. A run is mended where nearly all of it is common Han."""
    for found in _WESTERN_RUN.finditer(text):
        run = found.group()
        if len(run) < 4:
            continue
        made = _western_bytes(run).decode("gb18030", errors="replace")
        common = sum(1 for ch in made if bits(ch) < 15)
        if common >= 0.8 * len(made) and len(made) >= 2:
            lost = made.count(LOST)
            yield Mend(found.start(), found.end(), made, lost, lost > 0)


def _gbk_bytes(run: str) -> list[int | None]:
    """The bytes that a reader of GBK saw; None where it saw one that it could not read."""
    code: list[int | None] = []
    for ch in run:
        if ch in ("?", LOST):
            code.append(None)
        elif ch == "€":
            code.append(0x80)
        else:
            try:
                code.extend(ch.encode("gb18030"))
            except UnicodeEncodeError:
                code.append(None)
    return code


def _read_utf8(code: list[int | None]) -> tuple[str, int, int]:
    """Text, characters read whole, and bytes that did not fit, of bytes with holes; a character with a hole becomes U+FFFD."""
    made: list[str] = []
    good = bad = 0
    at = 0
    while at < len(code):
        first = code[at]
        size = 0 if first is None else 1 if first < 0x80 else 2 if 0xC2 <= first < 0xE0 else 3 if 0xE0 <= first < 0xF0 else 4 if first >= 0xF0 else 0
        part = code[at : at + size]
        while part and part[-1] is not None and len(part) > 1 and not 0x80 <= part[-1] < 0xC0 and None in part:
            part.pop()
        if size and None not in part:
            try:
                made.append(bytes(byte for byte in part if byte is not None).decode("utf-8"))
                good += size > 1
                at += size
                continue
            except UnicodeDecodeError:
                pass
        elif size > 1 and all(byte is None or 0x80 <= byte < 0xC0 for byte in part[1:]):
            made.append(_fill(part, "".join(made[-2:])))
            at += len(part)
            continue
        made.append(LOST)
        bad += 1
        at += 1
    return "".join(made), good, bad


def _fill(part: list[int | None], left: str) -> str:
    """A character of three bytes whose last one is lost, where the words before leave no doubt."""
    if len(part) != 3 or part[1] is None or part[0] is None:
        return LOST
    options = (bytes((part[0], part[1], last)).decode("utf-8", errors="replace") for last in range(0x80, 0xC0))
    return choose([ch for ch in options if len(ch) == 1 and ch != LOST], left, "") or LOST


def decode_utf8_as_gbk(text: str) -> Iterator[Mend]:
    """UTF-8 that was read as GBK: 绀句氦鐢靛晢 is 社交电商. Valid UTF-8 of several characters is no accident."""
    done = 0
    for place in rare_characters().finditer(text):
        if place.start() < done:
            continue
        low = place.start()
        while low > done and text[low - 1] >= "\x80" and place.start() - low < 200:
            low -= 1
        found = _WIDE_RUN.match(text, low, min(len(text), low + _REACH))
        if found is None:
            continue
        done = max(found.end(), place.end())
        mend = _mend_utf8(text, found.start(), found.end())
        if mend is not None:
            yield mend


def _mend_utf8(text: str, start: int, end: int) -> Mend | None:
    run = text[start:end]
    made, good, bad = _read_utf8(_gbk_bytes(run))
    if end < len(text) and made.endswith("?"):
        made = made[:-1]
    if good < 2 or bad > 0.1 * good:
        return None
    before, after = sum(map(bits, run)) / len(run), sum(bits(ch) for ch in made if ch != LOST) / max(1, len(made) - made.count(LOST))
    if after > before - 3:
        return None
    lost = made.count(LOST)
    return Mend(start, end, made, lost, lost > 0)

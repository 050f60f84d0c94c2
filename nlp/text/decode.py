"""Bytes to text: which encoding they were written in, by the bytes' own evidence."""

from __future__ import annotations

import codecs
import re
from functools import cache

from nlp.text.tables import bits, common_characters

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HINT = re.compile(rb"charset\s{0,4}=\s{0,4}[\"']?\s{0,4}([A-Za-z0-9_:-]{2,24})", re.IGNORECASE)
# Names in headers, as loosely as pages use them; gb2312 pages hold characters of gb18030 as a rule.
_FAMILIES = (("gb", "gb18030"), ("x-gb", "gb18030"), ("cp936", "gb18030"), ("big5", "big5hkscs"), ("utf-16", "utf-16"), ("utf", "utf-8"))
_SAMPLE = 200_000


def _utf16(raw: bytes) -> str | None:
    """UTF-16 without a mark: read so, nearly all characters are common ones; no other text reads like that."""
    if len(raw) < 4 or len(raw) % 2 or (b"\0" not in raw[:_SAMPLE] and raw.isascii()):
        return None
    head = raw[:2000]
    for name, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        pages = head[first::2]
        # Even where each odd character is two units, so many are too many.
        if len(pages.translate(None, _common_pages())) < 0.2 * len(pages) and _is_plain(head.decode(name, errors="replace")):
            return name
    return None


def _is_plain(text: str) -> bool:
    """Whether nearly all of a text are common characters."""
    odd = sum(1 for ch in text if ch not in _plain_characters())
    return odd < len(text) - 0.93 * len(text)


@cache
def _plain_characters() -> frozenset[str]:
    """What English and running Chinese text have."""
    return frozenset((*map(chr, range(0x20, 0x7F)), *"\t\r\n\u3000", *common_characters()))


@cache
def _common_pages() -> bytes:
    """The upper bytes of these in UTF-16."""
    return bytes({ord(ch) >> 8 for ch in _plain_characters()})


def _is_utf8(raw: bytes, hinted: bool) -> bool:
    """Strictly so, or so but for a cut-off end or few bad bytes among many good ones."""
    try:
        raw.decode("utf-8")
        return True
    except UnicodeDecodeError as error:
        if error.start == 0 and len(raw) < 8:
            return False
    text = raw.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(map(len, re.findall(r"[\u0800-\ufffc]+", text)))
    return good >= (2 if hinted else 8) * bad and good > 0


def _commonness(text: str) -> float:
    """Share of the characters beyond ASCII that running Chinese text would have."""
    beyond = [ch for ch in text if ch >= "\x80"]
    if not beyond:
        return 0.0
    return sum(map(_weigh, beyond)) / len(beyond)


@cache
def _weigh(ch: str) -> float:
    amount = bits(ch)
    return 1.0 if amount < 14 else 0.3 if amount < 17 else -1.0 if amount >= 24 else 0.0


def _hint(raw: bytes) -> str | None:
    head = raw[:4096]
    found = _HINT.search(head) if b"charset" in head.lower() else None
    if not found:
        return None
    name = found.group(1).decode("ascii").lower()
    return next((family for start, family in _FAMILIES if name.startswith(start)), None)


def _looks_western(raw: bytes) -> bool:
    """Bytes beyond ASCII stand alone among letters, as in café; Chinese bytes come in pairs and rows."""
    high = re.findall(rb"[\x80-\xff]+", raw[:_SAMPLE])
    alone = sum(1 for run in high if len(run) == 1)
    return bool(high) and alone > 0.7 * len(high)


def find_encoding(raw: bytes) -> str:
    """The name of the encoding of `raw`: utf-8, utf-16-le, utf-16-be, gb18030, big5hkscs or latin-1.

    A charset in a header is a hint that decides between equals, not the law.

    >>> find_encoding("截至去年十二月".encode("gbk")), find_encoding("營收達到新高".encode("big5"))
    ('gb18030', 'big5hkscs')
    """
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return name
    wide = _utf16(raw)
    if wide:
        return wide
    hint = _hint(raw)
    if _is_utf8(raw, hint == "utf-8"):
        return "utf-8"
    if _looks_western(raw):
        return "latin-1"
    sample = raw[:_SAMPLE]
    shares = {name: _commonness(sample.decode(name, errors="replace")) + 0.05 * (name == hint) for name in ("gb18030", "big5hkscs")}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > 0.3 else "latin-1"


def decode(raw: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Text and the name of its encoding; never fails, bad bytes become U+FFFD.

    The text is exactly `raw.decode(name, errors="replace")`: a BOM counts, newlines are untouched. An unknown or
    contradicted `encoding` is passed over.

    >>> decode("微博".encode("gb2312"))
    ('微博', 'gb18030')
    """
    name = find_encoding(raw)
    if encoding:
        wanted = encoding.lower().replace("_", "-")
        wanted = next((family for start, family in _FAMILIES if wanted.startswith(start)), wanted)
        try:
            text = raw.decode(wanted)
            return text, wanted
        except (UnicodeDecodeError, LookupError):
            pass
    return raw.decode(name, errors="replace"), name

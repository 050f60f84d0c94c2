"""Ids derived from content: the same row has the same id in every run, on every machine (SCHEMA §3 in the data dictionary)."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

VERSION = "v1"
_COMMON_MARKS = re.compile(r"[，。、；：？！（）《》【】“”‘’—…·「」『』\s!-/:-@\[-`{-~]+")  # before NFKC, which is slow on them
_MARKS = re.compile(r"[\W_]+")
PART, ITEM, NOTHING = "\x1f", "\x1e", "∅"


def canon(part: object) -> str:
    """One spelling for one value.

    >>> canon(Decimal("1.500")), canon(Decimal("18700000000")), canon(None), canon(["b", "a"]) == "a\\x1eb"
    ('1.5', '18700000000', '∅', True)
    """
    if part is None:
        return NOTHING
    if isinstance(part, str):
        return part if part.isascii() else unicodedata.normalize("NFC", part)
    if isinstance(part, int):
        return str(part)
    if isinstance(part, Decimal):
        text = format(part, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in ("-0", "") else text
    if isinstance(part, dt.date):
        return part.isoformat()
    if isinstance(part, Iterable):
        return ITEM.join(sorted(canon(item) for item in part))
    raise TypeError(f"{type(part).__name__} has no canonical spelling")


def make_id(prefix: str, *parts: object) -> str:
    """`prefix` + "_" + 16 hex digits of the SHA-256 of the canonical parts.

    >>> make_id("f", "微博", None).startswith("f_")
    True
    """
    text = PART.join([VERSION, prefix, *[part if isinstance(part, str) and part.isascii() else canon(part) for part in parts]])
    return f"{prefix}_{hashlib.sha256(text.encode('utf-8')).hexdigest()[:16]}"


def article_id(raw_sha256: str) -> str:
    """The id of an article: `a_` and the first 16 hex digits of the SHA-256 of its bytes.

    >>> article_id("e3b0c44298fc1c149afbf4c8996fb924")
    'a_e3b0c44298fc1c14'
    """
    return f"a_{raw_sha256[:16]}"


def fold(text: str) -> str:
    """Width, case, blanks and punctuation away: what is left says which words they are.

    >>> fold("微博 Ｗeibo（公司）")
    '微博weibo公司'
    """
    text = unicodedata.normalize("NFKC", text if text.isalnum() else _COMMON_MARKS.sub("", text)).lower()
    return text if text.isalnum() else _MARKS.sub("", text)

"""From bytes to text: which encoding, and text that is exactly what that encoding gives."""

from __future__ import annotations

import codecs

import pytest

from nlp.text import clean, decode

SIMPLIFIED = "截至去年十二月，自媒体通过平台实现的收入已经达到一百八十亿元，同比增长三成。"
TRADITIONAL = "截至去年十二月，這家電信業者的營業收入已經達到一百八十億元，較前年同期增長三成。"


@pytest.mark.parametrize(
    ("text", "codec", "expected"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "gb2312", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED + "😀", "gb18030", "gb18030"),
        (TRADITIONAL, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "big5hkscs", "big5hkscs"),
        (SIMPLIFIED, "utf-16", "utf-16-le"),
        (SIMPLIFIED + "\nA B C 2018", "utf-16-le", "utf-16-le"),
        (SIMPLIFIED + "\nA B C 2018", "utf-16-be", "utf-16-be"),
        ("plain ASCII text", "ascii", "utf-8"),
        ("Le café était fermé à Orléans, dit la gérante.", "latin-1", "latin-1"),
    ],
)
def test_the_encoding_is_known_by_the_bytes(text: str, codec: str, expected: str) -> None:
    raw = text.encode(codec)
    decoded, name = decode(raw)
    assert name == expected
    assert decoded == raw.decode(name)
    assert decoded.removeprefix("\ufeff") == text


def test_a_wrong_charset_in_a_header_does_not_win() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body><p>{SIMPLIFIED}</p></body></html>'
    assert decode(page.encode("utf-8"))[1] == "utf-8"
    page = f'<html><head><meta charset="utf-8"></head><body><p>{SIMPLIFIED}</p></body></html>'
    assert decode(page.encode("gbk"))[1] == "gb18030"


def test_one_bad_byte_does_not_change_the_encoding() -> None:
    raw = SIMPLIFIED.encode("utf-8")
    assert decode(raw[:30] + b"\xff" + raw[30:])[1] == "utf-8"
    assert decode(raw[:-1])[1] == "utf-8"


def test_a_given_encoding_is_taken_only_where_the_bytes_agree() -> None:
    assert decode(SIMPLIFIED.encode("gbk"), "gb2312") == (SIMPLIFIED, "gb18030")
    assert decode(SIMPLIFIED.encode("utf-8"), "ascii")[1] == "utf-8"
    assert decode(SIMPLIFIED.encode("utf-8"), "no-such-codec")[1] == "utf-8"


def test_nothing_gives_an_empty_text_of_no_language() -> None:
    for raw in (b"", codecs.BOM_UTF8, b"\n\n", b"\x00"):
        made = clean(raw)
        assert made.lang == "und"
        assert made.text.strip() == ""


def test_newlines_of_the_raw_text_are_untouched() -> None:
    assert clean("一\r\n二\r三".encode()).raw == "一\r\n二\r三"

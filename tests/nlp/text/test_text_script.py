"""Which language the original is in, and what of it becomes Simplified."""

from __future__ import annotations

import pytest

from nlp.text import clean
from nlp.text.script import tell_language

CHINESE = "晨光科技上周三公布的财报显示，公司第三季度营业收入为41.2亿元，同比增长18%，净利润为5.3亿元，好于市场预期，股价随后上涨。"
TRADITIONAL = "晨光科技週三公布的財報顯示，公司第三季營業收入為41.2億元，較去年同期增長18%，淨利為5.3億元，優於市場預期。"
ENGLISH = (
    "Acme Robotics said on Tuesday that its third-quarter revenue rose 18 percent to $412 million, beating estimates. "
    "The company, based in Shenzhen, now has more than 23,000 paying customers and plans to expand in Europe next year."
)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (CHINESE, "zh-Hans"),
        (TRADITIONAL, "zh-Hant"),
        (ENGLISH, "en"),
        ("首页\n科技\n财经\n" + ENGLISH + "\n上一篇：没有了", "en"),
        ("Home\nNews\nAbout us\nContact\n" + CHINESE + "\nCopyright 2019 Acme Inc. All rights reserved", "zh-Hans"),
        (CHINESE + "\n" + ENGLISH, "mixed"),
        (CHINESE + "（Uni Marketing、Uni Desk、CEO、GMV）", "zh-Hans"),
        ("微博", "zh-Hans"),
        ("微博財報", "zh-Hant"),
        ("12345 —— 67890", "und"),
        ("", "und"),
        ("これはテストです。日本語のテキスト。", "und"),
    ],
)
def test_the_language_is_that_of_the_sentences(text: str, lang: str) -> None:
    assert tell_language(text) == lang


def test_the_language_is_judged_on_mended_text() -> None:
    assert clean(CHINESE.encode("gb18030").decode("latin-1").encode()).lang == "zh-Hans"
    assert clean(TRADITIONAL.encode("utf-8").decode("gb18030", "replace").encode()).lang == "zh-Hant"


def test_a_traditional_page_of_two_languages_is_converted() -> None:
    made = clean((TRADITIONAL + "\n" + ENGLISH).encode())
    assert made.lang == "mixed"
    assert "营业收入" in made.text


def test_script_keeps_every_offset() -> None:
    made = clean(TRADITIONAL.encode())
    start = made.text.index("营业收入")
    place = made.spans.to_before(start, start + 4)
    assert (made.raw[place.start : place.end], place.alignment) == ("營業收入", "exact")

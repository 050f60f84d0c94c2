"""What must hold of every layout, whatever the text."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.layout import lay_out
from nlp.model import CleanText, Layout, Page, Source
from nlp.spans import SpanMap

PIECES = st.sampled_from(
    [
        "\n",
        "\r\n",
        "\n\n",
        "　　",
        " ",
        "\u2028",
        "---\n",
        "title: 标题\n",
        "date: 2018-06-15\n",
        "某公司发布新品",
        "来源：某某网",
        "作者:小王 ",
        "2018-06-15 14:32",
        "2018-13-45",
        "（中央社记者某某台北15日电）",
        "（编辑：小王）1130315",
        "1130315",
        "9991399",
        "路透北京8月25日 - ",
        "公司公布2016年战略，11月30日发布。",
        "去年12月",
        "截至2017年12月，",
        "免责声明：",
        "- ",
        "• 某公司：裁员",
        "相关阅读",
        "下一页：",
        "分享到：",
        "#公司 #手机",
        "https://example.com/2018/0615/a.jpg",
        "浏览(1367)人",
        "The company said it had raised $45 million.",
        "BEIJING, Nov 12 (Reuters) - ",
        "公司今天在北京发布了新品，售价1999元，将于下月开售。",
        "、",
        "：",
        "[",
        "）",
        "\x00",
        "\ufeff",
        "𠮷",
        "🙂",
        "99月99日消息",
        "2月30日消息",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=300))
DAYS = st.none() | st.dates(dt.date(1995, 1, 1), dt.date(2035, 1, 1))


def lay_out_text(text: str, lang: str = "zh-Hans", published: dt.date | None = None, page: Page | None = None) -> Layout:
    clean = CleanText(text, text, SpanMap.identity(len(text)), (), lang, "utf-8", page=page)
    return lay_out(clean, Source("a.txt", published=published))


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["zh-Hans", "zh-Hant", "en", "mixed", "und"]), DAYS)
def test_paragraphs_are_disjoint_ordered_and_leave_out_blanks_only(text: str, lang: str, published: dt.date | None) -> None:
    layout = lay_out_text(text, lang, published)
    at = 0
    for index, paragraph in enumerate(layout.paragraphs):
        assert at <= paragraph.start < paragraph.end <= len(text)
        assert not any(ch.isalnum() for ch in text[at : paragraph.start])
        piece = text[paragraph.start : paragraph.end]
        assert piece == piece.strip()
        assert len(piece.splitlines()) == 1
        assert paragraph.repeat_of is None or 0 <= paragraph.repeat_of < index
        at = paragraph.end
    assert not any(ch.isalnum() for ch in text[at:])


@settings(max_examples=300, deadline=None)
@given(TEXTS, DAYS)
def test_title_dates_and_grains_go_together(text: str, published: dt.date | None) -> None:
    layout = lay_out_text(text, published=published)
    titles = [paragraph for paragraph in layout.paragraphs if paragraph.role == "title"]
    assert len(titles) <= 1
    if layout.title_span:
        start, end = layout.title_span
        assert text[start:end] == layout.title
        assert titles[0].start <= start < end <= titles[0].end
    assert (layout.published is None) == (layout.published_basis is None)
    assert (layout.written_on is None) == (layout.written_grain is None) == (layout.written_basis is None)
    if layout.written_on and layout.written_grain == "year":
        assert (layout.written_on.month, layout.written_on.day) == (1, 1)
    if layout.written_on and layout.written_grain == "month":
        assert layout.written_on.day == 1


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.lists(st.integers(0, 300), max_size=6).map(sorted))
def test_marks_of_a_page_never_break_the_layout(text: str, cuts: list[int]) -> None:
    body = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    layout = lay_out_text(text, page=Page(title="某公司发布新品", body=body))
    assert sum(paragraph.end - paragraph.start for paragraph in layout.paragraphs) <= len(text)


def test_a_layout_is_the_same_every_time() -> None:
    text = "某公司发布新品\n2018-06-15 来源：某某网\n公司今天在北京发布了新品，售价1999元，将于下月开售。\n相关阅读\n另一公司：裁员"
    assert lay_out_text(text) == lay_out_text(text)


def test_a_long_page_is_laid_out_line_by_line() -> None:
    text = "某公司发布新品\n" + "公司今天在北京发布了新品，售价1999元，将于下月开售，预计销量会超过去年同期。\n" * 5000
    layout = lay_out_text(text)
    assert len(layout.paragraphs) == 5001
    assert [paragraph.repeat_of for paragraph in layout.paragraphs[2:]] == [1] * 4999

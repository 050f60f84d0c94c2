"""What an HTML page says of itself, and how far it is believed."""

from __future__ import annotations

import datetime as dt

from nlp.layout import lay_out
from nlp.model import CleanText, Layout, Page, Source
from nlp.spans import SpanMap
from nlp.text import clean as made_of

LINES = [
    "首页",
    "星河科技完成融资",
    "星河科技在杭州宣布完成新一轮融资，金额为3.2亿元，由远山资本领投，老股东继续跟投。",
    "公司创始人林远表示，这笔钱将主要用于扩建数据中心和招聘工程师，团队规模会扩大一倍。",
    "专家谈芯片：追赶需要时间",
]


def span(first: int, last: int) -> tuple[int, int]:
    text = "\n".join(LINES)
    return text.index(LINES[first]), text.index(LINES[last]) + len(LINES[last])


def lay_out_page(page: Page) -> Layout:
    text = "\n".join(LINES)
    return lay_out(CleanText(text, text, SpanMap.identity(len(text)), (), "zh-Hans", "utf-8", page=page), Source("a.html"))


def roles(page: Page) -> list[str]:
    return [paragraph.role for paragraph in lay_out_page(page).paragraphs]


def test_lines_outside_the_marked_body_are_furniture() -> None:
    assert roles(Page(title="星河科技完成融资", body=(span(2, 3),))) == ["furniture", "title", "body", "body", "furniture"]


def test_a_sentence_between_two_parts_of_the_body_is_kept() -> None:
    assert roles(Page(title="星河科技完成融资", body=(span(1, 1), span(4, 4))))[2:4] == ["body", "body"]


def test_marks_that_leave_out_most_of_the_text_are_not_believed() -> None:
    assert roles(Page(title="星河科技完成融资", body=(span(4, 4),)))[2:4] == ["body", "body"]


def test_the_page_gives_what_its_lines_do_not_say() -> None:
    page = Page("星河科技完成融资", dt.date(2019, 3, 12), "创投观察", "林小北", "https://example.com/1", (span(2, 3),))
    layout = lay_out_page(page)
    assert (layout.published, layout.source, layout.author, layout.url) == (page.published, page.source, page.author, page.url)
    assert (layout.written_on, layout.written_grain) == (page.published, "day")


def test_a_title_that_no_line_says_stands_without_a_span() -> None:
    layout = lay_out_page(Page(title="另一个完全不同的标题", body=(span(2, 3),)))
    assert (layout.title, layout.title_span) == ("另一个完全不同的标题", None)


def test_a_title_and_an_outlet_from_elsewhere_are_simplified_like_the_text() -> None:
    text = "內地短視頻平台今日首掛，收報300港元，較發售價升1.6倍，市值達到1.23萬億港元。"
    clean = made_of(text.encode())
    layout = lay_out(clean, Source("a.jsonl#1", title="短視頻平台首掛爆升 昇騰參與", source="半山資訊"))
    assert (layout.title, layout.source) == ("短视频平台首挂爆升 昇腾参与", "半山资讯")


def test_a_simplified_title_from_elsewhere_stays_as_it_is() -> None:
    layout = lay_out(made_of("乾照光电今天公布了第三季度的业绩，营业收入为3.2亿元。".encode()), Source("a", title="乾照光电公布业绩", source="后浪网"))
    assert (layout.title, layout.source) == ("乾照光电公布业绩", "后浪网")

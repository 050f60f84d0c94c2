"""Whole HTML pages, layouts times encodings: title, date, source, author, and the article's first and last sentence."""

# ruff: noqa: E501 - the pages are one line an element

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from nlp.text import clean, replay

FIRST = "晨光科技上周三发布第三季度财报，营业收入为41.2亿元，同比增长18%。"
MIDDLE = [
    "财报显示，公司云服务业务继续扩张，付费企业客户增至2.3万家，平均合同金额比去年同期提高了一成。",
    "首席财务官林嘉禾在电话会议上说，公司将把更多资金投向数据中心，预计全年资本开支不低于60亿元。",
    "分析人士认为，竞争对手同期降价，使得公司的毛利率承受压力，但订单的增长仍然好于市场预期。",
]
LAST = "截至当日收盘，公司股价上涨3.4%，市值约为820亿元。"
TITLE = "晨光科技第三季度营收41.2亿元 同比增长18%"
DAY = dt.date(2019, 11, 6)
PARAGRAPHS = [FIRST, *MIDDLE, LAST]
NAV = "".join(f'<li><a href="/{i}">{name}</a></li>' for i, name in enumerate(["首页", "科技", "财经", "体育", "娱乐", "汽车", "房产", "教育"]))
LINKS = "".join(f'<li><a href="/a{i}.html">{name}</a></li>' for i, name in enumerate(["某手机新品下周开售", "两家公司达成和解", "本市地铁延长运营", "周末天气转凉"]))
FOOTER = '<div class="footer"><p>Copyright © 2005-2024 某某网 版权所有 京ICP备00000000号</p><p>不良信息举报电话：010-00000000</p></div>'
SCRIPT = '<script type="text/javascript">var date = "2011-01-01"; if (a < b && c > d) { document.write("<p>广告</p>"); }</script><style>.a > .b {color: red}</style>'


def paragraphs(tag: str = "p", indent: str = "") -> str:
    return "\n".join(f"<{tag}>{indent}{text}</{tag}>" for text in PARAGRAPHS)


@dataclass(frozen=True)
class Sheet:
    """A layout and what it declares."""

    name: str
    head: str
    body: str
    published: dt.date | None = DAY
    source: str | None = "江南新闻网"
    author: str | None = "周以宁"


def sheet(name: str, head: str, body: str, **said: object) -> Sheet:
    return Sheet(name, head, body, **said)  # type: ignore[arg-type]


SHEETS = [
    sheet(
        "portal",
        f"<title>{TITLE}_科技频道_某某网</title>",
        f'<div class="nav"><ul>{NAV}</ul></div><div class="article"><h1>{TITLE}</h1><div class="info"><span>2019-11-06 09:15</span> <span>来源：江南新闻网</span>'
        f' <span>作者：周以宁</span></div><div class="content">{paragraphs(indent="　　")}</div></div><div class="related"><h3>相关新闻</h3><ul>{LINKS}</ul></div>{FOOTER}',
    ),
    sheet(
        "open graph",
        f'<meta property="og:title" content="{TITLE}"><meta property="article:published_time" content="2019-11-06T09:15:00+08:00">'
        f'<meta name="author" content="周以宁"><meta name="source" content="江南新闻网"><title>{TITLE} - 某某网</title>',
        f"<header><nav><ul>{NAV}</ul></nav></header><main><article><h1>{TITLE}</h1>{paragraphs()}</article></main><footer>{FOOTER}</footer>",
    ),
    sheet(
        "time element",
        f"<title>{TITLE} | 某某财经</title>",
        f'<article><h1>{TITLE}</h1><p class="by"><time datetime="2019-11-06T08:00:00+08:00">11月6日</time> 来源: 江南新闻网 编辑: 周以宁</p>{paragraphs()}</article>{FOOTER}',
    ),
    sheet(
        "breaks",
        f"<title>{TITLE}</title>",
        f'<table><tr><td><h1>{TITLE}</h1></td></tr><tr><td>2019年11月6日 10:02　来源：江南新闻网　责任编辑：周以宁</td></tr><tr><td><div id="zoom">'
        + "<br><br>".join("　　" + text for text in PARAGRAPHS)
        + f"</div></td></tr></table>{FOOTER}",
    ),
    sheet(
        "scripts between",
        f"<title>{TITLE}-某某网</title>{SCRIPT}",
        f'<div id="main"><h1>{TITLE}</h1><div class="meta">时间：2019/11/06 来源：江南新闻网 作者：周以宁</div>{SCRIPT}<div class="text">'
        + f"\n{SCRIPT}\n".join(f"<p>{text}</p>" for text in PARAGRAPHS)
        + f"</div></div><!-- 广告位 <p>不要读</p> -->{FOOTER}",
    ),
    sheet(
        "sections",
        f"<title>{TITLE}</title>",
        f"<section><h1>{TITLE}</h1><p>江南新闻网</p><p>发布时间：2019-11-06　文/周以宁</p></section>"
        f"<section>{paragraphs('section')}</section>{FOOTER}",
        source=None,
    ),
    sheet(
        "nested spans",
        f"<title>{TITLE}</title>",
        f'<div><h1><span>{TITLE}</span></h1><div><span>2019.11.06</span><span> 来源：</span><a href="#">江南新闻网</a><span> 记者：周以宁</span></div><div class="c">'
        + "".join(f'<p><span style="font-size:16px"><font color="#333">{text}</font></span></p>' for text in PARAGRAPHS)
        + f"</div></div>{FOOTER}",
    ),
    sheet(
        "entities",
        f"<title>{TITLE}&nbsp;-&nbsp;某某网</title>",
        f"<div><h1>{TITLE}</h1><p>2019-11-06&nbsp;&nbsp;来源：江南新闻网&nbsp;&nbsp;作者：周以宁</p><div>"
        + "".join("<p>&emsp;&emsp;" + text.replace("，", "&#65292;") + "</p>" for text in PARAGRAPHS)
        + f"</div></div>{FOOTER}",
    ),
    sheet(
        "no byline",
        f"<title>{TITLE}_某某网</title>",
        f"<div><h1>{TITLE}</h1><div>{paragraphs()}</div></div>{FOOTER}",
        published=None,
        source=None,
        author=None,
    ),
    sheet(
        "comments below",
        f'<title>{TITLE}</title><meta name="publishdate" content="2019-11-06"><meta name="ArticleSource" content="江南新闻网"><meta name="author" content="周以宁">',
        f'<div class="post"><h1>{TITLE}</h1>{paragraphs()}</div><div class="comments" id="comments"><h3>网友评论（12）</h3><ul><li>说得好！2020-01-01</li><li>沙发</li></ul></div>{FOOTER}',
    ),
]
ENCODINGS = ["utf-8", "gb2312", "gb18030-undeclared", "utf-8-wrongly-declared", "utf-16", "xhtml"]


def encode(page: Sheet, encoding: str) -> bytes:
    charset = {"gb2312": "gb2312", "utf-8-wrongly-declared": "gb2312", "utf-16": "utf-16", "gb18030-undeclared": ""}.get(encoding, "utf-8")
    declared = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    prologue = '<?xml version="1.0" encoding="utf-8"?>\n' if encoding == "xhtml" else ""
    text = f"{prologue}<!DOCTYPE html>\n<html>\n<head>\n{declared}{page.head}\n</head>\n<body>\n{page.body}\n</body>\n</html>\n"
    codec = {"gb2312": "gb18030", "gb18030-undeclared": "gb18030", "utf-16": "utf-16"}.get(encoding, "utf-8")
    return text.encode(codec)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("page", SHEETS, ids=lambda page: page.name)
def test_a_page_gives_its_article_and_what_it_declares(page: Sheet, encoding: str) -> None:
    made = clean(encode(page, encoding))
    assert made.page is not None
    said = (made.page.title, made.page.published, made.page.source, made.page.author)
    assert said == (TITLE, page.published, page.source, page.author)
    body = "\n".join(made.text[start:end] for start, end in made.page.body)
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    assert FIRST in lines
    assert lines[-1] == LAST or LAST in lines[-2:]
    assert "版权" not in body
    assert "document.write" not in made.text
    assert "<" not in made.text
    assert replay(made.raw, made.steps) == made.text


def test_every_body_character_of_a_page_leads_back_to_its_raw_character() -> None:
    made = clean(encode(SHEETS[0], "gb2312"))
    start = made.text.index(FIRST)
    place = made.spans.to_before(start, start + len(FIRST))
    assert (made.raw[place.start : place.end], place.alignment) == (FIRST, "exact")


def test_a_footer_year_is_no_date_of_publication() -> None:
    made = clean(encode(SHEETS[8], "utf-8"))
    assert made.page is not None
    assert made.page.published is None


def test_a_big5_page_is_read_and_simplified() -> None:
    text = ["晨光科技今天公布第三季營收，單季達到2,500億元，較去年同期增加一成五。", "財務長表示，先進製程的需求仍然強勁，預估第四季可望再成長。"]
    page = (
        "<html><head><title>晨光科技第三季營收創新高 | 某某新聞網</title></head><body><h1>晨光科技第三季營收創新高</h1>"
        f"<div>2019/10/08 14:30</div><div><p>{text[0]}</p><p>{text[1]}</p></div></body></html>"
    )
    made = clean(page.encode("big5"))
    assert (made.raw_encoding, made.lang) == ("big5hkscs", "zh-Hant")
    assert made.page is not None
    assert (made.page.title, made.page.published) == ("晨光科技第三季营收创新高", dt.date(2019, 10, 8))
    assert "单季达到2,500亿元" in made.text


def test_linked_data_tells_date_author_and_source_of_an_english_page() -> None:
    page = (
        '<!DOCTYPE html><html lang="en"><head><title>Acme revenue up 18 percent - The Example Post</title><script type="application/ld+json">'
        '{"@type": "NewsArticle", "datePublished": "2019-10-08T01:02:03Z", "author": [{"name": "Jane Doe"}], "publisher": {"name": "The Example Post"}}</script>'
        "</head><body><h1>Acme revenue up 18 percent</h1><p>Acme said on Tuesday that its third-quarter revenue rose 18 percent to $412 million.</p>"
        "<p>The company now has more than 23,000 paying customers and\n plans to expand in Europe.</p><p>Copyright 2011</p></body></html>"
    )
    made = clean(page.encode())
    assert made.page is not None
    assert (made.page.published, made.page.author, made.page.source) == (dt.date(2019, 10, 8), "Jane Doe", "The Example Post")
    assert "customers and plans to expand" in made.text
    assert made.lang == "en"

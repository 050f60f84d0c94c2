"""Twenty ways in which sites lay out an article, as templates; what is in braces differs from article to article."""

# ruff: noqa: E501 - the pages are one line an element

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Story:
    """An article as its reader should get it."""

    title: str
    day: dt.date
    source: str
    author: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A layout: HTML or plain text, and what it does not tell."""

    name: str
    text: str
    kind: Literal["html", "text"] = "html"
    lang: Literal["Hans", "Hant", "en"] = "Hans"
    lacks: tuple[str, ...] = ()


NEWS = Story(
    "远山资本领投拾光传媒 金额约3.6亿元",
    dt.date(2020, 5, 18),
    "江南新闻网",
    "沈孟溪",
    (
        "短视频公司拾光传媒昨日宣布完成新一轮融资，金额约3.6亿元，由远山资本领投，两家老股东跟投。",
        "公司创始人顾清梧在内部信中说，这笔钱将主要用于扩充内容团队和建设海外机房，今年不会考虑盈利。",
        "据公司披露，平台的月活跃用户已经超过4200万，其中六成来自三线及以下城市，创作者数量一年内翻了一番。",
        "投资人许南乔认为，行业已经进入存量竞争，资金会向头部集中，中小平台的日子只会越来越难过。",
        "拾光传媒成立于2016年，此前共完成过三轮融资，累计金额约5亿元。",
    ),
)
HANT = Story(
    "萬象半導體第三季營收年增兩成 看好明年需求",
    dt.date(2021, 10, 14),
    "海棠電子報",
    "韓硯秋",
    (
        "萬象半導體今天公布第三季財報，單季合併營收為新台幣2,140億元，較去年同期成長20.3%，優於市場預期。",
        "財務長沈孟溪在法說會上表示，先進製程的產能仍然供不應求，公司將把全年資本支出上調至280億美元。",
        "法人認為，車用晶片與高效能運算的訂單能見度已經看到明年下半年，毛利率可望維持在五成以上。",
        "公司預估，第四季營收將在2,180億元至2,250億元之間，全年可望再創歷史新高。",
    ),
)
ENGLISH = Story(
    "Acme Robotics raises $120 million to expand warehouse business",
    dt.date(2019, 10, 8),
    "The Example Post",
    "Jane Doe",
    (
        "Acme Robotics said on Tuesday that it had raised $120 million from a group of investors led by Faraway Capital.",
        "The company, whose chief executive won’t comment, makes sorting machines for warehouses and will use the money to open plants in Poland and Vietnam.",
        "Its revenue rose 48 percent to $86 million in the year to June, while its loss narrowed to $9 million.",
        "Acme was founded in 2014 and employs about 900 people in three countries.",
    ),
)
STORIES = {"Hans": NEWS, "Hant": HANT, "en": ENGLISH}

NAV = "<ul>" + "".join(f'<li><a href="/{i}">{name}</a></li>' for i, name in enumerate(["首页", "科技", "财经", "体育", "娱乐", "汽车"])) + "</ul>"
LINKS = "".join(f'<li><a href="/a{i}.html">{name}</a></li>' for i, name in enumerate(["某手机新品下周开售 起价两千元", "两家公司达成和解：各退一步", "本市地铁延长运营 周末末班车推迟", "周末天气转凉 注意添衣"]))
FOOT = "<div class='foot'><p>Copyright © 2003-2024 某某网 版权所有 京ICP备00000000号</p><p>不良信息举报电话：010-00000000</p></div>"
LAW = "<p>免责声明：本文仅代表作者个人观点，与本站无关。如有侵权请联系我们删除。</p>"
SCRIPT = '<script>var d = "2011-01-01"; if (1 < 2 && 3 > 2) { document.write("<p>广告</p>"); }</script><style>.a > .b {color: red}</style>'

SHEETS = [
    Sheet("portal", "<html><head><title>{title}_科技频道_某某网</title></head><body><div class='nav'>" + NAV + "</div><div class='article'><h1>{title}</h1><div class='info'><span>{iso} 09:15</span> <span>来源：{source}</span> <span>作者：{author}</span></div><div class='content'>{p}</div></div><div class='rel'><h3>相关新闻</h3><ul>" + LINKS + "</ul></div>" + FOOT + "</body></html>"),
    Sheet("declared", '<html><head><meta property="og:title" content="{title}"><meta property="article:published_time" content="{iso}T09:15:00+08:00"><meta name="author" content="{author}"><meta name="source" content="{source}"><title>{title} - 某某网</title></head><body><header>' + NAV + "</header><main><article><h1>{title}</h1>{p}</article></main><footer>" + FOOT + "</footer></body></html>"),
    Sheet("linked data", '<!DOCTYPE html><html lang="en"><head><title>{title} - {source}</title><script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{title}", "datePublished": "{iso}T01:02:03Z", "author": [{{"name": "{author}"}}], "publisher": {{"name": "{source}"}}}}</script></head><body><nav><a href="/">Home</a> <a href="/tech">Technology</a></nav><h1>{title}</h1>{p}<p>Copyright 2011</p></body></html>', lang="en"),
    Sheet("time element", "<html><head><title>{title} | 某某财经</title></head><body><article><h1>{title}</h1><p class='by'><time datetime='{iso}T08:00:00+08:00'>当天</time> 来源: {source} 编辑: {author}</p>{p}</article>" + FOOT + "</body></html>"),
    Sheet("table of breaks", "<html><head><title>{title}</title></head><body><table><tr><td><h1>{title}</h1></td></tr><tr><td>{han} 10:02　来源：{source}　责任编辑：{author}</td></tr><tr><td><div id='zoom'>{br}</div></td></tr></table>" + FOOT + "</body></html>"),
    Sheet("scripts between", "<html><head><title>{title}-某某网</title>" + "{script}</head><body><div id='main'><h1>{title}</h1><div class='meta'>时间：{slash} 来源：{source} 作者：{author}</div>{script}<div class='text'>{p}</div></div>{script}<!-- 广告位 <p>不要读</p> -->" + FOOT + "</body></html>"),
    Sheet("byline in three blocks", "<html><head><title>{title}</title></head><body><section><h1>{title}</h1><p>来源：{source}</p><p>发布时间：{iso}</p><p>文/{author}</p></section><section>{p}</section>" + FOOT + "</body></html>"),
    Sheet("nested spans with counters", "<html><head><title>{title}</title></head><body><div><h1><span>{title}</span></h1><div><span>{dot}</span><span> 来源：</span><a href='#'>{source}</a><span> 记者：{author}</span><span> 阅读(2031)</span><span> 评论(12)</span></div><div class='c'>{spans}</div></div>" + FOOT + "</body></html>"),
    Sheet("disclaimer and tags below", "<html><head><title>{title}_某某网</title></head><body><div class='crumb'>当前位置：<a href='/'>首页</a> &gt; <a href='/n'>资讯</a> &gt; 正文</div><h1>{title}</h1><div>{iso}&nbsp;&nbsp;来源：{source}&nbsp;&nbsp;作者：{author}</div>{p}<p>标签：融资 短视频</p>" + LAW + "<p>分享到：微信 微博 QQ空间</p><p>上一篇：没有了</p>" + FOOT + "</body></html>"),
    Sheet("comments below", "<html><head><title>{title}</title><meta name='publishdate' content='{iso}'><meta name='ArticleSource' content='{source}'><meta name='author' content='{author}'></head><body><div class='post'><h1>{title}</h1>{p}</div><div class='comments'><h3>网友评论（12）</h3><ul><li>说得好！2022-01-01</li><li>沙发</li></ul></div>" + FOOT + "</body></html>"),
    Sheet("no byline", "<html><head><title>{title}_某某网</title></head><body><h1>{title}</h1><div>{p}</div>" + FOOT + "</body></html>", lacks=("day", "source", "author")),
    Sheet("picture and caption", "<html><head><title>{title}-某某网</title></head><body><h1>{title}</h1><div class='m'>{han} 08:30:11　{source}　作者：{author}</div><div class='b'><p><img src='/x.jpg'></p><p>图片来源：视觉图库</p>{p}<p>（责任编辑：{author}）</p></div>" + FOOT + "</body></html>"),
    Sheet("Traditional newspaper", "<html><head><title>{title} | {source}</title></head><body><h1>{title}</h1><div>{slash} 14:30　記者：{author}　來源：{source}</div><div>{p}</div><div>延伸閱讀</div><ul><li>手機新品下週開賣</li><li>兩家公司和解：各退一步</li></ul></body></html>", lang="Hant"),
    Sheet("Traditional wire", "{title}\n\n（中央社記者{author}台北14日電）{body}\n（編輯：周以寧）1101014\n", kind="text", lang="Hant", lacks=("source",)),
    Sheet("plain text with one byline", "{title}\n{iso} 14:32 来源：{source} 作者：{author} 浏览(1367)\n\n{body}\n\n相关阅读\n某手机新品下周开售 起价两千元\n两家公司达成和解：各退一步\n", kind="text"),
    Sheet("front matter", "---\ntitle: '{title}'\ndate: {iso}\nauthor: {author}\nsource: {source}\n---\n\n{body}\n", kind="text"),
    Sheet("menu above, indented", "首页\n科技\n财经\n在线客服\n{title}\n发布时间：{han} 来源：{source} 编辑：{author} 浏览：88次\n{indented}\n【打印】【关闭】\n上一篇：没有了\n下一篇：周末天气转凉\n", kind="text"),
    Sheet("byline below", "{title}\n\n{body}\n\n来源：{source}\n作者：{author}\n发布时间：{iso} 10:20\n", kind="text"),
    Sheet("English text", "{title}\nBy {author}, {source}\nOctober 8, 2019 9:30 AM\n\n{body}\n\nRelated: Faraway Capital closes new fund\nSign up for our newsletter\n", kind="text", lang="en"),
    Sheet("a lead that stands twice", "<html><head><title>{title}_某某网</title></head><body><h1>{title}</h1><div>{iso} 09:00 来源：{source} 作者：{author}</div><div class='lead'>核心提示：{first}</div><div>{p}</div><div>[1] [2] 下一页</div>" + FOOT + "</body></html>"),
]


def write(sheet: Sheet) -> str:
    """The page of a layout, with its language's story."""
    story = STORIES[sheet.lang]
    day = story.day
    paragraphs = story.paragraphs
    return sheet.text.format(
        title=story.title,
        source=story.source,
        author=story.author,
        first=paragraphs[0],
        iso=day.isoformat(),
        slash=f"{day:%Y/%m/%d}",
        dot=f"{day:%Y.%m.%d}",
        han=f"{day.year}年{day.month}月{day.day}日",
        p="\n".join(f"<p>{text}</p>" if sheet.lang == "en" else f"<p>　　{text}</p>" for text in paragraphs),
        br="<br><br>".join("　　" + text for text in paragraphs),
        spans="".join(f'<p><span style="font-size:16px"><font color="#333">{text}</font></span></p>' for text in paragraphs),
        body="\n\n".join(paragraphs),
        indented="\n".join("　　" + text for text in paragraphs),
        script=SCRIPT,
    )

"""A page that holds only menus holds no article."""

from __future__ import annotations

import pytest

from nlp import Source
from nlp.layout import lay_out
from nlp.text import clean

MENU = "<html><body><nav><a href='/'>首页</a> <a href='/n'>新闻</a></nav>{}<footer>© 2011 某某网</footer></body></html>"


def roles(page: str) -> set[str]:
    return {paragraph.role for paragraph in lay_out(clean(page.encode()), Source("a.html")).paragraphs}


def test_a_page_of_menus_has_no_body() -> None:
    assert roles(MENU.format("")) == {"furniture"}


@pytest.mark.parametrize("text", ["<p>2019年9月，阿里巴巴以20亿美元收购网易考拉。</p>", "<div>微博今天发布财报，营收4亿美元。</div>"])
def test_one_sentence_beside_the_menus_is_an_article(text: str) -> None:
    assert "body" in roles(MENU.format(text))

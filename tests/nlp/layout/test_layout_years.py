"""The readers of years, where a rule is easier seen on them than on a whole article."""

from __future__ import annotations

import time

import pytest

from nlp.layout import lay_out
from nlp.layout.years import _goes_on, bare_days
from nlp.model import CleanText, Source
from nlp.spans import SpanMap


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("11月30日公布，将于12月5日发售", [(11, 30)]),
        ("1月2日3月4日", [(3, 4)]),  # of days side by side the last one counts
        ("1月2日\n3月4日", [(1, 2), (3, 4)]),
        ("2013年1月2日", []),
        ("13月2日，2月30日，0月1日", []),
        ("01 月 2 号", [(1, 2)]),
    ],
)
def test_days_without_a_year(text: str, days: list[tuple[int, int]]) -> None:
    assert bare_days(text) == days


@pytest.mark.parametrize(
    ("tail", "found"),
    [
        ("年收入增长，当年亏损", True),
        ("年收入增长。同年亏损", True),
        ("年收入增长。利润下降。同年亏损", False),
        ("年" + "一" * 99 + "同年", True),
        ("年" + "一" * 100 + "同年", False),
        ("年" + "一" * 60 + "。同年", False),
        ("年。" + "一" * 40 + "同年", True),
        ("年。" + "一" * 41 + "同年", False),
    ],
)
def test_the_same_year_follows_soon(tail: str, found: bool) -> None:
    assert _goes_on(tail) is found


@pytest.mark.parametrize("line", ["a（路透）\n", "abcdefgh\n"])
def test_many_short_lines_cost_no_more_each(line: str) -> None:
    def spent(count: int) -> float:
        text = line * count + "2018-06-15\n"
        clean = CleanText(text, text, SpanMap.identity(len(text)), (), "zh-Hans", "utf-8")
        start = time.process_time()
        lay_out(clean, Source("a"))
        return time.process_time() - start

    spent(1000)
    assert spent(40_000) <= 12 * max(spent(8_000), 0.02)

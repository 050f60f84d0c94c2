"""How fast bytes become clean text, measured against plain passes over the same characters in the same run."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import cache

import pytest

from nlp.text import clean
from nlp.text.tables import readings

pytestmark = pytest.mark.slow  # `make bench` runs these; figures are ratios to work done in the same run

SIZE = 400_000  # characters
SENTENCES = [
    "晨光科技上周三公布的财报显示，公司第三季度营业收入为{a}.{b}亿元，同比增长{b}%，净利润为{b}.{a}亿元。",
    "平台的月活跃用户数在去年年底突破{a}亿，其中{b}成来自移动端，广告主数量比上一年增加了三分之一。",
    "创始人在内部信中说，公司不会放弃自营业务，但会关闭{a}个亏损的城市站点，裁员比例控制在一成以内。",
    "监管部门表示，调查仍在进行，如果发现经营者滥用市场支配地位，将依法作出处罚并责令其在{b}日内整改。",
    "“我们看重的是复购率，而不是一次促销的成交额。”负责电商业务的副总裁在{a}月{b}日的发布会上这样回答。",
    "该芯片采用{b}纳米工艺，主频提高了{a}%，功耗下降三成，计划在明年第一季度开始批量供货给手机厂商。",
]


@cache
def simplified() -> str:
    rng = random.Random(7)
    lines, size = [], 0
    while size < SIZE:
        line = "".join(s.format(a=rng.randint(1, 30), b=rng.randint(1, 28)) for s in rng.sample(SENTENCES, 3))
        lines.append(line)
        size += len(line) + 1
    return "\n".join(lines)[:SIZE]


@cache
def noted() -> str:
    """The same in Traditional characters, each that conversion changed with its reading behind it, as converters leave them."""
    import opencc

    plain = simplified()[:150_000]
    made = opencc.OpenCC("s2t").convert(plain)
    known = {ch: reading for reading, chars in readings().items() for ch in chars if not reading.isascii()}
    return "".join(f"{new}({known[new]})" if new != old and new in known else new for old, new in zip(plain, made, strict=True))


def count_letters(text: str) -> int:
    """A plain pass over the characters: what nothing in Python can undercut."""
    count = 0
    for ch in text:
        if ch.isalpha():
            count += 1
    return count


def fastest(work: Callable[[], object], rounds: int = 3) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def cut_words(text: str) -> int:
    import jieba

    jieba.setLogLevel(60)
    return len(jieba.lcut(text))


@pytest.mark.parametrize(
    ("name", "make", "plain_passes", "times_jieba"),
    # A plain pass runs at some 20 to 30 million characters a second, jieba at some 0.4 million.
    [("clean Simplified text", simplified, 20, 2.5), ("pinyin-noted Traditional text", noted, 100, 0.5)],
)
def test_cleaning_keeps_up(benchmark: Callable[..., object], name: str, make: Callable[[], str], plain_passes: float, times_jieba: float) -> None:
    text = make()
    raw = text.encode()
    clean(raw[:30_000])
    cut_words(text[:1000])
    made = benchmark(clean, raw)
    assert made.text  # type: ignore[attr-defined]
    ours, plain, jieba = fastest(lambda: clean(raw)), fastest(lambda: count_letters(text)), fastest(lambda: cut_words(text[:60_000]))
    jieba *= len(text) / 60_000
    print(f"\n{name}: {len(text) / ours:,.0f} chars/s; {ours / plain:.1f} plain passes; {jieba / ours:.1f} times as fast as jieba")
    assert ours / plain <= plain_passes
    assert jieba / ours >= times_jieba


def test_time_grows_with_size_alone(benchmark: Callable[..., object]) -> None:
    text = simplified()
    small, large = text[: SIZE // 8].encode(), text.encode()
    clean(small)
    benchmark(clean, small)
    ratio = fastest(lambda: clean(large)) / fastest(lambda: clean(small))
    print(f"\neight times the text takes {ratio:.1f} times as long")
    assert ratio <= 16

"""What always holds: corrupted text comes back, clean text stays, a plan replays, spans lead both ways, nothing fails."""

from __future__ import annotations

import difflib
import html
import random
import re
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.model import CleanText
from nlp.text import clean, replay
from nlp.text.tables import readings

SIMPLIFIED = [
    "晨光科技上周三公布的财报显示，公司第三季度营业收入为41.2亿元，同比增长18%，净利润为5.3亿元。",
    "平台的月活跃用户数在去年年底突破两亿，其中九成来自移动端，广告主数量比上一年增加了三分之一。",
    "两家公司当天签署了战略合作协议，将在仓储、配送和支付三个方面共同投入，首期资金约为12亿元。",
    "创始人在内部信中说，公司不会放弃自营业务，但会关闭亏损的城市站点，裁员比例控制在一成以内。",
    "监管部门表示，调查仍在进行，如果发现经营者滥用市场支配地位，将依法作出处罚并责令其整改。",
    "“我们看重的是复购率，而不是一次促销的成交额。”负责电商业务的副总裁林嘉禾在发布会上这样回答。",
    "据研究机构统计，国内云计算市场规模去年达到2100亿元，排名前五的厂商合计占有七成以上的份额。",
    "该芯片采用5纳米工艺，主频提高了20%，功耗下降三成，计划在明年第一季度开始批量供货给手机厂商。",
    "直播间里的主播介绍说，这款产品原价299元，今天下单只要199元，库存只有5000件，卖完就没有了。",
    "截至当日收盘，公司股价上涨3.4%，报28.6港元，市值约为820亿港元，成交量是前一交易日的两倍。",
    "记者从知情人士处获悉，这笔交易的估值在30亿美元左右，领投方是一家主权基金，预计年内完成交割。",
    "外卖骑手的平均配送时间缩短到三十分钟以内，但是单均收入却下降了，不少人选择同时在两个平台接单。",
]
KEPT = [
    "Déjà vu: the café’s owner – a Zürich native – paid €5 × 3 = €15 (±2%).",
    "def total(rows):\n    return sum(r[1] for r in rows if r[0] < 5 and r[2] > 3)  # a & b",
    "SELECT name, count(*) FROM t WHERE a <> b GROUP BY 1;",
    "| 公司 | 收入 | 增长 |\n|---|---|---|\n| 晨光 | 41.2亿 | 18% |",
    "今天心情不错😀👍🏽，全家出游👨\u200d👩\u200d👧，国旗🇨🇳和❤️都有",
    "出席的有朱镕基、王喆、陈垚、翟欣欣、鞠婧祎、闫妮、龚琳娜与邓婵玉",
    "沿途经过綦江、邛崃、濮阳、嵊泗、耒阳、儋州、犍为和盱眙八个县市",
    "T恤、K线、A股、B站、V社，5G、4K与Wi-Fi，X÷Y≥3℃",
    "“真的吗?”他问，“为什么??”“不知道!”——然后……就走了。",
    "Revenue rose 18% to $412 million; shares closed at HK$82.50 (+3.4%).",
    "ΔE=mc²，α、β与γ三个系数，№5，①②③，★★★☆☆，■□◆◇",
    "Привет, мир. Это проверка.",
    "日本語のテキストです。これはテスト。",
    "https://example.com/a?b=1&c=2#d 与 user@example.com",
    "李(Li)先生、王(Wáng)女士与张××、史蒂夫·李",
]
TRADITIONAL_NAMES = "昇騰晶片、朱鎔基、乾照光電"


@cache
def traditional() -> tuple[str, ...]:
    import opencc

    convert = opencc.OpenCC("s2tw").convert
    return tuple(convert(text) for text in SIMPLIFIED)


@cache
def notes_of() -> dict[str, str]:
    return {ch: reading for reading, chars in readings().items() for ch in chars if not reading.isascii()}


def part(text: str, rng: random.Random) -> tuple[int, int]:
    size = rng.randint(8, len(text) - 4)
    start = rng.randint(0, len(text) - size)
    return start, start + size


def note(text: str, rng: random.Random) -> str:
    known = notes_of()
    return "".join(f"{ch}({known[ch]})" if ch in known and rng.random() < 0.4 else ch for ch in text)


def shift(text: str, rng: random.Random) -> str:
    start, end = part(text, rng)
    run = text[start:end].encode("gb18030")[1:-1].decode("gb18030", "replace")
    return f"{text[:start]}?{run}?{text[end:]}"


def drop_byte(text: str, rng: random.Random) -> str:
    raw = text.encode("gb18030")
    at = rng.randint(1, len(raw) - 2)
    return (raw[:at] + raw[at + 1 :]).decode("gb18030", "replace")


def utf8_as_gbk(text: str, rng: random.Random) -> str:
    return text.encode("utf-8").decode("gb18030", "replace")


def gbk_as_latin1(text: str, rng: random.Random) -> str:
    return text.encode("gb18030").decode("latin-1")


def encode_twice(text: str, rng: random.Random) -> str:
    return text.encode("utf-8").decode("latin-1")


def escape(text: str, rng: random.Random) -> str:
    return re.sub("[，。“”]", lambda m: f"&#{ord(m.group())};", html.escape(text))


def escape_twice(text: str, rng: random.Random) -> str:
    return html.escape(html.escape(text).replace("“", "&ldquo;").replace("”", "&rdquo;"))


def sprinkle(text: str, rng: random.Random) -> str:
    return "".join(ch + rng.choice("\u200b\ufeff\x07\xad\u2060") if rng.random() < 0.1 else ch for ch in text)


def widen(text: str, rng: random.Random) -> str:
    return re.sub("[0-9]", lambda m: chr(ord(m.group()) + 0xFEE0), text)


CORRUPTIONS: list[Callable[[str, random.Random], str]] = [
    note, shift, drop_byte, utf8_as_gbk, gbk_as_latin1, encode_twice, escape, escape_twice, sprinkle, widen,
]  # fmt: skip


def recovered(expected: str, made: CleanText, lost: int) -> float:
    """Share of the characters that were not lost and came back."""
    matcher = difflib.SequenceMatcher(None, expected, made.text, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / max(1, len(expected) - lost)


def count_lost(corrupt: Callable[[str, random.Random], str], damaged: str) -> int:
    """Characters of which a byte is gone: at both ends of a shifted run, and wherever a decoder gave up."""
    return 2 if corrupt in (shift, drop_byte) else damaged.count("\ufffd")


@pytest.mark.parametrize("corrupt", CORRUPTIONS, ids=lambda corrupt: corrupt.__name__)
@pytest.mark.parametrize("script", ["Simplified", "Traditional"])
def test_corrupted_paragraphs_come_back(corrupt: Callable[[str, random.Random], str], script: str) -> None:
    rng = random.Random(11)
    shares = []
    for text in SIMPLIFIED if script == "Simplified" else traditional():
        expected = clean(text.encode()).text
        damages = [corrupt(text, rng) for _ in range(3)]
        shares += [min(1.0, recovered(expected, clean(damaged.encode()), count_lost(corrupt, damaged))) for damaged in damages]
    assert sum(shares) / len(shares) >= 0.98


@pytest.mark.parametrize("text", SIMPLIFIED + KEPT)
def test_clean_paragraphs_are_unchanged(text: str) -> None:
    made = clean(text.encode())
    assert (made.text, made.steps, made.lossy_chars) == (text, (), 0)


def test_clean_traditional_paragraphs_change_in_script_alone() -> None:
    for text in (*traditional(), TRADITIONAL_NAMES):
        made = clean(text.encode())
        assert [step.name for step in made.steps] == ["script"]
        assert len(made.text) == len(text)


@given(st.lists(st.sampled_from(SIMPLIFIED + KEPT), min_size=1, max_size=12), st.sampled_from(["\n", "\n\n", "\n　　"]))
@settings(max_examples=200, deadline=None)
def test_clean_articles_of_any_order_are_unchanged(paragraphs: list[str], between: str) -> None:
    text = between.join(paragraphs)
    assert clean(text.encode()).text == text


def holds_together(raw: bytes) -> None:
    made = clean(raw)
    assert made.raw == raw.decode(made.raw_encoding, errors="replace")
    assert replay(made.raw, made.steps) == made.text
    assert (made.spans.after_length, made.spans.before_length) == (len(made.text), len(made.raw))
    assert all(0 <= start < end <= len(made.text) for start, end in made.mended)
    assert all(0 <= start < end <= len(made.text) for start, end in (made.page.body if made.page else ()))
    assert made.lang in ("zh-Hans", "zh-Hant", "en", "mixed", "und")
    for at in range(0, len(made.text), 7):
        place = made.spans.to_before(at, at + 1)
        if place.alignment != "none":
            back = made.spans.to_after(place.start, place.end)
            assert back.start <= at < back.end


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_a_text(raw: bytes) -> None:
    holds_together(raw)


PIECES = [
    *SIMPLIFIED[:3], "當(dāng)前計(jì)劃", "因?yàn)?，", "绀句氦鐢靛晢", "ÎÒÃÇÏ²»¶", "â€™", "&amp;ldquo;", "&lt;br /&gt;", "<p>", "</p>",
    "<script>", "</script>", "<!--", "-->", '<a href="', "\ufffd", "?", "\ue3cb", "\u200b", "\x00", "\r\n", "１２．５％",
    "English words here. ", "<html><body>", "</title>",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from(["utf-8", "gb18030", "utf-16"]), st.integers(0, 400))
@settings(max_examples=200, deadline=None)
def test_any_mixture_of_damage_gives_a_text_that_leads_back(pieces: list[str], codec: str, cut: int) -> None:
    raw = "".join(pieces).encode(codec)
    holds_together(raw[: len(raw) - cut] if cut < len(raw) else raw)


HOSTILE = ["<", "&", "(", "?", "绀", "Ã¤", '<a "', "<!--", "&lt;", "涓\ufffd", "?yàn)", "囍龘", "<script>", "A一", "１．", "一\n"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_repetitions_end(piece: str) -> None:
    made = clean((piece * 5000).encode())
    assert replay(made.raw, made.steps) == made.text

"""What holds for events whatever the text: keys, quotes, merging, carrying over, chronicles."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.facts.triggers import event_types, key_roles
from nlp.model import Event, Reading, Source
from nlp.pipeline import ReadSettings, read

CASES = Path(__file__).parents[2] / "cases" / "events.jsonl"
TEXTS = [json.loads(line)["text"] for line in CASES.read_text(encoding="utf-8").splitlines()]


def read_text(text: str) -> Reading:
    return read(text.encode(), Source("case.txt", published=dt.date(2021, 6, 15)), ReadSettings(recogniser="none"))


def told(text: str) -> list[tuple[str, str]]:
    return [(event.event_type, event.period) for event in read_text(text).events]


def named_by(event: Event) -> set[str]:
    return {role.entity_id for role in event.roles if role.entity_id}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=5))
def test_rows_of_any_mixture_of_sentences_keep_their_promises(texts: list[str]) -> None:
    reading = read_text("\n".join(texts))
    ids = [event.event_id for event in reading.events]
    assert len(ids) == len(set(ids))
    for event in reading.events:
        row = event_types()[event.event_type]
        carries = key_roles(event.event_type) | set(row.get("enough", ()))
        assert any(role.role in carries and role.entity_id for role in event.roles)
        assert set(event.participants) == named_by(event)
        assert event.quote
        assert event.quote == event.quote.strip()
        assert 0 <= event.raw_start < event.raw_end <= reading.article.raw_chars
        assert len(event.quote) <= 200
        assert event.period_start <= event.period_end
        assert all(role.filler_text for role in event.roles if role.entity_id is None)
        assert next(role.ord for role in event.roles if role.role == event.roles[0].role) == 0


def test_the_same_text_gives_the_same_rows() -> None:
    text = "\n".join(TEXTS[:40])
    assert read_text(text).events == read_text(text).events


def test_an_event_told_twice_is_one_row_with_two_mentions() -> None:
    events = read_text("2018年4月2日，阿里巴巴全资收购饿了么。\n分析人士看好。\n阿里巴巴2018年4月2日收购饿了么，外卖市场生变。").events
    assert [(event.event_type, event.n_mentions) for event in events] == [("acquisition", 2)]


def test_a_coarser_telling_joins_the_finer_one() -> None:
    events = read_text("2018年4月2日，阿里巴巴收购饿了么。\n2018年，阿里巴巴收购饿了么，震动市场。").events
    assert [(event.period, event.n_mentions) for event in events] == [("2018-04-02", 2)]


def test_two_acts_of_one_day_stay_two_rows() -> None:
    assert told("2015年9月9日，滴滴打车更名为滴滴出行。\n2015年9月9日，滴滴发布了新版本应用。") == [("launch", "2015-09-09"), ("launch", "2015-09-09")]


def test_lines_under_a_heading_happen_at_its_time() -> None:
    assert told("微信大事记\n2011年1月\n微信上线\n2014年1月\n微信与滴滴达成合作") == [("launch", "2011-01"), ("cooperation", "2014-01")]


def test_the_day_of_an_announcement_is_disclosed_beside_what_it_dates() -> None:
    events = read_text("阿里巴巴6月10日公布，张勇将于9月10日卸任。").events
    assert [(event.event_type, event.period, event.disclosed) for event in events] == [
        ("announcement", "2021-06-10", None),
        ("appointment", "2021-09-10", dt.date(2021, 6, 10)),
    ]


def test_a_quote_is_the_clause_that_tells_it() -> None:
    (event,) = read_text("市场一度低迷，投资者观望。2018年4月2日，阿里巴巴收购饿了么，引发热议，股价随后上扬。").events
    assert event.quote == "2018年4月2日，阿里巴巴收购饿了么"


def test_the_figure_of_a_deal_is_linked() -> None:
    reading = read_text("2013年4月29日，阿里巴巴以5.86亿美元入股微博。")
    assert [event.amount_metric_id for event in reading.events] == [reading.metrics[0].metric_id]


def test_an_event_without_a_time_is_none() -> None:
    assert told("阿里巴巴收购饿了么。") == []


def test_what_happens_to_nobody_named_is_no_event() -> None:
    assert told("2018年4月2日，一家公司收购了另一家公司。") == []


def test_text_without_full_stops_is_read_in_pieces() -> None:
    line = "，".join(["行情平淡，投资者观望，分析人士称后市难料"] * 60)
    events = read_text(f"2018年4月2日，阿里巴巴收购饿了么，{line}，2016年8月1日，滴滴与优步中国合并，{line}。").events
    assert [(event.event_type, event.period) for event in events] == [("acquisition", "2018-04-02"), ("acquisition", "2016-08-01")]


def test_a_list_of_recommended_headlines_makes_no_events() -> None:
    view = "业内认为外卖格局将变，骑手、商家与平台的关系会重新排列，竞争却不会就此结束"
    body = "2018年4月2日，阿里巴巴收购饿了么。\n" + "\n".join(view[: 36 - n] + "。" for n in range(8))
    headlines = "推荐阅读\n2014年马云卸任CEO背后的故事\n腾讯2015年投资滴滴的内幕\n京东2014年上市的五个细节\n百度2016年裁员始末"
    assert [event.period for event in read_text(f"{body}\n{headlines}").events] == ["2018-04-02"]

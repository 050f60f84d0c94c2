"""What must hold for any text, however hostile."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.times import english, english_terms, find_times, find_vague, period_dates, period_of

SCRAPS = [
    "2017年",
    "12月",
    "31日",
    "去年",
    "今年",
    "本月",
    "上周",
    "五",
    "周三",
    "昨日",
    "同年",
    "次年3月",
    "前11个月",
    "第三季度",
    "Q4",
    "上半年",
    "年底",
    "初",
    "双11",
    "春节",
    "期间",
    "三年",
    "近三年来",
    "未来",
    "半",
    "个月",
    "前",
    "后",
    "以来",
    "至",
    "-",
    "到",
    "和",
    "、",
    "，",
    "。",
    "\n",
    "“",
    "”",
    " ",
    "2018-06-15",
    "14:32",
    "1/2",
    "3-1",
    "2.0",
    "0",
    "9" * 9,
    "二〇一七",
    "廿",
    "民國",
    "世纪",
    "年代",
    "截至",
    "自",
    "起",
    "將",
    "預計",
    "週",
    "號",
    "last",
    " year ",
    "in ",
    "the first ",
    "quarter ",
    "of 2016 ",
    "May ",
    "March 3",
    "1 day after ",
    "before ",
    "months ended ",
    "the week of ",
    "over the last ",
    "early ",
    "from ",
    "end of ",
    "that ",
    "止",
    "的三个月",
    "与",
    "since ",
    "two weeks ",
    "ago",
    "between ",
    "and ",
    "Monday",
    "'s ",
    "FY2018",
    "2月30日",
    "财年",
    "第",
    "个",
    "星期",
    "天",
    "日",
    "月",
    "年",
    "\u200b",
    "😀",
    "99999年",
    "99年前",
    "9999年后",
]
TEXTS = st.lists(st.sampled_from(SCRAPS), max_size=14).map("".join) | st.text(max_size=60)
DAYS = st.dates(dt.date(1, 1, 1), dt.date(9998, 12, 31)) | st.dates(dt.date(1990, 1, 1), dt.date(2035, 12, 31))
FIGURES = ["2017", "20", "3", "1.5", "年", "月", " ", "  ", "-", ".", ",", "，", "$", "%", "\n", "(", "²"]
GRAINS = st.sampled_from(["day", "month", "year"])


@given(TEXTS, DAYS | st.none(), GRAINS)
@settings(max_examples=400, deadline=None)
def test_findings_lie_in_the_text_in_order_and_apart(text: str, written_on: dt.date | None, grain: str) -> None:
    found = find_times(text, written_on, grain)
    assert all(0 <= time.start_char < time.end_char <= len(text) for time in found)
    assert all(one.end_char <= two.start_char for one, two in itertools.pairwise(found))
    assert all(time.text == text[time.start_char : time.end_char] for time in found)


@given(TEXTS, DAYS | st.none(), GRAINS)
@settings(max_examples=400, deadline=None)
def test_a_time_starts_before_it_ends_and_says_how_it_is_known(text: str, written_on: dt.date | None, grain: str) -> None:
    for time in find_times(text, written_on, grain):
        known = time.start is not None or time.end is not None
        assert not (time.start and time.end) or time.start <= time.end
        assert known == (time.basis is not None) == (time.grain is not None)
        assert (time.duration is not None) == (time.kind == "duration")
        assert known or time.kind in ("duration", "vague")


@given(TEXTS, DAYS, GRAINS)
@settings(max_examples=200, deadline=None)
def test_every_known_time_has_a_period(text: str, written_on: dt.date, grain: str) -> None:
    for time in find_times(text, written_on, grain):
        if time.start or time.end:
            first, last = period_dates(time)
            assert first <= last
            assert period_of(time)


@given(TEXTS, DAYS | st.none(), GRAINS, st.integers(1, 12) | st.none())
@settings(max_examples=100, deadline=None)
def test_the_same_text_is_read_the_same_way(text: str, written_on: dt.date | None, grain: str, fiscal_year_end: int | None) -> None:
    one, two = (find_times(text, written_on, grain, fiscal_year_end=fiscal_year_end) for _ in range(2))
    assert one == two


@given(
    st.sampled_from(
        [
            "昨日",
            "今天",
            "前天",
            "周三",
            "上周五",
            "本周",
            "上周",
            "今晚",
            "28日",
            "三天前",
            "两周前",
            "最近两周",
            "yesterday",
            "Monday",
            "last week",
            "two days ago",
            "today",
        ]
    ),
    st.dates(dt.date(1990, 1, 1), dt.date(2035, 12, 31)),
)
@settings(max_examples=150, deadline=None)
def test_what_leans_on_the_day_of_writing_is_no_finer_than_it(word: str, day: dt.date) -> None:
    (in_year,) = find_times(f"（{word}）", day.replace(month=1, day=1), "year")
    assert (in_year.start, in_year.end) == (dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))
    (in_month,) = [t for t in find_times(f"（{word}）", day.replace(day=1), "month") if t.text != "28日"] or find_times("（昨日）", day.replace(day=1), "month")
    assert in_month.start == day.replace(day=1)
    assert in_month.end is not None
    assert (in_month.end + dt.timedelta(days=1)).day == 1


@given(
    st.sampled_from(["上月", "本季度", "上季度", "半年前", "两个月前", "未来半年", "last month", "this quarter"]),
    st.dates(dt.date(1990, 1, 1), dt.date(2035, 12, 31)),
)
@settings(max_examples=80, deadline=None)
def test_months_are_not_told_from_a_year(word: str, day: dt.date) -> None:
    (time,) = find_times(f"（{word}）", day.replace(month=1, day=1), "year")
    assert period_of(time) == str(day.year)


@given(TEXTS, DAYS)
@settings(max_examples=100, deadline=None)
def test_vague_words_lie_in_the_text_and_carry_at_most_the_year_of_writing(text: str, written_on: dt.date) -> None:
    for time in find_vague(text + "目前", written_on):
        assert time.kind == "vague"
        assert time.start is None or (time.start.year, time.grain) == (written_on.year, "year")


@pytest.mark.parametrize("sign", ["7", "年", "二", "-", "“", "1年", "2018年1月1日、", "in the ", "1/", " ", "前", "每"])
def test_a_long_run_of_one_sign_is_read_to_its_end(sign: str) -> None:
    text = sign * (20_000 // len(sign)) + "。2016年3月，公司成立。"
    assert "2016年3月" in [time.text for time in find_times(text, dt.date(2018, 6, 15))]


@given(st.lists(st.sampled_from(FIGURES), min_size=1, max_size=8).map("".join))
@settings(max_examples=300, deadline=None)
def test_a_figure_without_latin_beside_it_is_at_most_a_year_in_english(text: str) -> None:
    for at in (at for at, char in enumerate(text) if char.isdigit() and not english_terms.LATIN.match(text, at)):
        found = [read for read in english.AT_DIGIT if read(text, text, at) is not None]
        assert set(found) <= set(english.AT_FOREIGN_DIGIT)

"""The parts of the room by themselves: the calendar, periods, vague words, the tree."""

from __future__ import annotations

import datetime as dt

import pytest

from nlp.model import Time
from nlp.times import chinese, english, find_times, find_vague, period_dates, period_of, period_text
from nlp.times.calendar import lunar, named_day, nth_weekday
from nlp.times.nodes import Field, Half, Months, Point, Quarter
from nlp.times.words import load, lower, number, plain

DAY = dt.date(2018, 6, 15)


def days(first: str, last: str) -> tuple[dt.date, dt.date]:
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2013-04-29", "2013-04-29", "2013-04-29"),
        ("2013-04-01", "2013-04-30", "2013-04"),
        ("2013-04-01", "2013-06-30", "2013-Q2"),
        ("2013-01-01", "2013-06-30", "2013-H1"),
        ("2013-01-01", "2013-12-31", "2013"),
        ("2017-01-01", "2017-11-30", "2017-01/2017-11"),
        ("2015-01-01", "2017-12-31", "2015/2017"),
        ("2017-08-11", "2017-08-22", "2017-08-11/2017-08-22"),
        ("2017-02-02", "2017-02-28", "2017-02-02/2017-02-28"),
        ("2016-11-01", "2017-02-28", "2016-11/2017-02"),
    ],
)
def test_a_period_is_written_in_its_shortest_form(first: str, last: str, text: str) -> None:
    assert period_text(*days(first, last)) == text


def test_a_rolling_window_is_cut_at_months() -> None:
    (time,) = find_times("未来三年，将投资20亿元。", dt.date(2018, 6, 1))
    assert (time.start, time.end) == (dt.date(2018, 6, 1), dt.date(2021, 5, 31))
    assert period_of(time) == "2018-06/2021-06"


def test_the_beginning_of_a_year_is_its_first_month_in_the_tables() -> None:
    (time,) = find_times("2014年初，公司成立。", DAY)
    assert time.end == dt.date(2014, 2, 28)
    assert period_dates(time) == days("2014-01-01", "2014-01-31")


def test_a_time_without_days_has_no_period() -> None:
    with pytest.raises(ValueError, match="日前"):
        period_of(Time(0, 2, None, None, None, None, kind="vague", text="日前"))


def test_now_words_carry_the_year_of_writing_and_others_nothing() -> None:
    found = {time.text: (time.start, time.sense) for time in find_vague("日前，公司称目前用户过亿，當時并非如此。", DAY)}
    assert found == {"日前": (None, "lately"), "目前": (dt.date(2018, 1, 1), "now"), "當時": (None, "then")}


@pytest.mark.parametrize("text", ["问题表现在这里", "最近一次年报", "生日前夕", "未来科技公司", "科目前五", "Nowhere", "thence"])
def test_vague_words_inside_other_words_are_left_alone(text: str) -> None:
    assert [time.text for time in find_vague(text, DAY)] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2017", 2017),
        ("二〇一七", 2017),
        ("十", 10),
        ("十二", 12),
        ("二十八", 28),
        ("廿二", 22),
        ("卅", 30),
        ("两百", 200),
        ("一千九百九十八", 1998),
    ],
)
def test_small_numerals(text: str, value: int) -> None:
    assert number(text) == value


def test_one_spelling_keeps_the_length() -> None:
    text = "２０１７年３季、當週「雙十一」——１４：３２"
    assert len(plain(text)) == len(text)
    assert plain(text).startswith("2017年3季、当周")


@pytest.mark.parametrize(
    ("name", "year", "day"),
    [
        ("double-eleven", 2018, "2018-11-11"),
        ("spring-festival", 2018, "2018-02-16"),
        ("spring-festival-eve", 2018, "2018-02-15"),
        ("mid-autumn", 2020, "2020-10-01"),
        ("dragon-boat", 2019, "2019-06-07"),
        ("black-friday", 2019, "2019-11-29"),
        ("cyber-monday", 2019, "2019-12-02"),
        ("thanksgiving", 2018, "2018-11-22"),
        ("mothers-day", 2021, "2021-05-09"),
        ("labor-day-us", 2021, "2021-09-06"),
    ],
)
def test_days_with_a_name(name: str, year: int, day: str) -> None:
    assert named_day(name, year) == (dt.date.fromisoformat(day),) * 2


def test_the_moon_is_silent_outside_its_tables() -> None:
    assert lunar(1500, 1, 1) is None
    assert nth_weekday(2021, 5, 6, 0) is None


def test_every_named_day_can_be_computed() -> None:
    assert all(named_day(entry["name"], 2020, holiday=True) for entry in load("named")["day"])


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("2016财年第四季度", Quarter(Field(2016), Field(4), fiscal=True)),
        ("去年上半年", Half(Field(-1, "deictic"), Field(1))),
        ("2017年前11个月", Months(Field(2017), 1, 11)),
        ("同年12月", Point(Field(0, "anaphoric"), Field(12))),
        ("昨日", Point(None, None, Field(-1, "deictic"))),
    ],
)
def test_chinese_is_parsed_before_anybody_asks_when_it_was_written(text: str, node: object) -> None:
    spoken = chinese.parse(plain(text), 0)
    assert spoken is not None
    assert (spoken.node, spoken.end) == (node, len(text))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("the fourth quarter of fiscal 2016", Quarter(Field(2016), Field(4), fiscal=True)),
        ("the first 11 months of 2017", Months(Field(2017), 1, 11)),
        ("december of that year", Point(Field(0, "anaphoric"), Field(12))),
        ("yesterday", Point(None, None, Field(-1, "deictic"))),
    ],
)
def test_english_gives_the_same_trees(text: str, node: object) -> None:
    spoken = english.parse(text, text, 0)
    assert spoken is not None
    assert (spoken.node, spoken.end) == (node, len(text))


def test_the_year_last_spoken_of_can_be_given() -> None:
    (time,) = find_times("7月，公司获得融资。", None, year=2015)
    assert period_of(time) == "2015-07"


def test_every_word_of_time_is_a_place_to_begin() -> None:
    words = [word for key in ("year", "month", "day", "quarter") for mode in ("deictic", "anaphoric") for word in load("chinese")[key].get(mode, {})]
    assert [word for word in words if 1 not in chinese.starts(f"，{word}")] == []
    assert chinese.starts("在2017年12月31日") == [1, 6, 9]
    assert chinese.starts("增长2.5亿，收入41.6%，用了2.5年，2018.6.15发布，2018.") == [17, 22, 34]


@pytest.mark.parametrize("text", ["Q4 REVENUE", "İstanbul ΣΑΣ Straße", "２０１７年Q3"])
def test_only_latin_capitals_are_lowered_and_nothing_moves(text: str) -> None:
    assert len(lower(text)) == len(text)
    assert [a for a, b in zip(text, lower(text), strict=True) if a != b] == [a for a in text if "A" <= a <= "Z"]


def test_vague_words_are_the_longest_and_apart() -> None:
    found = [time.text for time in find_vague("截至目前，近年来用户增长；now and nowadays, snow, currently", DAY)]
    assert found == ["截至目前", "近年来", "now", "nowadays", "currently"]

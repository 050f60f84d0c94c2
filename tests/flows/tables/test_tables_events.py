"""Events of one type and the same key roles merge where one period lies inside the other."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_factory import days

from flows.tables.events import Fact, Told, merge_events
from flows.tables.words import say_event, say_period
from nlp.ids import make_id


def told(*periods: str, key: tuple[str, ...] = ("e_a",), modality: str = "asserted", event_type: str = "launch") -> list[Told]:
    return [
        Told(f"v_{event_type}{modality}{''.join(key)}{period}{i}", event_type, key, modality, period, *days(period)[:2])
        for i, period in enumerate(periods)
    ]


def clusters(facts: list[Fact]) -> list[tuple[str, int]]:
    return sorted((fact.period, len(fact.event_ids)) for fact in facts)


@pytest.mark.parametrize(
    ("periods", "merged"),
    [
        (["2013-04-29", "2013-04", "2013"], [("2013-04-29", 3)]),
        (["2013-04-29", "2013-05-03"], [("2013-04-29", 1), ("2013-05-03", 1)]),
        (["2013-04-29", "2013-04-30", "2013-04"], [("2013-04", 1), ("2013-04-29", 1), ("2013-04-30", 1)]),
        (["2013-04-29", "2013-04-30", "2013-04", "2013"], [("2013-04", 2), ("2013-04-29", 1), ("2013-04-30", 1)]),
        (["2013-04-29", "2013-04", "2013-05-03", "2013"], [("2013", 1), ("2013-04-29", 2), ("2013-05-03", 1)]),
        (["2013-Q2", "2013-H1", "2013-07"], [("2013-07", 1), ("2013-Q2", 2)]),
        (["2013-H1", "2013-01/2013-06"], [("2013-H1", 2)]),
        (["2013", "2013"], [("2013", 2)]),
        (["2012-12/2013-02", "2013-01-05"], [("2013-01-05", 2)]),
        (["2013-01/2013-03", "2013-02/2013-04"], [("2013-01/2013-03", 1), ("2013-02/2013-04", 1)]),
    ],
)
def test_periods_merge_into_chains(periods: list[str], merged: list[tuple[str, int]]) -> None:
    assert clusters(merge_events(told(*periods))) == merged


def test_other_key_roles_another_type_or_modality_stay_apart() -> None:
    rows = [*told("2013"), *told("2013-04", key=("e_b",)), *told("2013-04", modality="denied"), *told("2013-04", event_type="other")]
    assert len(merge_events(rows)) == 4
    slots = {fact.slot_id for fact in merge_events([*told("2013"), *told("2013-04", modality="denied")])}
    assert len(slots) == 1, "a denial answers the same question"


def test_the_id_is_that_of_the_finest_period_and_the_coarser_ones_still_join() -> None:
    yesterday = merge_events(told("2013"))[0]
    (today,) = merge_events(told("2013", "2013-04", "2013-04-29"))
    slot = make_id("s", "launch", ["e_a"], 2013)
    assert today.slot_id == yesterday.slot_id == slot
    assert today.fact_id == make_id("f", slot, "asserted", "2013-04-29")
    assert set(today.also_ids) == {yesterday.fact_id, make_id("f", slot, "asserted", "2013-04")}


def test_a_period_from_the_year_before_gives_the_id_of_its_own_year() -> None:
    (fact,) = merge_events(told("2012-12/2013-02", "2013-01-05"))
    assert fact.slot_id == make_id("s", "launch", ["e_a"], 2013)
    assert fact.also_ids == (merge_events(told("2012-12/2013-02"))[0].fact_id,)


@given(
    periods=st.lists(
        st.sampled_from(
            ["2013", "2013-04", "2013-04-29", "2013-04-30", "2013-Q2", "2013-H1", "2013-05", "2012-12/2013-04", "2013-04/2013-05", "2014"]
        ),
        max_size=10,
    ),
    seed=st.integers(0, 99),
)
def test_facts_depend_on_the_set_of_rows_only_and_hold_every_row_once(periods: list[str], seed: int) -> None:
    rows = told(*periods)
    shuffled = list(rows)
    random.Random(seed).shuffle(shuffled)
    facts = merge_events(rows)
    assert facts == merge_events(shuffled)
    assert sorted(event for fact in facts for event in fact.event_ids) == sorted(row.event_id for row in rows)
    assert len({fact.fact_id for fact in facts}) == len(facts)


@pytest.mark.parametrize(
    ("kind", "trigger", "roles", "modality", "line"),
    [
        ("investment", "入股", {"investor": ["阿里巴巴"], "investee": ["微博"]}, "asserted", "2013年4月29日，阿里巴巴入股微博"),
        ("investment", None, {"investee": ["微博"]}, "asserted", "2013年4月29日，微博获得投资"),
        ("launch", "launched", {"maker": ["微博"], "product": ["支付"]}, "asserted", "2013年4月29日，微博发布支付"),
        ("cooperation", "携手", {"party": ["微博", "淘宝"]}, "planned", "2013年4月29日，（计划）微博、淘宝合作"),
        ("acquisition", "收购", {"seller": ["某基金"]}, "rumoured", "2013年4月29日，（传闻）某基金：并购"),
        ("other", None, {}, "denied", "2013年4月29日，（否认）其他"),
    ],
)
def test_an_event_is_said_in_one_line(kind: str, trigger: str | None, roles: dict[str, list[str]], modality: str, line: str) -> None:
    assert say_event(kind, "2013年4月29日", trigger, roles, modality) == line


def test_periods_are_said_in_chinese() -> None:
    told_periods = [say_period(period) for period in ("2013", "2013-04", "2013-Q3", "2013-H1", "2017-01/2017-11")]
    assert told_periods == ["2013年", "2013年4月", "2013年第三季度", "2013年上半年", "2017年1月至2017年11月"]

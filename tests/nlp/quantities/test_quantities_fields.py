"""What a quantity says of itself besides its value: spans, precision, unit and its basis, groups, homes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlp.quantities import find_quantities, is_vague, table_unit


@pytest.mark.parametrize(
    ("text", "exp"),
    [
        ("143亿元", 8),
        ("4.11亿", 6),
        ("93%", 0),
        ("8.7%", -1),
        ("108", 0),
        ("3亿4000万", 4),
        ("三千五百万", 6),
        ("三万五", 3),
        ("48million", 6),
        ("$11.1 million", 5),
        ("25个基点", -2),
        ("五元三角", -1),
        ("10k", 3),
        ("2,000家", 0),
        ("一千零三十个", 1),
    ],
)
def test_the_precision_is_the_place_of_the_last_written_digit(text: str, exp: int) -> None:
    assert find_quantities(text)[0].scale_exp == exp


def test_a_shared_scale_is_part_of_the_precision() -> None:
    first, second = find_quantities("先后录得96和143亿元")
    assert (first.scale_exp, second.scale_exp) == (8, 8)
    assert (first.unit_basis, second.unit_basis) == ("shared", "explicit")
    assert first.group is not None
    assert first.group == second.group


def test_the_number_is_the_figure_and_its_scale_without_bound_and_unit() -> None:
    text = "营收超过人民币20亿元以上"
    (quantity,) = find_quantities(text)
    assert text[slice(*quantity.number)] == "20亿"
    assert quantity.text == text[quantity.start_char : quantity.end_char] == "超过人民币20亿元以上"
    assert quantity.unit_text == "元"


def test_a_vague_figure_is_a_range_that_says_it_is_vague() -> None:
    (quantity,) = find_quantities("数十亿元的缺口")
    assert (quantity.value, quantity.value_max, quantity.bound) == (Decimal(10**9), Decimal(10**10), "range")
    assert is_vague(quantity)
    assert not is_vague(find_quantities("10至20家门店")[0])


@pytest.mark.parametrize("text", ["回落4个百分点", "再降15个基点", "down 4 percentage points", "下滑四個百分點", "上调50bp"])
def test_points_are_percent_here_and_pp_in_the_tables(text: str) -> None:
    (quantity,) = find_quantities(text)
    assert (quantity.unit, table_unit(quantity)) == ("%", "pp")


@pytest.mark.parametrize("text", ["增长3%", "三成用户", "百分之三", "八折"])
def test_a_percentage_is_no_point(text: str) -> None:
    (quantity,) = find_quantities(text)
    assert table_unit(quantity) == "%"


def test_a_bare_yuan_is_the_homes_and_is_marked_as_inferred() -> None:
    units = [(q.unit, q.unit_basis) for home in (None, "cn", "tw", "hk") for q in find_quantities("营收30亿元", home)]
    assert units == [("CNY", "explicit"), ("CNY", "explicit"), ("TWD", "inferred"), ("CNY", "inferred")]


def test_hong_kong_money_is_told_by_its_context() -> None:
    assert [q.unit for q in find_quantities("该股收报26.5元", "hk")] == ["HKD"]
    assert [q.unit for q in find_quantities("收入234亿元（人民币，下同），净利润33亿元", "hk")] == ["CNY", "CNY"]
    assert [q.unit for q in find_quantities("售价最高218元，折合27.9美元，即218港元", "hk")] == ["HKD", "USD", "HKD"]


def test_zhao_is_a_number_in_taiwan_and_a_unit_of_data_on_the_mainland() -> None:
    assert find_quantities("规模达3兆", "tw")[0].value == Decimal(3 * 10**12)
    (mainland,) = find_quantities("100兆宽带")
    assert (mainland.value, mainland.unit) == (Decimal(100), "MB")
    assert find_quantities("規模2兆4637.15億元")[0].value == Decimal("2463715000000")


def test_both_scripts_read_alike() -> None:
    one = find_quantities("营收超过三千五百万元，用户约两亿户，下降三个百分点")
    two = find_quantities("營收超過三千五百萬元，用戶約兩億戶，下降三個百分點")
    assert [(q.number, q.value, q.unit, q.bound) for q in one] == [(q.number, q.value, q.unit, q.bound) for q in two]


def test_the_two_sides_of_a_conversion_share_the_bound() -> None:
    assert [q.bound for q in find_quantities("超过2,845亿元(431亿美元)")] == [">", ">"]
    assert [q.bound for q in find_quantities("超过2,845亿元（约431亿美元）")] == [">", "~"]


def test_conversions_in_brackets_do_not_rename_the_money_of_the_text() -> None:
    text = "罚款人民币300万元（约新台币1320万元），此前曾罚34亿元。"
    assert [q.unit for q in find_quantities(text, "tw")] == ["CNY", "TWD", "CNY"]


def test_money_keeps_its_decimals() -> None:
    assert find_quantities("4.11亿元")[0].value == Decimal(411_000_000)
    assert find_quantities("2.3亿元")[0].value == Decimal(230_000_000)
    assert find_quantities("1.13亿元")[0].value == Decimal(113_000_000)

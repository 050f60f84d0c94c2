"""What holds for every text: figures written in many ways read back equal; spans are in order; the hostile is read in time."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.model import Quantity
from nlp.quantities import find_quantities

DIGITS, FINANCIAL, WIDE = "零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "０１２３４５６７８９"
SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
SMALL += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
MATERIAL = (
    "0123456789" * 3 + "零一二三四五六七八九十百千万亿兆两半几数多余点分之成折倍第前双约近超元块角角个家人年月日%％"
    ".,，。、-~至到和与又负翻番$¥€US KMGkmwb+/(（)）\n:：壹萬億兩個戶幾餘約達"
)
WORDS = ["超过", "不足", "以上", "左右", "人民币", "亿美元", "个百分点", "百分之", "三分之一", "2017年", "11月30日", "iPhone 8"]
WORDS += ["million", " percent", "twenty-one ", "one third", "half ", "http://a.b/1 "]
messy = st.lists(st.one_of(st.sampled_from(MATERIAL), st.sampled_from(WORDS), st.characters()), max_size=60).map("".join)


def chinese(number: int, digits: str = DIGITS, units: str = "十百千") -> str:
    """A whole number below 10**12 in Chinese, as it is written: 10500 -> 一万零五百."""
    if number == 0:
        return digits[0]
    groups, rest = [], number
    while rest:
        groups.append(rest % 10000)
        rest //= 10000
    text, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = True
            continue
        if text and (gap or group < 1000):
            text += digits[0]
        text += below_ten_thousand(group, digits, units) + ["", "万", "亿"][place]
        gap = False
    return text


def below_ten_thousand(group: int, digits: str, units: str) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit == 0:
            gap = gap or bool(text)
            continue
        text += (digits[0] if gap else "") + digits[digit] + ("" if place == 0 else units[place - 1])
        gap = False
    return text


def english(number: int) -> str:
    if number < 20:
        return SMALL[number]
    if number < 100:
        return TENS[number // 10 - 2] + ("-" + SMALL[number % 10] if number % 10 else "")
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            return f"{english(number // size)} {name}" + (f" {english(number % size)}" if number % size else "")
    raise AssertionError(number)


FORMS: dict[str, Callable[[int], str]] = {
    "plain": str,
    "grouped": lambda n: f"{n:,}",
    "full width": lambda n: "".join(WIDE[int(c)] for c in str(n)),
    "full width, grouped": lambda n: "".join(WIDE[int(c)] if c.isdigit() else "，" for c in f"{n:,}"),
    "Chinese": chinese,
    "financial": lambda n: chinese(n, FINANCIAL, "拾佰仟"),
    "Traditional": lambda n: chinese(n).replace("万", "萬").replace("亿", "億"),
    "English": english,
    "negative": lambda n: f"{n}" if n == 0 else f"负{n}",
}


def only(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, (text, found)
    return found[0]


@pytest.mark.parametrize("form", FORMS)
@given(number=st.one_of(st.integers(0, 9999), st.integers(0, 10**12 - 1)))
@settings(max_examples=60, deadline=None)
def test_a_number_reads_back_however_it_is_written(form: str, number: int) -> None:
    assert abs(only(FORMS[form](number)).value) == number


SCALES = [("万", 4), ("亿", 8), ("百万", 6), ("千万", 7), ("万亿", 12), (" million", 6), ("bn", 9), ("k", 3)]
UNITS = ["元", "万美元", "亿港元", "家", "万人", "%", "个百分点", "倍", "台"]
BOUNDS = [("约", "~"), ("超过", ">"), ("不足", "<"), ("至少", ">="), ("不超过", "<="), ("", "=")]


@given(number=st.integers(1, 999_999), places=st.integers(1, 3), scale=st.sampled_from(SCALES))
@settings(max_examples=150, deadline=None)
def test_decimals_with_a_scale_are_exact(number: int, places: int, scale: tuple[str, int]) -> None:
    word, power = scale
    written = Decimal(number).scaleb(-places)
    prefix = "$" if word == "bn" else ""
    quantity = only(f"{prefix}{written:f}{word}")
    assert quantity.value == written.scaleb(power)
    assert quantity.scale_exp == power - places


@given(number=st.integers(1, 9999), unit=st.sampled_from(UNITS), bound=st.sampled_from(BOUNDS))
@settings(max_examples=150, deadline=None)
def test_a_bound_word_changes_the_bound_and_nothing_else(number: int, unit: str, bound: tuple[str, str]) -> None:
    word, sign = bound
    plain, bounded = only(f"共计{number}{unit}。"), only(f"共计{word}{number}{unit}。")
    assert (plain.bound, bounded.bound) == ("=", sign)
    assert (plain.value, plain.unit) == (bounded.value, bounded.unit)


@given(low=st.integers(1, 998), more=st.integers(1, 900), unit=st.sampled_from(UNITS), dash=st.sampled_from(["-", "至", "到", "~", "—"]))
@settings(max_examples=100, deadline=None)
def test_a_range_gives_both_its_ends_the_unit(low: int, more: int, unit: str, dash: str) -> None:
    high = low + more
    quantity, last = only(f"{low}{dash}{high}{unit}"), only(f"{high}{unit}")
    assert quantity.bound == "range"
    assert quantity.value_max == last.value
    assert quantity.value * high == last.value * low
    assert quantity.unit == last.unit


@given(text=messy, home=st.sampled_from([None, "cn", "tw", "hk"]))
@settings(max_examples=400, deadline=None)
def test_findings_are_in_order_inside_the_text_and_sound(text: str, home: str | None) -> None:
    found = find_quantities(text, home)
    at = 0
    for quantity in found:
        assert at <= quantity.start_char < quantity.end_char <= len(text)
        assert quantity.start_char <= quantity.number[0] < quantity.number[1] <= quantity.end_char
        assert quantity.text == text[quantity.start_char : quantity.end_char]
        assert (quantity.bound == "range") == (quantity.value_max is not None)
        assert quantity.value_max is None or abs(quantity.value_max) > abs(quantity.value) or quantity.value_max > quantity.value
        assert quantity.value.is_finite()
        at = quantity.end_char
    assert found == find_quantities(text, home)


HOSTILE = {
    "digits": "1" * 100_000,
    "groups": "1,000" * 20_000,
    "versions": "1.1" * 30_000,
    "dotted": "1." * 50_000,
    "Chinese digits": "一" * 100_000,
    "scales": "万亿" * 50_000,
    "dates": "1月至" * 30_000,
    "fractions": "百分之" * 30_000,
    "bounds": "不超过" * 30_000,
    "joints": "1和" * 50_000,
    "blanks": "1" + " " * 100_000,
    "letters": "a1" * 50_000,
    "addresses": "a@a." * 25_000,
    "number words": "one hundred " * 8_000,
    "ranges": "1-" * 50_000,
    "ranks": "第一" * 50_000,
    "bare yuan": "1元" * 30_000,
    "powers": "9^99" * 20_000,
    "exponents": "1e99" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_runs_are_read_to_the_end(name: str) -> None:
    text = HOSTILE[name]
    found = find_quantities(text, "tw")
    assert all(one.end_char <= two.start_char for one, two in pairwise(found))

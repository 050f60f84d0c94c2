"""The data files of the room: each row can be read, says one thing, and is reachable from a text."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from nlp.lexicon.data import read_csv, read_toml
from nlp.quantities import find_quantities
from nlp.quantities.compound import next_start
from nlp.quantities.vocabulary import Lookup, fold, vocabulary

CURRENCIES = read_csv("quantities/currencies.csv")
UNITS = read_csv("quantities/units.csv")
TRAPS = read_toml("quantities/reading.toml")["trap"]


@pytest.mark.parametrize("row", CURRENCIES, ids=lambda row: row["code"])
def test_a_currency_is_read_before_and_after_the_figure(row: dict[str, str]) -> None:
    assert re.fullmatch(r"[A-Z]{3,4}", row["code"])
    before = [word for word in row["before"].split("|") if word]
    after = [word for word in row["after"].split("|") if word]
    assert [word for word in before if [q.unit for q in find_quantities(f"达到{word}35亿。")] != [row["code"]]] == []
    assert [word for word in after if [q.unit for q in find_quantities(f"达到35 {word}。")] != [row["code"]]] == []


def test_no_currency_word_has_two_owners() -> None:
    for column in ("before", "after"):
        words = [word for row in CURRENCIES for word in row[column].split("|") if word]
        assert sorted({word for word in words if words.count(word) > 1}) == []


def test_units_are_numbers_of_known_kinds_without_doubles() -> None:
    kinds = {"count", "measure", "percent", "points", "tenths", "times", "time"}
    assert {row["kind"] for row in UNITS} <= kinds
    assert all(Decimal(row["factor"]) > 0 for row in UNITS)
    surfaces = [row["surface"] for row in UNITS]
    assert sorted({s for s in surfaces if surfaces.count(s) > 1}) == []


def test_words_stand_in_the_characters_that_texts_are_folded_to() -> None:
    words = [row["surface"] for row in UNITS] + [row["noun"] for row in read_csv("quantities/nouns.csv")]
    words += [word for row in CURRENCIES for word in (row["before"] + "|" + row["after"]).split("|") if word]
    words += [word for row in read_csv("quantities/bounds.csv") for word in row["words"].split("|")]
    words += [word for listed in read_toml("quantities/reading.toml")["words"].values() for word in listed]
    assert [word for word in words if fold(word) not in words] == []


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap["why"][:24])
def test_a_trap_names_its_reason_and_matches_something_at_its_start(trap: dict[str, str]) -> None:
    assert trap["why"]
    assert not re.compile(trap["pattern"]).match("")


def test_bounds_are_those_of_the_tables() -> None:
    assert {row["bound"] for row in read_csv("quantities/bounds.csv")} <= {"=", "~", ">", ">=", "<", "<="}
    assert vocabulary() is vocabulary()


def test_a_lookup_finds_the_longest_word_at_a_place_and_before_one() -> None:
    lookup = Lookup.of(dict.fromkeys(["元", "元人民币", "美元", "港币"]))
    assert [lookup.at("3元人民币", at) for at in (0, 1, 2)] == [None, "元人民币", None]
    assert [lookup.at("3元人民", at) for at in (1, 4, 9)] == ["元", None, None]
    assert [lookup.before("美元人民币", end) for end in (0, 1, 2, 5)] == [None, None, "美元", "元人民币"]


def test_the_scan_stops_wherever_a_numeral_begins() -> None:
    numerals = ["3", ".5", "三", "廿", "参元", "几百", "数十", "一半", "过半数", "半数", "翻番", "½", "two", "Thirty", "a million", "half", "QUARTER million"]
    assert [word for word in numerals if (found := next_start(f"共{word}", 0)) is None or found.start() != 1] == []
    assert next_start("没有数，nobody，Mate。", 0) is None


def test_a_digit_that_begins_a_word_is_passed_over_and_hides_no_figure_beside_it() -> None:
    traps = vocabulary().traps
    assert [word for word in ("一致", "三亚", "零售", "两岸") if not (found := traps.match(f"公司{word}", 2)) or found.end() != 3] == []
    joined = ["三家", "三至五亿元", "三到五亿元", "三和五亿元", "一又三分之一", "一半", "三分之一", "五个百分点", "三千人", "五多亿元", "三亿元以上"]
    assert [text for text in joined if traps.match(f"达{text}", 1)] == []
    assert [q.text for q in find_quantities("一致认为三亚有三家店，港元一直涨，是一不是二，从一到五亿元。")] == ["三家", "港元一", "一", "二", "一到五亿元"]


def test_an_address_holds_no_figure_and_hides_none_on_other_lines() -> None:
    text = "见www.a12.com/34家\n开店56家，邮箱a78@b9.cn，电商12.com，评分4.5分"
    assert [q.text for q in find_quantities(text)] == ["56家", "4.5分"]

"""The data files of the room: each row can be read, says one thing, and is reachable from a text."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from nlp.lexicon.data import read_csv, read_toml
from nlp.quantities import find_quantities
from nlp.quantities.vocabulary import fold, vocabulary

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

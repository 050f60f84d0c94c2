"""The shipped lexicon is sound, and a fault in a row is said with its file, its id and what is wrong."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from nlp.lexicon import Hint, build_gazetteer, check, check_rows, load_gazetteer, parse_hints, read_toml, use_gazetteer, words
from nlp.lexicon.entries import COLUMNS, TYPES, list_tables, parse_entry

GOOD = dict.fromkeys(COLUMNS, "") | {"id": "lantu_tech", "name": "蓝图科技", "name_en": "Lantu", "type": "ORG", "aliases": "蓝图|蓝图公司"}
RULES = ("names/rules.toml", "names/meaning.toml", "names/wire.toml")


def faults(*rows: dict[str, str]) -> list[str]:
    return list(check_rows([("entities/test.csv", row) for row in rows]))


def test_the_shipped_tables_have_no_fault() -> None:
    assert check() == []


def test_the_command_says_that_the_lexicon_is_sound() -> None:
    from flows.cli import app

    result = CliRunner().invoke(app, ["lexicon", "check"])
    assert (result.exit_code, result.output.strip()) == (0, "the lexicon is sound")


def test_a_good_row_has_no_fault() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": "Lantu Tech"}, "entities/test.csv: Lantu Tech: the id is not made of a-z, 0-9 and _"),
        ({"type": "COMPANY"}, "entities/test.csv: lantu_tech: the type 'COMPANY' is unknown"),
        ({"name": " "}, "entities/test.csv: lantu_tech: there is no name"),
        ({"parent": "nobody"}, "entities/test.csv: lantu_tech: the parent 'nobody' is unknown"),
        ({"parent": "lantu_tech"}, "entities/test.csv: lantu_tech: its parents run in a circle"),
        ({"fiscal_year_end": "13"}, "entities/test.csv: lantu_tech: fiscal_year_end '13' is no month"),
        ({"fiscal_year_end": "March"}, "entities/test.csv: lantu_tech: fiscal_year_end 'March' is no month"),
        ({"aliases": "蓝"}, "entities/test.csv: lantu_tech: the alias '蓝' has one character"),
        ({"note": "ambiguous:蓝图纸"}, "entities/test.csv: lantu_tech: the hint is for '蓝图纸', which is no alias here"),
        ({"note": "ambiguous:蓝图;not:图纸"}, "entities/test.csv: lantu_tech: 'not' of 蓝图 names '图纸', which does not hold it"),
        ({"note": "ambiguous:蓝图;nots:蓝图纸"}, "entities/test.csv: lantu_tech: the note says 'nots', which nothing reads"),
    ],
)
def test_a_bad_row_is_named_with_its_fault(change: dict[str, str], fault: str) -> None:
    assert fault in faults(GOOD | change)


def test_an_alias_that_two_rows_claim_is_named_with_its_owner() -> None:
    other = GOOD | {"id": "lantu_auto", "name": "蓝图汽车", "name_en": "", "aliases": "蓝图"}
    assert faults(GOOD, other) == ["entities/test.csv: lantu_auto: the alias 蓝图 belongs to lantu_tech"]


def test_an_id_that_stands_twice_is_named_with_the_other_file() -> None:
    assert "entities/test.csv: lantu_tech: the id stands in entities/test.csv too" in faults(GOOD, GOOD)


def test_parents_that_run_in_a_circle_are_found_over_several_rows() -> None:
    one, two = GOOD | {"parent": "two"}, GOOD | {"id": "two", "name": "乙公司", "name_en": "", "aliases": "", "parent": "lantu_tech"}
    assert faults(one, two) == ["entities/test.csv: lantu_tech: its parents run in a circle", "entities/test.csv: two: its parents run in a circle"]


def test_a_row_with_other_columns_is_a_fault_and_no_crash() -> None:
    assert faults({"id": "x", "nom": "蓝图"}) == ["entities/test.csv: x: the columns are id, nom"]


def test_the_lexicon_is_as_large_as_it_is_said_to_be() -> None:
    gazetteer = load_gazetteer()
    assert len(gazetteer.entries) >= 1_200
    assert len(gazetteer.by_alias) >= 5_000
    assert {entry.entity.entity_type for entry in gazetteer.entries.values()} == TYPES


def test_every_table_is_read() -> None:
    assert len(list_tables()) >= 10


def test_hints_are_read_from_a_note_with_other_words_in_it() -> None:
    hints = parse_hints("ambiguous:蓝图;not:蓝图纸；needs:汽车，车企;role:founder,2001-;ambiguous:Lantu")
    assert hints == (Hint("蓝图", ("蓝图纸",), ("汽车", "车企")), Hint("Lantu"))


def test_a_gazetteer_stands_in_for_the_shipped_one_for_a_while() -> None:
    mine = build_gazetteer([parse_entry(GOOD)])
    with use_gazetteer(mine):
        assert load_gazetteer() is mine
        found = mine.named("蓝图公司")
        assert found is not None
        assert found.entity_id == "e_lantu_tech"
    assert load_gazetteer().named("阿里巴巴") is not None


def test_the_former_gazetteer_comes_back_after_an_error() -> None:
    before = load_gazetteer()
    with pytest.raises(RuntimeError, match="stop"), use_gazetteer(build_gazetteer([])):
        raise RuntimeError("stop")
    assert load_gazetteer() is before


@pytest.mark.parametrize("name", RULES)
def test_no_list_of_the_name_rules_says_a_word_twice(name: str) -> None:
    assert [key for key, listed in lists_of(read_toml(name)) if len(listed) != len(set(listed))] == []


def lists_of(table: dict[str, object], prefix: str = "") -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            found += lists_of(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            found.append((f"{prefix}{key}", value))
    return found


def test_every_word_that_needs_a_sign_is_an_alias() -> None:
    known = load_gazetteer().by_alias
    listed = [*words("names/meaning.toml", "ordinary"), *words("names/meaning.toml", "coined"), *read_toml("names/meaning.toml")["elsewhere"]]
    assert sorted(word for word in listed if word not in known) == []

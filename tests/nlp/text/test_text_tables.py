"""The tables of the text room are what they say they are, and the derived ones can be made again."""

from __future__ import annotations

import csv
import importlib.util
import re
import unicodedata
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "nlp" / "lexicon" / "text"
INITIALS = "b|p|m|f|d|t|n|l|g|k|h|j|q|x|zh|ch|sh|r|z|c|s|y|w|"
SYLLABLE = re.compile(rf"(?:{INITIALS})(?:[aeiouüê]{{1,3}}(?:ng|n|r)?|n|ng|m)|hm|hng")
TONES = re.compile("[\u0300\u0301\u0304\u030c]")


def rows(name: str) -> list[list[str]]:
    return list(csv.reader((FOLDER / name).read_text(encoding="utf-8").splitlines()))[1:]


def plain(reading: str) -> str:
    return unicodedata.normalize("NFC", TONES.sub("", unicodedata.normalize("NFD", reading)))


def test_every_reading_is_a_syllable_of_pinyin_with_at_most_one_tone() -> None:
    readings = [row[0] for row in rows("readings.csv")]
    assert [reading for reading in readings if not SYLLABLE.fullmatch(plain(reading))] == []
    assert [reading for reading in readings if len(TONES.findall(unicodedata.normalize("NFD", reading))) > 1] == []
    assert [reading for reading in readings if reading != unicodedata.normalize("NFC", reading).lower()] == []


def test_readings_stand_once_and_their_characters_are_single_sorted_and_in_gbk() -> None:
    table = rows("readings.csv")
    assert len({row[0] for row in table}) == len(table)
    for _, chars in table:
        assert list(chars) == sorted(set(chars))
        assert chars.encode("gbk")


def test_a_character_has_one_rarity_and_rows_are_in_order() -> None:
    table = rows("characters.csv")
    chars = "".join(row[1] for row in table)
    assert len(set(chars)) == len(chars)
    assert all("\u3400" <= ch <= "\u9fff" for ch in chars)
    assert [int(row[0]) for row in table] == sorted(int(row[0]) for row in table)
    assert all(list(row[1]) == sorted(row[1]) for row in table)


def test_words_stand_once_and_have_one_or_two_characters() -> None:
    words = [word for row in rows("words.csv") for word in row[1].split(" ")]
    assert len(set(words)) == len(words)
    assert {len(word) for word in words} == {1, 2}


def test_exceptions_of_the_script_keep_their_length_and_stand_once() -> None:
    table = [row for row in rows("script.csv") if row]
    assert all(len(row[0]) == len(row[1]) for row in table)
    assert len({row[0] for row in table}) == len(table)


def table_maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_text_tables", ROOT / "tests" / "tools" / "make_text_tables.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_the_tables_of_frequency_are_made_again_as_they_stand() -> None:
    maker = table_maker()
    assert maker.make_characters() == (FOLDER / "characters.csv").read_text(encoding="utf-8")
    assert maker.make_words() == (FOLDER / "words.csv").read_text(encoding="utf-8")


def test_readings_are_read_from_pinyin_data() -> None:
    made = table_maker().make_readings("# pinyin-data\nU+4E2D: zhōng,zhòng  # 中\nU+949F: zhōng  # 钟\nU+2A700: zhōng\n")
    assert made == "reading,characters\nzhòng,中\nzhōng,中钟\n"

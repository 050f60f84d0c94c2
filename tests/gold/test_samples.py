"""The samples are what their sources say, and the gold says nothing that its article does not."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import importlib.util
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
_spec = importlib.util.spec_from_file_location("bake", HERE / "bake.py")
assert _spec is not None
assert _spec.loader is not None
bake = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(bake)

GOLD = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(HERE.rglob("[0-9]*.json"), key=lambda path: path.stem)}
SOURCES = bake.sources()

ENTITY_TYPES = {"ORG", "PRODUCT", "PERSON", "PLACE", "EVENT", "WORK"}
EVENT_TYPES = {
    "investment", "acquisition", "cooperation", "termination", "launch", "listing", "results", "appointment",
    "announcement", "conference", "milestone", "award", "regulation", "lawsuit", "layoff", "other",
}  # fmt: skip
KINDS = {"level", "share", "growth", "change", "ratio", "target", "rank"}
BOUNDS = {"=", "~", ">", ">=", "<", "<=", "range"}
BASES = {"explicit", "relative", "inferred"}
POINT = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(\d\d)(?:-(\d\d))?))?")
ARTICLE = {
    "doc", "lang", "title", "published", "source", "author", "document_year", "boilerplate", "repeated", "entities", "events", "metrics",
}  # fmt: skip
EVENT = {"start", "end", "type", "participants", "quote", "time_text", "basis"}
METRIC = {"subject", "metric", "value", "value_max", "unit", "bound", "kind", "time", "time_text", "said_by", "quote"}


def days(point: str) -> tuple[dt.date, dt.date]:
    """First and last day of a period written in one of the forms of the gold."""
    found = POINT.fullmatch(point)
    assert found, f"not a period: {point}"
    year, quarter, half, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    first, last = (3 * quarter - 2, 3 * quarter) if quarter else (6 * half - 5, 6 * half) if half else (month, month) if month else (1, 12)
    start = dt.date(year, first, day or 1)
    return start, start if day else dt.date(year, last, calendar.monthrange(year, last)[1])


@functools.cache
def as_it_should_read(name: str) -> str:
    """The repaired article with everything that stands on its page, in Simplified characters."""
    import opencc

    source = SOURCES[name]
    page = [text for value in source.get("html", {}).values() for text in (value if isinstance(value, list) else [value])]
    text = "\n".join([source["text"], *page, *map(str, source.get("row", {}).values())])
    return opencc.OpenCC("tw2s").convert(text) if GOLD[name]["lang"] == "zh-Hant" else text


def readings(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [row, *({**row, **other} for other in row.get("also", []))]


def figures(quote: str) -> set[str]:
    """The digits of every figure in a quote, without point, commas and outer zeros; 2兆1617.36亿 gives 216173600-like digits too."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", quote)
    found = {number.replace(".", "").strip("0") for number in re.findall(r"\d+(?:\.\d+)?", plain)}
    return found | {(big + small.replace(".", "")).strip("0") for big, small in re.findall(r"(\d+)兆(\d{4}(?:\.\d+)?)亿", plain)}


IN_WORDS = re.compile(r"[一二三四五六七八九2]成|六[位大]|十周岁|第二大|\bfour\b")  # figures that the quote does not write in digits
each_article = pytest.mark.parametrize("name", GOLD)


def test_baking_gives_the_shipped_samples_byte_for_byte() -> None:
    made = dict(bake.bake())
    shipped = {path.name: path.read_bytes() for path in bake.SAMPLES.iterdir() if path.is_file()}
    assert made.keys() == shipped.keys()
    assert [name for name in made if made[name] != shipped[name]] == []


def test_every_source_has_its_gold_and_every_sample_its_source() -> None:
    assert SOURCES.keys() == GOLD.keys()
    assert {source["out"] for source in SOURCES.values()} == {path.name for path in bake.SAMPLES.iterdir() if path.is_file()}
    stems = Counter(Path(gold["doc"]).stem for gold in GOLD.values())
    assert max(stems.values()) == 1


@each_article
def test_the_gold_points_at_its_sample(name: str) -> None:
    gold, source = GOLD[name], SOURCES[name]
    if "row" in source:
        assert gold["raw_path"] == f"{source['out']}#{source['row']['number']}"
        assert {"url", "title", "published", "source"} <= source["row"].keys()
    else:
        assert gold["doc"] == source["out"]
        assert Path(gold["doc"]).stem == name


@each_article
def test_every_quote_and_surface_stands_in_the_repaired_article(name: str) -> None:
    gold, text = GOLD[name], as_it_should_read(name)
    quotes = [reading["quote"] for row in gold["events"] + gold["metrics"] for reading in readings(row)]
    times = [row["time_text"] for row in gold["events"] + gold["metrics"] if row["time_text"]]
    surfaces = [surface for entity in gold["entities"] for surface in entity["surface"]]
    wanted = quotes + times + surfaces + gold["boilerplate"] + [gold[part] for part in ("title", "source", "author") if gold[part]]
    assert [piece for piece in wanted if piece not in text] == []
    assert max(map(len, quotes)) <= 160


@each_article
def test_every_repeated_paragraph_stands_twice(name: str) -> None:
    lines = as_it_should_read(name).split("\n")
    standing = Counter(line.strip()[:12] for line in lines if line.strip())
    assert {piece: standing[piece] for piece in GOLD[name]["repeated"]} == dict.fromkeys(GOLD[name]["repeated"], 2)


@each_article
def test_an_article_is_well_formed(name: str) -> None:
    gold = GOLD[name]
    assert gold.keys() >= ARTICLE >= gold.keys() - {"notes", "raw_path"}
    assert gold["lang"] in {"zh-Hans", "zh-Hant", "en"}
    assert gold["published"] is None or dt.date.fromisoformat(gold["published"])
    assert 250 <= len(SOURCES[name]["text"].strip()) <= 1600 or "row" in SOURCES[name]
    names = [entity["name"] for entity in gold["entities"]]
    assert len(names) == len(set(names))
    for entity in gold["entities"]:
        assert entity.keys() - {"optional"} == {"name", "type", "surface", "count"}
        assert entity["type"] in ENTITY_TYPES
        assert entity["count"] >= 1


@each_article
def test_every_event_is_well_formed(name: str) -> None:
    known = {entity["name"] for entity in GOLD[name]["entities"]}
    for row in GOLD[name]["events"]:
        assert row.keys() - {"optional", "also"} == EVENT, row
        for reading in readings(row):
            assert reading.keys() - {"optional", "also"} == EVENT, row
            assert reading["type"] in EVENT_TYPES, row
            assert reading["basis"] in BASES, row
            assert days(reading["start"])[0] <= days(reading["end"])[1], row
            assert set(reading["participants"]) <= known, row


@each_article
def test_every_metric_is_well_formed(name: str) -> None:
    known = {entity["name"] for entity in GOLD[name]["entities"]}
    for row in GOLD[name]["metrics"]:
        assert row.keys() - {"optional", "also"} == METRIC, row
        for reading in readings(row):
            assert reading.keys() - {"optional", "also"} == METRIC, row
            assert reading["kind"] in KINDS, row
            assert reading["bound"] in BOUNDS, row
            assert isinstance(reading["value"], int | float), row
            assert (reading["value_max"] is not None) == (reading["bound"] == "range"), row
            assert reading["value_max"] is None or reading["value"] < reading["value_max"], row
            assert reading["unit"], row
            assert reading["said_by"] is None or reading["said_by"] in known, row
            if reading["time"]:
                first, _, last = reading["time"].partition("/")
                assert days(first)[0] <= days(last or first)[1], row
        assert not (row["kind"] == "rank" and row["unit"] != "名"), row
        assert not (row["kind"] == "share" and row["unit"] == "%" and not 0 <= row["value"] <= 100), row


@each_article
def test_every_value_stands_in_its_quote(name: str) -> None:
    for row in GOLD[name]["metrics"]:
        for value in (row["value"], row["value_max"]):
            if value is not None and not IN_WORDS.search(row["quote"]):
                assert str(abs(value)).replace(".", "").strip("0") in figures(row["quote"]), row


@each_article
def test_no_row_is_written_twice(name: str) -> None:
    metrics = Counter((row["subject"], row["metric"], row["value"], row["time"]) for row in GOLD[name]["metrics"])
    events = Counter((row["start"], row["end"], row["quote"]) for row in GOLD[name]["events"])
    assert [key for key, n in (metrics + events).items() if n > 1] == []


@each_article
def test_nothing_asserted_lies_after_the_year_of_writing(name: str) -> None:
    year = GOLD[name]["document_year"]
    for row in GOLD[name]["metrics"]:
        if row["time"] and row["kind"] != "target":
            assert days(row["time"].split("/")[0])[0].year <= year, row


def test_a_name_has_one_type_in_the_whole_corpus() -> None:
    types = defaultdict(set)
    for gold in GOLD.values():
        for entity in gold["entities"]:
            types[entity["name"]].add(entity["type"])
    assert {name: kinds for name, kinds in types.items() if len(kinds) > 1} == {}


def test_the_corpus_holds_every_kind_of_article() -> None:
    kinds = Counter(part for source in SOURCES.values() for part in re.split(r"[,;] ", source["kind"]))
    assert len({source["out"] for source in SOURCES.values()}) >= 20
    assert {source["template"] for source in SOURCES.values() if "template" in source} == {"portal", "tables", "hongkong"}
    assert {source["encoding"] for source in SOURCES.values()} == {"utf-8", "utf-8-sig", "gb18030", "big5hkscs"}
    assert sum("row" in source for source in SOURCES.values()) >= 4
    assert Counter(gold["lang"] for gold in GOLD.values()).keys() == {"zh-Hans", "zh-Hant", "en"}
    for kind, least in {
        "simplified": 5, "traditional taiwan": 2, "traditional hong kong": 2, "pinyin notes": 2, "shifted gbk": 1, "gbk with lost bytes": 1,
        "utf-8 read as gbk": 1, "html utf-8": 1, "html gbk": 1, "html big5": 1, "machine-translated english": 1, "english": 2,
        "re-post whose byline contradicts the text": 1, "page 1 stands twice": 1, "quarterly results in prose": 1, "wire story": 2,
        "contradicts another article": 1,
    }.items():  # fmt: skip
        assert kinds[kind] >= least, kind


def test_the_gold_holds_enough_rows_of_every_type() -> None:
    events = [row for gold in GOLD.values() for row in gold["events"]]
    metrics = [row for gold in GOLD.values() for row in gold["metrics"]]
    assert len(events) >= 130
    assert len(metrics) >= 400
    assert {row["type"] for row in events} == EVENT_TYPES
    assert {row["kind"] for row in metrics} == KINDS
    assert {row["bound"] for row in metrics} == BOUNDS - {">="}
    assert {row["basis"] for row in events} == BASES
    named = {entity["name"] for gold in GOLD.values() for entity in gold["entities"]}
    assert named >= {"微博", "阿里巴巴", "淘宝", "天猫", "腾讯", "京东", "拼多多", "小米集团", "字节跳动", "华为", "台积电"}
    assert named >= {"王高飞", "张勇", "马云", "马化腾", "刘强东", "黄峥", "雷军", "张一鸣", "任正非", "魏哲家"}


def test_two_articles_agree_on_a_figure_and_a_third_contradicts_them() -> None:
    said = {
        name: row["value"] for name, gold in GOLD.items() for row in gold["metrics"]
        if row["subject"] == "双11" and row["time"] == "2018-11-11" and row["unit"] == "CNY" and row["value"] > 2e11
    }  # fmt: skip
    assert sorted(said.values()) == [213500000000, 213500000000, 215300000000]


def test_notes_go_in_without_touching_the_text_and_come_out_again() -> None:
    noted = [name for name, source in SOURCES.items() if source.get("noter")]
    for name in noted:
        text = SOURCES[name]["text"]
        damaged = bake.damage(SOURCES[name])
        assert damaged != text
        assert re.sub(r"\([^\x00-\x7f]*[a-zü]*[^\x00-\x7f\u4e00-\u9fff]+[a-zü]*\)", "", damaged) == text
    assert bake.note("當前位置", {"當": "dāng"}) == "當(dāng)前位置"


@pytest.mark.parametrize("passage", [p for source in SOURCES.values() for p in source.get("shift", [])])
def test_a_shifted_passage_has_lost_one_byte_and_realigns_at_once(passage: str) -> None:
    shown, old = bake.shift(passage), passage.encode("gb18030")
    assert shown[0] == "?"
    assert shown[-1] == "?"
    assert shown[1:-1].encode("gb18030") == old[1:-1]
    text = next(source["text"] for source in SOURCES.values() if passage in source.get("shift", []))
    assert text[text.index(passage) + len(passage)].isascii()


def test_a_misread_passage_gives_its_utf8_back_but_for_what_was_lost() -> None:
    line = "阿里巴巴和微博"
    assert bake.misread(line).encode("gb18030", errors="replace")[:18] == line.encode()[:18]
    assert bake.misread("社交电商") == "绀句氦鐢靛晢"


@pytest.mark.parametrize(("name", "source"), [(n, s) for n, s in SOURCES.items() if "lost_bytes" in s])
def test_a_file_with_lost_bytes_is_one_byte_shorter_for_each(name: str, source: dict[str, Any]) -> None:
    whole = source["text"].replace("\n", source.get("newline", "\n")).encode(source["encoding"])
    assert len(dict(bake.bake())[source["out"]]) == len(whole) - len(source["lost_bytes"]), name

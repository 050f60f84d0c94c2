"""What must hold for every metric row, whatever the text; the confidence; what is said once."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metric_reading import read_metrics, read_rows

from nlp.facts import Context
from nlp.facts.confidence import Evidence, features, weigh
from nlp.facts.dimensions import _finder
from nlp.facts.words import cues, measure_finder, measures, pattern
from nlp.layout import lay_out
from nlp.lexicon import read_toml
from nlp.lexicon.data import read_text
from nlp.model import Source
from nlp.text import clean

DAY = dt.date(2018, 6, 15)
USUAL = Evidence("here", "explicit", "clause", "clause", "explicit", 1, False, False, "=", "level", False)
PIECES = st.sampled_from([
    "微博", "阿里巴巴", "刘强东", "2017年", "去年", "截至3月底", "止三个月", "营收", "月活跃用户", "毛利率", "同比", "环比",
    "增长", "下降", "至", "达到", "分别", "约", "超过", "近", "10%", "3.5个百分点",
    "108亿元", "1.2万亿", "4.11亿", "5000人", "3倍", "8-10倍", "第3名",
    "三成", "两家", "，", "、", "和", "；", "。", "“", "”", "（", "）", "其中", "它", "公司", "表示", "据IDC数据显示", "占", "的", "来自", "将",
    "revenue ", "fell ", "$3.2bn ", "5% ", "in 2020 ", "a year earlier ", "from ", "\n", "# ",
])  # fmt: skip
TEXTS = st.lists(PIECES, max_size=30).map("".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_every_row_is_whole(text: str) -> None:
    for row in read_rows(text, DAY):
        assert row.subject_id or row.subject_text
        assert (row.bound == "range") == (row.value_max is not None)
        assert row.value_max is None or row.value_max > row.value
        assert (row.period is None) == (row.period_start is None) == (row.time_basis is None)
        assert row.period_start is None or row.period_end is None or row.period_start <= row.period_end
        assert row.value_lo is None or row.value_hi is None or row.value_lo <= row.value <= row.value_hi or row.bound in (">", "<", ">=", "<=")
        assert row.kind in ("level", "share", "growth", "change", "ratio", "target", "rank")
        assert row.base_period is None or row.kind in ("growth", "change")
        assert row.metric_text
        assert 0 < len(row.quote) <= 200
        assert row.value_text in text
        assert 0.0 <= row.confidence <= 1.0
        assert row.confidence == round(row.confidence, 3)


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_the_same_text_gives_the_same_rows_with_ids_given_once(text: str) -> None:
    rows = read_rows(text, DAY)
    assert rows == read_rows(text, DAY)
    ids = [row.metric_id for row in rows]
    assert len(set(ids)) == len(ids)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60))
def test_no_text_stops_the_reader(text: str) -> None:
    assert all(row.unit for row in read_rows(text.replace("\r", " "), DAY))


def test_a_figure_said_twice_is_one_row_that_counts_both() -> None:
    rows = read_rows("微博2017年营收11.5亿美元。\n王高飞说，微博2017年营收11.5亿美元。", DAY)
    assert [(row.value, row.n_mentions) for row in rows] == [(Decimal("1150000000.000000"), 2)]


def test_a_title_that_rounds_is_no_row_of_its_own() -> None:
    rows = read_rows("# 微博营收逾4亿美元\n微博二季度营收4.266亿美元。", DAY)
    assert [row.value for row in rows if row.bound == "="] == [Decimal("426600000.000000")]


def test_two_figures_of_one_value_under_different_measures_stay_two() -> None:
    rows = read_metrics("微博二季度营收5亿美元。阿里巴巴二季度投资5亿美元。", DAY)
    assert [(row["subject"], row["metric"]) for row in rows] == [("微博", "revenue"), ("阿里巴巴", "funding_amount")]


def test_a_change_of_points_is_never_made_up_from_two_levels() -> None:
    kinds = [row["kind"] for row in read_metrics("阿里巴巴的持股比例由10%升至15%。", DAY)]
    assert kinds == ["share", "share"]


def test_a_written_change_of_points_is_a_row() -> None:
    rows = read_metrics("小米毛利率由10%升至15%，提高5个百分点。", DAY)
    assert [(row["kind"], row["value"], row["unit"]) for row in rows] == [("ratio", "10", "%"), ("ratio", "15", "%"), ("change", "5", "pp")]


def test_confidence_is_a_chance_that_falls_with_what_had_to_be_guessed() -> None:
    guessed = replace(USUAL, owner="carried", main=False, known=False)
    steps = [USUAL, replace(USUAL, mended=True), replace(guessed, mended=True)]
    weights = [weigh(step) for step in steps]
    assert all(low < high for high, low in pairwise(weights))
    assert all(0 < weight < 1 for weight in weights)


def test_confidence_is_the_logistic_of_its_coefficients() -> None:
    import json

    table = json.loads(read_text("facts/confidence.json"))
    assert set(table["weights"]) == set(features(USUAL))
    score = table["intercept"] + sum(table["weights"][name] * value for name, value in features(USUAL).items())
    assert weigh(USUAL) == pytest.approx(1 / (1 + math.exp(-score)), abs=0.001)


def test_every_measure_has_a_category_a_unit_and_forms() -> None:
    rows = read_toml("facts/measures.toml")
    assert set(rows) == set(measures())
    assert all(row["forms"] and isinstance(row["unit"], str) for row in rows.values())
    assert measure_finder().find("微博营收")[0].key == "revenue"


def test_no_dimension_stands_for_two_parts() -> None:
    forms = [form for part in read_toml("facts/dimensions.toml").values() for forms in part.values() for form in forms]
    assert len(set(forms)) == len(forms)
    assert _finder().find("移动端")[0].key == "channel:移动端"


def test_every_pattern_compiles_and_every_list_of_cues_can_be_searched() -> None:
    patterns = read_toml("facts/patterns.toml")
    assert all(pattern(section, key).pattern for section, keys in patterns.items() for key in keys)
    assert all(cues(section).find("同比增长") is not None for section in read_toml("facts/cues.toml"))


LONG = ["微博营收1{}亿元、", "微博2017年营收1{}亿元，", "同比增长1{}%，其中", "（微博营收1{}亿元", "“王高飞说1{}亿元", "微博和阿里巴巴、"]


@pytest.mark.parametrize("piece", LONG)
def test_a_long_sentence_is_read_to_its_end(piece: str) -> None:
    text = "".join(piece.format(i) for i in range(300))
    rows = read_rows(text, DAY)
    assert all(row.raw_end <= len(text) for row in rows)


SPANS = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda ends: (min(ends), max(ends)))


@given(st.sets(SPANS, max_size=8).map(sorted), SPANS)
def test_a_row_knows_of_every_mended_span_in_or_beside_its_sentence(mended: list[tuple[int, int]], sentence: tuple[int, int]) -> None:
    cleaned = clean("微博上线。".encode())
    context = Context("a_0", replace(cleaned, mended=tuple(mended)), lay_out(cleaned, Source("a.txt")))
    assert context.is_mended(*sentence) == any(start <= sentence[1] and end >= sentence[0] for start, end in mended)

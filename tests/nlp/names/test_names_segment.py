"""Words are jieba's, whoever cuts them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.lexicon import of_gazetteer
from nlp.names import segment
from nlp.text import clean

SAMPLES = Path(__file__).resolve().parents[3] / "corpus" / "samples"
PIECES = [*"的股.元_# ，。犟𠮷Ａ\n", "微博", "阿里巴巴", "增长", "3.5%", "12", "A股", "1.", "--", "C++", "\r\n", "鯅苠"]


def jieba_words(text: str) -> list[str]:
    return list(segment._jieba().cut(text))


def words(text: str) -> list[str]:
    return [text[low:high] for low, high in segment.split_words(text)]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_the_words_of_the_samples_are_those_of_jieba(path: Path) -> None:
    pytest.importorskip("jieba_next")
    text = clean(path.read_bytes()).text
    assert words(text) == jieba_words(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=40).map("".join))
def test_the_words_of_any_text_are_those_of_jieba(text: str) -> None:
    pytest.importorskip("jieba_next")
    assert words(text) == jieba_words(text)


def test_without_the_extra_jieba_itself_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "微博上线3.5%，鯅苠与程平思在A股\r\n增长。"
    with_it = words(text)
    monkeypatch.setattr(segment, "_load_next", lambda: None)
    for load in (segment._route, segment._loose_words):
        monkeypatch.setattr(segment, load.__name__, of_gazetteer(load.__wrapped__))  # loaded anew
    assert words(text) == jieba_words(text) == with_it


@given(st.text(max_size=60))
def test_words_cover_the_text(text: str) -> None:
    spans = segment.split_words(text)
    assert "".join(text[low:high] for low, high in spans) == text
    assert all(low < high for low, high in spans)


def test_the_table_of_words_is_the_one_that_jieba_makes_of_its_dictionary() -> None:
    import jieba

    plain = jieba.Tokenizer()
    assert segment._frequencies() == plain.gen_pfdict(plain.get_dict_file())

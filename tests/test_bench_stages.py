"""What a benchmark empties before each call: what is remembered of texts, and nothing that is loaded once."""

from __future__ import annotations

from nlp import Source, read
from nlp.facts.words import folded
from nlp.names import gazetteer, load_recogniser, segment
from tests.bench.stages import DEFAULT, forget

TEXT = "2018-06-15\n微博CEO王高飞表示，微博月活跃用户达4.11亿。"


def test_texts_are_forgotten_and_what_is_loaded_is_kept() -> None:
    def loaded() -> tuple[object, ...]:
        return segment._jieba(), segment._route(), gazetteer._automaton(), load_recogniser(DEFAULT.recogniser)

    read(TEXT.encode(), Source("a"), DEFAULT)
    before = loaded()
    assert folded.cache_info().currsize > 0
    forget()
    assert folded.cache_info().currsize == 0
    assert [id(thing) for thing in loaded()] == [id(thing) for thing in before]

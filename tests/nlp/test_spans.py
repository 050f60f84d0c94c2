"""The way back holds for any edits: what a map calls exact is the same characters, and both directions agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.spans import Edit, SpanMap, apply

TEXTS = st.text(alphabet="微博阿里ab1 \n", max_size=40)


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8).filter(lambda c: len(c) % 2 == 0)))
    return [Edit(a, b, draw(st.text(alphabet="淘宝xyz", max_size=4))) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, str, SpanMap]:
    raw = draw(TEXTS)
    text, spans = raw, SpanMap.identity(len(raw))
    for _ in range(draw(st.integers(0, 4))):
        edits = draw(edits_of(text))
        spans = SpanMap.from_edits(len(text), edits).after(spans)
        text = apply(text, edits)
    return raw, text, spans


@given(histories())
def test_lengths_of_a_composed_map_are_those_of_its_texts(history: tuple[str, str, SpanMap]) -> None:
    raw, text, spans = history
    assert (spans.before_length, spans.after_length) == (len(raw), len(text))


@given(histories(), st.data())
def test_every_span_leads_into_the_raw_text_and_an_exact_one_back_to_itself(history: tuple[str, str, SpanMap], data: st.DataObject) -> None:
    raw, text, spans = history
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    place = spans.to_before(start, end)
    assert 0 <= place.start <= place.end <= len(raw)
    if place.alignment == "exact":
        assert place.end - place.start == end - start
        back = spans.to_after(place.start, place.end)
        assert (back.start, back.end, back.alignment) == (start, end, "exact")
    elif place.alignment == "covering":
        kept = any(low < place.end and place.start < high for low, high in zip(spans.b, spans.c, strict=True))  # else all of it was removed
        assert (spans.to_after(place.start, place.end).alignment != "none") == kept


@given(TEXTS, st.data())
def test_untouched_characters_keep_their_way_back(text: str, data: st.DataObject) -> None:
    edits = data.draw(edits_of(text))
    spans, after = SpanMap.from_edits(len(text), edits), apply(text, edits)
    for offset, ch in enumerate(text):
        if not any(e.start <= offset < e.end for e in edits):
            place = spans.to_after(offset, offset + 1)
            assert place.alignment == "exact"
            assert after[place.start : place.end] == ch


def test_a_removed_note_is_covered_by_the_span_around_it() -> None:
    spans = SpanMap.from_edits(8, [Edit(1, 7, "")])
    assert spans.to_before(0, 2).alignment == "covering"
    assert spans.to_after(1, 7).alignment == "none"


def test_edits_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="out of order"):
        apply("微博", [Edit(1, 2, ""), Edit(0, 1, "")])


def test_maps_that_do_not_meet_are_refused() -> None:
    with pytest.raises(ValueError, match="do not meet"):
        SpanMap.identity(3).after(SpanMap.identity(4))


@pytest.mark.parametrize("span", [(-1, 1), (2, 1), (0, 9)])
def test_a_span_outside_the_text_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside"):
        SpanMap.identity(8).to_before(*span)

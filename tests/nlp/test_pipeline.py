"""The spaCy pipeline: text is never altered, every entity lies on tokens, and a component that lacks what it needs is refused."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import Source, read
from nlp.analysis import ReadSettings, find_facts, find_spans, prepare
from nlp.layout import lay_out
from nlp.pipeline import Segmenter, build, shared_pipeline
from nlp.text import clean

FAST = ReadSettings(recogniser="none")
TEXT = "2018年6月14日，阿里妈妈与微博在北京联合发布“U微计划”，微博如今的月活跃用户升到4.11亿，93%用手机登录。"


def test_a_doc_carries_entities_times_quantities_metrics_and_events() -> None:
    doc = build(FAST)(TEXT)
    assert doc.text == TEXT
    assert {"微博", "阿里妈妈", "北京"} <= {ent.text for ent in doc.ents}
    assert all(ent.kb_id_.startswith("e_") for ent in doc.ents)
    assert [span.text for span in doc.spans["times"]] == ["2018年6月14日"]
    assert {span.text for span in doc.spans["quantities"]} >= {"4.11亿", "93%"}
    assert {found.figure.category for found, _ in doc._.metrics} == {"mau"}
    assert len(doc._.events) == 1


def test_a_doc_holds_what_reading_without_one_finds() -> None:
    cleaned = clean(TEXT.encode())
    prepared = prepare(cleaned.text, cleaned.lang, lay_out(cleaned, Source("a.txt")))
    spans = find_spans(prepared, FAST)
    told = find_facts(prepared, spans)
    language = shared_pipeline(FAST)
    assert isinstance(language.tokenizer, Segmenter)
    doc = language(language.tokenizer.segment(prepared))
    assert [(token.idx, token.idx + len(token)) for token in doc if not token.is_space] == [span for span in spans.words if cleaned.text[slice(*span)].strip()]
    assert (doc._.names, doc._.times, doc._.vague, doc._.quantities) == (spans.names, spans.times, spans.vague, spans.quantities)
    assert [(f.figure, f.statement, f.subject, f.period, f.quote, n) for f, n in doc._.metrics] == [
        (f.figure, f.statement, f.subject, f.period, f.quote, n) for f, n in told.metrics
    ]
    assert [(h.event_type, h.roles, h.period, h.quote, n) for h, n in doc._.events] == [(h.event_type, h.roles, h.period, h.quote, n) for h, n in told.events]
    assert told.metrics
    assert told.events


def test_components_say_what_they_require_and_give() -> None:
    language = build(FAST)
    assert language.pipe_names == ["zhishi_names", "zhishi_times", "zhishi_quantities", "zhishi_facts"]
    language.remove_pipe("zhishi_times")
    problems = language.analyze_pipes(keys=["requires"])["problems"]
    assert problems["zhishi_facts"] == ["doc._.times"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("微博阿里在2018年6月14日，。“”U计划 \n\t\u3000CEO王高飞说4.1亿%ñ👍Ａ"), max_size=60))
def test_any_text_comes_back_from_its_tokens(text: str) -> None:
    doc = shared_pipeline(FAST)(text)
    assert doc.text == text
    assert all(not ent.text.isspace() for ent in doc.ents)


@pytest.mark.parametrize("raw", [TEXT.encode(), b"", b"\xff\xfe\x00", "微博".encode("gb18030"), b"In 2014 Weibo Corp listed on Nasdaq."])
def test_a_reading_is_the_same_again_and_can_be_pickled(raw: bytes) -> None:
    one, two = (read(raw, Source("a.txt"), FAST) for _ in range(2))
    assert one == two
    assert pickle.loads(pickle.dumps(one)) == one


def test_importing_nlp_loads_no_heavy_library() -> None:
    import subprocess
    import sys

    code = "import sys, nlp; print(sorted({'spacy', 'onnxruntime', 'jieba', 'trafilatura', 'sklearn', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

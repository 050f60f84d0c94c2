"""What the fact readers share: words in a folded text, what is found once a sentence, clauses, and what silent sentences leave to the next figure."""

from __future__ import annotations

import datetime as dt

import pytest
from metric_reading import read_metrics

from nlp.facts.sentence import Document, Sentence, once, split_clauses
from nlp.facts.triggers import event_types, find_triggers
from nlp.facts.words import WordFinder, folded
from nlp.model import Layout

DAY = dt.date(2018, 6, 15)


def sentence_of(text: str) -> tuple[Document, Sentence]:
    """A document of one sentence without findings."""
    sentence = Sentence(text, 0, 0, len(text), 0, False, 0, (), (), (), ())
    return Document(text, "zh-Hans", Layout(()), (sentence,)), sentence


def test_a_reader_works_once_a_sentence_and_anew_for_another() -> None:
    read_at: list[int] = []

    @once
    def length(document: Document, sentence: Sentence) -> int:
        read_at.append(sentence.end)
        return sentence.end - sentence.start

    document, sentence = sentence_of("微博上线。")
    other = sentence_of("微博。")
    assert [length(document, sentence), length(document, sentence), length(*other)] == [5, 5, 3]
    assert read_at == [5, 3]


@pytest.mark.parametrize("text", ["İPO", "ΑΣ 8", "ＡＢ", "微博IPO"])
def test_a_folded_text_keeps_its_length(text: str) -> None:
    assert len(folded(text)) == len(text)


def test_words_stand_alone_within_the_part_that_is_searched() -> None:
    finder = WordFinder({"up": ("up", "grew")})
    text = "Upgrade grew"
    assert [w.form for w in finder.find(text)] == ["grew"]
    assert [w.form for w in finder.find(text, 0, 2)] == ["up"]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("营收3,016亿元，降5%", ["营收3,016亿元，", "降5%"]),
        ("微博（微信，抖音）上线，成功", ["微博（微信，抖音）上线，", "成功"]),
        ("Revenue rose, 2020 fell", ["Revenue rose, 2020 fell"]),
        ("it rose while sales fell", ["it rose while ", "sales fell"]),
        ("甲——乙：丙", ["甲——", "乙：", "丙"]),
    ],
)
def test_clauses_end_at_marks_outside_numbers_and_brackets(text: str, clauses: list[str]) -> None:
    assert [text[a:b] for a, b in split_clauses(text, 0, len(text))] == clauses


def test_a_pattern_is_not_passed_over_where_its_trigger_stands() -> None:
    assert any(row.get("patterns") for row in event_types().values())
    assert [(w.key, w.form) for w in find_triggers(*sentence_of("浦东新工厂昨日正式投产"))] == [("launch", "投产")]


def test_silent_sentences_leave_their_subject_and_speaker_to_the_next_figure() -> None:
    rows = read_metrics("阿里巴巴昨天开会。会后京东公布了财报。去年营收为3000亿元。", DAY)
    assert [(row["subject"], row["value"]) for row in rows] == [("京东", "300000000000")]


def test_a_paragraph_that_goes_on_keeps_the_subject_of_a_silent_sentence() -> None:
    rows = read_metrics("# 阿里巴巴的一年\n京东公布了财报。\n其中，去年营收为3000亿元。", DAY)
    assert [row["subject"] for row in rows] == ["京东"]

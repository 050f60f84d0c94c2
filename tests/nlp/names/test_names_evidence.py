"""Where the recogniser looks: at every sign of an unlisted name, and nowhere else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.names import find_names, load_recogniser, split_sentences, split_words
from nlp.names.evidence import BEFORE, BEHIND, find_pieces, read_words

SIGNS = {
    "a word that no dictionary knows": ("公司去年增长很快，熙浪去年增长更快。", ["熙浪去年增长更快。"]),
    "a person in the dictionary": ("会议昨天结束，刘德华出席了会议。", ["刘德华出席了会议。"]),
    "a surname before a loose character": ("会议昨天结束，潘昕在会上发言。", ["潘昕在会上发言。"]),
    "a place in the dictionary": ("会议昨天结束，工厂设在枣庄。", ["工厂设在枣庄。"]),
    "a word that closes the name of a body": ("会议昨天结束，知识产权法院受理了案件。", ["知识产权法院受理了案件。"]),
    "a longer word that ends as bodies do": ("会议昨天结束，市场监管局作出处罚。", ["市场监管局作出处罚。"]),
    "a word of business behind a loose character": ("会议昨天结束，他去了昕科技。", ["他去了昕科技。"]),
    "neighbours are one piece": ("熙浪去年增长很快，景昕今年增长更快。", ["熙浪去年增长很快，景昕今年增长更快。"]),
    "a word once": ("熙浪去年增长很快，对手增长缓慢，熙浪今年再次领先。", ["熙浪去年增长很快，"]),
    "both ends of a sentence": ("熙浪去年增长很快，对手增长缓慢，景昕今年再次领先。", ["熙浪去年增长很快，", "景昕今年再次领先。"]),
}
NO_SIGNS = {
    "plain words": "公司去年增长很快，用户也越来越多。",
    "a listed name": "阿里巴巴去年增长很快，微博也增长很快。",
    "a word of the figures": "营收增长很快，净利润同比下滑。",
    "a word made up of small ones": "这一业务将会增长，仅为去年的一半。",
    "any body": "这家公司去年增长很快，该公司今年上市。",
    "a surname as a word": "公司向用户说明了情况，于去年完成改造。",
}


def pieces_of(text: str) -> list[str]:
    words = split_words(text)
    names = find_names(text, recogniser=load_recogniser("none"), words=words)
    return [text[low:high] for low, high in find_pieces(text, split_sentences(text), read_words(text, words, names).signs)]


@pytest.mark.parametrize("case", SIGNS)
def test_the_clause_of_a_sign_is_read(case: str) -> None:
    text, pieces = SIGNS[case]
    assert pieces_of(text) == pieces


@pytest.mark.parametrize("case", NO_SIGNS)
def test_what_has_no_sign_is_not_read(case: str) -> None:
    assert pieces_of(NO_SIGNS[case]) == []


@given(st.text(alphabet=st.sampled_from("微博熙浪科技刘昕在枣庄法院，。：的了公司12A \n"), max_size=80))
def test_pieces_lie_in_sentences_in_order_and_do_not_overlap(text: str) -> None:
    sentences = split_sentences(text)
    signs = read_words(text, split_words(text), []).signs
    pieces = find_pieces(text, sentences, signs)
    assert list(signs) == sorted(signs)
    assert all(any(low <= sign < high for low, high in pieces) for sign in signs if any(start <= sign < end for start, end in sentences))
    assert all(low < high for low, high in pieces)
    assert all(one[1] <= other[0] for one, other in pairwise(pieces))
    assert all(any(start <= low and high <= end for start, end in sentences) for low, high in pieces)


def test_of_a_long_clause_the_recogniser_sees_what_is_around_a_sign() -> None:
    text = "很" * 40 + "熙浪" + "很" * 40
    assert find_pieces(text, [(0, len(text))], [40]) == [(40 - BEFORE, 40 + BEHIND)]


FORMED = {
    "an unknown word and a word of business": ("景昕信息宣布上市。", "景昕信息"),
    "a place before it": ("杭州景昕信息宣布上市。", "杭州景昕信息"),
    "its legal form behind it": ("深圳景昕信息技术有限公司宣布上市。", "深圳景昕信息技术有限公司"),
    "a name in the dictionary": ("宋玲网络宣布上市。", "宋玲网络"),
}
NOT_FORMED = {
    "a known word before it": "移动网络覆盖了全国。",
    "an unknown word that invests": "景昕投资五亿元。",
    "a word of figures before it": "营收信息已经公布。",
    "a place before it": "北京科技发展很快。",
}


@pytest.mark.parametrize("case", FORMED)
def test_a_word_of_business_makes_a_body_of_an_unknown_word(case: str) -> None:
    text, name = FORMED[case]
    found = [(n.entity.name, n.entity.entity_type, n.extractor) for n in find_names(text, recogniser=load_recogniser("none"))]
    assert (name, "ORG", "rule.formed@1") in found


@pytest.mark.parametrize("case", NOT_FORMED)
def test_no_body_is_made_of_known_words(case: str) -> None:
    assert [n.entity.name for n in find_names(NOT_FORMED[case], recogniser=load_recogniser("none")) if n.entity.entity_type == "ORG"] == []


def test_a_name_that_was_recognised_once_is_the_same_name_where_it_stands_again() -> None:
    class Reader:
        everywhere = False

        def __call__(self, pieces: list[str]) -> list[list[tuple[int, int, str]]]:
            return [[(piece.index("熙浪"), piece.index("熙浪") + 2, "ORG")] if "熙浪" in piece else [] for piece in pieces]

    text = "熙浪去年增长很快。对手增长缓慢。熙浪今年再次领先。"
    assert [(n.start, n.entity.entity_type) for n in find_names(text, recogniser=Reader())] == [(0, "ORG"), (16, "ORG")]


def test_everywhere_reads_what_has_no_sign() -> None:
    seen: list[str] = []

    class Spy:
        everywhere = True

        def __call__(self, pieces: list[str]) -> list[list[tuple[int, int, str]]]:
            seen.extend(pieces)
            return [[] for _ in pieces]

    find_names("公司去年增长很快，用户也越来越多。", recogniser=Spy())
    assert seen == ["公司去年增长很快，用户也越来越多。"]

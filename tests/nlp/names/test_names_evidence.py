"""Where the recogniser looks: at every sign of an unlisted name, and nowhere else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.names import find_names, load_recogniser, split_sentences, split_words
from nlp.names.evidence import find_pieces

SIGNS = {
    "a word that no dictionary knows": ("公司去年增长很快，熙浪去年增长更快。", ["熙浪去年增长更快。"]),
    "a person in the dictionary": ("会议昨天结束，刘德华出席了会议。", ["刘德华出席了会议。"]),
    "a surname before a loose character": ("会议昨天结束，潘昕在会上发言。", ["潘昕在会上发言。"]),
    "a place in the dictionary": ("会议昨天结束，工厂设在枣庄。", ["工厂设在枣庄。"]),
    "a word that closes the name of a body": ("会议昨天结束，知识产权法院受理了案件。", ["知识产权法院受理了案件。"]),
    "a longer word that ends as bodies do": ("会议昨天结束，市场监管局作出处罚。", ["市场监管局作出处罚。"]),
    "a word of business behind a loose character": ("会议昨天结束，老昕科技参加。", ["老昕科技参加。"]),
    "neighbours are one piece": ("熙浪去年增长很快，熙浪今年增长更快。", ["熙浪去年增长很快，熙浪今年增长更快。"]),
    "both ends of a sentence": ("熙浪去年增长很快，对手增长缓慢，熙浪今年再次领先。", ["熙浪去年增长很快，", "熙浪今年再次领先。"]),
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
    return [text[low:high] for low, high in find_pieces(text, split_sentences(text), words, names)]


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
    pieces = find_pieces(text, sentences, split_words(text), [])
    assert all(low < high for low, high in pieces)
    assert all(one[1] <= other[0] for one, other in pairwise(pieces))
    assert all(any(start <= low and high <= end for start, end in sentences) for low, high in pieces)


def test_everywhere_reads_what_has_no_sign() -> None:
    seen: list[str] = []

    class Spy:
        everywhere = True

        def __call__(self, pieces: list[str]) -> list[list[tuple[int, int, str]]]:
            seen.extend(pieces)
            return [[] for _ in pieces]

    find_names("公司去年增长很快，用户也越来越多。", recogniser=Spy())
    assert seen == ["公司去年增长很快，用户也越来越多。"]

"""What stands beside a figure besides its unit: sign and currency before it, bound words on either side."""

from __future__ import annotations

import re

from nlp.quantities.figures import Figure, Page
from nlp.quantities.vocabulary import Bound

_SIGN = re.compile(
    r"(?:(?<![不抱正胜欺背自担减])负 ?|(?:(?<=[\s(（:：,，为至达到降跌增])|^)(?:- ?|\+)|(?<=[\u4e00-\u9fff])-"
    r"|(?<![A-Za-z])(?i:minus|negative) )$"
)
SIGN_ENDS = frozenset("负-+ \n")
_POINTING = ("above", "below")  # the above two models
_DISTANT = re.compile(r"(?:(?P<about>大?约)占|(?P<word>不到|不足|超过|超|逾|接近|近|约))[^\W\d]{1,14}的$")
_LONGEST = 20  # characters of the longest bound word


def currency_before(page: Page, start: int, limit: int = 0) -> tuple[int, str]:
    """Where the currency that ends at `start` begins, and its code; (start, "") without one. Looks no further back than `limit`."""
    text, at = page.text, start
    while at > limit and text[at - 1] == " " and start - at < 3:
        at -= 1
    word = page.words.money_before.before(text, at)
    if word is None or at - len(word) < limit:
        return start, ""
    begin = at - len(word)
    if _is_latin(word[0]) and begin and text[begin - 1].isascii() and text[begin - 1].isalnum():
        return start, ""
    return begin, str(page.words.money_before.words[word])


def sign_before(page: Page, start: int, limit: int) -> tuple[int, bool]:
    """Where the sign that ends at `start` begins, and whether it is a minus; (start, False) without one."""
    text = page.text
    found = _SIGN.search(text, max(limit, start - 10), start) if text[start - 1 : start] in SIGN_ENDS else None
    if not found:
        return start, False
    sign, at = found.group().strip(), found.start()
    if sign == "-" and ((limit and not text[limit:at].strip()) or (at and (text[at - 1].isdigit() or text[at - 1] in "-–—年月日%"))):
        return start, False
    return at, sign != "+"


def bound_before(page: Page, figure: Figure, limit: int) -> None:
    """Widen the figure over the bound word before it, past words that may stand between (超过了, 约合)."""
    text, at = page.text, figure.start
    for _ in range(3):
        while at > limit and text[at - 1] == " ":
            at -= 1
        last = text[at - 1 : at]
        if last.lower() in page.words.bound_before.last and _take_bound(page, figure, at, limit):
            return
        for filler in page.words.fillers.get(last, ()):
            if text.endswith(filler, limit, at):
                break
        else:
            return
        if filler.isascii() and at > len(filler) and text[at - len(filler) - 1] != " ":
            return
        at -= len(filler)


def distant_bound(page: Page, figure: Figure, limit: int) -> None:
    """约占净营收的87%, 不到去年的一半: the bound stands before what the share is of. A level (超过对手的12.7%) is not bounded so."""
    if figure.bound or page.text[figure.start - 1 : figure.start] not in ("的", "\n"):
        return
    found = _DISTANT.search(page.text, max(limit, figure.start - _LONGEST), figure.start)
    if not found or not (found["about"] or figure.share or figure.kind == "times"):
        return
    bound = page.words.bound_before.words[found["word"] or "约"]
    assert isinstance(bound, Bound)
    figure.bound = bound.bound


def _take_bound(page: Page, figure: Figure, at: int, limit: int) -> bool:
    text, lookup = page.text, page.words.bound_before
    window = text[max(limit, at - _LONGEST) : at].lower()
    word = lookup.before(window, len(window))
    if word is None:
        return False
    bound = lookup.words[word]
    assert isinstance(bound, Bound)
    begin = at - len(word)
    before = text[begin - 1] if begin > max(0, limit - 1) and begin else " "
    if before in bound.not_after and not text.endswith("其中", limit, begin):
        return False
    if _is_latin(word[0]) and before.isascii() and before.isalnum():
        return False
    if not word.isalpha() and begin == limit > 0:  # 30%~50%
        return False
    if word in _POINTING and text.endswith("the ", limit, begin):
        return False
    numeral = figure.numeral
    if (word == "过" and not (numeral.scaled or numeral.vague)) or (word == "上" and not numeral.bare_scale):
        return False
    figure.start, figure.bound_word = begin, word
    if figure.bound != ">" or bound.bound != "~":  # 大约400多 is more than 400
        figure.bound = bound.bound
    return True


def bound_after(page: Page, figure: Figure) -> None:
    """Widen the figure over the bound word after it (以上, 左右, 起); what stands before the figure wins."""
    text, lookup, at = page.text, page.words.bound_after, figure.end
    while at - figure.end < 2 and text.startswith(" ", at):
        at += 1
    word = lookup.at(text, at)
    if word is None or not _is_bound(figure, word, text[at - 1 : at], text[at + len(word) : at + len(word) + 1]):
        return
    bound = lookup.words[word]
    assert isinstance(bound, Bound)
    figure.end = at + len(word)
    figure.bound = figure.bound or bound.bound


def _is_bound(figure: Figure, word: str, before: str, following: str) -> bool:
    """Whether a bound word after a figure is one here: 3亿元多 but not 3次多, 1999元起 but not 3元起步."""
    if word in ("多", "余"):
        return figure.kind in ("", "money", "measure", "percent", "tenths") and following not in tuple("年月天日个出于达了赚花卖付给")
    if word == "起":
        return figure.kind == "money" and not "\u4e00" <= following <= "\u9fff"
    if word in ("+", "＋"):
        return not following.isalnum()
    return not _is_latin(word[0]) or before == " "


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()

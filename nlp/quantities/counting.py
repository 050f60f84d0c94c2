"""Which numerals count something, and which are only words, labels or furniture.

Every rule looks at the figure and at a few characters on its two sides; the words that it looks for are in reading.toml.
"""

from __future__ import annotations

import re
from functools import cache

from nlp.quantities.figures import Figure
from nlp.quantities.vocabulary import Vocabulary, vocabulary

_NAMED = re.compile(r"(?<![A-Za-z])([A-Za-z][A-Za-z0-9.+-]{0,18})[ -]?$")
_DECIMAL = re.compile(r"-?\d*\.\d+")
_QUOTES = frozenset('“"「『\'‘《【')
_JOINTS = frozenset("-–/×*·•")  # 7×24, 6·30
_RATES = frozenset(["money", "percent", "points", "times", "tenths"])
_BEFORE, _AFTER = 20, 8  # characters looked at on either side
_LABEL_SIGNS = " :：.(（#№|\n"  # what may stand after a label
_LABEL_ENDS = frozenset(("为", "是", *_LABEL_SIGNS))
_EDGE = "\n"  # stands for the end of the text


def keep(text: str, figures: list[Figure]) -> list[Figure]:
    """The figures of `text` that count."""
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    return [figure for figure in figures if counts(text, figure) or _is_alone(figure, first, last)]


def _is_alone(figure: Figure, first: int, last: int) -> bool:
    """The text holds nothing else, so that the figure can only be meant as one."""
    return figure.start <= first and figure.end >= last and figure.kind != "time"


def counts(text: str, figure: Figure) -> bool:
    """Whether this figure measures anything, from its unit, its bound, its scale and what stands around it."""
    words = vocabulary()
    before, after = text[max(0, figure.start - _BEFORE) : figure.start], text[figure.end : figure.end + _AFTER]
    written = text[figure.number_start : figure.number_end]
    numeral = figure.numeral
    if figure.unit is not None and figure.basis == "explicit":
        return _unit_counts(words, figure, written, before, after)
    if figure.basis == "shared":
        return figure.kind != "time" or _unit_counts(words, figure, written, before, after)
    if _is_labelled(before):
        return False
    if numeral.plain or _DECIMAL.fullmatch(written):
        return _plain_counts(words, figure, before, after)
    if figure.bound and figure.basis == "inferred":
        return True
    if numeral.fraction:
        return _fraction_counts(figure, written, before, after)
    if numeral.bare_scale:
        return figure.bound != "" or figure.basis == "inferred" or (_is_edge(before[-1:]) and _is_edge(after))
    if numeral.han and written[0].isascii():
        return _english_counts(words, figure, written, before, after)
    return _han_counts(figure, written, before, after) if numeral.han else True


def _is_labelled(before: str) -> bool:
    if before[-1:] not in _LABEL_ENDS:
        return False
    label, last = _label()
    stem = before[:-1] if before[-1] in "为是" else before.rstrip(_LABEL_SIGNS)
    return stem[-1:] in last and label.search(before) is not None


@cache
def _label() -> tuple[re.Pattern[str], frozenset[str]]:
    """A label that ends before a number (浏览(, 股票代码：, 代码为, page .), and what it ends in without its signs or 为."""
    words = vocabulary().settings
    labels, codes = "|".join(map(re.escape, words["labels"])), "|".join(map(re.escape, words["codes"]))
    last = "".join(word[-1] for word in (*words["labels"], *words["codes"]))
    pattern = re.compile(rf"(?:{codes})(?:为|是)$|(?i:{labels})(?:次数|量|数|号|号码)?[ :：.(（#№|]{{1,3}}$")
    return pattern, frozenset(last.lower() + last.upper() + "为是量数号码")


@cache
def _one_of(name: str) -> re.Pattern[str]:
    """One of the words that are listed under this name."""
    return re.compile("|".join(map(re.escape, vocabulary().settings[name])))


def _is_edge(text: str) -> bool:
    return not text or not text[0].isalnum()


def _unit_counts(words: Vocabulary, figure: Figure, written: str, before: str, after: str) -> bool:
    """A figure with a unit counts, unless it is an article (一家), points back (这两家) or orders the text (三个方面)."""
    numeral, flags = figure.numeral, figure.unit.flags if figure.unit else frozenset()
    if figure.kind in _RATES:
        if figure.kind == "money" and len(written) == 1 and numeral.bare_scale:
            return figure.bound != "" or written == "亿"  # 亿元, but not 千元机
        return figure.kind != "tenths" or not numeral.han or not before.endswith(("打", "分"))
    if figure.kind == "time":
        return _one_of("spent").search(before) is not None
    if numeral.han and written == "二" and "article" in flags and not figure.bound:  # 二次上市
        return False
    if _is_labelled(before) or written in ("零", "〇", "○", "幺", "洞", "拐"):
        return False
    if numeral.han and written == "一" and "article" in flags:
        only = words.settings["only"]
        return figure.bound_word in only or (before.endswith(only) and not before.endswith("最近"))
    if numeral.han and abs(figure.value) <= 10 and not figure.bound and figure.high is None:
        points_back = before.endswith(words.settings["pointing"])
        return not (points_back or "discourse" in flags or _one_of("abstract").search(after) is not None)
    if numeral.bare_scale and not figure.bound and not numeral.vague:
        if figure.unit_text == "级":  # 亿级市场
            return False
        return written == "亿" or (len(written) > 1 and any(char in "万亿" for char in written))
    return True


def _fraction_counts(figure: Figure, written: str, before: str, after: str) -> bool:
    """一半, 三分之一, half of it; but not the first half of 2015, nor a third plant."""
    if written.lower() in ("half", "a half"):
        led = figure.bound != "" or after.startswith((" of ", " the ", " its ", " their ", " a "))
        return led and not before.lower().endswith(("first ", "second ", "latter ", "other "))
    if written.lower().startswith(("a ", "an ")):
        return figure.bound != "" or after.startswith(" of ") or (_is_edge(after) and not after.startswith(" "))
    in_words = "之" in written or written.endswith(("半", "数")) or written[0].isascii()
    return in_words or figure.bound != "" or _is_edge(after) or "的" in after[:3]


def _plain_counts(words: Vocabulary, figure: Figure, before: str, after: str) -> bool:
    """A bare run of Arabic digits: years, models, labels and codes are none; what is bounded, led or stands free counts."""
    last, following = before[-1:] or _EDGE, after[:1] or _EDGE
    if not figure.bound and (_is_year(figure) or _is_mark(figure, before, after) or _is_named(words, before)):
        return False
    if not figure.bound and str(figure.numeral.value) in words.settings["festivals"]:
        return False
    if (last in "(（" and following in ")）") or (last in "#＃№"):
        return False
    if figure.bound or figure.basis == "inferred":
        return True
    if last in _JOINTS or following in _JOINTS:
        return False
    if last in " \n" and following in " \n" and figure.numeral.plain and _among_others(before, after):
        return False
    if _is_edge(last) and _is_edge(following):
        starts_line = not before.strip() or before.endswith("\n")
        return not (following == "、" or (following in ".)" and _is_edge(after[1:2]) and starts_line))
    if last in " \n" and following in " .,;:!?)\n":
        return True
    return before.endswith(words.settings["leads"]) and (_is_edge(following) or not following.isascii())


def _among_others(before: str, after: str) -> bool:
    """1 2 下一页: a number between blanks, next to Chinese or to more numbers."""
    sides = before.rstrip()[-1:] + after.lstrip()[:1]
    return any(side.isdigit() or "\u4e00" <= side <= "\u9fff" for side in sides)


def _is_year(figure: Figure) -> bool:
    return figure.numeral.plain and figure.numeral.written == 4 and 1900 <= figure.numeral.value <= 2099 and figure.high is None


def _is_mark(figure: Figure, before: str, after: str) -> bool:
    """03888, “4”, 4+1, 3大标准, ）1130315, a line with nothing but a figure: a name or a mark, not a measure."""
    last, following = before[-1:] or _EDGE, after[:1] or _EDGE
    numeral = figure.numeral
    if numeral.plain and numeral.written > 1 and (numeral.value < 10 ** (numeral.written - 1) or numeral.written > 8 or last in ")）"):
        return True
    if last in _QUOTES or last in "+＋" or (following in "+＋" and after[1:2].isalnum()) or last == following == _EDGE:
        return True
    return after.lstrip()[:1] == "大" or before.rstrip().endswith("双")


def _is_named(words: Vocabulary, before: str) -> bool:
    """iPhone 8, Windows 10, GPT-4: the number of a name that stands before it."""
    found = _NAMED.search(before) if before[-1:].isascii() else None
    if not found or found[1].lower() in words.settings["plain_words"]:
        return False
    name = found[1]
    return name != name.lower() or before[-1:] != " " or any(char.isdigit() for char in name)


def _english_counts(words: Vocabulary, figure: Figure, written: str, before: str, after: str) -> bool:
    """English number words: a lone small one only with the noun that it counts, or as a result (the answer is four)."""
    if figure.basis == "inferred":
        return not before.lower().endswith(words.settings["pointing_english"])
    if " " in written or "-" in written or figure.numeral.scaled:
        return True
    return before.endswith(("is ", "minus ", "was ")) and _is_edge(after)


def _han_counts(figure: Figure, written: str, before: str, after: str) -> bool:
    """Chinese numerals without a unit: large ones count, small ones only where they stand free."""
    last = before[-1:] or _EDGE
    if last in "双周第初月" or before.endswith(("星期", "礼拜")):
        return False
    if len(written) == 1:
        if last in _QUOTES or last in "\n(（":
            return False
        led = last == "是" and (_is_edge(after) or after[0] in "不这")
        return led or (_is_edge(last) and _is_edge(after) and after[:1] != "、")
    if figure.numeral.scaled and any(char in "万亿兆" for char in written):
        return True
    if figure.bound or figure.basis == "inferred" or "点" in written:
        return _is_edge(after) or figure.numeral.scaled
    return _is_edge(after) and (figure.numeral.scaled or "十" in written or _is_edge(last))

"""Which numerals count something, and which are only words, labels or furniture."""

from __future__ import annotations

import re

from nlp.quantities.figures import Figure
from nlp.quantities.vocabulary import Vocabulary

_COUNTER = re.compile(r"(?:代码|编号|号码|电话)(?:为|是|：)$|(?:浏览|阅读|点击|访问|围观|热度|人气|评论|回复|跟帖|转发|次数|页码|电话|热线|客服|手机|传真|邮编|QQ|微信|公众号|代码|编号|订单号|备案|许可证|证号|尾号|工号|票|版权|©|[Cc]opyright|(?i:browsing times|views|hits|reads|page|tel|phone|no|room|section|chapter|version|figure|table|step|level|type|windows|top|number(?! is)))"
                      r"(?:次数|量|数|号|号码)?[ :：.(（#№|]{1,3}$")
_NAMED = re.compile(r"(?<![A-Za-z])([A-Za-z][A-Za-z0-9.+-]*)[ -]?$")
_DECIMAL = re.compile(r"-?\d*\.\d+")
_QUOTES = frozenset("“\"「『'‘《【")
_PLAIN_WORDS = frozenset(["the", "in", "on", "of", "for", "from", "to", "by", "at", "with", "and", "or", "but", "as", "that", "about", "over", "nearly", "almost", "around", "some", "only", "just", "under", "more", "than", "up", "at", "least", "most", "is", "are", "was", "were", "be", "been", "has", "have", "had", "reached", "hit", "totaled", "totalled", "total", "totaling", "had", "sold", "all", "these", "those", "its", "their", "our", "your", "his", "her", "my", "every", "each", "another", "no", "exceeded", "approximately", "roughly", "between", "above", "below", "worth", "get", "got", "gave", "add", "added", "lost", "won", "made", "paid", "than", "costs", "cost", "answer", "number", "value", "result", "has", "there", "into", "off", "out"])


def keep(text: str, words: Vocabulary, figures: list[Figure]) -> list[Figure]:
    """The figures that count."""
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    return [figure for figure in figures if _is_alone(figure, first, last) or counts(text, words, figure)]


def _is_alone(figure: Figure, first: int, last: int) -> bool:
    """The text holds nothing else, so that the figure can only be meant as one."""
    return figure.start <= first and figure.end >= last and not (figure.unit is not None and figure.unit.kind == "time")


def counts(text: str, words: Vocabulary, figure: Figure) -> bool:
    """Whether this figure measures anything, from its unit, its bound, its scale and what stands around it."""
    before, after = text[max(0, figure.start - 20) : figure.start], text[figure.end : figure.end + 8]
    if figure.unit is not None and figure.basis == "explicit":
        return _unit_counts(words, figure, text, before, after)
    if figure.basis == "shared":
        return True
    if _COUNTER.search(before):
        return False
    numeral, written = figure.numeral, text[figure.number_start : figure.number_end]
    if numeral.plain or _DECIMAL.fullmatch(written):
        return _plain_counts(words, figure, before, after)
    if figure.bound and figure.basis == "inferred":
        return True
    if numeral.fraction:
        return _fraction_counts(figure, written, after)
    if numeral.bare_scale:
        return figure.bound != "" or figure.basis == "inferred" or (_edge(before[-1:]) and _edge(after))
    if numeral.han:
        return _han_counts(words, figure, text, before, after)
    return True


def _fraction_counts(figure: Figure, written: str, after: str) -> bool:
    if written.lower() in ("half", "a half"):
        return figure.bound != "" or after.startswith((" of ", " the ", " its ", " their ", " a "))
    return figure.bound != "" or _edge(after) or "的" in after[:3] or "之" in written or written.endswith(("半", "数")) or written[0].isascii()


def _edge(text: str) -> bool:
    return not text or not (text[0].isalnum())


def _unit_counts(words: Vocabulary, figure: Figure, text: str, before: str, after: str) -> bool:
    unit, numeral = figure.unit, figure.numeral
    assert unit is not None
    if unit.kind in ("money", "percent", "points", "times", "tenths"):
        if numeral.bare_scale and not numeral.end - numeral.start > 1 and unit.kind == "money" and not figure.bound and figure.number_end - figure.number_start == 1:
            return text[figure.number_start] == "亿"
        return not (unit.kind == "tenths" and numeral.han and before.endswith(("打", "分")))
    if unit.kind == "time":
        return any(word in before for word in words.settings["spent"])
    if _COUNTER.search(before):
        return False
    small = numeral.han and abs(figure.value) <= 10 and not figure.bound and figure.high is None
    written = text[figure.number_start : figure.number_end]
    if written in ("零", "〇", "○", "幺", "洞", "拐"):
        return False
    if numeral.han and written == "一" and "article" in unit.flags:
        return (figure.bound_word or "-") in words.settings["only"] or (before.endswith(tuple(words.settings["only"])) and not before.endswith("最近"))
    if small and before.endswith(tuple(words.settings["pointing"])):
        return False
    if small and ("discourse" in unit.flags or any(word in after for word in words.settings["abstract"])):
        return False
    if small and unit.unit == "个" and after[:1] == "人" and after[1:2] == "都":
        return False
    if numeral.bare_scale and not figure.bound and not numeral.vague:
        return (any(c in "万亿" for c in written) and len(written) > 1) or written == "亿"
    return True


def _plain_counts(words: Vocabulary, figure: Figure, before: str, after: str) -> bool:
    """A bare run of Arabic digits: years, models, labels and codes are none; what is bounded, led or alone counts."""
    written, shown = figure.numeral.written, figure.numeral.value
    last, following = before[-1:] or "\n", after[:1] or "\n"
    if (_year(figure) or _label(figure, before, after)) and not figure.bound:
        return False
    if last in "(（" and last and following in ")）":
        return False
    if figure.basis != "inferred" and not figure.bound and (last in "-–/" or (following in "-–/" and following)):
        return False
    named = _NAMED.search(before)
    if named and named[1].lower() not in _PLAIN_WORDS and (named[1] != named[1].lower() or before[-1:] != " " or any(c.isdigit() for c in named[1])) and not figure.bound:
        return False
    if figure.bound or figure.basis == "inferred":
        return True
    if written > 8 and shown == shown.to_integral_value():
        return False
    english = (last == " " or not last) and (following in " .,;:!?)" or not following)
    chinese = "\u4e00" <= last <= "\u9fff" if last else False
    if (chinese and last in "双") or last in "#＃№":
        return False
    if _edge(last) and _edge(following):
        return not (following == "、" or (following in ".)" and following and _edge(after[1:2]) and (not before.strip() or before.endswith("\n"))))
    if english:
        return True
    return any(before.endswith(word) for word in words.settings["leads"]) and (_edge(following) or not following.isascii())


def _label(figure: Figure, before: str, after: str) -> bool:
    """03888, “4”, 4+1, 3大标准, 1130315, a line with nothing but a figure: a name or a mark, not a measure."""
    last, following = before[-1:] or "\n", after[:1] or "\n"
    whole = figure.numeral.plain and figure.numeral.written > 1
    if whole and (figure.numeral.value < 10 ** (figure.numeral.written - 1) or figure.numeral.written > 8 or last in ")）"):
        return True
    if last in _QUOTES or last in "+＋" or (following in "+＋" and after[1:2].isalnum()) or last == following == "\n":
        return True
    return after.lstrip()[:1] == "大" or before.rstrip().endswith("双")


def _year(figure: Figure) -> bool:
    return figure.numeral.plain and figure.numeral.written == 4 and 1900 <= figure.numeral.value <= 2099 and figure.high is None


def _han_counts(words: Vocabulary, figure: Figure, text: str, before: str, after: str) -> bool:
    written = text[figure.number_start : figure.number_end]
    last = before[-1:] or "\n"
    if (last in "双周第初" and last) or before.endswith(("星期", "礼拜")):
        return False
    if written[0].isascii():  # English words
        if figure.basis == "inferred":
            return not before.lower().endswith(("the ", "these ", "those ", "its ", "both ", "other "))
        if " " not in written and "-" not in written and not figure.numeral.scaled:
            return before.endswith(("is ", "minus ", "was ")) and _edge(after)
        return True
    if len(written) == 1 and (last in _QUOTES or last in "\n(（"):
        return False
    if len(written) == 1:
        return (last == "是" and (_edge(after) or after[0] in "不这")) or (_edge(last) and _edge(after) and after[:1] != "、" and last not in ("\n", "") and "。" not in after[:1])
    if figure.numeral.scaled and any(c in "万亿兆" for c in written):
        return True
    if figure.bound or figure.basis == "inferred" or "点" in written:
        return _edge(after) or figure.numeral.scaled
    return _edge(after) and (figure.numeral.scaled or "十" in written or _edge(last))

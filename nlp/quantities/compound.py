"""Numerals that are more than one run of digits: fractions, powers, scales that stand apart, 翻两番."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Context, Decimal

from nlp.lexicon.data import read_toml
from nlp.quantities.english import SCALE_FIRST, WORD_FIRST, WORD_NUMERAL, divide, read_words, scale_after
from nlp.quantities.figures import Page
from nlp.quantities.numerals import EXACT, FIRST, NUMERAL, Numeral, read
from nlp.quantities.sides import currency_before
from nlp.quantities.vocabulary import Unit

_SIGNS: dict[str, list[int]] = read_toml("quantities/numerals.toml")["signs"]
_HALF = r"一半|(?<![一这那])半数|过半(?!年|载|天|个)|半个?(?=加仑|公升|升|吨|股本)|半个(?!月|小时|钟|世纪|多|年)"
_TURNED = r"翻(?:了|了一|一)?番|翻了?(?P<times>[两二三四五六]|\d)番|翻了?(?P<double>[一两二三四五六]|\d)?倍"
_NUMERALS = (
    rf"(?=[一半过])(?P<half>{_HALF})|(?P<num>{NUMERAL.pattern})|(?P<sign>[{''.join(_SIGNS)}])|(?P<fan>{_TURNED})|(?P<word>(?=[A-Za-z]){WORD_NUMERAL})"
)
# The characters that a numeral may begin with, letters only at the beginning of a word; all behind the first is only looked at.
_START = re.compile(rf"[一半过翻几数{''.join(_SIGNS)}{FIRST}.{WORD_FIRST}](?<![A-Za-z][A-Za-z])(?<=(?={_NUMERALS}).)")
_BAR = re.compile(r" {0,2}(?:分 {0,2}之|分(?=[一二三四五六七八九]份?(?![\d一二三四五六七八九十毛角]))|分(?=百)|份(?=一)) {0,2}")
_AND = re.compile(r" {0,2}又 {0,2}")
_MINUS = re.compile("负? ?")
_MIXED = re.compile(r" (\d{1,3})/(\d{1,3})(?![\d/]|[A-Za-z])")
_SLASH = re.compile(r" ?/ ?(\d{1,4})(?![\d/:.]|[A-Za-z])")
_POWER = re.compile(r"(?:[eE]([+-]?\d{1,2})|\^([+-]?\d{1,2}))(?![\w.])")
_OVER = re.compile(rf" (?P<how>over|out of|in) (?P<below>(?:{WORD_NUMERAL})|\d{{1,6}}(?![\d.,]*\d))")
_SPOKEN = re.compile("个(亿|万)(?![一二三四五六七八九十]|达|家|科|维|能)")  # 三个亿
_DATA = re.compile("字节|赫|比特|瓦|[bB]|宽|频|流量|网")
_EACH = re.compile("[台辆件个人家部套张条只年月天次股吨斤]")
_UNSURE_ENDS = frozenset("千一两兆 点")  # what may belong to the words after the numeral
_LEADS_ON = frozenset(" 个eE^分份又/")  # what _SPOKEN to _OVER begin with
_TURNS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}


def next_start(text: str, at: int) -> re.Match[str] | None:
    """The first place from `at` on where a numeral may begin; None where there is no more. Its one group says of which kind it is and spans it."""
    return _START.search(text, at)


def numeral_at(page: Page, found: re.Match[str], kind: str) -> Numeral | None:
    """The whole numeral that begins where `next_start` found one; None where it is no figure."""
    start, end = found.span(kind)
    if kind == "half":
        return Numeral(start, end, Decimal("0.5"), None, fraction=True)
    if kind == "sign":
        above, below = _SIGNS[found["sign"]]
        return Numeral(start, end, divide(Decimal(above), Decimal(below)), None, fraction=True)
    if kind == "fan":
        return Numeral(start, end, _turned(found), None)
    numeral = read_words(found["word"], start) if kind == "word" else _chinese(page, found["num"], start)
    return None if numeral is None else _extended(page, numeral)


def _turned(found: re.Match[str]) -> Decimal:
    """翻番 is twice, 翻两番 four times, 翻三倍 three times."""
    if found["fan"].endswith("番"):
        turns = found["times"] or "一"
        return Decimal(2 ** (_TURNS.get(turns) or int(turns)))
    turns = found["double"] or "两"
    return Decimal(max(2, _TURNS.get(turns) or int(turns)))


def _chinese(page: Page, run: str, start: int) -> Numeral | None:
    """A run of numeral characters, without what belongs to the words after it (六千字节, 九两半, 百兆宽带)."""
    end = start + len(run)
    if run[-1] in _UNSURE_ENDS:
        if len(run) > 1 and _ends_in_unit(page, run, end):
            run = run[:-1]
        run = run.rstrip(" 点")
    return read(run, start) if run else None


def _ends_in_unit(page: Page, run: str, end: int) -> bool:
    if run[-1] == "千":
        return page.words.after.at(page.text, end - 1) is not None
    if run[-1] == "一":  # 10万一台
        return run[-2] in "百千万亿" and _EACH.match(page.text, end) is not None
    if run[-1] == "两":
        return run[-2] not in " 点零" and (len(run) <= 3 or not run.isalpha())
    if run[-1] != "兆":
        return False
    unit = page.words.after.words.get(page.words.after.at(page.text, end) or "")
    is_money = isinstance(unit, Unit) and unit.kind == "money"
    return not is_money and (not page.wide or _DATA.match(page.text, end) is not None)


def _extended(page: Page, numeral: Numeral) -> Numeral:
    """With the scale, power or fraction that follows: 48million, 1e10, 三分之一, 3又2分之1, 1/3, 1 over 3."""
    text = page.text
    following = text[numeral.end : numeral.end + 1]
    if following in SCALE_FIRST and text[numeral.end - 1].isascii() and not numeral.fraction:
        numeral = scale_after(text, numeral, currency_before(page, numeral.start)[1] != "")
        following = text[numeral.end : numeral.end + 1]
    if numeral.fraction or following not in _LEADS_ON:
        return numeral
    if (found := _SPOKEN.match(text, numeral.end)) and not numeral.scaled and numeral.high is None:
        power = {"亿": 8, "万": 4}[found[1]]
        value, exp = numeral.value.scaleb(power, EXACT), (numeral.exp or 0) + power
        return replace(numeral, end=found.end(), value=value, exp=exp, pair=None, scaled=True)
    found = _POWER.match(text, numeral.end)
    if found and (numeral.plain or "." in text[numeral.start : numeral.end]):
        return _powered(numeral, found)
    if found := _BAR.match(text, numeral.end):
        return _divided(page, numeral, found.end()) or numeral
    if found := _AND.match(text, numeral.end):
        return _mixed(page, numeral, found.end()) or numeral
    return _slashed(text, numeral) if numeral.plain or numeral.han else numeral


def _powered(numeral: Numeral, found: re.Match[str]) -> Numeral:
    if found[1]:
        power = int(found[1])
        return Numeral(numeral.start, found.end(), numeral.value.scaleb(power, EXACT), (numeral.exp or 0) + power, scaled=True)
    if not numeral.value:
        return numeral
    return Numeral(numeral.start, found.end(), Context(prec=28).power(numeral.value, int(found[2])), None, scaled=True)


def _divided(page: Page, below: Numeral, at: int) -> Numeral | None:
    """百分之三 is a percentage (3), 一百分之三 and 三分之一 are numbers; `at` is where the upper number begins."""
    text = page.text
    sign = _MINUS.match(text, at)
    negative = sign is not None and "负" in sign.group()
    at = sign.end() if sign and negative else at
    found = NUMERAL.match(text, at)
    above = read(found.group(), at) if found else None
    if above is None or not below.value:
        return None
    if text[above.end - 1].isascii():
        above = scale_after(text, above, False)
    top = -above.value if negative else above.value
    if not below.bare_scale:
        return Numeral(below.start, above.end, divide(top, below.value), None, fraction=True)
    share = Decimal(100) / below.value
    high = EXACT.multiply(above.high, share) if above.high is not None else None
    exp = above.exp + share.adjusted() if above.exp is not None else None
    return Numeral(below.start, above.end, EXACT.multiply(top, share), exp, high=high, percent=True)


def _mixed(page: Page, whole: Numeral, at: int) -> Numeral | None:
    """3又2分之1."""
    found = NUMERAL.match(page.text, at)
    below = read(found.group(), at) if found else None
    bar = _BAR.match(page.text, below.end) if below else None
    share = _divided(page, below, bar.end()) if below and bar else None
    if share is None:
        return None
    part = share.value.scaleb(-2) if share.percent else share.value
    return Numeral(whole.start, share.end, EXACT.add(whole.value, part), None)


def _slashed(text: str, numeral: Numeral) -> Numeral:
    """2 1/2, 3/4, 1 over 3, one out of three."""
    if (found := _MIXED.match(text, numeral.end)) and int(found[2]):
        return Numeral(numeral.start, found.end(), EXACT.add(numeral.value, divide(Decimal(found[1]), Decimal(found[2]))), None)
    if (found := _SLASH.match(text, numeral.end)) and numeral.plain and numeral.value and int(found[1]):
        return Numeral(numeral.start, found.end(), divide(numeral.value, Decimal(found[1])), None, fraction=True)
    if found := _OVER.match(text, numeral.end):
        written = found["below"]
        below = read_words(written, found.start("below")) if written[0].isalpha() else read(written, found.start("below"))
        spoken = found["how"] != "in" or (numeral.han and below is not None and below.han)  # one in five, but not 12 in 2017
        if below and below.value and spoken and (found["how"] == "over" or below.value > numeral.value):
            return Numeral(numeral.start, below.end, divide(numeral.value, below.value), None, fraction=True)
    return numeral

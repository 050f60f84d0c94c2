"""What stands after a figure: its unit, or the noun that it counts."""

from __future__ import annotations

import re
import string
from decimal import Decimal

from nlp.quantities.change import add_cents, add_inches, small_change, widen
from nlp.quantities.figures import Figure, Page
from nlp.quantities.numerals import EXACT, ONE
from nlp.quantities.vocabulary import Unit, money

_POINTS = re.compile(r" {0,4}个? {0,2}百 ?分 ?点")
_MANY = re.compile(r" ?(?:[多余](?!年|月|天|额|款项)|(?<=[十百千万])来|\+(?![\dA-Za-z]))")
_POINTS_FIRST, _MANY_FIRST = (" ", "个", "百"), (" ", "多", "余", "来", "+")  # what _POINTS and _MANY begin with
_POINT = Unit("个百分点", "%", ONE, "points")
_PIECE = Unit("块", "块", ONE, "count", frozenset({"article"}))
_DISCOUNT = Unit("折", "%", ONE, "percent")  # 98折
_LATIN = re.compile(r"[ -]{0,3}\[?((?:[A-Za-z]+(?:\.[A-Z])?\.?(?:/[a-z]+|[23²³])?)(?:[ -][A-Za-z]+){0,3}|[%°€£¥\"'¢])")
_LATIN_FIRST = frozenset((*string.ascii_letters, *" -[%°€£¥\"'¢"))
_NAMED_MONEY = re.compile(r" ?(?:RMB|CNY|rmb)(?![A-Za-z])")
_MILLIONS = re.compile(r" ?M(USD|AUD|EUR|CNY|GBP|HKD|CAD|SGD)(?![A-Za-z])")
_NOUN_WORDS = re.compile(r"[ -]([A-Za-z-]+(?: [A-Za-z-]+){0,3})")
_CHARACTERS_ALSO_WORDS = frozenset("两里卡头门度手注席行环点站格只对双队打")
_WORDS_ALSO_WORDS = frozenset(["in", "second", "share", "point", "degree", "yard", "m"])
_COUNTED_IN_PAIRS = frozenset(["count", "measure", "time", "tenths", "times", "money"])  # 两三家, 六七成, 三五倍
_AFTER_MONEY_BLOCK = frozenset("钱多余左以到至一二三四五六七八九零整起的和与及")  # 三块钱, 五块六; before other characters 块 counts pieces


def read_unit(page: Page, figure: Figure) -> None:
    """Find the unit after the figure and widen the figure over it."""
    text, at = page.text, figure.numeral.end
    if text.startswith(_MANY_FIRST, at) and (many := _MANY.match(text, at)) and figure.numeral.value >= 10:
        figure.bound = "~" if many.group().strip() == "来" else ">"
        at = figure.end = many.end()
    elif figure.numeral.many:
        figure.bound = ">"
    if text.startswith(_POINTS_FIRST, at) and (found := _POINTS.match(text, at)):
        _put(figure, _POINT, found.group().strip(), found.end())
        return
    gap = at
    while gap - at < 3 and text.startswith(" ", gap):
        gap += 1
    word = page.words.after.at(text, gap)
    unit = _sense(page, figure, page.words.after.words[word], gap) if word is not None else None
    if unit is not None and word is not None:
        if figure.numeral.pair and unit.kind in _COUNTED_IN_PAIRS:
            figure.value, figure.high, figure.exp = *figure.numeral.pair, None
        _put(figure, unit, word, gap + len(word))
        if unit.kind == "money":
            _name_currency(page, figure, unit)
            small_change(page, figure, unit)
        else:
            widen(page, figure, unit)
    elif figure.kind == "money":
        add_cents(page, figure)
    elif not (text[at : at + 1] in _LATIN_FIRST and _latin(page, figure, at)):
        _noun(page, figure, at)


def _put(figure: Figure, unit: Unit, word: str, end: int) -> None:
    """Give the figure its unit and bring its value to what the tables count in."""
    if figure.prefix and unit.kind == "money" and not unit.unit:
        unit = Unit(unit.surface, figure.prefix, unit.factor, "money")
    figure.unit, figure.unit_text, figure.end = unit, word, end
    if unit.factor != 1:
        _scale(figure, unit.factor)


def _scale(figure: Figure, factor: Decimal) -> None:
    figure.value = EXACT.multiply(figure.value, factor)
    figure.high = EXACT.multiply(figure.high, factor) if figure.high is not None else None
    if figure.exp is not None:
        figure.exp = figure.exp + factor.adjusted() if factor.normalize().as_tuple().digits == (1,) else None


def _sense(page: Page, figure: Figure, unit: object, at: int) -> Unit | None:
    """The unit that the surface is here, or None: 成 of 成立, 块 of 三块蛋糕, 点 of 8点."""
    assert isinstance(unit, Unit)
    text, settings, surface = page.text, page.words.settings, unit.surface
    after = text[at + len(surface) : at + len(surface) + 4]
    if figure.prefix and unit.kind != "money":
        return None
    if unit.kind == "tenths":
        most = 10 if surface == "成" and not figure.numeral.pair else 100
        if after.startswith(settings["not_tenths"]) or not 0 < figure.value <= most:
            return None
        return _DISCOUNT if surface == "折" and figure.value >= 10 else unit
    if surface == "块" and _counts_pieces(page, figure, after):
        return _PIECE
    if len(page.words.not_units.at(text, at) or "") > len(surface):
        return None
    if surface == "兆" and "\u4e00" <= after[:1] <= "\u9fff" and not after.startswith(settings["data"]):
        return None
    if surface == "点" and figure.value <= 24 and figure.numeral.plain:
        return None
    if surface in _CHARACTERS_ALSO_WORDS and figure.numeral.written == 0:
        return None
    return unit


def _counts_pieces(page: Page, figure: Figure, after: str) -> bool:
    """三块蛋糕, 最大的一块: pieces, not yuan."""
    if after[:1] in _AFTER_MONEY_BLOCK:
        return False
    return "\u4e00" <= after[:1] <= "\u9fff" or page.text[figure.number_start : figure.number_end] == "一"


def _name_currency(page: Page, figure: Figure, unit: Unit) -> None:
    """亿元人民币, 块RMB: a name after the bare word says which money it is."""
    if unit.surface not in ("元", "圆", "块", "块钱"):
        return
    text = page.text
    word = page.words.after.at(text, figure.end)
    named = page.words.after.words[word] if word is not None else None
    if word is not None and isinstance(named, Unit) and named.kind == "money" and named.unit:
        _put(figure, named, figure.unit_text + word, figure.end + len(word))
    elif found := _NAMED_MONEY.match(text, figure.end):
        figure.end, figure.prefix = found.end(), "CNY"


def _latin(page: Page, figure: Figure, at: int) -> bool:
    """An English unit or a unit's symbol of letters; True where one was found."""
    text = page.text
    found = _LATIN.match(text, at)
    if not found:
        return False
    words = re.split(r"[ -]", found[1])
    for size in range(len(words), 0, -1):
        surface = " ".join(words[:size]).removesuffix(".")
        unit = _latin_unit(page, surface)
        spaced = found.start(1) > at + 1
        end = found.start(1) + len(surface)
        if unit is None or (len(surface) <= 2 and spaced) or _is_word(figure, unit, text[end : end + 2]):
            continue
        bracketed = text[found.start(1) - 1] == "[" and text[end : end + 1] == "]"
        _put(figure, unit, surface, end + bracketed)
        if unit.kind == "money":
            add_cents(page, figure)
        elif unit.surface in ("feet", "foot"):
            add_inches(page, figure)
        return True
    if found := _MILLIONS.match(text, at):
        _scale(figure, Decimal(10**6))
        _put(figure, money(found[1]), found.group().strip(), found.end())
        return True
    return False


def _latin_unit(page: Page, surface: str) -> Unit | None:
    """The unit of a surface as written, or, from three letters on, in lower case."""
    words = page.words
    unit = words.english.words.get(surface) or words.after.words.get(surface)
    if unit is None and len(surface) > 2:
        unit = words.english.words.get(surface.lower())
    return unit if isinstance(unit, Unit) else None


def _is_word(figure: Figure, unit: Unit, after: str) -> bool:
    """in, share, second and the like are units only after figures, and in not before more text."""
    goes_on = unit.surface == "in" and after.strip()[:1].isalnum()
    return goes_on or (unit.surface in _WORDS_ALSO_WORDS and figure.numeral.han)


def _noun(page: Page, figure: Figure, at: int) -> None:
    """2000万用户, 400 employees: the unit that the counted noun has."""
    text, words = page.text, page.words
    if figure.share:
        return
    noun = words.nouns.at(text, at + 1 if text.startswith(" ", at) else at)
    if noun is not None:
        figure.unit, figure.basis = Unit(noun, str(words.nouns.words[noun]), ONE, "noun"), "inferred"
        return
    found = _NOUN_WORDS.match(text, at) if text.startswith((" ", "-"), at) else None
    for word in found[1].split() if found else ():
        if word.lower() in words.settings["stop"]:
            return
        if unit := words.english_nouns.get(word.lower()):
            figure.unit, figure.basis = Unit(word, unit, ONE, "noun"), "inferred"
            return

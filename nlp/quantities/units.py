"""What stands after a figure: its unit, with halves and small change (三斤半, 五元三角, 两成半, 5 feet 2 inches)."""

from __future__ import annotations

import re
from decimal import Decimal

from nlp.quantities.english import read_words
from nlp.quantities.figures import Figure, Page
from nlp.quantities.numerals import EXACT, NUMERAL, read
from nlp.quantities.vocabulary import Unit

_POINTS = re.compile(r" {0,4}个? {0,2}百 ?分 ?点")
_MANY = re.compile(r" ?(?:[多余](?!年|月|天|额|款项)|(?<=[十百千万])来|\+(?![\dA-Za-z]))")
_LATIN = re.compile(r"[ -]{0,3}\[?((?:[A-Za-z]+\.?(?:/[a-z]+|[23²³])?)(?:[ -][A-Za-z]+){0,3}|[%°€£¥\"'¢])")
_CHANGE = re.compile(
    r"(?: ?(?:零|又)? ?(?P<a>[\d一二两三四五六七八九]{1,2}) ?(?P<ua>角|毛|毫|美分|分|仙|日本钱))?(?:零? ?(?P<b>[\d一二三四五六七八九]) ?(?P<ub>分|仙)?(?![\d.万千百亿十]))?(?P<whole>[整正](?![\u4e00-\u9fff]))?"
)
_CENTS = re.compile(r"(?:,? and )(?P<n>[a-z]+(?:-[a-z]+)?|\d{1,2})(?: ?(?:cents?|c|pence)(?![a-z])|(?![\w%]|[.,]\d| [a-z]))| (?P<m>\d{1,2})(?: ?(?:cents?|c)(?![a-z])|(?![\w,%]| [a-z]))", re.I)
_SMALLER = {"毛": 10, "角": 10, "毫": 10, "分": 100, "仙": 100, "美分": 100, "日本钱": 100}


def read_unit(page: Page, figure: Figure) -> None:
    """Find the unit after the figure and widen the figure over it."""
    text, at = page.text, figure.numeral.end
    many = _MANY.match(text, at)
    if many and (figure.numeral.value >= 10):
        figure.bound = "~" if many.group().strip() == "来" else ">"
        at = figure.end = many.end()
    elif figure.numeral.many:
        figure.bound = ">"
    if found := _POINTS.match(text, at):
        _put(figure, Unit("个百分点", "%", Decimal(1), "points"), found.group().strip(), found.end())
        return
    gap = at
    while gap < len(text) and text[gap] == " " and gap - at < 3:
        gap += 1
    word = page.words.after.at(text, gap)
    if word is not None:
        unit = page.words.after.words[word]
        assert isinstance(unit, Unit)
        unit = _sense(page, figure, unit, gap) if unit.kind == "money" or not figure.prefix else None
        if unit is not None:
            _put(figure, unit, word, gap + len(word))
            _widen(page, figure, unit)
            return
    if figure.unit is not None and figure.unit.kind == "money":
        _cents(page, figure)
        return
    _latin(page, figure, at)


def _put(figure: Figure, unit: Unit, word: str, end: int) -> None:
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


def _sense(page: Page, figure: Figure, unit: Unit, at: int) -> Unit | None:
    """The unit that the surface is here, or None: 成 of 成立, 块 of 三块蛋糕, 点 of 8点."""
    text, words = page.text, page.words
    after = text[at + len(unit.surface) :][:4]
    if unit.kind == "tenths":
        if any(after.startswith(word) for word in words.settings["not_tenths"]) or figure.value > (10 if unit.surface == "成" else 100) or figure.value <= 0:
            return None
        if unit.surface == "折" and figure.value >= 10:
            return Unit("折", "%", Decimal(1), "percent")
        return unit
    if unit.surface == "块" and unit.kind == "money" and "\u4e00" <= after[:1] <= "\u9fff" and after[0] not in "钱多余左以到至一二三四五六七八九零整起的和与及":
        return Unit("块", "块", Decimal(1), "count", frozenset({"article"}))
    if any(len(word) > len(unit.surface) and text.startswith(word, at) for word in words.settings["not_units"]):
        return None
    if unit.surface == "点" and figure.value <= 24 and figure.numeral.plain:
        return None
    if unit.surface in ("两", "里", "卡", "头", "门", "度", "手", "注", "席", "里", "行", "环", "点", "站", "格", "只", "对", "双", "队", "打") and figure.numeral.written == 0:
        return None
    return unit


def _widen(page: Page, figure: Figure, unit: Unit) -> None:
    """Take in what follows the unit: 元人民币, 角分, 半, a second smaller unit."""
    text, words = page.text, page.words
    if unit.kind == "money":
        word = words.after.at(text, figure.end)
        named = words.after.words.get(word) if word and word in words.money_words else None
        if isinstance(named, Unit) and named.unit and unit.surface in ("元", "圆", "块", "块钱"):
            _put(figure, named, figure.unit_text + (word or ""), figure.end + len(word or ""))
        elif unit.surface == "元" and (found := re.match(r" ?(RMB|CNY|rmb)(?![A-Za-z])", text[figure.end : figure.end + 5])):
            figure.end += found.end()
        _small_change(page, figure, unit)
    elif unit.surface == "成" and (found := re.match(r" {0,2}(半|[一二三四五六七八九](?![十百千万亿个人家倍成折]))", text[figure.end : figure.end + 4])):
        extra = Decimal(5) if found[1] == "半" else read(found[1], 0).value  # type: ignore[union-attr]
        figure.value, figure.end, figure.exp = figure.value + extra, figure.end + found.end(), 0
    elif unit.kind in ("measure", "count", "time") and text.startswith("半", figure.end) and text[figure.end + 1 : figure.end + 2] not in ("年", "数", "价", "月"):
        figure.value = EXACT.add(figure.value, EXACT.divide(unit.factor, Decimal(2)))
        figure.end, figure.exp = figure.end + 1, None
        _in_grams(figure, unit, Decimal(0))
    elif unit.kind == "measure":
        _second_unit(page, figure, unit)


def _small_change(page: Page, figure: Figure, unit: Unit) -> None:
    text = page.text
    if unit.surface in ("角", "毛"):
        if found := re.compile(r"(?P<b>[一二三四五六七八九])(?:分|(?![\u4e00-\u9fff]))").match(text, figure.end):
            figure.value = EXACT.add(figure.value, EXACT.multiply(read(found["b"], 0).value, Decimal("0.01")))  # type: ignore[union-attr]
            figure.end, figure.exp = found.end(), -2
        return
    if figure.numeral.scaled and not re.match(r" ?[零\d一二三四五六七八九两整正又]", text[figure.end : figure.end + 2]):
        return
    found = _CHANGE.match(text, figure.end)
    if not found or not found.group().strip():
        return
    colloquial = unit.surface in ("块", "蚊")
    if found["b"] and not found["ub"] and not (found["ua"] or colloquial):
        return
    if found["b"] and not found["ub"] and re.match(r"(?!RMB|人民币|港币)[\u4e00-\u9fffA-Za-z]", text[found.end() : found.end() + 3]) and text[found.end()] not in "到至左上以的":
        return
    for mark, unit_mark in ((found["a"], found["ua"]), (found["b"], found["ub"])):
        if not mark:
            continue
        part = read(mark, 0)
        zero = "零" in found.group()
        below = _SMALLER[unit_mark] if unit_mark else 100 if found["ua"] or zero else 10
        if part:
            figure.value = EXACT.add(figure.value, EXACT.divide(part.value, Decimal(below)))
            figure.exp = -2 if below == 100 else -1
    figure.end = found.end()
    if named := re.compile("RMB|人民币").match(text, figure.end):
        figure.end, figure.prefix = named.end(), "CNY"


def _second_unit(page: Page, figure: Figure, unit: Unit) -> None:
    """六斤八两, 三米九: a smaller unit, or the next decimal."""
    text = page.text
    found = re.compile(r" ?([一二三四五六七八九\d]{1,3})").match(text, figure.end)
    if not found:
        return
    word = page.words.after.at(text, found.end())
    smaller = page.words.after.words.get(word) if word else None
    part = read(found[1], 0)
    if part is None:
        return
    if isinstance(smaller, Unit) and word and 0 < _grams(smaller) < _grams(unit):
        figure.end, figure.exp = found.end() + len(word), None
        _in_grams(figure, unit, EXACT.multiply(part.value, _grams(smaller)))
    elif unit.surface == "米" and len(found[1]) == 1 and not word and figure.numeral.value < 10 and not re.match(r"[\u4e00-\u9fff\d.]", text[found.end() : found.end() + 1]):
        figure.value, figure.end, figure.exp = EXACT.add(figure.value, part.value / 10), found.end(), -1


def _grams(unit: Unit) -> Decimal:
    """What one of a unit of weight is in grams; 0 for other units."""
    return next((Decimal(flag.removeprefix("grams:")) for flag in unit.flags if flag.startswith("grams:")), Decimal(0))


def _in_grams(figure: Figure, unit: Unit, more: Decimal) -> None:
    """A mixed weight in grams, which both of its units are whole numbers of."""
    if _grams(unit):
        figure.value = EXACT.add(EXACT.multiply(figure.value, _grams(unit)), more)
        figure.unit = Unit(unit.surface, "克", Decimal(1), "measure")


def _cents(page: Page, figure: Figure) -> None:
    """$20 and 43c, thirteen dollars and forty-five cents."""
    found = _CENTS.match(page.text, figure.end)
    if not found or figure.numeral.scaled or figure.numeral.exp not in (0, 1):
        return
    mark = found["n"] or found["m"]
    part = read(mark, 0) if mark.isdigit() else read_words(mark.lower(), 0) if re.fullmatch("(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)?-?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)?", mark.lower()) else None
    if part and part.value < 100:
        figure.value = EXACT.add(figure.value, part.value.scaleb(-2))
        figure.end, figure.exp = found.end(), -2


def _latin(page: Page, figure: Figure, at: int) -> None:
    """An English unit, or the noun that is counted within the next words."""
    found = _LATIN.match(page.text, at)
    if not found:
        _noun(page, figure, at)
        return
    words = re.split(r"[ -]", found[1])
    for size in range(len(words), 0, -1):
        length = sum(map(len, words[:size])) + size - 1
        surface = " ".join(words[:size]).removesuffix(".")
        length -= words[size - 1].endswith(".")
        unit = page.words.english.words.get(surface) or page.words.after.words.get(surface) or (
            page.words.english.words.get(surface.lower()) if len(surface) > 2 else None)
        if isinstance(unit, Unit):
            if len(surface) <= 2 and found.start(1) > at + 1:
                continue
            if (unit.surface in ("in", "second", "share", "point", "degree", "yard", "m") and figure.numeral.han) or (unit.surface == "in" and size < len(words)):
                continue
            end = found.start(1) + length
            _put(figure, unit, surface, end + (1 if page.text[found.start(1) - 1] == "[" and page.text[end : end + 1] == "]" else 0))
            if unit.kind == "money":
                _cents(page, figure)
            elif unit.surface in ("feet", "foot"):
                _inches(page, figure)
            return
    if found := re.compile(r" ?M(USD|AUD|EUR|CNY|GBP|HKD|CAD|SGD)(?![A-Za-z])").match(page.text, at):
        _scale(figure, Decimal(10**6))
        _put(figure, Unit(found[1], found[1], Decimal(1), "money"), found.group().strip(), found.end())
        return
    _noun(page, figure, at)


def _inches(page: Page, figure: Figure) -> None:
    found = re.compile(r"(?: and)? (\d{1,2}) (?:inch|inches|in)(?![a-z])").match(page.text, figure.end)
    if found:
        figure.value = EXACT.add(figure.value, EXACT.divide(Decimal(found[1]), Decimal(12)).quantize(Decimal("1e-9")))
        figure.end, figure.exp = found.end(), None


_STOP = frozenset(["in", "on", "of", "for", "from", "to", "by", "at", "with", "and", "or", "but", "as", "that", "which", "who", "is", "are", "was", "were", "has", "have", "had", "the", "a", "an", "its", "their", "per", "than", "over", "since", "during", "this", "last"])


def _noun(page: Page, figure: Figure, at: int) -> None:
    """2000万用户, 400 employees: the unit that the counted noun has."""
    text, words = page.text, page.words
    if figure.share:
        return
    gap = at + 1 if text.startswith(" ", at) else at
    word = words.nouns.at(text, gap)
    if word is not None:
        figure.unit, figure.basis = Unit(word, str(words.nouns.words[word]), Decimal(1), "noun"), "inferred"
        return
    found = re.compile(r"[ -]([A-Za-z-]+(?: [A-Za-z-]+){0,3})").match(text, at)
    for noun in found[1].split() if found else ():
        if noun.lower() in _STOP:
            return
        if noun.lower() in words.english_nouns:
            figure.unit, figure.basis = Unit(noun, words.english_nouns[noun.lower()], Decimal(1), "noun"), "inferred"
            return


def next_numeral(text: str, at: int) -> re.Match[str] | None:
    """The numeral that begins at `at`."""
    return NUMERAL.match(text, at)

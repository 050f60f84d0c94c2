"""Second parts of a figure: small change, halves and smaller units (五元三角, 三块零四, 三斤半, $20 and 43c, 5 feet 2 inches)."""

from __future__ import annotations

import re
from decimal import Decimal

from nlp.quantities.english import read_words
from nlp.quantities.figures import Figure, Page
from nlp.quantities.numerals import EXACT, read
from nlp.quantities.vocabulary import Unit

_CHANGE = re.compile(
    r"(?: ?(?:零|又)? ?(?P<a>[\d一二两三四五六七八九]{1,2}) ?(?P<ua>角|毛|毫|美分|分|仙|日本钱))?"
    r"(?:零? ?(?P<b>[\d一二三四五六七八九]) ?(?P<ub>分|仙)?(?![\d.万千百亿十]))?(?P<whole>[整正](?![\u4e00-\u9fff]))?"
)
_AFTER_DIME = re.compile(r"([一二三四五六七八九])(?:分|(?![\u4e00-\u9fff]))")
_BEGINS_CHANGE = re.compile(r" ?[零\d一二三四五六七八九两整正又]")
_GOES_ON = re.compile(r"(?!RMB|人民币|港币)[^\W\d_]")
_NAMED = re.compile("RMB|人民币")
_SMALL = "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen)"
_TENS = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_CENTS = re.compile(
    rf"(?:,? and )(?P<n>{_TENS}(?:-{_SMALL})?|{_SMALL}|\d{{1,2}})(?: ?(?:cents?|c|pence)(?![a-z])|(?![\w%]|[.,]\d| [a-z]))"
    rf"| (?P<m>\d{{1,2}})(?: ?(?:cents?|c)(?![a-z])|(?![\w,%]|\.\d| [a-z]))",
    re.IGNORECASE,
)
_INCHES = re.compile(r"(?: and)? (\d{1,2}) (?:inch|inches|in)(?![a-z])")
_TENTH = re.compile(r" {0,2}(半|[一二三四五六七八九](?![十百千万亿个人家倍成折]))")
_NEXT = re.compile(r" ?([一二三四五六七八九\d]{1,3})")
_HALF = re.compile("半(?![年数价月])")
_ENDS = re.compile(r"(?![\u4e00-\u9fff\d.])")
_WORTH = {"毛": 10, "角": 10, "毫": 10}


def small_change(page: Page, figure: Figure, unit: Unit) -> None:
    """Add 三角, 五毛二, 零四 and the like to an amount; a bare digit only after 块, which is spoken."""
    text = page.text
    if unit.surface in ("角", "毛"):
        if found := _AFTER_DIME.match(text, figure.end):
            _add(figure, EXACT.multiply(_value(found[1]), Decimal("0.01")), -2, found.end())
        return
    if figure.numeral.scaled and not _BEGINS_CHANGE.match(text, figure.end):
        return
    found = _CHANGE.match(text, figure.end)
    if not found or not found.group().strip():
        return
    if found["b"] and not found["ub"]:
        if not found["ua"] and unit.surface not in ("块", "蚊"):
            return
        if _GOES_ON.match(text, found.end()) and text[found.end()] not in "到至左上以的":
            return
    zero = "零" in found.group()
    if found["a"]:
        worth = _WORTH.get(found["ua"], 100)
        _add(figure, EXACT.divide(_value(found["a"]), Decimal(worth)), -1 if worth == 10 else -2, found.end())
    if found["b"]:
        worth = 100 if found["ub"] or found["ua"] or zero else 10
        _add(figure, EXACT.divide(_value(found["b"]), Decimal(worth)), -1 if worth == 10 else -2, found.end())
    figure.end = found.end()
    if named := _NAMED.match(text, figure.end):
        figure.end, figure.prefix = named.end(), "CNY"


def _add(figure: Figure, more: Decimal, exp: int | None, end: int) -> None:
    figure.value, figure.exp, figure.end = EXACT.add(figure.value, more), exp, end


def _value(digits: str) -> Decimal:
    part = read(digits, 0)
    return part.value if part else Decimal(0)


def widen(page: Page, figure: Figure, unit: Unit) -> None:
    """Take in what follows another unit: 两成半, 一吨半, 六斤八两, 一米九."""
    text = page.text
    if unit.surface == "成":
        if found := _TENTH.match(text, figure.end):
            _add(figure, Decimal(5) if found[1] == "半" else _value(found[1]), 0, found.end())
    elif unit.kind in ("measure", "count", "time") and _HALF.match(text, figure.end):
        _add(figure, EXACT.divide(unit.factor, Decimal(2)), None, figure.end + 1)
        _in_grams(figure, unit, Decimal(0))
    elif unit.kind == "measure":
        _second_unit(page, figure, unit)


def _second_unit(page: Page, figure: Figure, unit: Unit) -> None:
    found = _NEXT.match(page.text, figure.end)
    if not found:
        return
    word = page.words.after.at(page.text, found.end())
    smaller = page.words.after.words[word] if word is not None else None
    if word is not None and isinstance(smaller, Unit):
        if 0 < _grams(smaller) < _grams(unit):
            figure.end, figure.exp = found.end() + len(word), None
            _in_grams(figure, unit, EXACT.multiply(_value(found[1]), _grams(smaller)))
    elif unit.surface == "米" and len(found[1]) == 1 and figure.value < 10 and _ENDS.match(page.text, found.end()):
        _add(figure, EXACT.divide(_value(found[1]), Decimal(10)), -1, found.end())


def _grams(unit: Unit) -> Decimal:
    """What one of a unit of weight is in grams; 0 for other units."""
    return next((Decimal(flag.removeprefix("grams:")) for flag in unit.flags if flag.startswith("grams:")), Decimal(0))


def _in_grams(figure: Figure, unit: Unit, more: Decimal) -> None:
    """A mixed weight in grams, of which both its units are whole numbers."""
    if _grams(unit):
        figure.value = EXACT.add(EXACT.multiply(figure.value, _grams(unit)), more)
        figure.unit = Unit(unit.surface, "克", Decimal(1), "measure")


def add_cents(page: Page, figure: Figure) -> None:
    """$20 and 43c, thirteen dollars and forty-five cents."""
    found = _CENTS.match(page.text, figure.end)
    if not found or figure.numeral.scaled or figure.numeral.exp not in (0, 1):
        return
    mark = found["n"] or found["m"]
    part = read(mark, 0) if mark.isdigit() else read_words(mark.lower(), 0)
    if part:
        _add(figure, part.value.scaleb(-2), -2, found.end())


def add_inches(page: Page, figure: Figure) -> None:
    """5 feet 2 inches, in feet."""
    if found := _INCHES.match(page.text, figure.end):
        _add(figure, EXACT.divide(Decimal(found[1]), Decimal(12)).quantize(Decimal("1e-9")), None, found.end())

"""The face of the room: text in, quantities out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp.model import Quantity
from nlp.quantities.counting import keep
from nlp.quantities.english import divide
from nlp.quantities.figures import Figure, Page
from nlp.quantities.joining import join
from nlp.quantities.numerals import ONE
from nlp.quantities.scan import figures as scan
from nlp.quantities.vocabulary import Unit, Vocabulary, fold, vague_signs, vocabulary

_DOMAINS = ("com", "cn", "net", "org", "io", "co", "tv", "hk", "tw")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}"
    rf"|(?<![A-Za-z0-9.])[a-z0-9-]{{1,40}}\.(?:{'|'.join(_DOMAINS)})(?![A-Za-z0-9])[!-~]{{0,80}}"
)
_ADDRESS_MARK = re.compile(rf"://|www\.|@|\.(?:{'|'.join(_DOMAINS)})")  # one stands in every address
_WIDE = re.compile("[億萬們個這與產業將]")
_OWN = ("CNY", "HKD", "TWD", "MOP")
_SAID = {"人民币": "CNY", "港元": "HKD", "港币": "HKD", "新台币": "TWD", "台币": "TWD", "美元": "USD"}
_SAME_BELOW = re.compile(rf"({'|'.join(_SAID)})[，,、；; ]{{0,2}}下同")


def find_quantities(text: str, home: str | None = None) -> list[Quantity]:
    """Find the figures of a text, in order, without overlap.

    `home` is the market the text is written for (cn, tw, hk): it decides a bare 元 and 兆. Spans are code points of `text`; values are
    exact and in base units. The unit of percentage points is %, their `unit_text` tells them (see `table_unit`). Raises nothing.

    >>> [(q.text, q.value, q.unit, q.bound) for q in find_quantities("收入分别达到96和143亿元。")]
    [('96', Decimal('9600000000'), 'CNY', '='), ('143亿元', Decimal('14300000000'), 'CNY', '=')]
    """
    folded = _without_addresses(fold(text))
    words = vocabulary()
    wide = home in ("tw", "hk") or _WIDE.search(text) is not None
    figures = join(folded, list(scan(Page(folded, words, wide))))
    figures = keep(folded, figures)
    _name_bare_w(folded, words, figures)
    _name_currencies(folded, figures, home)
    return [_quantity(text, figure) for figure in figures]


def _without_addresses(text: str) -> str:
    """The text with a sign for each character of an address, so that no figure is read in it; an address stays within its line."""
    if "." not in text or not _ADDRESS_MARK.search(text):
        return text
    lines = text.split("\n")
    return "\n".join([_ADDRESS.sub(lambda found: "\x1a" * len(found.group()), line) if _ADDRESS_MARK.search(line) else line for line in lines])


def is_vague(quantity: Quantity) -> bool:
    """Whether the figure names only an order of magnitude (数十亿, 几百, 十几万): no row is made of it.

    >>> is_vague(find_quantities("市场达数十亿元")[0])
    True
    """
    start, end = quantity.number
    return vague_signs().search(quantity.text, start - quantity.start_char, end - quantity.start_char) is not None


def table_unit(quantity: Quantity) -> str | None:
    """The unit that the tables use: pp for percentage points and basis points, else the quantity's own.

    >>> table_unit(find_quantities("下降3个百分点")[0])
    'pp'
    """
    if quantity.unit != "%" or quantity.unit_text == "%":
        return quantity.unit
    return "pp" if _POINT_WORDS.search(fold(quantity.unit_text).replace(" ", "").lower()) else quantity.unit


_POINT_WORDS = re.compile(r"百分点|基点|^bps?$|basis-?point|percentage-?point|^ppt?s?$")


def _name_bare_w(text: str, words: Vocabulary, figures: list[Figure]) -> None:
    """30w that counts nothing is money (年薪30w); after 粉丝 or 阅读 it is not."""
    for figure in figures:
        if figure.unit is None and text[figure.number_end - 1] == "w" and not text[figure.end : figure.end + 1].isalnum():
            before = text[max(0, figure.start - 8) : figure.start]
            if not any(noun in before for noun in (*words.settings["counted"], *words.nouns.words)):
                figure.unit, figure.unit_text, figure.basis, figure.prefix = Unit("", "CNY", ONE, "money"), "", "inferred", "CNY"


def _name_currencies(text: str, figures: list[Figure], home: str | None) -> None:
    """Give a bare 元 its currency.

    On the mainland it is the yuan. In a paper of Taiwan or Hong Kong it is what the text says of itself (人民币，下同), else the nearest
    one named before it outside brackets, else the next one (Hong Kong), else the home's, for Hong Kong only beside words of its market.
    """
    if home not in ("tw", "hk"):
        return
    money = [figure for figure in figures if figure.kind == "money"]
    said = _SAME_BELOW.search(text)
    named = [_named(text, figure) for figure in money]
    nearest = _SAID[said[1]] if said else None
    later = list(_later(named))
    for i, figure in enumerate(money):
        if named[i] is not None:
            nearest = nearest if said else named[i]
        if figure.unit is not None and not figure.unit.unit:
            figure.basis = "inferred" if figure.basis == "explicit" else figure.basis
            figure.prefix = figure.prefix or nearest or (_of_hong_kong(text, figure, later[i]) if home == "hk" else "TWD")


def _named(text: str, figure: Figure) -> str | None:
    """The currency that a figure names for those around it; a conversion in brackets names none."""
    code = figure.unit.unit if figure.unit is not None else ""
    return code if code in _OWN and text[figure.start - 1 : figure.start] not in ("(", "（") else None


def _later(named: list[str | None]) -> Iterator[str | None]:
    """For each place the next currency named at or after it."""
    after: list[str | None] = []
    code = None
    for name in reversed(named):
        code = name or code
        after.append(code)
    return reversed(after)


def _of_hong_kong(text: str, figure: Figure, later: str | None) -> str:
    clause = text[max(0, figure.start - 16) : figure.start]
    if any(word in clause for word in vocabulary().settings["market"]):
        return "HKD"
    return later or "CNY"


def _quantity(text: str, figure: Figure) -> Quantity:
    unit = figure.unit
    code = unit.unit if unit is not None else None
    if unit is not None and unit.kind == "money" and not unit.unit:
        code = figure.prefix or "CNY"
    value, high = figure.value, figure.high
    if figure.share and code is None and _is_share(text, figure):
        value, code, figure.basis = divide(value, Decimal("0.01")), "%", "inferred"
    return Quantity(
        start_char=figure.start,
        end_char=figure.end,
        value=_clean(value),
        value_max=_clean(high) if high is not None else None,
        unit=code,
        bound="range" if high is not None else figure.bound or "=",
        scale_exp=figure.exp,
        unit_basis=figure.basis,
        unit_text=figure.unit_text,
        number=(figure.number_start, figure.number_end),
        text=text[figure.start : figure.end],
        ordinal=figure.ordinal,
        group=figure.group,
    )


def _is_share(text: str, figure: Figure) -> bool:
    """A fraction of something is a percentage of it; one that stands alone is a number."""
    before, after = text[max(0, figure.start - 1) : figure.start], text[figure.end : figure.end + 4]
    if figure.bound or after.startswith(" of ") or " in " in text[figure.start : figure.end]:
        return True
    return any("\u4e00" <= char <= "\u9fff" for char in (before, after[:1]))


def _clean(value: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent: 14300000000, 0.45."""
    if value == value.to_integral_value():
        return value.quantize(ONE) if value.adjusted() < 27 else value
    return value.normalize() if len(value.as_tuple().digits) < 28 else value

"""The face of the room: text in, quantities out."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, cast

from nlp.model import Bound, Quantity
from nlp.quantities.counting import keep
from nlp.quantities.english import divide
from nlp.quantities.figures import Figure, Page
from nlp.quantities.joining import join
from nlp.quantities.scan import figures as scan
from nlp.quantities.vocabulary import Unit, Vocabulary, fold, vocabulary

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}"
    r"|(?<![A-Za-z0-9.])[a-z0-9-]{1,40}\.(?:com|cn|net|org|io|co|tv|hk|tw)(?![A-Za-z0-9])[!-~]{0,80}"
)
_WIDE = re.compile("[億萬們個這與產業將]")
_OWN = ("CNY", "HKD", "TWD", "MOP")
HOMES = {"cn": "CNY", "tw": "TWD", "hk": "HKD"}


def find_quantities(text: str, home: str | None = None) -> list[Quantity]:
    """Find the figures of a text, in order, without overlap.

    `home` is the market the text is written for (cn, tw, hk): it decides a bare 元 and 兆. Spans are code points of `text`; values are
    exact and in base units. The unit of percentage points is %, their `unit_text` tells them (see `table_unit`). Raises nothing.

    >>> [(q.text, q.value, q.unit, q.bound) for q in find_quantities("收入分别达到108和187亿元。")]
    [('108', Decimal('10800000000'), 'CNY', '='), ('187亿元', Decimal('18700000000'), 'CNY', '=')]
    """
    folded = fold(text)
    if "." in folded:
        folded = _ADDRESS.sub(lambda found: "\x1a" * len(found.group()), folded)
    words = vocabulary()
    wide = home in ("tw", "hk") or _WIDE.search(text) is not None
    figures = join(folded, list(scan(Page(folded, words, wide))))
    figures = keep(folded, figures)
    _name_bare_w(folded, words, figures)
    _name_currencies(folded, figures, home)
    return [_quantity(text, figure) for figure in figures]


def is_vague(quantity: Quantity) -> bool:
    """Whether the figure names only an order of magnitude (数十亿, 几百, 十几万): no row is made of it.

    >>> is_vague(find_quantities("市场达数十亿元")[0])
    True
    """
    number = fold(quantity.text)[quantity.number[0] - quantity.start_char : quantity.number[1] - quantity.start_char]
    return any(mark in number for mark in "数几")


def table_unit(quantity: Quantity) -> str | None:
    """The unit that the tables use: pp for percentage points and basis points, else the quantity's own.

    >>> table_unit(find_quantities("下降3个百分点")[0])
    'pp'
    """
    return "pp" if quantity.unit == "%" and _POINT_WORDS.search(fold(quantity.unit_text).replace(" ", "").lower()) else quantity.unit


_POINT_WORDS = re.compile(r"百分点|基点|^bps?$|basis point|percentage.point|^ppt?s?$")


def _name_bare_w(text: str, words: Vocabulary, figures: list[Figure]) -> None:
    """30w that counts nothing is money (年薪30w); after 粉丝 or 阅读 it is not."""
    for figure in figures:
        if figure.unit is None and text[figure.number_end - 1] == "w" and not text[figure.end : figure.end + 1].isalnum():
            before = text[max(0, figure.start - 8) : figure.start]
            if not any(noun in before for noun in (*words.settings["counted"], *words.nouns.words)):
                figure.unit, figure.unit_text, figure.basis, figure.prefix = Unit("", "CNY", Decimal(1), "money"), "", "inferred", "CNY"


def _name_currencies(text: str, figures: list[Figure], home: str | None) -> None:
    """Give a bare 元 its currency: in a paper of Taiwan or Hong Kong that of the nearest one named outside brackets, else the home's."""
    money = [figure for figure in figures if figure.unit is not None and figure.unit.kind == "money"]
    if not any(figure.unit is not None and not figure.unit.unit for figure in money):
        return
    nearest = None
    for figure in money:
        assert figure.unit is not None
        if figure.unit.unit:
            if figure.unit.unit in _OWN and text[figure.start - 1 : figure.start] not in ("(", "（"):
                nearest = figure.unit.unit
        elif figure.prefix == "":
            figure.prefix = nearest or ""
    later = None
    for figure in reversed(money):
        assert figure.unit is not None
        if figure.unit.unit:
            later = figure.unit.unit if figure.unit.unit in _OWN and text[figure.start - 1 : figure.start] not in ("(", "（") else later
        elif home in ("tw", "hk"):
            figure.prefix = figure.prefix or (later if home == "hk" and later else HOMES[home])
            figure.basis = "inferred" if figure.basis == "explicit" else figure.basis
        else:
            figure.prefix = "CNY"


def _quantity(text: str, figure: Figure) -> Quantity:
    unit = figure.unit
    code = unit.unit if unit is not None else None
    if unit is not None and unit.kind == "money" and not unit.unit:
        code = figure.prefix or "CNY"
    value, high = figure.value, figure.high
    if figure.share and code is None and _is_share(text, figure):
        value, code, figure.basis = value * 100 if value == Decimal("0.5") else divide(value * 100, Decimal(1)), "%", "inferred"
    bound = "range" if high is not None else figure.bound or "="
    return Quantity(
        start_char=figure.start,
        end_char=figure.end,
        value=_clean(value),
        value_max=_clean(high) if high is not None else None,
        unit=code,
        bound=cast(Bound, bound),
        scale_exp=figure.exp,
        unit_basis=cast(Literal["explicit", "shared", "inferred"], figure.basis),
        unit_text=figure.unit_text,
        number=(figure.number_start, figure.number_end),
        text=text[figure.start : figure.end],
        ordinal=figure.ordinal,
        group=figure.group,
    )


def _is_share(text: str, figure: Figure) -> bool:
    """A fraction of something is a percentage of it; one that stands alone is a number."""
    before, after = text[max(0, figure.start - 1) : figure.start], text[figure.end : figure.end + 4]
    return "\u4e00" <= before <= "\u9fff" or "\u4e00" <= after[:1] <= "\u9fff" or after.startswith(" of ")


def _clean(value: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent: 18700000000, 0.45."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1)) if value.adjusted() < 27 else value
    return value.normalize() if len(value.as_tuple().digits) < 28 else value

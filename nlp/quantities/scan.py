"""From left to right over a text: where a figure may begin, whether it is one, and what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp.quantities.compound import next_start, numeral_at
from nlp.quantities.figures import Figure, Page
from nlp.quantities.numerals import LONGEST, Numeral
from nlp.quantities.ranks import is_marked, rank_at
from nlp.quantities.sides import bound_after, bound_before, currency_before, distant_bound, sign_before
from nlp.quantities.units import read_unit
from nlp.quantities.vocabulary import Unit

_REST_OF_WORD = re.compile(r"[A-Za-z0-9.\-_/]*(?<![.\-/])")

_MONEY_SIGNS = tuple("$¥￥€£₩₹")  # after these no figure is a date


def figures(page: Page) -> Iterator[Figure]:
    """All candidate figures of the page in order, without overlap."""
    text, at = page.text, 0
    first, last = len(text) - len(text.lstrip(" -+负")), len(text.rstrip())
    while found := next_start(text, at):
        start, limit = found.start(), at
        figure = None
        trap = None if text[start - 1 : start] in _MONEY_SIGNS else page.words.traps.match(text, start)
        if trap and trap.end() > start and not (start <= first and found.end() >= last):
            at = trap.end()
        elif is_marked(text, start):
            figure = rank_at(page, found, limit)
            at = figure.end if figure else max(found.end(), _rest_of_word(text, found.end()))
        elif _is_part_of_name(page, found):
            at = max(found.end(), _rest_of_word(text, found.end()))
        else:
            numeral = numeral_at(page, found)
            figure = _figure(page, found, numeral, limit) if numeral else None
            at = max(figure.end, figure.numeral.end) if figure else found.end()
        if figure is not None:
            yield figure


def _is_part_of_name(page: Page, found: re.Match[str]) -> bool:
    """Mate70, #3, 双11: a number inside a name; and a run of digits that nobody wrote to be read."""
    start, text = found.start(), page.text
    before = text[start - 1] if start else " "
    if found["word"] is None and ((before.isascii() and before.isalpha()) or before in "_#@"):
        return currency_before(page, start)[1] == ""
    return found["num"] is not None and (before in "初双" or len(found["num"]) > LONGEST)


def _rest_of_word(text: str, at: int) -> int:
    found = _REST_OF_WORD.match(text, at)
    return found.end() if found else at


def _figure(page: Page, found: re.Match[str], numeral: Numeral, limit: int) -> Figure:
    """The numeral with its sign, currency, unit and bounds."""
    text = page.text
    start, code = currency_before(page, numeral.start, limit)
    signed, negative = sign_before(page, start, limit)
    number_start = signed if not code else numeral.start
    if signed < start and not code:
        start, code = currency_before(page, signed, limit)
    else:
        start = signed
    value, high = numeral.value, numeral.high
    if negative:
        value, high = -value, (-high if high is not None else None)
    figure = Figure(
        start, numeral.end, numeral, value, high, numeral.exp,
        number_start=number_start, number_end=numeral.end, prefix=code, share=numeral.fraction,
    )
    if code:
        figure.unit, figure.unit_text = Unit(code, code, Decimal(1), "money"), text[start : numeral.start].strip()
    if found["fan"]:
        figure.unit, figure.unit_text = Unit("倍", "倍", Decimal(1), "times"), found["fan"][-1]
    elif numeral.percent:
        figure.unit, figure.unit_text = Unit("%", "%", Decimal(1), "percent"), text[numeral.start : numeral.end].partition("之")[0] + "之"
    elif found["half"] and found["half"].startswith("过"):
        figure.bound = ">"
    else:
        read_unit(page, figure)
    bound_before(page, figure, limit)
    bound_after(page, figure)
    distant_bound(page, figure, limit)
    return figure

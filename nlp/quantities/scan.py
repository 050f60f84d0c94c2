"""From left to right over a text: where a figure may begin, whether it is one, and what belongs to it."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from nlp.quantities.compound import next_start, numeral_at
from nlp.quantities.figures import Figure, Page
from nlp.quantities.numerals import LONGEST, ONE, Numeral
from nlp.quantities.ranks import MARK_ENDS, is_marked, rank_at
from nlp.quantities.sides import SIGN_ENDS, bound_after, bound_before, currency_before, distant_bound, sign_before
from nlp.quantities.units import read_unit
from nlp.quantities.vocabulary import Unit, money

_REST_OF_WORD = re.compile(r"[A-Za-z0-9.\-_/]*(?<![.\-/])")

_MONEY_SIGNS = frozenset("$¥￥€£₩₹")  # after these no figure is a date
_IN_NAMES = frozenset((*string.ascii_letters, *"_#@"))
_TIMES = Unit("倍", "倍", ONE, "times")
_PERCENT = Unit("%", "%", ONE, "percent")


def figures(page: Page) -> Iterator[Figure]:
    """All candidate figures of the page in order, without overlap."""
    text, trap_at, at = page.text, page.words.traps.match, 0
    first, last = len(text) - len(text.lstrip(" -+负")), len(text.rstrip())
    while found := next_start(text, at):
        limit, kind = at, found.lastgroup or ""
        start, end = found.span(kind)
        before = text[start - 1 : start]
        figure = None
        trap = None if before in _MONEY_SIGNS else trap_at(text, start)
        if trap and trap.end() > start and not (start <= first and end >= last):
            at = trap.end()
        elif before in MARK_ENDS and is_marked(text, start):
            figure = rank_at(page, found, limit)
            at = figure.end if figure else _rest_of_word(text, end)
        elif _is_part_of_name(page, found, kind, before):
            at = _rest_of_word(text, end)
        else:
            numeral = numeral_at(page, found, kind)
            figure = _figure(page, found, kind, numeral, limit) if numeral else None
            at = max(figure.end, figure.numeral.end) if figure else end
        if figure is not None:
            yield figure


def _is_part_of_name(page: Page, found: re.Match[str], kind: str, before: str) -> bool:
    """Mate70, #3, 双11: a number inside a name; and a run of digits that nobody wrote to be read."""
    if before in _IN_NAMES and kind != "word":
        return currency_before(page, found.start())[1] == ""
    return kind == "num" and (before in ("初", "双") or len(found["num"]) > LONGEST)


def _rest_of_word(text: str, at: int) -> int:
    found = _REST_OF_WORD.match(text, at)
    return found.end() if found else at


def _sign_and_currency(page: Page, numeral: Numeral, limit: int) -> tuple[int, int, str, bool]:
    """Where the figure begins and where its number does, the code of the currency before it, and whether it is negative."""
    start, code = currency_before(page, numeral.start, limit)
    signed, negative = sign_before(page, start, limit)
    if code:
        return signed, numeral.start, code, negative
    if signed < start:
        start, code = currency_before(page, signed, limit)
    return start, signed, code, negative


def _figure(page: Page, found: re.Match[str], kind: str, numeral: Numeral, limit: int) -> Figure:
    """The numeral with its sign, currency, unit and bounds."""
    text, value, high = page.text, numeral.value, numeral.high
    start, number_start, code = numeral.start, numeral.start, ""
    led = text[start - 1 : start] in page.words.leading or text[start - 1 : start] in SIGN_ENDS
    if led:
        start, number_start, code, negative = _sign_and_currency(page, numeral, limit)
        if negative:
            value, high = -value, (-high if high is not None else None)
    figure = Figure(
        start, numeral.end, numeral, value, high, numeral.exp,
        number_start=number_start, number_end=numeral.end, prefix=code, share=numeral.fraction,
    )
    if code:
        figure.unit, figure.unit_text = money(code), text[start : numeral.start].strip()
    if kind == "fan":
        figure.unit, figure.unit_text = _TIMES, found["fan"][-1]
    elif numeral.percent:
        figure.unit, figure.unit_text = _PERCENT, text[numeral.start : numeral.end].partition("之")[0] + "之"
    elif kind == "half" and text[numeral.start] == "过":
        figure.bound = ">"
    else:
        read_unit(page, figure)
    if led:
        bound_before(page, figure, limit)
    bound_after(page, figure)
    distant_bound(page, figure, limit)
    return figure

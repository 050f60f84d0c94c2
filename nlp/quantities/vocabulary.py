"""The words of this room, read once from the data files under nlp/lexicon/quantities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import cast

from nlp import model
from nlp.lexicon.data import read_csv, read_toml
from nlp.quantities.numerals import FIRST, HAN_DIGITS
from nlp.records import record


@record
class Unit:
    """A unit as written: the unit of the tables, what one is worth in it, its kind and its flags."""

    surface: str
    unit: str
    factor: Decimal
    kind: str
    flags: frozenset[str] = frozenset()


@cache
def money(code: str) -> Unit:
    """The unit of money whose sign or code stands before the figure."""
    return Unit(code, code, Decimal(1), "money")


@record
class Bound:
    """A bound word and the characters that make another word of it when they stand before it."""

    bound: model.Bound
    not_after: str


@record
class Lookup:
    """Words for finding the longest that begins or ends at a place; `first` and `last` have their lengths by their outer characters."""

    words: dict[str, object]
    first: dict[str, tuple[int, ...]]
    last: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, words: dict[str, object]) -> Lookup:
        return cls(words, _lengths(words, 0), _lengths(words, -1))

    def at(self, text: str, start: int) -> str | None:
        for length in self.first.get(text[start : start + 1], ()):
            if (word := text[start : start + length]) in self.words:
                return word
        return None

    def before(self, text: str, end: int) -> str | None:
        for length in self.last.get(text[end - 1 : end], ()):
            if length <= end and (word := text[end - length : end]) in self.words:
                return word
        return None


def _lengths(words: Iterable[str], place: int) -> dict[str, tuple[int, ...]]:
    """The lengths of words, longest first, by the character that each has at `place`."""
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[place], set()).add(len(word))
    return {char: tuple(sorted(lengths, reverse=True)) for char, lengths in found.items()}


@record
class Vocabulary:
    """All word lists, indexed for reading."""

    after: Lookup  # surface -> Unit or currency code, Chinese and symbols
    english: Lookup  # lower-case English words -> the same
    money_before: Lookup
    nouns: Lookup
    english_nouns: dict[str, str]
    bound_before: Lookup
    bound_after: Lookup
    not_units: Lookup
    fillers: dict[str, tuple[str, ...]]  # last character -> the fillers that end in it, as they are listed
    settings: dict[str, tuple[str, ...]]
    traps: re.Pattern[str]
    leading: frozenset[str]  # the characters that a currency, a bound word or a filler before a figure may end in, and the blank


def _plurals(word: str) -> tuple[str, ...]:
    last = word.split()[-1]
    if last.endswith("y") and len(last) > 3 and last[-2] not in "aeiou":
        return word, word[:-1] + "ies"
    return (word, word + "es") if last.endswith(("sh", "ch", "x", "s")) else (word, word + "s")


_HOME_MONEY = {"元": "1", "圆": "1", "角": "0.1", "毛": "0.1", "毛钱": "0.1"}


@cache
def vocabulary() -> Vocabulary:
    """Load and index the data files. Raises ValueError or ArithmeticError where a row cannot be read."""
    units = [
        Unit(row["surface"], row["unit"], Decimal(row["factor"]), row["kind"], frozenset((row["flags"] or "").split()))
        for row in read_csv("quantities/units.csv")
    ]
    money = list(_money())
    after: dict[str, object] = {unit.surface: unit for unit in (*units, *money) if not _is_word(unit.surface)}
    # The yuan's own words belong to whichever currency the text is about.
    after |= {word: Unit(word, "", Decimal(worth), "money") for word, worth in _HOME_MONEY.items()}
    english: dict[str, object] = {}
    for unit in (*units, *money):
        if _is_word(unit.surface):
            for form in _forms(unit):
                english.setdefault(form, unit)
    nouns = {row["noun"]: row["unit"] for row in read_csv("quantities/nouns.csv")}
    settings = read_toml("quantities/reading.toml")
    money_before = Lookup.of({word: row["code"] for row in read_csv("quantities/currencies.csv") for word in _listed(row["before"])})
    bound_before = Lookup.of(_bounds("before"))
    bound_after = Lookup.of(_bounds("after"))
    fillers = _by_last(settings["words"]["fillers"])
    traps = [*(trap["pattern"] for trap in settings["trap"]), _digit_in_word(money_before, (*after, *nouns, *bound_after.words))]
    return Vocabulary(
        after=Lookup.of(after),
        english=Lookup.of(english),
        money_before=money_before,
        nouns=Lookup.of({noun: unit for noun, unit in nouns.items() if not _is_word(noun) or noun.isupper()}),
        english_nouns={form: unit for noun, unit in nouns.items() if _is_word(noun) for form in _plurals(noun)},
        bound_before=bound_before,
        bound_after=bound_after,
        not_units=Lookup.of(dict.fromkeys(settings["words"]["not_units"])),
        fillers=fillers,
        settings={name: tuple(listed) for name, listed in settings["words"].items()},
        traps=re.compile("|".join(f"(?:{pattern})" for pattern in traps)),
        leading=frozenset((" ", *money_before.last, *bound_before.last, *map(str.upper, bound_before.last), *fillers)),
    )


def _money() -> Iterator[Unit]:
    """The currencies as units, and their hundredths; 分 and 仙 stay what units.csv says of them."""
    for row in read_csv("quantities/currencies.csv"):
        for word in _listed(row["after"]):
            yield Unit(word, row["code"], Decimal(1), "money")
        for word in _listed(row["minor"]):
            if len(word) > 1 or not (_is_word(word) or word == "分"):
                yield Unit(word, row["code"], Decimal("0.01"), "money")


def _forms(unit: Unit) -> tuple[str, ...]:
    """The forms that an English unit is looked up by; symbols of one or two letters have only their own."""
    if unit.kind == "money":
        return (unit.surface, unit.surface.lower(), *_plurals(unit.surface), *_plurals(unit.surface.lower()))
    return _plurals(unit.surface) if len(unit.surface) > 2 else (unit.surface,)


def _bounds(side: str) -> dict[str, object]:
    return {
        word: Bound(cast("model.Bound", row["bound"]), row["not_after"] or "")
        for row in read_csv("quantities/bounds.csv")
        if row["side"] == side
        for word in _listed(row["words"])
    }


def _digit_in_word(money_before: Lookup, words_after: Iterable[str]) -> str:
    """The pattern of a Chinese digit that only begins a word (一致, 三亚): nothing beside it could make a figure of it that counts or joins another."""
    before = re.escape("".join(money_before.last)) + r"第前至到o~\-–—―\s"
    after = re.escape("".join({word[0] for word in words_after})) + FIRST + "点多余来几半个又分份和及与以或跟同至到乃不这"
    return rf"(?<![{before}])[{HAN_DIGITS}](?=[\u4e00-\u9fff])(?![{after}])"


def _by_last(words: list[str]) -> dict[str, tuple[str, ...]]:
    return {char: tuple(word for word in words if word[-1] == char) for char in {word[-1] for word in words}}


def _listed(cell: str | None) -> list[str]:
    return [word for word in (cell or "").split("|") if word]


def _is_word(surface: str) -> bool:
    return surface[0].isascii() and surface[0].isalpha()


_FULL_WIDTH = "０１２３４５６７８９．％＋／－＄～", "0123456789.%+/-$~"


@cache
def _folding() -> tuple[re.Pattern[str], dict[str, str]]:
    """The characters that are folded, as a set to search for (few stand in a text) and with what is read in their place."""
    table = dict(zip(*_FULL_WIDTH, strict=True)) | dict(zip("\u3000\t\u00a0\u2212", "   -", strict=True))
    for row in read_csv("quantities/script.csv"):
        table |= dict.fromkeys(row["from"], row["to"])
    return re.compile(f"([{re.escape(''.join(table))}])"), table


_WIDE_COMMA = re.compile("，(?<=[０-９]，)(?=[０-９]{3}(?![０-９]))")


def fold(text: str) -> str:
    """The text with half-width figures, 一 for 壹, and Simplified characters where this room reads them.

    Every character keeps its place.

    >>> fold("約貳佰萬戶，增１２％")
    '约二百万户，增12%'
    """
    if "，" in text and _WIDE_COMMA.search(text):
        text = _WIDE_COMMA.sub(",", text)
    signs, table = _folding()
    pieces = signs.split(text)
    pieces[1::2] = [table[sign] for sign in pieces[1::2]]
    return "".join(pieces)


@cache
def vague_signs() -> re.Pattern[str]:
    """数 and 几, and what is folded to them: a figure with one names only an order of magnitude."""
    return re.compile(f"[{''.join(sign for sign, read in (*_folding()[1].items(), *zip('数几', '数几', strict=True)) if read in '数几')}]")

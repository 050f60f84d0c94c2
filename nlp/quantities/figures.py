"""The records that pass between the steps of this room."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from nlp.model import Bound
from nlp.quantities.numerals import Numeral
from nlp.quantities.vocabulary import Unit, Vocabulary
from nlp.records import record

UnitBasis = Literal["explicit", "shared", "inferred"]  # where a figure has its unit from


@record
class Page:
    """A folded text with the words to read it by; `wide`: 兆 is 10**12 here, not a data unit."""

    text: str
    words: Vocabulary
    wide: bool


@dataclass(slots=True)
class Figure:
    """A figure on the way to becoming a quantity. Spans count in the text; `number` is without bound, currency and unit."""

    start: int
    end: int
    numeral: Numeral
    value: Decimal
    high: Decimal | None
    exp: int | None
    unit: Unit | None = None
    unit_text: str = ""
    basis: UnitBasis = "explicit"
    bound: Bound | Literal[""] = ""
    bound_word: str = ""  # the word before the figure that set the bound
    group: int | None = None
    ordinal: bool = False
    number_start: int = 0
    number_end: int = 0
    prefix: str = ""  # the currency that stands before
    share: bool = False  # a fraction (一半, 三分之一): of something it is a percentage

    @property
    def kind(self) -> str:
        """The kind of the unit, "" without one."""
        return self.unit.kind if self.unit is not None else ""

"""What a reader keeps in mind while reading: when the text was written, and which year, month, day and period were last spoken of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nlp.model import Basis, Grain
from nlp.records import record
from nlp.times.calendar import months_span

if TYPE_CHECKING:
    from nlp.times.places import Place


@record
class Stretch:
    """A resolved time: inclusive days (None on an open side), how fine it is, and how it is known; `kind` is point, range or window."""

    start: dt.date | None
    end: dt.date | None
    grain: Grain | None
    basis: Basis
    kind: str = "point"
    forward: bool = False


@dataclass(slots=True)
class Discourse:
    """The state of reading one text, from its start on."""

    written_on: dt.date | None
    grain: str
    fiscal_year_end: int | None = None
    stated_year: int | None = None
    stated_sentence: int = -1
    stated_paragraph: int = -1
    stated_topic: bool = False
    stated: Stretch | None = None  # the last explicit point, and where it ended in the text
    stated_end: int = 0
    year: int | None = None
    year_paragraph: int = -1
    month: tuple[int, int] | None = None
    month_sentence: int = -1
    month_paragraph: int = -1
    day: Stretch | None = None
    day_paragraph: int = -1
    period: Stretch | None = None
    dated: dict[tuple[int, int], int] = field(default_factory=dict)  # the year that the text itself gives to a month and day
    guessed: bool = False  # whether the year of the last one resolved is only the nearest

    def now(self, place: Place) -> dt.date | None:
        """The present at a place: that of the quotation around it, or the time of writing."""
        return place.now or self.written_on

    def coarse(self, finer: Grain, shift: Stretch | None = None) -> Stretch | None:
        """The time of writing itself where it is not known as finely as `finer`, else None."""
        order = ("day", "month", "year")
        if self.written_on is None or self.grain not in order or finer not in order or order.index(self.grain) <= order.index(finer):
            return None
        first, last = (self.written_on.month,) * 2 if self.grain == "month" else (1, 12)
        span = months_span(self.written_on.year, first, last)
        return Stretch(*span, "month" if self.grain == "month" else "year", "relative") if span else None

    def carried_year(self, place: Place, later: bool) -> int | None:
        """The year stated before that a month without one belongs to; `later` months would else be last year's."""
        if self.stated_year is None:
            return None
        if self.stated_sentence == place.sentence:
            return self.stated_year
        now = self.now(place)
        if now is None:
            return self.stated_year
        if self.stated_paragraph == place.paragraph and self.stated_year <= now.year and (self.stated_topic or (later and self.stated_year < now.year)):
            return self.stated_year
        return None

    def hear(self, stretch: Stretch, place: Place, stated: bool, of_day: bool = False, of_period: bool = True) -> None:
        """Keep what an expression said for those that follow; `of_day` where it names a day, however well that is known."""
        start, end = stretch.start, stretch.end
        if of_day and start is not None and stretch.kind == "point":
            self.day, self.day_paragraph = stretch, place.paragraph
        if start is None or end is None or stretch.kind in ("window", "deadline"):
            return
        if end.year != start.year and stretch.grain != "span":
            return
        if stated and not place.aside:
            self.stated_year, self.stated_sentence, self.stated_paragraph, self.stated_topic = (
                end.year,
                place.sentence,
                place.paragraph,
                place.topic,
            )
        self.year, self.year_paragraph = end.year, place.paragraph
        if (start.year, start.month) == (end.year, end.month):
            self.month, self.month_sentence, self.month_paragraph = (start.year, start.month), place.sentence, place.paragraph
        if start != end and not of_day and of_period and (stretch.grain != "year" or self.period is None or self.period.grain == "year"):
            self.period = stretch

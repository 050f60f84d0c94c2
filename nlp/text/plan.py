"""The plan of repair: steps of edits, what they cost, and the replay that makes the clean text from the raw one again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from nlp.model import RepairStep
from nlp.spans import Edit, SpanMap, apply


class Mend(NamedTuple):
    """One edit of a step; `unsure` where it restored or lost characters (a lost one is U+FFFD)."""

    start: int
    end: int
    text: str
    unsure: bool = False


Fixer = Callable[[str], Iterable[Mend]]


def replay(raw_text: str, steps: Iterable[RepairStep]) -> str:
    """Carry out all steps of a plan on the raw text, in order.

    Raises ValueError where a plan does not belong to the text.

    >>> replay("當(dāng)前", [RepairStep("pinyin_notes", (Edit(1, 7, ""),)), RepairStep("script", (Edit(0, 1, "当"),))])
    '当前'
    """
    text = raw_text
    for step in steps:
        text = apply(text, step.edits)
    return text


class Draft:
    """A text under repair: every step that changes it is written down, with the map back to the raw text."""

    def __init__(self, raw: str) -> None:
        self.text = raw
        self.spans = SpanMap.identity(len(raw))
        self.steps: list[RepairStep] = []
        self.mended: list[tuple[int, int]] = []

    def carry(self, spans: Iterable[tuple[int, int]], step: SpanMap) -> list[tuple[int, int]]:
        """Spans of the text before `step`, as they lie after it; what vanished is left out."""
        places = (step.to_after(start, end) for start, end in spans)
        return [(place.start, place.end) for place in places if place.end > place.start]

    def run(self, name: str, fixer: Fixer) -> SpanMap | None:
        """Let one fixer work; its mends become a step unless they change nothing. Gives the step's map."""
        mends = [mend for mend in fixer(self.text) if self.text[mend.start : mend.end] != mend.text]
        if not mends:
            return None
        edits = tuple(Edit(mend.start, mend.end, mend.text) for mend in mends)
        step = SpanMap.from_edits(len(self.text), edits)
        self.mended = self.carry(self.mended, step)
        shift = 0
        for mend in mends:
            if mend.unsure and mend.text:
                self.mended.append((mend.start + shift, mend.start + shift + len(mend.text)))
            shift += len(mend.text) - (mend.end - mend.start)
        self.text = apply(self.text, edits)
        self.spans = step.after(self.spans)
        self.steps.append(RepairStep(name, edits))
        return step

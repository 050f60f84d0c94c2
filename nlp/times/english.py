"""The grammar of English time expressions."""

from __future__ import annotations

from nlp.times.nodes import Spoken


def parse(text: str, clean: str, at: int) -> Spoken | None:
    return None


def plan_year(clean: str, spoken: Spoken) -> int | None:
    return None

"""What each setting of the recogniser finds: entity F1 on gold, and the share of made news' names that no lexicon knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from nlp import Reading, Source, read
from nlp.analysis import ReadSettings
from tests.bench.made_news import make_told
from tests.gold.gate import SAMPLES, SHARED, gold_files, load
from tests.gold.scoring import score_readings

FOLDERS = {"samples": SAMPLES, "dev": SHARED / "dev" / "texts"}
MADE = 60  # articles


@cache
def entity_f1(name: str, settings: ReadSettings) -> float | None:
    """Entity F1 on the gold of a set, 0..1; None where the set is not here."""
    if not gold_files(name):
        return None

    def articles() -> Iterator[tuple[dict[str, Any], Reading]]:
        for path in gold_files(name):
            gold = json.loads(path.read_text(encoding="utf-8"))
            yield gold, read(*load(FOLDERS[name], gold.get("raw_path") or gold["doc"]), settings)

    return score_readings(articles())["entities"].f1


@cache
def unlisted_found(settings: ReadSettings) -> float:
    """The share of made news' people and companies, none of them in the lexicon, that a reading finds whole and with their type."""
    wanted = hit = 0
    for text, told in map(make_told, range(MADE)):
        found = {(mention.surface, mention.entity_type) for mention in read(text.encode(), Source("a"), settings).mentions}
        wanted += len(told)
        hit += len(told & found)
    return hit / wanted

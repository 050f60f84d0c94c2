"""What each part of the name reading contributes: the gazetteer, the recogniser and the rules, each alone, each missing, and all together.

    python -m tests.gold.ablation            print the table for the shipped samples (and for the other sets that are here)
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from nlp.layout import lay_out
from nlp.lexicon import Gazetteer, build_gazetteer, use_gazetteer
from nlp.model import CleanText
from nlp.names import Name, find_candidates, link, load_recogniser, settle
from nlp.text import clean
from tests.gold.gate import SAMPLES, SETS, SHARED, gold_files, load
from tests.gold.scoring import Score, add, fold, pair

PARTS = ("gazetteer", "recogniser", "rules")
TABLE = ("gazetteer", "recogniser", "rules", "recogniser+rules", "gazetteer+rules", "gazetteer+recogniser", "gazetteer+recogniser+rules")
MEASURES = {"all": ("ORG", "PRODUCT", "PERSON", "PLACE", "EVENT", "WORK"), "PERSON": ("PERSON",), "ORG": ("ORG",), "PERSON+ORG": ("PERSON", "ORG")}


@dataclass(frozen=True, slots=True)
class Page:
    """An article ready for the name reading, and its gold."""

    gold: dict[str, Any]
    cleaned: CleanText
    regions: tuple[tuple[int, int], ...]


@cache
def pages(name: str) -> tuple[Page, ...]:
    """The articles of a set."""
    folder = {"samples": SAMPLES, "seeds": SHARED / "seeds", "dev": SHARED / "dev" / "texts"}[name]
    return tuple(_pages(gold_files(name), folder))


def _pages(files: Any, folder: Any) -> Iterator[Page]:
    for path in files:
        gold = json.loads(path.read_text(encoding="utf-8"))
        raw, source = load(folder, gold.get("raw_path") or gold["doc"])
        cleaned = clean(raw)
        yield Page(gold, cleaned, tuple((p.start, p.end) for p in lay_out(cleaned, source).paragraphs if p.role in ("title", "body")))


@cache
def nothing_listed() -> Gazetteer:
    """One empty gazetteer: words are loaded once for each."""
    return build_gazetteer([])


def read_with(page: Page, parts: str) -> list[Name]:
    """The names of an article by some of the parts, such as "recogniser+rules"; without the gazetteer it is empty for every part."""
    using = parts.split("+")
    recogniser = load_recogniser("lac-everywhere" if "recogniser" in using else "none")
    with contextlib.nullcontext() if "gazetteer" in using else use_gazetteer(nothing_listed()):
        found = find_candidates(page.cleaned.text, page.regions, recogniser)
        kept = [name for name in found if "rules" in using or not name.extractor.startswith("rule.")]
        return link(page.cleaned.text, settle(kept))


def score_names(name: str, parts: str) -> dict[str, Score]:
    """Scores of entities over a set, for all types and for some."""
    scores = {measure: Score() for measure in MEASURES}
    for page in pages(name):
        found: dict[str, tuple[str, set[str]]] = {}
        for one in read_with(page, parts):
            forms = found.setdefault(one.entity.entity_id, (one.entity.entity_type, set()))[1]
            forms |= {fold(page.cleaned.text[one.start : one.end]), fold(one.entity.name)}
        for measure, types in MEASURES.items():
            gold = [row for row in page.gold["entities"] if row["type"] in types]
            mine = [forms for kind, forms in found.values() if kind in types]
            add(scores[measure], gold, len(mine), pair(gold, mine, lambda row, forms: len({fold(row["name"]), *map(fold, row.get("surface", []))} & forms)))
    return scores


def main() -> None:
    for name in SETS:
        if gold_files(name):
            print(f"{name}: F1 of entities\n{'':<28}" + "".join(f"{measure:>12}" for measure in MEASURES))
            for parts in TABLE:
                print(f"{parts:<28}" + "".join(f"{score.f1:>12.3f}" for score in score_names(name, parts).values()))


if __name__ == "__main__":
    main()

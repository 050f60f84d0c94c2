"""Measured against the reference articles, where they are there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from nlp.text import clean, replay

SHARED = Path(__file__).parents[4] / "shared"
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not SHARED.is_dir(), reason="the reference articles are not here")]


def articles() -> list[tuple[Path, Path]]:
    pairs = [(path, SHARED / "dev" / "gold" / f"{path.stem}.json") for path in sorted((SHARED / "dev" / "texts").glob("*.txt"))]
    return [*pairs, *((path, SHARED / "gold" / f"{path.stem}.json") for path in sorted((SHARED / "seeds").glob("*.txt")))]


def test_language_agrees_with_the_gold() -> None:
    wrong = []
    for path, gold in articles():
        if gold.exists() and clean(path.read_bytes()).lang != json.loads(gold.read_text(encoding="utf-8"))["lang"]:
            wrong.append(path.stem)
    assert wrong == []


def test_damaged_articles_read_as_they_should() -> None:
    def lines(text: str) -> list[str]:
        return [line.strip() for line in text.split("\n") if line.strip()]

    repaired = sorted((SHARED / "dev" / "repaired").glob("*.txt"))
    assert repaired
    for path in repaired:
        made = clean((SHARED / "dev" / "texts" / path.name).read_bytes())
        assert lines(made.text) == lines(path.read_text(encoding="utf-8")), path.stem


def test_every_plan_replays() -> None:
    for path, _ in articles():
        made = clean(path.read_bytes())
        assert replay(made.raw, made.steps) == made.text


def test_the_noted_and_shifted_article_is_whole() -> None:
    made = clean(next((SHARED / "seeds").glob("003*")).read_bytes())
    assert made.lossy_chars <= 12
    assert not re.search(r"[\ue000-\uf8ff\ufffd]", made.text)
    assert re.findall(r"[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+[)）]", made.text) == []
    assert "看到的部分是" in made.text
    assert "成为微博市值管理的有利平台" in made.text
    assert "两家接口不同，包括数据的保护" in made.text

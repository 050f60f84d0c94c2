"""Whatever one article does to the process that reads it: the run ends, all others are published, and an issue names the article.

ZHISHI_REPEATS says how often, each time with the bad ones elsewhere among the others.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
import stub_reading

from flows import queries
from flows.flow import Equipment, equipped, run
from flows.workers import Readers

REPEATS = int(os.environ.get("ZHISHI_REPEATS", "3"))
ACCIDENTS = {"hang": "R002", "greedy": "R003", "die": "R004", "raise": "R001"}

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("repeat", range(REPEATS))
def test_bad_articles_are_named_and_everything_else_is_published(room, monkeypatch, repeat):
    luck = random.Random(repeat)
    names = luck.sample([f"{number:02}.txt" for number in range(60)], len(ACCIDENTS))
    bad = dict(zip(names, ACCIDENTS, strict=True))
    (room / "in").mkdir()
    for number in range(60):
        name = f"{number:02}.txt"
        (room / "in" / name).write_text(f"第{number}篇 {bad.get(name, '好')}", "utf-8")
    monkeypatch.setenv("ZHISHI_BATCH_SIZE", str(luck.choice([7, 20, 200])))
    pool = Readers(1 + repeat % 2, stub_reading.load_with_accidents, time_limit=2, memory_mb=300)
    with pool as readers, equipped(Equipment(readers)):
        result = run.fn(["in"], out=Path("outputs"))
    assert result.status == "partial"
    asked = "SELECT a.raw_path, i.code FROM issues i JOIN articles a USING (article_id) ORDER BY ALL"
    assert queries.ask(Path("outputs"), asked)[1] == sorted((f"in/{name}", ACCIDENTS[word]) for name, word in bad.items())
    assert queries.ask(Path("outputs"), "SELECT count(*) FROM articles WHERE status = 'ok'")[1] == [(56,)]

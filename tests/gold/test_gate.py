"""The gate of CI: no score falls below its floor, and no gold changes without a new pin."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gold.gate import ROOT, SETS, SHARED, baseline, gold_files, gold_hash, measure

HERE = [pytest.param(name, marks=[pytest.mark.shared] if name != "samples" else []) for name in SETS]


@pytest.fixture
def pinned(name: str) -> dict[str, object]:
    if not gold_files(name):
        pytest.skip(f"the gold of {name} lies in ../shared, which is not here")
    return baseline()[name]


@pytest.mark.parametrize("name", HERE)
def test_the_gold_is_the_one_that_the_floors_were_pinned_with(name: str, pinned: dict[str, object]) -> None:
    assert pinned["gold"] == gold_hash(name)


@pytest.mark.parametrize("name", HERE)
def test_no_score_falls_below_its_floor(name: str, pinned: dict[str, object]) -> None:
    floors = pinned["floors"]
    assert isinstance(floors, dict)
    reached = {key: round(score.f1, 3) for key, score in measure(name).items()}
    assert set(floors) == set(reached)
    assert {key: value for key, value in reached.items() if value < floors[key]} == {}


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "tools" / "score.py").exists(), reason="the reference scorer lies in ../shared, which is not here")
def test_our_scorer_agrees_with_the_reference_on_published_tables(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = "import sys; from flows.flow import run; run.fn([sys.argv[1]], sys.argv[2], 1)"
    subprocess.run([sys.executable, "-c", run, str(SHARED / "dev" / "texts"), str(out)], check=True, cwd=ROOT, capture_output=True)
    report = tmp_path / "score.json"
    command = [sys.executable, SHARED / "tools" / "score.py", out / "current" / "tables", SHARED / "dev" / "gold", "--json", report]
    subprocess.run(command, check=True, capture_output=True)
    reference = json.loads(report.read_text(encoding="utf-8"))["measures"]
    for key, score in measure("dev").items():
        assert score.f1 == pytest.approx(reference[key]["f1"], abs=0.004), key

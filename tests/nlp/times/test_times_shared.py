"""Floors on the cases that other readers of time measure themselves by, where these cases lie beside the project."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared"
EXACT = {"brief time zh": 0.97, "brief time en": 0.87, "seeds time zh": 0.92, "seeds time en": 0.83, "jionlp time zh": 0.88}
LENIENT = {"msr-zh time zh": 0.85, "duckling-zh time zh": 0.82, "xiaomi time zh": 0.80, "chrono-zh time zh": 0.80, "msr-en time en": 0.65}


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "cases").is_dir(), reason="no reference cases beside the project")
def test_the_floors_of_the_peers_cases_hold(tmp_path: Path) -> None:
    answer = tmp_path / "score.json"
    command = [sys.executable, str(SHARED / "tools" / "score_cases.py"), str(SHARED / "cases"), "--json", str(answer)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    score = json.loads(answer.read_text(encoding="utf-8"))
    below = {name: score[name]["exact"] for name, floor in EXACT.items() if score[name]["exact"] < floor}
    below |= {name: score[name]["lenient"] for name, floor in LENIENT.items() if score[name]["lenient"] < floor}
    assert below == {}
    assert [name for name, row in score.items() if "time" in name and name.endswith("alarms") and row["bad"] and "msr-en" not in name] == []
    assert [name for name, row in score.items() if "time" in name and name.endswith("noise") and row["n"]] == []
    assert (score["crashes"], score["overlaps"]) == (0, 0)

"""Our reader of times costs what its text is long; how it compares with JioNLP's is in test_bench_speed.py."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nlp.text import clean
from nlp.times import find_times

pytest.importorskip("pytest_benchmark")
SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"
TEXT = "\n".join(c.text for c in (clean(p.read_bytes()) for p in sorted(SAMPLES.glob("*.txt"))) if c.lang.startswith("zh"))
WRITTEN = dt.date(2021, 6, 14)


def cost(work: Callable[[], object], rounds: int = 5) -> float:
    """The median CPU seconds of some work."""
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return sorted(spent)[len(spent) // 2]


def test_bench_times_is_linear_in_the_length_of_the_text(benchmark: object) -> None:
    one, four = cost(lambda: find_times(TEXT, WRITTEN)), cost(lambda: find_times(TEXT * 4, WRITTEN))
    benchmark.extra_info["four_texts_cost"] = round(four / one, 2)  # type: ignore[attr-defined]
    benchmark.pedantic(find_times, args=(TEXT, WRITTEN), rounds=3)  # type: ignore[attr-defined]
    assert four / one < 6

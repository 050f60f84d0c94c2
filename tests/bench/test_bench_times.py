"""Our reader of times beside JioNLP's, on the same running text in one run (JioNLP comes with `make bench`, for this alone)."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest

from nlp.text import clean
from nlp.times import find_times

pytest.importorskip("pytest_benchmark")
SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"
TEXT = "\n".join(c.text for c in (clean(p.read_bytes()) for p in sorted(SAMPLES.glob("*.txt"))) if c.lang.startswith("zh"))
WRITTEN = dt.date(2021, 6, 14)


def cost(work: object, rounds: int = 5) -> float:
    """The median CPU seconds of some work."""
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        work()  # type: ignore[operator]
        spent.append(time.process_time() - start)
    return sorted(spent)[len(spent) // 2]


def test_bench_times_against_jionlp(benchmark: object) -> None:
    jionlp = pytest.importorskip("jionlp", reason="JioNLP is installed by `make bench`")
    base = dt.datetime(2021, 6, 14).timestamp()

    def theirs() -> list[object]:
        return jionlp.ner.extract_time(TEXT, time_base=base, with_parsing=True)

    theirs()
    ratio = cost(theirs) / cost(lambda: find_times(TEXT, WRITTEN))
    benchmark.extra_info.update(chars=len(TEXT), times_as_fast_as_jionlp=round(ratio, 2))  # type: ignore[attr-defined]
    benchmark.pedantic(find_times, args=(TEXT, WRITTEN), rounds=5)  # type: ignore[attr-defined]
    print(f"find_times is {ratio:.1f} times as fast as JioNLP's extract_time on {len(TEXT)} characters")
    assert ratio >= 1.2


def test_bench_times_is_linear_in_the_length_of_the_text(benchmark: object) -> None:
    one, four = cost(lambda: find_times(TEXT, WRITTEN)), cost(lambda: find_times(TEXT * 4, WRITTEN))
    benchmark.extra_info["four_texts_cost"] = round(four / one, 2)  # type: ignore[attr-defined]
    benchmark.pedantic(find_times, args=(TEXT, WRITTEN), rounds=3)  # type: ignore[attr-defined]
    assert four / one < 6

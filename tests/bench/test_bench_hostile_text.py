"""What a megabyte of hostile text costs clean() and lay_out(), against plain passes over characters in the same run."""

from __future__ import annotations

import time

import pytest

from nlp.text import clean
from tests.nlp.text.text_hostile import HOSTILE, spent

pytest.importorskip("pytest_benchmark")
MB = 1 << 20


def plain_second() -> float:
    """What a second of a quiet machine is here: 25 million characters passed over, one by one."""
    text, start, count = "一二三四五" * 1_000_000, time.process_time(), 0
    for ch in text:
        if ch == "三":
            count += 1
    assert count == 1_000_000
    return 5 * (time.process_time() - start)


@pytest.mark.benchmark(group="hostile megabytes")
@pytest.mark.parametrize("text", HOSTILE)
def test_bench_a_megabyte_of_anything(benchmark: object, text: str) -> None:
    raw = text.encode() * (MB // len(text.encode()))
    clean(raw[:1000])
    whole, quarter = spent(raw), spent(raw[: MB // 4])
    benchmark.extra_info.update(plain_seconds=round(whole / plain_second(), 2), grows=round(whole / max(quarter, 0.02), 2))  # type: ignore[attr-defined]
    benchmark.pedantic(spent, args=(raw[: MB // 16],), rounds=1)  # type: ignore[attr-defined]
    assert whole <= 10 * max(quarter, 0.02)

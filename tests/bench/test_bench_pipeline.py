"""What each stage costs by pytest-benchmark's measure, and that hostile text costs no more than its length.

Quote the ratios of speed.py, not these seconds: they are this machine's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

import pytest

from nlp import Source, read
from nlp.analysis import ReadSettings
from nlp.names import find_listed
from tests.bench.peers import inside_peers
from tests.bench.stages import Page, open_page, zhishi_calls
from tests.bench.texts import sample_raws

pytest.importorskip("pytest_benchmark")


@cache
def pages() -> list[Page]:
    return [open_page(raw) for raw in sample_raws()]


CALLS: dict[str, Callable[[list[Page]], int] | str] = {
    **zhishi_calls(),
    "gazetteer with words": lambda pages: sum(len(find_listed(page.prepared.text)) for page in pages),
    **inside_peers(),
}


@pytest.mark.benchmark(group="stages")
@pytest.mark.parametrize("stage", CALLS)
def test_bench_stage(benchmark: Callable[..., int], stage: str) -> None:
    call = CALLS[stage]
    if isinstance(call, str):
        pytest.skip(call)
    call(pages())  # what is loaded once is not the stage's cost
    found = benchmark.pedantic(call, (pages(),), rounds=2, iterations=1)  # type: ignore[attr-defined]
    benchmark.extra_info["chars"] = sum(len(page.read) for page in pages())  # type: ignore[attr-defined]
    assert found > 0


HOSTILE = {
    "one character": "年" * 20_000,
    "one name": "微博" * 8_000,
    "names in one breath": "阿里与微博" * 4_000,
    "capitals": "Aa " * 12_000,
    "one endless sentence": "微博收入达到100亿元，" * 1_500,
    "one endless paragraph": "2017年微博上线，增长20%。" * 1_200,
}


@pytest.mark.benchmark(group="hostile")
@pytest.mark.parametrize("name", HOSTILE)
def test_bench_reading_hostile_text_costs_no_more_than_its_length(benchmark: Callable[..., int], name: str) -> None:
    def cost(text: str) -> float:
        spent = []
        for _ in range(3):
            start = time.process_time()
            read(text.encode(), Source("a"), ReadSettings("none"))
            spent.append(time.process_time() - start)
        return min(spent)

    cost(HOSTILE[name][:100])
    ratio = cost(HOSTILE[name] * 4) / cost(HOSTILE[name])
    benchmark.extra_info["four_times_the_text_costs"] = round(ratio, 2)  # type: ignore[attr-defined]
    benchmark.pedantic(read, args=(HOSTILE[name].encode(), Source("a"), ReadSettings("none")), rounds=2)  # type: ignore[attr-defined]
    assert ratio < 7

"""What the whole reading costs beside its parts: the pipeline, its stages, plain jieba and the recogniser alone, on the same text in one run.

Quote the ratios: seconds are this machine's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from nlp import Source, facts, read
from nlp.names import find_names, load_recogniser, split_sentences
from nlp.pipeline import ReadSettings, shared_pipeline
from nlp.quantities import find_quantities
from nlp.text import clean
from nlp.times import find_times

pytest.importorskip("pytest_benchmark")
SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"
RAWS = [path.read_bytes() for path in sorted(SAMPLES.glob("*.txt"))]
TEXTS = [cleaned.text for cleaned in map(clean, RAWS)]
CHARS = sum(map(len, TEXTS))


def jieba_alone() -> int:
    import jieba

    return sum(len(jieba.lcut(text)) for text in TEXTS)


def recogniser_alone() -> int:
    recogniser = load_recogniser("lac")
    return sum(len(recogniser(text[low:high])) for text in TEXTS for low, high in split_sentences(text))


@cache
def spans_given() -> tuple[facts.Document, ...]:
    """The texts with their spans: what facts cost when names, times and quantities are there."""
    return tuple(shared_pipeline(ReadSettings("none"))(text)._.document for text in TEXTS)


STAGES: dict[str, Callable[[], int]] = {
    "jieba alone": jieba_alone,
    "recogniser alone": recogniser_alone,
    "clean": lambda: sum(len(clean(raw).text) for raw in RAWS),
    "times": lambda: sum(len(find_times(text, None)) for text in TEXTS),
    "quantities": lambda: sum(len(find_quantities(text)) for text in TEXTS),
    "names without recogniser": lambda: sum(len(find_names(text, recogniser=load_recogniser("none"))) for text in TEXTS),
    "events, given the spans": lambda: sum(len(facts.merge_events(facts.find_events(document))) for document in spans_given()),
    "metrics, given the spans": lambda: sum(len(facts.merge_metrics(facts.find_metrics(document))) for document in spans_given()),
    "read without recogniser": lambda: sum(len(read(raw, Source("a"), ReadSettings("none")).metrics) for raw in RAWS),
    "read": lambda: sum(len(read(raw, Source("a")).metrics) for raw in RAWS),
}


@pytest.mark.benchmark(group="stages")
@pytest.mark.parametrize("stage", STAGES)
def test_bench_stage(benchmark: Callable[..., int], stage: str) -> None:
    STAGES[stage]()  # what is loaded once is not the stage's cost
    found = benchmark.pedantic(STAGES[stage], rounds=5, iterations=1)  # type: ignore[attr-defined]
    benchmark.extra_info["chars"] = CHARS  # type: ignore[attr-defined]
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

"""What the name reading costs beside plain jieba and beside the recogniser, on the same text in one run.

Quote the ratios: seconds are this machine's. `ratio_to_jieba` is how many times plain jieba's time a stage takes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nlp.names import find_listed, find_names, load_recogniser, split_sentences, split_words
from nlp.text import clean

pytest.importorskip("pytest_benchmark")
SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"
TEXTS = [clean(path.read_bytes()).text for path in sorted(SAMPLES.glob("*.txt"))]
CHARS = sum(map(len, TEXTS))
ROUNDS = 5


def jieba_alone() -> int:
    import jieba

    return sum(len(jieba.lcut(text)) for text in TEXTS)


STAGES: dict[str, Callable[[], int]] = {
    "jieba alone": jieba_alone,
    "words": lambda: sum(len(split_words(text)) for text in TEXTS),
    "gazetteer with words": lambda: sum(len(find_listed(text)) for text in TEXTS),
    "all but the recogniser": lambda: sum(len(find_names(text, recogniser=load_recogniser("none"))) for text in TEXTS),
    "recogniser alone": lambda: sum(len(load_recogniser("lac")(text[low:high])) for text in TEXTS for low, high in split_sentences(text)),
    "all": lambda: sum(len(find_names(text)) for text in TEXTS),
}


def ratio_to_jieba(stage: Callable[[], int]) -> float:
    """The best time of a stage over the best of plain jieba, measured in turns so that a busy machine slows both."""
    turns = [(_seconds(stage), _seconds(jieba_alone)) for _ in range(ROUNDS)]
    return min(mine for mine, _ in turns) / min(other for _, other in turns)


def _seconds(stage: Callable[[], int]) -> float:
    start = time.perf_counter()
    stage()
    return time.perf_counter() - start


@pytest.mark.benchmark(group="names")
@pytest.mark.parametrize("stage", STAGES)
def test_bench_names(benchmark: Callable[..., int], stage: str) -> None:
    STAGES[stage]()  # what is loaded once is not the stage's cost
    found = benchmark.pedantic(STAGES[stage], rounds=ROUNDS, iterations=1)  # type: ignore[attr-defined]
    benchmark.extra_info["chars"] = CHARS  # type: ignore[attr-defined]
    benchmark.extra_info["ratio_to_jieba"] = round(ratio_to_jieba(STAGES[stage]), 2)  # type: ignore[attr-defined]
    assert found > 0

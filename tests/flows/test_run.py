"""`zhishi run` for real: a process of its own, the real engine, real readers, and what must hold whatever happens to it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TABLES = ("articles", "entities", "mentions", "events", "event_roles", "metrics", "knowledge", "issues")
SEEN = {"first_seen_run", "last_seen_run"}
ARTICLES = {
    "1.txt": "2018-06-15\n　　微博月活跃用户达4.11亿，去年营收约11.5亿美元。\n",
    "2.txt": "2017年3月1日\n　　小红书宣布上线新版本。阿里巴巴收购了大麦网。\n",
    "3.html": "<html><body><h1>京东财报</h1><p>2018年5月8日，京东发布财报，第一季度净营收1001亿元，同比增长33.1%。</p></body></html>",
    "feed.jsonl": '{"text": "2016年，腾讯员工超过3万人。", "published": "2016-12-01"}\n{"te\n',
    "empty.txt": "",
}
AUDIT = """
import os, sys
def hook(event, arguments, file=os.environ["AUDIT_FILE"]):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto"):
        place = arguments[0] if event.startswith("socket.get") else arguments[1]
        host = place[0] if isinstance(place, tuple) else place
        if host not in ("127.0.0.1", "localhost", "::1", "", None, b"127.0.0.1") and not str(host).startswith("/"):
            with open(file, "a") as out:
                out.write(f"{event} {host}\\n")
sys.addaudithook(hook)
"""


@pytest.fixture
def inbox(room):
    folder = room / "in"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "noise.txt").write_bytes(bytes(range(256)) * 8)
    return folder


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "ZHISHI_"))}
    paths = [more.pop("first", ""), str(ROOT), str(HERE)]
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "ZHISHI_RECOGNISER": "none", **more}


def zhishi(*words: str, program: str = "-m flows.cli", timeout: float = 240, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *program.split(), *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        env=environment(**more),
        check=False,
    )


def tables(out: Path) -> dict[str, object]:
    found = {name: pq.read_table(out / "current" / "tables" / f"{name}.parquet") for name in TABLES}
    return {
        name: table.drop_columns([column for column in table.column_names if column in SEEN]).to_pylist() for name, table in found.items()
    }


def audited(room: Path) -> dict[str, str]:
    """The environment in which every process writes down whom it looks up or connects to beyond loopback."""
    (room / "audit").mkdir()
    (room / "audit" / "sitecustomize.py").write_text(AUDIT)
    return {"first": str(room / "audit"), "AUDIT_FILE": str(room / "outside.log")}


def test_a_run_goes_through_the_engine_publishes_all_and_a_second_one_reads_nothing(inbox, room, monkeypatch):
    """Client and server are both watched: nobody looks beyond loopback. One server serves both runs; it costs more than they do."""
    audit = audited(room)
    for name, value in environment(**audit).items():
        if name in ("PYTHONPATH", "AUDIT_FILE"):
            monkeypatch.setenv(name, value)
    with serving(room, monkeypatch) as url:
        first = zhishi("run", "in", "gone.txt", **audit, PREFECT_API_URL=url)
        assert first.returncode == 2, first.stderr
        assert "there is no gone.txt" in first.stderr
        assert "Traceback" not in first.stderr
        assert f"using the Prefect server at {url}" in first.stderr
        (line,) = first.stdout.splitlines()
        assert line.startswith("7 articles, ")
        assert line.endswith(" → outputs/current")
        assert "S003: 1" in line
        stubbed = str(HERE / "stubbed_zhishi.py")  # it must not read at all: no need to load the readers
        second = zhishi("run", "in", "--json", program=stubbed, **audit, PREFECT_API_URL=url)
        assert second.returncode == 0, second.stderr
        told = json.loads(second.stdout)
        assert (told["n_read"], told["n_reused"], told["message"]) == (0, 7, "nothing new to read")
        assert second.stderr == ""
        assert not (room / "outside.log").exists(), (room / "outside.log").read_text()
        (run, _) = ask_server(url, "flow_runs")
        assert (run["name"], run["state_type"]) == ("read in, gone.txt into outputs", "COMPLETED")
        assert {task["name"] for task in ask_server(url, "task_runs")} == {"read batch 1: 7 articles"}
        artifacts = [artifact["data"] for artifact in ask_server(url, "artifacts") if artifact["key"] == "zhishi-run"]
        assert any(line in text for text in artifacts)
        assert "S003" in next(artifact["data"] for artifact in ask_server(url, "artifacts") if artifact["key"] == "zhishi-issues")


@contextlib.contextmanager
def serving(room: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A Prefect server on loopback, as a user may have one running."""
    from flows.engine import Engine

    monkeypatch.setenv("PREFECT_HOME", str(room / "server"))
    (room / "server").mkdir()
    server = Engine()
    server.start()
    try:
        server.wait()
        yield server.url
    finally:
        server.stop()


def ask_server(url: str, path: str) -> list[dict]:
    body = b'{"sort": "START_TIME_ASC"}' if path == "flow_runs" else b"{}"
    request = urllib.request.Request(f"{url}/{path}/filter", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


@pytest.mark.slow
def test_without_a_server_the_run_brings_its_own_which_is_gone_after_it_and_looks_nowhere_either(inbox, room):
    done = zhishi("run", "in", program=str(HERE / "stubbed_zhishi.py"), **audited(room), ZHISHI_TEST_MARK=str(room))
    assert done.returncode == 0, done.stderr
    assert "starting the engine" in done.stderr
    assert not (room / "outside.log").exists(), (room / "outside.log").read_text()
    assert (room / "outputs/state/prefect/prefect.db").exists()
    assert not processes(f"ZHISHI_TEST_MARK={room}")


def test_one_and_two_workers_and_increments_give_the_same_tables(inbox, room):
    from stub_reading import Inline

    from flows.batches import load_read
    from flows.cluster import open_readers
    from flows.flow import Equipment, equipped, run
    from flows.settings import load

    found = []
    with open_readers(load(workers=2, recogniser="none")) as two:
        here = Inline(load_read("none"))
        for out, readers, steps in (
            ("a", here, [["in"]]),
            ("b", two, [["in"]]),
            ("c", here, [["in/3.html", "in/empty.txt"], ["in/f*", "in/1.txt"], ["in"]]),
        ):
            with equipped(Equipment(readers)):
                for sources in steps:
                    run.fn(sources, out=Path(out))
            found.append(tables(Path(out)))
    assert found[0]["metrics"]
    assert found[0] == found[1] == found[2]
    for name in ("articles", "mentions", "entities", "event_roles", "issues"):
        assert (room / f"a/current/tables/{name}.parquet").read_bytes() == (room / f"b/current/tables/{name}.parquet").read_bytes()


def wait_for(condition, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.2)
    return False


def processes(mark: str) -> list[int]:
    """Processes whose environment holds the mark."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                if mark.encode() in (folder / "environ").read_bytes() and (folder / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                    found.append(int(folder.name))
            except OSError:
                continue
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
def test_a_killed_run_leaves_no_process_behind_and_the_next_one_completes_it(inbox, room):
    zhishi("run", "in/1.txt", program=str(HERE / "stubbed_zhishi.py"))
    before = os.readlink("outputs/current")
    (inbox / "zz.txt").write_text("hang")
    mark = f"ZHISHI_TEST_MARK={room}"
    env = environment(ZHISHI_TEST_MARK=str(room), ZHISHI_BATCH_SIZE="2", ZHISHI_TIME_LIMIT="300")
    with open(room / "log", "w") as log:
        killed = subprocess.Popen([sys.executable, str(HERE / "stubbed_zhishi.py"), "run", "in"], stderr=log, stdout=log, env=env)
    assert wait_for(lambda: "reading" in (room / "log").read_text(), 60)
    assert wait_for(lambda: len(processes(mark)) >= 3, 20)
    time.sleep(2)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert wait_for(lambda: not processes(mark), 15), processes(mark)
    assert os.readlink("outputs/current") == before
    (inbox / "zz.txt").unlink()
    after = zhishi("run", "in", program=str(HERE / "stubbed_zhishi.py"))
    assert after.returncode == 0, after.stderr
    assert "an earlier run did not finish" in after.stderr
    assert after.stdout.startswith("7 articles")


@pytest.mark.slow
@pytest.mark.parametrize(("word", "code"), [("hang", "R002"), ("greedy", "R003"), ("die", "R004")])
def test_a_poisonous_article_costs_itself_only(inbox, room, word, code):
    (inbox / "poison.txt").write_text(word)
    done = zhishi("run", "in", program=str(HERE / "stubbed_zhishi.py"), ZHISHI_TIME_LIMIT="2", ZHISHI_MEMORY_MB="300")
    assert done.returncode == 0, done.stderr
    assert f"{code}: 1" in done.stdout
    asked = zhishi("query", f"SELECT a.raw_path FROM issues JOIN articles a USING (article_id) WHERE code = '{code}'", "--csv")
    assert asked.stdout.splitlines() == ["raw_path", "in/poison.txt"]


@pytest.mark.slow
def test_readers_that_cannot_be_loaded_fail_the_run_in_one_line(inbox, room):
    program = room / "broken.py"
    program.write_text((HERE / "stubbed_zhishi.py").read_text("utf-8").replace("load_with_accidents", "load_broken"), "utf-8")
    done = zhishi("run", "in", program=str(program))
    assert done.returncode == 1
    assert "the model is gone" in done.stderr
    assert "Traceback" not in done.stderr
    assert not Path("outputs/current").exists()


@pytest.mark.slow
def test_two_runs_at_once_and_the_second_is_told_that_the_store_is_busy(inbox, room):
    (inbox / "zz.txt").write_text("hang")
    with open(room / "log", "w") as log:
        first = subprocess.Popen(
            [sys.executable, str(HERE / "stubbed_zhishi.py"), "run", "in"], stderr=log, stdout=log, env=environment(ZHISHI_TIME_LIMIT="20")
        )
    assert wait_for(lambda: "reading" in (room / "log").read_text(), 60)
    second = zhishi("run", "in", program=str(HERE / "stubbed_zhishi.py"))
    assert second.returncode == 3
    assert "busy" in second.stderr
    assert first.wait(90) == 0

"""The store: one writer, one transaction a batch, the raw bytes kept."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from tables_factory import WEIBO, Draft, article_id_of

from flows.tables import Store, StoreBusy, StoredReading, TablesError, find_raw, schema
from flows.tables.raw import parts, read_index
from nlp.ids import make_id
from nlp.model import Source


def failing(path: str, text: str, fingerprint: str = "fp1", transient: bool = True) -> StoredReading:
    made = Draft(path, text, status="failed", body="").issue("R002", level="error", transient=transient)
    return made.stored(fingerprint)


def test_what_was_added_is_known_by_its_path(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        run = store.begin_run()
        store.add(run, [Draft("a.txt", "微博电商").metric("1").stored("fp7")])
        (known,) = store.known().values()
        assert (known.article_id, known.fingerprint, known.status, known.transient, known.attempts) == (
            article_id_of("微博电商".encode()),
            "fp7",
            "ok",
            False,
            0,
        )
    with Store.open(tmp_path) as store:
        assert list(store.known()) == ["a.txt"]


def test_a_run_is_named_by_its_start_and_no_two_share_a_name(tmp_path: Path) -> None:
    start = dt.datetime(2026, 11, 21, 21, 0, tzinfo=dt.UTC)
    with Store.open(tmp_path) as store:
        assert [store.begin_run(started_at=start) for _ in range(2)] == ["r_20261121T210000Z", "r_20261121T210001Z"]
        assert store.begin_run("r_mine", start, "1", "c", "l", "f") == "r_mine"


def test_new_bytes_at_a_path_replace_the_former_version_whole(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        run = store.begin_run()
        store.add(run, [Draft("a.txt", "旧").metric("1").event("other", "2018", {"participant": [WEIBO]}).issue("N1").stored()])
        store.add(run, [Draft("a.txt", "新", body="").stored()])
        assert store.known()["a.txt"].article_id == article_id_of("新".encode())
        for table in ("metrics", "events", "event_roles", "mentions", "entities", "issues", "bodies"):
            assert store.con.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
        with pytest.raises(KeyError):
            store.raw(article_id_of("旧".encode()))


def test_the_same_bytes_at_two_paths_are_read_back_by_either_and_leave_with_the_last(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        run = store.begin_run()
        store.add(run, [Draft("b.txt", "同文").stored(), Draft("a.txt", "同文").stored()])
        name = article_id_of("同文".encode())
        assert store.forget("a.txt") == 1
        assert store.raw(name) == "同文".encode()
        assert store.forget(name) == 1
        assert store.known() == {}


@pytest.mark.parametrize(
    ("target", "left"),
    [
        ("feed.jsonl", ["feed.jsonl2", "in/a.txt"]),
        ("in", ["feed.jsonl#1", "feed.jsonl#2", "feed.jsonl2"]),
        ("in/", ["feed.jsonl#1", "feed.jsonl#2", "feed.jsonl2"]),
        ("nothing", None),
    ],
)
def test_a_feed_a_folder_or_a_file_can_be_forgotten(tmp_path: Path, target: str, left: list[str] | None) -> None:
    paths = ["feed.jsonl#1", "feed.jsonl#2", "feed.jsonl2", "in/a.txt"]
    with Store.open(tmp_path) as store:
        store.add(store.begin_run(), [Draft(path).stored() for path in paths])
        assert store.forget(target) == len(paths) - len(paths if left is None else left)
        assert sorted(store.known()) == (paths if left is None else left)


def test_a_row_keeps_the_run_that_saw_it_first_and_takes_the_last_that_read_its_article(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        one, two, three = "r_1", "r_2", "r_3"
        store.begin_run(one)
        store.add(one, [Draft("a.txt", "文").metric("1").stored("fp1")])
        store.begin_run(two)
        store.add(two, [Draft("a.txt", "文").metric("1").metric("2").stored("fp2")])
        store.begin_run(three)
        store.touch(three, ["a.txt"])
        seen = dict(store.con.execute("SELECT value::INT, first_seen_run FROM metrics").fetchall())
        assert seen == {1: one, 2: two}
        assert store.con.execute("SELECT first_seen_run, last_seen_run, touched_run FROM docs").fetchone() == (one, two, three)


def test_attempts_count_passing_failures_of_the_same_bytes_and_code(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        run = store.begin_run()
        told = []
        for item in (
            failing("a", "x"),
            failing("a", "x"),
            failing("a", "x", "fp2"),
            failing("a", "y", "fp2"),
            failing("a", "y", "fp2", transient=False),
        ):
            store.add(run, [item])
            known = store.known()["a"]
            told.append((known.transient, known.attempts))
        assert told == [(True, 1), (True, 2), (True, 1), (True, 1), (False, 0)]


def test_an_article_can_be_read_again_from_what_was_kept(tmp_path: Path) -> None:
    hints = Source("feed.jsonl#1", url="https://example.com/1", title="标题", published=dt.date(2018, 1, 2), source="新浪")
    with Store.open(tmp_path) as store:
        store.add(
            store.begin_run(),
            [
                replace(Draft("feed.jsonl#1", "正文").stored("old"), source=hints),
                Draft("b", "二").stored("new"),
                Draft("c", "三").stored("old"),
            ],
        )
        assert list(store.outdated("new", {"c"})) == [(hints, "正文".encode())]
        assert find_raw(tmp_path, article_id_of("三".encode())) == "三".encode()
        assert find_raw(tmp_path, "a_0000000000000000") is None


def test_a_reading_that_contradicts_itself_is_set_aside_and_the_others_stay(tmp_path: Path) -> None:
    good, bad = Draft("good", "好").metric("1").stored(), Draft("bad", "坏文章").metric("1").stored()
    wrong = {
        "span": replace(bad.reading.metrics[0], raw_end=9999),
        "article": replace(bad.reading.metrics[0], article_id="a_other"),
        "subject": replace(bad.reading.metrics[0], subject_id="e_nobody"),
        "word": replace(bad.reading.metrics[0], kind="big"),
        "period": replace(bad.reading.metrics[0], period=None),
        "range": replace(bad.reading.metrics[0], bound="range"),
        "text": replace(bad.reading.metrics[0], quote="\ud800"),
    }
    for number, (name, row) in enumerate(wrong.items()):
        with Store.open(tmp_path / str(number)) as store:
            store.add(store.begin_run(), [replace(bad, reading=replace(bad.reading, metrics=(row,))), good])
            assert {path: known.status for path, known in store.known().items()} == {"bad": "failed", "good": "ok"}, name
            assert store.con.execute("SELECT code, level FROM issues").fetchall() == [("K001", "error")], name
            assert store.con.execute("SELECT count(*) FROM metrics").fetchone() == (1,)


def test_rows_twice_under_one_id_are_a_fault_and_issues_of_one_code_are_one_row(tmp_path: Path) -> None:
    item = Draft("a", "文").metric("1").stored()
    twice = replace(item, reading=replace(item.reading, metrics=item.reading.metrics * 2))
    with Store.open(tmp_path) as store:
        store.add(store.begin_run(), [twice, Draft("b", "二").issue("N1", raw_start=0, raw_end=1).issue("N1", n=2).stored()])
        assert store.known()["a"].status == "failed"
        assert store.con.execute("SELECT issue_id, n, raw_end FROM issues WHERE code = 'N1'").fetchall() == [
            (make_id("i", article_id_of("二".encode()), "N1"), 3, 1)
        ]


def test_a_name_that_is_no_text_does_not_break_the_store(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.add(store.begin_run(), [Draft("bad\udcff.txt", "文").stored()])
        assert list(store.known()) == ["bad\\udcff.txt"]


def test_runs_that_never_ended_are_told_by_the_next_one(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        run = store.begin_run()
    with Store.open(tmp_path) as store:
        assert [former.run_id for former in store.unfinished_runs()] == [run]
        after = store.begin_run("r_later")
        store.finish_run(after, n_articles=1, n_new=1, n_reused=0, n_failed=0, status="ok")
    with Store.open(tmp_path) as store:
        assert store.unfinished_runs() == []
        assert store.con.execute("SELECT run_id, status FROM runs ORDER BY run_id").fetchall() == [(run, "failed"), (after, "ok")]


def test_a_second_writer_learns_who_holds_the_store(tmp_path: Path) -> None:
    code = (
        "from flows.tables import Store; from pathlib import Path; import time\n"
        f"s = Store.open(Path({str(tmp_path)!r}))\nprint('open', flush=True)\ntime.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(StoreBusy, match=f"PID {holder.pid}"):
            Store.open(tmp_path)
    finally:
        holder.kill()
        holder.wait()
    Store.open(tmp_path).close()


def test_the_same_process_cannot_open_it_twice_and_can_after_closing(tmp_path: Path) -> None:
    with Store.open(tmp_path), pytest.raises(StoreBusy, match="this process"):
        Store.open(tmp_path)
    Store.open(tmp_path).close()


def test_somebody_who_reads_the_file_of_the_store_is_named_too(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    database = str(tmp_path / "state" / "zhishi.duckdb")
    code = f"import duckdb, time; c = duckdb.connect({database!r}, read_only=True); print('open', flush=True); time.sleep(60)"
    reader = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert reader.stdout is not None
        reader.stdout.readline()
        with pytest.raises(StoreBusy, match=str(reader.pid)):
            Store.open(tmp_path)
    finally:
        reader.kill()
        reader.wait()


def test_a_store_of_another_version_is_migrated_or_refused(tmp_path: Path) -> None:
    con = duckdb.connect(str(tmp_path / "x.duckdb"))
    schema.prepare(con)
    steps = {1: lambda c: c.execute("CREATE TABLE second (a INT)"), 2: lambda c: c.execute("CREATE TABLE third (a INT)")}
    schema.prepare(con, steps, version=3)
    assert con.execute("SELECT value FROM meta WHERE name = 'version'").fetchone() == ("3",)
    assert con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('second', 'third')").fetchone() == (2,)
    with pytest.raises(TablesError, match="newer zhishi"):
        schema.prepare(con, {}, version=2)
    with pytest.raises(TablesError, match="cannot be brought up"):
        schema.prepare(con, {}, version=4)


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    con = duckdb.connect(str(tmp_path / "x.duckdb"))
    schema.prepare(con)

    def broken(c: duckdb.DuckDBPyConnection) -> None:
        c.execute("CREATE TABLE second (a INT)")
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        schema.prepare(con, {1: broken}, version=2)
    assert con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'second'").fetchone() == (0,)


def test_a_batch_that_cannot_be_stored_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(tmp_path) as store:
        run = store.begin_run()
        store.add(run, [Draft("a", "一").metric("1").stored()])
        monkeypatch.setattr(store, "_drop_unused_raw", lambda: store.con.execute("SELECT error('disk full')"))
        with pytest.raises(TablesError, match="cannot store a batch"):
            store.add(run, [Draft("a", "二").stored(), Draft("b", "三").stored()])
        monkeypatch.undo()
        assert list(store.known()) == ["a"]
        assert store.con.execute("SELECT count(*) FROM metrics").fetchone() == (1,)


def test_raw_bytes_that_nobody_needs_are_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.tables.store.FEW", 8)
    with Store.open(tmp_path) as store:
        run = store.begin_run()
        big = [Draft(f"{i}", f"{i}" * 20000).stored() for i in range(4)]
        store.add(run, [replace(item, raw=item.raw + bytes(range(256)) * i * 40) for i, item in enumerate(big)])
        for number in range(10):
            store.add(run, [Draft(f"small{number}", f"小文章{number}").stored()])
        assert len(list(parts(store.raw_folder))) == 11
        store.forget("0")
        (store.raw_folder / "building-1").write_bytes(b"left by a killed run")
        store.tidy()
        (part,) = parts(store.raw_folder)
        assert len(read_index(part)) == 13
        assert [path.name for path in store.raw_folder.iterdir()] == [part.name]
        assert store.raw(article_id_of("小文章9".encode())) == "小文章9".encode()
        assert find_raw(tmp_path, article_id_of(("0" * 20000).encode())) is None


def test_a_part_that_is_cut_off_is_no_part(tmp_path: Path) -> None:
    (tmp_path / "x.part").write_bytes(b"zhishi raw 1\n and nothing more of any use")
    with pytest.raises(TablesError, match="not a whole part"):
        read_index(tmp_path / "x.part")


def test_an_output_folder_that_is_a_file_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(TablesError, match="cannot use the output folder") as caught:
        Store.open(tmp_path / "out")
    assert "\n" not in str(caught.value)


def test_a_store_that_is_no_database_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "zhishi.duckdb").write_bytes(b"not a database, whatever it is" * 200)
    with pytest.raises(TablesError, match="cannot open the store"):
        Store.open(tmp_path)
    with pytest.raises(TablesError, match="cannot open the store"):
        Store.open(tmp_path)


def test_signatures_of_another_version_are_made_again(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.add(store.begin_run(), [Draft("a", "微博" * 60).stored()])
        before = store.con.execute("SELECT sketch FROM bodies").fetchone()
        store.con.execute("UPDATE bodies SET sketch = 'x'::BLOB")
        store.con.execute("UPDATE meta SET value = 'older' WHERE name = 'sketch'")
    with Store.open(tmp_path) as store:
        assert store.con.execute("SELECT sketch FROM bodies").fetchone() == before

"""A run reads what is new, only that, and publishes; `run.fn` is the run without the engine."""

from __future__ import annotations

import json
import os

import pytest
import stub_reading

from flows import queries
from flows.tables import Store, StoreBusy, TablesError


@pytest.fixture
def inbox(room):
    folder = room / "in"
    folder.mkdir()
    for number in range(1, 6):
        (folder / f"{number}.txt").write_text(f"第{number}篇：微博上线。", "utf-8")
    return folder


def ask(sql):
    return queries.ask(queries.Path("outputs"), sql)[1]


def version():
    return os.readlink("outputs/current")


def test_a_run_publishes_all_articles_and_says_so_in_one_line(inbox, run_stubbed):
    run, read = run_stubbed("in")
    assert len(read) == 5
    assert run.line() == "5 articles, 0 facts, 0 contested → outputs/current"
    assert ask("SELECT count(*) FROM articles WHERE status = 'ok'") == [(5,)]
    assert ask("SELECT n_articles, n_new, n_reused, n_failed, status FROM runs") == [(5, 5, 0, 0, "ok")]


def test_a_second_run_over_the_same_files_reads_nothing_and_publishes_nothing(inbox, run_stubbed):
    run_stubbed("in")
    before = version()
    run, read = run_stubbed("in")
    assert read == []
    assert (run.n_read, run.n_reused) == (0, 5)
    assert run.line().startswith("nothing new to read: 5 articles")
    assert version() == before


def test_only_new_and_changed_files_are_read_and_what_is_not_seen_stays(inbox, run_stubbed):
    run_stubbed("in")
    (inbox / "6.txt").write_text("新的一篇。")
    (inbox / "1.txt").write_text("改过的一篇。")
    (inbox / "2.txt").unlink()
    run, read = run_stubbed("in")
    assert read == ["in/1.txt", "in/6.txt"]
    assert (run.n_read, run.n_reused) == (2, 3)
    assert ask("SELECT raw_path FROM articles ORDER BY 1") == [(f"in/{n}.txt",) for n in range(1, 7)]


def test_another_fingerprint_reads_every_live_article_again_from_the_kept_bytes(inbox, run_stubbed, monkeypatch):
    (inbox / "feed.jsonl").write_text('{"text": "甲", "title": "题", "published": "2018-06-15"}\n{"te\n', "utf-8")
    run_stubbed("in")
    for file in inbox.iterdir():
        file.unlink()
    (inbox / "7.txt").write_text("第七篇。")
    monkeypatch.setattr("flows.flow.fingerprint", lambda settings: "fp_other")
    seen = []

    def read(raw, source):
        seen.append(source)
        return stub_reading.read(raw, source)

    _, paths = run_stubbed("in", read=read)
    assert paths == ["in/7.txt", *(f"in/{n}.txt" for n in range(1, 6)), "in/feed.jsonl#1"]
    assert (seen[-1].title, str(seen[-1].published)) == ("题", "2018-06-15")
    assert ask("SELECT code FROM issues") == [("S003",)]
    assert run_stubbed("in")[1] == []


def test_one_bad_article_and_bad_sources_are_issues_and_everything_else_is_published(inbox, run_stubbed):
    (inbox / "bad.txt").write_text("raise")
    (inbox / "empty.txt").write_bytes(b"")
    (inbox / "noise.txt").write_bytes(bytes(range(256)) * 20)
    (inbox / "feed.jsonl").write_text('{"text": "甲"}\n{"te\n{"title": "乙"}\n', "utf-8")
    (inbox / "feed.parquet").write_bytes(b"nothing")
    run, _ = run_stubbed("in", "gone.txt", read=stub_reading.read_with_accidents)
    assert run.missing == ("gone.txt",)
    assert run.status == "partial"
    assert run.set_aside == {"R001": 1, "S002": 1, "S003": 1, "S004": 1, "empty": 1}
    assert "5 set aside (R001: 1, S002: 1, S003: 1, S004: 1, empty: 1)" in run.line()
    assert ask(
        "SELECT a.raw_path, i.stage, i.code FROM issues i JOIN articles a USING (article_id) WHERE a.status = 'failed' ORDER BY ALL"
    ) == [
        ("in/bad.txt", "reading", "R001"),
        ("in/feed.jsonl#2", "source", "S003"),
        ("in/feed.jsonl#3", "source", "S004"),
        ("in/feed.parquet", "source", "S002"),
    ]
    assert ask("SELECT count(*) FROM articles WHERE status = 'ok'") == [(7,)]


def test_what_failed_by_itself_waits_for_new_bytes(inbox, run_stubbed):
    (inbox / "bad.txt").write_text("raise")
    run_stubbed("in", read=stub_reading.read_with_accidents)
    assert run_stubbed("in", read=stub_reading.read_with_accidents)[1] == []
    (inbox / "bad.txt").write_text("gut")
    assert run_stubbed("in")[1] == ["in/bad.txt"]


def test_what_failed_in_passing_is_read_by_later_runs_three_times_at_most(inbox, run_stubbed):
    def full(raw, source):
        raise MemoryError

    (inbox / "big.txt").write_text("big")
    for expected in (6, 1, 1, 0):
        (inbox / "note.md").write_text("")
        _, paths = run_stubbed("in", read=lambda raw, source: full(raw, source) if raw == b"big" else stub_reading.read(raw, source))
        assert len(paths) == expected


def test_a_feed_that_was_broken_and_is_mended_leaves_no_failed_article(inbox, run_stubbed):
    (inbox / "feed.csv.gz").write_bytes(b"not gzip")
    run_stubbed("in")
    assert ask("SELECT count(*) FROM articles WHERE status = 'failed'") == [(1,)]
    import gzip

    (inbox / "feed.csv.gz").write_bytes(gzip.compress("text\n甲\n".encode()))
    run_stubbed("in")
    assert ask("SELECT count(*) FROM articles WHERE status = 'failed'") == [(0,)]
    assert ask("SELECT count(*) FROM articles WHERE raw_path = 'in/feed.csv.gz#1'") == [(1,)]


def test_a_growing_feed_reads_only_its_new_rows(inbox, run_stubbed):
    feed = inbox / "feed.jsonl"
    feed.write_text("".join(json.dumps({"text": f"{n}"}) + "\n" for n in range(3)))
    run_stubbed("in/feed.jsonl")
    with feed.open("a") as file:
        file.write(json.dumps({"text": "3"}) + "\n")
    assert run_stubbed("in/feed.jsonl")[1] == ["in/feed.jsonl#4"]


def test_a_second_writer_is_told_that_the_store_is_busy(inbox, run_stubbed):
    with Store.open(inbox.parent / "outputs"), pytest.raises(StoreBusy, match="busy"):
        run_stubbed("in")


def test_a_run_that_breaks_off_is_marked_and_the_next_one_completes_it(inbox, run_stubbed, monkeypatch):
    run_stubbed("in")
    before = version()
    (inbox / "6.txt").write_text("第六篇。")
    with monkeypatch.context() as patched:
        patched.setattr("flows.history.publish", lambda *a, **k: (_ for _ in ()).throw(TablesError("disk full")))
        with pytest.raises(TablesError, match="disk full"):
            run_stubbed("in")
    assert version() == before
    run, read = run_stubbed("in")
    assert read == []
    assert run.n_articles == 6
    assert version() != before
    assert ask("SELECT status FROM runs ORDER BY started_at, run_id")[0] == ("ok",)
    assert ("failed",) in ask("SELECT status FROM runs")


def test_batches_of_any_size_give_the_same_tables(inbox, run_stubbed, monkeypatch):
    tables = []
    for size in ("1", "3", "200"):
        monkeypatch.setenv("ZHISHI_BATCH_SIZE", size)
        import shutil

        shutil.rmtree("outputs", ignore_errors=True)
        run_stubbed("in")
        tables.append((inbox.parent / "outputs/current/tables/articles.parquet").read_bytes())
    assert tables[0] == tables[1] == tables[2]

"""Sources become items in one order; what cannot be read becomes an item with an issue, and nothing else suffers."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import os
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.feeds import read_day
from flows.settings import load
from flows.sources import file_items, find, items, kind_of, raw_path, stdin_items


@pytest.fixture
def room(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listed(*sources):
    return list(items(find(map(str, sources)), load()))


def write_jsonl(path, *rows):
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)) + "\n" for row in rows), "utf-8")
    return path


def test_a_file_is_one_article_with_its_bytes_untouched(room):
    raw = "微博上线\r\n".encode("gb18030")
    (room / "a.txt").write_bytes(raw)
    (item,) = listed("a.txt")
    assert (item.raw, item.source.raw_path, item.failed) == (raw, "a.txt", False)


def test_a_compressed_file_is_what_it_holds(room):
    (room / "a.html.gz").write_bytes(gzip.compress("<p>微博</p>".encode()))
    (item,) = listed("a.html.gz")
    assert (item.raw, item.source.raw_path) == ("<p>微博</p>".encode(), "a.html.gz")


def test_paths_below_the_working_folder_are_relative_and_others_absolute(room, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (room / "in").mkdir()
    for folder in (room / "in", elsewhere):
        (folder / "a.txt").write_text("x")
    assert [item.source.raw_path for item in listed(room / "in", elsewhere)] in (
        ["in/a.txt", (elsewhere / "a.txt").as_posix()],
        [(elsewhere / "a.txt").as_posix(), "in/a.txt"],
    )
    assert raw_path(room / "in" / ".." / "a.txt") == "a.txt"


def test_a_folder_is_walked_in_order_without_hidden_and_other_files(room):
    for name in ("b/2.txt", "b/1.html", "a.txt", "README.md", ".hidden/c.txt", "b/.d.txt", "b/~e.txt"):
        (room / name).parent.mkdir(exist_ok=True)
        (room / name).write_text("x")
    assert [item.source.raw_path for item in listed(room)] == ["a.txt", "b/1.html", "b/2.txt"]


def test_a_file_named_twice_is_read_once(room):
    (room / "a.txt").write_text("x")
    assert len(listed("a.txt", "*.txt", ".")) == 1


@pytest.mark.parametrize("source", ["gone.txt", "gone/", "*.html", "README.md"])
def test_what_is_not_there_or_not_read_is_missing_and_the_rest_is_found(room, source):
    (room / "a.txt").write_text("x")
    (room / "README.md").write_text("x")
    found = find([source, "a.txt"])
    assert len(found.missing) == 1
    assert found.missing[0].startswith(source)
    assert [path.name for path in found.files] == ["a.txt"]


def test_a_file_that_is_still_being_written_is_left_for_the_next_run(room):
    (room / "new.txt").write_text("x")
    (room / "old.txt").write_text("x")
    os.utime(room / "old.txt", (time.time() - 100,) * 2)
    found = find([str(room)], settle_seconds=30)
    assert ([p.name for p in found.files], [p.name for p in found.unsettled]) == (["old.txt"], ["new.txt"])


def test_jsonl_rows_are_named_by_id_or_number_and_bring_what_is_known(room):
    write_jsonl(
        room / "feed.jsonl",
        {"id": "x7", "text": "微博上线", "url": "https://a.cn/1", "title": "上线", "published": "2018年6月15日 09:30", "source": "甲报"},
        {"text": "第二条"},
        "",
        {"content": "<p>第三条</p>"},
    )
    first, second, third = listed("feed.jsonl")
    assert first.raw == "微博上线".encode()
    assert first.source.raw_path == "feed.jsonl#x7"
    assert (first.source.url, first.source.title, first.source.published, first.source.source) == (
        "https://a.cn/1",
        "上线",
        dt.date(2018, 6, 15),
        "甲报",
    )
    assert (second.source.raw_path, third.source.raw_path) == ("feed.jsonl#2", "feed.jsonl#4")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"text": "断', "S003"),
        ("[1, 2]", "S003"),
        ('"text"', "S003"),
        ("[" * 100_000, "S003"),
        ('{"headline": "只有标题"}', "S004"),
        ('{"text": {"a": 1}}', "S007"),
        ('{"text": 5}', "S007"),
    ],
)
def test_a_broken_row_is_an_issue_and_the_others_go_on(room, line, code):
    write_jsonl(room / "feed.jsonl", {"text": "前"}, line, {"text": "后"})
    before, broken, after = listed("feed.jsonl")
    assert (before.raw, after.raw) == ("前".encode(), "后".encode())
    assert [issue.code for issue in broken.issues] == [code]
    assert broken.failed
    assert broken.raw.startswith(line.encode()[:100])
    assert broken.source.raw_path == "feed.jsonl#2"
    assert "\n" not in broken.issues[0].message


def test_a_row_with_an_empty_text_is_an_empty_article(room):
    write_jsonl(room / "feed.jsonl", {"text": ""}, {"text": None, "url": "https://a.cn"}, {"text": "  "})
    assert [(item.raw, item.failed) for item in listed("feed.jsonl")] == [(b"", False)] * 3


def test_an_id_that_stands_twice_keeps_both_rows_apart(room):
    write_jsonl(room / "feed.jsonl", {"id": 1, "text": "甲"}, {"id": 1, "text": "乙"})
    assert [item.source.raw_path for item in listed("feed.jsonl")] == ["feed.jsonl#1", "feed.jsonl#1~2"]


def test_a_date_that_is_not_understood_is_said(room):
    write_jsonl(room / "feed.jsonl", {"text": "甲", "date": "上周三"})
    (item,) = listed("feed.jsonl")
    assert (item.failed, item.source.published, item.issues[0].code) == (False, None, "S006")


def test_half_characters_in_json_do_not_stop_the_feed(room):
    write_jsonl(room / "feed.jsonl", '{"text": "a\\ud83d"}', '{"text": "\\ud83d\\ude00"}')
    assert [item.raw.decode() for item in listed("feed.jsonl")] == ["a�", "😀"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_the_encodings_and_delimiters_that_spreadsheets_write(room, encoding, delimiter):
    text = delimiter.join(["编号", "正文", "链接"]) + "\r\n" + delimiter.join(["1", '"微博上线，\r\n两行"', "https://a.cn"]) + "\r\n"
    (room / "feed.csv").write_bytes(text.encode(encoding))
    (item,) = listed("feed.csv")
    assert (item.raw.decode(), item.source.url, item.source.raw_path) == ("微博上线，\r\n两行", "https://a.cn", "feed.csv#1")


def test_a_compressed_csv_larger_than_a_block_comes_out_whole(room):
    rows = "".join(f"{n},微博{n}号消息\n" for n in range(60_000))
    (room / "feed.csv.gz").write_bytes(gzip.compress(("id,text\n" + rows).encode()))
    found = listed("feed.csv.gz")
    assert len(found) == 60_000
    assert found[-1].raw.decode() == "微博59999号消息"
    assert found[-1].source.raw_path == "feed.csv.gz#59999"


def test_csv_without_a_text_column_gives_an_issue_a_row(room):
    (room / "feed.csv").write_text("a,b\n1,2\n3,4\n")
    assert [item.issues[0].code for item in listed("feed.csv")] == ["S004", "S004"]


@pytest.mark.parametrize("suffix", [".parquet", ".parquet.gz"])
def test_parquet_rows_are_articles(room, suffix):
    table = pa.table({"text": ["微博上线", None], "published": pa.array([dt.date(2018, 6, 15), None]), "other": [1, 2]})
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    raw = buffer.getvalue()
    (room / f"feed{suffix}").write_bytes(gzip.compress(raw) if suffix.endswith("gz") else raw)
    first, second = listed(f"feed{suffix}")
    assert (first.raw.decode(), first.source.published) == ("微博上线", dt.date(2018, 6, 15))
    assert (second.raw, second.failed) == (b"", False)


@pytest.mark.parametrize(
    ("name", "raw"), [("a.parquet", b"PAR1 not"), ("a.txt.gz", b"\x1f\x8b broken"), ("a.csv.gz", gzip.compress(b"text\nx\n" * 99)[:30])]
)
def test_a_file_that_cannot_be_read_is_an_issue(room, name, raw):
    (room / name).write_bytes(raw)
    last = listed(name)[-1]
    assert (last.failed, last.issues[0].code, last.raw) == (True, "S002", raw)


def test_a_file_that_went_away_meanwhile_is_an_issue(room):
    (item,) = file_items(room / "gone.txt", load())
    assert (item.failed, item.issues[0].code) == (True, "S002")


def test_what_is_larger_than_the_limit_is_not_read(room):
    settings = load(max_article_mb=0.001)
    (room / "a.txt").write_text("x" * 1001)
    (room / "b.txt.gz").write_bytes(gzip.compress(b"x" * 10**7))
    write_jsonl(room / "c.jsonl", {"text": "x" * 5000}, {"text": "ok"})
    (room / "d.csv").write_text("text\n" + "x" * 200_000 + "\nok\n")
    found = {item.source.raw_path: [issue.code for issue in item.issues] for item in items(find(["."]), settings)}
    assert found == {"a.txt": ["S005"], "b.txt.gz": ["S005"], "c.jsonl#1": ["S005"], "c.jsonl#2": [], "d.csv#1": ["S005"], "d.csv#2": []}


def test_stdin_is_an_article_named_by_its_content():
    (item,) = stdin_items(io.BytesIO("  微博上线".encode()), load())
    assert item.raw == "  微博上线".encode()
    assert item.source.raw_path.startswith("-#")


def test_stdin_that_begins_with_a_brace_is_a_feed_whose_rows_never_replace_another_feed():
    one = list(stdin_items(io.BytesIO('\n{"text": "甲"}\n{"text": "乙", "id": "b"}'.encode()), load()))
    other = list(stdin_items(io.BytesIO('{"text": "丙"}'.encode()), load()))
    assert [item.raw.decode() for item in one] == ["甲", "乙"]
    assert one[1].source.raw_path == "-#b"
    assert one[0].source.raw_path != other[0].source.raw_path


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2018-06-15", dt.date(2018, 6, 15)),
        ("2018-06-15T23:59:00+08:00", dt.date(2018, 6, 15)),
        ("2018/6/5 12:30", dt.date(2018, 6, 5)),
        ("2018.06.15", dt.date(2018, 6, 15)),
        ("20180615", dt.date(2018, 6, 15)),
        (20180615, dt.date(2018, 6, 15)),
        ("1529020800", dt.date(2018, 6, 15)),
        (1529020800000, dt.date(2018, 6, 15)),
        (dt.datetime(2018, 6, 15, 3), dt.date(2018, 6, 15)),
        ("2018-13-45", None),
        ("15 June", None),
        ("", None),
        (float("nan"), None),
        (10**30, None),
        (True, None),
    ],
)
def test_days_are_read_from_what_feeds_write(value, day):
    assert read_day(value) == day


@pytest.mark.parametrize(("name", "kind"), [("a.TXT", ".txt"), ("a.jsonl.GZ", ".jsonl"), ("a.gz", None), ("txt", None), ("a.json", None)])
def test_the_suffix_says_how_a_file_is_read(name, kind):
    assert kind_of(name) == kind

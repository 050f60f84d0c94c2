"""Publication: whole versions, one rename, files that open right everywhere, and what changed."""

from __future__ import annotations

import csv
import datetime as dt
import os
import shutil
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from tables_factory import ALIBABA, WANG, WEIBO, Draft, content

from flows.tables import PublicationRefused, Published, Store, TablesError, Thresholds, publish
from flows.tables.publication import prune

ROLES = {"acquirer": [ALIBABA], "target": ["饿了么"]}


def put(out: Path, *drafts: Draft, forget: str | None = None, run: str | None = None, **more: Any) -> Published:
    for draft in drafts:
        draft.text = draft.text.ljust(12, "。")
    with Store.open(out) as store:
        run = store.begin_run(run)
        store.add(run, [draft.stored() for draft in drafts])
        if forget:
            store.forget(forget)
        store.finish_run(run, n_articles=len(drafts), n_new=len(drafts), n_reused=0, n_failed=0)
        return publish(store, out, run, **more)


def sheet(version: Path, name: str) -> list[dict[str, str]]:
    with (version / "csv" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_version_holds_every_file_and_current_leads_to_it(tmp_path: Path) -> None:
    version = put(tmp_path, Draft("a", "一").metric("1").event("acquisition", "2018", ROLES), run="r_1").version
    names = {str(path.relative_to(version)) for path in version.rglob("*") if path.is_file()}
    assert names == {
        "zhishi.duckdb",
        *(
            f"tables/{name}.parquet"
            for name in ("articles", "entities", "mentions", "events", "event_roles", "metrics", "knowledge", "issues", "runs")
        ),
        *(f"csv/{name}.csv" for name in ("knowledge", "timeline", "metrics", "entities", "articles", "changes", "issues", "schema")),
    }
    assert (tmp_path / "current").is_symlink()
    assert os.readlink(tmp_path / "current") == "versions/r_1"
    assert not list((tmp_path / "versions").glob("*.tmp-*"))


def test_the_same_content_gives_the_same_bytes_whatever_run_made_it(tmp_path: Path) -> None:
    drafts = [Draft("a", "一").metric("1").event("acquisition", "2018", ROLES), Draft("b", "二").metric("2", said_by=WANG).issue("N1")]
    one = put(tmp_path / "1", *drafts, run="r_1").version
    two = put(tmp_path / "2", *reversed(drafts), run="r_2").version
    assert content(one) == content(two)
    again = put(tmp_path / "1", *drafts, run="r_3").version
    assert content(again) == content(one)


def test_pandas_reads_decimals_exactly_and_duckdb_the_database_elsewhere(tmp_path: Path) -> None:
    version = put(tmp_path, Draft("a", "一").metric("411000000.000001").metric("0.1", period="2017")).version
    frame = pd.read_parquet(version / "tables" / "metrics.parquet", dtype_backend="pyarrow")
    assert sorted(frame["value"]) == [Decimal("0.100000"), Decimal("411000000.000001")]
    elsewhere = tmp_path / "mailed.duckdb"
    elsewhere.write_bytes((version / "zhishi.duckdb").read_bytes())
    con = duckdb.connect()
    con.execute(f"ATTACH '{elsewhere}' AS other (READ_ONLY)")
    assert con.execute("SELECT count(*) FROM other.v_evidence").fetchone() == (2,)


HOSTILE = {
    '=HYPERLINK("http://evil")': '\'=HYPERLINK("http://evil")',
    "+86 10": "'+86 10",
    "-5%": "'-5%",
    "@SUM(A1)": "'@SUM(A1)",
    "\tx": "'\tx",
    "一行\r\n二行\u2028三行": "一行 二行 三行",
    "nul\x00bell\x07": "nulbell",
    "\ufeff=1+1": "'=1+1",
    "\n=1+1": " =1+1",
    'a,b"c"': 'a,b"c"',
    "'quoted": "'quoted",
    "普通": "普通",
}


def test_a_hostile_text_cannot_run_in_a_spreadsheet(tmp_path: Path) -> None:
    drafts = [
        Draft(f"-{i:02}.txt", f"第{i}篇", title=text, keywords=(text, "x|y")).metric("-1.50", bound="=", quote=text, period=str(2000 + i))
        for i, text in enumerate(HOSTILE)
    ]
    version = put(tmp_path, *drafts).version
    articles = {row["raw_path"]: row for row in sheet(version, "articles")}
    facts = {row["period"]: row for row in sheet(version, "knowledge")}
    for i, safe in enumerate(HOSTILE.values()):
        article, fact = articles[f"'-{i:02}.txt"], facts[str(2000 + i)]
        assert article["title"] == safe
        assert article["keywords"].endswith("|x｜y")
        assert (fact["value"], fact["bound"], fact["quote"]) == ("-1.5", "=", safe)


def test_a_sheet_has_bom_crlf_plain_decimals_and_iso_dates(tmp_path: Path) -> None:
    version = put(tmp_path, Draft("a", "一").metric("18700000000", confidence=0.9)).version
    raw = (version / "csv" / "metrics.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfmetric_id,")
    assert raw.count(b"\r\n") == 2
    assert raw.count(b"\n") == 2
    (row,) = sheet(version, "metrics")
    assert (row["value"], row["value_max"], row["period_start"], row["confidence"]) == ("18700000000", "", "2016-01-01", "0.9")
    read = duckdb.sql(
        f"SELECT value, period FROM read_csv('{version}/csv/metrics.csv', types={{'value': 'DECIMAL(28,6)', 'period': 'VARCHAR'}})"
    ).fetchall()
    assert read == [(Decimal("18700000000.000000"), "2016")]


def test_the_timeline_carries_the_roles_in_words(tmp_path: Path) -> None:
    version = put(
        tmp_path,
        Draft("a", "一").event("acquisition", "2018-04-02", ROLES),
        Draft("b", "二").event("results", "2013", {"company": [WEIBO]}),
    ).version
    assert [(row["period"], row["who"], row["roles"]) for row in sheet(version, "timeline")] == [
        ("2013", "微博", "company=微博"),
        ("2018-04-02", "阿里巴巴", "acquirer=阿里巴巴|target=饿了么"),
    ]


def test_changes_tell_what_is_new_since_the_version_before(tmp_path: Path) -> None:
    first = put(
        tmp_path,
        Draft("a", "一").metric("187").metric("5", period="2017").event("acquisition", "2018", ROLES),
        Draft("b", "二").metric("9", period="2015"),
    )
    assert first.changes == {"added": 4}
    second = put(
        tmp_path,
        Draft("c", "三").metric("197").metric("5", period="2017"),
        Draft("d", "四").event("acquisition", "2018-04-02", ROLES),
        forget="b",
    )
    rows = sheet(second.version, "changes")
    assert [(row["change"], row["statement"]) for row in rows] == [
        ("contested", "微博2016年收入：187元"),
        ("added", "微博2016年收入：197元"),
        ("changed", "2018年4月2日，阿里巴巴收购饿了么"),
        ("changed", "微博2017年收入：5元"),
        ("withdrawn", "微博2015年收入：9元"),
    ]
    assert second.changes == {"added": 1, "changed": 2, "contested": 1, "withdrawn": 1}
    assert second.contested == 2
    finer = rows[2]
    assert finer["fact_id"] != finer["fact_id_before"]
    assert "period" in finer["what"].split("|")
    assert finer["statement_before"] == "2018年，阿里巴巴收购饿了么"
    assert put(tmp_path).changes == {}


def test_changes_can_be_told_against_a_version_with_other_columns(tmp_path: Path) -> None:
    first = put(tmp_path, Draft("a", "一").metric("187"))
    path = first.version / "tables" / "knowledge.parquet"
    table = pq.read_table(path).drop_columns(["base_period", "rank"])
    pq.write_table(table, path)
    assert put(tmp_path, Draft("b", "二").metric("187")).changes == {"changed": 1}


def test_more_can_be_written_into_the_version_before_it_becomes_current(tmp_path: Path) -> None:
    def report(folder: Path) -> None:
        assert (folder / "zhishi.duckdb").exists()
        assert not (tmp_path / "current").exists()
        (folder / "report.html").write_text("页")

    version = put(tmp_path, Draft("a", "一"), extras=report).version
    assert (version / "report.html").read_text() == "页"


def test_a_publication_that_fails_leaves_the_version_before_and_says_why(tmp_path: Path) -> None:
    before = put(tmp_path, Draft("a", "一").metric("1")).version

    def full(folder: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(TablesError, match="No space left"):
        put(tmp_path, Draft("b", "二"), extras=full)
    assert (tmp_path / "current").resolve() == before.resolve()
    assert [path.name for path in (tmp_path / "versions").iterdir()] == [before.name]
    with Store.open(tmp_path) as store:
        assert store.needs_publishing()
        assert publish(store, tmp_path, "r_9").rows["articles"] == 2
        assert not store.needs_publishing()


def test_what_a_killed_publication_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "versions" / "r_0.tmp-1").mkdir(parents=True)
    (tmp_path / "versions" / "r_0.tmp-1" / "half").write_text("")
    version = put(tmp_path, Draft("a", "一")).version
    assert [path.name for path in (tmp_path / "versions").iterdir()] == [version.name]


def test_a_run_that_publishes_again_never_changes_what_it_published(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        names = [publish(store, tmp_path, "r_1").version.name for _ in range(3)]
    assert names == ["r_1", "r_1-2", "r_1-3"]
    assert (tmp_path / "current").resolve().name == "r_1-3"


def test_old_versions_are_pruned_but_never_young_ones_or_the_current(tmp_path: Path) -> None:
    put(tmp_path, run="r_0", keep=2)
    for number in range(1, 5):
        shutil.copytree(tmp_path / "versions" / "r_0", tmp_path / "versions" / f"r_{number}")
    put(tmp_path, run="r_5", keep=2)
    assert len(list((tmp_path / "versions").iterdir())) == 6
    old = time.time() - 3 * 86400
    for number in range(5):
        os.utime(tmp_path / "versions" / f"r_{number}", (old + number, old + number))
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to("versions/r_0")
    assert sorted(path.name for path in prune(tmp_path, 2, time.time())) == ["r_1", "r_2", "r_3"]


def test_a_folder_in_the_place_of_the_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir(parents=True)
    with pytest.raises(TablesError, match="is no link"):
        put(tmp_path, Draft("a", "一"))
    assert list((tmp_path / "versions").iterdir()) == [] or all(".tmp-" not in path.name for path in (tmp_path / "versions").iterdir())


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with one version."""
    out = tmp_path_factory.mktemp("sound")
    put(out, Draft("a", "一").metric("1").event("acquisition", "2018", ROLES))
    return out


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE metrics SET raw_end = 100000", "span outside its file"),
        ("UPDATE metrics SET subject_id = 'e_gone'", "points at e_gone"),
        ("INSERT INTO mentions SELECT * FROM mentions", "twice"),
        ("UPDATE events SET event_type = 'party'", "party"),
        ("UPDATE events SET amount_metric_id = 'q_gone'", "points at q_gone"),
    ],
)
def test_tables_that_contradict_themselves_are_not_published(sound: Path, tmp_path: Path, damage: str, said: str) -> None:
    shutil.copytree(sound, tmp_path, symlinks=True, dirs_exist_ok=True)
    before = (tmp_path / "current").resolve()
    with Store.open(tmp_path) as store:
        store.con.execute(damage)
        with pytest.raises((PublicationRefused, TablesError), match=said):
            publish(store, tmp_path, "r_9")
    assert (tmp_path / "current").resolve() == before.resolve()


def test_poor_fill_rates_warn_from_two_hundred_rows_on(tmp_path: Path) -> None:
    def crowd(rows: int) -> Draft:
        made = Draft(f"a{rows}", f"文{rows}" * 10)
        for number in range(rows):
            made.metric(str(number), subject="某平台", period=None, unit_basis="inferred", quote="长" * 201)
        return made

    few = put(tmp_path / "few", crowd(150), thresholds=Thresholds(metrics_of_article=1000))
    assert few.warnings == ()
    many = put(tmp_path / "many", crowd(250))
    assert [issue.code for issue in many.warnings] == ["K010", "K011", "K012", "K014", "K016"]
    rows = sheet(many.version, "issues")
    assert [(row["code"], row["article_id"] != "", row["level"]) for row in rows] == [
        ("K010", False, "warning"),
        ("K011", False, "warning"),
        ("K012", False, "warning"),
        ("K014", False, "warning"),
        ("K016", True, "warning"),
    ]


def test_lossy_articles_and_unresolved_mentions_warn(tmp_path: Path) -> None:
    draft = Draft("a", "文" * 400, lossy_chars=40).metric("1")
    item = draft.stored()
    mention = item.reading.mentions[0]
    mentions = tuple(replace(mention, mention_id=f"m_{i}", entity_id=None, raw_start=i, raw_end=i + 1) for i in range(200))
    with Store.open(tmp_path) as store:
        store.add(store.begin_run(), [replace(item, reading=replace(item.reading, mentions=mentions))])
        assert [(issue.code, issue.n) for issue in publish(store, tmp_path, "r_1").warnings] == [("K013", 1), ("K018", 40)]


def test_an_empty_store_publishes_empty_tables_that_open(tmp_path: Path) -> None:
    version = put(tmp_path).version
    assert pq.read_table(version / "tables" / "knowledge.parquet").num_rows == 0
    assert len(pd.read_csv(version / "csv" / "knowledge.csv")) == 0
    assert duckdb.connect(str(version / "zhishi.duckdb"), read_only=True).execute("SELECT count(*) FROM v_timeline").fetchone() == (0,)


def test_runs_tell_history_and_a_run_under_way_is_not_in_it(tmp_path: Path) -> None:
    put(tmp_path, Draft("a", "一"), run="r_1")
    with Store.open(tmp_path) as store:
        store.begin_run("r_2", dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC))
        version = publish(store, tmp_path, "r_2").version
    rows = pq.read_table(version / "tables" / "runs.parquet").to_pylist()
    assert [(row["run_id"], row["status"], row["n_articles"]) for row in rows] == [("r_1", "ok", 1)]


def test_an_article_that_failed_stays_in_articles_with_its_issue(tmp_path: Path) -> None:
    version = put(tmp_path, Draft("a", "一", status="failed", body="").issue("R001", level="error"), Draft("b", "二").metric("1")).version
    assert [(row["raw_path"], row["status"]) for row in sorted(sheet(version, "articles"), key=lambda row: row["raw_path"])] == [
        ("a", "failed"),
        ("b", "ok"),
    ]
    assert [row["code"] for row in sheet(version, "issues")] == ["R001"]


def test_the_number_of_threads_does_not_show_in_the_files(tmp_path: Path) -> None:
    drafts = [
        Draft(f"{i:04}", f"第{i}篇" * 5, doc_year=2010 + i % 9, source=f"站{i % 7}").metric(str(i % 50), period=str(2000 + i % 3)).stored()
        for i in range(2100)
    ]
    with Store.open(tmp_path) as store:
        store.add(store.begin_run("r_1"), drafts)
        store.con.execute("SET threads = 1")
        one = content(publish(store, tmp_path, "r_1").version)
        store.con.execute("SET threads = 8")
        assert content(publish(store, tmp_path, "r_2").version) == one

"""The main job, end to end, with the real readers: what goes in as it is scraped comes out as tables that lead back to it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from flows.explain import explain
from flows.flow import Run, run
from flows.settings import load
from flows.sources import find, items
from nlp.text import clean, replay

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "corpus" / "samples"
SHARED = ROOT.parent / "shared"
TABLES = ("articles", "entities", "mentions", "events", "event_roles", "metrics", "knowledge", "issues", "runs")
SEEN = ("first_seen_run", "last_seen_run", "run_id")


def table(out: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(out / "current" / "tables" / f"{name}.parquet")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    out = tmp_path_factory.mktemp("main-job") / "out"
    return run.fn([str(SAMPLES)], out, 1), out


def test_the_samples_give_at_least_150_facts_in_nine_tables_and_the_csvs(published: tuple[Run, Path]) -> None:
    result, out = published
    assert result.status == "ok"
    assert result.n_facts >= 150
    assert sorted(path.stem for path in (out / "current" / "tables").iterdir()) == sorted(TABLES)
    csvs = {"knowledge", "timeline", "metrics", "entities", "articles", "changes", "issues", "schema"}
    assert {path.stem for path in (out / "current" / "csv").iterdir()} == csvs


def test_every_sample_is_read_and_none_failed(published: tuple[Run, Path]) -> None:
    articles = table(published[1], "articles")
    assert len(articles) >= 18
    assert set(articles.status) == {"ok"}
    assert set(articles.lang) >= {"zh-Hans", "zh-Hant", "en"}
    assert {"gb18030", "big5hkscs", "utf-8"} <= set(articles.raw_encoding)


def test_every_row_of_every_table_leads_to_its_words_in_the_raw_file(published: tuple[Run, Path]) -> None:
    out = published[1]
    bodies = {item.source.raw_path: item.raw for item in items(find([str(SAMPLES)], 0), load(out=out))}
    checked = 0
    for article in table(out, "articles").to_dict("records"):
        cleaned = clean(bodies[article["raw_path"]])
        assert replay(cleaned.raw, cleaned.steps) == cleaned.text
        for name in ("metrics", "events", "mentions"):
            rows = table(out, name)
            for row in rows[rows.article_id == article["article_id"]].to_dict("records"):
                words = row["surface"] if name == "mentions" else row["quote"]
                assert 0 <= row["raw_start"] < row["raw_end"] <= article["raw_chars"]
                place = cleaned.spans.to_after(row["raw_start"], row["raw_end"])
                assert place.alignment != "none"
                assert words in cleaned.text[place.start : place.end]
                checked += 1
    assert checked > 1000


@pytest.mark.slow
def test_every_row_of_the_samples_can_be_explained(published: tuple[Run, Path]) -> None:
    out = published[1]
    bodies = {item.source.raw_path: item.raw for item in items(find([str(SAMPLES)], 0), load(out=out))}
    articles = table(out, "articles").set_index("article_id")
    for name, key in (("metrics", "metric_id"), ("events", "event_id")):
        for row in table(out, name).to_dict("records"):
            evidence = explain(out, row[key]).evidence[0]
            article = articles.loc[row["article_id"]]
            raw = bodies[article.raw_path].decode(article.raw_encoding, errors="replace")
            assert evidence.raw_span == raw[row["raw_start"] : row["raw_end"]]
            assert row["quote"] in evidence.clean_span
            assert ("rule", row["extractor"]) in evidence.grounds


def test_a_second_run_over_the_same_corpus_reads_nothing_and_says_so(published: tuple[Run, Path]) -> None:
    before = (published[1] / "current").resolve()
    again = run.fn([str(SAMPLES)], published[1], 1)
    assert again.n_read == 0
    assert "nothing new" in again.line()
    assert (published[1] / "current").resolve() == before


def test_two_workers_give_the_same_tables_byte_for_byte(published: tuple[Run, Path], tmp_path: Path) -> None:
    other = tmp_path / "other"
    run.fn([str(SAMPLES)], other, 2)
    for name in TABLES[:-1]:
        one, two = (pq.read_table(out / "current" / "tables" / f"{name}.parquet") for out in (published[1], other))
        kept = [column for column in one.column_names if column not in SEEN]
        assert one.select(kept).equals(two.select(kept)), name


def test_corroboration_and_contradiction_show_over_the_articles(published: tuple[Run, Path]) -> None:
    knowledge = table(published[1], "knowledge")
    assert (knowledge.n_stories >= 2).any()
    gmv = knowledge[(knowledge.type == "gmv") & (knowledge.conflict == "contested")]
    assert {"213500000000.000000", "215300000000.000000"} <= {str(value) for value in gmv.value}
    articles = table(published[1], "articles")
    assert articles.dup_of.notna().any()


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (SHARED / "seeds").exists():
        pytest.skip("the founding articles lie in ../shared, which is not here")
    out = tmp_path_factory.mktemp("seeds") / "out"
    assert run.fn([str(SHARED / "seeds")], out, 1).status == "ok"
    return out


@pytest.mark.shared
def test_all_founding_articles_are_published(seeds: Path) -> None:
    articles = table(seeds, "articles").assign(stem=lambda a: a.raw_path.map(lambda p: Path(p).stem[:3])).set_index("stem")
    assert list(articles.sort_index().index) == ["000", "001", "002", "003", "004"]
    assert set(articles.status) == {"ok"}
    assert articles.lang.loc["000"] == articles.lang.loc["002"] == "en"
    assert articles.doc_year.loc["004"] == 2015
    assert str(articles.published.loc["004"])[:10] == "2017-07-18"


@pytest.mark.shared
def test_shifted_passages_and_pinyin_notes_are_gone_from_the_third(seeds: Path) -> None:
    path = next((SHARED / "seeds").glob("003*"))
    text = clean(path.read_bytes()).text
    assert "(dāng)" not in text
    assert "淇丝吹" not in text
    assert "缃浑娚" not in text
    assert "?，" not in text
    assert "社交电商" in text


BAD = {
    "empty.txt": b"",
    "noise.txt": bytes(range(256)) * 40,
    "menu.html": "<html><body><nav><a href='/'>首页</a> <a href='/n'>新闻</a></nav><footer>© 2011</footer></body></html>".encode(),
    "feed.jsonl": '{"id": 1, "text": "2018年6月15日，微博宣布月活跃用户达4.11亿。"}\n{"id": 2, "text": \n'.encode(),
    "good.txt": "2019年9月，阿里巴巴以20亿美元收购网易考拉。".encode(),
}


def test_bad_input_is_set_aside_with_a_code_and_everything_else_is_published(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name, raw in BAD.items():
        (folder / name).write_bytes(raw)
    code = "import sys; from flows.cli import main; sys.argv = ['zhishi', *sys.argv[1:]]; main()"
    command = [sys.executable, "-c", code, "run", str(folder), str(tmp_path / "missing.txt"), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=240, check=False)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "missing.txt" in done.stdout + done.stderr
    out = tmp_path / "out"
    articles = table(out, "articles").assign(name=lambda a: a.raw_path.map(lambda p: Path(p).name)).set_index("name")
    assert articles.status.loc["empty.txt"] == "empty"
    assert articles.status.loc["menu.html"] == "empty"
    assert articles.status.loc["noise.txt"] == "empty"
    assert articles.status.loc["good.txt"] == "ok"
    assert articles.status.loc["feed.jsonl#1"] == "ok"
    issues = table(out, "issues")
    assert issues.code.str.fullmatch(r"[A-Z]\d{3}").all()
    assert len(issues[issues.message.str.contains("line|row|JSON", regex=True)]) >= 1
    assert (table(out, "events").event_type == "acquisition").any()

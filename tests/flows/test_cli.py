"""The commands as a person meets them: help, exit codes, one-line errors, tables, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from typer.testing import CliRunner

from flows.cli import app, guarded
from flows.explain import explain
from flows.queries import READY, Path, published
from flows.tables import Store

NEWS = (
    "微博发布2018年一季度财报\n2018-05-09 来源：甲报\n　　5月9日，微博发布财报。"
    "2018年第一季度，微博营收3.5亿美元，月活跃用户达4.11亿。微博CEO王高飞表示，去年微博上线了问答。\n"
)
COMMANDS = ["run", "query", "explain", "new", "report", "schedule", "forget", "config", "lexicon check", "lexicon suggest"]


class Shell:
    """Runs commands in this process; gives exit code, stdout and stderr."""

    def __init__(self, capsys):
        self.capsys = capsys

    def __call__(self, *words: str):
        code = guarded(lambda: app(list(words), standalone_mode=False))
        out, err = self.capsys.readouterr()
        return code, out, err


@pytest.fixture
def shell(capsys):
    return Shell(capsys)


@pytest.fixture(scope="module")
def version(tmp_path_factory):
    """A working folder in which the real readers have read two articles, one of them empty."""
    from flows.batches import load_read, read_batch
    from flows.flow import Equipment, equipped, run

    class Inline:
        def read_batch(self, items, on_reading=lambda _: None):
            return read_batch(items, load_read("none"))

    folder = tmp_path_factory.mktemp("version")
    (folder / "in").mkdir()
    (folder / "in" / "weibo.txt").write_text(NEWS, "utf-8")
    (folder / "in" / "empty.txt").write_bytes(b"")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("ZHISHI_RECOGNISER", "none")
        with equipped(Equipment(Inline())):
            run.fn(["in"], out=Path("outputs"))
    return folder


@pytest.fixture
def here(version, monkeypatch):
    monkeypatch.chdir(version)
    return version


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_out(command):
    answer = CliRunner().invoke(app, [*command.split(), "--help"], env={"COLUMNS": "200"})
    assert answer.exit_code == 0
    text = re.sub(r"\x1b\[[0-9;]*m", "", answer.output)
    assert "--out" in text
    assert len(text.strip().splitlines()[2].strip()) > 10


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["rum"], "rum"),
        (["run"], "SOURCE"),
        (["run", "gone.txt"], "there is no gone.txt"),
        (["run", "in", "--workers", "-1"], "workers"),
        (["query", "SELECT 1"], "nothing is published"),
        (["explain", "f_0"], "nothing is published"),
        (["new"], "nothing is published"),
        (["report"], "nothing is published"),
        (["forget", "gone.txt"], "no article gone.txt"),
        (["query", "SELECT 1", "--about", "微博"], "--about"),
    ],
)
def test_wrong_use_is_exit_2_and_one_line(room, shell, words, told):
    code, out, err = shell(*words)
    assert (code, out) == (2, "")
    assert err.startswith("zhishi: ")
    assert len(err.splitlines()) == 1
    assert told in err


def test_a_wrong_setting_is_exit_2(room, shell):
    (room / "zhishi.toml").write_text("wokers = 3")
    code, _, err = shell("config")
    assert code == 2
    assert "wokers" in err


def test_a_busy_store_is_exit_3(room, shell):
    with Store.open(room / "outputs"):
        code, _, err = shell("forget", "a.txt")
    assert code == 3
    assert "busy" in err


def test_config_tells_values_and_where_they_come_from(room, shell, monkeypatch):
    monkeypatch.setenv("ZHISHI_KEEP_VERSIONS", "9")
    code, out, _ = shell("config", "--json", "--workers", "3")
    rows = {row["name"]: row for row in json.loads(out)}
    assert code == 0
    assert (rows["workers"]["value"], rows["workers"]["origin"]) == ("3", "flag --workers")
    assert (rows["keep_versions"]["value"], rows["keep_versions"]["origin"]) == ("9", "environment ZHISHI_KEEP_VERSIONS")
    assert "ZHISHI_KEEP_VERSIONS" in shell("config")[1]


def test_query_answers_as_table_csv_and_json(here, shell):
    sql = "SELECT subject, type, value, unit FROM knowledge WHERE type = 'mau'"
    assert "411000000" in shell("query", sql)[1]
    assert list(csv.reader(io.StringIO(shell("query", sql, "--csv")[1]))) == [
        ["subject", "type", "value", "unit"],
        ["微博", "mau", "411000000", "人"],
    ]
    assert json.loads(shell("query", sql, "--json")[1]) == [{"subject": "微博", "type": "mau", "value": 411000000, "unit": "人"}]


@pytest.mark.parametrize("name", READY)
def test_every_ready_query_runs_and_is_listed(here, shell, name):
    code, out, err = shell("query", name, "--json")
    assert (code, err) == (0, "")
    assert isinstance(json.loads(out), list)
    assert name in shell("query", "--list")[1]


def test_a_ready_query_can_be_about_a_name(here, shell):
    found = json.loads(shell("query", "figures", "--about", "微博", "--json")[1])
    assert {row["subject"] for row in found} == {"微博"}
    assert json.loads(shell("query", "figures", "--about", "没有这个名字", "--json")[1]) == []


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELEC 1", "SELEC"),
        ("SELECT nothing FROM knowledge", "nothing"),
        ("DROP TABLE articles", "read-only"),
        ("DELETE FROM articles", "read-only"),
    ],
)
def test_a_wrong_or_writing_query_is_refused_in_one_line(here, shell, sql, told):
    code, out, err = shell("query", sql)
    assert (code, out) == (2, "")
    assert told in err
    assert len(err.splitlines()) == 1


def test_query_works_while_a_run_writes(here, shell):
    with Store.open(here / "outputs"):
        assert shell("query", "SELECT count(*) AS n FROM articles", "--csv") == (0, "n\n2\n", "")


def test_explain_leads_from_a_fact_to_the_raw_bytes(here, shell):
    fact = json.loads(shell("query", "SELECT fact_id FROM knowledge WHERE type = 'mau'", "--json")[1])[0]["fact_id"]
    (evidence,) = explain(Path("outputs"), fact).evidence
    raw = (here / "in" / "weibo.txt").read_bytes().decode(evidence.encoding)
    assert raw[evidence.raw_start : evidence.raw_end] == evidence.raw_span
    assert "4.11亿" in evidence.clean_span
    assert "。" not in evidence.clean_before
    assert dict(evidence.grounds)["figure"].startswith("4.11亿")
    assert dict(evidence.grounds)["rule"].startswith("rule.")
    code, out, _ = shell("explain", fact)
    assert code == 0
    for part in ("in/weibo.txt", "【", "sentence", "rule"):
        assert part in out


@pytest.mark.parametrize(
    "table", [("metrics", "metric_id"), ("events", "event_id"), ("mentions", "mention_id"), ("articles", "article_id")]
)
def test_explain_takes_every_kind_of_id(here, shell, table):
    ids = json.loads(shell("query", f"SELECT {table[1]} AS id FROM {table[0]}", "--json")[1])
    assert ids
    for row in ids:
        code, out, err = shell("explain", row["id"], "--json")
        assert (code, err) == (0, "")
        assert json.loads(out)["row_id"] == row["id"]


@pytest.mark.parametrize("row_id", ["f_0000000000000000", "q_0", "a_0", "nonsense", ""])
def test_explain_says_that_there_is_no_such_row(here, shell, row_id):
    code, out, err = shell("explain", row_id)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_new_lists_what_the_last_run_added(here, shell):
    rows = json.loads(shell("new", "--json")[1])
    assert rows
    assert {row["change"] for row in rows} == {"added"}
    assert "added" in shell("new")[1]


def test_report_says_where_the_page_is_or_that_there_is_none(here, shell):
    assert shell("report") == (0, "outputs/current/report.html\n", "")
    page = published(Path("outputs")) / "report.html"
    kept = page.read_bytes()
    page.unlink()
    code, _, err = shell("report")
    page.write_bytes(kept)
    assert code == 1
    assert "no report.html" in err


def test_the_shipped_lexicon_is_sound(shell, room):
    assert shell("lexicon", "check") == (0, "the lexicon is sound\n", "")


def test_faults_of_the_lexicon_are_listed_and_exit_1(shell, room, monkeypatch):
    monkeypatch.setattr("nlp.lexicon.check", lambda: ["companies.csv: weibo: the parent 'sina2' is unknown"])
    code, out, err = shell("lexicon", "check")
    assert code == 1
    assert "sina2" in out
    assert "1 fault" in err


def test_forget_withdraws_and_publishes(room, shell, run_stubbed):
    (room / "a.txt").write_text("甲")
    (room / "b.txt").write_text("乙")
    run_stubbed("a.txt", "b.txt")
    code, out, _ = shell("forget", "a.txt")
    assert (code, out) == (0, "1 article withdrawn → outputs/current\n")
    assert json.loads(shell("query", "SELECT raw_path FROM articles", "--json")[1]) == [{"raw_path": "b.txt"}]
    assert shell("forget", "a.txt")[0] == 2


def test_suggest_lists_unknown_names_with_a_sentence(here, shell):
    code, out, err = shell("lexicon", "suggest", "--json")
    assert (code, err) == (0, "")
    assert isinstance(json.loads(out), list)


def test_control_characters_of_articles_do_not_reach_the_terminal():
    from flows.screen import _visible

    assert _visible("a\x1b[31mb\n\x00c") == "a�[31mb⏎�c"


def test_cells_that_a_spreadsheet_would_run_are_escaped():
    from flows.queries import write_csv

    file = io.StringIO()
    write_csv(file, ["a", "bound"], [("=cmd()", "="), ("-1+2", ">"), ("好", "<")])
    assert file.getvalue() == "a,bound\n'=cmd(),=\n'-1+2,>\n好,<\n"

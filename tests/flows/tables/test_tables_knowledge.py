"""From assertions to facts: what corroborates, what contradicts, what is preferred, and why."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tables_factory import ALIBABA, TAOBAO, WANG, WEIBO, Draft

from flows.tables import Store
from flows.tables.checks import find_violations
from flows.tables.knowledge import reduced
from flows.tables.publication import add_views
from nlp.model import Entity


def know(tmp_path: Path, *drafts: Draft) -> duckdb.DuckDBPyConnection:
    for draft in drafts:
        draft.text = draft.text.ljust(12, "。")  # room for the spans
    with Store.open(tmp_path) as store:
        run = store.begin_run()
        store.add(run, [draft.stored() for draft in drafts])
        assert {known.status for known in store.known().values()} == {"ok"}
        with reduced(store.con, tmp_path / "known.duckdb"):
            assert list(find_violations(store.con)) == []
    add_views(tmp_path / "known.duckdb")
    return duckdb.connect(str(tmp_path / "known.duckdb"), read_only=True)


def facts(con: duckdb.DuckDBPyConnection, *columns: str, where: str = "true") -> list[Any]:
    rows = con.execute(f"SELECT {', '.join(columns)} FROM knowledge WHERE {where} ORDER BY value, period_start, modality").fetchall()
    return [row[0] for row in rows] if len(columns) == 1 else rows


LONG = (
    "自媒体电商的达人们今年迎来了新的一轮增长，平台把更多的流量分给中小作者，商家也愿意投入更多的预算来做内容，"
    "短视频和直播成了标准配置，退货率低于同行。"
)


def test_a_figure_that_two_stories_tell_is_one_fact_and_reposts_do_not_vote(tmp_path: Path) -> None:
    con = know(
        tmp_path,
        Draft("a", LONG + "原文", source="新浪").metric("187", said_by=WANG),
        Draft("b", LONG + "转载", source="腾讯").metric("187", said_by=WANG),
        Draft("c", "别的文章", source="新浪").metric("187", said_by="分析师"),
        Draft("d", "又一篇", source=None).metric("187"),
    )
    columns = ("n_assertions", "n_articles", "n_stories", "n_sources", "n_speakers", "conflict", "rank", "rank_reason")
    assert facts(con, *columns) == [(4, 4, 3, 2, 2, "none", "preferred", "only_one")]


def test_an_english_article_about_the_same_figure_lands_in_the_same_fact(tmp_path: Path) -> None:
    con = know(
        tmp_path,
        Draft("a", "中文").metric("411000000", metric="mau", unit="人"),
        Draft("b", "English", lang="en").metric("411000000", metric="mau", unit="人"),
    )
    assert facts(con, "n_stories", "statement") == [(2, "微博2016年月活跃用户：4.11亿人")]


COMPARED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"value": "18700000000", "scale_exp": 8}, {"value": "18650000000", "scale_exp": 7}, "compatible"),
    ({"value": "18700000000", "scale_exp": 8}, {"value": "18000000000", "scale_exp": 8, "bound": ">"}, "compatible"),
    ({"value": "18700000000", "scale_exp": 8}, {"value": "19700000000", "scale_exp": 8}, "contested"),
    ({"value": "187", "scale_exp": 0}, {"value": "188", "scale_exp": 0}, "contested"),
    ({"value": "187", "scale_exp": 0}, {"value": "200", "bound": "~"}, "compatible"),
    ({"value": "187", "scale_exp": 0}, {"value": "200", "bound": ">="}, "contested"),
    ({"value": "187", "scale_exp": 0}, {"value": "180", "bound": "range", "value_max": "190"}, "compatible"),
    ({"value": "187", "metric": "other_money"}, {"value": "197", "metric": "other_money"}, "none"),
    ({"value": "187", "modality": "planned"}, {"value": "197"}, "none"),
    ({"value": "187"}, {"value": "197", "period": "2017"}, "none"),
    ({"value": "187", "period": None}, {"value": "197", "period": None}, "none"),
    ({"value": "187"}, {"value": "187", "modality": "denied"}, "contested"),
    ({"value": "187"}, {"value": "300", "modality": "denied"}, "none"),
    ({"value": "187", "modality": "rumoured"}, {"value": "187", "modality": "denied"}, "contested"),
]


def case(number: int) -> Entity:
    """Whom a case is about, so that many cases fit into one corpus."""
    return Entity(f"e_case{number:02}", f"案例{number:02}", None, "ORG")


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    drafts = [
        Draft(f"{number:02}{side}", f"案例{number}{side}").metric(**row, subject=case(number))
        for number, (one, two, _) in enumerate(COMPARED)
        for side, row in (("a", one), ("b", two))
    ]
    return know(tmp_path_factory.mktemp("compared"), *drafts)


@pytest.mark.parametrize("number", range(len(COMPARED)))
def test_two_answers_to_one_question_are_compared_by_their_intervals(compared: duckdb.DuckDBPyConnection, number: int) -> None:
    one, two, conflict = COMPARED[number]
    where = f"subject_id = '{case(number).entity_id}'"
    rows = compared.execute(f"SELECT fact_id, conflict, conflict_with FROM knowledge WHERE {where}").fetchall()
    assert [row[1] for row in rows] == [conflict] * 2
    assert [row[2] for row in rows] == ([[rows[1][0]], [rows[0][0]]] if conflict != "none" else [[], []])
    asserted = "modality" not in one and "modality" not in two
    pairs = compared.execute(f"SELECT count(*) FROM v_conflicts JOIN knowledge ON fact_id = fact_a WHERE {where}").fetchone()
    assert pairs == (int(conflict == "contested" and asserted),)


SUSPECT = "SELECT why, count(*) FROM v_suspects GROUP BY 1"
TWO_VALUES = "two values of one question in one story"


def test_an_article_does_not_contradict_itself_but_is_suspect(tmp_path: Path) -> None:
    con = know(tmp_path, Draft("a", "开盘价与收盘价").metric("187").metric("197").metric("180", bound=">"))
    assert set(facts(con, "conflict")) == {"compatible"}, "what overlaps is compatible wherever it stands"
    assert con.execute("SELECT count(*) FROM v_conflicts").fetchone() == (0,)
    assert con.execute(SUSPECT).fetchall() == [(TWO_VALUES, 1)]
    assert con.execute("SELECT article_id IN (SELECT article_id FROM articles), value::INT, period_a, period_b FROM v_suspects").fetchall() in (
        [(True, 187, "2016", "2016")],
        [(True, 197, "2016", "2016")],
    )


TOLD: list[tuple[dict[str, str], tuple[str, ...], int]] = [
    ({"a": "187 197"}, (), 1),
    ({"a": "187", "b": "197"}, ("187", "197"), 0),
    ({"a": "187", "b": "197", "c": "187"}, ("187", "197"), 0),
    ({"a": "187 197", "b": "197"}, (), 1),
    ({"a": "187", "b": "197", "c": "187 197"}, (), 1),
    ({"a": "187 197", "b": "207"}, ("187", "197", "207"), 1),
    ({"a": "187 197", "b": "187 197"}, (), 2),
]


@pytest.fixture(scope="module")
def told_in_stories(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    drafts = []
    for number, (told, _, _) in enumerate(TOLD):
        for path, values in told.items():
            draft = Draft(f"{number}{path}", f"独立的报道{number}{path}")
            for value in values.split():
                draft.metric(value, subject=case(number))
            drafts.append(draft)
    return know(tmp_path_factory.mktemp("told"), *drafts)


@pytest.mark.parametrize("number", range(len(TOLD)))
def test_two_values_are_contested_across_stories_and_never_where_one_story_gives_both(told_in_stories: duckdb.DuckDBPyConnection, number: int) -> None:
    _, contested, suspects = TOLD[number]
    con, where = told_in_stories, f"subject_id = '{case(number).entity_id}'"
    assert facts(con, "value::INT::VARCHAR", where=f"conflict = 'contested' AND {where}") == list(contested)
    rows = con.execute(f"SELECT why FROM v_suspects JOIN metrics ON metric_id = a WHERE {where}").fetchall()
    assert rows == [(TWO_VALUES,)] * suspects
    pairs = con.execute(
        f"SELECT (SELECT count(*) FROM v_conflicts JOIN knowledge ON fact_id = fact_a WHERE {where}), "
        f"(SELECT sum(len(conflict_with)) FROM knowledge WHERE {where})"
    ).fetchone()
    assert pairs is not None
    assert 2 * pairs[0] == pairs[1]


def test_a_repost_that_gives_the_other_value_is_the_same_story(tmp_path: Path) -> None:
    con = know(tmp_path, Draft("a", LONG + "原文").metric("187"), Draft("b", LONG + "转载").metric("197"))
    assert facts(con, "conflict") == ["none", "none"]
    assert con.execute(SUSPECT).fetchall() == [(TWO_VALUES, 1)]


def test_what_an_article_tells_and_denies_is_contested_as_before(tmp_path: Path) -> None:
    con = know(tmp_path, Draft("a", "先说后否认").metric("187", modality="rumoured").metric("187", modality="denied"))
    assert facts(con, "conflict", "rank_reason") == [("contested", "denied"), ("contested", "others_deprecated")]


@pytest.mark.parametrize(
    ("one", "two", "ranks"),
    [
        ({"modality": "planned"}, {}, [("normal", "modality"), ("preferred", "modality")]),
        ({"time_basis": "relative"}, {"time_basis": "inferred"}, [("preferred", "time_basis"), ("normal", "time_basis")]),
        ({"scale_exp": 1}, {"scale_exp": 0}, [("normal", "precision"), ("preferred", "precision")]),
    ],
)
def test_the_best_answer_is_preferred_and_the_reason_is_told(
    tmp_path: Path, one: dict[str, Any], two: dict[str, Any], ranks: list[tuple[str, str]]
) -> None:
    con = know(tmp_path, Draft("a", "一").metric("187", **one), Draft("b", "二").metric("197", **two))
    assert facts(con, "rank", "rank_reason") == ranks


def test_more_stories_win_and_two_to_one_deprecates(tmp_path: Path) -> None:
    three = [Draft(f"a{i}", f"独立报道{i}").metric("187") for i in range(3)]
    con = know(tmp_path / "1", *three, Draft("b", "二").metric("197"), Draft("c", "三").metric("197"))
    assert facts(con, "rank", "rank_reason") == [("preferred", "n_stories"), ("normal", "n_stories")]
    con = know(tmp_path / "2", *three[:2], Draft("b", "二").metric("197"))
    assert facts(con, "rank", "rank_reason") == [("preferred", "others_deprecated"), ("deprecated", "outvoted")]


def test_the_later_article_wins_before_the_id_decides(tmp_path: Path) -> None:
    late = dt.date(2019, 1, 1)
    con = know(tmp_path, Draft("a", "一").metric("187"), Draft("b", "二", doc_date=late, published=late, doc_year=2019).metric("197"))
    assert facts(con, "rank", "rank_reason") == [("normal", "latest"), ("preferred", "latest")]


def test_what_is_denied_is_deprecated_and_the_denial_stands(tmp_path: Path) -> None:
    claims = [Draft(f"a{i}", f"传闻{i}").metric("187", modality="rumoured") for i in range(3)]
    con = know(tmp_path, *claims, Draft("b", "否认").metric("187", modality="denied"))
    assert facts(con, "modality::VARCHAR", "rank", "rank_reason", "n_stories") == [
        ("rumoured", "deprecated", "denied", 3),
        ("denied", "preferred", "others_deprecated", 1),
    ]


def test_the_interval_of_a_fact_is_what_all_its_rows_allow(tmp_path: Path) -> None:
    con = know(
        tmp_path,
        Draft("a", "一").metric("18700000000", scale_exp=8),
        Draft("b", "二").metric("18700000000", scale_exp=6),
        Draft("c", "三").metric("5", bound=">", period="2017"),
    )
    assert facts(con, "value_lo::INT64", "value_hi::INT64") == [(5, None), (18699500000, 18700500000)]


def test_the_best_evidence_is_the_original_with_the_explicit_time(tmp_path: Path) -> None:
    late = {"published": dt.date(2018, 7, 1)}
    con = know(
        tmp_path,
        Draft("a_repost", LONG + "转", **late).metric("187", said_by=WANG),
        Draft("b_original", LONG).metric("187", time_basis="relative"),
        Draft("c_other", "别的").metric("187", quote="共计187元"),
    )
    assert facts(con, "raw_path", "quote", "time_basis::VARCHAR", "said_by", "first_published", "last_published") == [
        ("c_other", "共计187元", "explicit", "王高飞", dt.date(2018, 6, 15), dt.date(2018, 7, 1))
    ]


def test_events_of_several_articles_are_one_fact_with_the_finest_date(tmp_path: Path) -> None:
    roles = {"acquirer": [ALIBABA], "target": ["饿了么"]}
    con = know(
        tmp_path,
        Draft("a", "一").event("acquisition", "2018", roles),
        Draft("b", "二").event("acquisition", "2018-04-02", {**roles, "seller": [WEIBO]}),
        Draft("c", "三").event("acquisition", "2018-04", {"acquirer": [ALIBABA], "target": ["饿了麽"]}),
    )
    columns = ("statement", "subject", "subject_type", "participants", "period", "n_articles", "len(also_ids)", "value", "unit")
    assert facts(con, *columns) == [
        ("2018年4月，阿里巴巴收购饿了麽", "阿里巴巴", "ORG", ["阿里巴巴"], "2018-04", 1, 0, None, None),
        ("2018年4月2日，阿里巴巴收购饿了么", "阿里巴巴", "ORG", ["微博", "阿里巴巴"], "2018-04-02", 2, 1, None, None),
    ]
    assert con.execute("SELECT period, who, n_stories FROM v_timeline ORDER BY period").fetchall() == [
        ("2018-04", "阿里巴巴", 1),
        ("2018-04-02", "微博、阿里巴巴", 2),
    ]


def test_an_event_denied_is_contested_with_its_claim(tmp_path: Path) -> None:
    roles = {"party": [ALIBABA, WEIBO]}
    con = know(
        tmp_path,
        Draft("a", "一").event("cooperation", "2018", roles, modality="rumoured"),
        Draft("b", "二").event("cooperation", "2018-04", roles, modality="denied"),
        Draft("c", "三").event("cooperation", "2018-09", roles),
    )
    assert facts(con, "modality::VARCHAR", "conflict", "rank", "rank_reason") == [
        ("rumoured", "contested", "deprecated", "denied"),
        ("denied", "contested", "normal", "modality"),
        ("asserted", "none", "preferred", "modality"),
    ]


def test_events_without_a_key_role_are_told_apart_by_whoever_takes_part(tmp_path: Path) -> None:
    con = know(
        tmp_path,
        Draft("a", "一").event("conference", "2018-05", {"organiser": [ALIBABA]}),
        Draft("b", "二").event("conference", "2018-05", {"organiser": [WEIBO]}),
        Draft("c", "三").event("conference", "2018-05", {"organiser": [ALIBABA], "event_name": ["云栖大会"]}),
        Draft("d", "四").event("conference", "2018-05", {"organiser": [WEIBO], "event_name": ["云栖大会"]}),
    )
    assert sorted(facts(con, "subject", "n_articles")) == [("云栖大会", 2), ("微博", 1), ("阿里巴巴", 1)]


def test_two_happenings_of_a_year_do_not_contradict_each_other(tmp_path: Path) -> None:
    roles = {"company": [ALIBABA]}
    con = know(tmp_path, Draft("a", "一").event("results", "2018-05-04", roles), Draft("b", "二").event("results", "2018-08-23", roles))
    assert facts(con, "conflict") == ["none", "none"]


LINES: list[tuple[dict[str, Any], str]] = [
    (
        {"value": "18700000000", "period": "2017-12", "period_kind": "to_date", "dimension": "自媒体电商"},
        "微博（自媒体电商）截至2017年12月收入：187亿元",
    ),
    ({"value": "18700000000", "period": "2017-01/2017-11", "period_kind": "to_date"}, "微博截至2017年11月收入：187亿元"),
    ({"value": "411000000", "metric": "mau", "unit": "人", "bound": "~"}, "微博2016年月活跃用户：约4.11亿人"),
    ({"value": "30", "kind": "growth", "unit": "%", "base_period": "2015"}, "微博2016年收入增速（较2015年）：30%"),
    ({"value": "-11.7", "kind": "growth", "unit": "%", "period": None}, "微博收入增速：-11.7%"),
    ({"value": "8", "value_max": "10", "bound": "range", "unit": "倍", "kind": "ratio"}, "微博2016年收入：8至10倍"),
    ({"value": "2000000000", "kind": "target", "modality": "planned", "bound": ">"}, "微博2016年收入目标：（计划）超过20亿元"),
    ({"value": "1152481000000", "unit": "TWD"}, "微博2016年收入：1.152481万亿新台币"),
    ({"value": "3", "kind": "rank", "metric": "rank", "unit": "名"}, "微博2016年排名：第3名"),
    ({"value": "12345.678901", "metric": "other_money"}, "微博2016年营收：1.2345678901万元"),
    ({"value": "25", "kind": "share", "unit": "%", "metric": "market_share"}, "微博2016年市场份额：25%"),
    ({"value": "93", "kind": "share", "unit": "%", "metric": "mau", "dimension": "移动端"}, "微博（移动端）2016年月活跃用户占比：93%"),
    ({"value": "130", "metric": "other_count", "unit": "位", "metric_text": "130位"}, "微博2016年数量：130位"),
    ({"value": "5", "unit": "pp", "kind": "change"}, "微博2016年收入变动：5个百分点"),
]


def test_a_figure_is_said_in_one_line(tmp_path: Path) -> None:
    con = know(tmp_path, *(Draft(f"{i:02}", f"第{i}篇").metric(**row) for i, (row, _) in enumerate(LINES)))
    said = con.execute("SELECT raw_path, statement FROM knowledge ORDER BY raw_path").fetchall()
    assert dict(said) == {f"{i:02}": line for i, (_, line) in enumerate(LINES)}


def test_entities_are_what_the_corpus_makes_of_them(tmp_path: Path) -> None:
    met = [
        Entity("e_x1", "小店", None, kind, (alias,), origin="model")
        for kind, alias in (("ORG", "小店"), ("ORG", "小店铺"), ("PRODUCT", "小店"))
    ]
    late = {"published": dt.date(2019, 1, 1)}
    con = know(
        tmp_path,
        *(Draft(f"a{i}", f"文{i}").metric("1", subject=entity) for i, entity in enumerate(met)),
        Draft("b", "二", **late).metric("2", subject=TAOBAO, said_by=WANG).event("cooperation", "2018", {"party": [TAOBAO, WEIBO]}),
    )
    row = con.execute(
        "SELECT name, entity_type, aliases, origin, n_articles, n_facts, first_date FROM entities WHERE entity_id = 'e_x1'"
    ).fetchone()
    assert row == ("小店", "ORG", ["小店", "小店铺"], "model", 3, 1, dt.date(2018, 6, 15))
    assert con.execute("SELECT parent_id, related, last_date FROM entities WHERE entity_id = 'e_taobao'").fetchone() == (
        "e_alibaba",
        ["e_wanggaofei", "e_weibo"],
        dt.date(2019, 1, 1),
    )
    assert con.execute("SELECT n_articles, first_date FROM entities WHERE entity_id = 'e_alibaba'").fetchone() == (0, None)


def test_a_parent_that_is_not_in_the_corpus_is_left_out(tmp_path: Path) -> None:
    orphan = Entity("e_child", "子公司", None, "ORG", parent_id="e_nowhere")
    con = know(tmp_path, Draft("a", "一").metric("1", subject=orphan))
    assert con.execute("SELECT entity_id, parent_id FROM entities").fetchall() == [("e_child", None)]


def test_the_smallest_path_speaks_for_the_same_bytes(tmp_path: Path) -> None:
    con = know(
        tmp_path, Draft("b", "同文", title="乙").metric("1"), Draft("a", "同文", title="甲").metric("1"), Draft("c", "同文", title="丙")
    )
    assert con.execute("SELECT raw_path, also_paths, title FROM articles").fetchall() == [("a", ["b", "c"], "甲")]
    assert facts(con, "n_articles", "title") == [(1, "甲")]


def test_a_figure_said_for_two_periods_in_one_article_is_suspect(tmp_path: Path) -> None:
    row = {"value": "18700000000", "dimension": "自媒体电商"}
    con = know(
        tmp_path,
        Draft("a", "一")
        .metric(period="2017-12", period_kind="to_date", **row)
        .metric(period="2017-01/2017-11", **row)
        .metric("120", kind="share", unit="%")
        .metric("9", period="2025"),
    )
    assert sorted(row[0] for row in con.execute("SELECT why FROM v_suspects").fetchall()) == [
        "percentage outside 0..100 for a share",
        "period after the article was written",
        "same figure, different period",
    ]


def test_hundreds_of_answers_to_one_question_are_compared_in_bounded_work(tmp_path: Path) -> None:
    con = know(tmp_path, *(Draft(f"{number:03}", f"第{number}篇").metric(str(1000 * number)) for number in range(260)))
    assert set(facts(con, "conflict")) == {"contested"}
    assert max(facts(con, "len(conflict_with)")) <= 200


def test_facts_keep_the_ids_they_had_under_a_former_id_of_an_entity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = Entity("e_sina_weibo", "微博", "Weibo", "ORG")

    def drafts(entity: Entity) -> list[Draft]:
        rows = [Draft("a", "一").metric("187", subject=entity).metric("5", subject=entity, period=None), Draft("b", "二").metric("7", subject=TAOBAO)]
        return [*rows, Draft("c", "三").event("acquisition", "2018-04", {"acquirer": [ALIBABA], "target": [entity]})]

    before = know(tmp_path / "before", *drafts(old)).execute("SELECT statement, fact_id FROM knowledge").fetchall()
    assert know(tmp_path / "same", *drafts(WEIBO)).execute("SELECT sum(len(also_ids)) FROM knowledge").fetchone() == (0,)
    monkeypatch.setattr("flows.tables.knowledge.former_ids", lambda: {"e_weibo": ("e_sina_weibo",)})
    now = know(tmp_path / "now", *drafts(WEIBO))
    joined = "SELECT statement, unnest(also_ids) FROM knowledge UNION ALL SELECT statement, fact_id FROM knowledge WHERE len(also_ids) = 0"
    assert sorted(now.execute(joined).fetchall()) == sorted(before)


def test_the_evidence_view_joins_rows_with_articles_and_stories(tmp_path: Path) -> None:
    con = know(
        tmp_path, Draft("a", LONG + "一").metric("1").event("results", "2018", {"company": [WEIBO]}), Draft("b", LONG + "二").metric("1")
    )
    rows = con.execute(
        "SELECT fact_kind, count(*), count(DISTINCT story_id), any_value(subject_id) FROM v_evidence GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert rows == [("event", 1, 1, "e_weibo"), ("metric", 2, 1, "e_weibo")]
    assert con.execute("SELECT name, value, as_of FROM v_metric_latest").fetchall() == [("微博", 1.0, dt.date(2016, 12, 31))]

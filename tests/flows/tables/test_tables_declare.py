"""One declaration: the files, the database, the contract and the dictionary say the same."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tables_factory import ALIBABA, TAOBAO, WANG, WEIBO, Draft

from flows.tables import Store, publish
from flows.tables.declare import enums, sheets, tables
from flows.tables.dictionary import dictionary
from flows.tables.publication import csv_columns
from flows.tables.words import event_words, words

CONTRACT = Path(__file__).with_name("contract.sql").read_text("utf-8")


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    with Store.open(out) as store:
        run = store.begin_run()
        one = (
            Draft("a.txt")
            .metric("100")
            .metric("8", value_max="10", bound="range", unit="倍", kind="ratio")
            .metric("5", subject="某平台", period=None)
        )
        one.metric("30", kind="growth", unit="%", base_period="2015").event(
            "acquisition", "2018-04-02", {"acquirer": [ALIBABA], "target": ["饿了么"], "stake": ["95%"]}
        )
        two = Draft("b.txt", published=None, published_basis=None, doc_date=None, doc_date_grain=None, doc_date_basis=None, doc_year=None)
        two.metric("187", said_by=WANG, subject=TAOBAO).event("cooperation", "2013", {"party": [WEIBO, ALIBABA]}, trigger=None).issue(
            "N020"
        ).issue("N020")
        store.add(run, [one.stored(), two.stored(), Draft("empty.txt", "。", status="empty", body="").stored()])
        store.finish_run(run, n_articles=3, n_new=3, n_reused=0, n_failed=0)
        return publish(store, out, run).version


@pytest.mark.parametrize("name", tables())
def test_a_published_table_loads_into_the_contract(version: Path, name: str) -> None:
    con = duckdb.connect()
    con.execute(CONTRACT)
    con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM read_parquet('{version}/tables/{name}.parquet')")
    assert con.execute(f"SELECT count(*) > 0 FROM {name}").fetchone() == (True,)


@pytest.mark.parametrize("name", tables())
def test_a_file_has_the_declared_types_and_tells_what_its_columns_mean(version: Path, name: str) -> None:
    schema = pq.read_schema(version / "tables" / f"{name}.parquet")
    declared = tables()[name].arrow_schema()
    assert [(field.name, field.nullable) for field in schema] == [(field.name, field.nullable) for field in declared]
    for field, column in zip(schema, tables()[name].columns, strict=True):
        if column.enum:
            assert field.type == pa.dictionary(field.type.index_type, pa.string())
        else:
            assert field.type == column.arrow
    assert schema.metadata[b"schema_version"] == b"1"
    assert all(field.metadata[b"zh"] and field.metadata[b"en"] for field in schema)


@pytest.mark.parametrize("name", tables())
def test_the_database_that_can_be_mailed_holds_the_same_rows(version: Path, name: str) -> None:
    con = duckdb.connect(str(version / "zhishi.duckdb"), read_only=True)
    columns = ", ".join(f"{c.name}::VARCHAR" if c.enum else c.name for c in tables()[name].columns)
    theirs = con.execute(f"SELECT {columns} FROM read_parquet('{version}/tables/{name}.parquet')").fetchall()
    assert con.execute(f"SELECT {columns} FROM {name}").fetchall() == theirs
    kinds = [row[1] for row in con.execute(f"DESCRIBE {name}").fetchall()]
    assert all(
        kind.startswith("ENUM") if column.duck.endswith("_t") else kind in (column.duck, "TIMESTAMP WITH TIME ZONE")
        for kind, column in zip(kinds, tables()[name].columns, strict=True)
    )


def test_every_column_of_the_contract_is_declared_and_the_other_way_round() -> None:
    con = duckdb.connect()
    con.execute(CONTRACT)
    for name, table in tables().items():
        assert [row[0] for row in con.execute(f"DESCRIBE {name}").fetchall()] == list(table.names), name


def test_the_schema_sheet_lists_every_column_of_every_table(version: Path) -> None:
    rows = duckdb.sql(
        f'SELECT "table", "column", 中文说明 FROM read_csv(\'{version}/csv/schema.csv\', header=true, all_varchar=true)'
    ).fetchall()
    assert [(table, column) for table, column, _ in rows] == [
        (t.name, c.name) for t in (*tables().values(), *sheets().values()) for c in t.columns
    ]
    assert all(zh for *_, zh in rows)


def test_the_data_dictionary_in_the_repository_is_the_generated_one() -> None:
    committed = Path(__file__).parents[3] / "outputs" / "README.md"
    assert committed.read_text("utf-8") == dictionary(), "python -m flows.tables.dictionary writes it anew"


def test_every_column_is_described_in_both_languages_and_has_a_known_type() -> None:
    for table in (*tables().values(), *sheets().values()):
        assert set(table.key) <= set(table.names)
        for column in table.columns:
            assert column.en.endswith(".") or column.en.endswith("range."), (table.name, column.name)
            assert column.zh.endswith("。") or "range" in column.zh, (table.name, column.name)
            assert column.duck
            assert column.arrow is not None
            assert column.enum is None or column.enum in enums()


def test_every_type_of_event_has_words_and_key_roles() -> None:
    assert set(event_words()) == set(enums()["event_type"])
    assert all(known.key and known.say for known in event_words().values())
    for group in ("kind", "bound", "modality"):
        assert set(words()[group]) == set(enums()[group])


def test_knowledge_in_the_spreadsheet_begins_with_what_people_read_and_ends_with_ids() -> None:
    names = [column.name for column in csv_columns("knowledge")]
    assert names[:3] == ["statement", "subject", "type"]
    assert names[-1] == "fact_id"
    assert sorted(names) == sorted(tables()["knowledge"].names)

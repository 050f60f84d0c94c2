"""Tables as files: Parquet with the declared types and descriptions, CSV that Excel opens right. The same rows give the same bytes."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.tables.declare import ROW_GROUP, Column, Table, enums, sheets, tables

CHUNK = 50_000  # rows of a CSV that are in memory at a time
BREAKS = r"[\r\n\x0b\x0c\x{85}\x{2028}\x{2029}]+"  # a cell is one line
UNSEEN = r"[\x00-\x08\x0e-\x1f\x7f\x{feff}]+"  # no place in a spreadsheet
NEVER = "\x1f"  # stands in no line
BROKEN = (10, 13, ord(NEVER))
UNSAFE = r"^[=+@-]|[\x00-\x1f\x7f\x{85}\x{2028}\x{2029}\x{feff}]"


def write_parquet(con: duckdb.DuckDBPyConnection, table: Table, path: Path) -> int:
    """Write `pub.<table>` as one Parquet file, in the order of its rows; gives the number of rows."""
    schema = table.arrow_schema()
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=3, version="2.6") as writer:
        reader = con.sql(f"SELECT {', '.join(table.names)} FROM pub.{table.name}").to_arrow_reader(ROW_GROUP)
        for group in _in_groups(reader, ROW_GROUP):
            writer.write_table(_typed(group, table, schema), row_group_size=ROW_GROUP)
            rows += group.num_rows
    return rows


def write_csv(con: duckdb.DuckDBPyConnection, columns: Sequence[Column], rows: str, path: Path) -> int:
    """Write the answer of the query `rows`, which has these columns, as CSV for spreadsheets; gives the number of rows.

    UTF-8 with BOM, CRLF, minimal quotes; decimals plain, dates ISO, lists joined by `|`; a free text that a spreadsheet would
    run gets a leading quote.
    """
    reader = con.sql(_lines(columns, rows)).to_arrow_reader(CHUNK)
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        header = pd.DataFrame(columns=[column.name for column in columns])
        header.to_csv(file, index=False, lineterminator="\r\n")
        for batch in _read_ahead(reader):
            # Half the cost of a frame with a column for each: the lines are whole, only what ends and encodes them is left to do.
            batch.to_pandas().to_csv(file, index=False, header=False, lineterminator="\r\n", quoting=csv.QUOTE_NONE, sep=NEVER)
            count += batch.num_rows
    return count


def write_schema_csv(path: Path) -> None:
    """Write what every column of every table and sheet is, in both languages."""
    rows = [
        {
            "table": table.name,
            "column": column.name,
            "type": column.enum or column.duck,
            "unit": column.unit,
            "null": column.null,
            "中文说明": column.zh,
            "description": column.en,
        }
        for table in (*tables().values(), *sheets().values())
        for column in table.columns
    ]
    pd.DataFrame(rows).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def _lines(columns: Sequence[Column], rows: str) -> str:
    """The query that gives the answer of `rows` as lines of CSV, quoted where a cell needs it."""
    cells = ", ".join(f"{_cell(column)} AS {column.name}" for column in columns)
    fields = ", ".join(_field(column) for column in columns)
    broken = " OR ".join(f"contains(line, chr({code}))" for code in BROKEN)  # free texts have none of these any more
    mended = r"regexp_replace(line, '[\r\n\x1f]+', ' ', 'g')"
    return (
        f"SELECT CASE WHEN {broken} THEN {mended} ELSE line END AS line "
        f"FROM (SELECT concat_ws(',', {fields}) AS line FROM (SELECT {cells} FROM ({rows})))"
    )


def _field(column: Column) -> str:
    """The SQL that puts a cell into a line: nothing for NULL, quotes where there is a comma or a quote in it."""
    name = column.name
    if column.enum is not None or column.type not in ("text", "texts", "word", "words"):
        return f"coalesce({name}::VARCHAR, '')"
    quoted = f"""'"' || replace({name}, '"', '""') || '"'"""
    return f"""CASE WHEN contains({name}, ',') OR contains({name}, '"') THEN {quoted} ELSE coalesce({name}, '') END"""


def _cell(column: Column) -> str:
    """The SQL that makes a cell of a column."""
    name = column.name
    if column.type == "decimal":
        return f"rtrim(rtrim({name}::DECIMAL(28,6)::VARCHAR, '0'), '.')"
    if column.type == "float":
        return f"rtrim(rtrim(printf('%.3f', {name}::DOUBLE), '0'), '.')"
    if column.type == "time":
        return f"strftime(({name} AT TIME ZONE 'UTC')::TIMESTAMP, '%Y-%m-%dT%H:%M:%SZ')"
    text = f"{name}::VARCHAR"
    if column.many:
        text = f"array_to_string(list_transform({name}::VARCHAR[], lambda item: replace(item, '|', '｜')), '|')"
    if not column.free:
        return text
    clean = f"regexp_replace(regexp_replace({text}, '{BREAKS}', ' ', 'g'), '{UNSEEN}', '', 'g')"
    quoted = f"CASE WHEN left({clean}, 1) IN ('=', '+', '-', '@', chr(9)) THEN '{chr(39) * 2}' || {clean} ELSE {clean} END"
    return f"CASE WHEN regexp_matches({text}, '{UNSAFE}') THEN {quoted} ELSE {text} END"  # few cells need it, and it costs


def _read_ahead(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """The batches of a reader; the next is made while the caller works on one."""
    with ThreadPoolExecutor(1) as ahead:
        coming = ahead.submit(next, reader, None)
        while (batch := coming.result()) is not None:
            coming = ahead.submit(next, reader, None)
            yield batch


def _in_groups(reader: pa.RecordBatchReader, size: int) -> Iterator[pa.Table]:
    """The rows of a reader in groups of exactly `size`, however they come (the bytes of the file must not depend on it)."""
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in reader:
        waiting.append(batch)
        count += batch.num_rows
        while count >= size:
            whole = pa.Table.from_batches(waiting)
            yield whole.slice(0, size).combine_chunks()
            rest = whole.slice(size)
            waiting, count = rest.to_batches(), rest.num_rows
    if count:
        yield pa.Table.from_batches(waiting).combine_chunks()


def _typed(rows: pa.Table, table: Table, schema: pa.Schema) -> pa.Table:
    return pa.table([_column(rows.column(column.name), column) for column in table.columns], schema=schema)


def _column(values: pa.ChunkedArray, column: Column) -> pa.Array:
    values = values.combine_chunks()
    if isinstance(values, pa.ChunkedArray):
        values = pa.concat_arrays(values.chunks) if values.num_chunks else pa.array([], values.type)
    if column.enum is None:
        return values.cast(column.arrow)
    words = pa.array(enums()[column.enum], pa.string())
    return pa.DictionaryArray.from_arrays(pc.index_in(values.cast(pa.string()), words).cast(pa.int8()), words)

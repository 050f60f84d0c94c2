"""Tables as files: Parquet with the declared types and descriptions, CSV that Excel opens right. The same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.tables.declare import ROW_GROUP, Column, Table, enums, sheets, tables

CHUNK = 10_000  # rows of a CSV that are in memory at a time
BREAKS = r"[\r\n\x0b\x0c\x{85}\x{2028}\x{2029}]+"  # a cell is one line
UNSEEN = r"[\x00-\x08\x0e-\x1f\x7f\x{feff}]+"  # no place in a spreadsheet
NEVER = "\x1f"  # stands in no line
BROKEN = (10, 13, ord(NEVER))
UNSAFE = r"^[=+@-]|[\x00-\x1f\x7f\x{85}\x{2028}\x{2029}\x{feff}]"
RISKY = r'\x1f[=+@-]|[",\x00-\x1e\x7f\x{85}\x{2028}\x{2029}\x{feff}]'  # of texts, each after NEVER


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


def write_csv(con: duckdb.DuckDBPyConnection, columns: Sequence[Column], rows: str, path: Path, order: Sequence[str] = ()) -> int:
    """Write the answer of the query `rows`, which has these columns, as CSV for spreadsheets; gives the number of rows.

    The order is that of the rows of a single table, or `order`, expressions over the columns: a query with joins has none.
    UTF-8 with BOM, CRLF, minimal quotes; decimals plain, dates ISO, lists joined by `|`; a free text that a spreadsheet would
    run gets a leading quote.
    """
    header = pd.DataFrame(columns=[column.name for column in columns])
    header.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    count = 0
    with path.open("ab") as file:
        for batch in con.sql(_lines(columns, rows, order)).to_arrow_reader(CHUNK):
            file.write(_written(batch.column("line")))
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


def _lines(columns: Sequence[Column], rows: str, order: Sequence[str] = ()) -> str:
    """The query that gives the answer of `rows` as whole lines of CSV.

    A line whose texts hold nothing that has to be quoted or escaped is its cells joined; only the others are looked at cell by cell.
    """
    names = [column.name for column in columns]
    keys = "".join(f", {key} AS _key{place}" for place, key in enumerate(order))
    keep = "".join(f", _key{place}" for place in range(len(order)))
    by = f" ORDER BY {keep[2:]}" if order else ""  # lines are sorted, not cells: one value a row to move
    texts = [column for column in columns if _is_text(column)]
    cells = ", ".join(f"{_plain(column)} AS {column.name}" for column in columns)
    joined = ", ".join(f"coalesce({name}, '')" for name in names)
    risky = f"regexp_matches(concat_ws('{NEVER}', '', {', '.join(column.name for column in texts)}), '{RISKY}')"
    broken = " OR ".join(f"contains(_line, chr({code}))" for code in BROKEN)
    safe = ", ".join(f"CASE WHEN _risky THEN {_safe(c) if c.free else c.name} END AS {c.name}" if _is_text(c) else c.name for c in columns)
    fields = ", ".join(_field(column) if _is_text(column) else f"coalesce({column.name}, '')" for column in columns)
    mended = rf"regexp_replace(concat_ws(',', {fields}), '[\r\n\x1f]+', ' ', 'g')"
    return (
        f"SELECT line FROM (SELECT CASE WHEN _risky THEN {mended} ELSE _line END || chr(13) || chr(10) AS line{keep} "
        f"FROM (SELECT _line, _risky, {safe}{keep} FROM ("
        f"SELECT *, concat_ws(',', {joined}) AS _line, {risky} OR {broken} AS _risky FROM (SELECT {cells}{keys} FROM ({rows}))))){by}"
    )


def _is_text(column: Column) -> bool:
    return column.enum is None and column.type in ("text", "texts", "word", "words")


def _plain(column: Column) -> str:
    """The SQL that makes a cell of a column as it is, before anything is quoted or escaped."""
    name = column.name
    if column.type == "decimal":
        text = f"{name}::DECIMAL(28,6)::VARCHAR"  # has six places, so that .000000 stands at the end only
        return f"CASE WHEN contains({text}, '.000000') THEN replace({text}, '.000000', '') ELSE rtrim(rtrim({text}, '0'), '.') END"
    if column.type == "float":
        return f"rtrim(rtrim(printf('%.3f', {name}::DOUBLE), '0'), '.')"
    if column.type == "time":
        return f"strftime(({name} AT TIME ZONE 'UTC')::TIMESTAMP, '%Y-%m-%dT%H:%M:%SZ')"
    if column.many:
        joined = f"array_to_string(list_transform({name}::VARCHAR[], lambda item: replace(item, '|', '｜')), '|')"
        return f"CASE WHEN len({name}) = 0 THEN '' ELSE {joined} END"
    return f"{name}::VARCHAR"


def _safe(column: Column) -> str:
    """The SQL that makes a free text one line that no spreadsheet runs."""
    text = column.name
    clean = f"regexp_replace(regexp_replace({text}, '{BREAKS}', ' ', 'g'), '{UNSEEN}', '', 'g')"
    quoted = f"CASE WHEN regexp_matches({clean}, '^[=+@\\t-]') THEN '{chr(39) * 2}' || {clean} ELSE {clean} END"
    return f"CASE WHEN regexp_matches({text}, '{UNSAFE}') THEN {quoted} ELSE {text} END"  # few cells need it, and it costs


def _field(column: Column) -> str:
    """The SQL that puts a text into a line: nothing for NULL, quotes where there is a comma or a quote in it."""
    name = column.name
    quoted = f"""'"' || replace({name}, '"', '""') || '"'"""
    return f"""CASE WHEN contains({name}, ',') OR contains({name}, '"') THEN {quoted} ELSE coalesce({name}, '') END"""


def _written(lines: pa.Array) -> memoryview:
    """The bytes of all strings of an array, one after the other, as they lie in memory."""
    lines = lines.cast(pa.string())
    _, ends, text = lines.buffers()
    if text is None:
        return memoryview(b"")
    first, last = (memoryview(ends).cast("i")[lines.offset + at] for at in (0, len(lines)))
    return memoryview(text)[first:last]


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

"""The one declaration of the published tables: DDL, Arrow schemas, CSV headers, schema.csv and the data dictionary come from here.

The words stand in columns.toml and enums.toml; a new column is a new line there.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pyarrow as pa

SCHEMA_VERSION = 1
ROW_GROUP = 65_536

NATIVE_ENUMS = ("bound", "basis", "grain", "modality")  # types of their own in DuckDB; the others are words with a closed list
DUCK = {
    "text": "VARCHAR",
    "word": "VARCHAR",
    "date": "DATE",
    "time": "TIMESTAMPTZ",
    "int": "INTEGER",
    "small": "SMALLINT",
    "tiny": "TINYINT",
    "decimal": "DECIMAL(28,6)",
    "float": "FLOAT",
    "bool": "BOOLEAN",
    "words": "VARCHAR[]",
    "texts": "VARCHAR[]",
}
ARROW: dict[str, pa.DataType] = {
    "text": pa.string(),
    "word": pa.string(),
    "date": pa.date32(),
    "time": pa.timestamp("us", tz="UTC"),
    "int": pa.int32(),
    "small": pa.int16(),
    "tiny": pa.int8(),
    "decimal": pa.decimal128(28, 6),
    "float": pa.float32(),
    "bool": pa.bool_(),
    "words": pa.list_(pa.string()),
    "texts": pa.list_(pa.string()),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, when it is empty, its unit, and what it means in English and Chinese.

    `free` columns hold words from articles, which a spreadsheet might run as a formula; `seen` columns tell history, not content.
    """

    name: str
    type: str
    null: str
    en: str
    zh: str
    unit: str = ""
    seen: bool = False

    @property
    def required(self) -> bool:
        return self.null == "never"

    @property
    def enum(self) -> str | None:
        return self.type.removeprefix("enum:") if self.type.startswith("enum:") else None

    @property
    def free(self) -> bool:
        return self.type in ("text", "texts")

    @property
    def many(self) -> bool:
        return self.type in ("words", "texts")

    @property
    def duck(self) -> str:
        """Type in DuckDB."""
        if self.enum is None:
            return DUCK[self.type]
        return f"{self.enum}_t" if self.enum in NATIVE_ENUMS else "VARCHAR"

    @property
    def arrow(self) -> pa.DataType:
        """Type in Parquet and Arrow."""
        return pa.dictionary(pa.int8(), pa.string()) if self.enum else ARROW[self.type]


@dataclass(frozen=True, slots=True)
class Table:
    """One published table: what a row is, its key, and its columns in order."""

    name: str
    en: str
    zh: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def arrow_schema(self) -> pa.Schema:
        """The schema of the Parquet file, with descriptions in its field metadata and the schema version in its own."""
        fields = [
            pa.field(c.name, c.arrow, nullable=not c.required, metadata={"en": c.en, "zh": c.zh, "unit": c.unit, "null": c.null})
            for c in self.columns
        ]
        return pa.schema(fields, metadata={"schema_version": str(SCHEMA_VERSION), "table": self.name, "en": self.en, "zh": self.zh})

    def ddl(self, schema: str = "") -> str:
        """CREATE TABLE for DuckDB; keys are checked before a publication, so that no index has to travel with the file."""
        dot = f"{schema}." if schema else ""
        lines = [f"  {c.name} {dot if c.enum in NATIVE_ENUMS else ''}{c.duck}{' NOT NULL' if c.required else ''}" for c in self.columns]
        return f"CREATE TABLE {dot}{self.name} (\n" + ",\n".join(lines) + "\n)"


@cache
def enums() -> dict[str, tuple[str, ...]]:
    """The closed vocabularies by name."""
    return {name: tuple(words) for name, words in tomllib.loads(_read("enums.toml")).items()}


@cache
def tables() -> dict[str, Table]:
    """The published tables by name, in the order of the dictionary.

    >>> tables()["metrics"]["value"].duck
    'DECIMAL(28,6)'
    >>> tables()["articles"]["title"].zh
    '标题（修复后）。'
    """
    return _declared("columns.toml")


@cache
def sheets() -> dict[str, Table]:
    """What is written as CSV only, for people: the timeline, and what changed."""
    return _declared("sheets.toml")


def _declared(file: str) -> dict[str, Table]:
    made = {}
    for name, rows in tomllib.loads(_read(file)).items():
        columns = tuple(Column(name=column, **row) for column, row in rows.items() if not column.startswith("_"))
        made[name] = Table(name, rows["_en"], rows["_zh"], tuple(rows["_key"]), columns)
    return made


def enum_ddl(schema: str = "") -> list[str]:
    """CREATE TYPE for the enums that are types of their own."""
    dot = f"{schema}." if schema else ""
    return [f"CREATE TYPE {dot}{name}_t AS ENUM ({', '.join(_quoted(word) for word in enums()[name])})" for name in NATIVE_ENUMS]


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def _read(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")

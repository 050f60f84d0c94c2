"""Reading the data files of the lexicon: TOML for vocabularies, CSV for records."""

from __future__ import annotations

import csv
import io
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def read_text(name: str) -> str:
    """One data file as text; `name` is a path under nlp/lexicon, such as "names/titles.toml"."""
    return files("nlp.lexicon").joinpath(name).read_text(encoding="utf-8")


@cache
def read_toml(name: str) -> dict[str, Any]:
    """One TOML file, parsed once a process; treat what it gives as read-only."""
    return tomllib.loads(read_text(name))


def read_csv(name: str) -> list[dict[str, str]]:
    """One CSV file with a header as a list of rows; blank lines and lines that start with # are left out."""
    lines = [line for line in read_text(name).splitlines() if line.strip() and not line.startswith("#")]
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


@cache
def words(name: str, *keys: str) -> frozenset[str]:
    """The strings of a TOML table or list as a set: `words("names/titles.toml", "chinese")`."""
    node: Any = read_toml(name)
    for key in keys:
        node = node[key]
    return frozenset(_strings(node))


def _strings(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    if isinstance(node, dict):
        return [text for value in node.values() for text in _strings(value)]
    return [text for value in node for text in _strings(value)]

"""The page: template, style, scripts, words and data in one file that asks the network for nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import logging
import re
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from flows.report.data import collect
from flows.tables.words import event_words, words

NAME = "report.html"
BUDGET = 11_800_000  # bytes: what a browser opens without a wait
FEWEST = 100  # rows of each table that are shown whatever they weigh
ROWS = 500_000  # of each table, before the budget decides
SCRIPTS = ("core.js", "chart.js", "filters.js", "evidence.js", "timeline.js", "figures.js", "entities.js", "overview.js", "main.js")
log = logging.getLogger("zhishi")
PLACE = re.compile(r"\{\{(\w+)(?::(\w+))?\}\}")
UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def write_report(folder: Path) -> None:
    """Write report.html beside the tables of a version; the same tables give the same bytes.

    A page that cannot be made is told in the log and left out: the tables are what a run is for.
    """
    try:
        page = build(Path(folder))
    except Exception:
        log.exception("no report page")
        return
    (Path(folder) / NAME).write_bytes(page)


def build(folder: Path, budget: int = BUDGET) -> bytes:
    """The page of a version, at most `budget` bytes unless even a hundred rows a table are more.

    Where not all facts fit, those with the weakest claim are left out, and the page says so.
    """
    limit = ROWS
    while True:
        data = collect(folder, limit)
        page = render(data)
        if len(page) <= budget or limit <= FEWEST:
            return page
        limit = max(FEWEST, int(max(data["shown"].values()) * budget / len(page) * 0.97))


def render(data: dict[str, Any]) -> bytes:
    """The page that shows the data."""
    style, script = _file("page.css"), _script()
    counts = data["counts"]
    filled = {
        "style": style,
        "script": script,
        "policy": f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; base-uri 'none'; form-action 'none'",
        "data": embed(data | {"words": vocabulary()}),
    }

    def fill(found: re.Match[str]) -> str:
        name, key = found[1], found[2]
        if name == "t":
            return html.escape(vocabulary()["ui"][key][0])
        if name == "n":
            return f"{counts[key]:,}"
        return filled[name]

    return PLACE.sub(fill, _file("page.html")).encode("utf-8")


def embed(data: Any) -> str:
    """JSON that can stand inside a script element: nothing in it ends the element or begins another.

    >>> embed({"标题": "</script><b>&"})
    '{"标题":"\\\\u003c/script\\\\u003e\\\\u003cb\\\\u003e\\\\u0026"}'
    """
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(UNSAFE)


@cache
def vocabulary() -> dict[str, dict[str, tuple[str, str]]]:
    """The words of the page and of the controlled vocabularies by group, each in Chinese and English."""
    found = tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text("utf-8"))
    groups = {group: {key: (pair[0], pair[1]) for key, pair in rows.items()} for group, rows in found.items() if group != "metric_en"}
    groups["metric"] = {key: (zh, found["metric_en"].get(key, key.replace("_", " "))) for key, zh in words()["metric"].items()}
    groups["metric"] |= {key: (pair[0], pair[1]) for key, pair in found["metric"].items()}
    groups["event_type"] = {key: (row.zh, key) for key, row in event_words().items()}
    return groups


@cache
def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


@cache
def _script() -> str:
    return '"use strict";\n(() => {\n' + "\n".join(_file(name) for name in SCRIPTS) + "\n})();\n"


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"

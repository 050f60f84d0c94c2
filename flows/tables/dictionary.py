"""The data dictionary outputs/README.md, made from the declaration: `python -m flows.tables.dictionary` writes it."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from flows.tables.declare import Table, enums, sheets, tables
from flows.tables.words import event_words


def dictionary() -> str:
    """The whole text of outputs/README.md."""
    intro = resources.files(__package__).joinpath("dictionary.txt").read_text("utf-8")
    parts = [
        intro.rstrip(),
        *map(_section, tables().values()),
        "## Sheets that are CSV only · 仅有 CSV 的表",
        *map(_section, sheets().values()),
        _words(),
        _roles(),
    ]
    return "\n\n".join(parts) + "\n"


def _section(table: Table) -> str:
    head = f"### {table.name}\n\n{table.en} {table.zh} Key · 主键: {', '.join(f'`{part}`' for part in table.key)}.\n"
    lines = ["| column | type | empty · 空值 | unit | meaning | 说明 |", "|---|---|---|---|---|---|"]
    for column in table.columns:
        kind = f"`{column.enum}`" if column.enum else column.duck
        lines.append(f"| {column.name} | {kind} | {column.null} | {column.unit} | {_cell(column.en)} | {_cell(column.zh)} |")
    return head + "\n" + "\n".join(lines)


def _words() -> str:
    lines = [f"- `{name}`: {' · '.join(f'`{word}`' for word in known)}" for name, known in enums().items()]
    return "## Closed vocabularies · 受控词\n\n" + "\n".join(lines)


def _roles() -> str:
    lines = [f"- `{name}` {known.zh}: {', '.join(f'`{role}`' for role in known.key)}" for name, known in event_words().items()]
    means = "The filled ones are part of the question that an event answers. 已填的关键角色决定事件的身份。"
    return f"## Key roles of events · 事件的关键角色\n\n{means}\n\n" + "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    Path("outputs").mkdir(exist_ok=True)
    Path("outputs/README.md").write_text(dictionary(), "utf-8")

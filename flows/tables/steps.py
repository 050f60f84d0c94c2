"""SQL files in steps: statements under `-- step: name`, called by that name."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources


@cache
def sql_steps(file: str) -> dict[str, tuple[str, ...]]:
    """The statements of an SQL file by step, in order.

    >>> list(sql_steps("changes.sql"))
    ['paired', 'changed', 'counts', 'sheet']
    """
    text = resources.files(__package__).joinpath(file).read_text("utf-8")
    parts = re.split(r"^-- step: (\w+)$", text, flags=re.MULTILINE)[1:]
    return {
        name: tuple(s.strip() for s in re.split(r";\s*$", body, flags=re.MULTILINE) if s.strip())
        for name, body in zip(parts[::2], parts[1::2], strict=True)
    }

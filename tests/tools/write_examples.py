"""Writes docs/examples.md: what the examples and the ready queries print over the samples.

    python -m tests.tools.write_examples outputs        # after: zhishi run corpus/samples
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from flows.queries import READY

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "examples.md"
ABOUT = {"timeline": "微博", "figures": "京东", "names": "小米"}  # what the page asks about
ROWS = 5


def write(out: Path) -> str:
    """The text of the page, from what the commands print over the tables published under `out`."""
    parts = [
        "# Examples\n\nWhat is printed here comes from the samples: `zhishi run corpus/samples`, then the commands as shown. A test compares.\n",
        "## pandas and DuckDB\n\nThe scripts: [pandas_example.py](pandas_example.py) and [duckdb_example.py](duckdb_example.py).\n",
    ]
    parts += [_shown(f"python docs/{name}", run_script(name, out)) for name in ("pandas_example.py", "duckdb_example.py")]
    parts.append("## Ready queries\n\n`zhishi query --list` tells their SQL; `--about` asks about part of a name; `--csv` and `--json` give all rows.\n")
    for name, ready in READY.items():
        about = ["--about", ABOUT[name]] if name in ABOUT else []
        told = " ".join(["zhishi query", name, *about, f"--limit {ROWS}"])
        parts.append(f"### {name}\n\n{ready.answers[0].upper()}{ready.answers[1:]}.\n")
        parts.append(_shown(told, run_query(name, out, about)))
    return "\n".join(parts)


def run_script(name: str, out: Path) -> str:
    """What an example prints."""
    return _run([sys.executable, str(ROOT / "docs" / name), str(out / "current")])


def run_query(name: str, out: Path, about: list[str]) -> str:
    """What a ready query prints."""
    return _run([sys.executable, "-m", "flows.cli", "query", name, *about, "--limit", str(ROWS), "--out", str(out)])


def _run(command: list[str]) -> str:
    environment = {**os.environ, "COLUMNS": "140", "PYTHONUTF8": "1", "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()[-500:]}")
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


def _shown(command: str, printed: str) -> str:
    return f"```\n$ {command}\n{printed}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(write(Path(sys.argv[1] if len(sys.argv) > 1 else "outputs")), encoding="utf-8")

"""The house keeps its shape: who may import whom, how long a file may grow, and what no file may hold."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FORBIDDEN_IN_NLP = {"flows", "prefect", "prefect_dask", "dask", "duckdb", "pandas", "pyarrow", "requests", "urllib", "httpx", "socket", "time"}
ROOMS = [
    "records", "openings", "spans", "ids", "model", "lexicon", "text", "quantities", "times", "layout", "names", "facts",
    "keywords", "analysis", "reading", "pipeline",
]  # fmt: skip
LONGEST = 450
NLP_FILES = sorted((ROOT / "nlp").rglob("*.py"))
TRACKED = [ROOT / name for name in subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()]


def imported_modules(path: Path) -> set[str]:
    modules = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules.add(node.module)
            modules |= {f"{node.module}.{alias.name}" for alias in node.names}
    return modules


def room_of(path: Path) -> str:
    part = path.relative_to(ROOT / "nlp").parts[0]
    return part.removesuffix(".py")


@pytest.mark.parametrize("path", NLP_FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nlp_knows_nothing_of_the_flows_the_engine_the_store_or_the_network(path: Path) -> None:
    assert not {module.split(".")[0] for module in imported_modules(path)} & FORBIDDEN_IN_NLP


@pytest.mark.parametrize("path", [p for p in NLP_FILES if room_of(p) != "__init__"], ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_the_rooms_before_it(path: Path) -> None:
    own = ROOMS.index(room_of(path))
    used = {module.split(".")[1] for module in imported_modules(path) if module.startswith("nlp.")} & set(ROOMS)
    assert {name for name in used if ROOMS.index(name) > own} == set()


def test_no_file_outgrows_a_room() -> None:
    lengths = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in TRACKED if p.suffix == ".py" and p.exists()}
    assert {name: n for name, n in lengths.items() if n > LONGEST} == {}


def test_no_file_names_a_machine_or_a_package_index() -> None:
    pattern = re.compile(r"/(?:home|Users|root)/\w+|--(?:extra-)?index-url|--find-links|file:///")
    kinds = (".py", ".toml", ".md", ".lock", ".yaml", ".cfg", "")
    files = [p for p in TRACKED if p.is_file() and p.suffix in kinds and p != Path(__file__).resolve() and "corpus/samples" not in str(p)]
    assert [str(p.relative_to(ROOT)) for p in files if pattern.search(p.read_text(encoding="utf-8", errors="ignore"))] == []


def test_every_dependency_is_pinned_with_its_hash() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert len(pins) > 50
    assert [line for line in pins if not re.match(r"[a-z0-9_.-]+==\S+( ; .+)? \\$", line)] == []
    assert sum(line.strip().startswith("--hash=sha256:") for line in lines) >= len(pins)

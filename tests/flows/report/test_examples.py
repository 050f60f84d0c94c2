"""The examples in docs/ and the ready queries run over the samples, and print what the docs show."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.queries import READY
from tests.flows.report.report_versions import sample_version
from tests.tools.write_examples import ABOUT, PAGE, ROWS, run_query, run_script, write

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def samples() -> Path:
    return sample_version()


@pytest.mark.parametrize("name", ["pandas_example.py", "duckdb_example.py"])
def test_an_example_runs_and_prints_what_the_docs_show(samples: Path, name: str) -> None:
    printed = run_script(name, samples.parents[1])
    assert printed.count("\n") > 10
    assert printed in PAGE.read_text("utf-8"), "python -m tests.tools.write_examples brings the docs up to date"


@pytest.mark.parametrize("name", READY)
def test_a_ready_query_runs_and_prints_what_the_docs_show(samples: Path, name: str) -> None:
    about = ["--about", ABOUT[name]] if name in ABOUT else []
    printed = run_query(name, samples.parents[1], about)
    assert printed
    assert f"--limit {ROWS}\n{printed}\n```" in PAGE.read_text("utf-8"), "python -m tests.tools.write_examples brings the docs up to date"


def test_the_docs_show_nothing_else(samples: Path) -> None:
    assert write(samples.parents[1]) == PAGE.read_text("utf-8")

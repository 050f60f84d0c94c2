"""What the report page of 50,000 facts costs: to build, to hold, and until a Chromium paints it first and has it ready."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.report.page import build
from tests.flows.report.report_versions import publish_samples
from tests.tools.chromium import chromium
from tests.tools.many_facts import multiply

pytest.importorskip("pytest_benchmark")
FACTS = 50_000
PAINTS = "performance.getEntriesByType('paint').find((entry) => entry.name === 'first-contentful-paint')?.startTime"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples as published, so many times over that they hold enough facts."""
    folder = tmp_path_factory.mktemp("many")
    return multiply(publish_samples(folder / "out"), folder / "version", FACTS)


@pytest.mark.benchmark(group="report")
def test_bench_build(benchmark: Callable[..., bytes], many: Path) -> None:
    page = benchmark.pedantic(build, (many,), rounds=3, iterations=1)  # type: ignore[attr-defined]
    benchmark.extra_info["bytes"] = len(page)  # type: ignore[attr-defined]
    assert len(page) < 12_000_000


@pytest.mark.benchmark(group="report")
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium: tests/tools/install_chromium.sh")
def test_bench_open(benchmark: Callable[..., float], many: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(build(many))
    with chromium() as page:

        def paint() -> float:
            page.open(path, "#lang=zh")
            page.wait(f"{PAINTS} !== undefined")
            return float(page.run(PAINTS))

        paint()
        painted = [benchmark.pedantic(paint, rounds=3, iterations=1)]  # type: ignore[attr-defined]
    benchmark.extra_info["first_paint_ms"] = painted  # type: ignore[attr-defined]
    assert max(painted) < 2_000

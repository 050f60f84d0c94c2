"""The tables of speed.py, shown at the very end of a run that measured them."""

from __future__ import annotations

import os
import sys

import pytest

import tests.bench.one_core  # noqa: F401  # before anything loads numpy


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    speed = sys.modules.get("tests.bench.speed")
    if speed is None or not speed.measured.cache_info().currsize:
        return
    told = speed.tables()
    terminalreporter.section("how fast zhishi reads, beside its peers")
    terminalreporter.write_line(told)
    if os.environ.get("ZHISHI_BENCH_WRITE"):
        speed.write(told)
        terminalreporter.write_line(f"\nwritten into {speed.PAGE.name}")

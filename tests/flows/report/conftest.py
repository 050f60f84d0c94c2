"""Versions to make pages of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.report.hostile_articles import drafts
from tests.flows.report.report_versions import known, publish_samples, put
from tests.flows.tables.tables_factory import TAOBAO, Draft


@pytest.fixture(scope="session")
def version(tmp_path_factory) -> Path:
    """The second version of a small corpus: something was there before."""
    out = tmp_path_factory.mktemp("known")
    first, second = known()
    put(out, "r_20180701T000000Z", [first, Draft("c.txt", "第三篇").metric("1", subject=TAOBAO, period="2014", quote="后来撤回的话")])
    return put(out, "r_20180702T000000Z", [second], forget="c.txt")


@pytest.fixture(scope="session")
def hostile_version(tmp_path_factory) -> Path:
    """A version in which every text of every table attacks the page."""
    return put(tmp_path_factory.mktemp("hostile"), "r_20180701T000000Z", drafts())


@pytest.fixture(scope="session")
def samples(tmp_path_factory) -> Path:
    """The samples of the project as published."""
    return publish_samples(tmp_path_factory.mktemp("samples") / "out")

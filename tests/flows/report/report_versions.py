"""Versions to make pages of: a small one by hand, and the samples as published."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from flows.tables import Store, publish
from tests.flows.report.hostile_articles import drafts
from tests.flows.tables.tables_factory import ALIBABA, TAOBAO, WANG, WEIBO, Draft

ROOT = Path(__file__).resolve().parents[3]


def put(out: Path, run: str, drafts: list[Draft], forget: str | None = None) -> Path:
    """Publish articles made by hand; gives the folder of the version."""
    for draft in drafts:
        draft.text = draft.text.ljust(16, "。")
    with Store.open(out) as store:
        run_id = store.begin_run(run)
        store.add(run_id, [draft.stored() for draft in drafts])
        if forget:
            store.forget(forget)
        store.finish_run(run_id, n_articles=len(drafts), n_new=len(drafts), n_reused=0, n_failed=0)
        return publish(store, out, run_id).version


def known() -> list[Draft]:
    """Articles with one figure of every kind of bound, period and modality, and events."""
    first = Draft("a.txt", "第一篇", title="微博的一年", url="https://news.example/a", source="新浪")
    first.metric("18700000000", period="2016", quote="2016年微博收入187亿元")
    first.metric("12000000000", period="2015", bound=">", quote="2015年收入超过120亿元")
    first.metric("8", value_max="10", bound="range", metric="margin", kind="ratio", unit="%", period="2017-Q2", quote="利润率8%-10%")
    first.metric("411000000", metric="mau", unit="人", period="2018-03-31", period_kind="instant", bound="~", quote="月活跃用户约4.11亿")
    first.metric("376000000", metric="mau", unit="人", period="2017/2018", period_kind="to_date", quote="截至目前3.76亿")
    first.metric("500000000", metric="mau", unit="人", period="2019", kind="target", modality="planned", quote="目标5亿")
    first.metric("3", subject="某小店", metric="orders", unit="单", period=None, quote="卖出3单")
    first.event("acquisition", "2018-04-02", {"acquirer": [ALIBABA], "target": ["饿了么"]}, quote="阿里巴巴4月2日收购饿了么")
    first.event("launch", "2018", {"maker": [WEIBO], "product": ["微博橱窗"]}, modality="rumoured", quote="传微博今年上线微博橱窗")
    second = Draft("b.txt", "第二篇", title="另一家的说法", source="网易", lang="zh-Hant")
    second.metric("19700000000", period="2016", quote="收入197亿元", said_by=WANG)
    second.event("acquisition", "2018-04-02", {"acquirer": [ALIBABA], "target": ["饿了么"]}, quote="4月2日，饿了么归阿里", trigger="收购")
    second.event("cooperation", "2013-04-29", {"party": [WEIBO, TAOBAO]}, quote="微博与淘宝合作", trigger="合作")
    second.issue("N020", n=3, message="没有数值的数量")
    return [first, second]


@cache
def known_version() -> Path:
    """The second version of the small corpus: something was there before."""
    out = Path(tempfile.mkdtemp(prefix="zhishi-known-"))
    atexit.register(shutil.rmtree, out, ignore_errors=True)
    first, second = known()
    put(out, "r_20180701T000000Z", [first, Draft("c.txt", "第三篇").metric("1", subject=TAOBAO, period="2014", quote="后来撤回的话")])
    return put(out, "r_20180702T000000Z", [second], forget="c.txt")


@cache
def hostile_version() -> Path:
    """A version in which every text of every table attacks the page."""
    out = Path(tempfile.mkdtemp(prefix="zhishi-hostile-"))
    atexit.register(shutil.rmtree, out, ignore_errors=True)
    return put(out, "r_20180701T000000Z", drafts())


@cache
def sample_version() -> Path:
    """The samples of the project as published."""
    out = Path(tempfile.mkdtemp(prefix="zhishi-samples-"))
    atexit.register(shutil.rmtree, out, ignore_errors=True)
    return publish_samples(out / "out")


def publish_samples(out: Path, *more: Path) -> Path:
    """Read the samples, and more articles, in this process without an engine; gives the folder of the version."""
    from flows.batches import read_batch
    from flows.flow import Equipment, equipped, run
    from nlp import read

    class Inline:
        def read_batch(self, items, on_reading=lambda _: None):
            return read_batch(items, read)

    here = Path.cwd()
    os.chdir(ROOT)  # the paths of the samples are told from the project's folder
    try:
        with equipped(Equipment(Inline())):
            run.fn(["corpus/samples", *map(str, more)], out=out)
    finally:
        os.chdir(here)
    return (out / "current").resolve()

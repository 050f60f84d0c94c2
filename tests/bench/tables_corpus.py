"""A made-up corpus of any size: short articles dense with figures, a tenth of them re-posts, with the readings that belong to them.

Everything follows from the number of an article, so that any part of the corpus can be made alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import resource
import shutil
import sys
import time
from decimal import Decimal
from functools import cache
from pathlib import Path

from flows.tables import Store, StoredReading, publish
from nlp.ids import fold, make_id
from nlp.model import Article, Entity, Event, EventRole, Mention, Metric, Reading, Source

FIGURES = 12  # of an article
BATCH = 500  # articles of one transaction
FIRST, SECOND = "启明远恒嘉瑞华盛天辰宏泰凌云新锐博雅卓越智汇联创未来星河", "达信通源科景安宁讯维德润实力海岳峰原光电芯图"
KINDS = ("科技", "网络", "软件", "电器", "半导体", "汽车")
MEASURES = (
    ("revenue", "营收", "CNY", "亿元"), ("net_profit", "净利润", "CNY", "亿元"), ("gmv", "成交额", "CNY", "亿元"), ("spend", "研发投入", "CNY", "亿元"),
    ("users", "注册用户", "人", "万人"), ("mau", "月活跃用户", "人", "万人"), ("sales_volume", "出货量", "台", "万台"), ("orders", "订单量", "单", "万单"),
    ("merchants", "入驻商家", "家", "万家"), ("headcount", "员工人数", "人", "万人"),
)  # fmt: skip
SCALE = {"亿": 8, "万": 4}
VERBS = ("达到", "为", "升至", "录得", "合计")
TURNS = ("报告显示，", "数据表明，", "同一时期，", "公告还称，", "据介绍，", "此外，", "业内人士指出，", "")
SITES = ("科技早报", "商业观察", "数码周刊", "财经网", "城市晚报", "行业通讯")


@cache
def company(number: int) -> Entity:
    """One of the companies of the corpus."""
    name = FIRST[number % len(FIRST)] + SECOND[number // len(FIRST) % len(SECOND)] + KINDS[number // (len(FIRST) * len(SECOND)) % len(KINDS)]
    return Entity(make_id("e", name), name, None, "ORG", (name,), origin="rule")


def item(number: int) -> StoredReading:
    """An article with its reading, ready for the store. Every tenth is another one again, with a line before and after."""
    told = number - 1 - number // 10 % 5 if number % 10 == 9 else number
    draft = _Draft(told)
    before, after = ("【转载】", f"（责任编辑：{SITES[number % 6]}）") if told != number else ("", "")
    text = before + draft.text + after
    raw = text.encode("utf-8")
    digest = hashlib.sha256(raw).hexdigest()
    article_id, written = f"a_{digest[:16]}", draft.written + dt.timedelta(days=number - told)
    body = fold(text)
    article = Article(
        article_id, make_id("c", body), f"news/{number:07}.txt", digest, "utf-8", len(text), len(text), 0, 0, "zh-Hans", draft.title,
        SITES[number % 6], None, f"https://news.example.com/{number}.html", written, "explicit", written, "day", "explicit", written.year,
        ("公司", "数据"), (), "ok",
    )  # fmt: skip
    entities, mentions, metrics, events = draft.rows(article_id, len(before))
    return StoredReading(Reading(article, entities, mentions, metrics, events, (), body), raw, "bench", Source(article.raw_path))


class _Draft:
    """The text of an original article, and what it asserts."""

    def __init__(self, number: int) -> None:
        rng = random.Random(number)
        self.written = dt.date(2012, 1, 1) + dt.timedelta(days=rng.randrange(4000))
        self.title = f"第{number}期行业数据"
        self.text = f"{self.title}。"
        self.figures = []
        for _ in range(FIGURES):
            known = rng.random() < 0.08  # what everybody writes about: corroborated and contested
            subject = company(rng.randrange(30) if known else rng.randrange(2400))
            year, month = rng.randrange(2008, 2022), None if known else rng.randrange(1, 13)
            digits = rng.choice(("18.7", "19.3", "20")) if known else f"{rng.randrange(1, 99999) / 10:g}"
            measure = MEASURES[rng.randrange(3) if known else rng.randrange(len(MEASURES))]
            start = len(self.text)
            self.text += f"{rng.choice(TURNS)}{subject.name}{year}年{f'{month}月' if month else ''}{measure[1]}{rng.choice(VERBS)}{digits}{measure[3]}。"
            self.figures.append((subject, measure, year, month, digits, start, len(self.text)))
        self.buyer, self.bought = company(rng.randrange(2400)), company(2400 + rng.randrange(1000))
        self.day = self.written - dt.timedelta(days=1)
        self.event_at = len(self.text)
        self.text += f"{self.buyer.name}昨日宣布收购{self.bought.name}。"

    def rows(self, article_id: str, shift: int) -> tuple[tuple[Entity, ...], tuple[Mention, ...], tuple[Metric, ...], tuple[Event, ...]]:
        metrics = {row.metric_id: row for row in (self._metric(article_id, shift, *figure) for figure in self.figures)}
        entities = {entity.entity_id: entity for entity in (*(figure[0] for figure in self.figures), self.buyer, self.bought)}
        mentions = tuple(
            Mention(make_id("m", article_id, start, end), article_id, subject.entity_id, "ORG", subject.name, subject.name, start + shift, end + shift,
                    0, 0, False, False, "exact", "rule.name@1", 0.9)
            for subject, *_, start, end in self.figures
        )  # fmt: skip
        return tuple(entities.values()), mentions, tuple(metrics.values()), (self._event(article_id, shift),)

    def _metric(
        self, article_id: str, shift: int, subject: Entity, measure: tuple[str, ...], year: int, month: int | None, digits: str, start: int, end: int
    ) -> Metric:
        name, words, unit, written = measure
        exponent = SCALE[written[0]]
        value = Decimal(digits) * 10**exponent
        scale = exponent - len(digits.partition(".")[2])
        half = Decimal(10) ** scale / 2
        period = f"{year}-{month:02}" if month else str(year)
        first = dt.date(year, month or 1, 1)
        last = dt.date(year + (month or 12) // 12, (month or 12) % 12 + 1, 1) - dt.timedelta(days=1)
        slot = make_id("s", subject.entity_id, name, None, "level", unit, period, None)
        fact = make_id("f", slot, "=", value, None, "asserted")
        return Metric(
            make_id("q", article_id, fact), fact, slot, article_id, subject.entity_id, subject.name, name, None, words, "level", value, None,
            value - half, value + half, scale, unit, "explicit", "=", digits + written, period, first, last, "month" if month else "year", "duration",
            period, "explicit", None, None, None, None, "asserted", self.text[start:end], start + shift, end + shift, 1, "rule.metric@1", 0.8,
        )  # fmt: skip

    def _event(self, article_id: str, shift: int) -> Event:
        event_id, start = make_id("v", article_id, "acquisition"), self.event_at
        roles = (
            EventRole(event_id, "acquirer", 0, self.buyer.entity_id, self.buyer.name, None, None),
            EventRole(event_id, "target", 0, self.bought.entity_id, self.bought.name, None, None),
        )
        return Event(
            event_id, article_id, "acquisition", "收购", start + shift, tuple(sorted({self.buyer.entity_id, self.bought.entity_id})), None, None,
            self.day.isoformat(), self.day, self.day, "day", "instant", "昨日", "relative", self.written, "asserted", None, None,
            self.text[start:], start + shift, len(self.text) + shift, 1, "rule.event@1", 0.8, roles,
        )  # fmt: skip


def measure(out: Path, articles: int) -> dict[str, float]:
    """Store and publish a tenth of the corpus, store the rest, then 1 % more, and publish all: CPU seconds by stage (those of making the corpus aside)."""
    tenth, more, spent = articles // 10, articles // 100, {"load": os.getloadavg()[0]}
    spent["store a tenth"] = _store(out, "r_1", range(tenth))
    spent["publish a tenth"], spent["facts of a tenth"], _ = _publish(out, "r_1")
    _store(out, "r_2", range(tenth, articles - tenth))
    spent["store the last tenth"] = _store(out, "r_2", range(articles - tenth, articles))
    start = time.process_time()
    with Store.open(out) as store:
        known = store.known()
        assert len(known) == articles
    spent["store 1 % more"] = time.process_time() - start + _store(out, "r_3", range(articles, articles + more))
    shutil.rmtree(out / "versions")  # all facts are new to the version that is measured
    (out / "current").unlink()
    spent["publish"], spent["facts"], spent["publish wall"] = _publish(out, "r_4")
    spent["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return spent


def _store(out: Path, run: str, numbers: range) -> float:
    spent = 0.0
    with Store.open(out) as store:
        store.begin_run(run)
        for low in range(numbers.start, numbers.stop, BATCH):
            batch = [item(number) for number in range(low, min(low + BATCH, numbers.stop))]
            start = time.process_time()
            store.add(run, batch)
            spent += time.process_time() - start
    return spent


def _publish(out: Path, run: str) -> tuple[float, int, float]:
    with Store.open(out) as store:
        start, wall = time.process_time(), time.monotonic()
        published = publish(store, out, run)
        return time.process_time() - start, published.rows["knowledge"], time.monotonic() - wall


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))

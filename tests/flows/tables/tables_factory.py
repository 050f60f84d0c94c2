"""Readings made by hand: what an article asserts, without reading one."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from flows.tables import StoredReading
from nlp.ids import fold, make_id
from nlp.model import Article, Entity, Event, EventRole, Issue, Mention, Metric, Reading

WEIBO = Entity("e_weibo", "微博", "Weibo", "ORG", ("微博", "新浪微博", "Weibo"))
TAOBAO = Entity("e_taobao", "淘宝", "Taobao", "ORG", ("淘宝",), parent_id="e_alibaba")
ALIBABA = Entity("e_alibaba", "阿里巴巴", "Alibaba", "ORG", ("阿里", "阿里巴巴"))
WANG = Entity("e_wanggaofei", "王高飞", None, "PERSON", ("王高飞",))
FINGERPRINT = "fp1"
TOLERANCE = Decimal("0.1")


def days(period: str) -> tuple[dt.date, dt.date, str]:
    """First and last day and grain of a period."""
    if "/" in period:
        a, b = period.split("/")
        return days(a)[0], days(b)[1], "span"
    parts = period.split("-")
    year = int(parts[0])
    if len(parts) == 1:
        return dt.date(year, 1, 1), dt.date(year, 12, 31), "year"
    if parts[1][0] == "Q":
        first = 3 * int(parts[1][1]) - 2
        return dt.date(year, first, 1), _last(year, first + 2), "quarter"
    if parts[1][0] == "H":
        first = 6 * int(parts[1][1]) - 5
        return dt.date(year, first, 1), _last(year, first + 5), "half"
    if len(parts) == 2:
        return dt.date(year, int(parts[1]), 1), _last(year, int(parts[1])), "month"
    day = dt.date.fromisoformat(period)
    return day, day, "day"


def _last(year: int, month: int) -> dt.date:
    return (dt.date(year + month // 12, month % 12 + 1, 1)) - dt.timedelta(days=1)


def article_id_of(raw: bytes) -> str:
    return f"a_{hashlib.sha256(raw).hexdigest()[:16]}"


def interval(value: Decimal, value_max: Decimal | None, bound: str, scale_exp: int) -> tuple[Decimal | None, Decimal | None]:
    half = Decimal(10) ** scale_exp / 2
    if bound == "~":
        return value - abs(value) * TOLERANCE, value + abs(value) * TOLERANCE
    return {
        "=": (value - half, value + half),
        ">": (value, None),
        ">=": (value, None),
        "<": (None, value),
        "<=": (None, value),
        "range": (value, value_max),
    }[bound]


class Draft:
    """An article under construction: its text grows as rows are added, so that every span lies inside it."""

    def __init__(self, path: str, text: str = "", **article: Any) -> None:
        self.path, self.text, self.more = path, text or f"一篇文章 {path}。", article
        self.body = article.pop("body", None)
        self.rows: list[tuple[str, dict[str, Any]]] = []

    def metric(
        self, value: str, *, subject: Entity | str | None = WEIBO, metric: str = "revenue", period: str | None = "2016", **more: Any
    ) -> Draft:
        self.rows.append(("metric", {"value": value, "subject": subject, "metric": metric, "period": period, **more}))
        return self

    def event(self, event_type: str, period: str, roles: dict[str, Sequence[Entity | str]], **more: Any) -> Draft:
        self.rows.append(("event", {"event_type": event_type, "period": period, "roles": roles, **more}))
        return self

    def issue(self, code: str, **more: Any) -> Draft:
        self.rows.append(("issue", {"code": code, **more}))
        return self

    def stored(self, fingerprint: str = FINGERPRINT) -> StoredReading:
        raw = self.text.encode("utf-8")
        return StoredReading(self.reading(), raw, fingerprint)

    def reading(self) -> Reading:
        raw = self.text.encode("utf-8")
        article_id = article_id_of(raw)
        body = fold(self.text) if self.body is None else self.body
        article = Article(
            article_id=article_id,
            content_id=make_id("c", body or article_id),
            raw_path=self.path,
            raw_sha256=hashlib.sha256(raw).hexdigest(),
            raw_encoding="utf-8",
            raw_chars=len(self.text),
            clean_chars=len(self.text),
            boilerplate_chars=0,
            lossy_chars=0,
            lang="zh-Hans",
            title=f"题 {self.path}",
            source="新浪",
            author=None,
            url=None,
            published=dt.date(2018, 6, 15),
            published_basis="explicit",
            doc_date=dt.date(2018, 6, 15),
            doc_date_grain="day",
            doc_date_basis="explicit",
            doc_year=2018,
            keywords=("电商",),
            repairs=("pinyin",),
            status="ok",
        )
        article = replace(article, **self.more)
        found: dict[str, Entity] = {}
        metrics = [self._metric(article, found, **row) for kind, row in self.rows if kind == "metric"]
        events = [self._event(article, found, **row) for kind, row in self.rows if kind == "event"]
        issues = [Issue(**{"stage": "facts", "level": "info", "message": "说明", **row}) for kind, row in self.rows if kind == "issue"]
        mentions = [
            Mention(
                make_id("m", article_id, i, i + 1, entity.entity_type),
                article_id,
                entity.entity_id,
                entity.entity_type,
                entity.name,
                entity.name,
                i,
                i + 1,
                0,
                0,
                False,
                False,
                "exact",
                "dict.entity@2",
                0.9,
            )
            for i, entity in enumerate(found.values())
        ]
        for entity in list(found.values()):
            if entity.parent_id == ALIBABA.entity_id:
                found[ALIBABA.entity_id] = ALIBABA
        unique = {row.metric_id: row for row in metrics}, {row.event_id: row for row in events}
        return Reading(
            article, tuple(found.values()), tuple(mentions), tuple(unique[0].values()), tuple(unique[1].values()), tuple(issues), body
        )

    def _metric(
        self,
        article: Article,
        found: dict[str, Entity],
        *,
        value: str,
        subject: Entity | str | None,
        metric: str,
        period: str | None,
        dimension: str | None = None,
        kind: str = "level",
        unit: str = "CNY",
        bound: str = "=",
        value_max: str | None = None,
        scale_exp: int = 0,
        said_by: Entity | str | None = None,
        modality: str = "asserted",
        time_basis: str = "explicit",
        base_period: str | None = None,
        period_kind: str = "duration",
        confidence: float = 0.8,
        quote: str = "营收达到",
        raw_start: int = 0,
        unit_basis: str = "explicit", metric_text: str = "营收",
    ) -> Metric:
        number, top = Decimal(value), None if value_max is None else Decimal(value_max)
        for entity in (subject, said_by):
            if isinstance(entity, Entity):
                found[entity.entity_id] = entity
        key = subject.entity_id if isinstance(subject, Entity) else fold(subject or "")
        slot_parts = [key, metric, dimension, kind, unit, period, base_period]
        if period is None:
            slot_parts.append(article.article_id)
        slot = make_id("s", *slot_parts)
        low, high = interval(number, top, bound, scale_exp)
        start, end, grain = days(period) if period else (None, None, None)
        return Metric(
            metric_id=make_id("q", article.article_id, slot, bound, number, top, modality),
            fact_id=make_id("f", slot, bound, number, top, modality),
            slot_id=slot,
            article_id=article.article_id,
            subject_id=subject.entity_id if isinstance(subject, Entity) else None,
            subject_text=subject.name if isinstance(subject, Entity) else subject,
            metric=metric,
            dimension=dimension,
            metric_text=metric_text,
            kind=kind,
            value=number,
            value_max=top,
            value_lo=low,
            value_hi=high,
            scale_exp=scale_exp,
            unit=unit,
            unit_basis=unit_basis,
            bound=bound,  # type: ignore[arg-type]
            value_text=value,
            period=period,
            period_start=start,
            period_end=end,
            period_grain=grain,  # type: ignore[arg-type]
            period_kind=period_kind if period else None,
            time_text="当年" if period else None,
            time_basis=time_basis if period else None,  # type: ignore[arg-type]
            time_anchor=None,
            base_period=base_period,
            said_by_id=said_by.entity_id if isinstance(said_by, Entity) else None,
            said_by_text=said_by.name if isinstance(said_by, Entity) else said_by,
            modality=modality,
            quote=quote,  # type: ignore[arg-type]
            raw_start=raw_start,
            raw_end=max(raw_start + 1, min(raw_start + 4, len(self.text))),
            n_mentions=1,
            extractor="rule.metric@1",
            confidence=confidence,
        )

    def _event(
        self,
        article: Article,
        found: dict[str, Entity],
        *,
        event_type: str,
        period: str,
        roles: dict[str, Sequence[Entity | str]],
        modality: str = "asserted",
        trigger: str | None = "收购",
        time_basis: str = "explicit",
        raw_start: int = 0,
        confidence: float = 0.8,
        quote: str = "宣布",
        said_by: str | None = None,
    ) -> Event:
        start, end, grain = days(period)
        fillers = [(role, i, filler) for role, names in sorted(roles.items()) for i, filler in enumerate(names)]
        for _, _, filler in fillers:
            if isinstance(filler, Entity):
                found[filler.entity_id] = filler
        key = [filler.entity_id if isinstance(filler, Entity) else fold(filler) for _, _, filler in fillers]
        event_id = make_id("v", article.article_id, event_type, key, period, modality)
        return Event(
            event_id=event_id,
            article_id=article.article_id,
            event_type=event_type,
            trigger=trigger,
            trigger_start=0 if trigger else None,
            participants=tuple(sorted({filler.entity_id for _, _, filler in fillers if isinstance(filler, Entity)})),
            amount_metric_id=None,
            disclosed=None,
            period=period,
            period_start=start,
            period_end=end,
            period_grain=grain,
            period_kind="instant",
            time_text="当日",  # type: ignore[arg-type]
            time_basis=time_basis,
            time_anchor=None,
            modality=modality,
            said_by_id=None,
            said_by_text=said_by,
            quote=quote,  # type: ignore[arg-type]
            raw_start=raw_start,
            raw_end=max(raw_start + 1, min(raw_start + 2, len(self.text))),
            n_mentions=1,
            extractor="rule.event@1",
            confidence=confidence,
            roles=tuple(
                EventRole(
                    event_id,
                    role,
                    i,
                    filler.entity_id if isinstance(filler, Entity) else None,
                    filler.name if isinstance(filler, Entity) else filler,
                    None,
                    None,
                )
                for role, i, filler in fillers
            ),
        )


def content(version: Path, seen: Sequence[str] = ("first_seen_run", "last_seen_run")) -> dict[str, bytes]:
    """What has to be equal between two ways to the same corpus: every table as bytes, seen columns and runs aside."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    told = {}
    for path in sorted((version / "tables").glob("*.parquet")):
        if path.stem == "runs":
            continue
        table = pq.read_table(path)
        table = table.drop_columns([name for name in seen if name in table.column_names])
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink)
        told[path.stem] = sink.getvalue().to_pybytes()
        if not set(seen) & set(pq.read_schema(path).names):
            told[f"{path.stem} file"] = path.read_bytes()
    for path in sorted((version / "csv").glob("*.csv")):
        if path.stem in ("timeline", "entities", "articles", "issues", "schema"):
            told[f"{path.stem} csv"] = path.read_bytes()
    return told

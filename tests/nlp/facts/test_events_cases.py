"""Each line of tests/cases/events.jsonl is one text, written on 15 June 2021, and all the events that it asserts."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from nlp.facts.triggers import event_types
from nlp.model import Event, Reading, Source
from nlp.pipeline import ReadSettings, read

CASES = Path(__file__).parents[2] / "cases" / "events.jsonl"
WRITTEN_ON = dt.date(2021, 6, 15)


@cache
def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def load() -> list[Any]:
    return [pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []) for case in rows()]


def read_text(text: str) -> Reading:
    return read(text.encode(), Source("case.txt", published=WRITTEN_ON), ReadSettings(recogniser="none"))


def said(event: Event, names: dict[str, str], wanted: dict[str, Any]) -> dict[str, Any]:
    """What an event says, in the words of a case, as far as the case asks."""
    roles: dict[str, list[str]] = {}
    for role in event.roles:
        roles.setdefault(role.role, []).append(names[role.entity_id] if role.entity_id else role.filler_text)
    asked = {key: sorted(set(roles.get(key, ()))) for key in wanted["roles"]}
    told = {"type": event.event_type, "period": event.period, "modality": event.modality, "roles": asked}
    return told | ({"disclosed": event.disclosed.isoformat()} if event.disclosed else {})


@pytest.mark.parametrize("case", load())
def test_every_event_is_told_with_its_time_modality_and_roles(case: dict[str, Any]) -> None:
    reading = read_text(case["text"])
    names = {entity.entity_id: entity.name for entity in reading.entities}
    wanted = [dict(event, roles={key: sorted(set(values)) for key, values in event["roles"].items()}) for event in case["expect"]]
    events = sorted(reading.events, key=lambda event: (event.raw_start, event.period_start))
    assert [event.event_type for event in events] == [event["type"] for event in wanted]
    assert [said(event, names, ask) for event, ask in zip(events, wanted, strict=True)] == wanted


@pytest.mark.parametrize("event_type", sorted(event_types()))
def test_every_type_has_cases_that_tell_it_and_cases_that_only_look_like_it(event_type: str) -> None:
    of_type = [case for case in rows() if case["label"].startswith(event_type)]
    assert sum(any(event["type"] == event_type for event in case["expect"]) for case in of_type) >= 10
    assert sum(not any(event["type"] == event_type and event["modality"] != "denied" for event in case["expect"]) for case in of_type) >= 8


def test_known_limits_stay_few() -> None:
    assert len(rows()) >= 400
    assert sum("xfail" in case for case in rows()) <= len(rows()) // 20

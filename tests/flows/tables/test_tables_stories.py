"""Re-posts form one story, whatever was cut, added or changed; news of its own does not."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.tables.stories import Piece, find_stories, is_same_story, page_of, sketch_bodies
from nlp.ids import fold, make_id

CASES = Path(__file__).parents[2] / "cases"
TEXTS: dict[str, list[str]] = json.loads((CASES / "stories_texts.json").read_text("utf-8"))
ROWS: list[dict[str, Any]] = [json.loads(line) for line in (CASES / "stories.jsonl").read_text("utf-8").splitlines()]


def cut(text: str, keep: Sequence[float]) -> str:
    return text[int(len(text) * keep[0]) : int(len(text) * keep[1])]


def versions(row: dict[str, Any]) -> tuple[str, str]:
    one, paragraphs = "".join(TEXTS[row["one"]]), [p for i, p in enumerate(TEXTS[row["two"]]) if i not in row.get("drop", ())]
    two = cut("".join(paragraphs), row.get("keep", (0, 1)))
    for word, other in row.get("swap", {}).items():
        two = two.replace(word, other)
    two = row.get("before", "") + two + row.get("after", "")
    if "after_of" in row:
        two += cut("".join(TEXTS[row["after_of"]]), row.get("after_keep", (0, 1)))
    return fold(one + (row["after"] if row.get("both") else "")), fold(two)


def pieces(bodies: dict[str, str], **more: dict[str, Any]) -> list[Piece]:
    sketches = dict(zip(bodies, sketch_bodies(list(bodies.values())), strict=True))
    return [
        Piece(name, make_id("c", body), more.get(name, {}).get("url"), more.get(name, {}).get("date"), sketches[name])
        for name, body in bodies.items()
    ]


def stories(bodies: dict[str, str], **more: dict[str, Any]) -> dict[str, str]:
    return find_stories(pieces(bodies, **more), lambda names: {name: bodies[name] for name in names})


@pytest.mark.parametrize("row", ROWS, ids=[row["label"] for row in ROWS])
def test_two_versions_are_compared_rightly(row: dict[str, Any]) -> None:
    one, two = versions(row)
    assert is_same_story(one, two) is row["expect"]
    assert is_same_story(two, one) is row["expect"]


@pytest.mark.parametrize("row", ROWS, ids=[row["label"] for row in ROWS])
def test_the_signatures_bring_the_versions_together(row: dict[str, Any]) -> None:
    one, two = versions(row)
    assert stories({"a_1": one, "a_2": two}) == ({"a_2": "a_1"} if row["expect"] else {})


def test_the_head_is_the_earliest_then_the_smallest_id() -> None:
    body = fold("".join(TEXTS["weibo"]))
    bodies = {"a_1": body, "a_2": body, "a_3": body, "a_4": body}
    late, early = dt.date(2018, 6, 2), dt.date(2018, 6, 1)
    assert stories(bodies, a_1={"date": late}, a_2={"date": early}, a_3={"date": early}) == {"a_1": "a_2", "a_3": "a_2", "a_4": "a_2"}


def test_the_same_page_is_one_story_and_the_same_site_is_not() -> None:
    bodies = {"a_1": fold("".join(TEXTS["weibo"])), "a_2": fold("".join(TEXTS["chip"])), "a_3": fold("".join(TEXTS["delivery"]))}
    page, site = {"url": "https://www.example.com/a/1.html#top"}, {"url": "https://example.com/"}
    assert stories(bodies, a_1=page, a_2={"url": "http://example.com/a/1.html"}, a_3=site) == {"a_2": "a_1"}
    assert stories(bodies, a_1=site, a_2=site, a_3=site) == {}


def test_short_bodies_are_one_story_only_if_they_are_the_same() -> None:
    assert stories({"a_1": "微博发布财报", "a_2": "微博发布财报", "a_3": "微博发布财报了"}) == {"a_2": "a_1"}
    assert stories({"a_1": "", "a_2": ""}) == {}


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://a.com/x/", "a.com/x"),
        ("https://a.com/?id=5", "a.com?id=5"),
        ("http://A.com/X", "a.com/X"),
        ("not a url", None),
        ("http://[bad", None),
        ("", None),
        (None, None),
    ],
)
def test_what_tells_pages_apart(url: str | None, page: str | None) -> None:
    assert page_of(url) == page


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_stories_depend_on_the_set_of_articles_only(seed: int) -> None:
    rng = random.Random(seed)
    bodies = {}
    for number in range(12):
        text = fold("".join(TEXTS[rng.choice(list(TEXTS))]))
        start = rng.choice([0, 0, len(text) // 3])
        bodies[f"a_{number:02}"] = text[start : start + rng.choice([80, 200, 2000])] + rng.choice(["", "责任编辑王五", "更多请看专题报道"])
    shuffled = list(bodies.items())
    rng.shuffle(shuffled)
    assert stories(bodies) == stories(dict(shuffled))

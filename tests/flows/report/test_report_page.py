"""The page as a file: what it holds, that it is alone, the same each time, and that nothing of an article is anything but text."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from flows import history
from flows.report import write_report
from flows.report.data import collect
from flows.report.page import NAME, SCRIPTS, build, embed, vocabulary
from flows.tables.declare import enums
from tests.flows.report.hostile_articles import WORDS
from tests.flows.report.report_versions import hostile_version as attack
from tests.flows.report.report_versions import known_version, put
from tests.tools.many_facts import multiply


class Elements(HTMLParser):
    """Tags with attributes, and the texts of script and style elements."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, str] = {}
        self._in = ""
        self.feed(page.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in = f"{tag}:{dict(attrs).get('id') or ''}" if tag in ("script", "style") else ""

    def handle_data(self, data: str) -> None:
        if self._in:
            self.raw[self._in] = self.raw.get(self._in, "") + data

    def handle_endtag(self, tag: str) -> None:
        self._in = ""


def data_of(page: bytes) -> dict:
    return json.loads(Elements(page).raw["script:data"])


def texts_of(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


@pytest.fixture(scope="module")
def version() -> Path:
    return known_version()


@pytest.fixture(scope="module")
def page(version: Path) -> bytes:
    return build(version)


@pytest.fixture(scope="module")
def hostile_page() -> bytes:
    return build(attack())


def test_the_page_lies_beside_the_tables(version: Path) -> None:
    write_report(version)
    assert (version / NAME).read_bytes() == build(version)


def test_every_publication_of_a_run_brings_its_page() -> None:
    assert write_report in history.EXTRAS


def test_the_same_tables_give_the_same_bytes(version: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").symlink_to(version, target_is_directory=True)
    assert build(version) == build(tmp_path / "elsewhere")


def test_the_page_holds_every_fact_with_its_sentence(version: Path, page: bytes) -> None:
    data = data_of(page)
    rows = duckdb.sql(f"SELECT fact_id, quote, article_id FROM read_parquet('{version / 'tables' / 'knowledge.parquet'}')").fetchall()
    told = [fact_id for table in ("events", "metrics") for fact_id in data["tables"][table]["fact_id"]]
    assert sorted(f"f_{fact_id}" for fact_id in told) == sorted(fact_id for fact_id, *_ in rows)
    assert all(quote in texts_of(data) for _, quote, _ in rows)
    assert data["counts"]["facts"] == data["shown"]["facts"] == len(rows)


def test_the_page_asks_the_network_for_nothing(page: bytes) -> None:
    elements = Elements(page)
    loading = ("src", "href", "action", "data", "srcset", "poster", "background")
    asked = [value or "" for _, attrs in elements.tags for name, value in attrs.items() if name in loading]
    assert [value for value in asked if not value.startswith(("#", "data:"))] == []
    assert {tag for tag, _ in elements.tags} & {"img", "iframe", "object", "embed", "base", "form"} <= {"form"}
    style, script = elements.raw["style:"], elements.raw["script:"]
    assert not re.search(r"@import|url\(|https?://", style)
    assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|import\(|new Image", script)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\(|new Function", script)
    assert set(re.findall(r"https?://[^\"']*", script)) == {"http://www.w3.org/2000/svg"}


def test_only_the_scripts_and_styles_of_the_page_itself_may_run(page: bytes) -> None:
    elements = Elements(page)
    policy = next(attrs["content"] for tag, attrs in elements.tags if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    for name, kind in (("script:", "script-src"), ("style:", "style-src")):
        digest = b64encode(hashlib.sha256(elements.raw[name].encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy


@pytest.mark.parametrize("words", WORDS)
def test_no_word_of_an_article_is_anything_but_text(hostile_page: bytes, page: bytes, words: str) -> None:
    plain, attacked = Elements(page), Elements(hostile_page)
    assert [tag for tag, _ in attacked.tags] == [tag for tag, _ in plain.tags]
    assert attacked.raw["script:"] == plain.raw["script:"]
    assert json.dumps(words[:900], ensure_ascii=False)[1:-1] in texts_of(data_of(hostile_page))
    assert not re.search(r"[<>&\u2028\u2029]", attacked.raw["script:data"])


def test_a_hostile_version_is_no_larger_than_its_texts(hostile_page: bytes) -> None:
    assert len(hostile_page) < 400_000


@pytest.mark.parametrize("words", [*WORDS, "\u0000\u001f", "\\", '"'])
def test_what_is_embedded_is_the_same_again(words: str) -> None:
    assert json.loads(embed({words: [words]})) == {words: [words]}


def test_a_page_that_is_too_large_says_what_it_left_out(version: Path, tmp_path: Path) -> None:
    many = multiply(version, tmp_path / "many", 2_000)
    whole = build(many)
    cut = build(many, budget=len(whole) * 2 // 3)
    data = data_of(cut)
    assert len(cut) <= len(whole) * 2 // 3
    assert data["total"]["facts"] == data_of(whole)["shown"]["facts"] > data["shown"]["facts"] > 500
    contested = data["texts"].index("contested") + 1
    assert data["tables"]["metrics"]["conflict"].count(contested) == data["counts"]["contested"], "what is contested stays first"


def test_changes_tell_what_is_gone_in_its_own_words(page: bytes) -> None:
    data = data_of(page)
    assert data["changed"]["withdrawn"] == 1
    assert "后来撤回的话" in texts_of(data["tables"]["changes"])


def test_the_run_that_is_shown_is_the_last(page: bytes) -> None:
    assert data_of(page)["run"]["run_id"] == "r_20180702T000000Z"


def test_a_contested_figure_names_its_opponent(version: Path) -> None:
    data = collect(version, 10_000)
    metrics = data["tables"]["metrics"]
    fought = [at for at, others in enumerate(metrics["conflict_with"], 1) if others]
    first = len(data["tables"]["events"]["fact_id"])
    assert len(fought) == 2
    assert {other - first for at in fought for other in metrics["conflict_with"][at - 1]} == set(fought)


def test_an_empty_version_is_a_page_too(tmp_path: Path) -> None:
    data = data_of(build(put(tmp_path, "r_20180701T000000Z", [])))
    assert data["counts"]["facts"] == 0


def test_a_page_that_cannot_be_made_does_not_stop_a_publication(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_report(tmp_path)
    assert "no report page" in caplog.text
    assert not (tmp_path / NAME).exists()


def test_every_word_of_the_page_is_there_in_both_languages() -> None:
    source = "".join((Path(build.__code__.co_filename).parent / name).read_text("utf-8") for name in (*SCRIPTS, "page.html"))
    patterns = (r"""\bt\(["'](\w+)["']""", r"""data-(?:t|hint|sub)="(\w+)\"""", r"\{\{t:(\w+)\}\}")
    asked = {key for pattern in patterns for key in re.findall(pattern, source)}
    words = vocabulary()["ui"]
    assert asked <= set(words)
    assert all(zh and en for zh, en in words.values())


CLOSED = ("event_type", "modality", "basis", "kind", "bound", "conflict", "rank", "entity_type", "lang", "level")


@pytest.mark.parametrize(("group", "closed"), [*zip(CLOSED, CLOSED, strict=True), ("status", "article_status")])
def test_every_closed_vocabulary_has_its_words(group: str, closed: str) -> None:
    assert set(enums()[closed]) <= set(vocabulary()[group])


def _luminance(colour: str) -> float:
    full = colour if len(colour) == 7 else "#" + "".join(2 * c for c in colour[1:])
    parts = [int(full[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


ON_EACH_OTHER = (
    "ink/paper soft/paper soft/card soft/faint blue/paper blue/blue-soft red/red-soft red/card "
    "amber/amber-soft violet/violet-soft green/green-soft green/paper"
)


@pytest.mark.parametrize("pair", ON_EACH_OTHER.split())
def test_text_stands_out_from_its_ground(pair: str) -> None:
    ink, paper = pair.split("/")
    css = (Path(build.__code__.co_filename).parent / "page.css").read_text("utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", css))
    light, dark = sorted((_luminance(colours[ink]), _luminance(colours[paper])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5

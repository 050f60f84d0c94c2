"""The page in a real Chromium, opened from file://: what it shows, what it asks for, and what narrows it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows.report.page import build
from tests.flows.report.hostile_articles import WORDS
from tests.flows.report.report_versions import hostile_version, known_version, sample_version
from tests.tools.chromium import Page, chromium
from tests.tools.many_facts import multiply

pytestmark = pytest.mark.slow
INSTALL = Path(__file__).resolve().parents[2] / "tools" / "install_chromium.sh"
HARD = Path(__file__).with_name("audit.js").read_text("utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    """One tab for all tests of this file."""
    done = subprocess.run(["sh", str(INSTALL)], capture_output=True, text=True, timeout=900, check=False)
    if shutil.which("chromium") is None:
        pytest.skip(f"no Chromium: {' '.join(done.stderr.split())[-200:]}")
    with chromium() as page:
        yield page


@pytest.fixture
def opened(browser: Page, sample_page: Path) -> Page:
    """The page of the samples, fresh, in English."""
    browser.open(sample_page, "#lang=en")
    return browser


@pytest.fixture(scope="module")
def samples() -> Path:
    return sample_version()


@pytest.fixture(scope="module")
def sample_page(samples: Path, tmp_path_factory) -> Path:
    return written(build(samples), tmp_path_factory)


@pytest.fixture(scope="module")
def known_page(tmp_path_factory) -> Path:
    return written(build(known_version()), tmp_path_factory)


def written(page: bytes, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("page") / "报告 report#1.html"  # a name that an address has to escape
    path.write_bytes(page)
    return path


def ask(version: Path, sql: str) -> int:
    files = {path.stem: f"read_parquet('{path}')" for path in (version / "tables").glob("*.parquet")}
    [(number,)] = duckdb.connect().execute(f"SELECT count(*) FROM ({sql.format(**files)})").fetchall()
    return int(number)


def told(page: Page) -> tuple[int, int]:
    """Events and figures that the page says it shows."""
    numbers = [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", page.run("document.getElementById('told').textContent"))]
    return numbers[0], numbers[2]


def press(page: Page, selector: str) -> None:
    page.run(f"document.querySelector({json.dumps(selector)}).click()")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_opens_without_an_error_or_a_request(browser: Page, sample_page: Path, width: int, lang: str, tmp_path: Path) -> None:
    browser.errors.clear()
    browser.requests.clear()
    browser.open(sample_page, f"#lang={lang}", width=width)
    assert browser.errors == []
    assert {address.split("#")[0] for address in browser.requests} - {"about:blank"} == {sample_page.as_uri().split("#")[0]}
    assert browser.run("document.documentElement.scrollWidth") == width, "nothing sticks out to the right"
    assert browser.screenshot(tmp_path / "page.png").stat().st_size > 20_000


def test_a_run_publishes_the_page_with_its_tables(samples: Path, sample_page: Path) -> None:
    assert (samples / "report.html").read_bytes() == sample_page.read_bytes()


def test_it_shows_what_the_tables_hold(opened: Page, samples: Path) -> None:
    events = ask(samples, "FROM {knowledge} WHERE fact_kind = 'event'")
    assert told(opened) == (events, ask(samples, "FROM {knowledge} WHERE fact_kind = 'metric'"))
    assert opened.run("document.querySelectorAll('#timeline .event').length") == min(25, events)
    for part in ("h4", "blockquote", ".site", ".stories"):
        assert opened.run(f"[...document.querySelectorAll('#timeline .event')].every((e) => e.querySelector('{part}')?.textContent.trim())"), part


def test_an_entity_narrows_to_its_facts(opened: Page, samples: Path) -> None:
    opened.type("entity", "Tencent Holdings")
    events = ask(samples, "SELECT DISTINCT fact_id FROM {events} WHERE list_contains(participants, 'e_tencent')")
    figures = ask(samples, "FROM {knowledge} WHERE fact_kind = 'metric' AND subject_id = 'e_tencent'")
    assert told(opened) == (events, figures)
    assert events > 0
    assert opened.run("[...document.querySelectorAll('#timeline .whos')].every((who) => /Tencent/.test(who.textContent))")
    assert opened.run("document.querySelector('.profile h3').textContent.includes('腾讯')")


def test_a_period_narrows_to_what_lies_in_it(opened: Page, samples: Path) -> None:
    opened.type("from", "2018-06")
    opened.type("to", "2018")
    inside = "period_start <= DATE '2018-12-31' AND period_end >= DATE '2018-06-01'"
    assert told(opened) == tuple(ask(samples, f"FROM {{knowledge}} WHERE fact_kind = '{kind}' AND {inside}") for kind in ("event", "metric"))


def test_a_date_that_is_none_is_refused_in_words(opened: Page) -> None:
    before = told(opened)
    opened.type("from", "soon")
    assert told(opened) == before
    assert opened.run("[document.getElementById('from').getAttribute('aria-invalid'), document.getElementById('from').title !== '']") == ["true", True]


def test_a_bar_shows_its_year_alone_and_lets_go_of_it(opened: Page, samples: Path) -> None:
    before = told(opened)
    bars = opened.run("document.querySelectorAll('.bars button').length")
    press(opened, '.bars button[aria-label^="2018:"]')
    inside = "period_start <= DATE '2018-12-31' AND period_end >= DATE '2018-01-01'"
    assert told(opened)[0] == ask(samples, f"FROM {{knowledge}} WHERE fact_kind = 'event' AND {inside}")
    assert opened.run("document.querySelectorAll('.bars button').length") == bars
    press(opened, '.bars button[aria-label^="2018:"]')
    assert told(opened) == before


def test_what_stands_out_leads_to_its_fact(opened: Page) -> None:
    press(opened, "#corpus .look")
    assert sum(told(opened)) >= 1
    assert re.fullmatch(r"f_[0-9a-f]{16}", opened.run("document.getElementById('q').value"))


def test_a_type_narrows_the_timeline_alone(opened: Page, samples: Path) -> None:
    figures = told(opened)[1]
    press(opened, "#timeline .chip[data-key=listing]")
    press(opened, "#timeline .chip[data-key=launch]")
    assert told(opened) == (ask(samples, "FROM {knowledge} WHERE type IN ('listing', 'launch')"), figures)
    assert set(opened.run("[...document.querySelectorAll('#timeline .kind')].map((kind) => kind.textContent)")) <= {"listing", "launch"}


def test_a_modality_narrows_both(opened: Page, samples: Path) -> None:
    press(opened, "#modalities .chip[data-key=planned]")
    expected = tuple(ask(samples, f"FROM {{knowledge}} WHERE fact_kind = '{kind}' AND modality = 'planned'") for kind in ("event", "metric"))
    assert told(opened) == expected
    press(opened, "#modalities .chip[data-key=planned]")
    assert told(opened) != expected


def test_a_measure_narrows_the_figures_alone(opened: Page, samples: Path) -> None:
    events = told(opened)[0]
    opened.run("(() => { const s = document.getElementById('measure'); s.value = 'revenue'; s.dispatchEvent(new Event('change', {bubbles: true})); })()")
    assert told(opened) == (events, ask(samples, "FROM {knowledge} WHERE fact_kind = 'metric' AND type = 'revenue'"))


def test_the_search_finds_a_sentence_an_alias_and_nothing(opened: Page, samples: Path) -> None:
    longest = "SELECT quote, fact_id FROM read_parquet(?) WHERE fact_kind = 'event' AND quote NOT LIKE '% %' ORDER BY len(quote) DESC, fact_id LIMIT 1"
    [(quote, fact_id)] = duckdb.connect().execute(longest, [str(samples / "tables" / "knowledge.parquet")]).fetchall()
    opened.type("q", quote)
    assert fact_id in opened.run("[...document.querySelectorAll('#timeline .event')].map((e) => e.dataset.id)")
    assert sum(told(opened)) < 20
    assert opened.run("document.querySelectorAll('#timeline mark').length") > 0
    opened.type("q", "tencent 2018")
    both = told(opened)
    opened.type("q", "腾讯 2018")
    assert told(opened) == both
    assert sum(both) > 0
    opened.type("q", "没有人说过的话")
    assert told(opened) == (0, 0)
    assert opened.run("document.querySelectorAll('.nothing').length") >= 3
    press(opened, "#clear")
    assert told(opened)[0] == ask(samples, "FROM {knowledge} WHERE fact_kind = 'event'")


def test_filters_go_into_the_address_and_come_back_from_it(browser: Page, sample_page: Path) -> None:
    browser.open(sample_page, "#lang=en")
    browser.type("entity", "微博")
    press(browser, "#timeline .chip[aria-pressed=false]")
    address, shown = browser.run("location.hash"), told(browser)
    browser.open(sample_page, address)
    assert told(browser) == shown


def test_both_languages_say_everything(opened: Page) -> None:
    own = "[...document.querySelectorAll('[data-t], h2, summary, .tools, .pager, .cards')].filter((e) => e.id !== 'language')"
    han = f"{own}.filter((e) => /[\\u4e00-\\u9fff]/.test(e.textContent)).length"
    assert opened.run(han) == 0
    press(opened, "#language")
    assert opened.run("document.documentElement.lang") == "zh-Hans"
    assert opened.run("document.querySelector('#timeline h2').textContent").startswith("时间线")
    press(opened, "#language")
    assert opened.run(han) == 0


def test_pages_turn_and_every_event_comes_up_once(opened: Page, samples: Path) -> None:
    seen: list[str] = []
    while True:
        seen += opened.run("[...document.querySelectorAll('#timeline .event')].map((e) => e.dataset.id)")
        if opened.run("document.querySelector('#timeline .pager button:last-child').disabled"):
            break
        press(opened, "#timeline .pager button:last-child")
    assert len(seen) == len(set(seen)) == ask(samples, "FROM {knowledge} WHERE fact_kind = 'event'")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_has_a_name_enough_contrast_and_a_place_in_the_order(browser: Page, sample_page: Path, lang: str) -> None:
    browser.open(sample_page, f"#lang={lang}&entity=腾讯")
    browser.run("for (const d of document.querySelectorAll('details')) { if (d.fill) d.fill(); d.open = true; }")
    assert browser.run(HARD) == []


def test_the_keyboard_reaches_and_works_the_controls(opened: Page) -> None:
    def key(name: str, code: int, text: str = "") -> None:
        opened.send("Input.dispatchKeyEvent", type="keyDown", key=name, code=name, windowsVirtualKeyCode=code, text=text)
        opened.send("Input.dispatchKeyEvent", type="keyUp", key=name, code=name, windowsVirtualKeyCode=code)

    reached = []
    for _ in range(20):
        key("Tab", 9)
        reached.append(opened.run("document.activeElement.id || document.activeElement.className || document.activeElement.tagName"))
    assert reached[0] == "skip"
    assert [name for name in reached if name in ("language", "q", "entity", "from", "to")] == ["language", "q", "entity", "from", "to"]
    opened.run("document.querySelector('#modalities .chip[data-key=planned]').focus()")
    before = told(opened)
    key("Enter", 13, "\r")
    assert told(opened) != before
    assert opened.run("document.activeElement.dataset.key") == "planned", "the focus stays where it was"
    assert opened.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_it_prints_without_controls_and_with_what_was_folded(opened: Page) -> None:
    opened.send("Emulation.setEmulatedMedia", media="print")
    assert opened.run("['nav', '#language', '.tools'].every((s) => getComputedStyle(document.querySelector(s)).display === 'none')")
    opened.send("Emulation.setEmulatedMedia", media="")
    opened.run("window.dispatchEvent(new Event('beforeprint'))")
    assert opened.run("[...document.querySelectorAll('#timeline details.more')].every((d) => d.open && d.querySelector('.evidence'))")
    opened.run("window.dispatchEvent(new Event('afterprint'))")
    assert not opened.run("[...document.querySelectorAll('#timeline details.more')].some((d) => d.open)")
    assert len(opened.send("Page.printToPDF")["data"]) > 50_000


def marks(page: Page, quote: str) -> list[str]:
    """The classes of the shapes that draw the figure with this quote."""
    return page.run(
        "(() => { const id = JSON.parse(document.getElementById('data').textContent); for (const d of document.querySelectorAll('details.rows')) { d.fill(); }"
        f"const li = [...document.querySelectorAll('#figures .rows li')].find((l) => l.querySelector('blockquote').textContent === {json.dumps(quote)});"
        "const g = document.querySelector(`.mark[data-id='${li.dataset.id}']`);"
        "return [g.getAttribute('class'), ...[...g.children].map((c) => c.getAttribute('class')).filter(Boolean)].join(' ').split(' '); })()"
    )


@pytest.mark.parametrize(
    ("quote", "drawn", "not_drawn"),
    [
        ("2015年收入超过120亿元", {"open", "arrow", "thin"}, {"dot", "band"}),
        ("2016年微博收入187亿元", {"bar", "contested"}, {"open", "arrow"}),
        ("收入197亿元", {"bar", "contested"}, {"open"}),
        ("月活跃用户约4.11亿", {"dot", "about"}, {"bar", "open"}),
        ("截至目前3.76亿", {"dot", "run"}, {"bar"}),
        ("目标5亿", {"planned"}, {"asserted"}),
    ],
)
def test_a_figure_is_drawn_as_far_as_its_words_go(browser: Page, known_page: Path, quote: str, drawn: set[str], not_drawn: set[str]) -> None:
    browser.open(known_page, "#lang=zh")
    shapes = set(marks(browser, quote))
    assert drawn <= shapes
    assert not shapes & not_drawn


def test_a_period_is_as_long_as_it_is_drawn_and_a_range_is_a_band(browser: Page, known_page: Path) -> None:
    browser.open(known_page, "#lang=zh")
    bars = browser.run("[...document.querySelectorAll('.panel .mark .bar')].map((b) => [+b.getAttribute('x1'), +b.getAttribute('x2')]).slice(0, 3)")
    first, second = sorted({tuple(bar) for bar in bars})[:2]
    assert second[0] - first[1] == pytest.approx(1.4, abs=0.1), "2016 begins where 2015 ends"
    assert (second[1] - second[0] + 1.4) / (first[1] - first[0] + 1.4) == pytest.approx(366 / 365, rel=0.01)
    assert browser.run("document.querySelector('.legend .band') !== null")
    assert browser.run("document.querySelectorAll('.quarrel').length") == 1


def test_what_is_new_shows_what_came_and_what_went(browser: Page, known_page: Path) -> None:
    browser.open(known_page, "#lang=en")
    text = browser.run("document.getElementById('news').innerText")
    assert "后来撤回的话" in text
    assert {"added", "withdrawn", "newly contested"} <= set(browser.run("[...document.querySelectorAll('#news li .badge')].map((b) => b.textContent)"))
    press(browser, "#news .chip[data-key=withdrawn]")
    assert browser.run("document.querySelectorAll('#news .changes > li').length") == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_hostile_articles_show_as_text(browser: Page, tmp_path_factory, width: int) -> None:
    path = written(build(hostile_version()), tmp_path_factory)
    browser.errors.clear()
    browser.requests.clear()
    browser.open(path, "#lang=en", width=width)
    browser.run("for (const d of document.querySelectorAll('details')) { if (d.fill) d.fill(); d.open = true; }")
    press(browser, "#timeline .who")
    browser.run("for (const b of document.querySelectorAll('blockquote button')) b.click()")
    assert browser.run("window.hacked") is None
    assert browser.errors == []
    assert {address.split("#")[0] for address in browser.requests} - {"about:blank"} == {path.as_uri().split("#")[0]}
    assert browser.run("document.querySelectorAll('img, iframe, object, embed, script:not(#data)').length") == 1
    assert browser.run("[...document.querySelectorAll('*')].every((e) => [...e.attributes].every((a) => !a.name.startsWith('on')))")
    assert browser.run("[...document.querySelectorAll('main a')].every((a) => /^(#|https?:)/.test(a.getAttribute('href')))")
    text = browser.run("document.querySelector('main').textContent")
    assert all(words[:900] in text for words in WORDS)
    assert browser.run("document.documentElement.scrollWidth") == width


def test_fifty_thousand_facts_are_all_there_and_turn_by_pages(browser: Page, samples: Path, tmp_path: Path) -> None:
    many = multiply(samples, tmp_path / "many", 50_000)
    page = tmp_path / "many.html"
    page.write_bytes(build(many))
    assert page.stat().st_size < 12_000_000
    browser.errors.clear()
    browser.open(page, "#lang=en")
    events, figures = told(browser)
    assert events + figures >= 50_000
    assert browser.run("document.getElementById('sampled').hidden")
    assert browser.run("document.querySelectorAll('*').length") < 12_000, "only what is shown is drawn"
    browser.type("q", "tencent 2018")
    assert 0 < sum(told(browser)) < 5_000
    assert browser.errors == []

"""Made news of any amount: each sentence has names and figures of its own, so that nothing remembered from another sentence helps to read it.

    python -m tests.bench.made_news          how dense made news is beside the samples (and beside the reference articles where ../shared lies)

Templates and words stand in made_news.toml. An article follows from its number alone; every eighth is in Traditional characters.
"""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TRADITIONAL = 8  # every so many-th article
SHORTEST, LONGEST = 600, 1500  # characters of an article
FROM_CAST = 0.4  # of the names: those that the article is about; all others stand in one sentence only
LISTED = 0.5  # of the companies are known to the lexicon


@cache
def words() -> dict[str, list[str]]:
    """Templates and vocabulary by their name."""
    return tomllib.loads((ROOT / "tests" / "bench" / "made_news.toml").read_text(encoding="utf-8"))


def make_article(number: int) -> str:
    """One article: title, date line and byline, paragraphs, the editor."""
    return make_told(number)[0]


def make_told(number: int) -> tuple[str, set[tuple[str, str]]]:
    """An article with the people and companies in it that no lexicon knows, as (name, PERSON or ORG), in Simplified characters."""
    luck = random.Random(f"made news {number}")
    written = dt.date(2014, 1, 1) + dt.timedelta(days=luck.randrange(4000))
    cast = Cast(luck)
    told: set[tuple[str, str]] = set()

    def fill(template: str) -> str:
        slots = Slots(luck, written, cast)
        sentence = template.format_map(slots)
        told.update((slots[slot], kind) for slot in slots if (kind := TOLD.get(slot.rstrip("2"))) and slots[slot] not in words()["listed"])
        return sentence

    top, end = [fill(luck.choice(words()[kind])) for kind in ("titles", "bylines")], fill(luck.choice(words()["credits"]))
    told.clear()  # who writes an article is no name in it
    size, length, kept = luck.randint(SHORTEST, LONGEST) - 60, 0, []
    for templates in _paragraphs(luck):
        paragraph = "".join(map(fill, templates))
        if length + len(paragraph) > size and length > SHORTEST - 60:
            break
        kept.append(paragraph)
        length += len(paragraph)
    indent = luck.choice(("　　", "", "    "))
    text = "\n".join([*top, *(indent + paragraph for paragraph in kept), end]) + "\n"
    told = {(name, kind) for name, kind in told if name in text}
    return (_traditional(text) if number % TRADITIONAL == TRADITIONAL - 1 else text), told


def make_texts(count: int, start: int = 0) -> list[str]:
    """So many articles from a number on."""
    return [make_article(number) for number in range(start, start + count)]


def _paragraphs(luck: random.Random) -> Iterator[list[str]]:
    """Templates by twos to fours, half of them plain, none twice: more than enough for one article."""
    plain, facts = words()["plain"], words()["facts"]
    half = min(len(plain), len(facts))
    templates = [*luck.sample(plain, half), *luck.sample(facts, half)]
    luck.shuffle(templates)
    while templates:
        share = luck.randint(2, 4)
        yield templates[:share]
        templates = templates[share:]


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("s2tw")


def _traditional(text: str) -> str:
    converted: str = _converter().convert(text)
    return converted


class Cast:
    """Who an article is about."""

    def __init__(self, luck: random.Random) -> None:
        self.names = {
            "org": [make_company(luck) for _ in range(2)],
            "firm": [make_firm(luck)[0]],
            "person": [make_person(luck) for _ in range(3)],
            "product": [make_product(luck)],
            "field": luck.sample(words()["field"], 2),
        }


class Slots(dict[str, str]):
    """The values of one sentence's slots, drawn when they are asked for; {org2} is another draw of {org}."""

    def __init__(self, luck: random.Random, written: dt.date, cast: Cast) -> None:
        super().__init__()
        self.luck, self.written, self.cast = luck, written, cast

    def __missing__(self, slot: str) -> str:
        kind = slot.rstrip("2")
        for _ in range(20):
            value = self._draw(kind)
            if value not in self.values():
                break
        self[slot] = value
        return value

    def _draw(self, kind: str) -> str:
        luck = self.luck
        if kind in self.cast.names and luck.random() < FROM_CAST:
            return luck.choice(self.cast.names[kind])
        if kind == "full":
            self["short"], full = make_firm(luck)
            return full
        if kind in NAMES:
            return NAMES[kind](luck)
        if kind in FIGURES:
            return FIGURES[kind](luck)
        if kind in DATES:
            return DATES[kind](luck, self.written)
        return luck.choice(words()[kind])


def make_firm(luck: random.Random) -> tuple[str, str]:
    """The short and the full name of a company that no lexicon lists: 云启智能, 杭州云启智能科技有限公司."""
    proper, trade = luck.choice(words()["proper1"]) + luck.choice(words()["proper2"]), luck.choice(words()["trade"])
    return proper + trade, luck.choice(words()["city"]) + proper + trade + luck.choice(words()["form"])


def make_company(luck: random.Random) -> str:
    return luck.choice(words()["listed"]) if luck.random() < LISTED else make_firm(luck)[0]


def make_person(luck: random.Random) -> str:
    return luck.choice(words()["surname"]) + "".join(luck.sample(words()["given"], luck.choice((1, 2, 2, 2))))


def make_product(luck: random.Random) -> str:
    if luck.random() < 0.4:
        return f"{luck.choice(words()['code'])} {luck.randint(2, 90)}{luck.choice(('', ' ' + luck.choice(words()['model'])))}"
    return luck.choice(words()["proper1"]) + luck.choice(words()["proper2"]) + luck.choice(words()["kind"])


def make_agency(luck: random.Random) -> str:
    return luck.choice(words()["proper1"]) + luck.choice(words()["proper2"]) + luck.choice(("咨询", "研究院", "数据", "智库"))


def make_number(luck: random.Random, low: float, high: float) -> str:
    """A figure as news writes it: 3, 47, 12.7, 1.03; small ones as likely as large ones."""
    value = low * (high / low) ** luck.random()
    return f"{value:.0f}" if luck.random() < 0.35 and value >= 2 else f"{value:.{luck.choice((1, 1, 2))}f}"


def make_range(luck: random.Random, unit: str, low: float, high: float) -> str:
    first = luck.uniform(low, high)
    return f"{first:.1f}{luck.choice((unit, ''))}{luck.choice(('至', '-', '到'))}{first * luck.uniform(1.1, 1.8):.1f}{unit}"


NAMES: dict[str, Callable[[random.Random], str]] = {
    "org": make_company,
    "firm": lambda luck: make_firm(luck)[0],
    "person": make_person,
    "product": make_product,
    "agency": make_agency,
}
TOLD = {"org": "ORG", "firm": "ORG", "short": "ORG", "person": "PERSON"}  # slots whose values are unlisted names
FIGURES: dict[str, Callable[[random.Random], str]] = {
    "money": lambda luck: make_number(luck, 1.1, 900) + luck.choice(("亿元", "亿元", "亿元", "万元", "亿美元", "亿元人民币", "亿港元")),
    "usd": lambda luck: make_number(luck, 1.1, 900) + luck.choice(("亿美元", "万美元")),
    "users": lambda luck: make_number(luck, 1.1, 9000) + luck.choice(("万", "万", "亿")),
    "count": lambda luck: luck.choice((str(luck.randint(21, 999)), f"{luck.randint(1, 60)},{luck.randint(0, 999):03}", f"{luck.randint(2, 9)}000")),
    "price": lambda luck: luck.choice((str(luck.randint(19, 9999)), f"{luck.uniform(3, 300):.2f}")),
    "pct": lambda luck: make_number(luck, 1.2, 95) + "%",
    "small": lambda luck: str(luck.randint(2, 9)),
    "n": lambda luck: str(luck.randint(3, 400)),
    "few": lambda luck: luck.choice((str(luck.randint(2, 9)), "两", "三", "五")),
    "rank": lambda luck: luck.choice("一二三四五"),
    "range": lambda luck: make_range(luck, "%", 3, 60),
    "range_money": lambda luck: make_range(luck, luck.choice(("亿元", "亿美元")), 2, 300),
    "month": lambda luck: str(luck.randint(1, 12)),
    "dom": lambda luck: str(luck.randint(1, 28)),
    "hour": lambda luck: f"{luck.randint(7, 22):02}",
    "minute": lambda luck: f"{luck.randint(0, 59):02}",
}
DATES: dict[str, Callable[[random.Random, dt.date], str]] = {
    "day": lambda luck, written: luck.choice(("", "", f"{written.year}年")) + f"{luck.randint(1, 12)}月{luck.randint(1, 28)}日",
    "year": lambda luck, written: str(written.year - luck.randint(0, 12)),
    "later": lambda luck, written: str(written.year + luck.randint(1, 6)),
    "iso": lambda luck, written: written.isoformat(),
    "long_date": lambda luck, written: f"{written.year}年{written.month:02}月{written.day:02}日",
}


def density(raws: list[bytes]) -> dict[str, float]:
    """What zhishi finds in texts, for every 1,000 characters; `figure sentences` is the share of sentences with a digit."""
    from nlp import Source, read
    from nlp.names import split_sentences
    from nlp.quantities import find_quantities
    from nlp.text import clean
    from nlp.times import find_times

    texts = [clean(raw).text for raw in raws]
    chars = sum(map(len, texts))
    sentences = [text[low:high] for text in texts for low, high in split_sentences(text)]
    readings = [read(raw, Source("a")) for raw in raws]
    counts = {
        "sentences": len(sentences),
        "quantities": sum(len(find_quantities(text)) for text in texts),
        "times": sum(len(find_times(text, None)) for text in texts),
        "names": sum(len(reading.mentions) for reading in readings),
        "metrics": sum(len(reading.metrics) for reading in readings),
        "events": sum(len(reading.events) for reading in readings),
    }
    figures = sum(any(ch.isdigit() for ch in sentence) for sentence in sentences) / len(sentences)
    dense = {key: round(1000 * n / chars, 1) for key, n in counts.items()}
    return {"articles": len(texts), "characters each": chars // len(texts), **dense, "figure sentences": round(figures, 2)}


if __name__ == "__main__":
    from tests.bench.texts import dev_raws, sample_raws

    for title, raws in (("made news", [text.encode() for text in make_texts(100)]), ("samples", sample_raws()), ("reference articles", dev_raws())):
        if raws:
            print(title, density(raws))

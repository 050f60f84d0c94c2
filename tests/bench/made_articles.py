"""Articles by the thousand for the benchmarks: paragraphs of the samples mixed anew, with other figures; the same for the same number."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"
PARAGRAPHS = 6  # of an article: some 700 characters, as news has
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DIGIT = re.compile(r"(?<=\d)\d")


@cache
def paragraphs() -> tuple[str, ...]:
    """The longer paragraphs of the samples that are UTF-8."""
    found: list[str] = []
    for path in sorted(SAMPLES.glob("*.txt")):
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        found += [line for line in text.splitlines() if len(line) > 60]
    return tuple(found)


def make_article(number: int) -> str:
    """One article: a dated title line, then paragraphs whose figures are its own."""
    luck = random.Random(number)
    chosen = luck.sample(paragraphs(), PARAGRAPHS)
    days = f"{luck.randint(2015, 2024)}-{luck.randint(1, 12):02}-{luck.randint(1, 28):02}"
    return f"第{number}号科技快讯\n{days} 来源：样报\n" + "\n".join(f"　　{_other_figures(text, luck)}" for text in chosen) + "\n"


def write_feed(path: Path, count: int, start: int = 0) -> Path:
    """A JSONL feed of so many articles, each with its number as id."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(start, start + count):
            file.write(json.dumps({"id": number, "text": make_article(number)}, ensure_ascii=False) + "\n")
    return path


def made_items(count: int, start: int = 0) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of so many articles."""
    for number in range(start, start + count):
        yield f"{number}.txt", make_article(number).encode("utf-8")


def _other_figures(text: str, luck: random.Random) -> str:
    kept = {match.start() + i for match in _YEAR.finditer(text) for i in range(4)}
    return _DIGIT.sub(lambda found: found.group() if found.start() in kept else str(luck.randint(1, 9)), text)

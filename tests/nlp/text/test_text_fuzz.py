"""Random, truncated and mutated bytes: nothing fails, everything leads back, and time and memory grow with size alone."""

from __future__ import annotations

import random
import resource
import sys

import pytest
from text_corruptions import CORRUPTIONS
from text_hostile import HOSTILE, spent
from text_paragraphs import KINDS, simplified

from nlp.layout import lay_out
from nlp.model import Source
from nlp.text import clean, replay

MB = 1 << 20
CODECS = ["utf-8", "utf-8", "gb18030", "utf-16", "big5hkscs", "latin-1"]
TAGS = ["<p>", "</p>", "<br/>", "<div class='a'>", "</div>", "<script>", "</script>", "<!--", "-->", "&lt;", "&#65292;", "&amp;quot;", "<td>", '<a href="x']
LINES = [
    "来源：某某网 作者：小王 2018-06-15 14:32", "相关阅读", "（中央社记者某某台北15日电）", "title: 标题", "---", "1130315", "网友评论（12）", "[1] [2] 下一页",
]
def page(rng: random.Random, paragraphs: int) -> str:
    body = "".join(f"<p>{simplified(rng)}</p>\n" for _ in range(paragraphs))
    return f"<!DOCTYPE html><html><head><title>标题_某某网</title></head><body><h1>标题</h1><div>2018-06-15 来源：某某网</div>{body}</body></html>"


def piece(rng: random.Random) -> str:
    roll = rng.randrange(6)
    if roll == 0:
        return rng.choice(LINES) + "\n"
    if roll == 1:
        return rng.choice(TAGS)
    text = rng.choice(list(KINDS.values()))(rng)
    return text if roll > 3 or len(text) < 10 else rng.choice(CORRUPTIONS)(text, rng)[0]


def make_input(rng: random.Random) -> bytes:
    """Bytes of an article as it may come: whole, cut off, with bytes changed, lost, doubled; or no article at all."""
    if rng.random() < 0.1:
        return rng.randbytes(rng.randint(0, 600))
    text = page(rng, 2) if rng.random() < 0.1 else rng.choice(["", "\n", "\n\n"]).join(piece(rng) for _ in range(rng.randint(1, 5)))
    raw = bytearray(text.encode(rng.choice(CODECS), errors="replace"))
    for _ in range(rng.choice([0, 0, 1, 3, 20])):
        at = rng.randrange(len(raw) + 1)
        kind = rng.randrange(4)
        if kind == 0:
            raw[at : at + 1] = rng.randbytes(1)
        elif kind == 1:
            del raw[at : at + rng.randint(1, 9)]
        elif kind == 2:
            raw[at:at] = raw[at : at + rng.randint(1, 40)]
        else:
            raw[at:at] = rng.choice([*TAGS, *HOSTILE]).encode()
    return bytes(raw[: rng.randint(0, len(raw))] if rng.random() < 0.2 else raw)


def holds(raw: bytes) -> None:
    made = clean(raw)
    assert replay(made.raw, made.steps) == made.text
    assert (made.spans.after_length, made.spans.before_length) == (len(made.text), len(made.raw))
    layout = lay_out(made, Source("a"))
    at = 0
    for paragraph in layout.paragraphs:
        assert at <= paragraph.start < paragraph.end <= len(made.text)
        at = paragraph.end


def run_many(count: int, seed: int) -> None:
    rng = random.Random(seed)
    for number in range(count):
        raw = make_input(rng)
        try:
            holds(raw)
        except Exception as error:
            raise AssertionError(f"input {number} of seed {seed}: {raw!r}") from error


def test_hundreds_of_damaged_inputs_are_read() -> None:
    run_many(300, seed=1)


@pytest.mark.slow
def test_twenty_thousand_damaged_inputs_are_read() -> None:
    run_many(20_000, seed=2)


def megabytes_in_use() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (MB if sys.platform == "darwin" else 1024)


@pytest.mark.slow
def test_a_megabyte_needs_no_more_than_half_a_gigabyte() -> None:
    rng = random.Random(3)
    inputs = [rng.randbytes(MB), *(text.encode() * (MB // len(text.encode())) for text in HOSTILE)]
    clean(inputs[0][:1000])
    before = megabytes_in_use()
    for raw in inputs:
        lay_out(clean(raw), Source("a"))
    assert megabytes_in_use() - before <= 500


def news(size: int) -> bytes:
    rng = random.Random(4)
    block = "\n".join(simplified(rng) for _ in range(3000)).encode()
    return block * (size // len(block) + 1)


@pytest.mark.slow
def test_twenty_megabytes_take_ten_times_as_long_as_two() -> None:
    assert spent(news(20 * MB)[: 20 * MB]) <= 10 * 2 * spent(news(2 * MB)[: 2 * MB])


@pytest.mark.slow
def test_a_page_of_a_thousand_paragraphs_takes_ten_times_as_long_as_one_of_a_hundred() -> None:
    rng = random.Random(5)
    small, large = page(rng, 100).encode(), page(rng, 1000).encode()
    assert len(lay_out(clean(large), Source("a.html")).paragraphs) >= 1000
    assert spent(large) <= 10 * 2.5 * spent(small)

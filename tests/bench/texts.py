"""The texts that the benchmarks read, as bytes: the samples, made news, and the reference articles where ../shared lies beside the checkout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlp.text import clean
from tests.bench.made_news import make_texts

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "corpus" / "samples"
DEV = ROOT.parent / "shared" / "dev" / "texts"
MADE = 40  # articles a round


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts to measure on; `raws` gives those of one round, by its number."""

    name: str
    about: str
    rounds: int
    raws: Callable[[int], list[bytes]]


@cache
def sample_raws() -> list[bytes]:
    """The Chinese samples, a file each."""
    return _chinese([path for path in sorted(SAMPLES.iterdir()) if path.suffix in (".txt", ".html")])


@cache
def dev_raws() -> list[bytes]:
    """The Chinese reference articles; none where they are not here."""
    return _chinese(sorted(DEV.glob("*.txt")))


def _chinese(paths: list[Path]) -> list[bytes]:
    raws = [path.read_bytes() for path in paths]
    return [raw for raw in raws if clean(raw).lang.startswith("zh")]


def made_raws(turn: int) -> list[bytes]:
    """Made news that no other round has."""
    return [text.encode() for text in make_texts(MADE, turn * MADE)]


def corpora() -> list[Corpus]:
    """All that are here."""
    found = [
        Corpus("made news", "names and figures of its own in every sentence, other articles in every round", 5, made_raws),
        Corpus("samples", "the Chinese articles of corpus/samples", 5, lambda turn: sample_raws()),
    ]
    if dev_raws():
        found.append(Corpus("reference articles", "real openings and excerpts, not part of the repository", 5, lambda turn: dev_raws()))
    return found

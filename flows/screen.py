"""What people see: tables, explanations and progress, as bars on a terminal and as plain lines elsewhere."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.queries import as_text

if TYPE_CHECKING:
    from flows.explain import Explanation

PLAIN_EVERY = 10.0  # seconds between plain progress lines
WIDE = 240  # columns of a table that goes to a file or pipe


class Progress(Protocol):
    """What a run tells while it works."""

    def say(self, message: str) -> None:
        """One step, in words."""

    def reading(self, articles: int) -> None:
        """How many more articles there are to read."""

    def read(self, articles: int = 1) -> None:
        """So many more articles have been read."""


class Silent:
    """No progress."""

    def say(self, message: str) -> None: ...
    def reading(self, articles: int) -> None: ...
    def read(self, articles: int = 1) -> None: ...


class Lines:
    """Progress as lines, for logs and pipes."""

    def __init__(self) -> None:
        self._total = self._done = 0
        self._last = time.monotonic()

    def say(self, message: str) -> None:
        print(message, file=sys.stderr, flush=True)

    def reading(self, articles: int) -> None:
        if self._total == 0:
            self._last = time.monotonic()
        self._total += articles

    def read(self, articles: int = 1) -> None:
        self._done += articles
        if time.monotonic() - self._last >= PLAIN_EVERY:
            self._last = time.monotonic()
            self.say(f"read {self._done} of {self._total}")


class Bars:
    """Progress as a bar on a terminal."""

    def __init__(self, bar: Any) -> None:
        self._bar, self._total = bar, 0
        self._task = bar.add_task("starting", total=None)

    def say(self, message: str) -> None:
        self._bar.update(self._task, description=escape(message))

    def reading(self, articles: int) -> None:
        self._total += articles
        self._bar.update(self._task, total=self._total)

    def read(self, articles: int = 1) -> None:
        self._bar.advance(self._task, articles)


@contextlib.contextmanager
def progress(quiet: bool) -> Iterator[Progress]:
    """A bar on a terminal, lines elsewhere, nothing when quiet; all on stderr."""
    if quiet:
        yield Silent()
    elif not sys.stderr.isatty():
        yield Lines()
    else:
        from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
            yield Bars(bar)


def show_rows(columns: Sequence[str], rows: Sequence[tuple[Any, ...]], limit: int) -> None:
    """Rows as a table; what is more than `limit` is counted, not shown."""
    console = _console()
    table = Table(*(escape(name) for name in columns), show_lines=False)
    for row in rows[:limit]:
        table.add_row(*(escape(_visible(as_text(value))) for value in row))
    console.print(table)
    if len(rows) > limit:
        console.print(f"… {len(rows) - limit} more rows (--limit, --csv, --json)")


def show_explanation(found: Explanation) -> None:
    """An explanation from the row back to the bytes."""
    console = _console()
    console.print(f"[bold]{escape(found.statement)}[/bold]", f"({found.row_id})")
    for evidence in found.evidence:
        console.print()
        console.print(
            f"[bold]article[/bold]  {escape(evidence.title or '(no title)')} · {escape(evidence.raw_path)} · {evidence.article_id}"
        )
        console.print(f"[bold]raw[/bold]      characters {evidence.raw_start}–{evidence.raw_end} of the file as {evidence.encoding}")
        console.print(f"         {_marked(evidence.raw_before, evidence.raw_span, evidence.raw_after)}")
        _show_steps(console, evidence.steps)
        console.print(f"[bold]sentence[/bold] {_marked(evidence.clean_before, evidence.clean_span, evidence.clean_after)}")
        for name, value in evidence.grounds:
            console.print(f"[bold]{escape(name):8}[/bold] {escape(value)}")
    if found.others:
        console.print()
        show_rows(["also said by", "published", "quote", "path", "id"], found.others, 20)


def _show_steps(console: Console, steps: Iterable[tuple[str, int, str]]) -> None:
    for name, edits, example in steps:
        console.print(f"[bold]repair[/bold]   {escape(name)}: {edits} edits{', here ' + escape(example) if example else ''}")


def _marked(before: str, span: str, after: str) -> str:
    return f"{escape(_visible(before))}[reverse]【{escape(_visible(span))}】[/reverse]{escape(_visible(after))}"


def _visible(text: str) -> str:
    """No line breaks and no control characters: article text must not steer the terminal."""
    return "".join(ch if ch.isprintable() or ch == "　" else "⏎" if ch == "\n" else " " if ch in "\r\t" else "�" for ch in text)


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=WIDE, soft_wrap=False)

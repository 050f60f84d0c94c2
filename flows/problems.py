"""The issue codes of the running side, declared once: what went wrong with a source (S) or with the reading of an article (R).

The codes are stable: analysts filter by them. A new one goes to the end of its group, an old one is never used for something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nlp.model import Issue


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of issue: where it arises, how bad it is, its words (with places for details), and whether it may pass by itself."""

    stage: str
    level: Literal["info", "warning", "error"]
    message: str
    transient: bool = False


PROBLEMS: dict[str, Problem] = {
    "S002": Problem("source", "error", "the file cannot be read: {why}"),
    "S003": Problem("source", "error", "the line is not a JSON object: {why}"),
    "S004": Problem("source", "error", "the row has no text: none of the columns {columns} is there"),
    "S005": Problem("source", "error", "larger than {limit} MB (setting max_article_mb)"),
    "S006": Problem("source", "info", "the date of publication is not understood: {value}"),
    "S007": Problem("source", "error", "the text column holds {kind}, not text"),
    "R001": Problem("reading", "error", "reading stopped with {kind}: {why}"),
    "R002": Problem("reading", "error", "reading took longer than {limit} s (setting time_limit)", transient=True),
    "R003": Problem("reading", "error", "reading needed more memory than allowed (setting memory_mb)", transient=True),
    "R004": Problem("reading", "error", "the process that read the article was lost, twice", transient=True),
}


def issue(code: str, **details: object) -> Issue:
    """The issue of a code with its details filled in, on one line of at most 300 characters.

    Raises KeyError for a code that is not declared.

    >>> issue("S006", value="上周").message
    'the date of publication is not understood: 上周'
    """
    problem = PROBLEMS[code]
    words = {name: " ".join(str(value).split())[:200] for name, value in details.items()}
    return Issue(problem.stage, problem.level, code, problem.message.format(**words)[:300], transient=problem.transient)

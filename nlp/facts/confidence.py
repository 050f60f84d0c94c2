"""How sure a metric row is: a logistic regression over few named features; its coefficients lie in the lexicon."""

from __future__ import annotations

import json
import math
from functools import cache

from nlp.lexicon.data import read_text
from nlp.records import record

FAR = 20  # characters between measure and figure from which more make no difference


@record
class Evidence:
    """What a row rests on, as the reader met it.

    measured: here, before, paired, none.  unit: explicit, shared, inferred.  owner: paired, beside, clause, earlier, carried, anywhere, none.
    dated: paired, base, clause, sentence, now, carried, report, none.  basis: explicit, relative, inferred, none.
    distance: characters between measure and figure.  known: the lexicon holds the subject.  main: the article is about it.  rivals: other companies,
    products and persons that the sentence names.  mended: a repair lost or restored characters in the sentence.
    """

    measured: str
    unit: str
    owner: str
    dated: str
    basis: str
    distance: int
    mended: bool
    in_title: bool
    bound: str
    kind: str
    catch_all: bool
    known: bool = True
    main: bool = True
    rivals: int = 0
    english: bool = False


# the features that a word of the evidence stands for; what is usual (a measure and a subject in the clause, a dated clause) stands for none
_MEASURED = {"before": "measure in an earlier clause", "paired": "measure in an earlier clause", "none": "no measure"}
_UNIT = {"shared": "unit shared", "inferred": "unit inferred"}
_OWNER = {
    "beside": "subject beside the figure", "paired": "subject beside the figure", "earlier": "subject in an earlier clause",
    "carried": "subject carried over", "anywhere": "subject carried over", "none": "subject in the text's words",
}  # fmt: skip
_DATED = {"sentence": "time in an earlier clause", "carried": "time carried over", "report": "time carried over", "none": "no time"}
_BASIS = {"relative": "time relative", "inferred": "time inferred"}
_KIND = {"growth": "growth", "change": "growth", "target": "target"}
_CATCH_ALL, _DISTANCE, _MENDED, _TITLE, _BOUND = "catch-all category", "distance", "repair nearby", "in the title", "bound"
_UNLISTED, _NOT_MAIN, _RIVAL, _RIVALS, _ENGLISH = (
    "subject not in the lexicon", "subject not the article's", "one rival in the sentence", "several rivals in the sentence", "English",
)  # fmt: skip
_ALL = (
    *_MEASURED.values(), _CATCH_ALL, *_UNIT.values(), *_OWNER.values(), *_DATED.values(), *_BASIS.values(), _DISTANCE, _MENDED, _TITLE, _BOUND,
    _UNLISTED, _NOT_MAIN, _RIVAL, _RIVALS, _ENGLISH, *_KIND.values(),
)  # fmt: skip


def _told(evidence: Evidence) -> list[str | None]:
    """The features that a row has, in the order of all; the distance is one of every row, None stands for a feature that it lacks."""
    return [
        _MEASURED.get(evidence.measured),
        _CATCH_ALL if evidence.catch_all else None,
        _UNIT.get(evidence.unit),
        _OWNER.get(evidence.owner),
        _DATED.get(evidence.dated),
        _BASIS.get(evidence.basis),
        _DISTANCE,
        _MENDED if evidence.mended else None,
        _TITLE if evidence.in_title else None,
        None if evidence.bound == "=" else _BOUND,
        None if evidence.known else _UNLISTED,
        None if evidence.main else _NOT_MAIN,
        (_RIVAL if evidence.rivals == 1 else _RIVALS) if evidence.rivals else None,
        _ENGLISH if evidence.english else None,
        _KIND.get(evidence.kind),
    ]


def features(evidence: Evidence) -> dict[str, float]:
    """The features of a row by name, each 0..1; what is usual (a measure and a subject in the clause, a dated clause) is 0 everywhere."""
    values = dict.fromkeys(_ALL, 0.0) | {name: 1.0 for name in _told(evidence) if name is not None}
    return values | {_DISTANCE: min(evidence.distance, FAR) / FAR}


@cache
def _coefficients() -> tuple[float, dict[str, float]]:
    table = json.loads(read_text("facts/confidence.json"))
    return float(table["intercept"]), {name: float(weight) for name, weight in table["weights"].items()}


def weigh(evidence: Evidence) -> float:
    """The chance, 0..1 in three places, that value, unit, bound, period and subject of a row are all right.

    >>> sure = Evidence("here", "explicit", "clause", "clause", "explicit", 1, False, False, "=", "level", False)
    >>> guessed = Evidence("none", "inferred", "carried", "none", "none", 0, True, False, "~", "level", True, False, False)
    >>> weigh(sure) > 0.85 > weigh(guessed)
    True
    """
    intercept, weights = _coefficients()
    near = evidence.distance / FAR if evidence.distance < FAR else 1.0
    score = intercept + sum([weights[name] * near if name is _DISTANCE else weights[name] for name in _told(evidence) if name in weights])
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), 3)

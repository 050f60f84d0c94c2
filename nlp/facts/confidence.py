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


def features(evidence: Evidence) -> dict[str, float]:
    """The features of a row by name, each 0..1; what is usual (a measure and a subject in the clause, a dated clause) is 0 everywhere."""
    return {
        "measure in an earlier clause": evidence.measured in ("before", "paired"),
        "no measure": evidence.measured == "none",
        "catch-all category": evidence.catch_all,
        "unit shared": evidence.unit == "shared",
        "unit inferred": evidence.unit == "inferred",
        "subject beside the figure": evidence.owner in ("beside", "paired"),
        "subject in an earlier clause": evidence.owner == "earlier",
        "subject carried over": evidence.owner in ("carried", "anywhere"),
        "subject in the text's words": evidence.owner == "none",
        "time in an earlier clause": evidence.dated == "sentence",
        "time carried over": evidence.dated in ("carried", "report"),
        "no time": evidence.dated == "none",
        "time relative": evidence.basis == "relative",
        "time inferred": evidence.basis == "inferred",
        "distance": min(evidence.distance, FAR) / FAR,
        "repair nearby": evidence.mended,
        "in the title": evidence.in_title,
        "bound": evidence.bound != "=",
        "subject not in the lexicon": not evidence.known,
        "subject not the article's": not evidence.main,
        "one rival in the sentence": evidence.rivals == 1,
        "several rivals in the sentence": evidence.rivals > 1,
        "English": evidence.english,
        "growth": evidence.kind in ("growth", "change"),
        "target": evidence.kind == "target",
    }


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
    score = intercept + sum([weights[name] * value for name, value in features(evidence).items() if value and name in weights])
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), 3)

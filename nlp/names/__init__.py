"""Segmentation and named things: gazetteer, recogniser, rules, linking."""

from nlp.names.find import find_candidates, find_names, link, mask_wire_marks
from nlp.names.gazetteer import find_listed
from nlp.names.name import Name, settle, unlisted
from nlp.names.recogniser import Recogniser, load_recogniser
from nlp.names.segment import split_words
from nlp.names.sentences import split_sentences

__all__ = [
    "Name", "Recogniser", "find_candidates", "find_listed", "find_names", "link", "load_recogniser",
    "mask_wire_marks", "settle", "split_sentences", "split_words", "unlisted",
]  # fmt: skip

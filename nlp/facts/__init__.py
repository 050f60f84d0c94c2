"""What is asserted: metrics, events, speakers, modality."""

from nlp.facts.events import Happening, find_events
from nlp.facts.events import merge as merge_events
from nlp.facts.metrics import Found, find_metrics
from nlp.facts.metrics import merge as merge_metrics
from nlp.facts.rows import Context, distinct_entities, event_row, list_amounts, metric_row
from nlp.facts.sentence import Document, Sentence, build_document

__all__ = [
    "Context", "Document", "Found", "Happening", "Sentence", "build_document", "distinct_entities", "event_row", "find_events", "find_metrics",
    "list_amounts", "merge_events", "merge_metrics", "metric_row",
]  # fmt: skip

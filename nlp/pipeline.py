"""The readers as a spaCy pipeline, for those who work with Docs: `build`. `read`, which the flows use, calls the same functions without one."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from nlp.analysis import Prepared, ReadSettings, Spans, count_quantities, find_dates, find_facts, find_words, prepare
from nlp.layout import lay_out
from nlp.model import CleanText, Source
from nlp.reading import read
from nlp.spans import SpanMap

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

__all__ = ["ReadSettings", "Segmenter", "build", "guess_language", "read", "shared_pipeline"]


class Segmenter:
    """spaCy's tokenizer here: jieba's words refined by the ends of names, so that every entity lies on tokens."""

    def __init__(self, vocab: Vocab, settings: ReadSettings) -> None:
        self.vocab = vocab
        self.settings = settings

    def __call__(self, text: str) -> Doc:
        """A Doc of plain text; its layout is worked out as if it were an article."""
        identity = CleanText(text, text, SpanMap.identity(len(text)), (), guess_language(text), "utf-8")
        return self.segment(prepare(text, identity.lang, lay_out(identity, Source("-"))))

    def segment(self, prepared: Prepared) -> Doc:
        """A Doc of a text whose layout is known."""
        from spacy.tokens import Doc

        names, spans = find_words(prepared, self.settings)
        words: list[str] = []
        spaces: list[bool] = []
        for start, end in spans:
            piece = prepared.text[start:end]
            if piece == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            else:
                words.append(piece)
                spaces.append(False)
        doc = Doc(self.vocab, words=words, spaces=spaces)
        doc._.prepared = prepared
        doc._.names = names
        return doc

    def to_bytes(self, **kwargs: object) -> bytes:
        return b""

    def from_bytes(self, data: bytes, **kwargs: object) -> Segmenter:
        return self


def guess_language(text: str) -> str:
    """zh-Hans where there is a Han character, else en; `nlp.text.clean` knows better for raw bytes."""
    return "zh-Hans" if any("一" <= ch <= "鿿" for ch in text) else "en"


@cache
def _register() -> None:
    """Tell spaCy the components and extensions, once a process."""
    from spacy.language import Language
    from spacy.tokens import Doc

    for name in ("prepared", "names", "times", "vague", "quantities", "document", "metrics", "events"):
        Doc.set_extension(name, default=None, force=True)
    Language.component("zhishi_names", func=set_names, assigns=["doc.ents", "token.ent_type"])
    Language.component("zhishi_times", func=set_times, assigns=["doc._.times"])
    Language.component("zhishi_quantities", func=set_quantities, assigns=["doc._.quantities"])
    Language.component("zhishi_facts", func=set_facts, requires=["doc.ents", "doc._.times", "doc._.quantities"], assigns=["doc._.metrics", "doc._.events"])


def set_names(doc: Doc) -> Doc:
    """Component: the names found while segmenting become doc.ents, with the entity's id as kb_id."""
    spans = [doc.char_span(name.start, name.end, label=name.entity.entity_type, kb_id=name.entity.entity_id) for name in doc._.names]
    doc.ents = [span for span in spans if span is not None]
    return doc


def set_times(doc: Doc) -> Doc:
    """Component: doc._.times and doc._.vague hold the findings, doc.spans["times"] the tokens that cover them."""
    doc._.times, doc._.vague = find_dates(doc._.prepared, doc._.names)
    spans = [doc.char_span(t.start_char, t.end_char, label="TIME", alignment_mode="expand") for t in doc._.times]
    doc.spans["times"] = [span for span in spans if span is not None]
    return doc


def set_quantities(doc: Doc) -> Doc:
    """Component: doc._.quantities holds the findings, doc.spans["quantities"] the tokens that cover them."""
    doc._.quantities = count_quantities(doc._.prepared)
    spans = [doc.char_span(q.start_char, q.end_char, label="QUANTITY", alignment_mode="expand") for q in doc._.quantities]
    doc.spans["quantities"] = [span for span in spans if span is not None]
    return doc


def set_facts(doc: Doc) -> Doc:
    """Component: doc._.metrics and doc._.events, as (finding, how often it is said)."""
    found = find_facts(doc._.prepared, Spans(doc._.names, (), doc._.times, doc._.vague, doc._.quantities))
    doc._.document, doc._.metrics, doc._.events = found.document, found.metrics, found.events
    return doc


def build(settings: ReadSettings | None = None) -> Language:
    """The pipeline: doc.ents, doc.spans["times"], doc.spans["quantities"], doc._.metrics, doc._.events.

    Raises ValueError when a component's needs are not met by those before it.
    """
    import spacy

    _register()
    language = spacy.blank("xx")
    language.max_length = 10**9  # memory is bounded by the sentences, not by the text
    language.tokenizer = Segmenter(language.vocab, settings or ReadSettings())
    for name in ("zhishi_names", "zhishi_times", "zhishi_quantities", "zhishi_facts"):
        language.add_pipe(name)
    problems = (language.analyze_pipes(keys=["requires"]) or {}).get("problems", {})
    missing = {name: needs for name, needs in problems.items() if needs}
    if missing:
        raise ValueError(f"components lack what they need: {missing}")
    return language


@cache
def shared_pipeline(settings: ReadSettings) -> Language:
    """The pipeline of this process, built on first use."""
    return build(settings)

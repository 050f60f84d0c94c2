"""What is found in a sentence for all of its figures, so that no list is searched again for each of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from nlp.facts.sentence import Document, Sentence
from nlp.facts.words import Word, cue, cues, measure_finder, pattern
from nlp.model import Entity
from nlp.records import Keeping, lazy, record


@record
class Line(Keeping):
    """A sentence with its small words (growth, kind, modality) and its measure words, each list in reading order and looked for when first asked for."""

    document: Document
    sentence: Sentence
    text: str  # the whole clean text
    notes: tuple[tuple[int, str], ...] = ()  # where the article fixes the currency of a bare 元, and which

    @lazy
    def growth(self) -> list[Word]:
        """The words that move a figure or say what it is compared with."""
        return self._said("growth")

    @lazy
    def kinds(self) -> list[Word]:
        """The words that say what kind of statement a figure makes."""
        return self._said("kind")

    @lazy
    def modality(self) -> list[Word]:
        """The words of plans, rumours and denials."""
        return self._said("modality")

    @lazy
    def parties(self) -> list[Entity]:
        """The companies, products and persons that a figure can describe, of the first eight names."""
        return [name.entity for name in self.sentence.names[:8] if name.entity.entity_type in ("ORG", "PRODUCT", "PERSON")]

    @lazy
    def looks_ahead(self) -> bool:
        """Whether a time of the sentence lies ahead of the time of writing."""
        return True in [time.forward for time in self.sentence.times]

    @lazy
    def measures(self) -> list[Word]:
        """The words that say what is measured."""
        return find_measures(self.sentence)

    def _said(self, section: str) -> list[Word]:
        """The words of one section of cues.toml; those of a `none` list only keep shorter forms from matching inside them."""
        return [w for w in cues(section).find_in(self.sentence.folded, self.sentence.start) if w.key != "none"]

    def clause(self, offset: int) -> tuple[int, int]:
        """The half-open span of the clause that holds an offset."""
        return self.sentence.clause_at(offset)

    def around(self, offset: int, clause: int) -> tuple[int, int]:
        """The clause that holds an offset, cut to what can matter to a figure there: 160 characters before and 80 behind."""
        low, high = self.sentence.clauses[clause]
        return max(low, offset - 160), min(high, offset + 80)

    def before(self, offset: int, width: int) -> str:
        """The sentence's text before an offset, at most `width` characters."""
        return self.text[max(self.sentence.start, offset - width) : offset]

    def after(self, offset: int, width: int) -> str:
        """The sentence's text from an offset on, at most `width` characters."""
        return self.text[offset : min(self.sentence.end, offset + width)]

    def noted_currency(self) -> str | None:
        """The currency that a note before the end of this sentence gives to every bare 元 (人民币，下同)."""
        at = bisect_left(self.notes, self.sentence.end, key=lambda note: note[0])
        return self.notes[at - 1][1] if at else None


_NOTE = pattern("lines", "note")
_EXTENDS = cue("figures", "extends")
_CODES = {"人民币": "CNY", "美元": "USD", "港元": "HKD", "港币": "HKD", "新台币": "TWD"}


def currency_notes(document: Document) -> tuple[tuple[int, str], ...]:
    """The article's notes on its currency: (offset, ISO code)."""
    return tuple((note.start(), _CODES[note.group(1)]) for note in _NOTE.finditer(document.text))


def find_measures(sentence: Sentence) -> list[Word]:
    """The measure words of one sentence, each with the general nouns that end its name."""
    return _joined(sentence.text, measure_finder().find_in(sentence.folded, sentence.start))


def _joined(text: str, words: list[Word]) -> list[Word]:
    """A general noun right behind a measure only ends its name: 活跃用户 + 规模 is one measure, not a second one."""
    kept = words[:1]
    for word in words[1:]:
        last = kept[-1]
        if last.end == word.start and word.form in _EXTENDS and last.key not in ("share_of", "stake"):
            kept[-1] = Word(last.start, word.end, text[last.start : word.end], last.key)
        else:
            kept.append(word)
    return kept


def within(words: Sequence[Word], low: int, high: int) -> Sequence[Word]:
    """The words that begin in `low`..`high`, in order (a word sorts by where it begins)."""
    return words[bisect_left(words, (low,)) : bisect_left(words, (high,))] if words else words

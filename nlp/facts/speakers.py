"""Who says it: the source that the text itself names for a statement."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.facts.sentence import Document, Sentence
from nlp.facts.words import cue, cues
from nlp.model import Entity
from nlp.names import Name

REACH = 28  # characters between a speaker and the verb


@dataclass(frozen=True, slots=True)
class Speech:
    """A statement's source: from `start` on, the speaker's words run to the end of the sentence. `body` is the company that speaks, if one does."""

    start: int
    end: int
    speaker: Entity


def find_speech(document: Document, sentence: Sentence) -> list[Speech]:
    """The speakers of one sentence in order; each holds from its verb to the next speaker or the sentence's end.

    A verb takes the nearest person or body before it; 据…数据显示 takes the body it names.
    """
    found: list[Speech] = []
    for word in cues("speech").find(document.text, sentence.start, sentence.end):
        if word.key == "before":
            name = next((n for n in sentence.names if n.start >= word.end and n.start - word.end <= 12 and _can_speak(n)), None)
            if name:
                found.append(Speech(word.start, sentence.end, name.entity))
        else:
            name = _speaker_before(document, sentence, word.start)
            if name and not (word.form in ("预计", "预期", "估计") and _is_clause_gap(document.text[name.end : word.start])):
                found.append(Speech(name.start, sentence.end, name.entity))
    if sentence.english:
        found += _trailing(document, sentence)
    return sorted(set(found), key=lambda speech: (speech.start, speech.speaker.entity_id))


def _can_speak(name: Name) -> bool:
    return name.entity.entity_type in ("PERSON", "ORG", "WORK", "PRODUCT")


def _is_clause_gap(between: str) -> bool:
    return any(mark in between for mark in "，；：")


def _speaker_before(document: Document, sentence: Sentence, verb: int) -> Name | None:
    """The nearest name before the verb, a person before a body; none where another clause's object would be taken."""
    near = [n for n in sentence.names if n.end <= verb and verb - n.end <= REACH and _can_speak(n)]
    if not near:
        return None
    last = near[-1]
    if last.entity.entity_type != "PERSON":
        between = document.text[last.end : verb]
        if between.count("，") > 1:
            return None
        earlier = [n for n in near if n.entity.entity_type == "PERSON" and sentence.clause_of(n.start) == sentence.clause_of(max(sentence.start, verb - 1))]
        return earlier[-1] if earlier else last
    return last


def _trailing(document: Document, sentence: Sentence) -> list[Speech]:
    """`…, Zhu said` / `…, according to IDC` speak for the words before them too."""
    found = []
    for word in cues("speech").find(document.text, sentence.start, sentence.end):
        if word.form in ("said", "says", "told", "according to"):
            names = [n for n in sentence.names if _can_speak(n) and (0 <= word.start - n.end <= 30 or 0 <= n.start - word.end <= 12)]
            if names:
                found.append(Speech(sentence.start, sentence.end, names[0].entity))
    return found


def speaker_at(speeches: list[Speech], offset: int) -> Entity | None:
    """Who speaks at an offset: the last speech that began before it."""
    holding = [speech for speech in speeches if speech.start <= offset < speech.end]
    return holding[-1].speaker if holding else None


_REPORTS = re.compile(r"公布|发布|公告|财报|业绩|录得|报告|reported|reports|posted|results|earnings")
HEAD = 3  # paragraphs in which a company's results are announced


def reporting_company(document: Document, main: Entity | None) -> Entity | None:
    """The company whose own results the article gives: it announces them in the title or the first paragraphs. None where nobody does."""
    if main is None or main.entity_type not in ("ORG", "PRODUCT"):
        return None
    first = next((s.para for s in document.sentences if not s.in_title), 0)
    for sentence in document.sentences:
        if sentence.para > first + HEAD:
            return None
        if any(n.entity.entity_id == main.entity_id for n in sentence.names) and _REPORTS.search(document.text, sentence.start, sentence.end):
            return main
    return None


def is_report(document: Document, name: Name) -> bool:
    """Whether a name is only there as a source (IDC数据显示, Canalys报告)."""
    tail = document.text[name.end : name.end + 10].lower()
    return any(tail.startswith(form) or tail[1:].startswith(form) for form in cue("speech", "sources") if form not in ("报告", "公告"))

"""Who says it: the source that the text itself names for a statement."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache

from nlp.facts.sentence import Document, Sentence, once
from nlp.facts.words import Word, cue, cues, pattern, searched
from nlp.lexicon import load_gazetteer
from nlp.model import Entity
from nlp.names import Name
from nlp.records import record

REACH = 28  # characters between a speaker and the verb
HEAD = 3  # paragraphs in which a company's results are announced


@record
class Speech:
    """A statement's source: from `start` on, the speaker's words run to the end of the sentence.

    `goes_on` marks data and reports, which the rest of a paragraph usually goes on telling.
    """

    start: int
    end: int
    speaker: Entity
    goes_on: bool = False
    own: bool = False  # a company's own paper tells it (财报显示): whoever is described speaks

    def of(self, subject: Entity | None) -> Entity:
        """Who speaks of a subject."""
        return subject if self.own and subject is not None and subject.entity_type == "ORG" else self.speaker


@record
class Standing:
    """Whom a pronoun before a verb of speech means: the person and the company last spoken of."""

    person: Entity | None = None
    company: Entity | None = None


NOBODY = Standing()
_GUESSES = frozenset({"预计", "预期", "估计", "预测"})
_REPORT_BEHIND = pattern("speakers", "report_behind")
_SHOWS = searched("speakers", "shows")
_OWN_PAPER = searched("speakers", "own_paper")
_FROM = pattern("speakers", "from")
_HE = pattern("speakers", "he")
_FIRM = pattern("speakers", "firm")
_IN_BRACKETS = re.compile(r"[(（][^()（）]*$")
_NO_SPEAKERS = frozenset({"exchange"})


@once
def speech_words(document: Document, sentence: Sentence) -> list[Word]:
    """The words of a sentence that may name who says it."""
    return [w for w in cues("speech").find_in(sentence.folded, sentence.start) if w.key != "none"]


def find_speech(document: Document, sentence: Sentence, standing: Standing = NOBODY) -> list[Speech]:
    """The speakers of one sentence in order; each holds from its verb to the next speaker or the sentence's end.

    A verb takes the nearest person or body before it; 据…数据显示 takes the body it names; a pronoun takes whom it stands for.
    """
    words = speech_words(document, sentence)
    found: list[Speech] = []
    for word in words:
        speech = _sourced(document, sentence, word) if word.key == "before" else _spoken(document, sentence, word, standing)
        if speech is not None:
            found.append(speech)
    if standing.company is not None and not found:
        paper = _OWN_PAPER.search(document.text, sentence.start, sentence.end)
        if paper:
            found.append(Speech(paper.start(), sentence.end, standing.company, True, True))
    if sentence.english:
        found += _trailing(document, sentence, words, standing)
    return found if len(found) < 2 else sorted(set(found), key=lambda speech: (speech.start, speech.speaker.entity_id))


@once
def named_speech(document: Document, sentence: Sentence) -> list[Speech]:
    """The speakers that the sentence itself names; pronouns stand for nobody."""
    return find_speech(document, sentence)


def _sourced(document: Document, sentence: Sentence, word: Word) -> Speech | None:
    """据IDC数据显示, according to IDC: the body behind the word, if it is named as a source."""
    at = bisect_left(sentence.names, word.end, key=lambda n: n.start)
    name = next((n for n in sentence.names[at : at + 4] if n.start - word.end <= 12 and _can_speak(document, n)), None)
    if name is None or not (word.form.isascii() or _REPORT_BEHIND.match(document.text, name.end, sentence.end)):
        return None
    return Speech(word.start, sentence.end, name.entity, not word.form.isascii())


def _spoken(document: Document, sentence: Sentence, word: Word, standing: Standing) -> Speech | None:
    """X表示, X发布的数据显示, 他说: the nearest named speaker before the verb, else whom the clause's pronoun means."""
    if word.form in ("发布", "报告", "晒出", "交出") and not _REPORT_BEHIND.match(document.text, word.start if word.form == "报告" else word.end, sentence.end):
        return None  # a product is launched, nobody speaks
    name = _speaker_before(document, sentence, word.start)
    if word.form in ("获悉", "了解到", "得知") and (name is None or not _FROM.search(document.text[max(sentence.start, name.start - 3) : name.start])):
        return None
    if name is not None and not (word.form in _GUESSES and _is_clause_gap(document.text[name.end : word.start])):
        quoted = document.text[max(sentence.start, name.start - 2) : name.start]
        start = sentence.start if "”" in quoted or "」" in quoted else name.start
        end = sentence.end
        if word.form in ("宣布", "公告", "确认"):  # what is announced ends with its part of the sentence
            end = next((at for at in (document.text.find("；", word.end, end), document.text.find(";", word.end, end)) if at >= 0), end)
        elif (word.form in ("公布", "发布", "披露") or word.key == "sources") and name.entity.entity_type == "ORG":
            end = _until_another(document, sentence, word.end, name)
        return Speech(start, end, name.entity, _SHOWS.search(document.text, name.end, min(sentence.end, word.end + 14)) is not None)
    low = sentence.clause_at(word.start)[0]
    if word.start - low > 16:
        return None
    if standing.person is not None and _HE.match(document.text, low, word.start):
        return Speech(low, sentence.end, standing.person)
    if standing.company is not None and _FIRM.match(document.text, low, word.start):
        return Speech(low, sentence.end, standing.company)
    return None


def _until_another(document: Document, sentence: Sentence, start: int, speaker: Name) -> int:
    """Where the report of a company on itself ends: at the ； behind which another company is spoken of."""
    at = bisect_left(sentence.names, start, key=lambda n: n.start)
    for name in sentence.names[at : at + 40]:
        if name.entity.entity_type == "ORG" and name.entity != speaker.entity:
            mark = document.text.rfind("；", start, name.start)
            if mark >= 0 and name.start - mark <= 4:
                return mark
    return sentence.end


def _can_speak(document: Document, name: Name) -> bool:
    """Whether a name can be a source: no exchange, and nothing that only stands in brackets (纳斯达克代码)."""
    if name.entity.entity_type not in ("PERSON", "ORG", "WORK", "PRODUCT"):
        return False
    entry = load_gazetteer().entries.get(name.entity.entity_id)
    if entry is not None and entry.sector in _NO_SPEAKERS:
        return False
    return _IN_BRACKETS.search(document.text[max(0, name.start - 30) : name.start]) is None


def _names_before(sentence: Sentence, offset: int) -> tuple[Name, ...]:
    """The last names that end before an offset, eight at most."""
    at = bisect_right(sentence.names, offset, key=lambda n: n.end)
    return sentence.names[max(0, at - 8) : at]


def _is_clause_gap(between: str) -> bool:
    return any(mark in between for mark in "，；：")


def _speaker_before(document: Document, sentence: Sentence, verb: int) -> Name | None:
    """The nearest name before the verb, a person before a body; none where another clause's object would be taken."""
    near = [n for n in _names_before(sentence, verb) if verb - n.end <= REACH and _can_speak(document, n)]
    if not near:
        return None
    last = near[-1]
    if last.entity.entity_type != "PERSON":
        between = document.text[last.end : verb]
        if between.count("，") > 1:
            return None
        clause = sentence.clause_of(max(sentence.start, verb - 1))
        earlier = [n for n in near if n.entity.entity_type == "PERSON" and sentence.clause_of(n.start) == clause]
        return earlier[-1] if earlier else last
    return last


_TURN = re.compile(r"\b(?:though|while|but|whereas|although)\b")
_AFTERWARDS = re.compile(r",[”\"]?\s*(?:the (?:company|firm)|he|she|it)\s*$", re.IGNORECASE)


def _trailing(document: Document, sentence: Sentence, words: list[Word], standing: Standing) -> list[Speech]:
    """`…, Zhu said` / `…, according to IDC` speak for the words before them too."""
    found = []
    for word in words:
        if word.form in ("said", "says", "told", "according to"):
            at = bisect_left(sentence.names, word.end, key=lambda n: n.start)
            behind = [n for n in sentence.names[at : at + 2] if n.start - word.end <= 12]
            names = [n for n in (*(n for n in _names_before(sentence, word.start) if word.start - n.end <= 30), *behind) if _can_speak(document, n)]
            if names:
                turn = list(_TURN.finditer(document.text, sentence.start, word.start)) if word.form == "according to" else []
                found.append(Speech(turn[-1].start() if turn else sentence.start, sentence.end, names[0].entity))
            elif (pronoun := _AFTERWARDS.search(document.text[max(sentence.start, word.start - 18) : word.start])) is not None:
                speaker = standing.person if pronoun.group().lower().rstrip().endswith((" he", " she")) else standing.company
                if speaker is not None:
                    found.append(Speech(sentence.start, sentence.end, speaker))
    return found


def speaker_at(speeches: list[Speech], offset: int, subject: Entity | None = None) -> Entity | None:
    """Who speaks at an offset: the last speech that began before it; a company's own paper speaks for the subject."""
    if not speeches:
        return None
    at = bisect_right(speeches, offset, key=lambda speech: speech.start)
    holding = next((speech for speech in reversed(speeches[max(0, at - 8) : at]) if offset < speech.end), None)
    return holding.of(subject) if holding else None


_OWN_VOICE = pattern("speakers", "own_voice")


def goes_on(document: Document, sentence: Sentence, paragraph_start: int, last: Speech | None) -> bool:
    """Whether the last speaker of the paragraph still speaks in a sentence that names none: data and reports, an open quotation, or 我们."""
    if last is None:
        return False
    if last.goes_on:
        return True
    before = document.text[max(paragraph_start, sentence.start - 2000) : sentence.start]
    if before.count("“") + before.count("「") > before.count("”") + before.count("」"):
        return True
    opens = document.text[sentence.start : sentence.start + 1] in ("“", "「", '"') and last.speaker.entity_type == "PERSON"
    return opens or _OWN_VOICE.search(document.text, sentence.start, sentence.end) is not None


_REPORTS = searched("speakers", "reports")


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


@cache
def _report_words() -> re.Pattern[str]:
    """The words that make the name before them a source, right behind it or one character on."""
    forms = sorted(cue("speech", "sources") - {"报告", "公告"})
    return re.compile(f"(?s).?(?:{'|'.join(map(re.escape, forms))})", re.IGNORECASE)


def is_report(document: Document, name: Name) -> bool:
    """Whether a name is only there as a source (IDC数据显示, Canalys报告)."""
    return _report_words().match(document.text, name.end, name.end + 10) is not None

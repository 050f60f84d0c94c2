"""Events: who did what when, one row for one happening."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from nlp.facts.event_times import event_times, finest_of_clause, heading_time, leads, vague_time
from nlp.facts.kinds import judge_modality
from nlp.facts.periods import Period, as_period
from nlp.facts.roles import Role, find_roles
from nlp.facts.sentence import Document, Sentence
from nlp.facts.speakers import find_speech, speaker_at
from nlp.facts.subjects import main_entity
from nlp.facts.subjects import to_carry as carry_subject
from nlp.facts.triggers import event_types, is_weak, trigger_finder
from nlp.facts.words import Word
from nlp.model import Entity, Modality, Time

EXTRACTOR = "rule.event@1"
LONGEST_QUOTE = 200
SHORT_QUOTE = 16  # a shorter clause states little without the next one
WIDE = ("quarter", "half", "year")  # periods of results rather than of happenings


@dataclass(frozen=True, slots=True)
class Happening:
    """One event as asserted, before it becomes a row."""

    event_type: str
    trigger: Word
    roles: tuple[Role, ...]
    period: Period
    modality: Modality
    speaker: Entity | None
    quote: tuple[int, int]
    sentence: Sentence
    confidence: float


@dataclass(frozen=True, slots=True)
class Slot:
    """A time, and the half-open span of text that may tell what happened then; `strong` marks the lines of a chronicle."""

    time: Time
    span: tuple[int, int]
    strong: bool


def find_events(document: Document) -> list[Happening]:
    """All happenings of an article in reading order; the title tells none of its own (it has no time that the body lacks)."""
    main = main_entity(document)
    carried, para = main, -1
    heading: Time | None = None
    found: list[Happening] = []
    for sentence in document.sentences:
        if sentence.in_title or document.text[sentence.end - 1] in "？?":
            continue
        if sentence.para != para:
            carried, para = main, sentence.para
        over = heading_time(document, sentence)
        if over is not None:
            heading = over
            continue
        for slot in _slots(document, sentence, heading):
            for part in _parts(document, sentence, slot):
                happening = _happening(document, sentence, part, carried)
                if happening is not None:
                    found.append(happening)
        carried = carry_subject(document, sentence, carried, main)
    return found


def _slots(document: Document, sentence: Sentence, heading: Time | None) -> list[Slot]:
    """One slot for each time of the sentence: from its clause (the first: from the sentence's begin) to the next time's clause."""
    times = finest_of_clause(sentence, event_times(document, sentence))
    if not times:
        standing = heading or vague_time(document, sentence)
        return [Slot(standing, (sentence.start, sentence.end), heading is not None)] if standing else []
    slots = []
    for index, time in enumerate(times):
        begin = sentence.start if index == 0 else sentence.clauses[sentence.clause_of(time.start_char)][0]
        end = sentence.end
        if index + 1 < len(times):
            end = max(time.end_char, _cut(document, sentence, times[index + 1]))
        slots.append(Slot(time, (begin, end), leads(document, sentence, time)))
    return slots


def _parts(document: Document, sentence: Sentence, slot: Slot) -> list[Slot]:
    """A line under a heading may tell several happenings: one slot for each clause that has a trigger of its own type."""
    if not slot.strong or sentence.start <= slot.time.start_char < sentence.end:
        return [slot]
    seen: set[str] = set()
    parts: list[Slot] = []
    for low, high in sentence.clauses:
        kinds = {w.key for w in trigger_finder().find(document.text, low, high)} - {"milestone", "announcement"}
        if parts and not kinds - seen:
            parts[-1] = replace(parts[-1], span=(parts[-1].span[0], high))
        else:
            parts.append(replace(slot, span=(low, high)))
        seen |= kinds
    return parts


def _cut(document: Document, sentence: Sentence, later: Time) -> int:
    """Where the telling of a later time begins: at its clause, or at the time itself where its clause opens with a verb (宣布将于一年后卸任)."""
    opening = sentence.clauses[sentence.clause_of(later.start_char)][0]
    said = trigger_finder().find(document.text, opening, later.start_char)
    return later.start_char if any(w.key in ("announcement", "results") for w in said) else opening


def _happening(document: Document, sentence: Sentence, slot: Slot, carried: Entity | None) -> Happening | None:
    period = as_period(slot.time, document.text)
    if period is None:
        return None
    for word in (*_ranked(document, sentence, slot), *_untold(document, sentence, slot)):
        roles = find_roles(document, sentence, word, slot.span, slot.time, carried)
        if not roles:
            continue
        if word.key == "cooperation" and len({role.entity.entity_id for role in roles}) < 2 and word.form in ("打通", "接入", "共建"):
            word = replace(word, key="milestone")  # one party alone does not cooperate
        clause = sentence.clauses[sentence.clause_of(word.start)]
        modality = judge_modality(document, clause[0], word.start)
        speaker = speaker_at(find_speech(document, sentence), word.start)
        quote = _quote(document, sentence, slot, word)
        return Happening(word.key, word, roles, period, modality, speaker, quote, sentence, _confidence(slot.time, word, roles))
    return None


def _ranked(document: Document, sentence: Sentence, slot: Slot) -> list[Word]:
    """The triggers that may tell what happened, best first: near the time, behind it before in front of it, then by type."""
    order = {key: index for index, key in enumerate(event_types())}
    inside = [(n.start, n.end) for n in sentence.names]
    words = [w for w in trigger_finder().find(document.text, *slot.span) if not any(a <= w.start and w.end <= b for a, b in inside)]
    kept = [_retyped(document, sentence, w) for w in words if _may_state(document, sentence, slot, w)]
    own = sentence.clause_of(slot.time.start_char) if sentence.start <= slot.time.start_char < sentence.end else 0

    def rank(word: Word) -> tuple[int, int, int, int, int]:
        apart = abs(sentence.clause_of(word.start) - own)
        before = word.start < slot.time.start_char and not slot.strong and not sentence.english
        return (int(before), int(word.key == "announcement"), min(apart, 2), order[word.key], word.start)

    return sorted(kept, key=rank)


_ANNOUNCES = re.compile(r"[^，。；]{0,12}?(?:公告|声明|数据|报告|消息|通报|通知|公开信|内部信|说明|白皮书)")
_REPORTS = re.compile(r"[^。；]{0,30}?(?:财报|业绩|季报|年报|财务|营收|净利|利润|亏损|营业额|总收入|纯益)|[^.]{0,60}?\b(?:revenue|profit|earnings|results|net income|net loss)\b")


def _retyped(document: Document, sentence: Sentence, word: Word) -> Word:
    """What is published decides: a notice is announced, results are reported, a product is launched."""
    if word.form in ("发布", "公布", "公告", "宣布", "发表", "交出", "reported", "reports", "posted", "posts", "announced") and word.key in ("launch", "announcement"):
        if word.form != "宣布" and _REPORTS.match(document.text, word.end, sentence.end):
            return replace(word, key="results")
        if word.form == "发布" and _ANNOUNCES.match(document.text, word.end, sentence.end):
            return replace(word, key="announcement")
    return word


def _untold(document: Document, sentence: Sentence, slot: Slot) -> list[Word]:
    """A line of a chronicle that no trigger tells is a happening all the same; its trigger is the line's first words."""
    if not slot.strong or not sentence.names or any(q.start_char >= slot.time.end_char for q in sentence.quantities):
        return []
    start = slot.time.end_char if sentence.start <= slot.time.start_char < sentence.end else sentence.start
    return [Word(start, start, "", "other")] if start < sentence.end else []


_MOVED = re.compile(r"增长|下降|上升|下滑|减少|增加|年增|年减|季增|季减|占比|同比|环比|按年|按季|%|％|percent|fell|rose|grew")
_HABIT = re.compile(r"每年|每月|每季|每天|每周|通常|经常|往往|一般会|全年会|如果|假如|若|倘若|一旦|曾经历|every year|usually|often|if ")
_COMMON = re.compile(r"(?:书|文件|说明书|营收|收入|报表|资产|财务|协议价|价格|费用|量|数|率|者|人|公司|方|商|界|行业|市场|模式|计划书)")
_NEEDS_DAY = frozenset({"announcement", "milestone", "results", "other"})
SAYS = frozenset({"announcement", "results"})


def _may_state(document: Document, sentence: Sentence, slot: Slot, word: Word) -> bool:
    """Whether a trigger can state a happening here: no noun of a compound (投资人), no figure's verb, no source's verb for another time."""
    if _COMMON.match(document.text, word.end) and not sentence.english:
        return False
    clause = sentence.clauses[sentence.clause_of(word.start)]
    grain = slot.time.grain
    if _HABIT.search(document.text, *clause):
        return False
    if word.end <= slot.time.start_char and not slot.strong and sentence.clause_of(slot.time.start_char) - sentence.clause_of(word.start) > 1:
        return False
    after = document.text[word.end : word.end + 2]
    if after in ("以来", "之后", "以后", "之前", "以前") and not 0 <= word.start - slot.time.end_char <= 6:
        return False
    if word.form in ("创新高", "创下", "刷新") and grain != "day":
        return False
    if is_weak(word.key, word.form) and (grain != "day" or word.start < slot.time.start_char and not sentence.english):
        return False
    if word.key in _NEEDS_DAY and grain in WIDE and not slot.strong and _MOVED.search(document.text, *clause):
        return False
    if word.key in SAYS and not slot.strong and not sentence.english and word.end <= slot.time.start_char:
        return False  # what is said then stands behind the time
    if word.key in SAYS and grain in WIDE and any(q.start_char >= slot.time.end_char for q in sentence.quantities if sentence.clause_of(q.start_char) == sentence.clause_of(word.start)):
        return False
    return not (word.key == "milestone" and grain in WIDE and any(clause[0] <= q.start_char < clause[1] for q in sentence.quantities))


def _quote(document: Document, sentence: Sentence, slot: Slot, word: Word) -> tuple[int, int]:
    """From the clause of the time to the clause of the trigger, with what is announced; at most 200 characters."""
    here = sentence.start <= slot.time.start_char < sentence.end
    own = sentence.clause_of(slot.time.start_char) if here else sentence.clause_of(word.start)
    first = min(own, sentence.clause_of(word.start))
    last = max(own, sentence.clause_of(word.end - 1))
    if word.key in ("announcement", "results") and last + 1 < len(sentence.clauses) and document.text[sentence.clauses[last][1] - 1] in "，：,:":
        last += 1
    start, end = sentence.clauses[first][0], sentence.clauses[last][1]
    if end - start < SHORT_QUOTE and last + 1 < len(sentence.clauses):
        end = sentence.clauses[last + 1][1]
    if end - start > LONGEST_QUOTE:
        start, end = sentence.clauses[sentence.clause_of(word.start)]
        end = min(end, start + LONGEST_QUOTE)
    while end > start and document.text[end - 1] in "，,；;：: \n。":
        end -= 1
    while start < end and document.text[start] in " \u3000":
        start += 1
    return start, end


def _confidence(time: Time, word: Word, roles: tuple[Role, ...]) -> float:
    score = 0.85 - (0.15 if is_weak(word.key, word.form) else 0) - (0.1 if time.basis == "inferred" else 0) - (0.1 if word.key in _NEEDS_DAY else 0)
    return round(score + 0.05 * (len(roles) > 1), 3)


def merge(found: list[Happening]) -> list[tuple[Happening, int]]:
    """One row for a happening told several times: same type, and participants and periods that agree."""
    rows: list[tuple[Happening, int]] = []
    for item in found:
        n = 1 + item.sentence.repeats
        twin = next((index for index, (other, _) in enumerate(rows) if _same(item, other)), None)
        if twin is None:
            rows.append((item, n))
        else:
            other, m = rows[twin]
            rows[twin] = (max([other, item], key=lambda h: (len(h.roles), h.confidence, -h.quote[0])), m + n)
    return rows


def _same(one: Happening, other: Happening) -> bool:
    if one.event_type != other.event_type or one.period.text != other.period.text or one.modality != other.modality:
        return False
    a, b = ({role.entity.entity_id for role in item.roles} for item in (one, other))
    return bool(a & b) and (a <= b or b <= a)

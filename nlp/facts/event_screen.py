"""Which triggers of a slot can state its happening, and which of them does."""

from __future__ import annotations

import re

from nlp.facts.event_slots import Slot
from nlp.facts.kinds import judge_modality
from nlp.facts.sentence import Document, Sentence, once
from nlp.facts.triggers import cue_words, is_weak, screen, type_order, within
from nlp.facts.words import Word, measure_finder
from nlp.model import Modality
from nlp.times import period_dates

WIDE = ("quarter", "half", "year", "span")  # periods of results rather than of happenings
NEEDS_DAY = frozenset({"announcement", "milestone", "results", "other"})
SAYS = frozenset({"announcement", "results"})
PUBLISHES = frozenset(
    {"发布", "公布", "公告", "宣布", "发表", "交出", "披露", "晒出"}
    | {"reported", "reports", "posted", "posts", "announced", "announces", "released", "published"}
)
_ANNOUNCES = re.compile(r"(?:的)?(?:《[^》]{2,40}?|[^，。；]{0,12}?)(?:公告|声明|数据|报告|消息|通报|通知|公开信|调查|研究|内部信|说明|白皮书|榜单|排行榜)")
_REPORTS = re.compile(
    r"[^。；]{0,30}?(?:财报|业绩|季报|年报|财务|营收|净利|利润|亏损|营业额|总收入|净收入|收入(?:约|为|达)?\d|纯益|盈利)"
    r"|[^.]{0,60}?\b(?:revenue|profit|earnings|results|net income|loss|sales)\b"
)
_PUBLISHED = re.compile(r"公布|发布|披露|公告|宣布|发表|announce|report|post|release|publish")
_MOVED = re.compile(r"增长|下降|上升|下滑|减少|增加|年增|年减|季增|季减|占比|同比|环比|按年|按季|%|％|percent|fell|rose|grew")
_COMMON = re.compile(
    r"(?:书|文件|说明书|营收|收入|报表|资产|财务|协议价|价格|费用|额|量|数|率|者|人(?!民)|公司|方(?!面|案)|商(?!务|业)|界|行业|市场(?!监)|模式|计划书|许可|条例|办法|热潮|潮|案例|史|经验|能力)"
)
_EXPLAINS = re.compile(r"(?:面临|担心|避免|防止|防范|导致|致使|造成|使得|以免|为了|为避免|用于|旨在|意在|能够|可以|可能会|是否|能否)[^，。；]{0,12}$")
_LIGHT = frozenset({"启动", "开启", "推出", "发布", "推行", "达成", "取消", "完成", "开放", "暂停", "终止", "停止", "launch", "launched", "launches"})
_NOMINAL = frozenset({"other", "investment", "listing", "layoff", "lawsuit", "acquisition", "regulation"})
_SHOWN = re.compile(r"(?:数据|报告|财报|统计|调查)[^。；]{0,12}显示")
_WILL = re.compile(r"[们司团它他她也还就都将，又仍年月日底后]会$")
_AFTER = ("以来", "之后", "以后", "之前", "以前")
_TOTAL = re.compile(r"\b[Bb]y (?:the end of )?$|(?:截至|截止|到)\s*$")


def ranked(document: Document, sentence: Sentence, slot: Slot, triggers: tuple[Word, ...]) -> list[Word]:
    """The triggers that may tell what happened, best first: behind the time before in front of it, near it, then by type."""
    words = [_retyped(document, sentence, w) for w in within(triggers, *slot.span)]
    kept = [w for w in words if may_state(document, sentence, slot, w)]
    if len(kept) < 2:
        return kept
    kept = [w for w in kept if not _is_light(sentence, w, kept)]
    own = sentence.clause_of(slot.time.start_char) if slot.is_inside(sentence) else 0
    order = type_order()

    def rank(word: Word) -> tuple[int, int, int, int, int]:
        apart = abs(sentence.clause_of(word.start) - own)
        before = word.start < slot.time.start_char and slot.is_inside(sentence) and not slot.strong and not sentence.english
        late = word.key == "announcement" or is_weak(word.key, word.form)
        return (int(before), int(late), min(apart, 2), word.start if sentence.english and slot.strong else order[word.key], word.start)

    return sorted(kept, key=rank)


def _is_light(sentence: Sentence, word: Word, words: list[Word]) -> bool:
    """Whether a verb only carries the noun of another happening (启动裁员, 终止收购 stays: it ends)."""
    if word.form not in _LIGHT:
        return False
    end = sentence.clauses[sentence.clause_of(word.start)][1]
    later = [w for w in words if word.end <= w.start < end and w.key in _NOMINAL and w.key != word.key]
    return word.key in ("launch", "milestone") and bool(later)


def _retyped(document: Document, sentence: Sentence, word: Word) -> Word:
    """What is published decides: a notice is announced, results are reported, a product is launched."""
    if word.form in PUBLISHES and word.key in ("launch", "announcement"):
        if word.form != "宣布" and _REPORTS.match(document.text, word.end, sentence.end):
            return word._replace(key="results")
        if word.form in ("发布", "released", "published") and _ANNOUNCES.match(document.text, word.end, sentence.end):
            return word._replace(key="announcement")
    return word


def may_state(document: Document, sentence: Sentence, slot: Slot, word: Word) -> bool:
    """Whether a trigger can state a happening here: no noun of a compound (投资人), no figure's verb, no source's verb for another time."""
    text = document.text
    clause = sentence.clauses[sentence.clause_of(word.start)]
    if not sentence.english and _COMMON.match(text, word.end):
        return False
    if clause[1] >= _supposes(document, sentence) or screen("habit").search(text, *clause):
        return False
    if (word.start > clause[0] and _EXPLAINS.search(text[max(clause[0], word.start - 16) : word.start])) or is_unsaid(document, sentence, slot, word):
        return False
    if text.startswith(_AFTER, word.end) and not 0 <= word.start - slot.time.end_char <= 6:
        return False
    if slot.faint and word.key not in SAYS and not _is_reported(sentence, slot, word):
        return False
    return _fits_time(document, sentence, slot, word, clause)


@once
def _supposes(document: Document, sentence: Sentence) -> int:
    """Where the first word of a supposition ends, behind the sentence if there is none: from its clause on nothing is told."""
    supposed = screen("hypothetical").search(document.text, sentence.start, sentence.end)
    return supposed.end() if supposed else sentence.end + 1


def _is_reported(sentence: Sentence, slot: Slot, word: Word) -> bool:
    """Under a dateline the sentence's first three clauses tell the day's news."""
    return sentence.clause_of(word.start) <= 2 and word.key not in ("milestone", "other", "conference")


def is_unsaid(document: Document, sentence: Sentence, slot: Slot, word: Word) -> bool:
    """Whether a negated trigger has no time of its own clause: it is then only a remark (虽然没有上市，但全年…)."""
    if not is_negated(document, sentence, word):
        return False
    if not slot.is_inside(sentence):
        return True
    clause = sentence.clause_of(slot.time.start_char)
    low, high = sentence.clauses[clause]
    bare = high - low <= slot.time.end_char - slot.time.start_char + 2  # 2021年，…
    near = clause == sentence.clause_of(word.start) and (sentence.english or slot.time.start_char < word.start)
    return not near and not (bare and slot.time.start_char < word.start)


def is_negated(document: Document, sentence: Sentence, word: Word) -> bool:
    """Whether a trigger is said not to happen: 没有收购, 尚未上市, did not acquire."""
    low = sentence.clauses[sentence.clause_of(word.start)][0]
    if low == word.start or word.form in ("否认", "denied", "denies"):
        return False
    return screen("negated").search(document.text[max(low, word.start - 32) : word.start]) is not None


def _fits_time(document: Document, sentence: Sentence, slot: Slot, word: Word, clause: tuple[int, int]) -> bool:
    """Whether type and time suit each other: figures have wide periods, sayings have days and stand behind them."""
    text, time, grain = document.text, slot.time, slot.time.grain
    before = word.end <= time.start_char and slot.is_inside(sentence) and not slot.strong
    if before and sentence.clause_of(time.start_char) - sentence.clause_of(word.start) > 1:
        return False
    if word.form in ("创新高", "创下", "刷新") and grain != "day":
        return False
    if is_weak(word.key, word.form):
        fine = grain == "day" or (sentence.english and word.key == "announcement" and grain == "month")
        if not fine or (before and not sentence.english):
            return False
    if word.key in NEEDS_DAY and grain in WIDE and not slot.strong and _MOVED.search(text, *clause):
        return False
    if word.key in SAYS and before and not sentence.english:
        return False  # what is said then stands behind the time
    if word.key == "results" and grain == "year" and not slot.strong:
        return False
    if word.key in SAYS and grain in WIDE and text[word.end : word.end + 1] == "的":
        return False  # 发布的调查
    if word.key == "results" and grain in WIDE and (before or _is_fiscal(document, sentence, slot)):
        return False  # the period reported on
    if word.key in SAYS and grain in WIDE:
        after = time.end_char if slot.is_inside(sentence) else sentence.start
        if any(q.start_char >= after and clause[0] <= q.start_char < clause[1] for q in sentence.quantities):
            return False
    if word.key == "milestone":
        if grain in WIDE and any(clause[0] <= q.start_char < clause[1] for q in sentence.quantities):
            return False
        if _SHOWN.search(text, sentence.start, word.start) or _TOTAL.search(text[max(sentence.start, time.start_char - 16) : time.start_char]):
            return False
    return not (slot.is_inside(sentence) and grain in WIDE and _is_figures(document, sentence, slot, word))


def _is_fiscal(document: Document, sentence: Sentence, slot: Slot) -> bool:
    """Whether a wide time is what results are for: behind a verb of publishing, or beside a day on which they came out."""
    if not slot.is_inside(sentence):
        return False
    if any(t.grain == "day" and t.start is not None for t in sentence.times):
        return True
    low = sentence.clauses[sentence.clause_of(slot.time.start_char)][0]
    return _PUBLISHED.search(document.text, low, slot.time.start_char) is not None


def _is_figures(document: Document, sentence: Sentence, slot: Slot, word: Word) -> bool:
    """Whether a wide time belongs to a figure of its clause (其2019年销售额4557亿元), not to what happens."""
    time = slot.time
    end = sentence.clauses[sentence.clause_of(time.start_char)][1]
    figure = next((q for q in sentence.quantities if time.end_char <= q.start_char < end and q.start_char - time.end_char <= 24), None)
    if figure is None or time.end_char <= word.start < figure.start_char or word.start >= end:
        return False
    return bool(measure_finder().find(document.text, time.end_char, figure.start_char))


def modality_of(document: Document, sentence: Sentence, slot: Slot, word: Word) -> Modality:
    """Denied, rumoured, planned, else asserted; what lies after the time of writing is planned."""
    text = document.text
    clause = sentence.clauses[sentence.clause_of(word.start)]
    if word.form in ("否认", "denied", "denies") or is_negated(document, sentence, word) or screen("refuted").search(text, word.end, sentence.end):
        return "denied"
    said = judge_modality(document, clause[0], word.end if sentence.english else word.start)  # "will launch" is one trigger
    if said in ("denied", "rumoured"):
        return said
    cues = {w.key for w in cue_words().find(text, clause[0], word.start)}
    earlier = {w.key for w in cue_words().find(text, slot.span[0], clause[0])} if clause[0] > slot.span[0] else set()
    if "rumoured" in cues or "rumoured" in earlier:
        return "rumoured"
    if (slot.span[0] != clause[0] or sentence.english) and judge_modality(document, slot.span[0], word.start) == "rumoured":
        return "rumoured"
    written = document.layout.written_on
    ahead = written is not None and document.layout.written_grain == "day" and period_dates(slot.time)[0] > written
    if _WILL.search(text[max(clause[0], word.start - 4) : word.start]):
        return "planned"
    return "planned" if "planned" in cues or said == "planned" or ahead else "asserted"

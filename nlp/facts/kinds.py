"""What kind of statement a figure makes: level, share, growth, change, ratio, target or rank; its sign, its base, and its modality."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from nlp.facts.figures import CURRENCIES, Figure
from nlp.facts.sentence import Document, Sentence
from nlp.facts.words import Word, cues
from nlp.model import Modality

_TO_BEFORE = re.compile(r"(?:增长到|增加到|增加至|增长至|提升至|提升到|提高到|提高至|上升至|上升到|升至|升到|增至|增到|涨至|涨到|降至|降到|跌至|跌到|下降至|下降到|下滑至|减至|减少到|减少至|扩大至|扩阔至|收窄至|攀升至|达到|达|至|到|为|to|reached|at)(?:约|近|逾|超|超过|大约|人民币|新台币|RMB|US)?\s*$")
_FROM_BEFORE = re.compile(r"(?:由|从|自|from)(?:约|近|去年同期的|上年同期的|交易前的|去年的)?\s*$")


@dataclass(frozen=True, slots=True)
class Statement:
    """The kind of a figure, its signed value, the base of a growth, and how it is asserted."""

    kind: str
    value: Decimal
    base: str | None
    modality: Modality


def judge(document: Document, sentence: Sentence, figure: Figure) -> Statement:
    """Kind, sign, base period and modality of one figure, from the words of its clause."""
    quantity = figure.quantity
    low, high = sentence.clauses[sentence.clause_of(quantity.start_char)]
    growth = cues("growth").find(document.text, low, high)
    before = [w for w in growth if w.end <= quantity.start_char + 1]
    after = [w for w in growth if w.start >= quantity.end_char - 1]
    mover = _mover(document, quantity.start_char, quantity.end_char, before, after, sentence.english)
    modality = judge_modality(document, low, quantity.start_char)
    kind = _kind(document, sentence, figure, mover, (low, high), modality)
    value = quantity.value
    if kind in ("growth", "change") and mover is not None and mover.key == "down" and value > 0:
        value = -value
    if kind == "change" and figure.unit != "pp":
        value = abs(quantity.value)
    return Statement(kind, value, _base(growth, quantity.start_char) if kind in ("growth", "change") else None, modality)


def _mover(document: Document, start: int, end: int, before: list[Word], after: list[Word], english: bool) -> Word | None:
    """The verb of growth that moves this figure: the last one before it with no other figure's `至` between, else one right behind it."""
    moving = [w for w in before if w.key in ("up", "down") and (len(w.form) > 1 or start - w.end <= 6)]
    if moving:
        return moving[-1]
    behind = [w for w in after if w.key in ("up", "down") and w.start - end <= (14 if english else 5)]
    return behind[0] if behind else None


def _kind(document: Document, sentence: Sentence, figure: Figure, mover: Word | None, clause: tuple[int, int], modality: Modality) -> str:
    quantity, unit = figure.quantity, figure.unit
    text = document.text
    words = cues("kind").find(text, clause[0], clause[1])
    near = [w for w in words if w.end <= quantity.start_char + 1]
    if quantity.ordinal or unit == "名" and figure.category == "rank":
        return "rank"
    lead = text[max(clause[0], quantity.start_char - 8) : quantity.number[0]]
    is_level = bool(_TO_BEFORE.search(lead) or _FROM_BEFORE.search(lead))
    if unit == "pp":
        return "change"
    if any(w.key == "target" and not is_ba(text, w) for w in near) or (modality == "planned" and unit in CURRENCIES) or _is_plan(document, sentence, figure):
        return "target"
    if unit == "%":
        if mover is not None and (not is_level or mover.end == quantity.start_char):
            return "growth"
        if figure.usual_kind == "ratio":
            return "ratio"
        return "share"
    if unit == "倍":
        return "growth" if mover is not None and not is_level else "ratio"
    if any(w.key == "per_share" for w in words if abs(w.end - quantity.start_char) <= 12 or abs(w.start - quantity.end_char) <= 4):
        return "ratio"
    moved = mover is not None and mover.end <= quantity.start_char and quantity.start_char - mover.end <= 3 and not is_level
    if any(w.key == "change" for w in near) or moved:
        return "change"
    return "level"


def _base(growth: list[Word], start: int) -> str | None:
    """The base of a growth as written: same period a year before, or the period before; None where the text does not say."""
    marks = [w for w in growth if w.key in ("year", "period")]
    near = [w for w in marks if w.start <= start] or marks
    return {"year": "year", "period": "period"}.get(near[-1].key) if near else None


def judge_modality(document: Document, start: int, end: int) -> Modality:
    """The modality of what a clause states up to an offset: denied, rumoured, planned, else asserted.

    A word of a list counts as written; the shortest cues only at a word's place (将 is none in 将军).
    """
    found = cues("modality").find(document.text, start, end)
    keys = {w.key for w in found if not _is_part_of_word(document.text, w) and not is_ba(document.text, w)}
    for key in ("denied", "rumoured", "planned"):
        if key in keys:
            return key  # type: ignore[return-value]
    return "asserted"


_BA = re.compile(r"将[^，。；]{1,16}(?:给|至|到|为|作为|纳入|列入|用于|放置|放在|打通|融入|推向|带到|转为|改为|与)")
_AHEAD = re.compile(
    "将(?:会|有|在|于|是|达|推|投|对|向|从|继续|进一步|正式|全面|陆续|成为|获|被|以|把|通过|登陆|发布|上线|举行|召开|收购|支付|出售|启动|开启|带来|延续|用|由|不|无|为|斥|分|还|更|可|再|扩|增|减|建|设|开|引|迎|介乎|需|就|重|与|和|持|占|令|使|助|完成|实现|提供|覆盖|超|突破|接|离|辞|出任|担任|接任|生效|面|按|入|参|退|停|关)"
)


def is_ba(text: str, word: Word) -> bool:
    """Whether 将 only moves an object forward (将功能开放给…) and says nothing of the future."""
    return word.form == "将" and not _AHEAD.match(text, word.start) and _BA.match(text, word.start) is not None


_PLAN_BEHIND = re.compile(r"[^，。；\d]{0,12}(?:计划|方案|目标|预算|上市案)")
_PLEDGE = re.compile(r"(?:宣布|承诺|计划|未来)[^，。；\d]{0,6}(?:投入|投资|斥资|提供|补贴)\D{0,4}$")


def _is_plan(document: Document, sentence: Sentence, figure: Figure) -> bool:
    """Money of a plan (100亿美元筹资计划), money that somebody pledges, and what stands in a row with a target (将引入…，培育…)."""
    quantity = figure.quantity
    if figure.unit in CURRENCIES:
        if _PLAN_BEHIND.match(document.text, quantity.end_char, sentence.end):
            return True
        if _PLEDGE.search(document.text[max(sentence.start, quantity.start_char - 20) : quantity.start_char]):
            return True
    clause = sentence.clause_of(quantity.start_char)
    if clause == 0 or any(sentence.clause_of(t.start_char) == clause for t in sentence.times):
        return False
    ahead = [t for t in sentence.times if t.forward and t.end_char <= quantity.start_char]
    return bool(ahead) and sentence.times[-1] is ahead[-1]


_PARTS = ("将近", "将军", "上传", "传统", "传媒", "宣传", "传输", "传播", "传说", "传感", "流传", "传真", "传递", "传奇", "传导", "模拟", "虚拟", "拟人")


def _is_part_of_word(text: str, word: Word) -> bool:
    if len(word.form) > 1 or word.form.isascii():
        return False
    around = text[max(0, word.start - 1) : word.end + 1]
    return any(part in around for part in _PARTS)

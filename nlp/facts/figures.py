"""Which quantities are figures that measure the world, and what each of them measures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from nlp.facts.sentence import Document, Sentence
from nlp.facts.words import Measure, Word, cue, cues, measure_finder, measures
from nlp.model import Quantity
from nlp.quantities import is_vague, table_unit

CURRENCIES = frozenset({"CNY", "USD", "HKD", "TWD", "EUR", "JPY", "GBP", "KRW", "INR", "SGD", "AUD", "CAD", "CHF", "RUB", "IDR", "THB", "VND", "MYR", "PHP", "BRL"})
HOME_CURRENCY = {"cn": "CNY", "tw": "TWD", "hk": "HKD"}
RATES = frozenset({"%", "pp", "倍"})
_HAN_NUMBER = re.compile(r"^[一二两三四五六七八九十]$")
_NOUN_END = re.compile(r"[，。；：、！？,;:!?（(）)“”\"\n]| (?:and|or|in|of|to|for|by|on|at|from|as|with|while|is|was|were|are|has|have) ")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity that measures something: its measure's place and category, its unit in the tables' words, and how that is known."""

    quantity: Quantity
    measure: Word | None
    category: str
    usual_kind: str | None
    unit: str
    unit_basis: str


def find_figures(document: Document, sentence: Sentence, home: str | None) -> list[Figure]:
    """The sentence's figures in order; durations, counters, model numbers and bare ordinals are none (GUIDELINE rule 2)."""
    found = measure_finder().find(document.text, sentence.start, sentence.end)
    figures: list[Figure] = []
    last: Word | None = None
    for quantity in sentence.quantities:
        if not _measures_the_world(document, sentence, quantity):
            continue
        word = choose_measure(document, sentence, quantity, found, last)
        figure = _figure(document, sentence, quantity, word, home)
        if figure is None:
            continue
        if word is not None:
            last = word
        figures.append(figure)
    return figures


def _measures_the_world(document: Document, sentence: Sentence, quantity: Quantity) -> bool:
    start, end, unit = quantity.start_char, quantity.end_char, quantity.unit or ""
    if is_vague(quantity):
        return False
    inside = [n for n in sentence.names if n.start < quantity.number[1] and quantity.number[0] < n.end]
    if inside or any(t.start_char < quantity.number[1] and quantity.number[0] < t.end_char and t.kind != "duration" for t in sentence.times):
        return False
    if quantity.ordinal:
        return any(w.key == "rank" for w in cues("kind").find(document.text, max(sentence.start, start - 14), min(sentence.end, end + 6)))
    if unit in cue("figures", "durations") or unit in cue("figures", "counters"):
        return False
    after = document.text[end : end + 4]
    if unit in cue("figures", "generic") and any(after.lstrip("的").startswith(word) for word in cue("figures", "abstract")):
        return False
    written = document.text[quantity.number[0] : quantity.number[1]]
    return not (_HAN_NUMBER.match(written) and unit in cue("figures", "generic") and unit not in ("名", "位", "席") or written in ("一", "a", "one", "A", "One") and unit not in RATES)


def choose_measure(document: Document, sentence: Sentence, quantity: Quantity, found: list[Word], last: Word | None) -> Word | None:
    """The measure words nearest to a figure: before it in its clause (money, rates), right behind it (counts), else those spoken of last."""
    clause = sentence.clause_of(quantity.start_char)
    low, high = sentence.clauses[clause]
    before = [w for w in found if low <= w.start and w.end <= quantity.start_char]
    after = [w for w in found if quantity.end_char <= w.start < high and not _NOUN_END.search(document.text, quantity.end_char, w.start) and w.start - quantity.end_char <= (40 if sentence.english else 14)]
    others = [q for q in sentence.quantities if q is not quantity]
    is_count = quantity.unit not in CURRENCIES and quantity.unit not in RATES
    left = before[-1] if before else None
    right = after[0] if after else None
    if right and any(quantity.end_char <= q.start_char < right.start for q in others):
        right = None
    if left and right:
        gap_left = quantity.start_char - left.end + (2 if is_count else -2)
        if any(left.end <= q.start_char < quantity.start_char for q in others):
            gap_left += 4
        return right if right.start - quantity.end_char < gap_left else left
    if left or right:
        return left or right
    if quantity.unit in RATES and last is not None:
        return last
    if last is not None and is_count == (measures()[last.key].unit not in ("CCY", "%")) and quantity.unit is not None:
        return last if not is_count else None
    return None


def _figure(document: Document, sentence: Sentence, quantity: Quantity, word: Word | None, home: str | None) -> Figure | None:
    measure = measures()[word.key] if word else None
    unit, basis = table_unit(quantity), quantity.unit_basis
    if unit is None:
        unit, basis = _bare_unit(quantity, measure, home)
        if unit is None:
            return None
    category = _category(unit, measure)
    usual = measure.kind if measure else None
    if word and unit == "%" and document.text[word.end : word.end + 1] == "率":
        category, usual = ("margin" if category.endswith("profit") else "conversion"), "ratio"  # 净利润 + 率
    return Figure(quantity, word, category, usual, unit, basis)


def _bare_unit(quantity: Quantity, measure: Measure | None, home: str | None) -> tuple[str | None, str]:
    """The unit of a figure that has none: what its measure is counted in, if it is large enough to be no stray number."""
    if measure is None or measure.unit in ("", "%", "名"):
        return None, "inferred"
    if measure.unit == "CCY":
        scaled = quantity.scale_exp is not None and abs(quantity.value) >= Decimal(10_000)
        return (HOME_CURRENCY.get(home or "cn", "CNY"), "inferred") if scaled else (None, "inferred")
    return (measure.unit, "inferred") if abs(quantity.value) >= 10 else (None, "inferred")


def _category(unit: str, measure: Measure | None) -> str:
    """The category of a figure; a unit that does not go with the measure makes it a catch-all."""
    if measure is None:
        return "other_money" if unit in CURRENCIES else "other_count"
    if measure.category == "share":
        return "other_count"
    money = measure.unit == "CCY"
    if unit in CURRENCIES and not money:
        return "price" if measure.category in ("users", "merchants", "orders") else "other_money"
    if money and unit not in CURRENCIES and unit not in RATES:
        return "stake" if unit == "股" else ("index" if unit == "点" else "other_count")
    return measure.category

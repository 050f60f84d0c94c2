"""Whom a figure describes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from nlp.facts.lines import Line
from nlp.facts.sentence import Document, Sentence
from nlp.facts.speakers import is_report
from nlp.facts.words import pattern
from nlp.lexicon import load_gazetteer
from nlp.model import Entity
from nlp.names import Name

_OBLIQUE = pattern("subjects", "oblique")
_SAYS = pattern("subjects", "says")
_PRONOUN = pattern("subjects", "pronoun")
_IT_INSIDE = pattern("subjects", "it_inside")
_IT = pattern("subjects", "it")
ACTORS = ("ORG", "PRODUCT", "PERSON", "EVENT")
ONLOOKERS = frozenset({"media", "research", "news", "consulting"})  # they tell of others
OFFICES = frozenset({"regulator", "government", "court", "ministry"})  # they act on others
VENUES = frozenset({"exchange"})  # where others are traded
_JOINED = pattern("subjects", "joined")
_FINED = ("罚", "没收", "fine", "penalt")
_COUNTRY = pattern("subjects", "country")
_OFFICEHOLDER = pattern("subjects", "officeholder")
_AT_EVENT = pattern("subjects", "at_event")
_OF_PRODUCTS = pattern("subjects", "of_products")
_OWNED = pattern("subjects", "owned")
_ASIDE = pattern("subjects", "aside")
_PERCENT_OF = re.compile(r"\s+of\s+(?:the\s+)?")
WALK = 12  # clauses that are looked back over


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom a figure describes and how that is known: paired, beside, clause, earlier (a clause before), carried, anywhere, or none."""

    entity: Entity | None
    source: str


def sector_of(entity: Entity) -> str:
    """The sector that the gazetteer gives, "" for a name that it does not hold."""
    entry = load_gazetteer().entries.get(entity.entity_id)
    return entry.sector if entry else ""


def main_entity(document: Document) -> Entity | None:
    """What the article is about: of the title's names the one named most often, else the body's most frequent company or product."""
    aside = ONLOOKERS | OFFICES | VENUES
    counts = Counter(n.entity.entity_id for s in document.sentences for n in s.names if n.entity.entity_type in ACTORS[:3] and sector_of(n.entity) not in aside)
    by_id = {n.entity.entity_id: n.entity for s in document.sentences for n in s.names}
    title = [n.entity for s in document.sentences if s.in_title for n in s.names if n.entity.entity_id in counts]
    if title:
        return max(title, key=lambda entity: (counts[entity.entity_id], -title.index(entity)))
    if not counts:
        return None
    first = {n.entity.entity_id: -n.start for s in reversed(document.sentences) for n in reversed(s.names)}
    best = max(counts, key=lambda key: (by_id[key].entity_type != "PERSON", counts[key], first[key]))
    return by_id[best]


def candidates(document: Document, sentence: Sentence, low: int, high: int) -> list[Name]:
    """The names between two offsets that a figure can describe: no sources, no exchanges, no company that only names its officer (腾讯创办人马化腾)."""
    names = sentence.names
    at = bisect_left(names, low, key=lambda n: n.start)
    inside = []
    while at < len(names) and names[at].start < high:
        name = names[at]
        at += 1
        if name.end > high or name.entity.entity_type not in ACTORS or sector_of(name.entity) in ONLOOKERS | VENUES:
            continue
        if not is_report(document, name) and not _speaks(document, name) and not _is_officers(document, name, names[at] if at < len(names) else None):
            inside.append(name)
    return inside


def _speaks(document: Document, name: Name) -> bool:
    """A person who is only there to say it (程维表示)."""
    return name.entity.entity_type == "PERSON" and _SAYS.match(document.text, name.end, name.end + 12) is not None


def _is_officers(document: Document, name: Name, following: Name | None) -> bool:
    """Whether a company is named only to tell who a person is (前优酷总裁杨伟东), or whose a product is (阿里巴巴旗下的支付宝)."""
    if following is None or name.entity.entity_type not in ("ORG", "PRODUCT") or following.start - name.end > 24:
        return False
    if following.entity.entity_type in ("ORG", "PRODUCT"):
        return _OWNED.fullmatch(document.text, name.end, following.start) is not None
    if following.entity.entity_type != "PERSON":
        return False
    return _OFFICEHOLDER.fullmatch(document.text, name.end, following.start) is not None


def is_oblique(document: Document, sentence: Sentence, name: Name) -> bool:
    """Whether a name is no grammatical subject: behind a preposition, or joined to a name that is."""
    if name.entity.entity_type == "EVENT" and _AT_EVENT.match(document.text, name.end):
        return True
    at = bisect_left(sentence.names, name.start, key=lambda n: n.start)
    while True:
        before = document.text[max(sentence.start, name.start - 12) : name.start]
        joined = at > 0 and _JOINED.fullmatch(document.text, sentence.names[at - 1].end, name.start) is not None
        if not joined:
            return _OBLIQUE.search(before) is not None
        at -= 1
        name = sentence.names[at]


def subject_at(line: Line, figure: tuple[int, int], measure: tuple[int, int], form: str, carried: Entity | None) -> Owner:
    """The entity that a figure at `figure`, measured by the words `form` at `measure`, describes.

    A name that touches the figure or its measure wins, then the clause's grammatical subject, then the clause before, then what is carried over.
    """
    document, sentence = line.document, line.sentence
    clause = line.clause_of(figure[0])
    beside = _beside(line, figure, measure, form)
    if beside is not None:
        return Owner(beside, "beside")
    if form.startswith(_FINED):
        fined = _fined(line, figure[0], carried)
        if fined is not None:
            return Owner(fined, "earlier")
    for index in range(clause, max(-1, clause - WALK), -1):
        low, high = sentence.clauses[index]
        named = candidates(document, sentence, low, min(high, figure[0]))
        if index < clause and line.text[high - 1 : high] in "；;" and carried is not None and carried.entity_type == "ORG":
            named = [n for n in named if not (n.entity.entity_type == "PRODUCT" and _OF_PRODUCTS.match(line.text, n.end))]
        standing = _means(line, low, min(high, figure[0]), carried, index == clause)
        if standing is not None:
            return Owner(standing, "earlier")
        direct = [n for n in named if not is_oblique(document, sentence, n) and sector_of(n.entity) not in OFFICES]
        plain = [n for n in direct if n.entity.entity_type != "EVENT"] or [n for n in direct if not _only_dates(line, n)]
        if plain:
            return Owner(plain[0].entity, "clause" if index == clause else "earlier")
        country = _country(line, low, min(high, figure[0])) if index == clause else None
        if country is not None:
            return Owner(country, "clause")
        if index == clause and carried is None and named:
            return Owner(named[0].entity, "clause")
    acting = _acting(line, figure[0], form)
    if acting is not None:
        return Owner(acting, "earlier")
    if carried is not None:
        return Owner(carried, "carried")
    anywhere = candidates(document, sentence, max(sentence.start, figure[0] - 200), min(sentence.end, figure[1] + 200))
    return Owner(anywhere[0].entity, "anywhere") if anywhere else Owner(None, "none")


def _acting(line: Line, figure: int, form: str) -> Entity | None:
    """Who acts where no name is a plain subject: the company whose officer speaks (微博CEO王高飞透露), or an office that reports its own doings."""
    low = line.clause(figure)[0]
    names = line.sentence.names
    at = bisect_left(names, figure, key=lambda n: n.start)
    for index in range(at - 1, max(-1, at - 6), -1):
        following = names[index + 1] if index + 1 < len(names) else None
        if following is not None and _is_officers(line.document, names[index], following) and _speaks(line.document, following):
            return names[index].entity
        acts = names[index].start >= low and sector_of(names[index].entity) in OFFICES and not form.startswith(_FINED)
        if acts and not is_oblique(line.document, line.sentence, names[index]):
            return names[index].entity
    return None


def _before(line: Line, offset: int) -> list[Name]:
    """The actors that the sentence names in the 120 characters before an offset."""
    return candidates(line.document, line.sentence, max(line.sentence.start, offset - 120), offset)


def _means(line: Line, low: int, high: int, carried: Entity | None, own: bool) -> Entity | None:
    """Whom a pronoun of a clause means: 它 and 其 the party before that acts, else the last one; 公司 the sentence's company, else whom it is about."""
    before = [n for n in _before(line, low) if sector_of(n.entity) not in OFFICES]
    if _IT_INSIDE.search(line.text, low, high):
        return before[-1].entity if before else None
    if own and _IT.match(line.text, low, high) and before:
        acting = [n for n in before if n.entity == carried and not is_oblique(line.document, line.sentence, n)]
        return acting[0].entity if acting else before[-1].entity
    if _PRONOUN.match(line.text, low, high):
        return _stood_for(line, low) or carried
    return None


def _only_dates(line: Line, name: Name) -> bool:
    """Whether an event's name is only part of a date (2017年双11)."""
    return any(t.start_char < name.start and name.end <= t.end_char for t in line.sentence.times)


def _stood_for(line: Line, low: int) -> Entity | None:
    """What 公司 or the firm means inside a sentence that has named a company as its subject."""
    bodies = [n for n in _before(line, low) if n.entity.entity_type == "ORG" and sector_of(n.entity) not in OFFICES]
    named = [n for n in bodies if not is_oblique(line.document, line.sentence, n)]
    return named[0].entity if named else None


def _fined(line: Line, figure: int, carried: Entity | None) -> Entity | None:
    """Who pays a fine: the named party nearest before it that is no office (对美团作出处罚，罚款34亿元)."""
    near = [n for n in _before(line, figure) if sector_of(n.entity) not in OFFICES and n.entity.entity_type in ("ORG", "PRODUCT", "PERSON")]
    clause = line.clause_of(figure)
    if _IT.match(line.text, *line.sentence.clauses[clause]):
        near = [n for n in near if n.end <= line.sentence.clauses[clause][0]] or near
    return near[-1].entity if near else None


def _country(line: Line, low: int, high: int) -> Entity | None:
    """A country or city that opens a clause as what is described (美国今年为122家), not as a place (在美国) or a market's name (中国市场)."""
    names = line.sentence.names
    at = bisect_left(names, low, key=lambda n: n.start)
    if at < len(names) and names[at].end <= high and names[at].entity.entity_type == "PLACE" and not line.text[low : names[at].start].strip():
        return names[at].entity if _COUNTRY.match(line.text, names[at].end, high) else None
    for name in names[at : at + 3]:
        if name.end <= high and name.entity.entity_type == "PLACE" and re.match(r"['’]s\b", line.text[name.end : name.end + 3]):
            return name.entity
    return None


_THAN = pattern("subjects", "than")
_OF_PERSON = pattern("subjects", "of_person")


def _beside(line: Line, figure: tuple[int, int], measure: tuple[int, int], form: str) -> Entity | None:
    """The name that touches the figure (微博4.11亿), its measure (微博月活), or follows it (38岁的黄峥); the one that a comparison sets against another."""
    document, sentence, clause = line.document, line.sentence, line.clause_of(figure[0])
    if line.text[figure[0] : figure[1]].endswith(("岁", "years")):
        following = candidates(document, sentence, figure[1], min(sentence.end, figure[1] + 20))
        if following and _OF_PERSON.fullmatch(line.text, figure[1], following[0].start):
            return following[0].entity
    if line.sentence.english and line.text[figure[0] : figure[1]].endswith("%") and not candidates(document, sentence, line.clause(figure[0])[0], figure[0]):
        following = candidates(document, sentence, figure[1], min(sentence.end, figure[1] + 30))
        if following and _PERCENT_OF.fullmatch(line.text, figure[1], following[0].start):
            return following[0].entity
    used = _used(line, figure) if form in ("用户", "用户数", "users") else None
    if used is not None:
        return used
    for at in (figure[0], min(figure[0], measure[0])):
        near = candidates(document, sentence, max(sentence.start, at - 60), at)
        if not near:
            continue
        name = near[-1]
        gap = line.text[name.end : at]
        than = _THAN.search(line.before(name.start, 8)) is not None and len(gap) <= 8 and not re.search(r"[，。；,;]", gap)
        touches = len(gap) <= 1 and gap.strip(" 的") == "" and (at == figure[0] or _opens(line, name, clause))
        if than or (touches and not is_oblique(document, sentence, name)):
            return name.entity
    return None


_USERS = pattern("subjects", "users")


def _used(line: Line, figure: tuple[int, int]) -> Entity | None:
    """What the users that a clause counts first do use (3.6亿用户读公众号文章): the product named behind them, if none stands before."""
    low, high = line.clause(figure[0])
    if candidates(line.document, line.sentence, low, figure[0]):
        return None
    behind = [n for n in candidates(line.document, line.sentence, figure[1], min(high, figure[1] + 24)) if n.entity.entity_type == "PRODUCT"]
    return behind[0].entity if behind and _USERS.match(line.text[figure[1] : behind[0].start]) else None


def _opens(line: Line, name: Name, clause: int) -> bool:
    """Whether a name is the first of its clause and no means (通过微信支付)."""
    low = line.sentence.clauses[clause][0]
    earlier = candidates(line.document, line.sentence, low, name.start)
    return not earlier and not _OBLIQUE.search(line.text[max(low, name.start - 12) : name.start]) and name.start - low <= 12


def to_carry(document: Document, sentence: Sentence, carried: Entity | None, main: Entity | None) -> Entity | None:
    """The subject that later sentences stand under: this sentence's grammatical subject if it is an actor, else what was carried."""
    for name in candidates(document, sentence, sentence.start, sentence.end):
        if name.entity.entity_type in ("ORG", "PRODUCT") and not is_oblique(document, sentence, name) and sector_of(name.entity) not in OFFICES:
            aside = carried == main and name.entity != main and _ASIDE.match(document.text, name.end, sentence.end) is not None
            return carried if aside else name.entity
    return carried or main

"""Whom a figure describes."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from typing import NamedTuple

from nlp.facts.lines import Line
from nlp.facts.sentence import Document, Sentence, once
from nlp.facts.speakers import is_report
from nlp.facts.words import pattern
from nlp.lexicon import load_gazetteer
from nlp.model import Entity
from nlp.names import Name
from nlp.records import record

_OBLIQUE = pattern("subjects", "oblique")
_SAYS = pattern("subjects", "says")
_PRONOUN = pattern("subjects", "pronoun")
_IT_INSIDE = pattern("subjects", "it_inside")
_IT = pattern("subjects", "it")
PARTIES = frozenset({"ORG", "PRODUCT", "PERSON"})
ACTORS = PARTIES | {"EVENT"}
ONLOOKERS = frozenset({"media", "research", "news", "consulting"})  # they tell of others
OFFICES = frozenset({"regulator", "government", "court", "ministry"})  # they act on others
VENUES = frozenset({"exchange"})  # where others are traded
ASIDE = ONLOOKERS | OFFICES | VENUES  # an article is not about them
_NO_ACTORS = ONLOOKERS | VENUES
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
MOST = 12  # names that are looked at from either end of a clause


@record
class Owner:
    """Whom a figure describes and how that is known: paired, beside, clause, earlier (a clause before), carried, anywhere, or none."""

    entity: Entity | None
    source: str


def sector_of(entity: Entity) -> str:
    """The sector that the gazetteer gives, "" for a name that it does not hold."""
    entry = load_gazetteer().entries.get(entity.entity_id)
    return entry.sector if entry else ""


@once
def main_entity(document: Document) -> Entity | None:
    """What the article is about: of the title's names the one named most often, else the body's most frequent company or product."""
    named = [name for sentence in document.sentences for name in sentence.names]
    by_id = {name.entity.entity_id: name.entity for name in named}
    first = {name.entity.entity_id: name.start for name in reversed(named)}
    counts = Counter([name.entity.entity_id for name in named if name.entity.entity_type in PARTIES])
    for entity_id in [key for key in counts if sector_of(by_id[key]) in ASIDE]:
        del counts[entity_id]
    title = [n.entity for s in document.sentences if s.in_title for n in s.names if n.entity.entity_id in counts]
    if title:
        return max(title, key=lambda entity: (counts[entity.entity_id], -title.index(entity)))
    if not counts:
        return None
    best = max(counts, key=lambda key: (by_id[key].entity_type != "PERSON", counts[key], -first[key]))
    return by_id[best]


class Actor(NamedTuple):
    """A name that a figure can describe, whether it is no grammatical subject, and whether it is an office."""

    name: Name
    oblique: bool
    office: bool


@record
class Actors:
    """The actors of a sentence, in order, and where they start and end."""

    found: list[Actor]
    starts: list[int]
    ends: list[int]

    def between(self, low: int, high: int) -> list[Actor]:
        """The actors between two offsets; of more than twice `MOST`, the first and the last ones."""
        if not self.found:
            return self.found
        found = self.found[bisect_left(self.starts, low) : bisect_right(self.ends, high)]
        return found if len(found) <= 2 * MOST else found[:MOST] + found[-MOST:]

    def last(self, low: int, high: int) -> Actor | None:
        """The last of the actors between two offsets."""
        at = bisect_right(self.ends, high) - 1
        return self.found[at] if at >= 0 and self.starts[at] >= low else None


@once
def find_actors(document: Document, sentence: Sentence) -> Actors:
    """No sources, no exchanges, no company that only names its officer (腾讯创办人马化腾)."""
    names, entries = sentence.names, load_gazetteer().entries
    found: list[Actor] = []
    oblique = _obliques(document, sentence) if names else []
    for index, name in enumerate(names):
        if name.entity.entity_type not in ACTORS:
            continue
        entry = entries.get(name.entity.entity_id)
        sector = entry.sector if entry else ""
        if sector in _NO_ACTORS or is_report(document, name) or _speaks(document, name):
            continue
        if not _is_officers(document, name, names[index + 1] if index + 1 < len(names) else None):
            found.append(Actor(name, oblique[index], sector in OFFICES))
    return Actors(found, [actor.name.start for actor in found], [actor.name.end for actor in found])


def _obliques(document: Document, sentence: Sentence) -> list[bool]:
    """For each name whether it is no grammatical subject: behind a preposition, or joined to a name that is."""
    out: list[bool] = []
    for index, name in enumerate(sentence.names):
        if name.entity.entity_type == "EVENT" and _AT_EVENT.match(document.text, name.end):
            out.append(True)
        elif index and _JOINED.fullmatch(document.text, sentence.names[index - 1].end, name.start):
            out.append(out[-1])
        else:
            before = document.text[max(sentence.start, name.start - 12) : name.start]
            out.append(before != "" and _OBLIQUE.search(before) is not None)
    return out


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
    at = bisect_left(sentence.name_ends, name.end)
    while at and _JOINED.fullmatch(document.text, sentence.names[at - 1].end, sentence.names[at].start):
        at -= 1
    first = sentence.names[at]
    if first.entity.entity_type == "EVENT" and _AT_EVENT.match(document.text, first.end):
        return True
    return _OBLIQUE.search(document.text[max(sentence.start, first.start - 12) : first.start]) is not None


def subject_at(line: Line, actors: Actors, figure: tuple[int, int], measure: tuple[int, int], form: str, carried: Entity | None) -> Owner:
    """The entity that a figure at `figure`, measured by the words `form` at `measure`, describes.

    A name that touches the figure or its measure wins, then the clause's grammatical subject, then the clause before, then what is carried over.
    """
    sentence = line.sentence
    clause = sentence.clause_of(figure[0])
    beside = _beside(line, actors, figure, measure, form) if actors.found else None
    if beside is not None:
        return Owner(beside, "beside")
    if form.startswith(_FINED):
        fined = _fined(line, actors, figure[0])
        if fined is not None:
            return Owner(fined, "earlier")
    for index in range(clause, max(-1, clause - WALK), -1):
        owner = _of_clause(line, actors, index, (figure[0], index == clause), carried)
        if owner is not None:
            return owner
    acting = _acting(line, figure[0], form)
    if acting is not None:
        return Owner(acting, "earlier")
    if carried is not None:
        return Owner(carried, "carried")
    reach = min(sentence.end, figure[1] + 200) if sentence.english else line.clause(figure[0])[1]
    anywhere = actors.between(max(sentence.start, figure[0] - 200), reach)
    return Owner(anywhere[0].name.entity, "anywhere") if anywhere else Owner(None, "none")


def _of_clause(line: Line, actors: Actors, index: int, at: tuple[int, bool], carried: Entity | None) -> Owner | None:
    """Whom one clause is about, up to the figure; `at` is where the figure stands and whether in this clause."""
    figure, own = at
    low, high = line.sentence.clauses[index]
    high = min(high, figure)
    standing = _means(line, actors, (low, high), carried, own)
    if standing is not None:
        return Owner(standing, "earlier")
    named = actors.between(low, high)
    if named and not own and line.text[high - 1 : high] in "；;" and carried is not None and carried.entity_type == "ORG":
        named = [a for a in named if not (a.name.entity.entity_type == "PRODUCT" and _OF_PRODUCTS.match(line.text, a.name.end))]
    direct = [name for name, oblique, office in named if not oblique and not office]
    if direct:
        plain = [n for n in direct if n.entity.entity_type != "EVENT"] or [n for n in direct if not _only_dates(line, n)]
        if plain:
            return Owner(plain[0].entity, "clause" if own else "earlier")
    country = _country(line, low, high) if own and line.sentence.names else None
    if country is not None:
        return Owner(country, "clause")
    return Owner(named[0].name.entity, "clause") if own and carried is None and named else None


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
        if acts and not _OBLIQUE.search(line.before(names[index].start, 12)):
            return names[index].entity
    return None


def _before(actors: Actors, offset: int) -> list[Actor]:
    """The actors in the 120 characters before an offset, offices left out."""
    return [actor for actor in actors.between(offset - 120, offset) if not actor.office]


def _means(line: Line, actors: Actors, span: tuple[int, int], carried: Entity | None, own: bool) -> Entity | None:
    """Whom a pronoun of a clause means: 它 and 其 the party before that acts, else the last one; 公司 the sentence's company, else whom it is about."""
    low, high = span
    if _IT_INSIDE.search(line.text, max(low, high - 120), high):
        before = _before(actors, low)
        return before[-1].name.entity if before else None
    if own and _IT.match(line.text, low, high) and (before := _before(actors, low)):
        acting = [a.name for a in before if not a.oblique and a.name.entity == carried]
        return acting[0].entity if acting else before[-1].name.entity
    if _PRONOUN.match(line.text, low, high):
        bodies = [a.name.entity for a in _before(actors, low) if a.name.entity.entity_type == "ORG" and not a.oblique]
        return bodies[0] if bodies else carried
    return None


def _only_dates(line: Line, name: Name) -> bool:
    """Whether an event's name is only part of a date (2017年双11)."""
    times = line.sentence.times
    at = bisect_left(line.sentence.time_ends, name.end)
    return at < len(times) and times[at].start_char < name.start


def _fined(line: Line, actors: Actors, figure: int) -> Entity | None:
    """Who pays a fine: the named party nearest before it that is no office (对美团作出处罚，罚款34亿元)."""
    near = [a.name for a in _before(actors, figure) if a.name.entity.entity_type in PARTIES]
    clause = line.sentence.clause_of(figure)
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
_MARK = re.compile(r"[，。；,;]")
_OF_PERSON = pattern("subjects", "of_person")


def _beside(line: Line, actors: Actors, figure: tuple[int, int], measure: tuple[int, int], form: str) -> Entity | None:
    """The name that touches the figure (微博4.11亿), its measure (微博月活), or follows it (38岁的黄峥); the one that a comparison sets against another."""
    sentence = line.sentence
    low = line.clause(figure[0])[0]
    if line.text.endswith(("岁", "years"), *figure):
        following = actors.between(figure[1], min(sentence.end, figure[1] + 20))
        if following and _OF_PERSON.fullmatch(line.text, figure[1], following[0].name.start):
            return following[0].name.entity
    if sentence.english and line.text.endswith("%", *figure) and not actors.between(low, figure[0]):
        following = actors.between(figure[1], min(sentence.end, figure[1] + 30))
        if following and _PERCENT_OF.fullmatch(line.text, figure[1], following[0].name.start):
            return following[0].name.entity
    used = _used(line, actors, figure) if form in ("用户", "用户数", "users") else None
    if used is not None:
        return used
    for at in (figure[0], measure[0]) if measure[0] < figure[0] else (figure[0],):
        near = actors.last(at - 60, at)
        if near is None or at - near.name.end > 8:
            continue
        name = near.name
        gap = line.text[name.end : at]
        if _THAN.search(line.before(name.start, 8)) and not _MARK.search(gap):
            return name.entity
        touches = len(gap) <= 1 and gap.strip(" 的") == "" and (at == figure[0] or _opens(line, actors, name, low))
        if touches and not near.oblique:
            return name.entity
    return None


_USERS = pattern("subjects", "users")


def _used(line: Line, actors: Actors, figure: tuple[int, int]) -> Entity | None:
    """What the users that a clause counts first do use (3.6亿用户读公众号文章): the product named behind them, if none stands before."""
    low, high = line.clause(figure[0])
    if actors.between(low, figure[0]):
        return None
    behind = [a.name for a in actors.between(figure[1], min(high, figure[1] + 24)) if a.name.entity.entity_type == "PRODUCT"]
    return behind[0].entity if behind and _USERS.match(line.text[figure[1] : behind[0].start]) else None


def _opens(line: Line, actors: Actors, name: Name, low: int) -> bool:
    """Whether a name is the first of its clause and no means (通过微信支付)."""
    return not actors.between(low, name.start) and not _OBLIQUE.search(line.text[max(low, name.start - 12) : name.start]) and name.start - low <= 12


def to_carry(document: Document, sentence: Sentence, carried: Entity | None, main: Entity | None) -> Entity | None:
    """The subject that later sentences stand under: this sentence's grammatical subject if it is an actor, else what was carried."""
    for name, oblique, office in find_actors(document, sentence).found if sentence.names else ():
        if name.entity.entity_type in ("ORG", "PRODUCT") and not oblique and not office:
            aside = name.entity is not main and carried == main and name.entity != main and _ASIDE.match(document.text, name.end, sentence.end) is not None
            return carried if aside else name.entity
    return carried or main

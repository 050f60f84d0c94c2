"""Who fills which role of an event."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.facts.sentence import Document, Sentence
from nlp.facts.speakers import is_report
from nlp.facts.subjects import ONLOOKERS, sector_of
from nlp.facts.triggers import event_types, key_roles
from nlp.facts.words import Word
from nlp.model import Entity, Time
from nlp.names import Name

EXCHANGE = re.compile(r"交易所|纳斯达克|纽交所|港交所|上交所|深交所|科创板|创业板|新三板|NASDAQ|NYSE|Exchange")
_PASSIVE = re.compile(r"(?:被|遭|遭到|获|获得|受到|由|was |were |been |being )[^，。；]{0,16}$")
_PRONOUN = re.compile(r"\b(?:[Ii]t|[Tt]he (?:company|firm|group|platform|start-?up|app|website)|[Ii]ts|[Hh]e|[Ss]he|[Tt]hey)\b")
_RAISING = frozenset({"融资", "获投", "获得投资", "募资", "raised", "raises", "funding", "financing", "led by"})


@dataclass(frozen=True, slots=True)
class Role:
    """Who or what fills a role of an event, and the clean span of the mention; the span is empty where the subject is carried over."""

    role: str
    entity: Entity
    start: int
    end: int


def find_roles(document: Document, sentence: Sentence, word: Word, span: tuple[int, int], time: Time, carried: Entity | None) -> tuple[Role, ...]:
    """The named things of the happening: who stands before the trigger acts, what stands behind it is acted on.

    Empty where no key role is filled (`key` in triggers.toml), neither by the sentence nor by the subject carried over.
    """
    table = event_types()[word.key]
    swapped = word.form in _RAISING or _PASSIVE.search(document.text[max(span[0], word.start - 24) : word.start]) is not None
    agent, behind = (table["object"], table["agent"]) if swapped else (table["agent"], table["object"])
    fillers: dict[str, Role] = {}
    for name in _near(document, sentence, word, span):
        role = _role_of(word.key, name.entity, agent if name.end <= word.start else behind)
        fillers.setdefault(name.entity.entity_id, Role(role, name.entity, name.start, name.end))
    acts = any(role.start < word.start and role.role != "exchange" for role in fillers.values())
    pronoun = _PRONOUN.search(document.text, *sentence.clauses[0]) is not None
    if not acts and carried is not None and carried.entity_id not in fillers and (not sentence.english or pronoun):
        fillers[carried.entity_id] = Role(_role_of(word.key, carried, agent), carried, word.start, word.start)
    roles = tuple(fillers.values())
    return roles if any(role.role in key_roles(word.key) for role in roles) else ()


def _near(document: Document, sentence: Sentence, word: Word, span: tuple[int, int]) -> list[Name]:
    """The names of the slot that stand in the trigger's clause, in the two before it, or in the one behind it."""
    own = sentence.clause_of(word.start)
    return [
        name
        for name in sentence.names
        if span[0] <= name.start
        and name.end <= span[1]
        and -2 <= sentence.clause_of(name.start) - own <= 1
        and (name.entity.entity_type != "PLACE" or word.key == "regulation" and _place_acts(document, name))
        and (name.entity.entity_type != "WORK" or word.key in ("launch", "award"))
        and not (sector_of(name.entity) in ONLOOKERS and word.key not in ("announcement", "appointment", "other"))
        and not _is_code(document, name)
        and (word.key == "results" or not is_report(document, name))
    ]


def _place_acts(document: Document, name: Name) -> bool:
    """A country is a party only where it acts (被美国列入实体清单, 中国暂停了…)."""
    before, after = document.text[max(0, name.start - 2) : name.start], document.text[name.end : name.end + 3]
    return before.endswith(("被", "遭", "由", "遭到")) or after.startswith(("政府", "对", "针对", "将", "宣布", "暂停", "禁止", "批准", "商务部"))


def _is_code(document: Document, name: Name) -> bool:
    """An exchange that only stands in brackets before a code (NYSE: YOKU)."""
    return document.text[max(0, name.start - 1) : name.start] in ("(", "（") and re.match(r"\s*(?:代码)?[:：]", document.text[name.end : name.end + 4]) is not None


def _role_of(event_type: str, entity: Entity, by_place: str) -> str:
    """The role that a thing's type allows, else the one that its place gives."""
    if event_type == "appointment":
        return "person" if entity.entity_type == "PERSON" else "organisation"
    if event_type == "launch" and entity.entity_type in ("PRODUCT", "WORK"):
        return "product"
    if event_type == "launch" and entity.entity_type in ("ORG", "PERSON"):
        return "maker"
    if event_type == "listing":
        return "exchange" if EXCHANGE.search(entity.name) else "company"
    if event_type == "conference" and entity.entity_type == "EVENT":
        return "event_name"
    return by_place

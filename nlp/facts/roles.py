"""Who fills which role of an event."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from nlp.facts.event_times import without_wire
from nlp.facts.sentence import Document, Sentence
from nlp.facts.speakers import is_report
from nlp.facts.subjects import OFFICES, ONLOOKERS, is_oblique, sector_of
from nlp.facts.triggers import event_types, key_roles, screen
from nlp.facts.words import Word
from nlp.model import Entity
from nlp.names import Name
from nlp.records import record

EXCHANGE = re.compile(r"交易所|联交所|纳斯达克|纽交所|港交所|上交所|深交所|北交所|科创板|创业板|新三板|NASDAQ|Nasdaq|NYSE|Exchange")
COURT = re.compile(r"法院|法庭|仲裁|Court|court")
_OFFICE = re.compile(r"(?:局|委员会|办公室|部|央行|银行|证监会|网信办|法院|检察院|政府|商务部|Commission|Ministry|Department|Administration|Committee)$")
_PASSIVE = re.compile(r"(?:被(?!曝|爆|传|指|问|迫)|遭到?|获得?|受到|由|\bwas |\bwere |\bbeen |\bbeing )[^，。；,.]{0,16}$")
_PRONOUN = re.compile(r"\b(?:[Ii]t|[Tt]he (?:company|firm|group|platform|start-?up|app|website|carmaker|chipmaker|retailer)|[Ii]ts|[Hh]e|[Ss]he|[Tt]hey)\b")
_RAISING = frozenset({"融资", "获投", "获得投资", "募资", "获注资", "raised", "raises", "funding", "financing", "led by"})
_MOVED_TO = re.compile(r"(?:给|予|与|to|交由)\s*$")
_SELLER = re.compile(r"(?:从|向|由)\s*$|from\s*$")
_OWNER = re.compile(r"\s*(?:集团|公司)?(?:旗下|手中|手里|所持)的?")
_SUCCEEDS = re.compile(r"(?:由|交给|交棒给?|交予|改由|succeeded by|to|by)\s*(?:现任|原|前|公司|集团|其)?[^，。；]{0,12}$")
_PEERS = re.compile(r"\s*(?:、|和|与|及|跟|同|and|with)\s*")
_WITH = re.compile(r"(?:、|和|与|及|跟|同|and|with)\s*$")
_PEER_DEALS = frozenset({"合并", "merge", "merged", "merger", "换股"})
_TELLS = re.compile(r"(?:据|援引|引述|引用|记者从|记者|according to|told)\s*(?:《|“)?\s*$")
_IS_TOLD = re.compile(r"(?:》|”)?\s*(?:讯|电|消息|报道|报导|记者|的报道|引述|援引|独家获悉|获悉|reported that|reports that)")
_OF_NAME = re.compile(r"['’]s ")
_BY = re.compile(r"(?:被|遭到?|获|受到|由|by)\s*[^，。；]{0,2}$")
_BY_ENGLISH = re.compile(r"\b(?:by|from)\s*(?:the )?$")
_UNDER = re.compile(r"(?:违反|根据|依据|依照|按照)[《“]?\s*$|\b(?:backed|owned|controlled|backed up) by (?:the )?$|\b(?:unlike|rival|such as|like) $")
_HELPS = re.compile(r"(?:[、和及与][^，。；、]{2,10}){0,3}\s*(?:为|担任|作为|任|是)[^，。；]{0,6}(?:承销|保荐|顾问|账簿|律师)")


@record
class Role:
    """What fills a role of an event: a named thing, or words (`entity` None), and the clean span of the mention.

    The span is empty where the subject is carried over; `text` stands for the span's words where the role has words of its own (change: in).
    """

    role: str
    entity: Entity | None
    start: int
    end: int
    text: str | None = None


def find_roles(
    document: Document, sentence: Sentence, word: Word, span: tuple[int, int], carried: Entity | None, main: Entity | None = None
) -> tuple[Role, ...]:
    """The named things of the happening: who stands before the trigger acts, what stands behind it is acted on.

    Empty where no key role is filled (`key` in triggers.toml), neither by the sentence nor by the subject carried over.
    """
    table = event_types()[word.key]
    names = _near(document, sentence, word, span)
    turned = _PASSIVE.search(document.text[max(span[0], word.start - 24) : word.start]) is not None
    passive = word.key != "award" and (turned or word.form in _RAISING or word.form in table.get("passive", ()))
    fillers: dict[str, Role] = {}
    previous: tuple[int, str] | None = None
    for name in names:
        role = _placed(document, sentence, word, name, table, passive, len(names))
        if passive and previous is not None and name.end <= word.start and _PEERS.fullmatch(document.text, previous[0], name.start):
            role = _role_of(document, word, name.entity, previous[1])  # 由甲、乙
        previous = name.end, role
        fillers.setdefault(name.entity.entity_id, Role(role, name.entity, name.start, name.end))
    local = _subject_before(document, sentence, span[0])
    carried = local if local is not None else carried
    subject = _carried(document, sentence, word, fillers, table, carried, main if local is None else local)
    if subject is not None:
        role = _role_of(document, word, subject, table["object"] if passive and "passive" in table else table["agent"])
        fillers[subject.entity_id] = Role(role, subject, word.start, word.start)
    elif _lacks_firm(sentence, word, fillers, carried) and carried is not None:
        fillers[carried.entity_id] = Role("organisation", carried, word.start, word.start)
    roles = _settled(document, word, list(fillers.values()))
    carries = key_roles(word.key) | frozenset(table.get("enough", ()))
    return tuple(roles) if any(role.role in carries for role in roles) else ()


def _lacks_firm(sentence: Sentence, word: Word, fillers: dict[str, Role], carried: Entity | None) -> bool:
    """Whether an appointment names people only, and what is carried over is the company that they serve."""
    if word.key != "appointment" or sentence.english or carried is None or carried.entity_type != "ORG" or carried.entity_id in fillers:
        return False
    return sector_of(carried) not in ONLOOKERS | OFFICES and not any(r.role == "organisation" for r in fillers.values())


def _carried(
    document: Document, sentence: Sentence, word: Word, fillers: dict[str, Role], table: dict[str, Any], carried: Entity | None, main: Entity | None
) -> Entity | None:
    """The subject that the clause leaves out: what stands under the sentence; in English only where a pronoun asks for it."""
    if any(r.start < word.start and r.role in key_roles(word.key) and r.role != "successor" for r in fillers.values()):
        return None
    if any(r.start < word.start and r.role in (table["agent"], "regulator", "plaintiff", "organisation") for r in fillers.values()):
        return None
    subject = carried
    if sentence.english:
        own = sentence.clauses[sentence.clause_of(word.start)]
        pronoun = _PRONOUN.search(document.text, own[0], word.start) or _PRONOUN.search(document.text, *sentence.clauses[0])
        if pronoun is None and carried != main:
            return None
        if pronoun is None:
            return carried if carried is not None and carried.entity_id not in fillers and _starts_bare(sentence, word) else None
        if pronoun.group().lower().startswith("the ") and main is not None and main.entity_type == "ORG":
            subject = main
    if subject is None or subject.entity_id in fillers:
        return None
    if subject.entity_type == "EVENT" or (word.key == "appointment" and any(r.role == "person" for r in fillers.values()) and subject.entity_type != "ORG"):
        return None
    return subject


def _subject_before(document: Document, sentence: Sentence, start: int) -> Entity | None:
    """Who the sentence has made its subject before the slot begins (百度4月2日宣布，将于5月1日关闭…)."""
    if start <= sentence.start:
        return None
    for name in sentence.names:
        if name.end > start:
            return None
        if name.entity.entity_type in ("ORG", "PRODUCT") and sector_of(name.entity) not in OFFICES | ONLOOKERS and not is_oblique(document, sentence, name):
            return name.entity
    return None


def _starts_bare(sentence: Sentence, word: Word) -> bool:
    """Whether an English clause names nobody before its verb, though its sentence does (…, hired Andrew Ng)."""
    low = sentence.clauses[sentence.clause_of(word.start)][0]
    return sentence.clause_of(word.start) > 0 and not any(low <= n.start < word.start for n in sentence.names) and any(n.end <= low for n in sentence.names)


def _placed(document: Document, sentence: Sentence, word: Word, name: Name, table: dict[str, Any], passive: bool, count: int) -> str:
    """The role that a name's place gives: before the trigger it acts, unless a preposition or a passive turns it round."""
    text = document.text
    before = text[max(sentence.start, name.start - 8) : name.start]
    ahead = name.end <= word.start
    oblique = is_oblique(document, sentence, name)
    if word.key == "acquisition":
        if word.form in table["selling"]:
            bought = not ahead and _MOVED_TO.search(before) is not None
            return "acquirer" if bought else ("seller" if ahead and not oblique else "target")
        if (_SELLER.search(before) and not passive) or _OWNER.match(text, name.end, name.end + 8):
            return "seller"
    acts = ahead
    if passive:
        if ahead:
            acts = _BY.search(before) is not None
        else:
            acts = _BY_ENGLISH.search(before) is not None if sentence.english else table["object"] != "party"
            acts = acts or word.form in _RAISING
    elif ahead and count > 1 and oblique:
        acts = False
    return _role_of(document, word, name.entity, table["agent"] if acts else table["object"])


def _near(document: Document, sentence: Sentence, word: Word, span: tuple[int, int]) -> list[Name]:
    """The names of the slot that stand in the trigger's clause, in the two before it, or in the one behind it, and are parties."""
    if not sentence.names:
        return []
    own, clauses = sentence.clause_of(word.start), sentence.clauses
    low, high = max(span[0], clauses[max(0, own - 2)][0]), clauses[min(own + 1, len(clauses) - 1)][1]
    near = [n for n in sentence.names if low <= n.start < high and n.end <= span[1]]
    kept = [n for n in near if _may_take_part(document, sentence, word, n) and not _is_aside(document, sentence, word, n)]
    if not kept:
        return []
    masked = without_wire(document.text, sentence.start, sentence.end)
    return [n for n in kept if masked[n.start - sentence.start : n.end - sentence.start].strip()]


def _may_take_part(document: Document, sentence: Sentence, word: Word, name: Name) -> bool:
    """Whether a name's type can be a party: a place only where it acts, a law only where it is made, an event unless it is only a date."""
    kind = name.entity.entity_type
    if kind == "PLACE":
        return word.key in ("regulation", "termination", "announcement") and _place_acts(document, name)
    if kind == "WORK":
        return word.key in ("launch", "award", "announcement") or (word.key == "regulation" and name.start >= word.end)
    return kind != "EVENT" or not any(t.start_char < name.start and name.end <= t.end_char for t in sentence.times)


def _is_aside(document: Document, sentence: Sentence, word: Word, name: Name) -> bool:
    """Who is named without taking part: papers, codes, owners (Tencent's …), underwriters, laws that are cited."""
    text = document.text
    if _is_media(document, name, sector_of(name.entity), word) or _is_code(document, name) or (word.key != "results" and is_report(document, name)):
        return True
    if sentence.english and word.key != "appointment" and _OF_NAME.match(text, name.end, name.end + 4):
        return any(0 <= n.start - name.end <= 3 for n in sentence.names)
    return _UNDER.search(text[max(0, name.start - 16) : name.start]) is not None or _HELPS.match(text, name.end, name.end + 14) is not None


def _is_media(document: Document, name: Name, sector: str, word: Word) -> bool:
    """Who only tells of others: papers, agencies, researchers; they act where they announce, hire, or publish."""
    text = document.text
    if name.entity.entity_type == "ORG" and (_IS_TOLD.match(text, name.end, name.end + 12) or _TELLS.search(text[max(0, name.start - 16) : name.start])):
        return True
    if sector in ONLOOKERS:
        return word.key not in ("announcement", "appointment", "other", "award", "launch", "results")
    if name.entity.origin == "lexicon" or name.entity.entity_type != "ORG" or word.key == "appointment":
        return False
    return screen("media").search(name.entity.name) is not None


_SUFFERED = re.compile(r"(?:被|遭到?|由|\bby (?:the )?)$")
_RULES = re.compile(r"\s*(?:政府|当局|对|针对|将|宣布|暂停|禁止|批准|商务部|监管|叫停|bans?\b|banned|blocks?\b|blocked|imposed|approved|fined)")


def _place_acts(document: Document, name: Name) -> bool:
    """A country is a party only where it acts (被美国列入实体清单, 中国暂停了…)."""
    text = document.text
    return _SUFFERED.search(text[max(0, name.start - 8) : name.start]) is not None or _RULES.match(text, name.end, name.end + 12) is not None


def _is_code(document: Document, name: Name) -> bool:
    """An exchange that only stands in brackets before a code (NYSE: YOKU)."""
    opened = document.text[max(0, name.start - 1) : name.start] in ("(", "（")
    return opened and re.match(r"\s*(?:股票|证券|股份)?(?:代码|代号)?\s*[:：]", document.text[name.end : name.end + 8]) is not None


def _role_of(document: Document, word: Word, entity: Entity, by_place: str) -> str:
    """The role that a thing's type allows, else the one that its place gives."""
    key, kind = word.key, entity.entity_type
    if key == "appointment":
        return "person" if kind == "PERSON" else "organisation"
    if key == "launch" and kind in ("PRODUCT", "WORK"):
        return "product"
    if key == "launch" and kind in ("ORG", "PERSON"):
        return "maker"
    if key == "listing":
        return "exchange" if EXCHANGE.search(entity.name) or sector_of(entity) in OFFICES else "company"
    if key == "conference":
        return "event_name" if kind == "EVENT" else ("participant" if kind == "PERSON" or by_place == "event_name" else by_place)
    if key == "regulation":
        return "regulator" if _is_office(entity) or kind == "PLACE" else "target"
    if key == "lawsuit" and (COURT.search(entity.name) or sector_of(entity) == "court"):
        return "court"
    if key == "award":
        return "award" if kind in ("EVENT", "WORK") else ("awarder" if by_place == "award" else by_place)
    if key in ("results", "layoff"):
        return "company"
    if key == "announcement" and by_place == "topic" and kind == "EVENT":
        return "occasion"
    return by_place


_LEADS = re.compile(r"\s*(?:集团|资本|公司)?领投")
_ALONE = frozenset({"上线", "公测", "内测", "面世", "问世", "亮相", "诞生", "更名", "改名", "debuted", "went online", "came out"})


def _launched(word: Word, roles: list[Role]) -> list[Role]:
    """Who launches what: what stands before a verb with a product behind it makes that; a company behind the maker's verb is launched (字节跳动推出抖音)."""
    ahead, behind = [r for r in roles if r.end <= word.start], [r for r in roles if r.start >= word.end]
    if any(r.role == "product" for r in behind):
        ahead = [replace(r, role="maker") if r.end > r.start else r for r in ahead]
    elif ahead and any(r.role == "maker" for r in ahead):
        behind = [replace(r, role="product") if r.entity is not None and r.entity.entity_type == "ORG" else r for r in behind]
    if len(roles) == 1 and word.form in _ALONE and roles[0].end > roles[0].start:
        return [replace(roles[0], role="product")] if roles[0].entity is not None and roles[0].entity.entity_type == "ORG" else roles
    return ahead + behind


def _is_office(entity: Entity) -> bool:
    return sector_of(entity) in OFFICES or (entity.entity_type == "ORG" and _OFFICE.search(entity.name) is not None and sector_of(entity) == "")


def _settled(document: Document, word: Word, roles: list[Role]) -> list[Role]:
    """What only shows when all names are placed: peers that merge, who leads a round, who succeeds whom."""
    text = document.text
    if word.key == "acquisition" and word.form in _PEER_DEALS:
        ahead = [r for r in roles if r.end <= word.start and r.end > r.start and r.role in ("acquirer", "target")]
        alone = not any(r.role == "target" and r.start >= word.end for r in roles)
        if alone and len(ahead) >= 2 and _WITH.search(text[max(0, ahead[-1].start - 6) : ahead[-1].start]):
            roles = [replace(r, role="target") if r in ahead[-2:] else r for r in roles]
    if word.key == "launch":
        roles = _launched(word, roles)
    if word.key == "investment":
        led = [r for r in roles if r.role == "investor" and r.end > r.start and (_LEADS.match(text, r.end) or text[max(0, r.start - 7) : r.start] == "led by ")]
        roles += [replace(r, role="lead_investor") for r in led[:1]]
    if word.key == "results" and any(r.entity is not None and r.entity.entity_type == "ORG" for r in roles):
        roles = [r for r in roles if r.entity is None or r.entity.entity_type != "PERSON"]
    if word.key == "appointment":
        people = [r for r in roles if r.role == "person"]
        if len(people) > 1:
            taken = [r for r in people if r.end > r.start and _SUCCEEDS.search(text[max(0, r.start - 20) : r.start])]
            roles += [replace(r, role="successor") for r in taken[-1:]]
    return roles

"""Who fills which role of an event."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from nlp.facts.sentence import Document, Sentence
from nlp.facts.speakers import is_report
from nlp.facts.subjects import OFFICES, ONLOOKERS, is_oblique, sector_of
from nlp.facts.triggers import event_types, key_roles, screen
from nlp.facts.words import Word
from nlp.model import Entity, Time
from nlp.names import Name, mask_wire_marks

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
_PEER_DEALS = frozenset({"合并", "merge", "merged", "merger", "换股"})
_TELLS = re.compile(r"(?:据|援引|引述|引用|记者从|记者|according to|told)\s*(?:《|“)?\s*$")
_IS_TOLD = re.compile(r"(?:》|”)?\s*(?:讯|电|消息|报道|报导|记者|的报道|引述|援引|独家获悉|获悉|reported that|reports that)")
_OF_NAME = re.compile(r"['’]s ")
_UNDER = re.compile(r"(?:违反|根据|依据|依照|按照)[《“]?\s*$")
_HELPS = re.compile(r"\s*(?:为|担任|作为|任|是)[^，。；]{0,6}(?:承销|保荐|顾问|账簿|律师)")


@dataclass(frozen=True, slots=True)
class Role:
    """What fills a role of an event: a named thing, or words (`entity` None), and the clean span of the mention.

    The span is empty where the subject is carried over; `text` stands for the span's words where the role has words of its own (change: in).
    """

    role: str
    entity: Entity | None
    start: int
    end: int
    text: str | None = None


def find_roles(document: Document, sentence: Sentence, word: Word, span: tuple[int, int], time: Time, carried: Entity | None, main: Entity | None = None) -> tuple[Role, ...]:
    """The named things of the happening: who stands before the trigger acts, what stands behind it is acted on.

    Empty where no key role is filled (`key` in triggers.toml), neither by the sentence nor by the subject carried over.
    """
    table = event_types()[word.key]
    names = _near(document, sentence, word, span)
    passive = word.form in _RAISING or word.form in table.get("passive", ()) or _PASSIVE.search(document.text[max(span[0], word.start - 24) : word.start]) is not None
    passive = passive and word.key != "award"
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
    elif word.key == "appointment" and not sentence.english and carried is not None and carried.entity_type == "ORG" and carried.entity_id not in fillers:
        if sector_of(carried) not in ONLOOKERS | OFFICES and not any(r.role == "organisation" for r in fillers.values()):
            fillers[carried.entity_id] = Role("organisation", carried, word.start, word.start)
    roles = _settled(document, word, list(fillers.values()))
    carries = key_roles(word.key) | frozenset(table.get("enough", ()))
    return tuple(roles) if any(role.role in carries for role in roles) else ()


def _carried(
    document: Document, sentence: Sentence, word: Word, fillers: dict[str, Role], table: dict[str, object], carried: Entity | None, main: Entity | None
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


def _placed(document: Document, sentence: Sentence, word: Word, name: Name, table: dict[str, str], passive: bool, count: int) -> str:
    """The role that a name's place gives: before the trigger it acts, unless a preposition or a passive turns it round."""
    before = document.text[max(sentence.start, name.start - 8) : name.start]
    agent, behind = table["agent"], table["object"]
    if word.key == "acquisition":
        if word.form in table.get("selling", ()):
            return "acquirer" if name.start >= word.end and _MOVED_TO.search(before) else ("seller" if name.end <= word.start and not is_oblique(document, sentence, name) else "target")
        if _SELLER.search(before) and not passive or _OWNER.match(document.text, name.end, name.end + 8):
            return "seller"
    acts = name.end <= word.start
    if passive:
        by = acts and re.search(r"(?:被|遭到?|获|受到|由|by)\s*[^，。；]{0,2}$", before) is not None or not acts and re.search(r"\b(?:by|from)\s*(?:the )?$", before) is not None
        acts = by if (acts or sentence.english) else not table.get("object") == "party"
        acts = acts or (name.end > word.start and word.form in _RAISING)
    elif acts and count > 1 and is_oblique(document, sentence, name):
        acts = False
    return _role_of(document, word, name.entity, agent if acts else behind)


def _near(document: Document, sentence: Sentence, word: Word, span: tuple[int, int]) -> list[Name]:
    """The names of the slot that stand in the trigger's clause, in the two before it, or in the one behind it."""
    own = sentence.clause_of(word.start)
    masked: str | None = None
    kept = []
    for name in sentence.names:
        if name.start < span[0] or name.end > span[1] or not -2 <= sentence.clause_of(name.start) - own <= 1:
            continue
        kind, sector = name.entity.entity_type, sector_of(name.entity)
        if kind == "PLACE" and not (word.key in ("regulation", "termination", "announcement") and _place_acts(document, name)):
            continue
        if kind == "WORK" and (word.key not in ("launch", "award", "regulation", "announcement") or word.key == "regulation" and name.end <= word.start):
            continue
        if sentence.english and word.key != "appointment" and _OF_NAME.match(document.text, name.end, name.end + 4) and any(0 <= n.start - name.end <= 3 for n in sentence.names):
            continue
        if _UNDER.search(document.text[max(0, name.start - 6) : name.start]) or _HELPS.match(document.text, name.end, name.end + 14):
            continue
        if kind == "EVENT" and any(t.start_char < name.start and name.end <= t.end_char for t in sentence.times):
            continue
        if _is_media(document, name, sector, word) or _is_code(document, name) or (word.key != "results" and is_report(document, name)):
            continue
        masked = mask_wire_marks(document.text, sentence.start, sentence.end) if masked is None else masked
        if masked[name.start - sentence.start : name.end - sentence.start].strip():
            kept.append(name)
    return kept


def _is_media(document: Document, name: Name, sector: str, word: Word) -> bool:
    """Who only tells of others: papers, agencies, researchers; they act where they announce, hire, or publish."""
    text = document.text
    if name.entity.entity_type == "ORG" and (_IS_TOLD.match(text, name.end, name.end + 12) or _TELLS.search(text[max(0, name.start - 16) : name.start])):
        return True
    if sector in ONLOOKERS:
        return word.key not in ("announcement", "appointment", "other", "award", "launch", "results")
    return name.entity.origin != "lexicon" and name.entity.entity_type == "ORG" and screen("media").search(name.entity.name) is not None and word.key != "appointment"


def _place_acts(document: Document, name: Name) -> bool:
    """A country is a party only where it acts (被美国列入实体清单, 中国暂停了…)."""
    before, after = document.text[max(0, name.start - 2) : name.start], document.text[name.end : name.end + 4]
    return before.endswith(("被", "遭", "由", "遭到")) or after.startswith(("政府", "对", "针对", "将", "宣布", "暂停", "禁止", "批准", "商务部", "监管", "叫停", " ban", " blo", " imp"))


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
    """Who launches what: a product before a verb that has a product behind it makes that; a company behind the maker's verb is what it launches (字节跳动推出抖音)."""
    ahead, behind = [r for r in roles if r.end <= word.start], [r for r in roles if r.start >= word.end]
    if any(r.role == "product" for r in behind):
        ahead = [replace(r, role="maker") if r.end > r.start else r for r in ahead]
    elif ahead and any(r.role == "maker" for r in ahead):
        behind = [replace(r, role="product") if r.entity is not None and r.entity.entity_type == "ORG" else r for r in behind]
    if len(roles) == 1 and word.form in _ALONE:
        return [replace(roles[0], role="product")] if roles[0].entity is not None and roles[0].entity.entity_type == "ORG" and roles[0].end > roles[0].start else roles
    return ahead + behind


def _is_office(entity: Entity) -> bool:
    return sector_of(entity) in OFFICES or (entity.entity_type == "ORG" and _OFFICE.search(entity.name) is not None and sector_of(entity) == "")


def _settled(document: Document, word: Word, roles: list[Role]) -> list[Role]:
    """What only shows when all names are placed: peers that merge, who leads a round, who succeeds whom."""
    text = document.text
    if word.key == "acquisition" and word.form in _PEER_DEALS:
        ahead = [r for r in roles if r.end <= word.start and r.role in ("acquirer", "target")]
        if len(ahead) >= 2 and not any(r.role == "target" and r.start >= word.end for r in roles) and _PEERS.fullmatch(text[ahead[-2].end : ahead[-1].start] or "-"):
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

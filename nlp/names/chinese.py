"""Names in Chinese text that nobody listed: the recogniser's spans after our rules, and what the page itself marks as a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nlp.lexicon import load_gazetteer, words
from nlp.model import Entity
from nlp.names.name import Name, unlisted
from nlp.names.recogniser import Recogniser

RULES = "names/rules.toml"
MODEL, TITLE, WORK, QUOTED, LATIN, GATHERING, BRAND = (
    "model.lac@1", "rule.title@1", "rule.work@1", "rule.quoted@1", "rule.latin@1", "rule.gathering@1", "rule.brand@1",
)  # fmt: skip
EDGES = " \t\u3000\"'“”‘’「」『』《》()（）[]【】、，。：:；;·-—_/|"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛"
    "闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤靳俞庄柳童游祁翁景温简池洪求管季栾路葛闵麦倪牛穆辛殷耿甘章鲁裴霍詹关樊焦左齐樓楼费艾蓝蒙尚梅宁冷柴卓"
)


def find_chinese(text: str, start: int, end: int, recogniser: Recogniser) -> Iterator[Name]:
    """Candidates of one sentence `text[start:end]`; they may overlap (`settle` decides)."""
    sentence = text[start:end]
    yield from _from_model(sentence, start, recogniser)
    yield from _from_titles(sentence, start)
    yield from _from_marks(sentence, start)
    yield from _from_latin(sentence, start)
    yield from _from_gatherings(sentence, start)


def _from_model(sentence: str, base: int, recogniser: Recogniser) -> Iterator[Name]:
    for start, end, kind in _join(sentence, recogniser(sentence)):
        while start < end and sentence[start] in EDGES:
            start += 1
        while end > start and (sentence[end - 1] in EDGES or _LOOSE_DIGIT.search(sentence, start, end)):
            end -= 1
        surface = sentence[start:end]
        if _MIXED.search(surface):
            continue
        if not _is_name(surface, kind):
            continue
        end = end if load_gazetteer().named(surface) else _with_tail(sentence, end, kind)
        kind = "ORG" if sentence[start:end] != surface else kind
        start = _without_description(sentence, start, end, kind)
        surface = sentence[start:end]
        if kind == "PLACE" and _HEAD_AFTER.match(sentence, end):
            kind = "ORG"  # what has a CEO is a company
        entity = _linked(surface, kind)
        if entity is not None:
            yield Name(base + start, base + end, entity, MODEL, 0.8 if entity.origin == "model" else 0.9)


_LOOSE_DIGIT = re.compile(r"[一-鿿]\d$")
_MIXED = re.compile(r"[A-Za-z]{2,}(?:们|五大|三大|CEO|ceo)|(?:CEO|ceo|CTO|CFO|COO)$|^(?:大|小|各|某|该|本|两|多)(?:公司|集团|企业|厂)|们$")
_HEAD_AFTER = re.compile(r"(?:联合)?(?:CEO|COO|CFO|CTO|CMO|创始人|创办人|首席执行官|董事长|总裁|执行长|公司|集团|旗下|官方)")


def _join(sentence: str, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """A place or body directly before a body is part of its name (浙江省 + 商务厅)."""
    joined: list[tuple[int, int, str]] = []
    for start, end, kind in spans:
        if joined and joined[-1][1] == start and kind == "ORG" and joined[-1][2] in ("PLACE", "ORG"):
            joined[-1] = (joined[-1][0], end, "ORG")
        else:
            joined.append((start, end, kind))
    return joined


def _is_name(surface: str, kind: str) -> bool:
    if len(surface) < 2 or surface in words(RULES, "never") or any(ch in "，。、；：！？\n" for ch in surface):
        return False
    if not any("一" <= ch <= "鿿" for ch in surface):
        return False  # Latin names have rules of their own
    if re.fullmatch(r"[中美英法德日韩俄印港澳台欧亚非]{2,4}", surface):
        return False  # 英美, 中日韩
    if kind == "PERSON" and surface.endswith(_HONORIFICS):
        return False
    if kind == "PERSON":
        return "·" in surface or "•" in surface or (len(surface) <= 4 and surface[0] in SURNAMES and surface.isalpha())
    if kind == "WORK":
        return False  # works are told by their marks 《》
    return len(surface) <= 30 and not surface[0].isdigit()


_HONORIFICS = ("博士", "先生", "女士", "教授", "院士", "老师", "总", "董", "某", "老板", "小姐")


def _linked(surface: str, kind: str) -> Entity | None:
    """The entity of a recognised span: a listed one with a company suffix is the company, one with a department is left to the gazetteer."""
    gazetteer = load_gazetteer()
    listed = gazetteer.named(surface)
    if listed:
        return listed
    for suffix in _by_length("org_parts"):
        if surface.endswith(suffix) and kind == "ORG" and gazetteer.named(surface[: -len(suffix)]):
            return None
    if kind == "ORG" and _is_name_and_word(surface):
        return None
    for suffix in _by_length("org_suffixes"):
        stem = surface.removesuffix(suffix)
        if kind == "ORG" and stem != surface and (known := gazetteer.named(stem)) and known.entity_type == "ORG":
            return known
    return unlisted(surface, kind, "model")


def _with_tail(sentence: str, end: int, kind: str) -> int:
    """Where a recognised name ends with the word that goes on behind it."""
    if kind not in ("ORG", "PLACE"):
        return end
    tail = next((word for word in _tails(kind) if sentence.startswith(word, end)), "")
    return end + len(tail)


@cache
def _tails(kind: str) -> tuple[str, ...]:
    return tuple(sorted(words(RULES, "body_tails", kind), key=lambda word: (-len(word), word)))


def _without_description(sentence: str, start: int, end: int, kind: str) -> int:
    """Where a listed name begins behind words that only describe it (晶圆代工厂 + 台积电)."""
    if kind != "ORG":
        return start
    for at in range(start + 2, end - 1):
        if sentence[at - 1] in _DESCRIBES and load_gazetteer().named(sentence[at:end]):
            return at
    return start


_DESCRIBES = frozenset("厂商头业司台站者构巨团网")
_BODY = re.compile(
    r"(?:公司|集团|研究院|银行|基金|大学|学院|实验室|中心|委员会|协会|联盟|部|局|院|厂|店|社|所|会|科技|资本|创投|投资|娱乐|影业|传媒|文化|金融|证券|保险|物流|汽车|电子|半导体|通信|网络|软件|健康|医药|教育|影视|体育|控股|股份|分行|商城|百货|超市|酒店|航空|电商|中国|全球|国际|亚洲|亚太|北美|美国|台湾|香港|团队|组织|商学院|大文娱|云|网|报|台|队)$"
)


def _is_name_and_word(surface: str) -> bool:
    """A listed name with words behind it that make no body of it (小米智能 of 小米智能手机)."""
    gazetteer = load_gazetteer()
    for size in range(len(surface) - 1, 1, -1):
        known = gazetteer.named(surface[:size])
        if known and known.entity_type in ("ORG", "PRODUCT", "PLACE"):
            return _BODY.search(surface) is None
    return False


@cache
def _by_length(key: str) -> tuple[str, ...]:
    return tuple(sorted(words(RULES, key), key=lambda word: (-len(word), word)))


@cache
def _title_pattern() -> re.Pattern[str]:
    titles = "|".join(map(re.escape, _by_length("titles")))
    speech = "|".join(map(re.escape, _by_length("speech")))
    name = rf"[{SURNAMES}][一-鿿]{{1,2}}?"
    return re.compile(rf"(?:{titles})({name})(?={speech}|[，,、（(在就曾将与和及也则以]|$)|(?:{titles})([A-Z][a-z]+(?: [A-Z][a-z]+)?)(?={speech}|[，,、（(在就曾将]|$)")


def _from_titles(sentence: str, base: int) -> Iterator[Name]:
    for match in _title_pattern().finditer(sentence):
        group = 1 if match.group(1) else 2
        start, end = match.span(group)
        entity = load_gazetteer().named(match.group(group)) or unlisted(match.group(group), "PERSON", "rule")
        yield Name(base + start, base + end, entity, TITLE, 0.75)


_GAME = re.compile(r"(?:游戏|手游|网游|端游|新品|页游|大作)")
_MARKED = re.compile(r"《([^《》\n]{2,40})》")
_QUOTED = re.compile(r"[“\"「‘]([^“”\"「」‘’\n，。！？]{2,20})[”\"」’]")


def _from_marks(sentence: str, base: int) -> Iterator[Name]:
    for match in _MARKED.finditer(sentence):
        kind = "PRODUCT" if _GAME.search(sentence[max(0, match.start() - 6) : match.start()]) or _GAME.match(sentence, match.end()) else "WORK"
        entity = load_gazetteer().named(match.group(1)) or unlisted(match.group(1), kind, "rule")
        yield Name(base + match.start(1), base + match.end(1), entity, WORK, 0.9)
    for match in _QUOTED.finditer(sentence):
        kind = _kind_of_quoted(match.group(1)) or _kind_by_context(match.group(1), sentence[: match.start()], sentence[match.end() :])
        if kind and not load_gazetteer().named(match.group(1)):
            yield Name(base + match.start(1), base + match.end(1), unlisted(match.group(1), kind, "rule"), QUOTED, 0.6)


def _kind_of_quoted(surface: str) -> str | None:
    """A programme or an event in quotation marks is a name when its last word says what it is."""
    if not re.search(r"[A-Za-z0-9一-鿿]", surface) or surface in words(RULES, "never") or re.search(r"^(?:一|两|这|那|每|各|本|该)|[的了是]", surface):
        return None
    if any(surface.endswith(word) and len(surface) > len(word) for word in words(RULES, "gatherings")):
        return "EVENT"
    for kind in ("PRODUCT", "EVENT"):
        if any(surface.endswith(word) and len(surface) >= len(word) + 2 for word in words(RULES, "programmes", kind)):
            return kind
    return None


_MADE_BEFORE = re.compile(r"(?:推出|上线|发布|名为|取名|更名为|升级为|品牌|产品|平台|工具|栏目|应用|推出了|上线了|发布了|推出的|需求的|新品|功能|项目|版本)$")
_MADE_AFTER = re.compile(r"^(?:系统|平台|调度系统|功能|产品|应用|项目|品牌|频道|APP|App|软件|客户端|服务|专区|机器人|大模型|芯片|手机)")


def _kind_by_context(surface: str, before: str, after: str) -> str | None:
    """A short quoted word that is said to be made, or to be a product, is the product's name."""
    if not 2 <= len(surface) <= 8 or surface in words(RULES, "never") or re.search(r"[的了是和与在不]", surface):
        return None
    return "PRODUCT" if _MADE_AFTER.match(after) or (_MADE_BEFORE.search(before) and not after.startswith(("的", "模式", "战略", "概念"))) else None


_LATIN = re.compile(r"(?<![A-Za-z0-9.@/_-])[A-Za-z][A-Za-z0-9]*(?:[ '’&.+-]{1,2}[A-Z0-9][A-Za-z0-9]*){0,4}(?![A-Za-z0-9@/_])")
_ORG_AFTER = re.compile(r"(?:公司|集团|数据|报告|发布|旗下|方面|分析师|CEO|首席|董事|创始人|的调查|调查|宣布|表示|称|统计|创办|董事长|总裁|完成|获|员工)")
_PRODUCT_AFTER = re.compile(r"(?:系统|平台|手机|芯片|应用|软件|浏览器|机型|系列|版|处理器|服务器|游戏|操作系统|大模型|工具|产品)")
_PRODUCT_BEFORE = re.compile(r"(?:平台|系统|工作台|应用|手机|芯片|新品|产品|软件|工具|旗舰|机型|服务)$")


def _from_latin(sentence: str, base: int) -> Iterator[Name]:
    """Latin names inside Chinese text, typed by what stands around them."""
    if not re.search(r"[一-鿿]", sentence):
        return
    for match in _LATIN.finditer(sentence):
        surface = match.group().rstrip(" .'’&+-")
        surface = re.sub(r" \d{4}$| \d+$(?=)", "", surface) if re.match(r"[年月日]|$", sentence[match.end() :]) or re.search(r" (?:19|20)\d\d$", surface) else surface
        start, end = match.start(), match.start() + len(surface)
        kind = _kind_of_latin(surface, sentence[:start], sentence[end:])
        if kind and not load_gazetteer().named(surface):
            told = kind != "ORG" or _ORG_AFTER.match(sentence, end) is not None
            yield Name(base + start, base + end, unlisted(surface, kind, "rule"), LATIN, 0.6 if told else 0.5)


def _kind_of_latin(surface: str, before: str, after: str) -> str | None:
    parts = surface.split()
    if len(surface) < 3 or all(part in words(RULES, "latin_words") for part in parts) or not any(ch.isupper() for ch in surface):
        return None
    if after[:1] in ("）", ")") and before[-1:] in ("（", "("):
        return None  # a gloss of the word before the bracket
    if any(before.endswith(title) for title in words(RULES, "titles")):
        return "PERSON"
    if any(after.startswith(verb) for verb in words(RULES, "speech")) and len(parts) == 2 and all(p[0].isupper() and p[1:].islower() for p in parts if p):
        return "PERSON"
    if _PRODUCT_AFTER.match(after) or _PRODUCT_BEFORE.search(before):
        return "PRODUCT"
    if re.search(r"\d", surface) and re.match(r"[A-Z][A-Za-z]+ ?[A-Z]?\d", surface):
        return "PRODUCT"
    if _ORG_AFTER.match(after) or (len(parts) > 1 and parts[-1] in words(RULES, "english", "org_suffixes")):
        return "ORG"
    if len(parts) > 1 and parts[-1] in ("Park", "City", "Island", "Street", "Valley"):
        return "PLACE"
    mixed = re.search(r"[a-z][A-Z]", surface) or len(parts) > 1 or (surface[0].isupper() and surface[1:].islower() and len(surface) >= 4)
    return "ORG" if mixed else None


@cache
def _gathering_pattern() -> re.Pattern[str]:
    closing = "|".join(map(re.escape, _by_length("gatherings")))
    return re.compile(rf"(?<=[在于了开办“\"「、，。\s届年的])((?:20\d\d年?|第[一二三四五六七八九十]+届)?[A-Za-z0-9一-鿿]{{2,14}}?(?:{closing}))(?=[上中期将正在于开的，。、\s”\"」])")


_MONTH = re.compile(r"^(?:\d{0,2}月)?(?:\d{1,2}日)?")


def _from_gatherings(sentence: str, base: int) -> Iterator[Name]:
    for match in _gathering_pattern().finditer(sentence):
        start = match.start(1) + len(match.group(1)) - len(_MONTH.sub("", match.group(1)))
        surface = sentence[start : match.end(1)]
        if any(surface.endswith(word) for word in words(RULES, "gathering_words")) or re.search(r"[的在了是与和]|举行|举办|召开|一场|本次|此次|今年|去年|参加|出席", surface):
            continue
        entity = load_gazetteer().named(surface) or unlisted(surface, "EVENT", "rule")
        yield Name(base + start, base + match.end(1), entity, GATHERING, 0.6)


@cache
def _brand_lines() -> re.Pattern[str]:
    lines = sorted((re.escape(word) for kind in ("PRODUCT", "ORG") for word in words(RULES, "brand_lines", kind)), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(lines)})(?![一-鿿]?(?:业务|收入|费|率|额|方式))")


def find_brand_lines(text: str, listed: list[Name]) -> Iterator[Name]:
    """A listed brand with the name of a line of business behind it is a thing of its own (微博支付, 京东国际)."""
    for name in listed:
        if name.entity.entity_type != "ORG" or text[name.start : name.end].isascii():
            continue
        match = _brand_lines().match(text, name.end)
        if match:
            kind = "ORG" if match.group() in words(RULES, "brand_lines", "ORG") else "PRODUCT"
            yield Name(name.start, match.end(), unlisted(text[name.start : match.end()], kind, "rule"), BRAND, 0.6)

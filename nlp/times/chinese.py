"""The grammar of Chinese time expressions: text in one spelling (see words.plain) to trees."""

from __future__ import annotations

import re
from collections.abc import Callable

from nlp.times import chinese_terms as t
from nlp.times.chinese_relative import read_day, read_measured, read_period, read_tail, read_week, read_window
from nlp.times.nodes import (
    Century,
    Decade,
    Field,
    FiscalYear,
    Half,
    Length,
    Named,
    Node,
    Offset,
    Open,
    Part,
    Point,
    Quarter,
    Range,
    SamePeriod,
    Spoken,
    Window,
)
from nlp.times.words import any_of, eras, number, stands_alone

Parsed = tuple[int, Node] | None
S, N, HAN = t.S, t.N, t.HAN
ALONE, NO_BEGINNING = (Length, Offset, Open), (Window, SamePeriod)  # what is no part of a range, and what begins none
NO_END = ALONE + NO_BEGINNING

_UNITS = "(?:[年月日号季周天载]|世纪|星期|礼拜|小时|分钟|钟头|刻钟|工作日|秒)"
_POINT = f"\\.(?:[0-9]{{1,2}}\\.[0-9]|[0-9]{S}(?:[个多余几半]|{_UNITS})|(?<=(?<![0-9])(?:19|20)[0-9]{{2}}\\.))"  # 2.5年 and 2018.6.15, but not 2.5亿
_WEEKS = t.W["week"]["deictic"]
# Patterns that show where an expression begins, with the characters that each may begin with; words begin with their own. 青年节 is
# read only after a year.
_ANCHORS = (
    (
        "0123456789",
        f"(?<![0-9A-Za-z])(?<![0-9][.,])[0-9]{{1,8}}(?![0-9])(?={S}(?:(?:个|多|余|几|个多|个几|个半){S}{_UNITS}|个工|{_UNITS}|[-~/·、至到与和及]|[QqH][1-4]"
        f"|[1-4]Q|上半|下半|财|双|春|第|“?618|一季|二季|三季|四季| [0-9]|$|{_POINT}))|(?<![0-9])[0-9]{{8}}(?![0-9])",
    ),
    (
        f"{HAN}〇零两廿卅半",
        f"(?<![{HAN}〇零两廿百千万亿点几])[{HAN}〇零两廿卅百千半]{{1,7}}(?={S}(?:(?:个|多|余|几|个多|个几|个半){S}{_UNITS}|个工|{_UNITS}|[-~至到、与和及]))",
    ),
    ("最过近未今接将此往之前后上下", f"(?:最近|过去|近|未来|今后|接下来|将来|此后|往后|之后|前|后|上|下)的?约?{S}(?:[0-9]|[{HAN}两半])"),
    ("周星礼", "(?:周|星期|礼拜)[一二三四五六日天末]"),
    ("".join({word[0] for word in _WEEKS}), f"{any_of(_WEEKS)}(?:周|星期|礼拜)"),
    ("".join({name[0] for name in eras()}), f"{any_of(eras())}{S}(?:元|{N}){S}年"),
    ("上下", "[上下]半[年周月]"),
    ("前首头", f"[前首头]{N}个?[月季]"),
    ("上本下", "[上本下]个?世纪"),
    ("第", f"第[{HAN}1-4]{S}季"),
    ("廿", f"廿[{HAN}]"),
    ("QqFf", "[Qq][1-4]|FY|fy"),
)
_ANCHOR_WORDS = frozenset(
    (
        *("上个半年", "今明两", "明后", "首季", "末季", "头季", "公元", "同期", "全年", "期内", "报告期", "正月", "腊月", "农历", "阴历"),
        *("年初", "年底", "年内", "年末", "年终", "年中", "岁末", "岁初", "月底", "月初", "月末"),
        *(word for words in (t.W["fiscal"]["deictic"], t.YEARS, t.MONTHS, t.DAYS, t.QUARTERS, t.NAMED) for word in words if word != "青年节"),
    )
)


def _starts() -> re.Pattern[str]:
    """The first character of an expression; what follows it is only looked at, so that the next may begin right behind it."""
    firsts, seconds = ("".join({word[i] for word in _ANCHOR_WORDS}) for i in (0, 1))
    begins = [*(f"[{heads}](?<=(?={anchor}).)" for heads, anchor in _ANCHORS), f"[{firsts}][{seconds}](?<=(?={any_of(_ANCHOR_WORDS)})..)"]
    heads = firsts + "".join(heads for heads, _ in _ANCHORS)
    return re.compile(f"[{heads}](?<![0-9][0-9])(?<=(?={'|'.join(begins)}).)")


STARTS = _starts()
EVERY = ("每", "逢", "每年", "每月", "每周", "历年")
NEVER = re.compile(any_of([word for group in t.W["never"] for word in group["words"]]))
HELD = frozenset(sign for group in t.W["never"] for word in group["words"] for sign in word)
IN_FIGURES = re.compile("[0-9]{1,4} {0,2}[-/.·]|[0-9]{4} [0-9]|[0-9]{8}")  # what NUMERIC and SHORT_NUMERIC begin with
SHORT_NUMERIC = re.compile("(1[0-2]|0?[1-9])([·-])(3[01]|[12][0-9]|0?[1-9])(?![0-9.·-])")
FINANCE = re.compile(f"[^。；;\n]{{0,10}}{any_of(t.CUES['finance'])}")
ENDED = re.compile(
    f"{S}(?:为?止|日止)的?{S}(?:(?P<u>财?年度?(?!前|底|初)|财政年度|季度|半年)|前?(?P<n>{N}){S}个月)(?:期间)?|的(?P<n2>三|六|九|十二|3|6|9|12)个月"
)
BEFORE = re.compile(f"{S}(?:及|或|和)?(?:之前|以前|前(?![后列三十0-9一二两几沿端所任夕台途景身往期去年瞻言线锋卫提者首副员总]))")
AFTER = re.compile(f"{S}(?:及|或|和)?(?:之后|以后|后(?![来续期台端备勤面卫果代者]))")
SINCE = re.compile(f"{S}(?:以来|至今|迄今|到现在)")
AROUND = re.compile(f"{S}(?:前后|左右|期间|之间|间(?![接谍隔歇断])|年内|内(?![部地容存需]))")
CONNECT = re.compile(f"{S}[起日]?(?:-{{1,2}}|~|至|到|直到|直至)(?!少|多|于|达|期|位|底|账|货|店|场){S}")
FOLLOWING = frozenset("-~至到直迄起日与和以之前后左期间年内及或为止的")  # what ENDED to BETWEEN begin with
UP_TO_NOW = re.compile(f"{S}(?:至今(?!年|天|日|晚|早)|迄今|到现在|至现在|至目前|到目前)")
BETWEEN = re.compile(f"{S}(?:与|和){S}")
YEAR_LIST = re.compile("(?P<a>(?:19|20)[0-9]{2})年?度?(?=、(?:(?:19|20)[0-9]{2}年?度?[、和与及]){1,6}(?:19|20)[0-9]{2}年)")
YEAR_TO_YEAR = re.compile(f"(?P<a>(?:19|20)[0-9]{{2}})(?P<word>年?度?)(?P<c>{t.TO}|[、/和与及]|以及)(?P<b>(?:(?:19|20)[0-9]{{2}})){S}(?P<y>年|财年)?")
OF_NAMED = re.compile(f"(?:当天|当日|当晚|全天|首日|假期|长假|黄金周|{t.DAYPART})")
OF_QUARTER = re.compile("初(?![期次])|末(?!期)|底")
AS_OF = re.compile("(?:截至|截止|截止到|截至到|截止至|截止于|截至于)(?:到|至|于|北京时间|美国时间)?$")
SUMMED = re.compile("[^，。；,;]{0,4}累[计积積]")
SEASON = re.compile("(?P<a>(?:19|20)[0-9]{2})[-/](?P<b>[0-9]{2}|(?:19|20)[0-9]{2})(?=赛季|学年)")
SHORT_YEAR = re.compile("(?<=[，,。；;：:（(、“「\\n自从于在至到截早和与及比较的])|^")
MEASURES = re.compile(f"{any_of(t.CUES['measuring'])}$")
NOT_SHORT = re.compile(f"{S}(?:之?[前后来间内]|以[上下内来前后]|的?{any_of(t.CUES['measured'])}|[，,]?$)")


def starts(text: str) -> list[int]:
    """Places of a text in one spelling where a Chinese expression may begin, in order."""
    return [head.start() for head in STARTS.finditer(text)]


def _is_held(text: str, at: int) -> bool:
    """Whether the character at `at` belongs to a word that is never a time."""
    if text[at] not in HELD:
        return False
    return any((held := NEVER.match(text, begin)) and held.end() > at for begin in range(max(0, at - 2), at + 1))


def parse(text: str, at: int) -> Spoken | None:
    """The expression that begins at `at`, in text of one spelling, or None."""
    if text.endswith(EVERY, max(0, at - 2), at) or _is_held(text, at):
        return None
    found = _range(text, at)
    if found is None:
        return None
    end, node = found
    return Spoken(at, end, node, _sense(text, at, end))


def _sense(text: str, at: int, end: int) -> str:
    before = text[max(0, at - 5) : at].rstrip()
    if before.endswith(("至", "止", "到", "于", "间")):
        if AS_OF.search(before):
            return "to_date"
        if before.endswith(("直到", "直至")):
            return "until"
    if text.startswith(("起", "开始"), end) or before.endswith(("自", "自从")):
        return "since"
    return "to_date" if text.find("累", end, end + 5) >= 0 and SUMMED.match(text, end) else "at"


def _range(text: str, at: int) -> Parsed:
    if text.startswith(("19", "20"), at) and (found := _years(text, at)) is not None:
        return found
    first = atom(text, at)
    if first is None:
        return None
    end, node = first
    if isinstance(node, ALONE) or text[end : end + 3].lstrip(" ")[:1] not in FOLLOWING:
        return first
    if (m := UP_TO_NOW.match(text, end)) is not None:
        return m.end(), Open(node, "since")
    if (m := CONNECT.match(text, end)) is not None and (second := atom(text, m.end())) is not None and _pairs(node, second[1]):
        return _suffix(text, second[0], Range(node, second[1]))
    if (
        (m := BETWEEN.match(text, end)) is not None
        and (second := atom(text, m.end())) is not None
        and text.startswith(("间", "之间"), second[0])
        and _pairs(node, second[1])
    ):
        return second[0] + (2 if text.startswith("之间", second[0]) else 1), Range(node, second[1])
    return _suffix(text, end, node)


def _years(text: str, at: int) -> Parsed:
    """Years in figures that share what is said after the last: 2015-16赛季, 2015、2016年, 2015至2017年."""
    if (m := SEASON.match(text, at)) is not None:
        return m.end(), Range(Point(Field(int(m["a"]))), Point(Field(int(m["a"][: 4 - len(m["b"])] + m["b"]))))
    if (m := YEAR_LIST.match(text, at)) is not None:
        return m.end(), Point(Field(int(m["a"])))
    if (m := YEAR_TO_YEAR.match(text, at)) is not None and (
        m["y"] or (re.search("从$|自$", text[max(0, at - 2) : at]) and not text[m.end() : m.end() + 1].isalnum())
    ):
        if not re.match("[、/和与及以]", m["c"].strip()):
            last = atom(text, m.start("b")) if m["y"] else (m.end(), Point(Field(int(m["b"]))))
            if last is not None:
                return _suffix(text, last[0], Range(Point(Field(int(m["a"]))), last[1]))
        elif m["c"].strip() in ("与", "和") and m["y"] and re.match("之?间", text[m.end() : m.end() + 2]):
            return m.end() + (2 if text[m.end()] == "之" else 1), Range(Point(Field(int(m["a"]))), Point(Field(int(m["b"]))))
        elif m["c"].strip() != "/":
            return m.end("word"), Point(Field(int(m["a"])))
    return None


def _pairs(first: Node, second: Node) -> bool:
    """Whether two trees can be the ends of one range."""
    return not isinstance(second, NO_END) and not isinstance(first, NO_BEGINNING)


def _suffix(text: str, end: int, node: Node) -> Parsed:
    """What follows an expression and is part of it: 前, 之后, 以来, 左右, 止三个月."""
    if isinstance(node, Point | Part) and (m := ENDED.match(text, end)) is not None:
        months = {"年": 12, "财": 12, "季": 3, "半": 6}.get(m["u"][0]) if m["u"] else number(m["n"] or m["n2"])
        if months and months <= 24:
            return m.end(), Window(Length(((float(months), "month"),)), -1, node)
    if (m := SINCE.match(text, end)) is not None:
        return m.end(), Open(node, "since")
    if (m := AROUND.match(text, end)) is not None:
        return m.end(), Named(node.name, node.year, True) if isinstance(node, Named) else node
    if isinstance(node, NO_BEGINNING):
        return end, node
    if (m := BEFORE.match(text, end)) is not None:
        return m.end(), node if isinstance(node, Range) else Open(node, "before", inclusive=m[0].strip()[0] in "及或和")
    if (m := AFTER.match(text, end)) is not None:
        return m.end(), Open(node, "after", inclusive=m[0].strip()[0] in "及或和")
    return end, node


def atom(text: str, at: int) -> Parsed:
    """One expression without its partner in a range."""
    if IN_FIGURES.match(text, at) and (found := _numeric(text, at) or _short_numeric(text, at)) is not None:
        return found
    for read in READERS.get(text[at : at + 1], ALWAYS):
        if (found := read(text, at)) is not None:
            return found
    return None


def _numeric(text: str, at: int) -> Parsed:
    m = t.NUMERIC.match(text, at)
    if m is None:
        return None
    if m["ym"]:
        return m.end(), Point(Field(int(m["ym"])), Field(int(m["mm"])))
    for names in (("y", "m", "d"), ("y8", "m8", "d8"), ("ys", "ms", "ds")):
        if m[names[0]]:
            return read_tail(text, m.end(), Point(*_fields(m, names)))
    a, b, year = int(m["a"]), int(m["b"]), int(m["yl"])
    year += 0 if year > 99 else 2000 if year < 40 else 1900
    if len(m["yl"]) == 2 and 10 <= a <= 39 and a > 12 and 1 <= b <= 12 and 1 <= int(m["yl"]) <= 31:
        return read_tail(text, m.end(), Point(Field(2000 + a), Field(b), Field(int(m["yl"]))))
    if a > 31 or b > 31 or min(a, b) > 12 or not a or not b or (m["s2"] == "." and len(m["yl"]) == 2):
        return None
    around = text[max(0, at - 12) : at] + text[m.end() : m.end() + 12]
    english = re.search("[a-z]", around) is not None and re.search("[\u4e00-\u9fff]", around) is None
    day, month = (a, b) if b <= 12 and not (english and a <= 12) else (b, a)
    return read_tail(text, m.end(), Point(Field(year), Field(month), Field(day)))


def _fields(m: re.Match[str], names: tuple[str, str, str]) -> tuple[Field, Field, Field]:
    return Field(int(m[names[0]])), Field(int(m[names[1]])), Field(int(m[names[2]]))


def _short_numeric(text: str, at: int) -> Parsed:
    """6·30, which is always a day; 09-01, which is one only where nothing else is said."""
    m = SHORT_NUMERIC.match(text, at)
    if m is None or (m[2] == "-" and not stands_alone(text, at, m.end())):
        return None
    return m.end(), Point(None, Field(int(m[1])), Field(int(m[3])))


def _century(text: str, at: int) -> Parsed:
    m = t.CENTURY.match(text, at)
    if m is None:
        return None
    part = m["part"] or m["part2"]
    node: Node
    if m["bare"]:
        node = Decade(None, number(m["bare"]))
    else:
        century = Field(number(m["c"])) if m["c"] else Field({"上": -1, "本": 0, "下": 1}[m["cw"][0]], "deictic")
        node = Century(century)
        if m["tens"]:
            node = Decade((century.value - 1) * 100 if century.mode == "written" else 2000 + 100 * century.value, number(m["tens"]))
    return m.end(), Part(node, t.CENTURY_PARTS[part.removeprefix("之")[0]] if part[0] in t.CENTURY_PARTS else "late") if part else node


def _dated(text: str, at: int) -> Parsed:
    """A year, and what stands in it; or what stands in a year that is not said."""
    lunar = text.startswith(("农历", "阴历"), at)
    begin = at + 2 if lunar else at
    found = t.read_year(text, begin)
    end, year, kind = found if found else (begin, None, "")
    if kind == "yw" and text.startswith("的", end) and (again := t.read_year(text, end + 1)) and again[1].mode == "deictic":
        end, year = again[0], Field(again[1].value + year.value if year else 0, "deictic")
    m = t.AFTER_YEAR.match(text, end)
    if m is None or m.lastgroup is None:
        return _only_year(text, begin, end, year, kind)
    if m["mw"] or m["m"] or m["lunarm"] or m["md"]:
        return _in_month(text, m, year, lunar)
    node = t.in_year(m, year, kind in ("fy", "split2", "fyd"))
    if node is None or not _stands(text, begin, m, year):
        return _only_year(text, begin, end, year, kind)
    if isinstance(node, Named):
        stretch = OF_NAMED.match(text, m.end())
        return (stretch.end() if stretch else m.end()), Named(node.name, node.year, node.holiday or (stretch is not None and "假" in stretch[0]))
    if isinstance(node, Quarter | Half) and (part := OF_QUARTER.match(text, m.end())):
        return part.end(), Part(node, "early" if part[0] == "初" else "late")
    if isinstance(node, Point) and node.day:
        return read_tail(text, m.end(), node)
    return m.end(), node


def _stands(text: str, at: int, m: re.Match[str], year: Field | None) -> bool:
    """Whether a quarter, half or part is one of time, where no year or none but a vague sign says so."""
    if m["named"]:
        if text[at] in HAN and at and text[at - 1] in HAN:
            return False
        needs = t.NAMED[m["named"]].get("needs")
        return bool((year and year.mode == "deictic") or not needs or re.match(needs, text[m.end() : m.end() + 6]))
    if year is not None:
        return True
    if m["hn"] or m["hx"] or m["wk"] or m["nm"] or m["fd"] or m["fiscal"] or m["lm"] or m["today"] or m["same"]:
        return False
    if m["qq"]:
        return not (at and ((text[at - 1].isalnum() and text[at - 1].isascii()) or text[at - 1] in "迪"))
    if m["qe"] or (m["q"] and not m["qd"]):
        return bool(FINANCE.match(text, m.end())) and not (at and text[at - 1] in "》”年") and (m["qe"] is not None or text[at] == "第")
    if m["fm"]:
        return not (m["fm"] in ("1", "一") and "个" in m[0]) and not (at and text[at - 1] in "之以年月日天")
    if m["part"]:
        return (
            len(m["part"]) > 1
            and m["part"][0] in "年岁"
            and not (at and (text[at - 1].isdigit() or text[at - 1] in HAN + "今去明半周同全多"))
            and not (m["part"] == "年中" and not re.match("大促|时|，|将|前|后", text[m.end() :]))
            and not (m["part"] == "年终" and text[m.end() : m.end() + 1] in "奖总盘")
        )
    return True


def _in_month(text: str, m: re.Match[str], year: Field | None, lunar: bool) -> Parsed:
    if m["md"]:
        month, day = int(m["md"]), int(m["mdd"])
        alone = stands_alone(text, m.start(), m.end())
        if not (1 <= month <= 12 and 1 <= day <= 31) or not (year or alone or m[0].endswith(("日", "号")) or _slashed(text, m)):
            return None
        return read_tail(text, m.end(), Point(year, Field(month), Field(day)))
    if m["lunarm"]:
        month_field, lunar = Field({"正": 1, "冬": 11, "腊": 12}[m["lunarm"][0]]), True
    elif m["m"]:
        month_field = Field(number(m["m"]))
        if year is None and re.match("[龄薪饼光球亮租供卡票嫂刊娘]", text[m.end() : m.end() + 1]):
            return None
    else:
        word = m["mw"]
        month_field = Field(t.MONTHS[word], "deictic" if word in t.W["month"]["deictic"] else "anaphoric")
    inner = t.AFTER_MONTH.match(text, m.end())
    if inner is None or inner.lastgroup is None:
        return m.end(), Point(year, month_field, None, lunar)
    node = t.in_month(inner, year, month_field)
    if isinstance(node, Point) and lunar:
        node = Point(node.year, node.month, node.day, True)
    return read_tail(text, inner.end(), node) if isinstance(node, Point | Range) else (inner.end(), node)


def _slashed(text: str, m: re.Match[str]) -> bool:
    """Whether month/day without a word for either is a date: in brackets, or after a preposition."""
    before, after = text[max(0, m.start() - 1) : m.start()], text[m.end() : m.end() + 1]
    return (before in ("(", "（") and after in (")", "）", "(", "（")) or (before in ("于", "在", "至", "自") and not after.isalnum())


def _only_year(text: str, at: int, end: int, year: Field | None, kind: str) -> Parsed:
    if year is None:
        return None
    if kind in ("y2", "yhh"):
        alone = stands_alone(text, at, end)
        zero = text[at] in "0〇零"
        placed = (SHORT_YEAR.match(text, at) is not None or zero) and not MEASURES.search(text[max(0, at - 3) : at]) and not NOT_SHORT.match(text, end)
        if not alone and not (placed and (kind == "yhh" or zero or (2000 <= year.value <= 2029 and int(text[at : at + 2]) > 12))):
            return None
    if kind in ("y4", "yh") and (text.startswith("历史", end) or text[at - 1 : at] in "近约达超") and at:
        return None
    if text[end : end + 1] in ("报", "会") and kind == "yw" and year.mode == "anaphoric":
        return None
    if (
        kind == "yw"
        and year.mode == "anaphoric"
        and ((text[at - 1 : at] in tuple(HAN + "两几每首多此想0123456789") and at) or text[end : end + 2] in ("的话", "那些"))
    ):
        return None
    if text[at : at + 2] in ("前年", "后年") and at and (text[at - 1].isdigit() or text[at - 1] in HAN + "几之以"):
        return None
    return end, FiscalYear(year) if kind in ("fy", "split2", "fyd") else Point(year)


# The readers in their order, each with the characters that what it reads begins with; None is any.
_BY_HEAD: tuple[tuple[Callable[[str, int], Parsed], str | None], ...] = (
    (_century, f"0123456789{HAN}上本下"),
    (read_window, "最过近未今接将此往向之前后上下"),
    (_dated, None),
    (read_week, "".join({word[0] for word in _WEEKS}) + "周星礼上下"),
    (read_day, None),
    (read_measured, f"0123456789{HAN}两廿卅半"),
    (read_period, "去上同期报全"),
)
ALWAYS = tuple(read for read, heads in _BY_HEAD if heads is None)
READERS = {
    head: tuple(read for read, heads in _BY_HEAD if heads is None or head in heads) for _, listed in _BY_HEAD if listed is not None for head in listed
}

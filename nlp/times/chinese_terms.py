"""The terms of Chinese time expressions, as patterns, and the trees of years, months and what stands in them."""

from __future__ import annotations

import re

from nlp.times.nodes import Field, FiscalYear, Half, Mode, Months, Named, Node, Nth, Part, Point, Quarter, Range, SamePeriod, Unit
from nlp.times.words import any_of, eras, load, number

W, CUES = load("chinese"), load("cues")
S = " {0,2}"
HAN = "一二三四五六七八九十"
N = f"(?:[0-9]{{1,3}}(?![0-9])|[{HAN}两廿卅][{HAN}百零〇]{{0,4}})"
M = "(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"  # a month's number
D = "(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
TO = f"{S}(?:-{{1,2}}|~|至|到){S}"
QN = "(?:[1-4]|[一二三四])"
YEARS, MONTHS, DAYS = ({**W[k]["deictic"], **W[k]["anaphoric"]} for k in ("year", "month", "day"))
QUARTERS = {**W["quarter"]["deictic"], **W["quarter"]["anaphoric"]}
NAMED = {name: entry for entry in load("named")["day"] for name in entry.get("zh", [])}
PARTS: dict[str, str] = W["part"]

YEAR = re.compile(
    f"(?:公元)?(?:(?P<y4>(?:1[0-9]|20)[0-9]{{2}}|2[1-9][0-9]{{2}}){S}年(?![产级轮薪龄票近])(?:度(?!假))?"
    f"|(?P<split>20[0-9]{{2}})/(?P<split2>(?:20)?[0-9]{{2}})(?={S}(?:财年|财政年))"
    f"|(?P<y2>[0-9]{{2}}){S}年(?![产级轮薪龄票])(?:度(?!假))?"
    f"|(?P<yh>[〇零一二三四五六七八九]{{4}}|两千[零〇]?[{HAN}]{{0,3}}){S}年(?:度(?!假))?"
    f"|(?P<yhh>[〇零一二三四五六七八九]{{2}})年(?![产级轮薪龄票])(?:度(?!假))?"
    f"|(?P<era>{any_of(eras())}){S}(?P<eran>{N}|元){S}年(?:度)?"
    f"|(?P<ybare>(?:19|20)[0-9]{{2}})(?={S}(?:财年|财政年|Q[1-4](?![0-9])|q[1-4](?![0-9])|[一二三四]季度|第[一二三四1-4]季度|[1-4]Q|上半年|下半年"
    f"|H[12](?![0-9])|年?双1|春节|“?618))"
    f"|(?P<roc>1[0-3][0-9])年(?:度|(?=(?:1[0-2]|0?[1-9])月|第[一二三四1-4]季|[上下]半年|[底初]))"
    f"|(?:FY|fy){S}(?P<fy>(?:20)?[0-9]{{2}})(?![0-9])"
    f"|(?P<fyd>{any_of(W['fiscal']['deictic'])})"
    f"|(?P<yw>{any_of(YEARS)})(?:度(?!假))?)(?P<share>份(?!额|量))?"
)

DAYPART = (
    "(?:凌晨|清晨|早上|早晨|早间|朝早|一早|上午|中午|午间|正午|下午|午后|傍晚|晚上|晚间|夜间|夜里|深夜|午夜|盘前|盘中|盘后|收盘后|零时"
    "|晚(?![宴会报餐礼])|早(?![于在已就期些前盘餐])|夜(?!总))"
)
CLOCK = (
    "(?:[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9])|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:点钟?|时)(?![代间尚候期段评])(?:整|半"
    "|[0-9一二三四五六七八九十]{1,3}分?)?(?:左右|许)?)"
)
CLOCK_RANGE = f"{CLOCK}(?:{TO}{CLOCK})?"
WEEKDAY = "(?:周|星期|礼拜)(?P<wd>[一二三四五六日天末])"
PAREN_DAY = f"{S}[(（]{S}(?:周|星期|礼拜)?[一二三四五六日]{S}[)）]"
TAIL = re.compile(
    f"(?:{PAREN_DAY}|[,，]?{S}(?:周|星期|礼拜)[一二三四五六日天](?![均报刊])|[(（](?:北京|当地|美国|美东)?时间[)）])?"
    f"(?:{S}的?{S}(?:{DAYPART}{S}(?:{CLOCK_RANGE})?|(?<![0-9]){CLOCK_RANGE}))?"
)

NUMERIC = re.compile(
    f"(?P<y>(?:19|20)[0-9]{{2}}){S}(?P<sep>[-/.])(?P<m>0?[1-9]|1[0-2])[-/.](?P<d>3[01]|[12][0-9]"
    f"|0?[1-9])(?![0-9])(?!-[0-9]{{1,3}}(?![0-9]))(?![-.][A-Za-z])(?!\\.[0-9])"
    f"|(?P<y8>(?:19|20)[0-9]{{2}})(?P<m8>0[1-9]|1[0-2])(?P<d8>0[1-9]|[12][0-9]|3[01])(?![0-9])"
    f"|(?P<a>[0-9]{{1,2}})(?P<s2>[-/.])(?P<b>[0-9]{{1,2}})(?P=s2)(?P<yl>(?:19|20)[0-9]{{2}}"
    f"|[0-9]{{2}})(?!\\.?[0-9/])(?!-[0-9]{{1,3}}(?![0-9/]))"
    f"|(?P<ys>(?:19|20)[0-9]{{2}}) (?P<ms>0?[1-9]|1[0-2]) (?P<ds>3[01]|[12][0-9]|0?[1-9])(?![0-9年月日个万亿元.])"
    f"|(?P<ym>(?:19|20)[0-9]{{2}})(?P<s3>[-/])(?P<mm>0[1-9]|1[0-2]|[1-9](?=月))月?(?![0-9A-Za-z]|[-/.][0-9])"
)
AFTER_YEAR = re.compile(
    f"{S}的?{S}(?:(?P<fiscal>财政?年度?|FY){S}的?{S})?(?:"
    f"(?P<fq>[前首头]{S}(?P<fqn>[二两三123])个?季度?)"
    f"|(?P<q1>第?{QN})(?:季度?)?(?:{TO}|、)(?P<q2>第?{QN})季度"
    f"|第?(?P<q>{QN}){S}(?P<qf>财)?季(?P<qd>度)?(?!酒店|沐歌|人生|花|豆)|[Qq](?P<qq>[1-4])(?![0-9A-Za-z])|(?P<qx>[1-4])Q(?![0-9A-Za-z])|(?P<qe>首季"
    f"|末季)度?"
    f"|(?P<h1>上半年度?|前半年)|(?P<h2>下半年度?|后半年)|[Hh](?P<hn>[12])(?![0-9A-Za-z])|(?P<hx>[12])H(?![0-9A-Za-z])"
    f"|[前首头]{S}(?P<fm>{N}){S}个?月份?|(?:后|最后|末){S}(?P<lm>{N}){S}个月|第(?P<nm>{N})个月|(?P<fd>前|最后|头){S}(?P<fdn>{N})(?P<fdu>天|日|周)"
    f"|第(?P<wk>{N})周|(?P<same>同期|同月|同季)(?!待)"
    f"|(?P<mr1>{M})(?:月份?)?{TO}(?P<mr2>{M}){S}月份?(?!{S}{D}{S}[日号])|(?P<ml1>{M})、(?P<ml2>{M}){S}月(?:间|份)?(?!{S}{D}{S}[日号])"
    f"|(?P<lunarm>正月|腊月|冬月)|(?P<m>{M}){S}月份?|(?P<md>[01]?[0-9])/(?P<mdd>[0-3]?[0-9])[日号]?(?![0-9/%])|(?P<mw>{any_of(MONTHS)})份?"
    f"|(?P<today>今[天日]|昨[天日])"
    f"|(?P<named>{any_of(NAMED)})(?P<holiday>期间|假期|长假|黄金周|小长假)?"
    f"|(?P<part>年初|年中|年底|年末|年终|伊始|开年|初(?![期次步始级中创心衷代夏秋冬春])|底(?![部层线盘蕴气价薪牌座])|末(?![期日班端])|中期?(?=以?[前后]|[，。、；,;时)）]|$|大促)|岁末|"
    f"春季|春天|夏季|夏天|秋季|秋天|冬季|冬天|暑期|暑假|春(?![节晚运秋])|夏(?![普])|秋(?![季])|冬(?![奥]))"
    f")?"
)
AFTER_MONTH = re.compile(
    f"{S}的?{S}(?:(?P<d1>{D})(?:[日号])?{TO}(?P<d2>{D}){S}(?:日|号(?![线楼院店文馆]))"
    f"|(?P<d>{D}){S}(?:日(?!均)|号(?![线楼院店文馆]))(?P<dl>(?:[、，,][0-3]?[0-9][日号]){{1,9}})?"
    f"|(?P<dr1>[0-3]?[0-9])[-~](?P<dr2>[0-3]?[0-9])(?=[，,。)）])"
    f"|(?P<lunard>初[{HAN}]|廿[{HAN}]?)|(?P<hand>(?<=月)(?:二十[{HAN}]|三十|十[{HAN}]|十五)(?![{HAN}个年月多余几天人家名大])|(?<=[0-9]月)[0-9]{{1,2}}$)"
    f"|第(?P<wk>{N})(?:周|个?星期(?![一二三四五六日天]))|(?:第(?P<nw>{N})|(?P<lw>最后一))个(?:周|星期|礼拜)(?P<nwd>[一二三四五六日天])"
    f"|(?P<fd>前|最后|头){S}(?P<fdn>{N})(?P<fdu>天|日|周)"
    f"|(?P<part>上中旬|中上旬|中下旬|上旬|中旬|下旬|上半月|下半月|月底|月初|月末|月中|月月底|初(?![期次步始级中创心衷代夏秋冬春])|底(?![部层线盘蕴气价薪牌座])|末(?![期日班端])|中(?=[前后，。、；,;时)）]|$)))?"
)
CENTURY = re.compile(
    f"(?:(?P<c>[0-9]{{1,2}}|[{HAN}]{{1,3}}){S}世纪|(?P<cw>上个?世纪|本世纪|下个?世纪))(?:的?(?P<tens>[0-9]0|[{HAN}]十|十){S}年代)?"
    f"(?P<part>初期?|前期|早期|中叶|中期|中后期|末期?|后期|晚期|末叶|下半叶|上半叶|之?交)?|(?P<bare>[1-9]0|[二三四五六七八九]十){S}年代(?P<part2>初期?|前期|早期|中期|中后期|末期?|后期|晚期)?"
)
CENTURY_PARTS = {
    "初": "early",
    "前": "early",
    "早": "early",
    "中": "mid",
    "末": "late",
    "后": "late",
    "晚": "late",
    "下": "second_half",
    "上": "first_half",
}
WEEK = re.compile(f"(?P<shift>{any_of(W['week']['deictic'])})?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天末](?!周))?")
HALF_WEEK = re.compile("(?P<h>[上下])半(?P<u>周|月)")
UNIT = "(?:个?(?:星期|礼拜|季度|工作日|小时|钟头)|个月|(?<=[半两多])月|周年|分钟|刻钟|年|周(?![岁末边期刊转身报遭])|天|日(?![元本圆均线])|季|秒)"
AMOUNT = f"(?:(?:[0-9]{{1,3}}|[{HAN}两]{{1,3}}){S}(?:-|~|至|到){S})?(?P<n>[0-9]{{1,4}}(?:\\.[0-9])?|[{HAN}两廿卅][{HAN}百零〇]{{0,4}}|半)"
LENGTH = re.compile(f"{AMOUNT}{S}(?P<more>个?(?:多|余|几))?(?P<half0>个半)?{S}(?P<u>{UNIT})(?P<half>半(?![年月天导夜]))?")
JOIN = re.compile("(?:又|零|加|外加)?")
UNITS: dict[str, Unit] = W["units"]
WINDOW = re.compile("(?P<w>最近|过去|近|未来|今后|接下来|将来|此后|往后|向后|之后|前|后|上|下)(?:的)?(?P<about>约)?" + S)
OFFSET = re.compile(
    "(?P<open>之?以前|之?以后|之后)|(?P<side>之?前|后)(?![台端卫续面进期辈人世代沿线])|(?P<within>之?以?内(?![部地容存]))|(?P<since>之?以?来(?![自到])|来)"
)


def read_year(text: str, at: int) -> tuple[int, Field, str] | None:
    m = YEAR.match(text, at)
    if m is None:
        return None
    kind = m.lastgroup if m.lastgroup != "share" else next(k for k in ("y4", "y2", "yh", "yhh", "fyd", "yw", "roc", "eran", "fy", "split2", "ybare") if m[k])
    if kind in ("y4", "yh", "ybare"):
        return m.end(), Field(number(m[kind])), kind
    if kind in ("y2", "yhh"):
        value = number(m[kind])
        return m.end(), Field(value + (1900 if value >= 30 else 2000)), kind
    if kind == "fyd":
        return m.end(), Field(W["fiscal"]["deictic"][m["fyd"]], "deictic"), kind
    if kind == "roc":
        return m.end(), Field(int(m["roc"]) + 1911), kind
    if kind == "split2":
        return m.end(), Field(int(m["split"]) + 1), kind
    if kind == "fy":
        return m.end(), Field(int(m["fy"]) % 100 + 2000), kind
    if kind == "eran":
        return m.end(), Field(eras()[m["era"]] + (1 if m["eran"] == "元" else number(m["eran"])) - 1), kind
    word = m["yw"]
    mode: Mode = "deictic" if word in W["year"]["deictic"] else "anaphoric"
    return m.end(), Field(YEARS[word], mode), kind or "yw"


def quarter_number(text: str) -> int:
    """1 to 4 from 第三, 3, 首."""
    return {"首": 1, "末": 4}.get(text[0]) or number(text.lstrip("第"))


def in_year(m: re.Match[str], year: Field | None, fiscal: bool = False) -> Node | None:
    """The tree of what follows a year, or of what stands alone."""
    fiscal = fiscal or m["fiscal"] is not None or m["qf"] is not None
    get = m.group
    if get("fq"):
        return Months(year, 1, 3 * number(get("fqn")), fiscal)
    if get("q1"):
        return Months(year, 3 * quarter_number(get("q1")) - 2, 3 * quarter_number(get("q2")), fiscal)
    if quarter := get("q") or get("qq") or get("qx") or get("qe"):
        return Quarter(year, Field(quarter_number(quarter)), fiscal)
    if get("h1") or get("h2") or get("hn") or get("hx"):
        return Half(year, Field(1 if get("h1") else 2 if get("h2") else int(get("hn") or get("hx"))), fiscal)
    if get("fm"):
        return Months(year, 1, number(get("fm")), fiscal) if 1 <= number(get("fm")) <= 12 else None
    if get("lm"):
        return Months(year, -number(get("lm")), -1, fiscal) if 1 <= number(get("lm")) <= 12 else None
    if get("nm"):
        return Point(year, Field(number(get("nm")))) if 1 <= number(get("nm")) <= 12 else None
    if get("fd"):
        return Nth(Point(year), "week" if get("fdu") == "周" else "day", 1 if get("fd") != "最后" else -1, number(get("fdn")))
    if get("wk"):
        return Nth(Point(year), "week", number(get("wk")))
    if get("same"):
        return SamePeriod(year)
    if get("mr1"):
        return _months(year, get("mr1"), get("mr2"))
    if get("ml1"):
        return Months(year, number(get("ml1")), number(get("ml2"))) if number(get("ml1")) + 1 == number(get("ml2")) else None
    if get("today"):
        return Point(year, Field(0, "deictic"), Field(0 if get("today")[0] == "今" else -1, "deictic"))
    if get("named"):
        return Named(NAMED[get("named")]["name"], year, get("holiday") is not None or get("named").endswith(("假期", "长假", "黄金周", "期间")))
    if get("part"):
        return Part(
            Point(year) if year else None,
            PARTS.get(get("part")) or PARTS.get(get("part")[0]) or {"春": "spring", "夏": "summer", "秋": "autumn", "冬": "winter"}[get("part")[0]],
        )
    if m["fiscal"] and year:
        return FiscalYear(year)
    return None


def _months(year: Field | None, first: str, last: str) -> Node | None:
    a, b = number(first), number(last)
    if a <= b:
        return Months(year, a, b)
    return Range(Point(year, Field(a)), Point(None, Field(b)))


def in_month(m: re.Match[str], year: Field | None, month: Field) -> Node:
    """The tree of what follows a month."""
    get = m.group
    if get("d1") or get("dr1"):
        a, b = number(get("d1") or get("dr1")), number(get("d2") or get("dr2"))
        return Range(Point(year, month, Field(a)), Point(None, None, Field(b)))
    if get("d"):
        more = re.findall("[0-9]+", get("dl") or "")
        first = Point(year, month, Field(number(get("d"))))
        return Range(first, Point(None, None, Field(int(more[-1])))) if more else first
    if get("lunard"):
        return Point(year, month, Field(number(get("lunard").removeprefix("初"))), lunar=True)
    if get("hand"):
        return Point(year, month, Field(number(get("hand"))))
    if get("wk"):
        return Nth(Point(year, month), "week", number(get("wk")))
    if get("nwd"):
        return Nth(Point(year, month), "weekday", -1 if get("lw") else number(get("nw")), weekday=weekday(get("nwd")))
    if get("fd"):
        return Nth(Point(year, month), "week" if get("fdu") == "周" else "day", 1 if get("fd") != "最后" else -1, number(get("fdn")))
    if get("part"):
        return Part(Point(year, month), PARTS.get(get("part")) or PARTS[get("part")[0]], "month")
    return Point(year, month)


def weekday(sign: str) -> int:
    """0 for 一 to 6 for 日 and 天; 7 for 末."""
    return 6 if sign in "日天" else 7 if sign == "末" else HAN.index(sign)

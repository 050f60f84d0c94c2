"""Chinese times that lean on another: weeks, days, measured times, periods last spoken of."""

from __future__ import annotations

import re

from nlp.times import chinese_terms as t
from nlp.times.nodes import Field, Half, Length, Node, Offset, Part, Point, Quarter, Range, SamePeriod, Side, Unit, Week, Window
from nlp.times.words import number

Parsed = tuple[int, Node] | None
S, N, HAN = t.S, t.N, t.HAN

BARE_DAY = re.compile(
    f"(?P<d1>[0-3]?[0-9]){t.TO}(?P<d2>[0-3]?[0-9]){S}[日号](?![线楼院店文馆均游内]|之内)|(?P<d>3[01]|[12][0-9]|0?[1-9]|三十一?"
    f"|二十[{HAN[:9]}]?){S}(?:日(?!前(?!后)|[均线游内留活涨后间化龄元夜]|之?内|以内|本(?![报刊网]))|号(?={t.DAYPART}|[起止，,（(]|之?[前后]|$))"
)
DAY_BLOCK = re.compile("[0-9第近前过续每为历这达约超仅用共个首满后上最·/月年.A-Za-z-]$")
OF_WEEK = re.compile(f"的?{t.WEEKDAY}")
WINDOW_REST = re.compile(f"{S}(?:以来|来|之?内|间|里)?(?:的?时间)?(?:里|内)?")
NO_LENGTH = re.compile("[级龄轮薪票产制均线券卡化型]|期(?:国债|贷款)|年化|报")
NO_ONE = re.compile("[一两三]?[次届]|一[换度]")
DAY_HEADS, QUARTER_HEADS = (frozenset(word[0] for word in words) for words in (t.DAYS, t.QUARTERS))
MULTI_DAY = re.compile("今明两[天日年]|明后两?[天日年]|明后大后三天")
PERIOD = re.compile("(?P<same>去年同期|上年同期|同期(?![待])|期内|报告期内?)|(?P<whole>全年(?![龄级]))")


def read_week(text: str, at: int) -> Parsed:
    m = t.WEEK.match(text, at)
    if m is None or not (m["shift"] or m["wd"]):
        half = t.HALF_WEEK.match(text, at)
        if half is None:
            return None
        late = half["h"] == "下"
        return half.end(), Week(0, None, 1 if late else 0) if half["u"] == "周" else Part(
            Point(None, Field(0, "deictic")), "second_half" if late else "first_half", "month"
        )
    if m["shift"] and not m["wd"] and (day := OF_WEEK.match(text, m.end())) is not None:
        return read_tail(text, day.end(), Week(t.W["week"]["deictic"][m["shift"]], t.weekday(day["wd"])))
    if m["wd"]:
        before, after = text[max(0, at - 1) : at], text[m.end() : m.end() + 1]
        if not m["shift"] and (
            before.isdigit() or before in tuple(HAN + "两几每半一首多各双单") or (m["wd"] in "一二三四五六" and after in ("次", "天", "期", "年", "个", "围"))
        ):
            return None
        if after in ("均", "报", "刊") or (m[0] == "周天" and after == "子"):
            return None
        return read_tail(text, m.end(), Week(t.W["week"]["deictic"][m["shift"]] if m["shift"] else None, t.weekday(m["wd"])))
    if text[m.end() : m.end() + 1] in ("年", "期", "边", "围", "刊", "转", "遭", "岁", "报", "折", "身") or text.startswith(("今周", "今礼拜"), at):
        return None
    return m.end(), Week(t.W["week"]["deictic"][m["shift"]], None)


def read_day(text: str, at: int) -> Parsed:
    if (m := MULTI_DAY.match(text, at)) is not None:
        year = m[0].endswith("年")
        days = (0, 1) if m[0].startswith("今") else (1, 3) if "大" in m[0] else (1, 2)
        ends = tuple(Point(Field(d, "deictic")) if year else Point(None, None, Field(d, "deictic")) for d in days)
        return m.end(), Range(*ends)
    head = text[at : at + 1]
    word = next((text[at : at + n] for n in (4, 3, 2) if text[at : at + n] in t.DAYS), None) if head in DAY_HEADS else None
    if word is not None:
        if (word in ("后天", "后日") and at and (text[at - 1] in "先日以之年月" or "先天" in text[max(0, at - 14) : at])) or (
            word == "第二天" and at and text[at - 1].isdigit()
        ):
            return None
        mode = "deictic" if word in t.W["day"]["deictic"] else "anaphoric"
        return read_tail(text, at + len(word), Point(None, None, Field(t.DAYS[word], "deictic" if mode == "deictic" else "anaphoric")))
    word = next((text[at : at + n] for n in (5, 4, 3, 2) if text[at : at + n] in t.QUARTERS), None) if head in QUARTER_HEADS else None
    if word is not None and not (word.endswith("季") and text[at + len(word) : at + len(word) + 1] in ("节", "后", "赛")):
        mode = "deictic" if word in t.W["quarter"]["deictic"] else "anaphoric"
        quarter = Quarter(None, Field(t.QUARTERS[word], "deictic" if mode == "deictic" else "anaphoric"))
        if text.startswith(("初", "末", "底"), at + len(word)):
            return at + len(word) + 1, Part(quarter, "early" if text[at + len(word)] == "初" else "late")
        return at + len(word), quarter
    if text.startswith("上个半年", at):
        return at + 4, Half(None, Field(-1, "deictic"))
    if text.startswith("年内", at) and not (at and (text[at - 1].isdigit() or text[at - 1] in HAN + "百千半几数两今去明当本同每")):
        return at + 2, Point(Field(0, "deictic"))
    if text.startswith(("月底", "月初", "月末"), at) and (not at or not (text[at - 1].isdigit() or text[at - 1] in HAN + "个本上下当")):
        return at + 2, Part(Point(None, Field(0, "deictic")), t.PARTS[text[at : at + 2]], "month")
    m = BARE_DAY.match(text, at)
    if m is None or DAY_BLOCK.search(text[max(0, at - 1) : at]):
        return None
    if m["d1"]:
        return m.end(), Range(Point(None, None, Field(int(m["d1"]))), Point(None, None, Field(int(m["d2"]))))
    return read_tail(text, m.end(), Point(None, None, Field(number(m["d"]))))


def read_length(text: str, at: int) -> tuple[int, Length, str] | None:
    parts: list[tuple[float, Unit]] = []
    end, more = at, ""
    while len(parts) < 6:
        begin = t.JOIN.match(text, end).end() if parts else end  # type: ignore[union-attr]
        m = t.LENGTH.match(text, begin)
        if m is None:
            break
        unit = t.UNITS[m["u"].removeprefix("个")]
        value = 0.5 if m["n"] == "半" else float(m["n"]) if m["n"][0].isascii() else float(number(_last_of_two(m["n"])))
        parts.append((value + (0.5 if m["half"] or m["half0"] else 0), unit))
        end, more = m.end(), more + (m["more"] or "")
    return (end, Length(tuple(parts)), more) if parts else None


def _last_of_two(numeral: str) -> str:
    """七八 and 三五 before a unit are seven to eight, three to five."""
    return numeral[1] if len(numeral) == 2 and "十" not in numeral and "百" not in numeral and numeral[0] not in "廿卅" else numeral


def read_window(text: str, at: int) -> Parsed:
    m = t.WINDOW.match(text, at)
    if m is None:
        return None
    found = read_length(text, m.end())
    if found is None or (
        m["w"] in ("前", "后", "上", "下") and (len(found[1].parts) > 1 or found[1].parts[0] == (1.0, "day") or "季" in text[m.end() : found[0]])
    ):
        return None
    end, length, more = found
    if length.parts[0][0] > 200 or (m["w"] == "前" and length.parts[0][1] == "month" and (length.parts[0][0] > 2 or "个" not in text[m.end() : end])):
        return None
    if m["w"] in ("前", "后", "上", "下") and (
        length.parts[0][0] in (0.5, 1.0) or (at and (text[at - 1].isdigit() or text[at - 1] in "年月日天之以")) or text[end : end + 1] in ("半", "级", "报")
    ):
        return None
    if any(unit in ("hour", "minute", "second") for _, unit in length.parts) and m["w"] in ("前", "后", "上", "下"):
        return None
    side: Side = 1 if m["w"] in ("未来", "今后", "接下来", "将来", "此后", "往后", "向后", "之后", "后", "下") else -1
    rest = WINDOW_REST.match(text, end)
    return (rest.end() if rest and rest[0].strip() else end), Window(length, side, about=bool(more))


def read_measured(text: str, at: int) -> Parsed:
    """A measured time, and what 前, 后, 来, 内 make of it."""
    if at and text[at - 1] in "第万亿几数.0123456789":
        return None
    found = read_length(text, at)
    if found is None:
        return None
    end, length, more = found
    if text[at:end] in ("一日", "一天", "一时", "半天", "十分", "一年", "十日") and text[end : end + 1] not in (
        "之",
        "前",
        "后",
        "内",
        "多",
        "以",
        "来",
        "，",
        "。",
        "",
    ):
        return None
    if NO_LENGTH.match(text, end) or text[at:end] == "四季":
        return None
    if text[at] == "一" and NO_ONE.match(text, end):
        return None
    gap = next((n for n in (2, 1) if text.startswith(" " * n, end)), 0)
    after = t.OFFSET.match(text, end + gap)
    if after is None:
        return end, length
    if after["open"]:
        return after.end(), Offset(length, -1 if "前" in after[0] else 1, open=True)
    if text[at : after.end()] == "一年前" and at and text[at - 1] in "比较与从于如":
        return after.end(), SamePeriod(Field(-1, "deictic"))
    if after["side"]:
        return after.end(), Offset(length, -1 if "前" in after[0] else 1, about=bool(more))
    if after["within"] and (
        length.parts[0][1] in ("hour", "minute", "second") or re.match("[^，。；！？,;\n]{0,12}?[了已曾]", text[after.end() : after.end() + 14])
    ):
        return end, length
    return after.end(), Window(length, 1 if after["within"] else -1, about=bool(more))


def read_period(text: str, at: int) -> Parsed:
    m = PERIOD.match(text, at)
    if m is None:
        return None
    if m["whole"]:
        return m.end(), SamePeriod(None, whole_year=True)
    if m[0] in ("去年同期", "上年同期"):
        return m.end(), SamePeriod(Field(-1, "deictic"))
    return m.end(), SamePeriod(None, current=m[0] != "同期")


def read_tail(text: str, end: int, node: Node) -> Parsed:
    """Weekday in brackets, part of the day and hours after a day."""
    m = t.TAIL.match(text, end)
    return (m.end() if m and m.end() > end and m[0].strip() else end), node

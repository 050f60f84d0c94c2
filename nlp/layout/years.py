"""The year a text lives in, by its own words: named years beside 去年, 今年, plans, reports, ages and bare days."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from nlp.layout.dates import find_dates, make_date
from nlp.lexicon.data import read_toml, words
from nlp.records import record

_HAN = "〇一二三四五六七八九"
_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_M = r"(?:1[0-2]|0?[1-9])"
_NO_STOP = r"[^，。；！？\d]"

# a year in Chinese is followed by 年 or by the name of an event; in English it stands alone
_YEAR = re.compile(
    r"(?P<y>(?:1(?<![\d.,$¥€£]1)99|2(?<![\d.,$¥€£]2)0[0-4])\d)(?:(?=\s?年|首届|第[一二三四五六七八九十\d]{1,3}届|\s?[Qq][1-4])|(?=[,.)\s]|$)"
    r"(?!\s?[,.]\d)(?<=[A-Za-z(,] .{4}))"
)
_BARE = re.compile(
    r"(?P<m>[0-9](?<![\d年.].)(?:(?<=1)[0-2]|(?<=0)[1-9]|(?<=[1-9])))\s?月\s?(?P<d>3[01]|[12]\d|0?[1-9])\s?[日号]"
)
_BEFORE = 6  # characters before a day that say of which year it is; of days as near as that to each other the last one counts
_NAMES_YEAR = re.compile(r"(?:19|20)\d{2}")
_AGE_SIGN = re.compile(r"[年周岁YyAa](?:以?来|年|生日|(?i:ear|nniv))")  # one of these stands in every age
_SAME = re.compile(
    r"(?P<w>今年|去年|前年)\s?[（(]?\s?[即指]?\s?(?P<y>20\d{2})\s?年?\s?[）)]|(?P<y2>20\d{2})\s?年?\s?[（(]\s?(?P<w2>今年|去年|前年|明年)\s?[）)]|(?P<w3>今年|去年)是\s?(?P<y3>20\d{2})年"
)
_BRACKETED = re.compile(r"20\d{2}\s?年?\s?[（(）)]")  # this, or 年是, stands wherever a year has two names
_RELATIVE_MONTH = re.compile(rf"(?P<w>今年|去年|前年)\s?(?P<m>{_M})\s?月")
_NAMED_MONTH = re.compile(rf"(?P<y>2(?<!\d2)0\d{{2}})\s?年\s?(?P<m>{_M})\s?月")
_TO_DATE = re.compile(rf"(?:截至|截止到?|截止至)\s?(?P<y>20\d{{2}})\s?年(?:\s?(?P<m>{_M})\s?月|(?P<end>[底末]))?")
_YEAR_AGO = re.compile(r"(?:较|比|由|从|与|而)\s?(?P<y>20\d{2})\s?年\s?同期|同期为?(?P<y2>20\d{2})年")
_CLAUSE, _NEXT_CLAUSE = 60, 40  # characters from a year in which 同年 may follow, and of the clause after that
_STOP = re.compile(r"[。；]")
_TAILS = 40  # mentions of the latest year whose surroundings are looked at
_QUOTED = re.compile(r"[“\"「][^“”\"「」]{1,30}[”\"」]")
_EARLY = re.compile(r"^\s?年(?:初|[1-9]月|1[01]月|春节)")
_SENTENCE = re.compile(r"[^。！？；\n]+")
_QUARTER_ENDS = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}


def _any(*keys: str) -> str:
    return "|".join(
        re.escape(word) for key in keys for word in sorted(words("layout/years.toml", *key.split(".")), key=lambda w: (-len(w), w))
    )


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """The patterns that are made of the words of the data file."""
    tell, founded = _any("words.tell"), _any("words.founded")
    period = (
        r"第?(?P<q>[一二三四1-4])季|Q(?P<q2>[1-4])|(?P<h>上半年|中期|半年)|(?P<nine>前三季度?|前9个?月|三季报)|"
        r"(?P<full>全年|年度|年报|年业绩|年财报|财年)"
    )
    made = {
        "ahead": rf"(?:{_any('words.ahead')})[^，。；,.;]{{0,6}}$",
        "not_past": rf"(?:{_any('words.not_past')})$|(?:将|拟|预计|计划|定于)",
        "forward": rf"(?:{_any('words.plan_verbs')})[^，。；！？]{{0,12}}?(?P<y>20\d{{2}})"
        rf"\s?年?(?:度)?{_NO_STOP}{{0,10}}?(?:{_any('words.plans')})",
        "event": rf"(?P<y>20\d{{2}})年?(?:度)?{_NO_STOP}{{0,24}}?(?:{_any('words.events')})|(?P<award>20\d{{2}})"
        rf"年度[^，。；！？]{{0,20}}(?:{_any('words.awards')})",
        "report": rf"(?:{tell})[^。；！？]{{0,16}}?(?P<y>20\d{{2}})\s?(?:财年)?年?\s?(?:{period})",
        "stale": rf"(?:{_any('today')})[^。！？]{{0,30}}?(?:{tell})[^。！？]{{0,24}}?第?(?P<q>[一二三四1-4])"
        rf"季度?[^。！？]{{0,12}}?(?:{_any('words.reports')})",
        "founded": rf"(?:{founded}|{_any('words.founded_en')})[^。；]{{0,20}}?(?:于|在|in)\s?(?P<y>(?:19[5-9]|20[0-4])\d)|"
        rf"(?P<y2>(?:19[5-9]|20[0-4])\d)\s?年[^，。；]{{0,8}}?(?:{founded})",
        "age": rf"(?:{founded})[^，。；]{{0,4}}?(?P<n>{_N})\s?(?:年以来|年来|周年)|(?P<n2>\d{{1,2}})\s?(?:years? old|-year-old|"
        rf"th anniversary)"
        rf"|(?P<n3>{_N})岁生日|迎来了?[^，。；]{{0,6}}?(?P<n4>{_N})周年",
        "over": rf"^\s?年?(?:{_any('words.over')})",
        "same_year": _any("words.same_year"),
    }
    return re.compile(made[name], re.IGNORECASE)


@record
class Signs:
    """What speaks for which year of writing; `firm` may contradict a byline."""

    weights: dict[int, float]
    firm: dict[int, float]

    def best(self, least: float, *, firm: bool = False) -> int | None:
        """The year with the greatest weight, if it has at least `least`; the later of two equals. `firm`: of that evidence alone."""
        weights = self.firm if firm else self.weights
        if not weights:
            return None
        year = max(weights, key=lambda y: (weights[y], y))
        return year if weights[year] >= least else None


def bare_days(text: str) -> list[tuple[int, int]]:
    """Month and day of the past that stand without a year: no 去年, no 将于 before them.

    >>> bare_days("11月30日公布，将于12月5日发售，去年3月1日立项")
    [(11, 30)]
    """
    days = []
    for start, match in _lone_days(text):
        before = text[start : match.start()]
        if not _pattern("not_past").search(before) and "年" not in before and make_date(2000, int(match["m"]), int(match["d"])):
            days.append((int(match["m"]), int(match["d"])))
    return days


def _lone_days(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Month and day as written, each with the beginning of what stands before it on its line and is no part of another."""
    matches = list(_BARE.finditer(text)) if "月" in text else []
    at = 0
    for i, match in enumerate(matches):
        if match.start() < at:
            continue
        start = max(at, match.start() - _BEFORE, text.rfind("\n", at, match.start()) + 1)
        near = match
        for later in matches[i + 1 : i + 1 + _BEFORE]:
            if later.start() <= start + _BEFORE and "\n" not in text[match.start() : later.start()]:
                near = later
        yield start, near
        at = near.end()


def past_dates(text: str) -> list[dt.date]:
    """Full dates that are not said to lie ahead.

    >>> past_dates("2013年4月1日公布，将从2013年5月19日生效")
    [datetime.date(2013, 4, 1)]
    """
    return [found.date for found in find_dates(text) if not _pattern("not_past").search(text[max(0, found.start - 6) : found.start])]


def read_signs(text: str, lead: str) -> Signs:
    """Weigh the evidence; one for the latest year named as past, more for what pins the year down.

    >>> read_signs("截至2017年12月收入187亿元,去年12月的峰会上", "").best(2)
    2018
    """
    if not _NAMES_YEAR.search(text) and not _NAMES_YEAR.search(lead):
        return Signs({}, {})
    firm = read_firm(text, lead).firm
    weights: dict[int, float] = defaultdict(float, firm)
    for of_text in (_to_date, _ages, _year_ago, _latest):
        of_text(text, weights)
    days = [day.year for day in past_dates(lead)]
    if days and max(days) == max((int(match["y"]) for match in _YEAR.finditer(text)), default=0):
        weights[max(days)] += 2  # a report that opens with a full date is of that year
    return Signs(dict(weights), firm)


def read_firm(text: str, lead: str) -> Signs:
    """The firm evidence alone: years under two names, and what the opening says of plans, reports and events.

    >>> read_firm("今年（2018）", "").best(2, firm=True)
    2018
    """
    firm: dict[int, float] = defaultdict(float)
    for of_text in (_same, _pairs):
        of_text(text, firm)
    sentences = [sentence for sentence in _SENTENCE.findall(lead) if _NAMES_YEAR.search(sentence)]
    for of_lead in (_forward, _reports, _events):  # plans, reports and events in the background are of other years
        of_lead(sentences, firm)
    return Signs({}, dict(firm))


def speaks_of_now(text: str, lead: str) -> bool:
    """Whether a text speaks of its own present outside of what it quotes.

    >>> speaks_of_now("公司去年收入10亿元", ""), speaks_of_now("电影“今天”于2013年上映", "")
    (True, False)
    """
    return bool(bare_days(lead)) or _has_any("present", _QUOTED.sub("", text))


def _same(text: str, weights: dict[int, float]) -> None:
    if "年是" not in text and not _BRACKETED.search(text):
        return
    shift = read_toml("layout/years.toml")["back"]
    for match in _SAME.finditer(text):
        word = match["w"] or match["w2"] or match["w3"]
        weights[int(match["y"] or match["y2"] or match["y3"]) + shift[word]] += 5


def _pairs(text: str, weights: dict[int, float]) -> None:
    """去年12月 beside 2017年12月: one month under two names, if 2017 is the latest year that is named."""
    relative = {(match["w"], int(match["m"])) for match in _RELATIVE_MONTH.finditer(text)}
    named = {(int(match["y"]), int(match["m"])) for match in _NAMED_MONTH.finditer(text)} if relative else set()
    latest = max((year for year, _ in named), default=None)
    for word, month in relative:
        if latest and (latest, month) in named:
            weights[latest + read_toml("layout/years.toml")["back"][word]] += 3


def _to_date(text: str, weights: dict[int, float]) -> None:
    for match in _TO_DATE.finditer(text):
        year, month = int(match["y"]), int(match["m"] or 0)
        if match["end"] or month == 12:
            weights[year + 1] += 2
        elif month:
            weights[year] += 2


def _ages(text: str, weights: dict[int, float]) -> None:
    """成立于2012年 and 上线三年以来: the sum."""
    if not _AGE_SIGN.search(text):
        return
    ages = {_number(match["n"] or match["n2"] or match["n3"] or match["n4"]) for match in _pattern("age").finditer(text)}
    age = ages.pop() if len(ages) == 1 else 0
    founded = {int(match["y"] or match["y2"]) for match in _pattern("founded").finditer(text)} if age else set()
    if len(founded) == 1:
        weights[founded.pop() + age] += 3


def _year_ago(text: str, weights: dict[int, float]) -> None:
    years = {int(match["y"] or match["y2"]) for match in _YEAR_AGO.finditer(text)}
    if years:
        weights[max(years) + 1] += 1.5


def _forward(sentences: Sequence[str], weights: dict[int, float]) -> None:
    """A plan for a year is made public late in the year before, or early in it."""
    for sentence in sentences:
        for match in _pattern("forward").finditer(sentence):
            months = [month for month, _ in bare_days(sentence)]
            year = int(match["y"])
            weights[year - 1 if months and max(months) >= 9 else year] += 3 if months else 1


def _reports(sentences: Sequence[str], weights: dict[int, float]) -> None:
    """A report follows its period: with a day, the first such day after the period's end."""
    for sentence in sentences:
        for match in _pattern("report").finditer(sentence):
            year = int(match["y"])
            quarter = _number(match["q"] or match["q2"]) or (2 if match["h"] else 3 if match["nine"] else 4)
            end = dt.date(year, *_QUARTER_ENDS.get(quarter, (12, 31)))
            days = [day for month, number in bare_days(sentence) if (day := make_date(year, month, number))]
            later = year if any(day > end for day in days) or (not days and quarter < 4) else year + 1
            weights[later] += 3 if days else 2


def _events(sentences: Sequence[str], weights: dict[int, float]) -> None:
    """A day without a year beside an event that carries one (12月28日…2013首届峰会)."""
    for sentence in sentences:
        if bare_days(sentence):
            years = {int(match["y"] or match["award"]) for match in _pattern("event").finditer(sentence)}
            if len(years) == 1:
                weights[years.pop()] += 3


def _latest(text: str, weights: dict[int, float]) -> None:
    """The latest year that is named as past: the text is of that year, or of the next where it speaks of it as over."""
    past = (match for match in _YEAR.finditer(text) if not _pattern("ahead").search(text[max(0, match.start() - 12) : match.start()]))
    mentions = [(int(match["y"]), match) for match in past]
    plans = {int(match["y"]) for match in _pattern("forward").finditer(text)}
    mentions = [(year, match) for year, match in mentions if year not in plans]
    if not mentions:
        return
    latest = max(year for year, _ in mentions)
    tails = [text[match.end() : match.end() + 120] for year, match in mentions if year == latest][:_TAILS]
    weights[latest] += 1 + 0.8 * any(_EARLY.match(tail) for tail in tails)
    weights[latest + 1] += 0.5 + 0.7 * any(_pattern("over").match(tail) for tail in tails) + 1.5 * any(map(_goes_on, tails))
    if _has_any("words.this_year", text):
        weights[latest + 1] += 0.9  # the running year goes by another name, so the numbered one is rather over


def _goes_on(tail: str) -> bool:
    """Whether what follows a year soon says 当年 or 同年: within its clause and the next, each of so many characters."""
    match = _pattern("same_year").search(tail)
    if not match:
        return False
    first, second, *_ = (*(stop.start() for stop in _STOP.finditer(tail)), len(tail), len(tail))
    nearest = min(first, _CLAUSE + _NEXT_CLAUSE) if first > _CLAUSE else min(second, first + 1 + _NEXT_CLAUSE)
    return match.start() <= nearest


def _has_any(key: str, text: str) -> bool:
    """Whether a text has one of the words of a list."""
    small = text.lower()
    return any(word in small for word in words("layout/years.toml", *key.split(".")))


def stale_report(lead: str, published: dt.date) -> bool:
    """Whether a quarter that is reported today, yesterday or on a weekday ended more than five months before `published`.

    >>> stale_report("今日晚间,公司公布第三季度财报", dt.date(2018, 9, 5))
    True
    """
    for match in _pattern("stale").finditer(lead) if "季" in lead else ():
        month, day = _QUARTER_ENDS[_number(match["q"])]
        end = dt.date(published.year, month, day)
        if end >= published:
            end = end.replace(year=published.year - 1)
        if (published - end).days > 150:
            return True
    return False


def _number(numeral: str | None) -> int:
    """1 to 99, in either script; nought for nothing."""
    if not numeral:
        return 0
    if numeral.isdigit():
        return int(numeral)
    tens, mark, ones = numeral.partition("十")
    if not mark:
        return _HAN.index(numeral) if numeral in _HAN else 0
    return (_HAN.index(tens) if tens else 1) * 10 + (_HAN.index(ones) if ones else 0)

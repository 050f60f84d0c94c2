"""The year a text lives in, by its own words: named years beside 去年, 今年, plans, reports, ages and bare days."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from nlp.layout.dates import find_dates, make_date
from nlp.lexicon.data import read_toml, words

_HAN = "〇一二三四五六七八九"
_Y = r"(?:199|20[0-4])\d"
_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_M = r"(?:1[0-2]|0?[1-9])"
_NO_STOP = r"[^，。；！？\d]"

# a year in Chinese is followed by 年 or by the name of an event; in English it stands alone
_YEAR = re.compile(
    rf"(?<![\d.,$¥€£])(?P<y>{_Y})(?:(?=\s?年|首届|第[一二三四五六七八九十\d]{{1,3}}届|\s?[Qq][1-4])|(?=[,.)\s]|$)"
    rf"(?!\s?[,.]\d)(?<=[A-Za-z(,] .{{4}}))"
)
_BARE = re.compile(r"(?P<before>.{0,6})(?<![\d年.])(?P<m>1[0-2]|0?[1-9])\s?月\s?(?P<d>3[01]|[12]\d|0?[1-9])\s?[日号]")
_SAME = re.compile(
    r"(?P<w>今年|去年|前年)\s?[（(]?\s?[即指]?\s?(?P<y>20\d{2})\s?年?\s?[）)]|(?P<y2>20\d{2})\s?年?\s?[（(]\s?(?P<w2>今年|去年|前年|明年)\s?[）)]|(?P<w3>今年|去年)是\s?(?P<y3>20\d{2})年"
)
_RELATIVE_MONTH = re.compile(rf"(?P<w>今年|去年|前年)\s?(?P<m>{_M})\s?月")
_NAMED_MONTH = re.compile(rf"(?<!\d)(?P<y>20\d{{2}})\s?年\s?(?P<m>{_M})\s?月")
_TO_DATE = re.compile(rf"(?:截至|截止到?|截止至)\s?(?P<y>20\d{{2}})\s?年(?:\s?(?P<m>{_M})\s?月|(?P<end>[底末]))?")
_YEAR_AGO = re.compile(r"(?:较|比|由|从|与|而)\s?(?P<y>20\d{2})\s?年\s?同期|同期为?(?P<y2>20\d{2})年")
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
        "present": _any("present"),
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
        "this_year": _any("words.this_year"),
        "over": rf"^\s?年?(?:{_any('words.over')})",
        "same_year": rf"^[^。；]{{0,60}}?[。；]?[^。；]{{0,40}}?(?:{_any('words.same_year')})",
    }
    return re.compile(made[name], re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for which year of writing; `firm` may contradict a byline; `deictic`: the text speaks of its own present at all."""

    weights: dict[int, float]
    firm: dict[int, float]
    deictic: bool

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
    for match in _BARE.finditer(text):
        before = match["before"]
        if not _pattern("not_past").search(before) and "年" not in before and make_date(2000, int(match["m"]), int(match["d"])):
            days.append((int(match["m"]), int(match["d"])))
    return days


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
    weights: dict[int, float] = defaultdict(float)
    for of_text in (_same, _pairs):
        of_text(text, weights)
    for of_lead in (_forward, _reports, _events):  # plans, reports and events in the background are of other years
        of_lead(lead, weights)
    firm = dict(weights)
    for of_text in (_to_date, _ages, _year_ago, _latest):
        of_text(text, weights)
    days = [day.year for day in past_dates(lead)]
    if days and max(days) == max((int(match["y"]) for match in _YEAR.finditer(text)), default=0):
        weights[max(days)] += 2  # a report that opens with a full date is of that year
    return Signs(dict(weights), firm, bool(_pattern("present").search(_QUOTED.sub("", text)) or bare_days(lead)))


def _same(text: str, weights: dict[int, float]) -> None:
    shift = read_toml("layout/years.toml")["back"]
    for match in _SAME.finditer(text):
        word = match["w"] or match["w2"] or match["w3"]
        weights[int(match["y"] or match["y2"] or match["y3"]) + shift[word]] += 5


def _pairs(text: str, weights: dict[int, float]) -> None:
    """去年12月 beside 2017年12月: one month under two names, if 2017 is the latest year that is named."""
    named = {(int(match["y"]), int(match["m"])) for match in _NAMED_MONTH.finditer(text)}
    latest = max((year for year, _ in named), default=None)
    for word, month in {(match["w"], int(match["m"])) for match in _RELATIVE_MONTH.finditer(text)}:
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
    founded = {int(match["y"] or match["y2"]) for match in _pattern("founded").finditer(text)}
    ages = {_number(match["n"] or match["n2"] or match["n3"] or match["n4"]) for match in _pattern("age").finditer(text)}
    if len(founded) == 1 and len(ages) == 1 and (age := ages.pop()):
        weights[founded.pop() + age] += 3


def _year_ago(text: str, weights: dict[int, float]) -> None:
    years = {int(match["y"] or match["y2"]) for match in _YEAR_AGO.finditer(text)}
    if years:
        weights[max(years) + 1] += 1.5


def _forward(lead: str, weights: dict[int, float]) -> None:
    """A plan for a year is made public late in the year before, or early in it."""
    for sentence in _SENTENCE.findall(lead):
        for match in _pattern("forward").finditer(sentence):
            months = [month for month, _ in bare_days(sentence)]
            year = int(match["y"])
            weights[year - 1 if months and max(months) >= 9 else year] += 3 if months else 1


def _reports(lead: str, weights: dict[int, float]) -> None:
    """A report follows its period: with a day, the first such day after the period's end."""
    for sentence in _SENTENCE.findall(lead):
        for match in _pattern("report").finditer(sentence):
            year = int(match["y"])
            quarter = _number(match["q"] or match["q2"]) or (2 if match["h"] else 3 if match["nine"] else 4)
            end = dt.date(year, *_QUARTER_ENDS.get(quarter, (12, 31)))
            days = [day for month, number in bare_days(sentence) if (day := make_date(year, month, number))]
            later = year if any(day > end for day in days) or (not days and quarter < 4) else year + 1
            weights[later] += 3 if days else 2


def _events(lead: str, weights: dict[int, float]) -> None:
    """A day without a year beside an event that carries one (12月28日…2013首届峰会)."""
    for sentence in _SENTENCE.findall(lead):
        days = bare_days(sentence)
        years = {int(match["y"] or match["award"]) for match in _pattern("event").finditer(sentence)}
        if days and len(years) == 1:
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
    weights[latest + 1] += (
        0.5 + 0.7 * any(_pattern("over").match(tail) for tail in tails) + 1.5 * any(_pattern("same_year").match(tail) for tail in tails)
    )
    if _pattern("this_year").search(text):
        weights[latest + 1] += 0.9  # the running year goes by another name, so the numbered one is rather over


def stale_report(lead: str, published: dt.date) -> bool:
    """Whether a quarter that is reported today, yesterday or on a weekday ended more than five months before `published`.

    >>> stale_report("今日晚间,公司公布第三季度财报", dt.date(2018, 9, 5))
    True
    """
    for match in _pattern("stale").finditer(lead):
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

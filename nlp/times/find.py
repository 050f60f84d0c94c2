"""Finding times in running text: places where an expression may begin, the grammar there, and the resolver with what was said before."""

from __future__ import annotations

import datetime as dt
import heapq
import re
from collections.abc import Iterator
from dataclasses import replace

from nlp.model import Time
from nlp.times import chinese, english, english_terms, parts, points, spans
from nlp.times.discourse import Discourse, Place, Stretch
from nlp.times.nodes import Length, Named, Node, Nth, Open, Part, Point, Range, SamePeriod, Spoken, Week
from nlp.times.resolve import resolve
from nlp.times.words import any_of, load, plain, stands_alone

CLAUSE_END = re.compile("[，。；！？;!?\n]|, |\\. ")
BREAK = re.compile("(?P<p>\n)|[。！？!?；;]|\\.(?= |$)")
AHEAD_BEFORE = re.compile(
    "(?:将会?|拟|定|会|争取|力争|或|准备|打算)(?:于|在|从|自|到|至|等到|待)$|(?:预计|预期|有望|料)[^，。；！？,;\n0-9]{0,6}$|"
    "\\b(?:will|would|expected to|expects to|plans? to|due|scheduled|slated|set to|set for|to be)\\b[^.;\n]{0,60}$"
)
MAYBE_BEFORE = re.compile("(?:计划|目标)(?:于|在|从|自|到|至)?$")
AHEAD_NEAR = re.compile(
    "^(?!过后|之?后)[^，。；！？,;\n]{0,3}(?:，|, )?[^，。；！？,;\n]{0,12}?(?:将|拟|即将|will\\b)|^[^，。；！？,;\n]{0,6}(?:预计|有望)"
)
_plans = load("chinese")["plans"]
SPEECH = re.compile("(?:说|表示|称|透露|指出|写道|坦言|强调|认为|预言|承诺|宣布|回应|said|told|wrote|tweeted)[^。！？]{0,12}$")
REPORTS = re.compile("宣布|表示|公布|称|透露|发布|披露|通过|说|announced|said|told")
PLAN = re.compile(
    f"[^。；！？\n]{{0,20}}?{any_of(_plans['announce'])}[^。；！？，,\n]{{0,6}}(?P<y>20[0-9]{{2}})年度?[^。；！？，,\n]{{0,6}}{any_of(_plans['nouns'])}"
)
RESOLVERS = (points, parts, spans)  # importing them teaches `resolve` their kinds of trees
LOWER = {c: c + 32 for c in range(65, 91)}
SINCE_LATER = re.compile("[^，。；！？,;\n]{1,16}?以来")


def find_times(
    text: str,
    written_on: dt.date | None,
    written_grain: str = "day",
    *,
    fiscal_year_end: int | None = None,
    year: int | None = None,
    month: int | None = None,
) -> list[Time]:
    """All times in a text, in order and apart, resolved against the time of writing.

    Offsets are code points of `text`; days are inclusive. `written_grain` (day, month, year) is how well the time of writing is known:
    nothing that depends on it is resolved more finely. `fiscal_year_end` is the month in which the company's fiscal year ends; `year` and
    `month` are those last spoken of before this text begins. A time that cannot be told has neither start nor end and is of kind "vague".
    `kind` is point, range, window (rolling), part (年初, 月底), deadline (4月18日前), duration or vague: see `period_dates`.

    >>> [(t.text, str(t.start), str(t.end)) for t in find_times("去年12月，公司收入达到3亿元。", dt.date(2018, 6, 15))]
    [('去年12月', '2017-12-01', '2017-12-31')]
    """
    talk = Discourse(written_on, written_grain, fiscal_year_end, year=year, month=(year, month) if year and month else None)
    found: list[Time] = []
    guessed: list[int] = []
    for spoken, place in _places(text, plain(text), talk):
        talk.guessed = False
        stretch = _resolved(spoken.node, talk, place)
        if stretch is None:
            continue
        if stretch.start is not None and stretch.start == stretch.end and stretch.kind == "point":
            if talk.guessed:
                guessed.append(len(found))
            elif stretch.basis != "relative":
                talk.dated.setdefault((stretch.start.month, stretch.start.day), stretch.start.year)
        if stretch.basis == "explicit" and stretch.kind == "point":
            talk.stated, talk.stated_end = stretch, spoken.end
        talk.hear(stretch, place, _states_year(spoken.node), _of_day(spoken.node), not isinstance(spoken.node, SamePeriod))
        found.append(_time(text, spoken, stretch))
    for i in guessed:
        found[i] = _agreed(found[i], talk)
    return found


def _resolved(node: Node, talk: Discourse, place: Place) -> Stretch | None:
    try:
        return resolve(node, talk, place)
    except OverflowError:  # beyond the calendar's ends
        return None


def _agreed(time: Time, talk: Discourse) -> Time:
    """A day whose year was but the nearest, in the year that the text gives the same day elsewhere."""
    year = talk.dated.get((time.start.month, time.start.day)) if time.start else None
    if time.start is None or year is None:
        return time
    day = time.start.replace(year=year)
    return replace(time, start=day, end=day)


def _time(text: str, spoken: Spoken, stretch: Stretch) -> Time:
    unresolved = stretch.start is None and stretch.end is None
    duration = spans.iso(spoken.node) if isinstance(spoken.node, Length) else None
    sense = (
        "until"
        if stretch.kind == "deadline"
        else "to_date"
        if isinstance(spoken.node, Open) and spoken.node.side == "since" and spoken.sense != "until"
        else spoken.sense
    )
    return Time(
        spoken.start,
        spoken.end,
        stretch.start,
        stretch.end,
        None if unresolved else stretch.grain,
        None if unresolved else stretch.basis,
        duration,
        "duration" if duration else "vague" if unresolved else stretch.kind,
        sense,
        text[spoken.start : spoken.end],
        stretch.forward,
    )


def _states_year(node: Node) -> bool:
    """Whether an expression says its year, so that months after it may lean on it."""
    if isinstance(node, Point) and node.year is None and node.day is not None and node.day.mode != "written":
        return False
    if isinstance(node, Range):
        return _states_year(node.first) or (node.last is not None and _states_year(node.last))
    if isinstance(node, Part | Nth | Open):
        return node.of is not None and _states_year(node.of)
    return not isinstance(node, SamePeriod) and getattr(node, "year", None) is not None


def _of_day(node: Node) -> bool:
    return (
        (isinstance(node, Point) and node.day is not None)
        or (isinstance(node, Named) and not node.holiday)
        or (isinstance(node, Week) and node.weekday not in (None, 7))
    )


def _places(text: str, clean: str, talk: Discourse) -> Iterator[tuple[Spoken, Place]]:
    """Expressions in order, each with where it stands."""
    done = sentence = paragraph = seen = 0
    low = clean.translate(LOWER)
    for start, grammar in _starts(clean, low):
        if start < done:
            continue
        spoken = chinese.parse(clean, start) if grammar == "zh" else english.parse(low, clean, start)
        if (
            grammar == "zh"
            and clean[start].isascii()
            and (other := english.parse(low, clean, start))
            and (spoken is None or other.end > spoken.end)
        ):
            spoken = other
        if spoken is None or spoken.end <= spoken.start:
            continue
        for sign in BREAK.finditer(clean, seen, spoken.start):
            sentence += 1
            paragraph += sign["p"] is not None
        seen = max(seen, spoken.start)
        done = spoken.end
        if isinstance(spoken.node, Point | Part) and SINCE_LATER.match(clean, spoken.end):
            spoken = Spoken(spoken.start, spoken.end, spoken.node, "since")
        place = _place(clean, spoken, sentence, paragraph)
        yield spoken, replace(place, now=_quoted_now(clean, spoken, talk)) if _leans_on_now(spoken.node) else place


def _leans_on_now(node: Node) -> bool:
    year = getattr(node, "year", None)
    return year is not None and year.mode == "deictic"


def _quoted_now(clean: str, spoken: Spoken, talk: Discourse) -> dt.date | None:
    """The present of a quotation that was said at a time of its own: 他在2015年表示：“今年…”."""
    said = talk.stated
    if said is None or said.start is None or talk.written_on is None or said.start.year >= talk.written_on.year:
        return None
    window = clean[max(talk.stated_end, spoken.start - 200) : spoken.start]
    quote = max(window.rfind("“"), window.rfind("「"), window.rfind('"'))
    if quote < 0 or window.find("”", quote) >= 0 or window.find("」", quote) >= 0 or re.search("[。！？\n]", window[:quote]):
        return None
    return said.start if SPEECH.search(window[:quote]) else None


def _starts(clean: str, low: str) -> Iterator[tuple[int, str]]:
    """Places where an expression may begin and in which language, in order; figures are tried in both."""
    chinese_starts = ((m.start(), "zh") for m in chinese.HEADS.finditer(clean) if chinese.ANCHOR.match(clean, m.start()))
    english_starts = ((start, "en") for start in english_terms.starts(low))
    return heapq.merge(english_starts, chinese_starts, key=lambda start: (start[0], start[1] == "en"))


def _place(clean: str, spoken: Spoken, sentence: int, paragraph: int) -> Place:
    before, after = clean[max(0, spoken.start - 70) : spoken.start], clean[spoken.end : spoken.end + 40]
    future = AHEAD_BEFORE.search(before) is not None or ((near := AHEAD_NEAR.match(after)) is not None and REPORTS.search(near[0]) is None)
    maybe = MAYBE_BEFORE.search(before) is not None or after.startswith(("起", "开始"))
    topic = not before.strip() or re.search("[，。；！？;!?\n、：“（(][\\s　]*(?:在|自|自从|于|从|到|截至|截止|直到)?$", before) is not None
    aside = (
        isinstance(spoken.node, Point) and spoken.node.month is None and re.match("的|成立的|度?(?:战略|规划|财报|年报)", after) is not None
    )
    alone = stands_alone(clean, spoken.start, spoken.end)
    plan = PLAN.match(after)
    return Place(sentence, paragraph, future, alone, int(plan["y"]) if plan else None, topic, aside, maybe=maybe)

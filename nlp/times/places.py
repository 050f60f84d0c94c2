"""Where an expression stands: its sentence and paragraph, and what the words around it say of its direction in time."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from nlp.records import lazy
from nlp.times.discourse import Discourse
from nlp.times.nodes import Node, Part, Point, Spoken
from nlp.times.words import any_of, load, stands_alone

CUES = load("cues")
CLAUSE = "[^，。；！？,;\n]"
BREAK = re.compile("[\n。！？!?；;.](?:(?<!\\.)|(?= |$))")
AHEAD_BEFORE = re.compile(f"{any_of(CUES['ahead_before'])}{any_of(CUES['ahead_prepositions'])}$")
AHEAD_BEFORE_ENDS = frozenset(word[-1] for word in CUES["ahead_prepositions"]) | {"\n"}
EXPECTED_LONGEST = 9  # characters that EXPECTED_BEFORE matches, with an end of line after it
EXPECTED_BEFORE = re.compile(f"{any_of(CUES['expected'])}[^，。；！？,;\n0-9]{{0,6}}$")
AHEAD_BEFORE_ENGLISH = re.compile(f"\\b{any_of(CUES['ahead_english'])}\\b[^.;\n]{{0,60}}$")
MAYBE_BEFORE = re.compile(f"{any_of(CUES['maybe'])}{any_of(CUES['ahead_prepositions'])}?$")
AHEAD_AFTER = re.compile(
    f"(?!过后|之?后){CLAUSE}{{0,3}}(?:，|, )?{CLAUSE}{{0,12}}?{any_of(CUES['ahead_after'])}(?![a-z])|{CLAUSE}{{0,6}}{any_of(CUES['expected'])}"
)
MAYBE_BEFORE_ENDS = AHEAD_BEFORE_ENDS | {word[-1] for word in CUES["maybe"]}
AHEAD_AFTER_WORD = re.compile(any_of((*CUES["ahead_after"], *CUES["expected"])))  # one stands in all that AHEAD_AFTER matches
AFTER = 40  # characters looked at behind an expression
LATIN = re.compile("[a-z][a-z]")
BEGINS = ("起", "开始")
REPORTS, SPEECH = re.compile(any_of(CUES["reports"])), re.compile(f"{any_of(CUES['speech'])}[^。！？]{{0,12}}$")
QUALIFIED = re.compile(f"度?{any_of(CUES['qualified'])}")
PLAN = re.compile(
    f"[^。；！？\\n]{{0,20}}?{any_of(CUES['plan_verbs'])}[^。；！？，,\\n]{{0,6}}(?P<y>20[0-9]{{2}})年度?[^。；！？，,\\n]{{0,6}}{any_of(CUES['plan_nouns'])}"
)
SINCE_LATER = re.compile(f"{CLAUSE}{{1,16}}?以来")
TOPIC = re.compile("[，。；！？;!?\n、：“（(] {0,4}(?:在|自|自从|于|从|到|截至|截止|直到)?$")
TOPIC_LONGEST = 8  # characters that it matches, with an end of line after it
OPENING, CLOSING = '“「"', "”」"


class Place:
    """Where an expression stands, and what its surroundings say of it, each worked out when it is asked for: most is not.

    `sentence` and `paragraph` are numbers that only expressions of the same one share; `now` is another present, inside a quotation.
    """

    def __init__(self, clean: str, spoken: Spoken, sentence: int, paragraph: int, now: dt.date | None) -> None:
        self.clean, self.spoken, self.sentence, self.paragraph, self.now = clean, spoken, sentence, paragraph, now

    def unsure(self) -> Place:
        """The same place, where what lies ahead and what lies behind are as likely."""
        place = Place(self.clean, self.spoken, self.sentence, self.paragraph, self.now)
        place.__dict__["maybe"] = True
        return place

    @lazy
    def before(self) -> str:
        """What the words that say so are looked for in."""
        return self.clean[max(0, self.spoken.start - 70) : self.spoken.start]

    @lazy
    def future(self) -> bool:
        """Whether it lies ahead: 将, 预计, will."""
        return _is_ahead(self.before) or _goes_ahead(self.clean, self.spoken.end)

    @lazy
    def maybe(self) -> bool:
        """Whether it may lie ahead: 计划 may be a noun."""
        return (self.before[-1:] in MAYBE_BEFORE_ENDS and MAYBE_BEFORE.search(self.before) is not None) or self.clean.startswith(BEGINS, self.spoken.end)

    @lazy
    def alone(self) -> bool:
        """Whether nothing else is said."""
        return stands_alone(self.clean, self.spoken.start, self.spoken.end)

    @lazy
    def plan_year(self) -> int | None:
        """The year for which a plan is made public there."""
        end = self.spoken.end
        plan = PLAN.match(self.clean, end, end + AFTER) if self.clean.find("20", end, end + AFTER) >= 0 else None
        return int(plan["y"]) if plan else None

    @lazy
    def topic(self) -> bool:
        """Whether it opens its sentence."""
        return not self.before.strip() or TOPIC.search(self.before, max(0, len(self.before) - TOPIC_LONGEST)) is not None

    @lazy
    def aside(self) -> bool:
        """Whether it only qualifies a noun (2015年的…), so that it dates nothing else."""
        node = self.spoken.node
        return isinstance(node, Point) and node.month is None and QUALIFIED.match(self.clean, self.spoken.end) is not None


class Surroundings:
    """Places of expressions, which are asked for in the order of the text."""

    def __init__(self, clean: str) -> None:
        self.clean, self.seen, self.sentence, self.paragraph = clean, 0, 0, 0

    def place(self, spoken: Spoken, talk: Discourse) -> tuple[Spoken, Place]:
        """An expression, with the sense that its surroundings give it, and where it stands."""
        clean, start, end = self.clean, spoken.start, spoken.end
        self.sentence += BREAK.search(clean, self.seen, start) is not None
        self.paragraph += clean.find("\n", self.seen, start) >= 0
        self.seen = max(self.seen, start)
        if clean.find("以来", end, end + 18) >= 0 and isinstance(spoken.node, Point | Part) and SINCE_LATER.match(clean, end):
            spoken = replace(spoken, sense="since")
        now = self._quoted_now(spoken, talk) if _leans_on_now(spoken.node) else None
        return spoken, Place(clean, spoken, self.sentence, self.paragraph, now)

    def _quoted_now(self, spoken: Spoken, talk: Discourse) -> dt.date | None:
        """The present of a quotation that was said at a time of its own: 他在2015年表示：“今年…”."""
        said = talk.stated
        if said is None or said.start is None or talk.written_on is None or said.start.year >= talk.written_on.year:
            return None
        window = self.clean[max(talk.stated_end, spoken.start - 200) : spoken.start]
        quote = max(window.rfind(sign) for sign in OPENING)
        if quote < 0 or any(window.find(sign, quote) >= 0 for sign in CLOSING) or re.search("[。！？\n]", window[:quote]):
            return None
        return said.start if SPEECH.search(window[:quote]) else None


def _is_ahead(before: str) -> bool:
    """Whether the words before an expression say that it lies ahead: 将于, 预计, will."""
    return (
        (before[-1:] in AHEAD_BEFORE_ENDS and AHEAD_BEFORE.search(before) is not None)
        or EXPECTED_BEFORE.search(before, max(0, len(before) - EXPECTED_LONGEST)) is not None
        or (LATIN.search(before) is not None and AHEAD_BEFORE_ENGLISH.search(before) is not None)
    )


def _goes_ahead(clean: str, end: int) -> bool:
    """Whether the words after an expression say that it lies ahead, and not that somebody then told what lies ahead."""
    ahead = AHEAD_AFTER.match(clean, end, end + AFTER) if AHEAD_AFTER_WORD.search(clean, end, end + AFTER) else None
    return ahead is not None and REPORTS.search(ahead[0]) is None


def _leans_on_now(node: Node) -> bool:
    year = getattr(node, "year", None)
    return year is not None and year.mode == "deictic"

"""Where an expression stands: its sentence and paragraph, and what the words around it say of its direction in time."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from nlp.times.discourse import Discourse, Place
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
AHEAD_AFTER_WORDS = (*CUES["ahead_after"], *CUES["expected"])
LATIN = re.compile("[a-z][a-z]")
BEGINS = re.compile("起|开始")
REPORTS, SPEECH = re.compile(any_of(CUES["reports"])), re.compile(f"{any_of(CUES['speech'])}[^。！？]{{0,12}}$")
QUALIFIED = re.compile(f"度?{any_of(CUES['qualified'])}")
PLAN = re.compile(
    f"[^。；！？\\n]{{0,20}}?{any_of(CUES['plan_verbs'])}[^。；！？，,\\n]{{0,6}}(?P<y>20[0-9]{{2}})年度?[^。；！？，,\\n]{{0,6}}{any_of(CUES['plan_nouns'])}"
)
SINCE_LATER = re.compile(f"{CLAUSE}{{1,16}}?以来")
TOPIC = re.compile("[，。；！？;!?\n、：“（(] {0,4}(?:在|自|自从|于|从|到|截至|截止|直到)?$")
TOPIC_LONGEST = 8  # characters that it matches, with an end of line after it
OPENING, CLOSING = '“「"', "”」"


class Surroundings:
    """Places of expressions, which are asked for in the order of the text."""

    def __init__(self, clean: str) -> None:
        self.clean, self.seen, self.sentence, self.paragraph = clean, 0, 0, 0

    def place(self, spoken: Spoken, talk: Discourse) -> tuple[Spoken, Place]:
        """An expression, with the sense that its surroundings give it, and where it stands."""
        for sign in BREAK.finditer(self.clean, self.seen, spoken.start):
            self.sentence += 1
            self.paragraph += sign[0] == "\n"
        self.seen = max(self.seen, spoken.start)
        if isinstance(spoken.node, Point | Part) and "以来" in self.clean[spoken.end : spoken.end + 18] and SINCE_LATER.match(self.clean, spoken.end):
            spoken = replace(spoken, sense="since")
        return spoken, self._place(spoken, talk)

    def _place(self, spoken: Spoken, talk: Discourse) -> Place:
        before = self.clean[max(0, spoken.start - 70) : spoken.start]
        after = self.clean[spoken.end : spoken.end + 40]
        plan = PLAN.match(after) if "20" in after else None
        return Place(
            self.sentence,
            self.paragraph,
            future=_is_ahead(before) or _goes_ahead(after),
            maybe=(before[-1:] in MAYBE_BEFORE_ENDS and MAYBE_BEFORE.search(before) is not None) or BEGINS.match(after) is not None,
            alone=stands_alone(self.clean, spoken.start, spoken.end),
            plan_year=int(plan["y"]) if plan else None,
            topic=not before.strip() or TOPIC.search(before, max(0, len(before) - TOPIC_LONGEST)) is not None,
            aside=isinstance(spoken.node, Point) and spoken.node.month is None and QUALIFIED.match(after) is not None,
            now=self._quoted_now(spoken, talk) if _leans_on_now(spoken.node) else None,
        )

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


def _goes_ahead(after: str) -> bool:
    """Whether the words after an expression say that it lies ahead, and not that somebody then told what lies ahead."""
    ahead = AHEAD_AFTER.match(after) if any(word in after for word in AHEAD_AFTER_WORDS) else None
    return ahead is not None and REPORTS.search(ahead[0]) is None


def _leans_on_now(node: Node) -> bool:
    year = getattr(node, "year", None)
    return year is not None and year.mode == "deictic"

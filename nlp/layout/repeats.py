"""What an article says twice: paragraphs that stand again, and leads that do."""

from __future__ import annotations

import re
from unicodedata import is_normalized

from nlp.ids import fold

_LEAD_MARK = re.compile(
    r"(?:[【\[（(][^】\]）)]{2,16}[】\]）)]|(?:核心提示|内容提要|内容摘要|摘要|导语|导读|提要|编者按|core tip|"
    r"summary|abstract)\s?[:：])\s?",
    re.IGNORECASE,
)
_SHORTEST = 8  # folded characters; shorter lines (记者：) come again without being a repetition
_LEADS = 6  # paragraphs in which a lead may stand that later ones repeat in part
_SHORTEST_PART = 24


class Said:
    """What has been said so far; linear in the text but for the few leads."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}
        self._leads: list[tuple[str, int]] = []

    def say(self, text: str, index: int) -> int | None:
        """The index of the paragraph that said this before, else None, and this is noted under `index`.

        A paragraph repeats one of the first few if that one holds all of its words.

        >>> said = Said()
        >>> said.say("核心提示：公司昨日宣布完成新一轮融资", 0), said.say("【某报讯】公司昨日宣布完成新一轮融资。", 1)
        (None, 0)
        """
        if len(text) < _SHORTEST and is_normalized("NFKC", text):
            return None  # folding makes no more of it
        mark = _LEAD_MARK.match(text)
        key = fold(text[mark.end() :] if mark else text)
        if len(key) < _SHORTEST:
            return None
        if key in self._first:
            return self._first[key]
        if len(key) >= _SHORTEST_PART:
            for lead, at in self._leads:
                if key in lead:
                    return at
        self._first[key] = index
        if len(self._leads) < _LEADS and len(key) <= 4000:
            self._leads.append((key, index))
        return None

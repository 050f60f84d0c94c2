"""Places in a list: 排名第三, 跻身前十, 第一大股东, NO.1. What only numbers things (第七家, 第一季度) is none."""

from __future__ import annotations

import re

from nlp.quantities.figures import Figure, Page
from nlp.quantities.numerals import ONE, Numeral, read
from nlp.quantities.vocabulary import Unit

_NUMBERED = re.compile(r"(?<![A-Za-z])[Nn][Oo]\. ?$")
_LOWEST = 500
_PLACE = Unit("名", "名", ONE, "rank")
MARK_ENDS = frozenset("第前. \n")


def is_marked(text: str, start: int) -> bool:
    """Whether the number at `start`, which follows one of MARK_ENDS, follows 第, 前 or No."""
    return text[start - 1] in "第前" or _NUMBERED.search(text, max(0, start - 5), start) is not None


def rank_at(page: Page, found: re.Match[str], limit: int) -> Figure | None:
    """The rank whose number was found, if it is one."""
    text, start = page.text, found.start()
    numeral = read(found["num"].rstrip(" "), start) if found["num"] else None
    if numeral is None or numeral.high is not None or not 0 < numeral.value <= _LOWEST:
        return None
    if text[start - 1] in "第前":
        begin = start - 1
        if not _is_place(page, numeral, begin, limit):
            return None
    else:
        mark = _NUMBERED.search(text, max(limit, start - 5), start)
        if mark is None or (text[numeral.end : numeral.end + 1].isascii() and text[numeral.end : numeral.end + 1].isalnum()):
            return None
        begin = mark.start()
    unit = text[numeral.end : numeral.end + 1]
    unit = unit if unit in ("位", "名") else ""
    return Figure(
        begin, numeral.end + len(unit), numeral, numeral.value, None, 0,
        unit=_PLACE, unit_text=unit, ordinal=True, number_start=start, number_end=numeral.end,
    )


def _is_place(page: Page, numeral: Numeral, mark: int, limit: int) -> bool:
    text, words = page.text, page.words.settings
    led = text.endswith(words["ranks"], limit, mark) or (text[mark - 1 : mark] == "了" and text.endswith(words["ranks"], limit, mark - 1))
    unit = next((word for word in words["rank_units"] if text.startswith(word, numeral.end)), "")
    if unit == "大":
        return text[mark] == "第" and text.startswith(words["rank_heads"], numeral.end + 1)
    after = text[numeral.end : numeral.end + 1]
    return led and (unit != "" or not after.isalnum() or after in "的且并但")

"""The part of every line: title, byline, body or furniture."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Sequence
from functools import cache

from nlp.ids import fold
from nlp.layout import bylines, furniture
from nlp.layout.bylines import Front, read_fields, read_front
from nlp.layout.dates import find_dates
from nlp.layout.lines import Line
from nlp.layout.loose import read_loose
from nlp.model import Role
from nlp.records import record

LONG = 90  # a line as wide as this is no headline, no deck, no caption: the body has begun
_CRUMB = 24  # characters; a line as short as this says little
_MOST_SHORT = 10_000
_COLONS = "：:"
_MENU = 8  # a line above the byline as short as this is rather a menu's than the title, where a longer one stands too
_HEADING = re.compile(r"#{1,6}\s+")
_CLOCK = re.compile(r"\d[:：]\d")
_SITE = re.compile(r"(?:\s?[_|｜]\s?[^_|｜\s]{2,16}|\s?[-–—]\s?[^-–—\s]{1,12}(?:网|频道|新闻|资讯|在线|中心|社区|论坛)){1,3}$")


@record
class Marked:
    """The lines of an article with their parts; `front` holds front matter by line; at line `head` the body has surely begun."""

    lines: Sequence[Line]
    roles: list[Role]
    front: dict[int, Front]
    head: int


def mark_lines(lines: Sequence[Line], body: Sequence[tuple[int, int]] = ()) -> Marked:
    """Give each line its part, but for the title; `body` are spans that hold the article proper, where that is known.

    Evidence of a line itself comes first, then of its neighbours. In doubt a line is body: a fact in furniture is lost.
    """
    front = _front_matter(lines)
    first = max(front, default=-1) + 1
    known: dict[str, bool] = {}  # a page says many of its lines again and again
    roles: list[Role] = []
    crumbs = _crumbs(lines)
    for i, line in enumerate(lines):
        if line.text not in known:
            known[line.text] = i not in crumbs and furniture.is_furniture(line)
        roles.append("furniture" if known[line.text] else "body")
    for i in range(first):
        roles[i] = "byline" if i in front and front[i].kind in ("date", "author", "source", "title") else "furniture"
    head = _head_end(lines, roles, first)
    _mark_bylines(lines, roles, first, head, crumbs)
    if body:
        _keep_to(lines, roles, body)
    _mark_captions(lines, roles, head)
    _mark_lists(lines, roles)
    _mark_tail_list(lines, roles)
    _mark_comments(lines, roles)
    return Marked(lines, roles, front, head)


def _crumbs(lines: Sequence[Line]) -> Container[int]:
    """The short lines beyond the first ten thousand: no article has them, and looking at each takes its time."""
    short = [i for i, line in enumerate(lines) if len(line.text) < _CRUMB] if len(lines) > _MOST_SHORT else []
    return frozenset(short[_MOST_SHORT:])


def _front_matter(lines: Sequence[Line]) -> dict[int, Front]:
    """Lines `key: value` at the very beginning: between two rules, or at least two of them."""
    ruled = bool(lines) and set(lines[0].text) == {"-"}
    found: dict[int, Front] = {}
    last = -1
    for i, line in enumerate(lines[int(ruled) : 60], start=int(ruled)):
        if ruled and set(line.text) == {"-"}:
            last = i
            break
        front = read_front(line.text)
        if front:
            found[i] = front
        elif not ruled:
            break
    if not found or (ruled and last < 0) or (not ruled and len(found) < 2):
        return {}
    if ruled:
        found[last] = Front("other", "", len(lines[last].text))
    return found


def _head_end(lines: Sequence[Line], roles: list[Role], first: int) -> int:
    """The index of the second sentence-like line, or of the first long one: a deck or a caption may stand above the byline."""
    seen = 0
    for i in range(first, len(lines)):
        if roles[i] == "body" and lines[i].prose and not bylines.is_byline(lines[i].text, head=True):
            seen += 1
            if seen == 2 or lines[i].reaches(LONG):
                return i
    return len(lines)


def _mark_bylines(lines: Sequence[Line], roles: list[Role], first: int, head: int, crumbs: Container[int]) -> None:
    @cache
    def says(text: str, in_head: bool) -> bool:
        return bylines.is_byline(text, head=in_head)

    stamps = {i for i, line in enumerate(lines) if i not in crumbs and is_stamp(line)}
    diary = len([i for i in stamps if not _CLOCK.search(lines[i].text)]) > 2
    for i in range(first, len(lines)):
        line = lines[i]
        if i in crumbs:
            continue
        if i in stamps:
            if i < head and not diary:
                roles[i] = "byline"
        elif (says(line.text, i < head) and (roles[i] == "body" or _says_who(line))) or (
            i < head and roles[i] == "body" and not line.prose and read_loose(line.text)
        ):
            roles[i] = "byline"
    for i in range(first + 1, min(head, len(lines))):
        if bylines.is_latin_name(lines[i].text) and {roles[i - 1], *roles[i + 1 : i + 2]} & {"byline", "furniture"}:
            roles[i] = "byline"
    last = max((i for i, role in enumerate(roles) if role != "furniture"), default=-1)
    if last > head and last in stamps and not diary and roles[last] == "body":
        roles[last] = "byline"  # the date under a press release


def is_stamp(line: Line) -> bool:
    """Whether a line is a date and nothing more; several of them are the headings of a chronicle."""
    found = find_dates(line.text) if len(line.text) <= 60 else []
    return len(found) == 1 and found[0].end - found[0].start >= len(line.text) - 2


def _says_who(line: Line) -> bool:
    fields, _ = read_fields(line.text)
    return any(field.kind in ("author", "reporter", "editor", "source", "date") for field in fields)


def _keep_to(lines: Sequence[Line], roles: list[Role], body: Sequence[tuple[int, int]]) -> None:
    """What lies outside the marked body is furniture, but for bylines and for sentences between its parts.

    Where the marks leave out more running text than they hold, they are not believed.
    """
    inside = [False] * len(lines)
    at = 0
    for i, line in enumerate(lines):
        while at < len(body) and body[at][1] <= line.start:
            at += 1
        inside[i] = at < len(body) and body[at][0] < line.end
    kept = [i for i, role in enumerate(roles) if role == "body" and inside[i]]
    widths = [line.width if role == "body" and line.prose else 0 for line, role in zip(lines, roles, strict=True)]
    if not kept and not any(widths):
        roles[:] = ["furniture" if role == "body" else role for role in roles]  # a page of menus: no line is an article
        return
    if not kept or 2 * sum(widths[i] for i in kept) < sum(widths):
        return  # what was marked is not the article
    for i, role in enumerate(roles):
        if role == "body" and not inside[i] and not (kept[0] < i < kept[-1] and lines[i].prose):
            roles[i] = "furniture"


def _mark_captions(lines: Sequence[Line], roles: list[Role], head: int) -> None:
    """A line with a picture's credit in brackets is a caption where the body goes on without it: near the head, or beside 图为."""
    tails = [i for i, line in enumerate(lines) if roles[i] == "body" and furniture.has_credit_tail(line)]
    last = max((i for i, line in enumerate(lines) if line.prose), default=-1) if tails else -1
    for i in tails:
        if (i < last and i <= head + 1) or lines[i].bare.startswith(("图为", "图：", "图:", "▲", "△")):
            roles[i] = "furniture"


def _mark_lists(lines: Sequence[Line], roles: list[Role]) -> None:
    """Headlines after a heading such as 延伸阅读, and a lone bulleted headline between two paragraphs."""
    begun, listing = False, False
    opens: dict[str, bool] = {}
    for i, line in enumerate(lines):
        if line.text not in opens:
            opens[line.text] = furniture.opens_list(line)
        if opens[line.text]:
            listing = begun
            if begun:
                roles[i] = "furniture"
        elif listing and roles[i] == "body" and (furniture.is_headline(line) or (line.width < 4 and not line.ends)):
            roles[i] = "furniture"
        elif roles[i] == "body":
            listing = False
            begun = begun or line.prose
    for i in range(1, len(lines) - 1):
        line, before, after = lines[i], lines[i - 1], lines[i + 1]
        if (
            roles[i] == "body"
            and line.bullet
            and before.ends
            and before.prose
            and after.prose
            and not after.bullet
            and _reads_as_headline(line)
        ):
            roles[i] = "furniture"


def _reads_as_headline(line: Line) -> bool:
    """No sentence end, and two clauses divided by a blank or a colon, or a question."""
    return (
        furniture.is_headline(line)
        and not re.match(r"[(（]?\d", line.bare)
        and not re.search(r"(?:19|20)\d{2}年", line.bare)
        and bool(re.search(r"[一-鿿”」』%][ 　]+[一-鿿“「『]|[：？！:?!]", line.bare))
    )


def _mark_tail_list(lines: Sequence[Line], roles: list[Role]) -> None:
    """Headlines of other articles after the last paragraph: bulleted, or four and more that read as headlines.

    A list that a colon announces belongs to the article.
    """
    end = len(lines)
    while end and roles[end - 1] != "body":
        end -= 1
    start = end
    while start and (roles[start - 1] != "body" or furniture.is_headline(lines[start - 1])) and not lines[start - 1].prose:
        start -= 1
    run = [i for i in range(start, end) if roles[i] == "body"]
    if not run or start == 0 or lines[start - 1].text[-1] in _COLONS or not any(line.prose for line in lines[:start]):
        return
    bulleted = len(run) >= 3 and len({lines[i].bullet for i in run}) == 1 and bool(lines[run[0]].bullet)
    telling = sum(_reads_as_headline(lines[i]) and lines[i].width >= 8 for i in run)
    if (bulleted and 2 * telling >= len(run)) or (len(run) >= 4 and 3 * telling >= 2 * len(run)):
        for i in run:
            roles[i] = "furniture"


def _mark_comments(lines: Sequence[Line], roles: list[Role]) -> None:
    """What follows a heading of readers' comments, where no paragraph as long as the article's follows."""
    body = [i for i, role in enumerate(roles) if role == "body" and lines[i].prose]
    if not body:
        return
    for i in range(body[0] + 1, len(lines)):
        if furniture.opens_comments(lines[i]):
            total = sum(lines[i].width for i in body)
            rest = sum(lines[j].width for j in body if j > i)
            if rest * 4 <= total and not any(lines[j].width >= 150 for j in body if j > i):
                roles[i:] = ["furniture"] * (len(lines) - i)
            return


def clear_head(marked: Marked, title: int) -> None:
    """Menus above the title, and crumbs of bylines between it and the text, are furniture; a subhead right above a paragraph is not."""
    lines, roles = marked.lines, marked.roles
    for i in range(title):
        if roles[i] == "body" and not lines[i].prose:
            roles[i] = "furniture"
    start = next((i for i in range(title + 1, len(lines)) if roles[i] == "body" and lines[i].prose), title)
    marks = [i for i in range(title + 1, start) if roles[i] != "body"]
    for i in range(title + 1, start - 1):
        if marks and roles[i] == "body" and lines[i].width <= 12 and not lines[i].ends and not re.search(r"\d", lines[i].text):
            roles[i] = "furniture"


def find_title(marked: Marked, hints: Sequence[str]) -> tuple[int, int, int] | None:
    """The line that is the title, and the part of it that is: (index, start, end) in clean text; None where there is none.

    `hints` are titles known from elsewhere, the surest first; a line that says the same wins.
    """
    for i, front in marked.front.items():
        if front.kind == "title" and front.value:
            start = marked.lines[i].start + front.start
            return i, start, start + len(front.value)
    upto = min(marked.head + 1, len(marked.lines))
    for hint in map(fold, hints):
        for i in range(upto):
            key = marked.lines[i].key
            if key and (key == hint or (len(key) >= 6 and 2 * len(key) >= len(hint) and hint.startswith(key))):
                return i, marked.lines[i].start, marked.lines[i].end
    if hints:
        return None
    index = _title_index(marked)
    if index is None:
        return None
    line = marked.lines[index]
    site, mark = _SITE.search(line.text), _HEADING.match(line.text)
    return index, line.start + (mark.end() if mark else 0), line.start + site.start() if site and site.start() >= 6 else line.end


def _title_index(marked: Marked) -> int | None:
    """Between the last furniture above the byline and the byline; without a byline the first line that is not furniture."""
    lines, roles = marked.lines, marked.roles
    body = [i for i, role in enumerate(roles) if role == "body"]
    first = max(marked.front, default=-1) + 1
    byline = next((i for i in range(first, min(marked.head + 1, len(lines))) if roles[i] == "byline"), None)
    if byline is not None:
        above = [i for i in range(first, byline) if roles[i] == "body"]
        floor = max((i for i in range(first, byline) if roles[i] == "furniture" and above and i < above[-1]), default=first - 1)
        able = [i for i in above if i > floor and _can_be_title(marked, i, body)]
        chosen = next((i for i in able if lines[i].width > _MENU), next(iter(able), None))
        if chosen is not None or above:
            return chosen
        first = byline
    start = next((i for i in range(first, min(marked.head, len(lines))) if roles[i] == "body"), None)
    return start if start is not None and _can_be_title(marked, start, body) else None


def _can_be_title(marked: Marked, i: int, body: Sequence[int]) -> bool:
    """Whether line `i` can be: short, no sentence, with paragraphs soon after it; `body` are the lines that are body."""
    line = marked.lines[i]
    if line.prose or line.width < 3 or line.text[-1] in "。；;：:，,、" or (len(find_dates(line.text)) == 1 and line.width < 9):
        return False
    if re.fullmatch(r"(?:19|20)\d{2}年(?:\d{1,2}月)?", line.text):
        return False
    at = bisect_right(body, i)
    after = [marked.lines[j] for j in body[at : at + 12]]
    indented = bool(after) and line.indent >= 2 and all(other.indent >= line.indent for other in after[:3])
    followed = i + 1 < len(marked.lines) and marked.roles[i + 1] == "byline"
    return any(other.prose for other in after) and (followed or not indented)

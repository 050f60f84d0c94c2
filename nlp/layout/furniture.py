"""Which lines are page furniture: evidence in the line itself, then in its neighbours."""

from __future__ import annotations

import re
from functools import cache

from nlp.ids import fold
from nlp.layout.lines import Line
from nlp.lexicon.data import read_toml

_HAN_PAIR = re.compile("[一-鿿]{2}")
_CRUMB = re.compile("[>›»＞→]")
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+")
_URL = re.compile(r"(?:https?://|www\.)[^\s一-鿿]+|[\w.-]+\.(?:com|cn|net|org)(?:/\S*)?", re.IGNORECASE)
# No two parts of these can take the same character: a line may be made to be tried in all ways.
_URL_SIGN = re.compile(r"://|w(?i:ww\.)|W(?i:ww\.)|\.(?i:com|cn|net|org)")
_CRUMBS = re.compile(r"[^。！？；，>›»＞→]{1,16}+(?:[>›»＞→]{1,2}+[^。！？；>›»＞→]{1,24}+){1,6}+[>›»＞]?")
_HASHTAGS = re.compile(r"(?:[#＃][^\s#＃。！？]{1,24}+[#＃]?+[\s,，、]*+)++")
_COUNTER = re.compile(
    r"\+?\d[\d,.]*(?:万|k|K|w)?\+?"
    r"|(?:顶|踩)一下\s?[(（]\d+[)）](?:\s?[\d.]+%)?|\+?\d+\s?[顶赞踩]\s?\d*|\d+\s?/\s?\d+|[\d:：]+\s?/\s?[\d:：]+|\d+\s?[次条人个]?(?:评论|回复|阅读|浏览|点赞|收藏|转发|分享|参与|跟帖|跟贴|赞|views?|comments?|shares?|likes?)"
    r"|(?:评论|回复|阅读|浏览|点赞|收藏|转发|分享|参与|跟帖|跟贴|赞|顶|踩|views?|comments?|shares?|likes?)[\s:：(（]*\d[\d,.万+kw]*\s?[)）]?[次条人]?(?:[\s|]*(?:评论|回复|阅读|浏览|点赞|收藏|转发|分享|参与|跟帖|赞|顶|踩)[\s:：(（]*\d[\d,.万+kw]*\s?[)）]?[次条人]?)*",
    re.IGNORECASE,
)
_DIVIDERS = re.compile(r"[\s|｜/·、,，:：\[\]【】()（）]+")
_POSTER = re.compile(r".{1,40}[\[【(（].{0,20}(?:网友|用户|手机)[\]】)）]?.{0,4}(?:(?:19|20)\d{2}-\d{1,2}-\d{1,2}.*)?")
_AGO = re.compile(
    r"(?:刚刚|(?:今天|昨天|前天)\s?\d{1,2}:\d{2}|\d{1,3}\s?(?:分钟|小时|天|个月|周|年)前|"
    r"\d{1,2}-\d{1,2}\s\d{1,2}:\d{2}|\d{1,3} (?:minutes?|hours?|days?|weeks?) ago)(?:\s(?:来自|发布于).{1,20})?"
)
_POSTED = re.compile(
    r"\S{1,24}\s+(?:\d{1,3}\s?(?:分钟|小时|天|个月|周|年)前|(?:19|20)?\d{0,4}-?\d{1,2}-\d{1,2}\s\d{1,2}:\d{2}(?::\d{2})?)(?:\s.{0,10})?|\d+\s?楼.{0,24}|.{1,20}发表于.{4,24}|.{1,24}\sat\s\d{1,2}:\d{2}\s?[ap]m"
)
_SYMBOLS = re.compile(r"[\W_\d]*")
_PAGES = re.compile(
    r"(?:上一页|下一页|首页|末页|尾页|\[?\d{1,3}\]?|[<>«»‹›|…. ]|\.\.\.|prev|next|第\d+页|[（(]?(?:全文)?共\s?\d+\s?页[)）]?)++",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[（(【\[](?P<inner>[^（）()【】\[\]]{2,80})[)）】\]]")
_ASIDE_TAIL = re.compile(r"(?<=[。！？”])\s?[（(【\[]([^（）()【】\[\]]{2,80})[)）】\]]$")
_POINT = re.compile(r"(?<=[a-z一-鿿])\.(?=\s)")
_CLOSERS = (")", "）", "】", "]")
_CLOSED = tuple(closer + stop for closer in _CLOSERS for stop in ("", "。", "."))
_CREDIT_TAIL = re.compile(r"[（(【\[]([^（）()【】\[\]]{1,40})[)）】\]][。.]?$")


@cache
def data() -> dict[str, list[str]]:
    """The vocabulary of furniture."""
    return read_toml("layout/furniture.toml")


@cache
def _folded(key: str) -> frozenset[str]:
    return frozenset(fold(word) for word in data()[key])


@cache
def _longest() -> int:
    return max(map(len, _folded("whole")))


@cache
def _beginnings(key: str) -> frozenset[str]:
    return frozenset(word[:2] for word in _folded(key))


def _may_begin(key: str, text: str) -> bool:
    """Whether a text may, when folded, begin like a word of a list; two Han characters stay what they are."""
    return text[:2] in _beginnings(key) or not _HAN_PAIR.match(text)


@cache
def _comments() -> tuple[str, ...]:
    return tuple(_folded("comments"))


Starts = dict[str, tuple[str, ...]]  # words by their first characters


@cache
def _starts() -> tuple[Starts, Starts]:
    weak = {_plain(word) for word in data()["weak_start"]} - {""}
    strong = {_plain(word) for word in data()["start"]} - weak - {""}
    return _by_first(strong), _by_first(weak)


def _by_first(words: set[str]) -> Starts:
    return {first: tuple(word for word in words if word[0] == first) for first in {word[0] for word in words}}


def _begins(text: str, starts: Starts) -> bool:
    return text.startswith(starts.get(text[:1], ()))


@cache
def _any_of(key: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, map(str.lower, data()[key])), key=len, reverse=True)))


def _plain(text: str) -> str:
    """Small letters, ASCII colons and bars, without opening brackets: what beginnings are compared by."""
    return text.lower().replace("：", ":").replace("｜", "|").replace("／", "/").replace("＞", ">").lstrip('【[（(「“"*※ 　>·•-')


def is_furniture(line: Line) -> bool:
    """Whether a line is furniture by itself, whatever stands around it.

    >>> from nlp.layout.lines import split_lines
    >>> [is_furniture(line) for line in split_lines("分享到：\\n免责声明：本站内容来自网络，仅供参考。\\n公司公布了财报。")]
    [True, True, False]
    """
    return is_control(line) or is_notice(line) or is_trace(line)


def is_control(line: Line) -> bool:
    """Buttons, menus, breadcrumbs, tags, page numbers: lines of a page's machinery."""
    text = line.bare or line.text
    if not text[0].isalnum() and not any(map(str.isalnum, text)):
        return True
    if len(text) <= 60 and _may_begin("whole", text):  # longer ones are no button, and folding costs
        key = line.bare_key
        if key in _folded("whole") or _is_chain(key):
            return True
    if _is_way(text) and not line.reaches(81):
        return True
    if line.text[0] in "#＃" and _HASHTAGS.fullmatch(line.text):
        return True
    return len(text) <= 240 and _is_menu([word for word in _DIVIDERS.split(text) if word]) and not line.reaches(121)


def _is_way(text: str) -> bool:
    """Whether a line leads to other pages: a breadcrumb, or page numbers."""
    return len(text) <= 160 and bool(_PAGES.fullmatch(text) or (_CRUMB.search(text) and _CRUMBS.fullmatch(text) and _is_trail(text)))


def _is_chain(text: str) -> bool:
    """Whether a short line is made of a page's words alone (分享到微信微博qq空间)."""
    if len(text) > 30 or text[:2] not in _beginnings("whole"):
        return False
    whole = _folded("whole")
    reached = {0}
    for start in range(len(text)):
        if start in reached:
            reached.update([start + size for size in range(2, 11) if text[start : start + size] in whole])
    return len(text) in reached


def _is_trail(text: str) -> bool:
    """A breadcrumb has two marks, or begins with a home page or ends with the text proper; a > b alone may be a comparison."""
    marks = len(_CRUMB.findall(text))
    plain = _plain(text)
    return not re.search(r"\d\s?[>＞]\s?\d", text) and (
        marks >= 2 or plain.startswith(("首页", "home", "当前位置", "您的位置", "网站首页")) or plain.endswith("正文")
    )


def _is_menu(words: list[str]) -> bool:
    """Whether three in five of the words of a line are a page's."""
    if not 2 <= len(words) <= 24:
        return False
    begins = _beginnings("whole")
    able = [word for word in words if word[:2] in begins or not _HAN_PAIR.match(word)]
    strange = len(words) - len(able)
    if strange / len(words) > 0.5:
        return False
    for word in able:
        strange += not _is_menu_word(word)
        if (len(words) - strange) / len(words) < 0.6:
            return False
    return True


def _is_menu_word(word: str) -> bool:
    """Whether a word is a page's; one without punctuation is no shorter when folded."""
    return (len(word) <= _longest() or not word.isalnum()) and fold(word) in _folded("whole")


def is_notice(line: Line) -> bool:
    """Disclaimers, copyright, credits, advice to readers, a firm's praise of itself."""
    text = _plain(line.bare or line.text)
    strong, weak = _starts()
    if _begins(text, strong) and ((line.width <= _enough("start_limit") and line.stops <= 2) or _count_words("legal", text) >= 2):
        return True
    if _begins(text, weak) and ((not line.ends and line.width <= 40) or _count_words("legal", text) >= 2):
        return True
    if _is_about_itself(text) and _count_words("legal", text) >= max(_enough("legal_enough"), line.width // 60):
        return True
    if not _NEWS.search(text) and not line.reaches(401) and _count_words("promo", text) >= _enough("promo_enough"):
        return True
    bracketed = _BRACKETED.fullmatch(line.text)
    return bool(bracketed) and _is_aside(_plain(bracketed["inner"] if bracketed else ""))


_NEWS = re.compile(r"[月年亿%](?:(?<=\d月)|(?<=\d{4}年)|(?<=[亿%]))")  # days, years and amounts, which praise has not
_ITSELF = re.compile(
    r"本站|本网|本平台|本文|该文|文章观点|平台仅|原作者|仅供|不构成|如有侵权|如涉|请联系|联系我们|contact us|"
    r"this (?:article|site|website)|we will"
)


@cache
def _enough(key: str) -> int:
    return int(str(data()[key]))


def _count_words(key: str, text: str) -> int:
    """How many different words of a list a line has."""
    return len(set(_any_of(key).findall(text)))


def _is_about_itself(text: str) -> bool:
    """Three words of the law are a disclaimer only where the page speaks of itself: an article may report a lawsuit."""
    return bool(_ITSELF.search(text))


_ASIDES = ("图", "更多详情", "原标题", "本文", "编辑", "责任编辑", "点击", "延伸阅读", "相关", "来源")


def _is_aside(inner: str) -> bool:
    return _begins(inner, _starts()[0]) or inner.startswith(_ASIDES)


def find_aside(line: Line) -> int | None:
    """Where a bracket begins that closes a sentence's line and is none of it（更多详情：…）."""
    match = _ASIDE_TAIL.search(line.text[-90:]) if line.text.endswith(_CLOSERS) else None
    if not match or not _is_aside(_plain(match[1])):
        return None
    return len(line.text) - len(line.text[-90:]) + match.start()


def is_trace(line: Line) -> bool:
    """Addresses, counters, readers' names and stamps, credits of pictures."""
    text = line.text
    if _URL_SIGN.search(text) and not line.reaches(101) and _URL.search(text):
        rest = fold(_URL.sub("", text))
        if len(rest) <= 14:
            return True
    return (len(text) <= 40 and _is_counter(line)) or (len(text) <= 70 and _is_post(line)) or is_credit(line)


def _is_counter(line: Line) -> bool:
    """Whether a short line counts, or says how long ago."""
    text = line.text
    numbered = "刚刚" in text or _DIGIT.search(text)
    return bool((numbered and (_AGO.fullmatch(text) or _COUNTER.fullmatch(line.bare))) or _SYMBOLS.fullmatch(text))


def _is_post(line: Line) -> bool:
    """Whether a short line says which reader speaks, and when."""
    text = line.text
    posted = _POSTED.fullmatch(text) if "发表于" in text or _DIGIT.search(text) else None
    return bool(posted or (("网友" in text or "用户" in text) and _POSTER.fullmatch(text))) and not line.ends


def is_credit(line: Line) -> bool:
    """图片来源：…, …。资料图片/CFP, REUTERS/Jane Doe: a caption that ends with its credit and is no longer than a caption."""
    if len(line.text) > 260:
        return False
    text = line.text.rstrip("。.）)")
    tail = _last_sentence(text)
    if not tail or len(tail) > 60 or (tail == text and not _CREDIT_HEAD.match(line.text)):
        return False
    words = _any_of_credit().findall(tail.lower())
    if not words or line.reaches(131):
        return False
    return len(fold(tail)) <= 6 + sum(map(len, words)) + (24 if tail.isascii() else 8)


def _last_sentence(text: str) -> str:
    """What stands after the last end of a sentence; a point is one behind a small letter or Han and before a blank."""
    tail = text[max(text.rfind("。"), text.rfind("！"), text.rfind("？")) + 1 :]
    return (_POINT.split(tail)[-1] if "." in tail else tail).strip()


_CREDIT_HEAD = re.compile(
    r"(?:图片?|照片|摄影|资料图?片?|配图|供图)\s?(?:来源|[:：/／丨|])|(?:photo|image|picture|file photo)"
    r"s?\b.{0,3}(?:by|credit|:)|(?:REUTERS|AFP|AP Photo|Getty)\s?/",
    re.IGNORECASE,
)


@cache
def _any_of_credit() -> re.Pattern[str]:
    credit: object = data()["credit"]
    assert isinstance(credit, dict)
    return re.compile("|".join(sorted(map(re.escape, credit["words"]), key=len, reverse=True)))


def has_credit_tail(line: Line) -> bool:
    """Whether a line ends with a bracket that says whose picture it is（某社档案照片）."""
    match = _CREDIT_TAIL.search(line.text[-60:]) if line.text.endswith(_CLOSED) else None
    if not match or line.reaches(161):
        return False
    inner = match[1].lower()
    return len(match[1]) <= 24 and bool(_any_of_credit().search(inner)) and not re.search(r"[编记]", inner)


def opens_list(line: Line) -> bool:
    """Whether headlines of other articles follow this line."""
    if len(line.text) > 60 or not _may_begin("headings", line.bare or line.text) or line.bare_key not in _folded("headings"):
        return False
    return len(re.sub(r"[(（【\[\]】)）]", "", line.bare or line.text).strip(" 　:：>»…")) <= 24


def opens_comments(line: Line) -> bool:
    """Whether readers speak after this line."""
    if not 0 < len(line.bare) <= 60 or not _may_begin("comments", line.bare):
        return False
    words = _DIGITS.sub("", line.bare)
    key = line.bare_key if words == line.bare else fold(words)
    return len(key) <= 24 and key.startswith(_comments())


def is_headline(line: Line) -> bool:
    """A line that can be another article's headline: no full stop, of a headline's length."""
    return (not line.ends or line.text[-1] in "？！?!") and 4 <= line.width <= 50 and line.stops <= 1

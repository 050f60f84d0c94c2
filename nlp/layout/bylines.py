"""The lines about an article: labelled fields, datelines, front matter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from operator import itemgetter

from nlp.ids import fold
from nlp.layout.dates import Found, find_dates, read_compact
from nlp.lexicon.data import read_toml
from nlp.records import record

_COUNT = re.compile(r"[(（\[]?\s?[\d,.]+\s?[万亿kKwW]?\+?\s?[)）\]]?\s?[次人条]?")
_VALUE_END = re.compile(r"[ \t　\xa0]{2,}|　|\t|[|｜丨]")
_CLOCK = re.compile(r"\d[:：]\d{2}")
_CLAUSE = re.compile(r"[，,。:：]\s?\S")
_HAN = re.compile("[一-鿿]")
_NO_WORD = re.compile(r"[\W_]+")
_SENTENCE = re.compile(r"[。！？；]")
_NAME = re.compile(r"[一-鿿·]{2,12}|[A-Za-z][A-Za-z.'’-]+(?: [A-Za-z.'’-]+){0,3}")
_LATIN_NAME = re.compile(
    r"(?:By )?([A-Z][a-zA-Z'’-]+(?: [A-Z]\.)?(?: (?:de|van|von|der|bin|al|el|la|le))?(?: [A-Z][a-zA-Z'’-]+){1,2})"
    r"(?:,? (?:and|&) [A-Z].{3,40}| / .{2,30})?"
)
_FRONT = re.compile(r"([A-Za-z_]{2,16})\s?:(?:\s+(.*))?$")


@record
class Field:
    """One field of a byline: kind (date, source, author, reporter, editor, counter, other), its value, and where that starts."""

    kind: str
    value: str
    start: int
    date: dt.date | None = None
    labelled: bool = True
    label: str = ""
    clock: bool = False


@cache
def data() -> dict[str, dict[str, list[str]]]:
    """The vocabulary of bylines."""
    return read_toml("layout/bylines.toml")


@cache
def kind_of_label() -> dict[str, str]:
    """Label in small letters -> kind of field."""
    return {label.lower(): kind for kind, labels in data()["labels"].items() for label in labels}


_AFTER_LABEL = re.compile(r"[:：|｜/／丨\d]")  # one of these stands behind every label


@cache
def _anchors() -> re.Pattern[str]:
    labels = sorted(kind_of_label(), key=len, reverse=True)
    latin = "|".join(re.escape(label) for label in labels if label.isascii())
    chinese = "|".join(re.escape(label) for label in labels if not label.isascii())
    counters = "|".join(sorted(map(re.escape, data()["labels"]["counter"]), key=len, reverse=True))
    first = "".join(sorted({label[0] for label in labels} | {"文"}))
    return re.compile(
        rf"(?=[{first}])(?:(?<![A-Za-z])(?P<latin>{latin})|(?<!图片)(?<!照片)(?<!数据)(?<!资料)(?<!收入)(?P<han>{chinese}|(?<![一-鿿])"
        rf"文))\s?(?:[:：|｜/／丨]|(?=[ 　]?[(（【\[]\s?\d))\s?"
        rf"|(?=[{first}])(?P<count>{counters})[ 　]?(?=\d)",
        re.IGNORECASE,
    )


@lru_cache(maxsize=64)  # several readers ask for the same few lines of an article
def read_fields(line: str) -> tuple[tuple[Field, ...], str]:
    """The fields of a line and what is left of it when they are gone.

    >>> [(field.kind, field.value) for field in read_fields("2018-06-15 来源: 某网 编辑: 小王 浏览(13)")[0]]
    [('date', '2018-06-15'), ('source', '某网'), ('editor', '小王'), ('counter', '(13)')]
    """
    marks: list[tuple[int, int, str, str, Found | None]] = [(d.start, d.end, "date", "", d) for d in find_dates(line)]
    taken = [(mark[0], mark[1]) for mark in marks]
    for match in _anchors().finditer(line) if _AFTER_LABEL.search(line) else ():
        if not any(start <= match.start() < end for start, end in taken):
            label = (match["latin"] or match["han"] or match["count"]).lower()
            marks.append((match.start(), match.end(), kind_of_label().get(label, "author"), label, None))
    marks.sort(key=itemgetter(0))
    fields: list[Field] = []
    left = [line[: marks[0][0]] if marks else line]
    for i, (start, end, kind, label, found) in enumerate(marks):
        stop = marks[i + 1][0] if i + 1 < len(marks) else len(line)
        if found:
            before = marks[i - 1] if i else None
            labelled = bool(before and before[2] == "date" and before[4] is None and before[1] >= start - 1)
            fields.append(
                Field("date", line[start:end].strip(), start, found.date, labelled, before[3] if before and labelled else "", found.clock)
            )
            left.append(line[end:stop])
            continue
        value, rest = _cut(line[end:stop], kind)
        lead = len(line[end:stop]) - len(line[end:stop].lstrip(" 　:：[【"))
        date = read_compact(value) if kind == "date" else None
        fields.append(Field(kind, value, end + lead, date, True, label))
        left.append(rest)
    return tuple(fields), " ".join(left)


def _cut(text: str, kind: str) -> tuple[str, str]:
    """The value of a label, and what follows it: a value ends at a bar or two blanks, a counter's after its number."""
    text = text.strip(" \t　|｜/丨·[]【】")
    if kind == "counter":
        match = _COUNT.match(text)
        return (match[0].strip(), text[match.end() :]) if match else (text[:8], text[8:])
    pieces = _VALUE_END.split(text, maxsplit=1)
    return pieces[0].strip(" ,，;；"), pieces[1] if len(pieces) > 1 else ""


def is_byline(line: str, *, head: bool) -> bool:
    """Whether a line consists of fields of a byline; in the head of an article a bare date or a name will do.

    >>> is_byline("作者：小王　2017-5-5", head=True), is_byline("公司的收入来源：广告和会员，各占一半。", head=False)
    (True, False)
    """
    if len(line) > 220 or _SENTENCE.search(line):
        return False
    fields, left = read_fields(line)
    bare = [field for field in fields if field.kind == "date" and not field.labelled]
    if fields and (head or len(bare) < len(fields)):
        if len(bare) == len(fields) and not _is_stamp(line, fields[0], left):
            return False
        limit = 24 if len(fields) >= 2 else 14 if head else 6
        long = [field for field in fields if len(field.value) > (48 if field.value.isascii() else 24)]
        if not long and len(_residue(left)) <= limit:
            return _opens(fields, line, head)
    return is_spaced(line) or is_reporter(line)


def _is_stamp(line: str, date: Field, left: str) -> bool:
    """Whether a line with dates alone is a stamp: at most an outlet before the first, and words after it only where a clock stands.

    2014年9月19日 某公司上市 is an entry of a chronicle.
    """
    if date.clock or _CLOCK.search(left):
        return True
    if _CLAUSE.search(left):
        return False
    after = _residue(line[date.start + len(date.value) :])
    return not _HAN.search(_any_filler().sub("", after))


def _opens(fields: Sequence[Field], line: str, head: bool) -> bool:
    """A label deep inside a line, away from the head, is a word of the text and no label."""
    first = min(fields, key=lambda field: field.start)
    return head or len(fields) >= 2 or (first.start <= 16 and len(line) <= 60)


def _residue(text: str) -> str:
    """What is left when blanks, punctuation and filler words (更新, 北京时间, CST) are gone too."""
    fillers = _fillers()
    return "".join([word for word in _NO_WORD.split(text.lower()) if word not in fillers and not word.isdigit()])


@cache
def _fillers() -> frozenset[str]:
    return frozenset(data()["lists"]["fillers"])


@cache
def _any_filler() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_fillers(), key=len, reverse=True)))


@cache
def _spaced() -> re.Pattern[str]:
    labels = "|".join(sorted(map(re.escape, data()["lists"]["spaced"]), key=len, reverse=True))
    name = r"[一-鿿·]{2,4}(?:[、,，][一-鿿·]{2,4}){0,4}"
    return re.compile(rf"[(（【\[]?(?:(?:{labels})[ 　:：/]{{1,3}}{name}[ 　;；|]{{0,3}}){{1,5}}[)）】\]]?")


def is_spaced(line: str) -> bool:
    """编辑 王小明 校对 李小红."""
    return len(line) <= 60 and bool(_spaced().fullmatch(line))


def is_reporter(line: str) -> bool:
    """某某报记者 王小明 发自北京."""
    return len(line) <= 48 and read_reporter(line) is not None


_REPORTER = re.compile(
    r"(?P<src>[一-鿿A-Za-z0-9]{0,12}?)(?:实习|见习|特约|首席|高级|"
    r"资深)?记者[ 　:：丨|/]{0,2}(?P<names>[一-鿿·]{2,4}(?:[ 　、，,]{1,2}[一-鿿·]{2,4}){0,3})"
    r"(?:[ 　]{0,3}(?:发自[一-鿿]{2,8}|[一-鿿]{2,6}(?:报道|摄影报道|综合报道|电|讯)|报道|摄|文))?"
)


def read_reporter(line: str) -> tuple[str, str] | None:
    """Source (may be empty) and names of a reporter's line.

    >>> read_reporter("某某日报记者 王小明 发自北京")
    ('某某日报', '王小明')
    """
    match = _REPORTER.fullmatch(line.strip("　 ()（）【】[]")) if "记者" in line else None
    names = [name for name in re.split(r"[ 　、，,]+", match["names"]) if is_name(name)] if match else []
    return (match["src"], " ".join(names)) if match and names else None


def is_latin_name(line: str) -> bool:
    """A line that is a name in Latin letters, as `By Jane Doe` or `Jane Doe`."""
    return len(line) <= 60 and "A" <= line.strip()[:1] <= "Z" and bool(_LATIN_NAME.fullmatch(line.strip()))


@cache
def _surnames() -> tuple[str, ...]:
    singles, *doubles = data()["surnames"]["names"]
    return (*doubles, *singles)


def is_name(text: str) -> bool:
    """Whether Chinese characters can be a person's name: a surname and what follows, or parts divided by a dot.

    >>> is_name("王小明"), is_name("近日获悉")
    (True, False)
    """
    return (2 <= len(text) <= 8 and text.startswith(_surnames())) or "·" in text


def name_of(value: str) -> str | None:
    """The name in the value of 作者 or 编辑; accounts are names too, and what follows a number or bracket is none."""
    value = re.sub(r"[（(\[【].*", "", value).strip(" 　_:：/|")
    value = re.sub(r"_[A-Z]{1,4}\d+$", "", value)
    value = re.split(r"[ 　](?:来源|编辑|发布|时间|浏览|发自|报道|北京报道)", value)[0].strip()
    if value.lower() in _nobody():
        return None
    return value if value and len(value) <= 40 and not value.replace("-", "").isdigit() and "：" not in value else None


def source_of(value: str) -> str | None:
    """The outlet in the value of 来源; 互联网 and the like name none."""
    value = re.sub(r"[（(\[【].*", "", value).strip(' 　_:：/|“”"《》')
    value = re.sub(r"https?://\S*", "", value).strip()
    first = value.split(" ")[0]
    value = first if re.fullmatch(r"[一-鿿]{2,}", first) else value  # a Chinese outlet has no blanks in its name
    if not value or len(value) > 40 or value.lower() in _nobody() or not fold(value) or value.isdigit():
        return None
    return value


@cache
def _nobody() -> frozenset[str]:
    return frozenset(data()["lists"]["nobody"])


@record
class Front:
    """One line of front matter: its kind (title, date, author, source, url, category, other) and value with its place in the line."""

    kind: str
    value: str
    start: int


def read_front(line: str) -> Front | None:
    """`title: '…'` and its kin, at the head of a file.

    >>> read_front("title: '某公司发布财报'")
    Front(kind='title', value='某公司发布财报', start=8)
    """
    match = _FRONT.match(line)
    if not match:
        return None
    kind = next((kind for kind, keys in data()["front"].items() if match[1].lower() in keys), None)
    if kind is None:
        return None
    raw = match[2] or ""
    value = raw.strip(" '\"“”[]")
    at = line.find(value, match.start(2)) if value else len(line)
    return Front(kind, value, at)

"""Datelines: who sent a report from where on which day, at the opening of its first paragraphs."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from nlp.layout.bylines import data, is_name
from nlp.layout.dates import make_date, read_code
from nlp.records import record

_HAN = r"[一-鿿]"
_DAY = r"(?:(?:(?P<year>(?:19|20)\d{2})年)?(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日"
_DAY_SIGN = re.compile(r"\d日")
_WIRE = r"(?:综合|外|专|急|快|特){0,2}(?:电|讯)(?:报[道导])?"
_NO_OUTLET = "腾通资简快短电喜闻审音"  # 腾讯, 通讯, 资讯 are words, not 某网讯
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@record
class Dateline:
    """What an opening says: outlet, writers, and as much of the day as it gives; `full` where the year stands there."""

    source: str | None = None
    author: str | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def date(self) -> dt.date | None:
        return make_date(self.year, self.month, self.day) if self.year and self.month and self.day else None


@cache
def _agencies() -> tuple[str, ...]:
    return tuple(sorted(data()["agencies"]["names"], key=len, reverse=True))


@cache
def _places() -> str:
    return "|".join(sorted(data()["places"]["names"], key=len, reverse=True))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The forms of datelines, each behind the word or sign that an opening must have for it."""
    agency = "|".join(map(re.escape, _agencies()))
    source = rf"(?P<src>{agency}|{_HAN}{{2,8}}?(?:社|报|网|台|通讯|新闻|财经|科技))"
    writers = r"(?:(?:特派|驻外|实习|见习|首席)?记者[ 　:：]?(?P<names>[一-鿿·、 　]{2,24}?))?"
    place = rf"[ 　]?(?:{_places()})?(?:[、/](?:{_places()}))?[ 　]?"
    latin = (
        r"(?P<src>Reuters|Bloomberg|AP|AFP|Xinhua|Dow Jones|CNA|Kyodo|Yonhap|IANS|PTI|UPI|ANI|PRNewswire|Business Wire|"
        r"GLOBE NEWSWIRE|[A-Z]{2,6})"
    )
    return tuple(
        (sign, re.compile(pattern))
        for sign, pattern in (
            # （某社记者某某台北15日电） · 某社北京11月12日电（记者某某） · 某社北京8月25日 -
            (
                "日",
                rf"[（(【\[]?{source}[ 　]?{writers}{place}{_DAY}[ 　]?(?:{_WIRE}|[-–—]|消息|报道|[)）】\]])"
                rf"[)）】\]]?(?:[ 　]?[（(](?:{_HAN}{{0,6}}记者)[ 　:：]?(?P<after>[一-鿿·、 　]{{2,20}})[)）])?",
            ),
            # 某某讯（记者某某）11月12日消息 · 某某讯 9月2日消息 · 某某 4月2日消息 · 某某11月12日讯
            (
                "讯",
                rf"[【\[（(]?(?P<src>{agency}|{_HAN}{{2,10}}?|[A-Za-z0-9]{{2,14}})(?:网|"
                rf"社)?[ 　]?讯[】\])）]?[ 　]?(?:[（(](?:{_HAN}{{0,6}}?(?:记者|编译|作者|通讯员)"
                rf"[ 　:：]?)?(?P<names>[一-鿿·、 　]{{2,20}})[)）]|记者[ 　]?(?P<after>{_HAN}{{2,4}})"
                rf"[ 　])?(?:[ 　]?{_DAY}(?:消息|讯|电|报道|晚间?|早间?|上午|下午|,|，)?)?",
            ),
            (
                "日",
                rf"[【\[（(]?(?P<src>{agency}|{_HAN}{{2,8}}|[A-Za-z][A-Za-z0-9]{{1,13}})[ 　]?{_DAY}[ 　]?(?:讯|电|消息|报道)"
                rf"[】\])）]?(?:[ 　]?[（(](?:{_HAN}{{0,6}}?记者)[ 　:：]?(?P<after>[一-鿿·、 　]{{2,20}})[)）])?",
            ),
            # 某报记者 某某 · 本报记者 某某 北京报道 · （记者 某某）
            (
                "记者",
                rf"[（(【〔\[]?(?P<src>{agency}|{_HAN}{{1,8}}?(?:报|社|网|台|刊))?(?:实习|见习|特约|"
                rf"首席)?记者[ 　:：]?(?P<names>{_HAN}{{2,4}}(?:[ 　、]{_HAN}{{2,4}}){{0,3}})"
                rf"(?:[ 　/／](?:{_places()})?(?:[^，。]{{0,6}}?报[道导]|电|讯)[)）】〕\]]?|[)）】〕\]]|(?=[ 　“\"，,]))",
            ),
            # 9月2日消息 · 北京时间9月2日晚间消息 · 【9月2日讯】
            (
                "日",
                rf"[【\[（(]?(?P<src>)(?:北京时间|台北时间|香港时间)?{_DAY}(?:上午|下午|晚间|早间|凌晨|晚|早)?(?:消息|讯|电)",
            ),
            # 中国杭州，2018年5月4日——
            (
                "日",
                rf"(?P<src>)(?:{_HAN}{{2,6}}[，, ]{{1,2}})?(?P<year>(?:19|20)\d{{2}})年(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})"
                rf"日[ 　]?(?:[—–-]{{1,2}}|/)",
            ),
            # SHANGHAI (Reuters) - · BEIJING, Nov 12 (Reuters) -
            (
                "(",
                rf"[A-Z][A-Z .,/'-]{{2,40}}(?:,? (?P<mon>[A-Z][a-z]{{2,8}})\.? (?P<day>\d{{1,2}})(?:, (?P<year>(?:19|20)\d{{2}})"
                rf")?,?)?[ ,]*\({latin}\)\s*[-–—]{{1,2}}",
            ),
            (
                "(",
                rf"(?:(?P<mon>[A-Z][a-z]{{2,8}})\.? (?P<day>\d{{1,2}})(?:, (?P<year>(?:19|20)\d{{2}}))? ?)?\({latin}\)\s*[-–—]{{1,2}}",
            ),
            (
                "/",
                rf"[A-Z][A-Z .,/'-]{{2,40}}(?:,? (?P<mon>[A-Z][a-z]{{2,8}})\.? (?P<day>\d{{1,2}})(?:, (?P<year>(?:19|20)\d{{2}})"
                rf")?,?)? ?/{latin}/",
            ),
        )
    )


def read_dateline(text: str) -> Dateline | None:
    """The dateline that a paragraph opens with; a headline may be glued before an outlet's 讯.

    >>> read_dateline("（中央社记者林小山台北15日电）某公司今天公布财报。")
    Dateline(source='中央社', author='林小山', year=None, month=None, day=15)
    >>> read_dateline("路透北京11月12日 - 公司周三公布") == Dateline("路透", None, None, 11, 12)
    True
    """
    opening = text[:120]
    signs = [sign for sign in ("讯", "记者", "(", "/") if sign in opening]
    if _DAY_SIGN.search(opening):
        signs.append("日")
    for sign, pattern in _patterns() if signs else ():
        match = pattern.match(opening) if sign in signs else None
        if match and _says_enough(match):
            return _read(match)
    return _read_glued(opening)


def _read_glued(opening: str) -> Dateline | None:
    """…细节披露某某科技讯 9月2日消息: an outlet of the vocabulary only, since the headline before it has no end."""
    before, mark, _ = opening.partition("讯")
    if not mark or not before.endswith(_agencies()):
        return None
    day = _GLUED.match(opening, len(before))
    return _read(day, next(name for name in _agencies() if before.endswith(name))) if day else None


_GLUED = re.compile(rf"讯[ 　]?{_DAY}")


def _says_enough(match: re.Match[str]) -> bool:
    """An unknown word before a day (公司 4月2日消息) is an outlet only if it is a known one or in Latin letters."""
    parts = match.groupdict()
    source = parts.get("src") or ""
    if parts.get("names") or parts.get("after"):
        return bool(_names(parts.get("names") or parts.get("after"), sure=match[0][-1] in ")）】〕]" or bool(parts.get("day"))))
    if source in _agencies() or "(" in match[0] or "/" in match[0]:
        return True
    if not source:
        return True
    if source[-1] in _NO_OUTLET:
        return False
    return "讯" in match[0] and (match[0][0] in "【[（(" or bool(parts.get("day")) or match[0][-1] in " 　】") and 2 <= len(source) <= 8


def _read(match: re.Match[str], outlet: str | None = None) -> Dateline:
    parts = match.groupdict()
    source = outlet or parts.get("src") or None
    if source in data()["agencies"]["own"]:
        source = None
    names = parts.get("names") or parts.get("after")
    month = (
        _MONTHS.index(parts["mon"].lower()[:3]) + 1
        if parts.get("mon") and parts["mon"].lower()[:3] in _MONTHS
        else _int(parts.get("month"))
    )
    return Dateline(source, _names(names, sure=True), _int(parts.get("year")), month, _int(parts.get("day")))


def _names(text: str | None, *, sure: bool) -> str | None:
    """Names without the place that is glued to the last of them (王小明台北); if nothing makes it `sure`, with a known surname."""
    if not text:
        return None
    text = re.split(r"通讯员|摄影|实习生", text)[0]
    text = re.sub(rf"(?<=[一-鿿]{{2}})(?:{_places()})$", "", text.strip(" 　、"))
    names = [
        name if len(name) <= 4 or "·" in name else name[:3]
        for name in re.split(r"[ 　、]+", text)
        if is_name(name) or (sure and 2 <= len(name) <= 4)
    ]
    return " ".join(names) or None


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def read_closing(text: str) -> dt.date | None:
    """The date of the code that closes agency copy (1130315)."""
    code = read_code(text)
    return code[1] if code else None


def resolve(line: Dateline, anchor: dt.date) -> dt.date | None:
    """The last day up to a day after `anchor` that a dateline can mean.

    >>> resolve(Dateline(month=3, day=27), dt.date(2014, 3, 31))
    datetime.date(2014, 3, 27)
    """
    if line.date or not line.day:
        return line.date
    limit = anchor + dt.timedelta(days=1)
    for back in range(13):
        year, month = divmod(limit.year * 12 + limit.month - 1 - back, 12)
        if line.month in (None, month + 1):
            date = make_date(year, month + 1, line.day)
            if date and date <= limit:
                return date
    return None


def read_today(lead: str) -> tuple[Dateline, int] | None:
    """The day that a report itself equates with today or yesterday, and how many days later it was written.

    >>> read_today("昨日（4月2日），公司发布公告称")
    (Dateline(source=None, author=None, year=None, month=4, day=2), 1)
    """
    match = _TODAY.search(lead)
    return (_read(match), int(match["word"][0] == "昨")) if match else None


_TODAY = re.compile(rf"(?P<word>今日|今天|今晚|今晨|昨日|昨天|昨晚)[ 　]?[（(]{_DAY}[^）)]{{0,6}}[）)]")

"""One figure with what stands on its two sides: sign, currency and bound before it, unit and bound after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from nlp.quantities.english import WORD_NUMERAL, divide, read_words, scale_after
from nlp.quantities.numerals import EXACT, NUMERAL, Numeral, read
from nlp.quantities.units import read_unit
from nlp.quantities.vocabulary import Bound, Unit, Vocabulary

_SIGNS = {"½": "0.5", "⅓": "1/3", "⅔": "2/3", "¼": "0.25", "¾": "0.75", "⅕": "0.2", "⅛": "0.125"}
START = re.compile(
    rf"(?P<half>一半|(?<![一这那])半数|过半(?!年|载|天|个)|半个?(?=加仑|公升|升|吨|股本)|半[个](?!月|小时|钟|世纪|多|年))|(?P<sign>[{''.join(_SIGNS)}])"
    rf"|(?P<fan>翻(?:了|了一|一)?番|翻了?(?P<times>[两二三四五六]|\d)番|翻了?(?P<double>[一两二三四五六]|\d)?倍)|(?P<word>{WORD_NUMERAL})|(?P<num>{NUMERAL.pattern})"
)
_FRACTION = re.compile(r" {0,2}(?:分 {0,2}之|分(?=[一二三四五六七八九]份?(?![\d一二三四五六七八九十毛角]))|分(?=百)|份(?=一)) {0,2}")
_ANOTHER = re.compile(r" {0,2}又 {0,2}")
_MIXED_SLASH = re.compile(r" (\d{1,3})/(\d{1,3})(?![\d/]|[A-Za-z])")
_SLASH = re.compile(r" ?/ ?(\d{1,4})(?![\d/:.]|[A-Za-z])")
_POWER = re.compile(r"(?:[eE]([+-]?\d{1,2})|\^([+-]?\d{1,2}))(?![\w.])")
_OVER = re.compile(r" (?:over|out of) ")
_SIGN = re.compile(r"(?:(?<![不抱正胜欺背自担减])负 ?|(?:(?<=[\s(（:：,，为至达到降跌增])|^)(?:- ?|\+)|(?<=[\u4e00-\u9fff])-|(?<![A-Za-z])(?i:minus|negative) )$")


@dataclass(slots=True)
class Figure:
    """A figure on the way to becoming a quantity. Spans count in the text; `number` is without bound, currency and unit."""

    start: int
    end: int
    numeral: Numeral
    value: Decimal
    high: Decimal | None
    exp: int | None
    unit: Unit | None = None
    unit_text: str = ""
    basis: str = "explicit"
    bound: str = ""
    bound_word: str = ""
    group: int | None = None
    ordinal: bool = False
    number_start: int = 0
    number_end: int = 0
    prefix: str = ""  # the currency that stands before
    share: bool = False  # a fraction (一半, 三分之一): of something it is a percentage
    kept: bool = False


@dataclass(slots=True)
class Reader:
    """Reads the figures of one folded text from left to right."""

    text: str
    words: Vocabulary
    wide: bool  # 兆 is 10**12 here

    def figures(self) -> Iterator[Figure]:
        text, at, limit = self.text, 0, 0
        first, last = len(text) - len(text.lstrip(" -")), len(text.rstrip())
        while found := START.search(text, at):
            start = found.start()
            trap = self.words.traps.match(text, start)
            if trap and trap.end() > start and not (start <= first and found.end() >= last):
                at = limit = trap.end()
                continue
            if (start and text[start - 1] in "第前") or text[max(0, start - 4) : start].lower().endswith(("no.", "no. ")):
                figure = self._rank(found, limit)
                at = limit = figure.end if figure else _end_of_word(text, found.end())
                if figure:
                    yield figure
                    continue
                if text[start - 1] != "前":
                    continue
                at = limit = start
            if self._is_part_of_name(found):
                at = limit = _end_of_word(text, found.end())
                continue
            numeral = self._numeral(found)
            if numeral is None:
                at = limit = found.end()
                continue
            figure = self._figure(numeral, limit, found)
            at = limit = max(figure.end, found.end() if found["num"] is None else figure.end)
            yield figure

    def _rank(self, found: re.Match[str], limit: int) -> Figure | None:
        """排名第三, 位列前十, 第一大股东, No.1: a place in a list. None for 第七家, 第一季度 and what else only numbers things."""
        text, words = self.text, self.words.settings
        if found["num"] is None or not (numeral := read(found["num"].rstrip(" "), found.start())) or numeral.high is not None:
            return None
        mark = found.start() - 1
        begin = mark
        if text[mark] not in "第前":
            begin = mark - (3 if text[mark] == " " else 2)
            if begin < limit or (text[begin - 1 : begin].isalpha() and text[begin - 1 : begin].isascii()) or numeral.value > 500 or (text[numeral.end : numeral.end + 1].isalnum() and text[numeral.end].isascii()):
                return None
        else:
            led = any(text.endswith(word, limit, mark) or text.endswith(word + "了", limit, mark) for word in words["ranks"])
            unit = next((word for word in words["rank_units"] if text.startswith(word, numeral.end)), "")
            large = unit == "大" and text[mark] == "第" and any(text.startswith(word, numeral.end + 1) for word in words["rank_heads"])
            after = text[numeral.end + len(unit) : numeral.end + len(unit) + 1]
            if not (large or (led and unit != "大" and (unit or not after.isalnum() or after in "的且并但位，"))):
                return None
        unit_text = text[numeral.end : numeral.end + 1] if text[numeral.end : numeral.end + 1] in "位名" else ""
        return Figure(begin, numeral.end + len(unit_text), numeral, numeral.value, None, 0, unit=Unit("名", "名", Decimal(1), "rank"), unit_text=unit_text,
                      ordinal=True, number_start=numeral.start, number_end=numeral.end)

    def _is_part_of_name(self, found: re.Match[str]) -> bool:
        """第三, Mate70, 5G: a number inside a name or an ordinal."""
        start, text = found.start(), self.text
        before = text[start - 1] if start else " "
        if before.isascii() and (before.isalpha() or before in "_#@") and found["word"] is None:
            return self._prefix(start)[1] == ""
        if before in "第初双" and found["num"] is not None:
            return True
        return found["num"] is not None and len(found["num"]) > 80

    def _numeral(self, found: re.Match[str]) -> Numeral | None:
        text, start, end = self.text, found.start(), found.end()
        if found["half"]:
            return Numeral(start, end, Decimal("0.5"), None, fraction=True)
        if found["sign"]:
            above, _, below = _SIGNS[found["sign"]].partition("/")
            return Numeral(start, end, divide(Decimal(above), Decimal(below or 1)), None, fraction=True)
        if found["fan"]:
            return _turned(found)
        if found["word"]:
            numeral = read_words(found["word"], start)
        else:
            numeral = self._chinese(found["num"], start)
        if numeral is None:
            return None
        return self._extended(numeral)

    def _chinese(self, run: str, start: int) -> Numeral | None:
        """A run of numeral characters, without the 千 or 兆 that belong to the unit after it."""
        end = start + len(run)
        if (len(run) > 1 and run[-1] == "千" and self.words.after.at(self.text, end - 1)) or (len(run) > 1 and run[-1] == "两" and run[-2] not in " 点零" and not (run.isalpha() and len(run) > 3)) or (len(run) > 1 and run[-1] == "兆" and (not self.wide or re.match("字节|赫|比特|瓦|[bB]|宽|频|流量|网", self.text[end : end + 2])) and not self._money_at(end)):
            run = run[:-1]
        run = run.rstrip(" 点")
        return read(run, start) if run else None

    def _money_at(self, at: int) -> bool:
        word = self.words.after.at(self.text, at)
        return word is not None and word in (self.words.money_words | {"元", "圆"})

    def _extended(self, numeral: Numeral) -> Numeral:
        """Scales and fractions that follow: 48million, 1e10, 三分之一, 3又2分之1, 1/3, 1 over 3."""
        text = self.text
        if text[numeral.end - 1].isascii() and not numeral.fraction:
            money = self._prefix(numeral.start)[1] != ""
            numeral = scale_after(text, numeral, money)
        found = _POWER.match(text, numeral.end)
        if found and (numeral.plain or "." in text[numeral.start : numeral.end]):
            return _powered(numeral, found)
        if found := _FRACTION.match(text, numeral.end):
            return self._divided(numeral, found.end()) or numeral
        if found := _ANOTHER.match(text, numeral.end):
            second = NUMERAL.match(text, found.end())
            below = read(second.group(), second.start()) if second else None
            bar = _FRACTION.match(text, below.end) if below else None
            whole = self._divided(below, bar.end()) if below and bar else None
            if whole:
                share = whole.value if whole.fraction else whole.value / 100
                return Numeral(numeral.start, whole.end, EXACT.add(numeral.value, share), None, written=9)
        if numeral.plain or numeral.han:
            return self._slashed(numeral)
        return numeral

    def _divided(self, below: Numeral, at: int) -> Numeral | None:
        negative = bool(re.match("负 ?", self.text[at : at + 2]))
        at += len(re.match("(?:负 ?)?", self.text[at:at + 2]).group()) if negative else 0  # type: ignore[union-attr]
        found = NUMERAL.match(self.text, at)
        above = read(found.group(), at) if found else None
        if above is None or not below.value:
            return None
        above = scale_after(self.text, above, False) if self.text[above.end - 1].isascii() else above
        top = -above.value if negative else above.value
        if below.bare_scale:
            exp = Decimal(100) / below.value
            power = (above.exp or 0) + int(exp.log10())
            high = EXACT.multiply(above.high, exp) if above.high is not None else None
            return Numeral(below.start, above.end, EXACT.multiply(top, exp), power, high=high, vague=False, bare_scale=True)
        return Numeral(below.start, above.end, divide(top, below.value), None, fraction=True, written=9 if negative else 0)

    def _slashed(self, numeral: Numeral) -> Numeral:
        text = self.text
        if found := _MIXED_SLASH.match(text, numeral.end):
            if int(found[2]):
                share = divide(Decimal(found[1]), Decimal(found[2]))
                return Numeral(numeral.start, found.end(), EXACT.add(numeral.value, share), None, written=9)
        elif (found := _SLASH.match(text, numeral.end)) and numeral.value and int(found[1]) and numeral.plain:
            return Numeral(numeral.start, found.end(), divide(numeral.value, Decimal(found[1])), None, fraction=True)
        elif found := _OVER.match(text, numeral.end):
            second = re.compile(rf"(?:{WORD_NUMERAL})|\d{{1,6}}(?![\d.,]*\d)").match(text, found.end())
            if second:
                below = read_words(second.group(), second.start()) if second.group()[0].isalpha() else read(second.group(), second.start())
                if (below and below.value and below.value > numeral.value) or ("over" in found.group() and below and below.value):
                    return Numeral(numeral.start, below.end, divide(numeral.value, below.value), None, fraction=True)
        return numeral

    # -- the two sides ---------------------------------------------------------------------------------------------

    def _prefix(self, start: int, limit: int = 0) -> tuple[int, str]:
        """Where the currency that stands before `start` begins, and its code; ("", start) without one."""
        at = start
        while at > limit and self.text[at - 1] == " " and start - at < 3:
            at -= 1
        word = self.words.money_before.before(self.text, at)
        if word is None or at - len(word) < limit:
            return start, ""
        begin = at - len(word)
        if word[0].isalpha() and word[0].isascii() and begin and self.text[begin - 1].isascii() and self.text[begin - 1].isalnum():
            return start, ""
        return begin, str(self.words.money_before.words[word])

    def _figure(self, numeral: Numeral, limit: int, found: re.Match[str]) -> Figure:
        text = self.text
        start, code = self._prefix(numeral.start, limit)
        number_start, sign = numeral.start, False
        signed = _SIGN.search(text, max(limit, start - 10), start)
        if signed and (signed.group().strip() != "-" or self._is_minus(signed.start(), limit)):
            sign = signed.group().strip() != "+"
            start = signed.start()
            number_start = start if not code else number_start
            if not code:
                start, code = self._prefix(start, limit)
        value, high = numeral.value, numeral.high
        if sign:
            value, high = -value, (-high if high is not None else None)
        figure = Figure(start, numeral.end, numeral, value, high, numeral.exp, number_start=number_start, number_end=numeral.end, prefix=code,
                        share=numeral.fraction)
        if code:
            figure.unit, figure.unit_text = Unit(code, code, Decimal(1), "money"), text[start : numeral.start].strip()
        if found["fan"]:
            figure.unit, figure.unit_text = Unit("番", "倍", Decimal(1), "times"), "番" if "番" in found["fan"] else "倍"
        elif numeral.bare_scale and numeral.end - numeral.start > 2 and "分" in text[numeral.start : numeral.end]:
            figure.unit, figure.unit_text = Unit("%", "%", Decimal(1), "percent"), text[numeral.start : numeral.end].partition("之")[0] + "之"
        elif found["half"] and found["half"].startswith("过"):
            figure.bound = ">"
        else:
            read_unit(self, figure)
        self._bound_before(figure, limit)
        self._bound_after(figure, found)
        return figure

    def _is_minus(self, at: int, limit: int) -> bool:
        if limit and self.text[limit:at].strip() == "":
            return False
        return at >= limit and not (at and (self.text[at - 1].isdigit() or self.text[at - 1] in "-–—年月日%"))

    def _bound_before(self, figure: Figure, limit: int) -> None:
        at = figure.start
        for _ in range(3):
            while at > limit and self.text[at - 1] == " ":
                at -= 1
            if self._take_bound(figure, at, limit):
                return
            filler = next((w for w in self.words.settings["fillers"] if self.text.endswith(w, limit, at)), None)
            if filler is None or (filler.isascii() and at > len(filler) and self.text[at - len(filler) - 1] != " "):
                return
            at -= len(filler)

    def _take_bound(self, figure: Figure, at: int, limit: int) -> bool:
        text, lookup = self.text, self.words.bound_before
        window = text[max(limit, at - 20) : at].lower()
        word = lookup.before(window, len(window))
        if word is None:
            return False
        bound = lookup.words[word]
        assert isinstance(bound, Bound)
        begin = at - len(word)
        before = text[begin - 1] if begin > 0 else " "
        if begin and begin >= limit and (before in bound.not_after or (word[0].isascii() and word[0].isalpha() and before.isascii() and before.isalnum())):
            return False
        if word in ("上", "过") and not (figure.numeral.scaled or figure.numeral.vague):
            return False
        if not word.isalpha() and begin == limit > 0:
            return False
        if word == "上" and not figure.numeral.bare_scale:
            return False
        figure.bound_word = word
        if figure.bound != ">" or bound.bound != "~":  # 大约400多 is more than 400
            figure.bound = bound.bound
        figure.start = begin
        return True

    def _bound_after(self, figure: Figure, found: re.Match[str]) -> None:
        text, lookup, at = self.text, self.words.bound_after, figure.end
        while at < len(text) and text[at] == " " and at - figure.end < 2:
            at += 1
        word = lookup.at(text, at)
        if word is None:
            return
        bound = lookup.words[word]
        assert isinstance(bound, Bound)
        following = text[at + len(word) : at + len(word) + 1]
        if word in "多余来" and not ((figure.unit and figure.unit.kind in ("money", "measure") and figure.numeral.value > 9) or figure.numeral.many) and word == "来":
            return
        if word in ("多", "余") and ((figure.unit is not None and figure.unit.kind not in ("money", "measure")) or following in "年月天日个"):
            return
        if word == "起" and not (figure.unit and figure.unit.kind == "money" and (not following or not "\u4e00" <= following <= "\u9fff")):
            return
        if word in ("强", "许", "来", "前后") or (word in "+＋" and following.isalnum()):
            return
        if word.isascii() and word.isalpha() and text[at - 1] != " ":
            return
        figure.end = at + len(word)
        figure.bound = figure.bound or bound.bound


def _turned(found: re.Match[str]) -> Numeral:
    """翻番 is twice, 翻两番 four times, 翻三倍 three times."""
    digit = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
    start, end = found.span()
    if found["fan"].endswith("番"):
        turns = found["times"]
        value = 2 ** (digit.get(turns) or int(turns)) if turns else 2
    else:
        turns = found["double"]
        value = (digit.get(turns) or int(turns)) if turns else 2
        value = 2 if value == 1 else value
    return Numeral(start, end, Decimal(value), None)


def _powered(numeral: Numeral, found: re.Match[str]) -> Numeral:
    if found[1]:
        power = int(found[1])
        return Numeral(numeral.start, found.end(), numeral.value.scaleb(power, EXACT), (numeral.exp or 0) + power, scaled=True, written=9)
    from decimal import Context

    if not numeral.value:
        return numeral
    return Numeral(numeral.start, found.end(), Context(prec=28).power(numeral.value, int(found[2])), None, scaled=True, written=9)


def _end_of_word(text: str, at: int) -> int:
    found = re.compile(r"[A-Za-z0-9.\-_/]*").match(text, at)
    end = found.end() if found else at
    return end if end > at and text[at : at + 1].isascii() and text[at : at + 1] not in "-./" else at

"""Numerals: Arabic, Chinese, financial and mixed ones (1亿2000万, 三千五百万, 十几亿) as exact decimals.

Works on folded text (see `vocabulary.fold`): half-width digits, Simplified characters, plain 一二三 for 壹贰叁.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal

from nlp.lexicon.data import read_toml

EXACT = Context(prec=80)
ONE = Decimal(1)
LONGEST = 80  # characters; a longer run is no figure anybody wrote to be read
_WORDS = read_toml("quantities/numerals.toml")
DIGITS: dict[str, str] = {char: str(value) for value, chars in enumerate(_WORDS["chinese"]["digits"]) for char in chars}
TENS: dict[str, str] = _WORDS["chinese"]["tens"]
SCALES: dict[str, int] = _WORDS["chinese"]["scales"]

HAN_DIGITS = "零〇○一二三四五六七八九两幺洞拐"
_S = "十百千万亿兆"
FIRST = f"0-9{HAN_DIGITS}{_S}廿卅卌参"  # what a numeral may begin with, besides 几 and 数 before a scale and a decimal point
ARABIC = (
    r"(?:[0-9]++(?![,\u202f\u2009\u00a0])"  # the usual one, without separators
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,2}(?:,[0-9]{2}){1,6},[0-9]{3}(?![0-9])|[0-9]{1,3}(?:[\u202f\u2009\u00a0][0-9]{3})+(?![0-9])|[0-9]+)"
    r"(?:\.(?![0-9]*\.[0-9])[0-9]+)?"
    r"|(?<![A-Za-z0-9.])\.[0-9]+"
)
# What may follow in a numeral besides figures and digits: a scale, 点 before a digit, the vague 多 余 几 where a scale follows them.
_AFTER = (
    rf"[{_S}廿卅卌]|点(?= ?[\d零〇○一二三四五六七八九幺])|[多余几来](?= ?[十百千万亿兆])|(?<=十)几"
    r"|参(?=[十百千万亿元])|(?<=[十百千万零])参"
)
NUMERAL = re.compile(
    rf"(?:[几数](?=[十百千万亿]))?(?:{ARABIC}|[{HAN_DIGITS}{_S}廿卅卌]|参(?=[十百千万亿元]))"
    rf"(?:(?=[{HAN_DIGITS}{_S}廿卅卌点多余几来参0-9. ])"
    rf"(?:(?<=\d)(?:{_AFTER}| {{1,2}}[{_S}])|(?<!\d) {{0,2}}(?:[{HAN_DIGITS}]|{_AFTER})|(?<=[{_S}{HAN_DIGITS}点]) {{0,2}}(?:{ARABIC})))*"
)
_SIMPLE = re.compile(rf"([0-9]+(?:\.[0-9]+)?|[{HAN_DIGITS}])([{_S}])")  # one number and one scale: 3.5亿, 三万
_TOKEN = re.compile(rf"{ARABIC}|[{HAN_DIGITS}参]+(?: +[{HAN_DIGITS}参]+)*|.")


@dataclass(slots=True)
class Numeral:
    """A numeral read: `high` is set for a vague one (几百: 100 to 1000); `exp` is the power of ten of its last written digit.

    `tail` are the scales that it ends in (三千万 -> (7, 4)), largest first: what a neighbour without a scale may borrow.
    `plain` is a bare run of Arabic digits, which may be anything; `han` is in words (Chinese or English); `many` stands with 多 or 余;
    `vague` names an order of magnitude only; `bare_scale` is a scale without a digit (百万); `percent` was written as one (百分之三);
    `written` is the number of characters of a simple numeral, 0 for a compound one; `pair` are the ends of 两三 before a unit.
    """

    start: int
    end: int
    value: Decimal
    exp: int | None
    high: Decimal | None = None
    tail: tuple[int, ...] = ()
    plain: bool = False
    han: bool = False
    many: bool = False
    vague: bool = False
    bare_scale: bool = False
    scaled: bool = False
    fraction: bool = False
    percent: bool = False
    written: int = 0
    pair: tuple[Decimal, Decimal] | None = None


@dataclass(slots=True)
class Part:
    value: Decimal
    exp: int

    def times(self, power: int) -> Part:
        return Part(self.value.scaleb(power, EXACT), self.exp + power)


# ("n", part) a number, ("z", part) one after a zero, ("s", power of ten), ("p", decimals after 点), ("v", what is vague)
Token = tuple[str, "str | int | Part"]


def number(text: str) -> Part:
    """A run of Arabic figures with separators, or of Chinese digits, as it is written."""
    plain = text if text.isascii() and "," not in text and " " not in text else "".join(DIGITS.get(c, c) for c in text if c not in ", \u202f\u2009\u00a0")
    return Part(Decimal(plain), -len(plain.partition(".")[2]))


def _gather(parts: list[Part], pending: Part | None, power: int) -> Part | None:
    """Take off the end of `parts` all that is smaller than 10**power, with `pending`: what a large scale multiplies."""
    limit = Decimal(1).scaleb(power)
    taken = [pending] if pending is not None else []
    while parts and parts[-1].value < limit:
        taken.append(parts.pop())
    if not taken:
        return None
    total = taken[0].value
    for part in taken[1:]:
        total = EXACT.add(total, part.value)
    return Part(total, taken[0].exp)


def evaluate(tokens: list[Token], *, colloquial: bool) -> Part:
    """Add up tokens: ("n", part), ("s", power of ten), ("p", decimals after 点).

    `colloquial`: a lone last digit after a large scale stands for the next place (三万五 is 35000).
    """
    parts: list[Part] = []
    pending: Part | None = None
    lone, zero, last_scale = False, False, 0
    for kind, what in tokens:
        if kind in "nz":
            assert isinstance(what, Part)
            if pending is not None:
                parts.append(pending)
            pending, lone = what, kind == "n" and not zero and what.exp == 0 and 0 < what.value < 10
            zero = zero or not what.value
        elif kind == "s":
            assert isinstance(what, int)
            if pending is not None and not pending.value:
                pending = None
            if what < 3 or (what == 3 and colloquial):
                base = pending or Part(Decimal(1), 0)
            else:
                base = _gather(parts, pending, what) or (parts.pop() if parts else Part(Decimal(1), 0))
            parts.append(base.times(what))
            pending, last_scale, lone, zero = None, what, False, False
        else:
            assert isinstance(what, str)
            whole = _close(parts, pending, last_scale if lone and colloquial else 0)
            digits = "".join(DIGITS.get(c, c) for c in what)
            fraction = Decimal("0." + digits)
            pending = Part(EXACT.add(whole.value, fraction), -len(digits))
            parts, lone = [], False
    return _close(parts, pending, last_scale if lone and colloquial else 0)


def _close(parts: list[Part], pending: Part | None, expand: int) -> Part:
    if pending is not None:
        parts = [*parts, pending.times(expand - 1) if expand > 1 and parts else pending]
    if not parts:
        return Part(Decimal(0), 0)
    total = parts[0].value
    for part in parts[1:]:
        total = EXACT.add(total, part.value)
    exp = parts[-1].exp if len(parts) == 1 or parts[-1].value else parts[-2].exp
    return Part(total, exp)


def _tokens(run: str) -> tuple[list[Token], str, list[int]]:
    """Tokens of a run, what is vague in it (几 数 多 or two digits like 三五百), and the scales that it ends in."""
    tokens: list[Token] = []
    vague, tail = "", []
    pieces = [m.group() for m in _TOKEN.finditer(run) if m.group() != " "]
    i = 0
    while i < len(pieces):
        piece = pieces[i]
        if piece in SCALES:
            tokens.append(("s", SCALES[piece]))
            tail.append(SCALES[piece])
        elif piece in TENS:
            tokens += [("n", number(TENS[piece])), ("s", 1)]
        elif piece == "点":
            i += 1
            digits = pieces[i].replace(" ", "") if i < len(pieces) else "0"
            tokens.append(("p", digits.replace(",", "").replace(".", "")))
            tail = []
        elif piece in "多余来几数":
            vague = piece
            if piece in "几数":
                tokens.append(("v", piece))
        else:
            digits = piece.replace(" ", "")
            following = pieces[i + 1] if i + 1 < len(pieces) else ""
            if following in SCALES and is_pair(digits):
                vague = "pair"
                tokens.append(("v", digits))
            else:
                zero = digits[0] in "零〇○0" and digits[1:2] != "."
                tokens.append(("z" if zero and len(digits) > 1 else "n", number(piece)))
            tail = []
        i += 1
    return tokens, vague, tail


def is_pair(digits: str) -> bool:
    """Two digits in rising order before a scale mean "from the one to the other": 三五百, 七八千."""
    return len(digits) == 2 and digits[0] in DIGITS and digits[1] in DIGITS and "0" < DIGITS[digits[0]] < DIGITS[digits[1]]


def _pick(tokens: list[Token], upper: bool) -> list[Token]:
    """The same tokens with what is vague in them set to its lower or its upper end."""
    chosen: list[Token] = []
    for i, (kind, what) in enumerate(tokens):
        if kind != "v":
            chosen.append((kind, what))
        elif isinstance(what, str) and what in "几数":
            low = 0 if chosen and chosen[-1][0] != "v" and i else 1
            chosen.append(("z", Part(Decimal(10 if upper else low), 0)))
        else:
            assert isinstance(what, str)
            chosen.append(("n", number(what[1] if upper else what[0])))
    return chosen


def read(run: str, start: int) -> Numeral | None:
    """Read one run of numeral characters that begins at `start` of its text; None where it is no figure.

    >>> int(read("1亿2000万", 0).value), int(read("十几亿", 0).high), read("三万五", 0).exp
    (120000000, 2000000000, 3)
    """
    end = start + len(run)
    if len(run) > LONGEST:
        return None
    if run.isascii():
        digits = run.replace(",", "")
        return Numeral(start, end, Decimal(digits), -len(digits.partition(".")[2]), plain=run.isdigit(), written=len(run))
    if run in DIGITS:
        return Numeral(start, end, Decimal(DIGITS[run]), 0, han=True, written=1)
    if (simple := _SIMPLE.fullmatch(run)) and (part := number(simple[1])).value:
        power = SCALES[simple[2]]
        value, exp = part.value.scaleb(power, EXACT), part.exp + power
        return Numeral(start, end, value, exp, tail=(power,), han=not run[0].isascii(), scaled=simple[2] != "十", written=len(run))
    tokens, vague, tail = _tokens(run)
    low = evaluate(_pick(tokens, upper=False), colloquial=True)
    open_ended = vague in ("几", "数", "pair")
    high = evaluate(_pick(tokens, upper=True), colloquial=True).value if open_ended else None
    if high is not None and high <= low.value:
        return None
    return Numeral(
        start,
        end,
        low.value,
        None if open_ended else low.exp,
        high=high,
        tail=_tails(tail),
        han=not any(char.isascii() and char.isdigit() for char in run),
        many=vague in ("多", "余"),
        vague=vague in ("几", "数"),
        bare_scale=all(char in SCALES for char in run) and run != "十",
        scaled=any(char in "百千万亿兆" for char in run),
        written=len(run),
        pair=(Decimal(DIGITS[run[0]]), Decimal(DIGITS[run[1]])) if is_pair(run) else None,
    )


def _tails(scales: list[int]) -> tuple[int, ...]:
    """Suffix sums of the closing scales: 千 万 -> (7, 4)."""
    sums, total = [], 0
    for power in reversed(scales):
        total += power
        sums.append(total)
    return tuple(reversed(sums))

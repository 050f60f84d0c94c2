"""English numerals: words, figures with scale words (3 hundred and 21, 48million, $5bn), fractions (three fifths, half a million)."""

from __future__ import annotations

import re
import string
from decimal import Context, Decimal

from nlp.lexicon.data import read_toml
from nlp.quantities.numerals import ARABIC, EXACT, Numeral, Part, Token, evaluate, number

_WORDS = read_toml("quantities/numerals.toml")
_SMALL: dict[str, int] = _WORDS["english"]["small"]
_TENS: dict[str, int] = _WORDS["english"]["tens"]
_SCALES: dict[str, int] = _WORDS["english"]["scales"]
_LETTERS: dict[str, int] = _WORDS["letters"]["scales"]
_PARTS: dict[str, int] = dict(_WORDS["english"]["parts"])
_PARTS |= {word + "s": n for word, n in list(_PARTS.items()) if not word.endswith(("f", "s"))}
_ORDINALS = {"first": 1, "firsts": 1, "second": 2, "seconds": 2} | _PARTS
_CARDINAL = "|".join(sorted((*_SMALL, *_TENS), key=len, reverse=True))
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_PART = "|".join(sorted(_PARTS, key=len, reverse=True))
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_WORD = rf"(?:{_CARDINAL}|hundred|thousand|million|billion|trillion|lakhs?|lac|crores?|cr)"
_TENTHS = "|".join(_TENS)
_QUOTIENT = Context(prec=15)
_JOINT = rf"(?:[- ]|  ?and  ?| +| ?, ?(?=(?:{_WORD})))(?!(?:{_TENTHS})-(?:{_ORDINAL})(?![a-z]))"
_FRACTION = rf"(?: and)? (?:(?:a|an|one|two|three|four|five|six|seven|eight|nine) )?(?:(?:{_TENTHS})-)?(?:{_ORDINAL})"
WORD_NUMERAL = (
    rf"(?<![A-Za-z])(?i:"
    rf"(?:one|two|three|four|five|seven|nine)-(?:half|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?)"
    rf"|(?:{_CARDINAL})(?:{_JOINT}(?:{_WORD})){{0,24}}(?: point(?: (?:{_CARDINAL})){{1,20}})?(?:{_FRACTION})?"
    rf"|an? (?:hundred|thousand|million|billion|trillion)(?: and (?:{_CARDINAL}))?"
    rf"|(?:an? |one )?(?:half|quarter)(?: of)?(?: an?)? (?:million|billion|trillion|thousand)"
    rf"|an? (?:(?:{_TENTHS})-)?(?:{_PART})"
    rf"|half"
    rf")(?![A-Za-z])"
)
WORD_FIRST = "".join(sorted({letter for word in (*_SMALL, *_TENS, *_PARTS, "a") for letter in (word[0], word[0].upper())}))
_SPLIT = re.compile(rf"(?i)[a-z]+|{ARABIC}")
# A scale after figures: words may stand apart, letters may not.
_SCALE_WORD = re.compile(
    rf"[ -]{{0,2}}(?i:{_SCALE})(?![A-Za-z])"
    rf"(?: (?:and )?(?:\d{{1,3}}|(?i:{_CARDINAL}))(?: (?i:{_SCALE}))?(?![\w%.,]))?(?:(?: and)? \d{{1,3}}(?![\w%.,]))?"
)
# A letter stands apart only where nothing follows (-2.5 M): within a text it would be a word.
_SCALE_LETTER = re.compile(rf"({'|'.join(sorted(_LETTERS, key=len, reverse=True))})(?![A-Za-z0-9])| ([kKM])(?=\s*$)")
SCALE_FIRST = frozenset((" ", "-", *string.ascii_letters))  # what both begin with
_CJK = "\u3400"
_COUNTED = "个用条次人元"  # what may follow a figure with M or K directly: 3M用户


def tokens_of(text: str) -> list[Token]:
    """Number words and figures of `text` as tokens for `evaluate`."""
    tokens: list[Token] = []
    tens: int | None = None
    for found in _SPLIT.finditer(text):
        word = found.group().lower()
        if word in _SMALL:
            value = _SMALL[word] + (tens or 0)
            if tens is not None:
                tokens.pop()
            tokens.append(("n", Part(Decimal(value), 0)))
            tens = None
            continue
        tens = None
        if word in _TENS:
            tens = _TENS[word]
            tokens.append(("n", Part(Decimal(tens), 1)))
        elif word in _SCALES:
            tokens.append(("s", _SCALES[word]))
        elif word[0].isdigit() or word[0] == ".":
            tokens.append(("n", number(word)))
    return tokens


def read_words(run: str, start: int) -> Numeral | None:
    """A numeral in English words; None where the words are no figure.

    >>> int(read_words("three million two hundred thousand", 0).value), read_words("two fifths", 0).value
    (3200000, Decimal('0.4'))
    """
    end = start + len(run)
    words = [w for w in re.split(r"[\s,-]+", run.lower()) if w]
    if "point" in words:
        i = words.index("point")
        whole = evaluate(tokens_of(" ".join(words[:i])), colloquial=False).value
        digits = "".join(str(_SMALL.get(w, 0)) for w in words[i + 1 :])
        return Numeral(start, end, EXACT.add(whole, Decimal("0." + digits)), -len(digits), written=len(run))
    if words[-1] in _ORDINALS:
        return _fraction(words, start, end)
    if any(w in ("half", "quarter") for w in words):
        share = Decimal("0.5") if "half" in words else Decimal("0.25")
        return Numeral(start, end, share.scaleb(_SCALES[words[-1]]), None, scaled=True, written=len(run))
    if words[0] in ("a", "an"):
        words[0] = "one"
    part = evaluate(tokens_of(" ".join(words)), colloquial=False)
    scales = [_SCALES[w] for w in words if w in _SCALES]
    tail = (_SCALES[words[-1]],) if words[-1] in _SCALES else ()
    exp = max(part.exp, 0)
    return Numeral(start, end, part.value, exp, tail=tail, scaled=bool(scales), written=len(run), han=not scales)


def _fraction(words: list[str], start: int, end: int) -> Numeral | None:
    if words == ["half"] or words == ["a", "half"]:
        return Numeral(start, end, Decimal("0.5"), None, fraction=True)
    below = Decimal(_ORDINALS[words[-1]])
    rest = words[:-1]
    if rest and rest[-1] in _TENS:
        below += _TENS[rest.pop()]
    if not rest or below < 2:
        return None
    whole, above = Decimal(0), rest
    if "and" in rest:
        cut = len(rest) - 1 - rest[::-1].index("and")
        if any(w in _SCALES for w in rest[cut:]) or not rest[cut + 1 :]:
            above = [w for w in rest if w != "and"]
        else:
            whole = evaluate(tokens_of(" ".join(rest[:cut])), colloquial=False).value
            above = rest[cut + 1 :]
    top = Decimal(1) if above in (["a"], ["an"]) else evaluate(tokens_of(" ".join(above)), colloquial=False).value
    if words[-1] in ("second", "seconds") or not top:
        return None
    return Numeral(start, end, EXACT.add(whole, divide(top, below)), None, fraction=True)


def divide(above: Decimal, below: Decimal) -> Decimal:
    """A quotient, to 15 digits."""
    return _QUOTIENT.divide(above, below)


def scale_after(text: str, numeral: Numeral, money: bool) -> Numeral:
    """The figure with the scale that follows it (48million, 3 hundred and 21; letters: 10k, $5m, 30w), or as it was."""
    found = _SCALE_WORD.match(text, numeral.end)
    if found:
        run = text[numeral.start : found.end()]
        part = evaluate(tokens_of(run), colloquial=False)
        last = re.split(r"[\s\d-]+", run.lower())[-1]
        tail = (_SCALES[last],) if last in _SCALES else ()
        return Numeral(numeral.start, found.end(), part.value, part.exp, tail=tail, scaled=True, written=numeral.written)
    letter = _SCALE_LETTER.match(text, numeral.end)
    if not letter or not (money or _is_scale(letter.group(), numeral.value, text[numeral.start], text[letter.end() : letter.end() + 1])):
        return numeral
    power = _LETTERS[letter.group().strip()]
    value, exp = numeral.value.scaleb(power, EXACT), (numeral.exp or 0) + power
    return Numeral(numeral.start, letter.end(), value, exp, tail=(power,), scaled=True, written=numeral.written)


def _is_scale(letter: str, value: Decimal, first: str, after: str) -> bool:
    """Whether a letter scales a figure that is not money: not 9m, 5G, 3M公司, 4K."""
    if letter in _WORDS["letters"]["money"] or (letter == "G" and first != "."):
        return False
    if letter in ("M", "K") and after > _CJK and after not in _COUNTED:
        return False
    return letter != "K" or value not in (2, 4, 8)

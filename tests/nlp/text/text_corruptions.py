"""Ways to damage a text, each at places of a generator's choosing; every way tells how many characters it truly lost."""

from __future__ import annotations

import codecs
import html
import random
import re
from collections.abc import Callable
from functools import cache
from itertools import accumulate

from nlp.text.tables import readings

Damage = tuple[str, int]  # the damaged text, and the number of characters of which a byte is gone
Corruption = Callable[[str, random.Random], Damage]
PLACES: list[int] = []


def _note_place(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    PLACES.extend(range(error.start, error.end))
    return "\ufffd", error.end


codecs.register_error("note-place", _note_place)


def misread(text: str, codec: str, wrong: str, mark: str) -> Damage:
    """Text written in one codec and read in another, with `mark` for what that one cannot read."""
    PLACES.clear()
    made = text.encode(codec).decode(wrong, "note-place")
    ends = list(accumulate(len(ch.encode(codec)) for ch in text))
    lost = {sum(1 for end in ends if end <= place) for place in PLACES}
    return made.replace("\ufffd", mark), len(lost)


@cache
def notes_of() -> dict[str, str]:
    return {ch: reading for reading, chars in readings().items() for ch in chars if not reading.isascii()}


def cut(text: str, rng: random.Random, least: int) -> tuple[str, str, str]:
    """What stands before, in and after a random part of at least so many characters."""
    size = rng.randint(min(least, len(text)), len(text))
    start = rng.randint(0, len(text) - size)
    return text[:start], text[start : start + size], text[start + size :]


def note(text: str, rng: random.Random) -> Damage:
    known, style = notes_of(), rng.choice(["({})", "（{}）", "( {} )"])
    share = rng.uniform(0.25, 0.6)
    made = (ch + style.format(known[ch]) if ch in known and rng.random() < share else ch for ch in text)
    return "".join(made), 0


def note_capital(text: str, rng: random.Random) -> Damage:
    known = notes_of()
    made = (f"{ch}({rng.choice([known[ch], known[ch], known[ch].capitalize()])})" if ch in known and rng.random() < 0.5 else ch for ch in text)
    return "".join(made), 0


def shift_marked(text: str, rng: random.Random) -> Damage:
    before, part, after = cut(text, rng, 9)
    run = part.encode("gb18030")[1:-1].decode("gb18030", "replace")
    return f"{before}?{run}?{after}", 2


def drop_byte(text: str, rng: random.Random) -> Damage:
    raw = text.encode("gb18030")
    at = rng.randint(1, len(raw) - 2)
    return (raw[:at] + raw[at + 1 :]).decode("gb18030", "replace"), 2


def utf8_as_gbk(wrong: str, mark: str) -> Corruption:
    def whole(text: str, rng: random.Random) -> Damage:
        before, part, after = ("", text, "") if rng.random() < 0.5 else cut(text, rng, 9)
        made, lost = misread(part, "utf-8", wrong, mark)
        return before + made + after, lost

    whole.__name__ = f"utf8 as {wrong}, lost bytes {mark or 'dropped'!s}"
    return whole


def gbk_as_western(wrong: str) -> Corruption:
    def part(text: str, rng: random.Random) -> Damage:
        before, inner, after = ("", text, "") if rng.random() < 0.5 else cut(text, rng, 9)
        made, lost = misread(inner, "gb18030", wrong, "\ufffd")
        return before + made + after, lost

    part.__name__ = f"gbk as {wrong}"
    return part


def utf8_as_western(wrong: str) -> Corruption:
    def part(text: str, rng: random.Random) -> Damage:
        before, inner, after = ("", text, "") if rng.random() < 0.5 else cut(text, rng, 9)
        made, lost = misread(inner, "utf-8", wrong, "\ufffd")
        return before + made + after, lost

    part.__name__ = f"utf8 as {wrong}"
    return part


def escape(text: str, rng: random.Random) -> Damage:
    return re.sub("[，。“”：]", lambda m: rng.choice([f"&#{ord(m.group())};", f"&#x{ord(m.group()):x};", m.group()]), html.escape(text)), 0


def escape_twice(text: str, rng: random.Random) -> Damage:
    return html.escape(html.escape(text).replace("“", "&ldquo;").replace("”", "&rdquo;")), 0


def sprinkle(text: str, rng: random.Random) -> Damage:
    return "".join(ch + rng.choice("\u200b\ufeff\x07\xad\u2060\u200e") if rng.random() < 0.1 else ch for ch in text), 0


def widen(text: str, rng: random.Random) -> Damage:
    return re.sub(r"\d[\d.]*%?", lambda m: "".join(chr(ord(ch) + 0xFEE0) for ch in m.group()), text), 0


CORRUPTIONS: list[Corruption] = [
    note,
    note_capital,
    shift_marked,
    drop_byte,
    *(utf8_as_gbk(wrong, mark) for wrong in ("gb18030", "gbk") for mark in ("\ufffd", "?", "")),
    gbk_as_western("latin-1"),
    gbk_as_western("cp1252"),
    utf8_as_western("latin-1"),
    utf8_as_western("cp1252"),
    escape,
    escape_twice,
    sprinkle,
    widen,
]

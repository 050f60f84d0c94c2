"""HTML as text: every tag, script and entity is an edit, so that the way back to the page stays exact."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from nlp.records import record
from nlp.text.plan import Mend

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,40}+)((?>[^<>\"']++|\"[^\"]{0,2048}+\"|'[^']{0,2048}+')*+)>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?")
_VALUE = r"(?:\"([^\"]{0,4096}+)\"|'([^']{0,4096}+)'|([^\s\"'>]{1,4096}+))"
_ATTRIBUTE = re.compile(rf"([A-Za-z_:][A-Za-z0-9_:.-]{{0,60}}+)\s{{0,20}}+=\s{{0,20}}+{_VALUE}")
_LETTER = re.compile("[A-Za-z]")
_SPACE = re.compile(r"[ \t\r\n\f]*[\r\n][ \t\r\n\f]*")

def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Elements whose content no reader sees, and elements that stand on lines of their own.
SILENT = _names("script style noscript template svg iframe textarea select object canvas math head")
BLOCKS = _names(
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hr html legend li main menu nav ol option p pre section summary table tbody td tfoot th thead title tr ul"
)
INLINE = _names(
    "a abbr acronym b bdi bdo big cite code data del dfn em embed font i img input ins kbd label link mark meta picture q rp rt ruby s samp"
    " small source span strike strong sub sup time tt u var video audio wbr"
)
_KNOWN = BLOCKS | INLINE | SILENT | _names("param button col colgroup map area base frame frameset o:p st1:chsdate")
_PROLOGUE = r"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<!--.{0,2000}?-->\s{0,200}){0,5}"
_DOCUMENT = re.compile(_PROLOGUE + r"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE | re.DOTALL)


_FRAGMENT = re.compile(
    r"\s{0,200}<(?:p|div|section|article|table|figure|ul|ol|h[1-6]|blockquote|center)(?:\s[^<>]{0,2000})?>", re.IGNORECASE
)


@record
class Tag:
    """A tag, comment or declaration: `text[start:end]`; `name` is lower case, empty for what is no element."""

    start: int
    end: int
    name: str
    closing: bool
    attributes: str


def is_document(text: str) -> bool:
    """Whether a text is an HTML page, not prose with a few remains of one."""
    return _DOCUMENT.match(text.removeprefix("\ufeff")) is not None


def is_fragment(text: str) -> bool:
    """Whether a text is a piece of a page, as feeds carry it: it begins with a block and closes one."""
    return _FRAGMENT.match(text.removeprefix("\ufeff")) is not None and "</" in text


def read_attributes(tag: Tag) -> dict[str, str]:
    """The attributes of a tag, names in lower case, entities resolved."""
    return {m.group(1).lower(): html.unescape(m.group(2) or m.group(3) or m.group(4) or "") for m in _ATTRIBUTE.finditer(tag.attributes)}


def find_tags(text: str) -> Iterator[Tag]:
    """The tags of a page in order, in linear time; a `<` that begins none is text."""
    at = text.find("<")
    no_close = no_end = False
    while at >= 0:
        end = at + 1
        if text.startswith("<!--", at):
            close = -1 if no_close else text.find("-->", at + 4)
            no_close = close < 0
            end = close + 3 if close >= 0 else at + 4
            yield Tag(at, end, "", False, "")
        elif found := _TAG.match(text, at):
            end = found.end()
            yield Tag(at, end, found.group(2).lower(), bool(found.group(1)), found.group(3))
        elif text[at + 1 : at + 2] in ("!", "?", "/") or _LETTER.match(text, at + 1):
            close = -1 if no_end else text.find(">", at)
            no_end = close < 0
            name = re.match(r"/?([A-Za-z][A-Za-z0-9]{0,20})", text[at + 1 : at + 24])
            if close >= 0 and (text[at + 1] in "!?" or name) and "<" not in text[at + 1 : min(close, at + 400)]:
                end = close + 1
                yield Tag(at, end, name.group(1).lower() if name else "", text[at + 1] == "/", text[at:close][:4096])
        at = text.find("<", end)


# An element without a reader that is never closed loses its tag only.
_SILENT_END = re.compile(f"</({'|'.join(sorted(SILENT))})", re.IGNORECASE)


def strip_page(text: str) -> Iterator[Mend]:
    """Edits that leave of an HTML page what a reader sees, one block a line."""
    last_end = {found.group(1).lower(): found.start() for found in _SILENT_END.finditer(text)}
    silent: Tag | None = None
    at, fresh, pre = 0, True, False
    for tag in find_tags(text):
        if silent is not None:
            if (tag.name == silent.name and tag.closing) or (silent.name == "head" and tag.name == "body"):
                yield Mend(silent.start, tag.end, "")
                silent, at = None, tag.end
            continue
        seen = text[at : tag.start]
        yield from _mend_text(text, at, tag.start, pre, fresh, tag.name in BLOCKS)
        fresh = fresh and not seen.strip()
        at = tag.end
        if tag.name in SILENT and not tag.closing and tag.start < last_end.get(tag.name, 0 if tag.name != "head" else len(text)):
            silent = tag
            continue
        if tag.name == "pre":
            pre = not tag.closing
        gap = _gap(tag)
        yield Mend(tag.start, tag.end, "" if fresh and gap in ("\n", "\t") else gap)
        fresh = fresh or gap == "\n"
    if silent is not None:
        yield Mend(silent.start, len(text), "")
    else:
        yield from _mend_text(text, at, len(text), pre, fresh, True)


def _gap(tag: Tag) -> str:
    if tag.name in ("td", "th") and tag.closing:
        return "\t"
    if tag.name in ("td", "th", "tbody", "thead", "html", "body"):
        return ""
    return "\n" if tag.name in BLOCKS else ""


_BLANK_OR_ENTITY = re.compile(rf"(?P<entity>{_ENTITY.pattern})|(?P<space>{_SPACE.pattern})")


def _mend_text(text: str, start: int, end: int, pre: bool, fresh: bool, before_block: bool) -> Iterator[Mend]:
    """Text between tags: entities become characters, line breaks of the source are blanks, or nothing beside Han and blocks."""
    for found in _BLANK_OR_ENTITY.finditer(text, start, end):
        low, high = found.span()
        if found.group("entity"):
            made = html.unescape(found.group())
            if made != found.group():
                yield Mend(low, high, made)
        elif not pre:
            before, after = text[low - 1 : low], text[high : high + 1]
            edge = (low == start and fresh) or (high == end and before_block)
            yield Mend(low, high, "" if edge or before >= "\u2e80" or after >= "\u2e80" else " ")


def unescape_entities(text: str) -> Iterator[Mend]:
    """Entities that were left in plain text; only whole ones with a semicolon."""
    if "&" not in text:
        return
    for found in _ENTITY.finditer(text):
        if found.group().endswith(";"):
            made = html.unescape(found.group())
            if made != found.group() and not made.endswith(";"):
                yield Mend(found.start(), found.end(), made)


def strip_remains(text: str) -> Iterator[Mend]:
    """Tags that were left in plain text: only those of known elements, and only where they mark up prose."""
    tags = [tag for tag in find_tags(text) if tag.name in _KNOWN]
    if not tags or not _is_remains(text, tags):
        return
    at, fresh = 0, False
    for tag in tags:
        seen = text[at : tag.start]
        fresh = ((fresh or at == 0) and not seen.strip()) or seen.rstrip(" \t\u3000").endswith("\n")
        gap = _gap(tag) if tag.name not in ("td", "th") else " "
        ends_line = text[tag.end : tag.end + 1] in ("", "\n")
        yield Mend(tag.start, tag.end, "" if gap == "\n" and (fresh or ends_line) else gap)
        fresh = fresh or gap == "\n"
        at = tag.end


_BEFORE_BREAK = frozenset("。！？；：…”」\n")


def _is_remains(text: str, tags: list[Tag]) -> bool:
    """Marked-up prose has breaks, paragraphs or pairs of tags around sentences; code has operators beside its tags."""
    covered = sum(tag.end - tag.start for tag in tags)
    rest = len(text) - covered
    opened = {tag.name for tag in tags if not tag.closing}
    paired = any(tag.closing and tag.name in opened for tag in tags)
    void = [tag for tag in tags if tag.name in ("br", "img", "hr", "p")]
    ends = any(text[tag.start - 1 : tag.start] in _BEFORE_BREAK for tag in void if tag.start) or any(tag.end == len(text) for tag in void)
    paired = paired or len(void) > 2 or ends
    code = len(re.findall(r"[{};`]|</?\w+>\s*\n\s*<|(?:^|\s)(?:def|var|function|class)\s", text))
    return paired and rest > 2 * len(tags) and code <= 3 + rest / 200

"""The whole way from bytes to clean text, step by step."""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.model import CleanText, Page
from nlp.text import markup, mojibake, tidy
from nlp.text.decode import decode
from nlp.text.notes import drop_notes
from nlp.text.page import find_body, read_byline, read_page
from nlp.text.plan import Draft
from nlp.text.script import is_traditional, simplify, tell_language, to_simplified
from nlp.text.shifted import mend_shifted
from nlp.text.tables import LOST

_GAP = re.compile(f"{LOST}[{LOST}?]*")
_ROUNDS = 3  # how many times text may have been escaped

_REPAIRS = (
    ("utf8_as_latin1", mojibake.decode_twice),
    ("gbk_as_latin1", mojibake.decode_western),
    ("newlines", tidy.unify_newlines),  # after the two above: 85 is a byte of theirs before it is a line end
    ("control_chars", tidy.drop_controls),
    ("utf8_as_gbk", mojibake.decode_utf8_as_gbk),
    ("shifted_gbk", mend_shifted),
    ("pinyin_notes", drop_notes),
    ("full_width_figures", tidy.narrow_figures),
    ("broken_lines", tidy.join_broken_lines),
)


def _strip_markup(draft: Draft, document: bool) -> None:
    if document or markup.is_fragment(draft.text):
        draft.run("html", markup.strip_page)
    for _ in range(_ROUNDS):
        entities = draft.run("entities", markup.unescape_entities)
        tags = draft.run("tags", markup.strip_remains) if not document or entities else None
        if entities is None and tags is None:
            return


def clean(raw: bytes, *, encoding: str | None = None) -> CleanText:
    """Read the bytes of one article: its text as its author wrote it, in Simplified characters, with the way back.

    `encoding` is a hint; the bytes' own evidence wins where it contradicts. Any bytes give a text; nothing is raised.
    Offsets are code points; `replay(result.raw, result.steps) == result.text`.

    >>> made = clean("當(dāng)前，微博營收１２．５％".encode("gb18030"))
    >>> made.text, made.lang, made.raw_encoding, [step.name for step in made.steps]
    ('当前，微博营收12.5%', 'zh-Hant', 'gb18030', ['pinyin_notes', 'full_width_figures', 'script'])
    >>> made.spans.to_before(0, 2)
    Place(start=0, end=8, alignment='covering')
    """
    text, name = decode(raw, encoding)
    draft = Draft(text)
    document = markup.is_document(text)
    _strip_markup(draft, document)
    for step, fixer in _REPAIRS:
        draft.run(step, fixer)
    page = _describe(text, draft.text) if document else None
    told = "\n".join(draft.text[start:end] for start, end in page.body) if page and page.body else draft.text
    lang = tell_language(told)
    if lang == "zh-Hant" or (lang == "mixed" and is_traditional(told)):
        draft.run("script", simplify)
        page = page and replace(page, title=_simple(page.title), source=_simple(page.source), author=_simple(page.author))
    lost = draft.text.count(LOST)
    damaged = _find_damaged(draft) if lost or draft.mended else ()
    return CleanText(draft.text, text, draft.spans, tuple(draft.steps), lang, name, lost, page, damaged)


def _find_damaged(draft: Draft) -> tuple[tuple[int, int], ...]:
    """The places that a repair touched, and those that none could mend."""
    return tuple(sorted({*draft.mended, *(found.span() for found in _GAP.finditer(draft.text))}))


def _describe(raw: str, text: str) -> Page:
    tags = [tag for tag in markup.find_tags(raw) if tag.name]
    page = read_byline(read_page(raw, tags), [line for line in text.split("\n") if line.strip()])
    return replace(page, body=find_body(raw, tags, text))


def _simple(value: str | None) -> str | None:
    return None if value is None else to_simplified(value)

"""Make corpus/samples/ from tests/gold/sources/: each article as it should read, damaged the way scraped files are.

    python tests/gold/bake.py            writes the samples
    python tests/gold/bake.py --check    says which samples differ from what would be written; exit 1 if any does

A source is a TOML file. `text` is the article as it should read after repair (in its own script); the other keys say what happens to it:

    out        file name in corpus/samples; rows of a feed share one and carry a table [row] with its other columns
    encoding   of the file: utf-8, utf-8-sig, gb18030, big5hkscs
    newline    "\\r\\n" where the file has Windows line ends
    noter      true: a pinyin note follows each character that readings.tsv lists, 當 -> 當(dāng)
    shift      passages whose first byte of GBK is lost: what follows pairs wrongly, until an ASCII character realigns it
    misread    passages, or "all": UTF-8 that was read as GBK
    template   a page of templates/, filled from [html]; the first line of the text is the headline, the second the byline
"""

from __future__ import annotations

import html
import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "corpus" / "samples"


def sources() -> dict[str, dict[str, Any]]:
    """All sources by the stem of their file, in order."""
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / "sources").glob("*.toml"))}


def readings() -> dict[str, str]:
    """Traditional character -> the reading that the note machine writes behind it."""
    lines = (HERE / "readings.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


def note(text: str, notes: dict[str, str]) -> str:
    """Write the reading in ASCII parentheses behind each character that has one."""
    return "".join(f"{char}({notes[char]})" if char in notes else char for char in text)


def shift(passage: str) -> str:
    """Lose the first byte of the passage's GBK: it shows as ?, the rest pairs wrongly, and the last byte finds no partner."""
    return "?" + passage.encode("gb18030")[1:].decode("gb18030", errors="replace").replace("\ufffd", "?")


def misread(passage: str) -> str:
    """Read the passage's UTF-8 as GBK; bytes that make no GBK character are lost."""
    return passage.encode("utf-8").decode("gb18030", errors="replace")


def replace_once(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise ValueError(f"a damaged passage must stand once in its article: {old}")
    return text.replace(old, new)


def damage(source: dict[str, Any]) -> str:
    """The article's text with all the harm done to its characters."""
    text = str(source["text"])
    if source.get("noter"):
        text = note(text, readings())
    if source.get("misread") == "all":
        return "\n".join(misread(line) for line in text.split("\n"))
    for passage in source.get("misread", []):
        text = replace_once(text, passage, misread(passage))
    for passage in source.get("shift", []):
        text = replace_once(text, passage, shift(passage))
    return text


def page(source: dict[str, Any]) -> str:
    """The article on its HTML page, with navigation, related headlines, disclaimer and footer around it."""
    title, byline, *lines = [html.escape(line, quote=False) for line in damage(source).split("\n") if line.strip()]
    parts = source["html"]
    template = Template((HERE / "templates" / f"{source['template']}.html").read_text(encoding="utf-8"))
    items = {}
    for name in ("nav", "related", "hot"):
        links = [f'<li><a href="/{name}/{i}">{html.escape(item)}</a></li>' for i, item in enumerate(parts.get(name, []))]
        items[name] = "\n".join(links)
    return template.substitute(
        title=title,
        byline=byline,
        paragraphs="\n".join(f"<p>{line.strip()}</p>" for line in lines),
        breaks="<br><br>\n".join(f"　　{line.strip()}" for line in lines),
        charset={"gb18030": "gb2312", "big5hkscs": "big5"}.get(source["encoding"], source["encoding"]),
        **items,
        **{name: html.escape(parts.get(name, "")) for name in ("site", "related_title", "disclaimer", "footer")},
    )


def lose_bytes(data: bytes, source: dict[str, Any]) -> bytes:
    """Drop the first byte of each passage that `lost_bytes` names from a file that stays in GBK."""
    for passage in source.get("lost_bytes", []):
        old = passage.encode(source["encoding"])
        if data.count(old) != 1:
            raise ValueError(f"a damaged passage must stand once in its article: {passage}")
        data = data.replace(old, old[1:])
    return data


def bake() -> Iterator[tuple[str, bytes]]:
    """(file name, bytes) of every sample."""
    feeds: dict[str, list[tuple[int, str]]] = {}
    for source in sources().values():
        if "row" in source:
            columns = {key: value for key, value in source["row"].items() if key != "number"}
            row = json.dumps({**columns, "text": damage(source)}, ensure_ascii=False)
            feeds.setdefault(source["out"], []).append((source["row"]["number"], row))
            continue
        text = page(source) if "template" in source else damage(source)
        text = text.replace("\n", source.get("newline", "\n"))
        # a page writes © as a reference where its encoding has no such character
        data = text.encode(source["encoding"], errors="xmlcharrefreplace" if "template" in source else "strict")
        yield source["out"], lose_bytes(data, source)
    for name, rows in feeds.items():
        if [number for number, _ in sorted(rows)] != list(range(1, len(rows) + 1)):
            raise ValueError(f"the rows of {name} must be numbered from 1 without a gap")
        yield name, "".join(f"{row}\n" for _, row in sorted(rows)).encode()


def main(arguments: list[str]) -> int:
    made = dict(bake())
    SAMPLES.mkdir(parents=True, exist_ok=True)
    there = {path.name: path.read_bytes() for path in SAMPLES.iterdir() if path.is_file()}
    if "--check" in arguments:
        wrong = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
        print("\n".join(wrong) or "the samples are as the sources say")
        return 1 if wrong else 0
    for name in there.keys() - made.keys():
        (SAMPLES / name).unlink()
    for name, data in made.items():
        (SAMPLES / name).write_bytes(data)
    print(f"{len(made)} files in {SAMPLES}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

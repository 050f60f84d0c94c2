"""What articles may hold, in every text of every table."""

from __future__ import annotations

from nlp.model import Entity
from tests.flows.tables.tables_factory import Draft

WORDS = (
    "<script>window.hacked = 1</script>",
    "</script><img src=x onerror=window.hacked=2>",
    '"><svg onload=window.hacked=3>',
    "<!-- <script> ]]> {{data}} {{style}} ${hacked} \\u003c",
    "&lt;b&gt;&amp;&#60;",
    "\u202egnorw si siht\u202c\u200f",
    "line\u2028separator\u2029end",
    "javascript:window.hacked=4",
    "constructor __proto__ toString",
    "长" * 10_000,
    "=HYPERLINK(\"http://evil.example\")",
)
LINK = "javascript:window.hacked=5"
VILLAIN = Entity("e_villain", f"恶{WORDS[0]}", WORDS[1], "ORG", (WORDS[2], WORDS[5], WORDS[9]))


def drafts() -> list[Draft]:
    """Articles whose every text is hostile."""
    made = []
    for number, words in enumerate(WORDS):
        draft = Draft(
            f"corpus/{number}<b>.txt", f"第{number}篇 {words}", title=words, source=words[:200], author=words, url=LINK, keywords=(words[:60], "constructor")
        )
        unit, period = "constructor" if number == 3 else "CNY", "2017" if number % 2 else None
        draft.metric(str(number + 1), subject=VILLAIN, quote=words, metric_text=words, said_by=words[:100], unit=unit, period=period)
        roles = {"maker": [VILLAIN], "product": [words[:300]]}
        draft.event("launch", "2018-05", roles, quote=words, trigger=words[:50], said_by=words[:100])
        draft.issue("N001", message=words)
        made.append(draft)
    return made

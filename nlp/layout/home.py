"""Which market an article writes for: mainland China, Taiwan or Hong Kong."""

from __future__ import annotations

import re
from functools import cache

from nlp.lexicon.data import read_toml


@cache
def _patterns() -> dict[str, list[tuple[re.Pattern[str], float]]]:
    table = read_toml("layout/home.toml")
    return {
        home: [
            (re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True))), float(weight)) for weight, words in groups.items()
        ]
        for home, groups in table.items()
    }


def tell_home(lang: str, text: str, *, noted: bool = False, converted: bool = False) -> str | None:
    """cn, tw, hk, or None for another language; `noted` says that pinyin notes were taken out, which only mainland pages carry;
    `converted` that the text was in Traditional characters, whatever its language as a whole.

    Words that belong to one market are counted, each once; a market needs a lead over the others.

    >>> tell_home("zh-Hans", "公司收入达10亿元"), tell_home("zh-Hant", "净利新台币396.76亿元、年增37%")
    ('cn', 'tw')
    """
    if lang == "zh-Hans" or (lang not in ("zh-Hant", "en") and not converted and re.search(r"[一-鿿]{4}", text)):
        return "cn"
    if lang != "zh-Hant" and not converted:
        return None
    score = {
        home: sum(weight * min(3, len(set(pattern.findall(text)))) for pattern, weight in groups) for home, groups in _patterns().items()
    }
    score["cn"] += 6 * noted
    best, second = sorted(score.values(), reverse=True)[:2]
    if best >= 1 and best >= second + 1:
        return next(home for home, value in score.items() if value == best)
    return None

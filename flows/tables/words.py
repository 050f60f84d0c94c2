"""Chinese words for controlled ones, and how an event is said in one line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

HAN = re.compile("[\u4e00-\u9fff]")
PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class EventWords:
    """A type of event: its Chinese name, its key roles in order, and its sentences, first fit first."""

    zh: str
    key: tuple[str, ...]
    say: tuple[str, ...]


@cache
def words() -> dict[str, dict[str, str]]:
    """Chinese words by group: metric, kind, unit, bound, modality."""
    return tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text("utf-8"))


@cache
def event_words() -> dict[str, EventWords]:
    """What is known of each type of event."""
    rows = tomllib.loads(resources.files(__package__).joinpath("roles.toml").read_text("utf-8"))
    return {name: EventWords(row["zh"], tuple(row["key"]), tuple(row["say"])) for name, row in rows.items()}


def say_event(event_type: str, when: str, trigger: str | None, roles: Mapping[str, Sequence[str]], modality: str) -> str:
    """One Chinese line for an event; `roles` holds the names of the fillers by role.

    >>> say_event("acquisition", "2018年4月2日", "收购", {"acquirer": ["阿里巴巴"], "target": ["饿了么"]}, "asserted")
    '2018年4月2日，阿里巴巴收购饿了么'
    """
    known = event_words().get(event_type) or event_words()["other"]
    filled = {role: "、".join(names) for role, names in roles.items() if names}
    filled["trigger"] = trigger if trigger and HAN.search(trigger) else known.zh  # an English verb has no place in a Chinese line
    for pattern in known.say:
        if all(role in filled for role in PLACE.findall(pattern)):
            line = PLACE.sub(lambda found: filled[found[1]], pattern)
            break
    else:
        names = "、".join(dict.fromkeys(name for role in roles for name in roles[role]))
        line = f"{names}：{known.zh}" if names else known.zh
    return f"{when}，{words()['modality'][modality]}{line}"


def say_period(period: str) -> str:
    """A period in Chinese.

    >>> say_period("2013-04-29"), say_period("2013-Q2"), say_period("2017-01/2017-11")
    ('2013年4月29日', '2013年第二季度', '2017年1月至2017年11月')
    """
    return "至".join(map(_say_point, period.split("/")))


def _say_point(point: str) -> str:
    year, _, rest = point.partition("-")
    if not rest:
        return f"{year}年"
    if rest[0] == "Q":
        return f"{year}年第{'一二三四'[int(rest[1]) - 1]}季度"
    if rest[0] == "H":
        return f"{year}年{'上下'[int(rest[1]) - 1]}半年"
    month, _, day = rest.partition("-")
    return f"{year}年{int(month)}月" + (f"{int(day)}日" if day else "")

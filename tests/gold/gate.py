"""The quality gate: read articles that have gold, score them, and hold the scores against the floors in baseline.json.

    python -m tests.gold.gate            print the scores of every set beside their floors
    python -m tests.gold.gate --pin      raise the floors to what is reached (a floor is lowered only with --lower, and never silently)

A floor holds for one set of gold: its hash stands beside it, and a changed gold fails the gate until it is pinned again.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from nlp import Reading, Source, read
from tests.gold.scoring import Score, score_readings

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SAMPLES = ROOT / "corpus" / "samples"
SHARED = ROOT.parent / "shared"
BASELINE = HERE / "baseline.json"
SETS = ("samples", "seeds", "dev")
SLACK = 0.005  # a floor is pinned this far below what is reached


def gold_files(name: str) -> list[Path]:
    """The gold of a set, sorted; empty where the set is not on this machine."""
    if name == "samples":
        return sorted([*HERE.glob("[0-9]*.json"), *(HERE / "feed").glob("*.json")])
    return sorted((SHARED / ("gold" if name == "seeds" else "dev/gold")).glob("*.json"))


def articles(name: str) -> Iterator[tuple[dict[str, Any], Reading]]:
    """(gold, reading) of every article of a set."""
    folder = {"samples": SAMPLES, "seeds": SHARED / "seeds", "dev": SHARED / "dev" / "texts"}[name]
    for path in gold_files(name):
        gold = json.loads(path.read_text(encoding="utf-8"))
        raw, source = load(folder, gold.get("raw_path") or gold["doc"])
        yield gold, read(raw, source)


def load(folder: Path, where: str) -> tuple[bytes, Source]:
    """The bytes and what is known of one article; `feed.jsonl#3` is a row of a feed, by its id or its number."""
    name, _, key = where.partition("#")
    if not key:
        path = folder / name
        if not path.exists():
            path = folder / f"{Path(name).stem}.txt"
        return path.read_bytes(), Source(name)
    for number, line in enumerate((folder / name).read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        if str(row.get("id", number)) == key:
            published = dt.date.fromisoformat(row["published"][:10]) if row.get("published") else None
            return row["text"].encode(), Source(where, row.get("url"), row.get("title"), published, row.get("source"))
    raise KeyError(f"{folder / name} has no row {key}")


@cache
def measure(name: str) -> dict[str, Score]:
    """The scores of one set, measured once a process."""
    return score_readings(articles(name))


def gold_hash(name: str) -> str:
    return hashlib.sha256(b"\x00".join(path.read_bytes() for path in gold_files(name))).hexdigest()[:16]


def baseline() -> dict[str, Any]:
    return json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}


def pin(lower: bool) -> None:
    """Write the floors of every set that is here; raises SystemExit where a floor would fall and `lower` is not given."""
    pinned = baseline()
    for name in SETS:
        if not gold_files(name):
            continue
        former = pinned.get(name, {}).get("floors", {})
        floors = {}
        for key, score in measure(name).items():
            reached = round(score.f1 - SLACK, 3)
            if reached < former.get(key, 0.0) and not lower:
                reached = former[key]
                if score.f1 < reached:
                    raise SystemExit(f"{name}: {key} is {score.f1:.3f}, below its floor {reached}; --lower would lower it")
            floors[key] = reached
        pinned[name] = {"gold": gold_hash(name), "floors": floors}
    BASELINE.write_text(json.dumps(pinned, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pin", action="store_true")
    parser.add_argument("--lower", action="store_true")
    args = parser.parse_args()
    for name in SETS:
        if gold_files(name):
            floors = baseline().get(name, {}).get("floors", {})
            print(f"{name}\n{'':<16}{'precision':>10}{'recall':>8}{'F1':>8}{'floor':>8}")
            for key, score in measure(name).items():
                print(f"{key:<16}{score.precision:>10.3f}{score.recall:>8.3f}{score.f1:>8.3f}{floors.get(key, 0.0):>8.3f}")
    if args.pin:
        pin(args.lower)


if __name__ == "__main__":
    main()

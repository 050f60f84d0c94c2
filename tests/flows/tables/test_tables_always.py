"""What must always hold: however a corpus came to be, its tables are those of one run over what is live."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tables_factory import ALIBABA, FINGERPRINT, TAOBAO, WANG, WEIBO, Draft, content

from flows.tables import Store, StoredReading, publish

PATHS = [f"news/{name}.txt" for name in "abcdefg"]
LEADS = [
    "微博发布财报，自媒体电商收入大幅增长，平台与淘宝打通之后达人纷纷开店",
    "阿里巴巴宣布收购饿了么，双方将在本地生活领域深度合作，交易仍待批准",
]


def text_of(number: int) -> str:
    """Articles 0-3 and 4-7 are versions of one text each (cut, with additions), the others their own."""
    rng = random.Random(number // 4)
    story = LEADS[number // 4 % 2] + "".join(
        rng.choices("电商平台用户增长收入亿元公司宣布今年发展数据报告显示市场份额达到超过约计划合作", k=260)
    )
    return [story, story + "本文转自网络编辑小王", story[:220], story.replace("公司", "企业") + str(number)][number % 4] + (
        "" if number < 8 else f"第{number}篇"
    )


def draft(path: str, number: int, generation: int) -> StoredReading:
    """The reading of text `number` at `path`; another generation of readers reads other rows from the same bytes."""
    rng = random.Random(f"{number} {generation}")
    made = Draft(path, text_of(number), url=f"https://example.com/{number % 5}" if number % 3 == 0 else None)
    for _ in range(rng.randrange(5)):
        made.metric(
            rng.choice(["100", "101", "187", "190.5", "-3"]),
            subject=rng.choice([WEIBO, TAOBAO, "某平台"]),
            period=rng.choice([None, "2016", "2017", "2017-12"]),
            bound=rng.choice(["=", ">", "~"]),
            modality=rng.choice(["asserted", "asserted", "planned", "denied"]),
            said_by=rng.choice([None, WANG, "分析师"]),
            kind=rng.choice(["level", "level", "growth"]),
            confidence=rng.choice([0.5, 0.8]),
            time_basis=rng.choice(["explicit", "relative"]),
        )
    for _ in range(rng.randrange(4)):
        made.event(
            rng.choice(["acquisition", "investment"]),
            rng.choice(["2018", "2018-04", "2018-04-02", "2018-04-20", "2018-Q2", "2017-12/2018-04"]),
            {"acquirer": [ALIBABA], "target": [rng.choice(["饿了么", WEIBO])], "investor": [ALIBABA]},
            modality=rng.choice(["asserted", "asserted", "denied"]),
        )
    if rng.random() < 0.3:
        made.issue("N020", raw_start=1, raw_end=2)
    return made.stored(f"{FINGERPRINT}{generation}")


deeds = st.lists(
    st.tuples(st.sampled_from(["put", "put", "put", "forget", "run", "publish"]), st.sampled_from(PATHS), st.integers(0, 11)), max_size=14
)


SLOW = [HealthCheck.too_slow]


@settings(max_examples=1, deadline=None, suppress_health_check=SLOW)
@given(deeds=deeds, seed=st.integers(0, 1000))
def test_any_history_gives_the_tables_of_one_run_over_what_is_live(deeds: list[tuple[str, str, int]], seed: int) -> None:
    compare_with_one_run(deeds, seed)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(deeds=deeds, seed=st.integers(0, 1000))
def test_many_histories_give_the_tables_of_one_run(deeds: list[tuple[str, str, int]], seed: int) -> None:
    compare_with_one_run(deeds, seed)


def test_the_random_corpora_hold_what_they_are_meant_to_try(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        run = store.begin_run()
        store.add(run, [draft(path, number, 1) for number, path in enumerate(PATHS)] + [draft("news/z.txt", 0, 1)])
        assert {known.status for known in store.known().values()} == {"ok"}
        version = publish(store, tmp_path, run).version
    con = duckdb.connect(str(version / "zhishi.duckdb"), read_only=True)
    told = con.execute(
        "SELECT (SELECT count(dup_of) > 1 FROM articles), (SELECT bool_or(len(also_paths) > 0) FROM articles), "
        "(SELECT count(DISTINCT conflict) > 1 FROM knowledge), (SELECT bool_or(len(also_ids) > 0) FROM knowledge), "
        "(SELECT bool_or(n_stories > 1) FROM knowledge), (SELECT count(*) > 0 FROM issues)"
    ).fetchone()
    assert told == (True,) * 6


def compare_with_one_run(deeds: list[tuple[str, str, int]], seed: int) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        live: dict[str, int] = {}
        with Store.open(folder / "history") as store:
            run = store.begin_run()
            batch: list[StoredReading] = []
            for deed, path, number in deeds:
                if deed == "put":
                    live[path] = number
                    batch.append(draft(path, number, generation=number % 2))
                    continue
                store.add(run, batch)
                batch = []
                if deed == "forget":
                    live.pop(path, None)
                    store.forget(path)
                elif deed == "run":
                    run = store.begin_run()
                else:
                    publish(store, folder / "history", run)
            store.add(run, batch)
            stale = [draft(path, number, generation=number % 2) for path, number in live.items()]
            random.Random(seed).shuffle(stale)
            final = [draft(path, number, generation=1) for path, number in live.items() if number % 2 == 0]
            random.Random(seed).shuffle(final)
            for item in stale[:2]:
                store.add(run, [item])
            store.add(run, final)
            history = content(publish(store, folder / "history", run).version)
        with Store.open(folder / "once") as store:
            run = store.begin_run()
            store.add(run, [draft(path, number, generation=1) for path, number in sorted(live.items())])
            once = content(publish(store, folder / "once", run).version)
        assert set(history) == set(once)
        assert [name for name in once if history[name] != once[name]] == []
    finally:
        shutil.rmtree(folder)

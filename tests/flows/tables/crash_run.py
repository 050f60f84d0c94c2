"""A run for the tests that kill it: stores what is not known yet in batches, publishes, and writes down what it read."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from tables_factory import ALIBABA, WANG, WEIBO, Draft

from flows.tables import Store, StoredReading, publish

BATCH = 50


def item(number: int) -> StoredReading:
    rng = random.Random(number)
    words = "".join(rng.choices("电商平台用户增长收入亿元公司宣布今年发展数据报告", k=200))
    made = Draft(f"in/{number:05}.txt", f"第{number}篇。{words}")
    for _ in range(4):
        made.metric(str(rng.randrange(100)), period=str(rng.randrange(2010, 2018)), said_by=rng.choice([None, WANG]))
    made.event("acquisition", f"2018-0{rng.randrange(1, 9)}", {"acquirer": [ALIBABA], "target": [f"目标{rng.randrange(50)}", WEIBO]})
    return made.stored()


def main(out: Path, articles: int, log: Path) -> None:
    with Store.open(out) as store:
        known = store.known()
        run = store.begin_run()
        new = [number for number in range(articles) if f"in/{number:05}.txt" not in known]
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            with log.open("a") as file:
                file.write("".join(f"read {number}\n" for number in batch))
            store.add(run, [item(number) for number in batch])
            with log.open("a") as file:
                file.write("".join(f"stored {number}\n" for number in batch))
        store.finish_run(run, n_articles=articles, n_new=len(new), n_reused=articles - len(new), n_failed=0)
        publish(store, out, run)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))

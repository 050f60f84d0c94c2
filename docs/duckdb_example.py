"""The published tables in DuckDB: the file that can be mailed, with its views.

Run it after `zhishi run corpus/samples`, with another folder than outputs/current as its argument where the tables lie there.
What it prints stands in docs/examples.md.
"""

import sys
from pathlib import Path

import duckdb

current = Path(sys.argv[1] if len(sys.argv) > 1 else "outputs/current").resolve()  # one version, even if a run publishes meanwhile
con = duckdb.connect(str(current / "zhishi.duckdb"), read_only=True)

print("微博的时间线")
timeline = "SELECT period, event_type, who, n_stories FROM v_timeline WHERE who LIKE '%微博%' ORDER BY period_start, event_type, quote LIMIT 6"
for period, event_type, who, n_stories in con.execute(timeline).fetchall():
    print(f"{period:10}  {event_type:12}  {n_stories} 篇  {who}")

print("\n月活跃用户的最新数值")
latest = "SELECT name, bound, value, as_of FROM v_metric_latest WHERE metric = 'mau' ORDER BY value DESC, name LIMIT 5"
for name, bound, value, as_of in con.execute(latest).fetchall():
    print(f"{name}  {bound} {value / 1e8:.2f} 亿  {as_of}")

print("\n哪里的原文需要修复")
repairs = "SELECT unnest(repairs) AS step, count(*) AS articles FROM articles GROUP BY step ORDER BY articles DESC, step LIMIT 5"
for step, articles in con.execute(repairs).fetchall():
    print(f"{step:16}{articles:3}")

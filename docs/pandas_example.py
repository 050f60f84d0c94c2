"""The published tables in pandas: a metric over time, what most stories tell, and what is contested.

Run it after `zhishi run corpus/samples`, with another folder than outputs/current as its argument where the tables lie there.
What it prints stands in docs/examples.md.
"""

import sys
from pathlib import Path

import pandas as pd

current = Path(sys.argv[1] if len(sys.argv) > 1 else "outputs/current").resolve()  # one version, even if a run publishes meanwhile
facts = pd.read_parquet(current / "tables" / "knowledge.parquet", dtype_backend="pyarrow")  # keeps decimals exact

print("京东的收入")
revenue = facts[(facts.subject == "京东") & (facts.type == "revenue") & (facts.kind == "level") & facts.dimension.isna()]
for row in revenue.sort_values(["period_start", "period_end", "value", "fact_id"]).itertuples():
    print(f"{row.period:10} {row.bound} {row.value / 100_000_000:.2f} 亿 {row.unit}  {row.n_stories} 篇")

print("\n说法最多的事件")
events = facts[facts.fact_kind == "event"].sort_values(["n_stories", "period_start", "fact_id"], ascending=[False, True, True])
for row in events.head(5).itertuples():
    print(f"{row.n_stories} 篇  {row.statement}")

print("\n每种事实有多少、多少有争议")
counted = facts.groupby("fact_kind").agg(facts=("fact_id", "size"), contested=("conflict", lambda column: (column == "contested").sum()))
for kind, facts_of_kind, contested in counted.itertuples():
    print(f"{kind:8}{facts_of_kind:5}{contested:5}")

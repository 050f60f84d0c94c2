"""What a run leaves in Prefect for people to look at: a summary, and the articles that were set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows import queries

if TYPE_CHECKING:
    from pathlib import Path

    from flows.flow import Run

LARGEST = 200  # rows of the table of issues


def leave(run: Run, out: Path) -> None:
    """Write the artifacts of the flow run that is under way."""
    from prefect.artifacts import create_markdown_artifact, create_table_artifact

    lines = [
        f"**{run.line()}**",
        "",
        f"- run `{run.run_id}`, version `{run.version}`, {run.status}",
        f"- {run.n_articles} articles in the sources: {run.n_read} read, {run.n_reused} known already, {run.n_failed} set aside",
        *(f"- missing: `{path}`" for path in run.missing),
        *(f"- still being written, left for the next run: `{path}`" for path in run.unsettled[:20]),
    ]
    create_markdown_artifact("\n".join(lines), key="zhishi-run", description="what the run did")
    columns, rows = queries.ask(
        out,
        "SELECT i.code, i.message, a.raw_path, i.article_id FROM issues i JOIN articles a USING (article_id) "
        f"WHERE a.status = 'failed' ORDER BY ALL LIMIT {LARGEST}",
    )
    if rows:
        create_table_artifact([dict(zip(columns, row, strict=True)) for row in rows], key="zhishi-issues", description="articles set aside")

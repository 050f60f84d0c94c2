"""The command line. Every command has --help and --out; errors are one line; what takes long shows its progress.

Exit codes: 0 published (articles set aside or not), 1 failed, 2 wrong use (a missing path among good ones: the rest is published),
3 the store is busy.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from flows.settings import Settings

FAILED, WRONG_USE, BUSY = 1, 2, 3
CHANGES_SHOWN = ("change", "statement", "statement_before", "n_stories", "conflict", "fact_id")  # on the screen; --csv has all

app = typer.Typer(
    name="zhishi",
    help="Reads Chinese tech news and writes a knowledge table: who did what when, and which figure holds for whom.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
lexicon_app = typer.Typer(help="Check the lexicon, and find names worth adding to it.", no_args_is_help=True)
app.add_typer(lexicon_app, name="lexicon")

Out = Annotated[Path | None, typer.Option("--out", help="The folder of the tables.  [default: outputs, or as set]", show_default=False)]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Only errors.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for machines.")]
Workers = Annotated[int | None, typer.Option("--workers", min=0, help="Processes that read; 0 is one a core.", show_default=False)]
Dask = Annotated[
    str | None, typer.Option("--dask", metavar="ADDRESS", help="Read on this Dask cluster (tcp://…) instead.", show_default=False)
]


class Stop(Exception):
    """Ends a command with an exit code and one line."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def settings_of(**flags: Any) -> Settings:
    """The settings under the flags; wrong ones are wrong use."""
    from flows.settings import WrongSettings, load

    try:
        return load(**flags)
    except WrongSettings as error:
        raise Stop(WRONG_USE, str(error)) from None


@app.command()
def run(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…", help="Files, folders or globs of .txt .html .jsonl .csv .parquet (each also .gz), or - for stdin."
        ),
    ],
    out: Out = None,
    workers: Workers = None,
    dask: Dask = None,
    quiet: Quiet = False,
    json_: Json = False,
) -> None:
    """Read articles, new and changed ones only, and publish the tables."""
    from flows.session import run_once

    settings = settings_of(out=out, workers=workers, dask=dask)
    result = run_once(sources, settings, quiet=quiet or json_)
    if json_:
        typer.echo(json.dumps(asdict(result), ensure_ascii=False, default=str))
    elif not quiet:
        typer.echo(result.line())
    for path in result.missing:
        typer.echo(f"zhishi: there is no {path}", err=True)
    if result.status == "failed":
        raise Stop(FAILED, result.message)
    if result.missing:
        raise typer.Exit(WRONG_USE)


@app.command()
def query(
    sql: Annotated[
        str | None, typer.Argument(metavar="SQL|NAME", help="SQL over the published tables, or the name of a ready query.")
    ] = None,
    out: Out = None,
    about: Annotated[str | None, typer.Option(help="Part of a name, for ready queries.", show_default=False)] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the ready queries.")] = False,
    csv_: Annotated[bool, typer.Option("--csv", help="CSV on stdout.")] = False,
    json_: Json = False,
    limit: Annotated[int, typer.Option(min=1, help="Rows that a table on the screen shows at most.")] = 50,
) -> None:
    """Ask the published tables a question in SQL (DuckDB), or a ready one."""
    from flows import queries, screen

    if list_ or sql is None:
        screen.show_rows(
            ["name", "answers", "sql"], [(name, ready.answers, ready.sql) for name, ready in queries.READY.items()], len(queries.READY)
        )
        return
    text, parameters = queries.named(sql, about) or (sql, {})
    if about is not None and not parameters:
        raise Stop(WRONG_USE, f"--about goes with a ready query that asks about a name, not with {sql!r}")
    columns, rows = queries.ask(settings_of(out=out).out, text, parameters)
    if csv_:
        queries.write_csv(sys.stdout, columns, rows)
    elif json_:
        queries.write_json(sys.stdout, columns, rows)
    else:
        screen.show_rows(columns, rows, limit)


@app.command()
def explain(
    row_id: Annotated[
        str, typer.Argument(metavar="ID", help="A fact_id (f_…), metric_id (q_…), event_id (v_…), mention_id (m_…) or article_id (a_…).")
    ],
    out: Out = None,
    limit: Annotated[int, typer.Option(min=1, help="Assertions of a fact that are shown in full.")] = 1,
    json_: Json = False,
) -> None:
    """Show where a row comes from: raw bytes, repair steps, the sentence, the rule, and who else says so."""
    from flows import explain as explaining
    from flows import screen

    found = explaining.explain(settings_of(out=out).out, row_id, limit)
    if json_:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, default=str))
    else:
        screen.show_explanation(found)


@app.command()
def new(
    out: Out = None,
    csv_: Annotated[bool, typer.Option("--csv", help="CSV on stdout.")] = False,
    json_: Json = False,
    limit: Annotated[int, typer.Option(min=1, help="Rows that a table on the screen shows at most.")] = 50,
) -> None:
    """Show what the last run added, changed, withdrew or made contested."""
    from flows import queries, screen

    columns, rows = queries.changes(settings_of(out=out).out)
    if csv_:
        queries.write_csv(sys.stdout, columns, rows)
    elif json_:
        queries.write_json(sys.stdout, columns, rows)
    elif not rows:
        typer.echo("the last run changed nothing")
    else:
        chosen = [columns.index(name) for name in CHANGES_SHOWN if name in columns]
        screen.show_rows([columns[at] for at in chosen], [tuple(row[at] for at in chosen) for row in rows], limit)


@app.command()
def report(out: Out = None, open_: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = False) -> None:
    """Say where the report page of the published version lies."""
    from flows.queries import published

    folder = settings_of(out=out).out
    page = published(folder) / "report.html"
    if not page.is_file():
        raise Stop(FAILED, f"the published version {page.parent.name} has no report.html")
    typer.echo(str(folder / "current" / "report.html"))
    if open_:
        typer.launch(page.as_uri())


@app.command()
def schedule(
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE…", help="As for run; folders and globs are looked through anew each time.")
    ],
    cron: Annotated[str, typer.Option(help="When, as cron writes it: '*/30 * * * *'.")],
    out: Out = None,
    workers: Workers = None,
    dask: Dask = None,
    name: Annotated[str, typer.Option(help="The name of the deployment.")] = "inbox",
) -> None:
    """Run again and again by the clock, until stopped (Ctrl-C)."""
    from flows.session import serve

    serve(sources, cron, name, settings_of(out=out, workers=workers, dask=dask))


@app.command()
def forget(
    target: Annotated[str, typer.Argument(metavar="PATH|ARTICLE_ID", help="A raw_path as the articles table has it, or an article_id.")],
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Withdraw an article: its rows leave the tables with the next version, which is published at once."""
    from flows.session import forget_once

    result = forget_once(target, settings_of(out=out))
    if not quiet:
        typer.echo(result)


@app.command()
def config(out: Out = None, workers: Workers = None, json_: Json = False) -> None:
    """Show every setting, its value, and where the value comes from."""
    from flows import screen
    from flows.settings import origins

    flags = {"out": out, "workers": workers}
    rows = origins(settings_of(**flags), **flags)
    if json_:
        typer.echo(json.dumps([row.model_dump() for row in rows], ensure_ascii=False))
    else:
        screen.show_rows(
            ["setting", "value", "from", "meaning"], [(row.name, row.value, row.origin, row.meaning) for row in rows], len(rows)
        )


@lexicon_app.command("check")
def lexicon_check(out: Out = None) -> None:
    """Look for faults in the lexicon: unknown types and parents, circles, aliases that two names claim."""
    import nlp.lexicon

    faults = nlp.lexicon.check()
    for fault in faults:
        typer.echo(fault)
    if faults:
        raise Stop(FAILED, f"{len(faults)} fault{'s' if len(faults) > 1 else ''} in the lexicon")
    typer.echo("the lexicon is sound")


@lexicon_app.command("suggest")
def lexicon_suggest(
    out: Out = None,
    limit: Annotated[int, typer.Option(min=1, help="Names at most.")] = 30,
    csv_: Annotated[bool, typer.Option("--csv", help="CSV on stdout.")] = False,
    json_: Json = False,
) -> None:
    """List names that the articles use and the lexicon does not know, the most frequent first, each with a sentence."""
    from flows import queries, screen
    from flows.explain import unknown_names

    columns, rows = unknown_names(settings_of(out=out).out, limit)
    if csv_:
        queries.write_csv(sys.stdout, columns, rows)
    elif json_:
        queries.write_json(sys.stdout, columns, rows)
    else:
        screen.show_rows(columns, rows, limit)


def _known_errors() -> dict[type[BaseException], int]:
    """Errors that are a message, not a fault of the program, with their exit codes; only of modules that are loaded."""
    places: dict[tuple[str, str], int] = {
        ("flows.tables", "StoreBusy"): BUSY,
        ("flows.queries", "NothingPublished"): WRONG_USE,
        ("flows.queries", "WrongQuery"): WRONG_USE,
        ("flows.explain", "NotFound"): WRONG_USE,
        ("flows.settings", "WrongSettings"): WRONG_USE,
        ("flows.session", "WrongUse"): WRONG_USE,
        ("flows.tables", "TablesError"): FAILED,
        ("flows.engine", "EngineFailed"): FAILED,
        ("flows.workers", "ReadersBroken"): FAILED,
        ("flows.cluster", "ClusterUnreachable"): FAILED,
    }
    return {getattr(sys.modules[module], name): code for (module, name), code in places.items() if module in sys.modules}


def guarded(action: Callable[[], Any]) -> int:
    """Do it; errors become one line on stderr and an exit code (ZHISHI_TRACEBACK=1 shows where they came from)."""
    try:
        code = action()
        return code if isinstance(code, int) else 0
    except (KeyboardInterrupt, typer.Abort):
        return _say("stopped; what is published stays, the next run goes on", 130)
    except Stop as error:
        return _say(str(error), error.code)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  the reader of the pipe has gone: nothing more to say
        return 0
    except Exception as error:
        if os.environ.get("ZHISHI_TRACEBACK"):
            raise
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):  # wrong use, as typer found it
            return _say(error.format_message(), error.exit_code)
        for kind, code in _known_errors().items():
            if isinstance(error, kind):
                return _say(str(error), code)
        return _say(f"{type(error).__name__}: {error}", FAILED)


def _say(message: str, code: int) -> int:
    typer.echo(f"zhishi: {' '.join(message.split())}", err=True)
    return code


def main() -> NoReturn:
    """The entry of the `zhishi` command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    code = guarded(lambda: app(standalone_mode=False))
    sys.stdout.flush()
    sys.stderr.flush()
    if "prefect" in sys.modules:  # all of ours is put away; Prefect's own farewell takes a second and would look for the engine
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()

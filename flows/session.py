"""One command from start to end: the engine and the readers start side by side, then the flow runs, then all of it is put away."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flows import engine
from flows.cluster import open_readers
from flows.screen import Progress, progress
from flows.settings import Settings
from flows.sources import find

if TYPE_CHECKING:
    from flows.flow import Run

SETTLE = "10"  # seconds: what a scheduled run leaves alone because it may still be written
NO_CRON = "is no cron line; an example: '*/30 * * * *' for every half hour"


class WrongUse(ValueError):
    """The command was given what it cannot use; the message says what."""


def run_once(sources: list[str], settings: Settings, quiet: bool) -> Run:
    """One run as the command line does it.

    Raises WrongUse where none of the sources exists, StoreBusy, EngineFailed, ReadersBroken.
    """
    found = find(sources)
    if found.missing and not (found.files or found.stdin):
        raise WrongUse(f"there is no {', '.join(found.missing)}")
    engine.set_up(settings.out)  # first of all: a cluster's client imports Prefect
    with progress(quiet) as told, open_readers(settings) as readers, _engine(settings, told):
        from flows.flow import Equipment, equipped, run  # slow to import: while the engine starts

        with equipped(Equipment(readers, told)):
            return run(sources, out=settings.out, workers=settings.workers, dask=settings.dask)


def serve(sources: list[str], cron: str, name: str, settings: Settings) -> None:
    """Run by the clock until interrupted, on the server that runs already or on one of our own at the usual port.

    Raises WrongUse for a cron line or a time zone that is none.
    """
    check_clock(cron, settings.schedule_timezone)
    engine.set_up(settings.out)
    os.environ.setdefault("ZHISHI_SETTLE_SECONDS", SETTLE)
    with progress(quiet=False) as told, _schedule_server(settings.schedule_port, told):
        import prefect
        from prefect.client.schemas.schedules import CronSchedule
        from prefect.schedules import Cron
        from prefect.types.entrypoint import EntrypointType

        from flows.flow import run

        timezone = settings.schedule_timezone or local_timezone()
        try:
            CronSchedule(cron=cron, timezone=timezone)
        except ValueError:
            raise WrongUse(f"{cron!r} {NO_CRON}") from None
        parameters: dict[str, Any] = {"sources": sources, "out": str(settings.out), "workers": settings.workers, "dask": settings.dask}
        schedule = Cron(cron, timezone=timezone)
        deployment = run.to_deployment(name=name, schedule=schedule, parameters=parameters, entrypoint_type=EntrypointType.MODULE_PATH)
        told.say(f"waiting for {cron} ({timezone}); Ctrl-C ends it")
        prefect.serve(deployment, limit=1)


def check_clock(cron: str, timezone: str | None) -> None:
    """Raises WrongUse for what cannot be a cron line or a time zone, before an engine is started; Prefect looks closer at the line later."""
    from zoneinfo import ZoneInfo

    if not re.fullmatch(r"\s*@\w+\s*|\s*(?:[\w*/,#?-]+\s+){4,5}[\w*/,#?-]+\s*", cron):
        raise WrongUse(f"{cron!r} {NO_CRON}")
    try:
        ZoneInfo(timezone or "UTC")
    except (KeyError, ValueError, OSError):
        raise WrongUse(f"{timezone!r} is no time zone (setting schedule_timezone); an example: Asia/Shanghai") from None


def local_timezone() -> str:
    """The name of this machine's time zone; UTC where it has none.

    >>> "/" in local_timezone() or local_timezone() == "UTC"
    True
    """
    from zoneinfo import ZoneInfo

    for name in (os.environ.get("TZ", "").lstrip(":"), os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]):
        with contextlib.suppress(KeyError, ValueError, OSError):
            return ZoneInfo(name).key
    return "UTC"


def forget_once(target: str, settings: Settings) -> str:
    """Withdraw an article and publish without it; gives the line to show.

    Raises WrongUse where the store does not know it.
    """
    from flows import history
    from flows.tables import Store

    with Store.open(settings.out) as store:
        gone = store.forget(target)
        if not gone:
            raise WrongUse(f"the store knows no article {target}; the paths are those of the articles table")
        run_id = history.begin(store, settings)
        store.finish_run(run_id, n_articles=0, n_new=0, n_reused=0, n_failed=0)
        history.publish_run(store, settings, run_id)
    return f"{gone} article{'s' if gone > 1 else ''} withdrawn → {settings.out / 'current'}"


@contextlib.contextmanager
def _engine(settings: Settings, told: Progress) -> Iterator[None]:
    """Prefect's API for one run: the server that is there, or our own until the run is over."""
    if url := engine.running_server():
        told.say(f"using the Prefect server at {url}")
        yield
        return
    told.say("starting the engine")
    own = engine.Engine()
    own.start()
    try:
        from prefect.settings import PREFECT_API_URL, temporary_settings

        import flows.flow  # noqa: F401  Prefect is imported while its server starts

        own.wait()
        with temporary_settings({PREFECT_API_URL: own.url}):  # it may have been imported before the server had its address
            try:
                yield
            finally:
                engine.flush()
    finally:
        own.stop()


@contextlib.contextmanager
def _schedule_server(port: int, told: Progress) -> Iterator[None]:
    url = engine.running_server() or engine.answering(port)
    if url:
        os.environ["PREFECT_API_URL"] = url
        told.say(f"using the Prefect server at {url}")
        yield
        return
    told.say("starting the engine")
    own = engine.Engine(port=port, schedules=True)
    own.start()
    try:
        own.wait()
        yield
    finally:
        own.stop()

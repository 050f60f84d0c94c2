"""The Prefect engine behind a run: a server that is running, or one of our own on loopback that ends with us.

Prefect's own temporary server outlives a killed parent, and is started only when Prefect has been imported; ours reads a pipe from
its parent, ends when that closes, and starts while the parent still imports.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

START_LIMIT = 180.0  # seconds


class EngineFailed(RuntimeError):
    """The engine does not answer; the message says what it said last, in one line."""


DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(int(START_LIMIT)),
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "zhishi",
    "PREFECT_CLI_PROMPT": "false",
}


def calm() -> None:
    """The environment that Prefect reads when it is imported: quiet, and closed to the network. What the user has set stays."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)


def set_up(out: Path) -> None:
    """As `calm`, and with a home of its own beside the store."""
    calm()
    if "PREFECT_HOME" not in os.environ:
        home = (out / "state" / "prefect").absolute()
        home.mkdir(parents=True, exist_ok=True)
        os.environ["PREFECT_HOME"] = str(home)


def running_server() -> str | None:
    """The address of the server that the user has named, in the environment or in a Prefect profile of theirs."""
    if url := os.environ.get("PREFECT_API_URL"):
        return url
    if not Path(os.environ.get("PREFECT_HOME", ""), "profiles.toml").is_file():
        return None
    from prefect.settings import PREFECT_API_URL  # slow to import

    return PREFECT_API_URL.value() or None


def answering(port: int) -> str | None:
    """The address of a Prefect server on loopback at this port; None where none answers."""
    url = f"http://127.0.0.1:{port}/api"
    return url if _is_healthy(url) else None


def flush() -> None:
    """Send off the logs and events that are still waiting: the server is about to end."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    for worker in (APILogWorker, EventsWorker):
        worker.drain_all(timeout=5)


class Engine:
    """Our own server. `start` returns at once, `wait` when it answers; `PREFECT_API_URL` is set from `start` on.

    With `schedules` it also runs what plans the runs of deployments, which one run does not need.
    """

    def __init__(self, port: int | None = None, schedules: bool = False) -> None:
        self.port = port or _free_port()
        self.url = f"http://127.0.0.1:{self.port}/api"
        self._schedules = schedules
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._log = Path(os.environ["PREFECT_HOME"], "engine.log")
        loud = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_LOGGING_HANDLERS_")}
        with open(self._log, "wb") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flows.engine", str(self.port), *(["schedules"] if self._schedules else [])],
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=file,
                env=loud,
            )
        os.environ["PREFECT_API_URL"] = self.url

    def wait(self) -> None:
        """Until the server answers. Raises EngineFailed where it does not within three minutes."""
        assert self._process is not None, "start comes first"
        until = time.monotonic() + START_LIMIT
        while time.monotonic() < until and self._process.poll() is None:
            if _is_healthy(self.url):
                return
            time.sleep(0.05)
        lines = self._log.read_text("utf-8", "replace").strip().splitlines()
        raise EngineFailed(f"the Prefect engine did not start: {lines[-1][:200] if lines else 'no answer'} (log: {self._log})")

    def stop(self) -> None:
        """End the server; it is gone when this returns."""
        if self._process is None:
            return
        os.environ.pop("PREFECT_API_URL", None)
        self._process.terminate()
        try:
            self._process.wait(3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process = None


def _is_healthy(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback goes through no proxy
    try:
        with opener.open(f"{url}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end_with_parent() -> None:
    while sys.stdin.buffer.read(1024):
        pass
    os._exit(0)


def serve(port: int, schedules: bool) -> None:
    """The server process: Prefect's API on loopback until stdin closes; its page only beside the schedules."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ["PREFECT__SERVER_FINAL"] = "1"
    if not schedules:
        os.environ.update(PREFECT_UI_ENABLED="0", PREFECT__SERVER_EPHEMERAL="1")
    os.environ.pop("PREFECT_API_URL", None)
    import uvicorn

    uvicorn.run("prefect.server.api.server:create_app", factory=True, host="127.0.0.1", port=port, log_level="error", lifespan="on")


if __name__ == "__main__":
    serve(int(sys.argv[1]), "schedules" in sys.argv[2:])

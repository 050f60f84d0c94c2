"""A real Chromium, headless, driven over its DevTools protocol: opens a page from file:// and tells what it did."""

from __future__ import annotations

import base64
import contextlib
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en-US", "--remote-debugging-port=0",
]
PATIENCE = 60.0  # seconds


class Page:
    """One tab; `errors` holds what went to the console as an error or was thrown, `requests` every address it asked for."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.errors, self.requests = socket, [], []
        self._number = 0
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to one command; what the page reports meanwhile is noted."""
        self._number += 1
        self.socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self.socket.recv(timeout=PATIENCE))
            if told.get("id") == self._number:
                if "error" in told:
                    raise RuntimeError(f"{method}: {told['error']['message']}")
                return told["result"]
            self._note(told)

    def _note(self, told: dict[str, Any]) -> None:
        method, parameters = told.get("method"), told.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert"):
            self.errors.append(str(parameters["args"]))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self.errors.append(parameters["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])

    def open(self, path: Path, anchor: str = "", width: int = 1280, height: int = 900) -> None:
        """Load a file in a window of this size, until its scripts have run."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=path.resolve().as_uri() + anchor)
        self.wait("location.protocol === 'file:' && document.documentElement?.dataset.ready === 'yes'")

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        answer = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"].get("exception", {}).get("description", "an exception in the page"))
        return answer["result"].get("value")

    def wait(self, condition: str) -> None:
        """Until the expression is true."""
        until = time.monotonic() + PATIENCE
        while not self.run(condition):
            if time.monotonic() > until:
                raise TimeoutError(condition)
            time.sleep(0.05)

    def type(self, field: str, text: str) -> None:
        """Text into a field, as a person would leave it, until the page has followed."""
        script = "((f, text) => { f.value = text; f.dispatchEvent(new Event('input', {bubbles: true})); })"
        self.run(f"{script}(document.getElementById({json.dumps(field)}), {json.dumps(text)})")
        self.run("new Promise((done) => setTimeout(done, 300))")

    def screenshot(self, path: Path, full: bool = False) -> Path:
        """A PNG of the window, or of the whole page."""
        answer = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=full)
        path.write_bytes(base64.b64decode(answer["data"]))
        return path


@contextlib.contextmanager
def chromium() -> Iterator[Page]:
    """A page in a fresh browser with a profile of its own; raises FileNotFoundError where there is no Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise FileNotFoundError("there is no chromium")
    with tempfile.TemporaryDirectory(prefix="zhishi-chromium-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen([program, *FLAGS, f"--user-data-dir={profile}", "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with connect(_address(Path(profile), process), max_size=None) as browser:
                browser.send(json.dumps({"id": 0, "method": "Target.createTarget", "params": {"url": "about:blank"}}))
                target = json.loads(browser.recv(timeout=PATIENCE))["result"]["targetId"]
                host = f"{browser.remote_address[0]}:{browser.remote_address[1]}"
                with connect(f"ws://{host}/devtools/page/{target}", max_size=None) as socket:
                    yield Page(socket)
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            if process.poll() is None:
                process.kill()
                process.wait()


def _address(profile: Path, process: subprocess.Popen[bytes]) -> str:
    """Where the browser listens, which it writes into its profile."""
    file = profile / "DevToolsActivePort"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        lines = file.read_text().splitlines() if file.exists() else []
        if len(lines) >= 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.05)
    raise RuntimeError("chromium did not start")

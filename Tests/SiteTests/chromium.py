"""Chromium, driven over a pipe by its DevTools protocol: one browser, any number of tabs.

Needs nothing but the standard library. A tab may be used by one thread at a time; several tabs may be
used by as many threads.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import signal
import tempfile
import threading
import time
from pathlib import Path

import browser
from browser import PATIENCE, Answers, BrowserError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of a browser that can be driven, if there is one."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Chromium:
    """A browser without a window, a profile or a network. Use it in a `with` statement."""

    def __init__(self, executable: str):
        self._folder = tempfile.mkdtemp(prefix="site-tests-")
        log = os.path.join(self._folder, "log")
        read_commands, self._commands = _pipe()
        self._answers, write_answers = _pipe()
        arguments = [
            executable,
            "--headless",
            "--remote-debugging-pipe",
            f"--user-data-dir={self._folder}/profile",
            "--no-first-run",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-extensions",
            "--disable-sync",
            # No name has an address, and no address but this machine's is reached: a page that asks for one
            # is told so, and its request is reported.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            "--proxy-server=127.0.0.1:9",
        ]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")  # Chromium's sandbox refuses to run as root.
        self._process = os.posix_spawn(
            executable,
            arguments,
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, read_commands, 3),
                (os.POSIX_SPAWN_DUP2, write_answers, 4),
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setpgroup=0,
        )
        os.close(read_commands)
        os.close(write_answers)
        self._open = Answers()
        self._tabs: dict[str, Tab] = {}
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self.version = self.call("Browser.getVersion")["product"]
        except BrowserError as error:
            said = Path(log).read_text(errors="replace")[-2000:]
            self.close()
            raise BrowserError(f"{executable} doesn't start: {error}\n{said}") from None

    def __enter__(self) -> Chromium:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        """Ends the browser and removes what it wrote."""
        try:
            self.call("Browser.close", patience=5)
        except BrowserError:
            pass
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            if os.waitpid(self._process, os.WNOHANG)[0]:
                break
            time.sleep(0.02)
        else:
            os.killpg(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
        os.close(self._commands)
        # Helpers of the browser may still be writing their last.
        shutil.rmtree(self._folder, ignore_errors=True)

    def tab(self) -> Tab:
        """A new tab with a profile of its own."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = Tab(self, session, context)
        self._tabs[session] = tab
        tab.prepare()
        return tab

    def call(self, method: str, session: str | None = None, patience: float = PATIENCE, **parameters) -> dict:
        """What the browser answers to a command; throws BrowserError if it refuses or doesn't answer."""
        def send(number: int) -> None:
            message = {"id": number, "method": method, "params": parameters}
            if session:
                message["sessionId"] = session
            data = json.dumps(message).encode() + b"\0"
            while data:
                data = data[os.write(self._commands, data) :]

        return self._open.ask(method, send, patience)

    def _read(self) -> None:
        rest = b""
        while data := os.read(self._answers, 1 << 20):
            *messages, rest = (rest + data).split(b"\0")
            for message in messages:
                self._take(json.loads(message))
        self._open.end()

    def _take(self, message: dict) -> None:
        if "id" in message:
            self._open.take(message["id"], message.get("result", {}), message.get("error", {}).get("message"))
        elif tab := self._tabs.get(message.get("sessionId", "")):
            tab.take(message["method"], message["params"])


def _pipe() -> tuple[int, int]:
    # Numbers above those that the browser expects, so that making one doesn't overwrite another.
    ends = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return high


class Tab(browser.Tab):
    """A tab of Chromium's."""

    def __init__(self, chromium: Chromium, session: str, context: str):
        super().__init__()
        self._chromium = chromium
        self._session = session
        self._context = context
        self._progress = threading.Condition()
        self._loaded: set[str] = set()  # by the names that the browser gives to loads

    def prepare(self) -> None:
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)
        # Otherwise only one tab of all has the focus.
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)

    def close(self) -> None:
        self._chromium.call("Target.disposeBrowserContext", browserContextId=self._context)

    def call(self, method: str, **parameters) -> dict:
        return self._chromium.call(method, self._session, **parameters)

    def take(self, method: str, event: dict) -> None:
        """Called by the thread that reads what the browser tells."""
        if method == "Page.lifecycleEvent":
            if event["name"] == "load":
                with self._progress:
                    self._loaded.add(event["loaderId"])
                    self._progress.notify_all()
        elif method == "Network.requestWillBeSent":
            self.requests.append(event["request"]["url"])
        elif method == "Network.responseReceived":
            if event["response"]["status"] >= 400:
                self.failures.append(event["response"]["url"])
        elif method == "Network.webSocketCreated":
            self.requests.append(event["url"])
        elif method == "Runtime.consoleAPICalled":
            if event["type"] in ("error", "warning", "assert"):
                words = (str(value.get("value", value.get("description", ""))) for value in event["args"])
                self.complaints.append(f"console.{event['type']}: {' '.join(words)}")
        elif method == "Runtime.exceptionThrown":
            details = event["exceptionDetails"]
            self.complaints.append(details.get("exception", {}).get("description") or details["text"])
        elif method == "Log.entryAdded":
            entry = event["entry"]
            if entry["level"] in ("error", "warning"):
                self.complaints.append(f"{entry['source']} {entry['level']}: {entry['text']} {entry.get('url', '')}")

    def open(self, address: str, width: int = 1280, theme: str = "light", script: bool = True) -> None:
        self.call("Emulation.setScriptExecutionDisabled", value=not script)
        self.dress(theme)
        self.resize(width)
        self.requests.clear()
        self.failures.clear()
        self.complaints.clear()
        answer = self.call("Page.navigate", url=address)
        if "errorText" in answer:
            raise BrowserError(f"{address}: {answer['errorText']}")
        # For an anchor on the page that is open already there is no load to wait for.
        if load := answer.get("loaderId"):
            with self._progress:
                if not self._progress.wait_for(lambda: load in self._loaded, PATIENCE):
                    raise BrowserError(f"{address} has not loaded in {PATIENCE} s")

    def resize(self, width: int, height: int = 900) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        # The page is told of it later than we are.
        if not self.wait(f"innerWidth === {width}"):
            raise BrowserError(f"the window has not become {width} wide")

    def dress(self, theme: str) -> None:
        """Light or dark, as the reader's system would ask for, and without movement."""
        features = [
            {"name": "prefers-color-scheme", "value": theme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.call("Emulation.setEmulatedMedia", media="", features=features)

    def evaluate(self, expression: str):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description") or details["text"])
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        code, number, text = _KEYS.get(key, ("", ord(key.upper()[0]), key))
        parameters = {"key": key, "code": code, "windowsVirtualKeyCode": number}
        if text:
            parameters["text"] = text
        self.call("Input.dispatchKeyEvent", type="keyDown", **parameters)
        self.call("Input.dispatchKeyEvent", type="keyUp", **parameters)

    def point(self, x: float, y: float) -> None:
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, x: float, y: float) -> None:
        """Clicks at a place in the window."""
        self.point(x, y)
        for event in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=event, x=x, y=y, button="left", clickCount=1)

    def print(self) -> bytes:
        """The page as PDF, on A4."""
        answer = self.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69, preferCSSPageSize=True)
        return base64.b64decode(answer["data"])

    def picture(self) -> bytes:
        """A PNG of the whole page, or of the first 16000 pixels, at which a texture of Chromium's ends."""
        height = self.call("Page.getLayoutMetrics")["cssContentSize"]["height"]
        width = self.evaluate("innerWidth")  # The picture has no scroll bar.
        clip = {"x": 0, "y": 0, "width": width, "height": min(height, 16000), "scale": 1}
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(answer["data"])


_KEYS = {
    "Tab": ("Tab", 9, ""),
    "Enter": ("Enter", 13, "\r"),
    "Escape": ("Escape", 27, ""),
    "/": ("Slash", 191, "/"),
}

"""Firefox, driven over a WebSocket by WebDriver BiDi: https://w3c.github.io/webdriver-bidi/.

What that can't do yet, such as a dark theme or a page without scripts, is asked for in Firefox's own window,
which is a page to it as well. Needs nothing but the standard library. There may be several tabs, but only the
last one has the focus.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

import browser
from browser import PATIENCE, Answers, BrowserError
from websocket import WebSocket

NAMES = ("firefox-esr", "firefox")

PREFERENCES = {
    # Without movement, as Chromium is asked for.
    "ui.prefersReducedMotion": 1,
    # No address is reached but this machine's, and the browser asks for nothing by itself.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.newtabpage.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.healthreport.uploadEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "",
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.unified": False,
    # A page is drawn without delay, and no window is thought to be hidden behind another.
    "nglayout.initialpaint.delay": 0,
    "widget.windows.window_occlusion_tracking.enabled": False,
    "browser.tabs.unloadOnLowMemory": False,
    # One process for the pages is enough, and none is kept ready.
    "dom.ipc.processPrelaunch.enabled": False,
}


def find() -> str | None:
    """The path of Firefox, if there is one."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Firefox:
    """A browser without a screen, a profile or a network. Use it in a `with` statement."""

    def __init__(self, executable: str):
        self._folder = tempfile.mkdtemp(prefix="site-tests-")
        profile = Path(self._folder, "profile")
        profile.mkdir()
        (profile / "user.js").write_text(
            "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
        )
        self._process = subprocess.Popen(
            [executable, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0",
             "--remote-allow-system-access"],
            # It keeps something at home, too, whatever its profile is.
            env=os.environ | {"HOME": self._folder, "MOZ_CRASHREPORTER_DISABLE": "1"},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace",
            start_new_session=True,
        )
        self._said = ""
        self._port = 0
        self._is_listening = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()
        self._open = Answers()
        self._tabs: dict[str, Tab] = {}
        self._socket: WebSocket | None = None
        try:
            self._is_listening.wait(PATIENCE)
            if not self._port:
                raise BrowserError("it opens no port")
            self._socket = WebSocket(self._port, "/session", PATIENCE)
            threading.Thread(target=self._read, args=(self._socket,), daemon=True).start()
            self.version = self.call("session.new", capabilities={})["capabilities"]["browserVersion"]
            self.call("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent",
                                                   "network.responseCompleted", "network.fetchError"])
            window = self.call("browsingContext.getTree", **{"moz:scope": "chrome"})
            self._window = window["contexts"][0]["context"]
        except (BrowserError, OSError) as error:
            self.close()
            raise BrowserError(f"{executable} doesn't start: {error}\n{self._said[-2000:]}") from None

    def __enter__(self) -> Firefox:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        """Ends the browser and removes what it wrote."""
        if self._socket:
            self._socket.close()
        # Nothing of it is kept, so that it needn't be asked to tidy up.
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def tab(self) -> Tab:
        """A new tab with a storage of its own."""
        own = self.call("browser.createUserContext")["userContext"]
        context = self.call("browsingContext.create", type="tab", userContext=own)["context"]
        tab = Tab(self, context)
        self._tabs[context] = tab
        tab.prepare()
        return tab

    def call(self, method: str, patience: float = PATIENCE, **parameters) -> dict:
        """What the browser answers to a command; throws BrowserError if it refuses or doesn't answer."""
        if self._socket is None:
            raise BrowserError(f"{method}: there is no connection")
        socket = self._socket

        def send(number: int) -> None:
            socket.send(json.dumps({"id": number, "method": method, "params": parameters}))

        return self._open.ask(method, send, patience)

    def evaluate(self, context: str, expression: str, sandbox: str | None = None):
        """The value of an expression in a page or in a window of the browser's own."""
        target = {"context": context} | ({"sandbox": sandbox} if sandbox else {})
        # Text is the one value that needs no translation.
        answer = self.call("script.evaluate", expression=f"(async () => JSON.stringify(await ({expression})))()",
                           target=target, awaitPromise=True, userActivation=False)
        if "exceptionDetails" in answer:
            raise BrowserError(answer["exceptionDetails"]["text"])
        value = answer["result"].get("value")
        return None if value is None else json.loads(value)

    def evaluate_inside(self, expression: str):
        """The value of an expression in the browser's first window, which may do whatever the browser can."""
        return self.evaluate(self._window, expression)

    def _listen(self) -> None:
        for line in self._process.stderr:
            self._said += line
            if found := re.search(r"WebDriver BiDi listening on ws://\S*:(\d+)", line):
                self._port = int(found[1])
                self._is_listening.set()
        self._is_listening.set()

    def _read(self, socket: WebSocket) -> None:
        try:
            while (text := socket.receive()) is not None:
                self._take(json.loads(text))
        except OSError:
            pass
        self._open.end()

    def _take(self, message: dict) -> None:
        if message["type"] == "event":
            event = message["params"]
            context = event.get("context") or event.get("source", {}).get("context")
            if tab := self._tabs.get(context):
                tab.take(message["method"], event)
        elif message.get("id") is not None:
            error = f"{message['error']}: {message['message']}" if message["type"] == "error" else None
            self._open.take(message["id"], message.get("result", {}), error)


class Tab(browser.Tab):
    """A tab of Firefox's.

    What a page asks for is told over HTTP only: Firefox says nothing of files.
    """

    browser = "Firefox"

    def __init__(self, firefox: Firefox, context: str):
        super().__init__()
        self._firefox = firefox
        self._context = context
        self._number = 0

    def prepare(self) -> None:
        # Firefox's own number of it, which it keeps from page to page.
        mark = f"about:blank#{self._context}"
        self.call("browsingContext.navigate", url=mark, wait="complete")
        self._number = self._firefox.evaluate_inside(
            "Array.from(Services.wm.getEnumerator('navigator:browser')).flatMap(window => window.gBrowser.browsers)"
            f".find(browser => browser.currentURI.spec === {json.dumps(mark)}).browserId"
        )

    def call(self, method: str, **parameters) -> dict:
        return self._firefox.call(method, context=self._context, **parameters)

    def take(self, method: str, event: dict) -> None:
        """Called by the thread that reads what the browser tells."""
        if method == "network.beforeRequestSent":
            self.requests.append(event["request"]["url"])
        elif method == "network.responseCompleted":
            if event["response"]["status"] >= 400:
                self.failures.append(event["request"]["url"])
        elif method == "log.entryAdded":
            if event["level"] in ("error", "warn"):
                self.complaints.append(f"{event['type']} {event['level']}: {event['text']}")

    def open(self, address: str, width: int = 1280, theme: str = "light", script: bool = True) -> None:
        self.resize(width)
        wanted = {"prefersColorSchemeOverride": theme, "allowJavascript": script}
        # Where the page comes to a new process, Firefox may forget what was wanted of the one before.
        for _ in range(3):
            self._inside(f"Object.assign(context, {json.dumps(wanted)}), true")
            for seen in (self.requests, self.failures, self.complaints):
                seen.clear()
            self.call("browsingContext.navigate", url=address, wait="complete")
            if self._inside(f"{{{', '.join(f'{name}: context.{name}' for name in wanted)}}}") == wanted:
                return
        raise BrowserError(f"{address}: Firefox doesn't keep to {wanted}")

    def resize(self, width: int, height: int = 900) -> None:
        self.call("browsingContext.setViewport", viewport={"width": width, "height": height})
        if not self.wait(f"innerWidth === {width}"):
            raise BrowserError(f"the window has not become {width} wide")

    def evaluate(self, expression: str):
        # In a scope of its own, which works where the page's scripts are off.
        return self._firefox.evaluate(self._context, expression, sandbox="tests")

    def press(self, key: str) -> None:
        value = _KEYS.get(key, key)
        actions = [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        self.call("input.performActions", actions=[{"type": "key", "id": "keys", "actions": actions}])

    def point(self, x: float, y: float) -> None:
        move = {"type": "pointerMove", "x": round(x), "y": round(y)}
        self.call("input.performActions", actions=[{"type": "pointer", "id": "pointer", "actions": [move]}])

    def picture(self) -> bytes:
        answer = self.call("browsingContext.captureScreenshot", origin="document")
        return base64.b64decode(answer["data"])

    def _inside(self, expression: str):
        return self._firefox.evaluate_inside(
            f"(context => ({expression}))(BrowsingContext.getCurrentTopByBrowserId({self._number}))"
        )


_KEYS = {"Tab": "\ue004", "Enter": "\ue006", "Escape": "\ue00c"}

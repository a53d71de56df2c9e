"""`workbook serve` shows the book as it says: started here, its pages fetched as a browser would, and ended."""

from __future__ import annotations

import queue
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import links
from findings import Finding
from pages import Page, Site

DEFECTS = {
    "serving.failed": "the preview doesn't start, doesn't answer, or doesn't end when it is told to",
}

NAME = "workbook serve"
TOOLS = (".build/release/workbook", ".build/debug/workbook")
PATIENCE = 60  # seconds that the preview gets for an answer, and for its end

# Straight to this machine, whatever the environment says of proxies.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class ServingError(Exception):
    """The preview failed."""

    def finding(self) -> Finding:
        return Finding("serving.failed", NAME, str(self))


def command() -> list[str] | None:
    """How the preview is started, with the tool that was built last; none if there is no tool."""
    built = [path for path in map(Path, TOOLS) if path.is_file()]
    if not built:
        return None
    return [str(max(built, key=lambda path: path.stat().st_mtime)), "serve", "--port", "0"]


class Preview:
    """A preview that runs. End it with `end`."""

    def __init__(self, arguments: list[str], patience: float = PATIENCE):
        self._patience = patience
        self._process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                         stderr=subprocess.STDOUT, text=True, errors="replace")
        self._said: list[str] = []
        self._told: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self.address = self._wait_for_address()
        except ServingError:
            self.end()
            raise

    def _read(self) -> None:
        for line in self._process.stdout:
            self._said.append(line)
            if found := re.match(r"(http://\S+/)\s*$", line):
                self._told.put(found[1])
        self._told.put(None)

    def _wait_for_address(self) -> str:
        try:
            address = self._told.get(timeout=self._patience)
        except queue.Empty:
            address = None
        if address is None:
            raise ServingError(f"it tells no address; it said: {''.join(self._said)[-500:].strip()}")
        return address

    def end(self) -> list[Finding]:
        """Ends it as Ctrl-C does, and says if it doesn't comply."""
        early = self._process.poll()
        self._process.send_signal(signal.SIGINT)
        try:
            status = self._process.wait(self._patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return [ServingError(f"it still runs {self._patience} s after SIGINT").finding()]
        self._reader.join(self._patience)
        if early is not None or status != 0:
            when = "before it was told to" if early is not None else "after SIGINT"
            said = "".join(self._said)[-500:].strip()
            return [ServingError(f"it ended {when}, with {status}; it said: {said}").finding()]
        return []


def copy(address: str, folder: Path) -> Site:
    """Writes what can be reached by links from a preview's first page, and gives it as a site."""
    _wait_until_ready(address)
    files = _reachable(address)
    # A page may have been made anew in between, and a link to it may be of before.
    for _ in range(10):
        again = _reachable(address)
        if again == files:
            break
        files = again
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return Site(folder, address)


def _wait_until_ready(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    # Its first page is made a moment after it has told its address.
    while _get(address) is None:
        if time.monotonic() > deadline:
            raise ServingError(f"{address} isn't there after {PATIENCE} s")
        time.sleep(0.05)


def _reachable(address: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    asked, waiting = {"index.html"}, ["index.html"]
    while waiting:
        name = waiting.pop()
        data = _get(urljoin(address, name))
        if data is None:
            continue  # That a link leads there is found when the links are looked at.
        found[name] = data
        for reference in _references(name, data):
            target = urldefrag(urljoin(urljoin(address, name), reference)).url
            following = urlsplit(target).path.lstrip("/")
            if target.startswith(address) and following and following not in asked:
                asked.add(following)
                waiting.append(following)
    return found


def _references(name: str, data: bytes) -> list[str]:
    if name.endswith(".html"):
        return [address for element in Page.elements_of(data.decode()) for address in links.addresses(element)]
    return links.addresses_in_style(data.decode()) if name.endswith(".css") else []


def _get(address: str) -> bytes | None:
    """What there is; nothing where the preview says that there is nothing."""
    try:
        with _opener.open(address, timeout=PATIENCE) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        error.close()
        return None
    except (OSError, ValueError) as error:
        raise ServingError(f"{address}: {error}") from None

"""What the browsers have in common: how a tab is waited for and typed into, and what it reports."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from typing import Callable

PATIENCE = 120  # seconds that a browser gets for one answer; axe-core takes some on the whole book


class BrowserError(Exception):
    """The browser refused, failed, or didn't answer in time."""


class Answers:
    """The commands that a browser hasn't answered yet, by number. Used by any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = 0
        self._waiting: dict[int, Future] = {}

    def ask(self, what: str, send: Callable[[int], None], patience: float) -> dict:
        """What the browser answers to the command that `send` sends with the number that it gets."""
        answer: Future = Future()
        with self._lock:
            self._number += 1
            number = self._number
            self._waiting[number] = answer
            try:
                send(number)
            except OSError as error:
                raise BrowserError(f"{what}: the browser has ended ({error})") from None
        try:
            return answer.result(patience)
        except TimeoutError:
            raise BrowserError(f"{what}: no answer in {patience} s") from None
        finally:
            self._waiting.pop(number, None)

    def take(self, number: int, result: dict, error: str | None) -> None:
        """Called by the thread that reads what the browser says."""
        if answer := self._waiting.get(number):
            if error is None:
                answer.set_result(result)
            else:
                answer.set_exception(BrowserError(error))

    def end(self) -> None:
        """The browser says nothing more."""
        for answer in list(self._waiting.values()):
            if not answer.done():
                answer.set_exception(BrowserError("the browser has ended"))


class Tab:
    """A tab, with what its page asked for and complained about since it was opened."""

    browser = ""  # its name, where it isn't the one that nobody has to name

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.failures: list[str] = []  # the addresses of requests that were answered with an error
        self.complaints: list[str] = []

    def open(self, address: str, width: int = 1280, theme: str = "light", script: bool = True) -> None:
        """Opens a page and waits until it has loaded."""
        raise NotImplementedError

    def resize(self, width: int, height: int = 900) -> None:
        raise NotImplementedError

    def evaluate(self, expression: str):
        """The value of an expression, which may be a promise. Runs where the page's scripts are off, too."""
        raise NotImplementedError

    def press(self, key: str) -> None:
        """Presses a key and lets it go: "Tab", "Enter", "Escape", or a character."""
        raise NotImplementedError

    def point(self, x: float, y: float) -> None:
        """Moves the pointer to a place in the window."""
        raise NotImplementedError

    def picture(self) -> bytes:
        """A PNG of the whole page, as far as the browser can draw it."""
        raise NotImplementedError

    def type(self, text: str) -> None:
        for character in text:
            self.press(character)

    def wait(self, expression: str, patience: float = 6) -> bool:
        """Whether an expression becomes true in time."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            try:
                if self.evaluate(f"Boolean({expression})"):
                    return True
            except BrowserError:
                pass  # Asked while one page made room for the next.
            time.sleep(0.02)
        return False

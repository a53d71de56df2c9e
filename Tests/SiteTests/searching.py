"""Search opens with a key, finds, leads there, and loads nothing before it is wanted."""

from __future__ import annotations

import re
from typing import Iterator

from browser import Tab
from findings import Finding, View
from pages import Page

DEFECTS = {
    "searching.eager": "something of the search is loaded before it is used",
    "searching.no-dialog": "the / key doesn't open a dialog whose input has the focus",
    "searching.not-closed": "Esc doesn't close the dialog and give the focus back",
    "searching.wrong-result": "the first result isn't where the word is explained",
    "searching.not-followed": "Enter doesn't lead to the first result",
    "searching.stolen-key": "the / key opens the dialog although the reader is writing",
}

WORD = "backlog"
PLACE = "04-tcp.html"

# The dialog that is open, wherever it stands.
DIALOG = "[...document.querySelectorAll('dialog[open], [role=dialog]')].find(box => box.checkVisibility())"
INPUT = f"({DIALOG})?.querySelector('input')"
RESULT = f"({DIALOG})?.querySelector('a[href]')"


def check(tab: Tab, page: Page, view: View) -> Iterator[Finding]:
    """Searches from the page that the tab has just opened."""
    def found(defect: str, detail: str) -> Finding:
        return Finding(f"searching.{defect}", page.name, detail, view)

    early = [address for address in tab.requests if re.search(r"search[^/]*\.js(on)?$", address)]
    if early:
        yield found("eager", early[0].rsplit("/", 1)[-1])

    tab.press("/")
    if not tab.wait(f"{INPUT} && document.activeElement === {INPUT}"):
        yield found("no-dialog", "after / was pressed no dialog is open with the focus in its input")
        return
    if written := tab.evaluate(f"{INPUT}.value"):
        yield found("no-dialog", f"what opened it is in its input: “{written}”")
    tab.press("Escape")
    # The focus leaves what is hidden when the page is drawn next.
    if not tab.wait(f"!({DIALOG}) && document.activeElement?.checkVisibility() !== false", patience=8):
        yield found("not-closed", "Esc leaves it open")
        return

    tab.press("/")
    if not tab.wait(f"{INPUT} && document.activeElement === {INPUT}"):
        yield found("no-dialog", "it doesn't open a second time")
        return
    tab.type("a/")
    if tab.evaluate(f"{INPUT}?.value") != "a/":
        yield found("stolen-key", "/ can't be typed into the input")
    tab.evaluate(f"{INPUT}.select()")
    tab.type(WORD)
    if not tab.wait(RESULT):
        yield found("wrong-result", f"“{WORD}” finds nothing")
        return
    leads_there = f"new URL({RESULT}.href).pathname.endsWith('/{PLACE}')"
    if not tab.wait(leads_there, patience=8):
        address = tab.evaluate(f"{RESULT}.getAttribute('href')")
        yield found("wrong-result", f"“{WORD}” leads to {address}, not into {PLACE}")
        return
    target = tab.evaluate(f"{RESULT}.href")
    tab.press("Enter")
    if not tab.wait(f"location.href === {target!r} && !({DIALOG})"):
        yield found("not-followed", f"after Enter the page is {tab.evaluate('location.href').rsplit('/', 1)[-1]}, "
                    f"not {target.rsplit('/', 1)[-1]}, or the dialog is still open")

"""Which page is looked at how: in which browser, how wide, light or dark, with which checks."""

from __future__ import annotations

import shutil
from typing import Callable

import accessibility
import declarations
import keyboard
import layout
import listings
import loading
import policy
import printing
import searching
import theming
from browser import BrowserError, Tab
from chromium import Tab as ChromiumTab
from findings import Finding, View
from pages import Page

WIDTHS = (360, 768, 1280, 1600)
WIDTHS_IN_FIREFOX = (360, 1280)
THEMES = ("light", "dark")

# Of how many names in a page's listings declarations are asked for. In Chromium one may take a tenth of a second.
ASKED = 5
ASKED_IN_FIREFOX = 30

# How often a page is looked at again that was made anew meanwhile.
ATTEMPTS = 10

Undecided = set[tuple[str, str, str]]


def in_chromium(tab: ChromiumTab, page: Page, undecided: Undecided) -> list[Finding]:
    """All that Chromium shows to be wrong with a page. A load is used for as many checks as it serves.

    What axe could not decide is added to `undecided`.
    """
    axe = accessibility.source()
    findings: list[Finding] = []
    for script in (True, False):
        for theme in THEMES:
            tab.open(page.address, WIDTHS[0], theme, script)
            for width in WIDTHS:
                view = View(width, theme, script)
                tab.resize(width)
                findings += layout.check(tab, page, view)
                if axe and script and width == 1280 and not page.is_whole_book:
                    findings += accessibility.check(tab, page, view, axe, undecided)
                elif axe and script and width in (360, 1280) and theme == "light":
                    # Colours take most of axe's time, don't depend on the width, and are those of the chapters.
                    findings += accessibility.check(tab, page, view, axe, undecided, accessibility.ALL_BUT_COLOURS)
            findings += loading.check(tab, page, view)

    view = View()
    tab.open(page.address)
    findings += keyboard.check_skip_link(tab, page, view)
    for view in (View(), View(360, "dark", script=False)):
        tab.open(page.address, view.width, view.theme, view.script)
        findings += keyboard.check(tab, page, view)
        findings += declarations.check(tab, page, view, ASKED)

    if page.is_chapter:
        tab.open(page.address)
        findings += listings.check(tab, page, View())
    if page.is_chapter and shutil.which("pdftotext"):
        tab.open(page.address)
        findings += printing.check(tab, page)
        if axe:
            findings += printing.check_colours(tab, page, axe)
    return findings


def in_firefox(tab: Tab, page: Page) -> list[Finding]:
    """What another engine may do otherwise."""
    findings: list[Finding] = []
    for script in (True, False):
        for theme in THEMES:
            for width in WIDTHS_IN_FIREFOX:
                view = View(width, theme, script, tab.browser)
                if width == WIDTHS_IN_FIREFOX[0]:
                    tab.open(page.address, width, theme, script)
                else:
                    tab.resize(width)
                findings += layout.check(tab, page, view)
                if (theme == "dark") == script:
                    findings += declarations.check(tab, page, view, ASKED_IN_FIREFOX)
            findings += loading.check(tab, page, view)
    return findings


def served(tab: Tab, page: Page) -> list[Finding]:
    """What is wrong with a page of a preview, which may be made anew while it is looked at."""
    view = View(360, browser=tab.browser)

    def look() -> list[Finding]:
        return [*layout.check(tab, page, view), *loading.check(tab, page, view)]

    return _undisturbed(tab, page, view, look)


def used(tab: Tab, page: Page) -> list[Finding]:
    """Searches from a page, changes between light and dark, and puts something into it."""
    view = View(browser=tab.browser)
    tab.open(page.address)
    findings = list(theming.check(tab, page, view))
    tab.open(page.address)
    findings += searching.check(tab, page, view)
    # What the search asks for is the folder's, too.
    findings += loading.check(tab, page, view)
    return findings + list(policy.check_injected(tab, page, view))


def _undisturbed(tab: Tab, page: Page, view: View, look: Callable[[], list[Finding]]) -> list[Finding]:
    """What a look finds that no reload came into."""
    # A page that was loaded again is another one.
    mark = "document.documentElement.dataset.tested"
    for attempt in range(ATTEMPTS):
        tab.open(page.address, view.width, view.theme, view.script)
        try:
            tab.evaluate(f"({mark} = true)")
            findings = look()
            if tab.evaluate(f"Boolean({mark})"):
                return findings
        except BrowserError:
            if attempt == ATTEMPTS - 1:
                raise
    raise BrowserError(f"{page.name} is loaded again and again")

"""Tests the reading site in a browser. Called by script/test-site, which installs what it needs.

A check is a function that yields findings; each is in the file of its concern, which names the defects that it
can find in DEFECTS. This file decides which page is looked at how. `--self-test` shows that every one of the
defects is found, and no other, in a site that is broken on purpose (broken.py).
"""

from __future__ import annotations

import argparse
import queue
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import accessibility
import broken
import browser
import keyboard
import layout
import links
import listings
import loading
import markup
import pictures
import printing
import screenshots
import searching
import structure
import weight
from findings import Finding, View, told
from pages import Page, Site

STATIC = (links, structure, markup, pictures, weight)
CHECKS = (*STATIC, loading, layout, accessibility, keyboard, listings, printing, searching)

WIDTHS = (360, 768, 1280, 1600)
THEMES = ("light", "dark")
TABS = 2  # One for each of a small machine's processors.
SEARCHED_FROM = ("index.html", "04-tcp.html")

NOT_TESTED = 3


def main() -> int:
    arguments = _arguments()
    executable, missing = _tools()
    for what in missing:
        print(f"test-site: {what}: NOT TESTED HERE", file=sys.stderr)
    if missing and arguments.require:
        return NOT_TESTED
    if arguments.self_test:
        return _test_self(executable, missing)
    folder = Path(arguments.folder)
    if not any(folder.rglob("*.html")):
        print(f"test-site: there are no pages in {folder}", file=sys.stderr)
        return 64
    pictures_folder = Path(arguments.screenshots) if arguments.screenshots else None
    findings, notes = _test(Site(folder), executable, SEARCHED_FROM, pictures_folder)
    return _report(findings, notes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/test-site", description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", default="site", help="the folder with the pages (site)")
    parser.add_argument("--require", action="store_true", help="fail, with 3, if something can't be tested here")
    parser.add_argument("--self-test", action="store_true", help="show that every defect would be found")
    parser.add_argument("--screenshots", metavar="FOLDER", help="write pictures of some pages there")
    return parser.parse_args()


def _tools() -> tuple[str | None, list[str]]:
    """The browser, if there is one that works, and what is missing."""
    missing = []
    executable = browser.find()
    if executable is None:
        missing.append("there is no Chromium; what only a browser shows is")
    else:
        try:
            browser.Browser(executable).close()
        except browser.BrowserError as error:
            executable = None
            missing.append(f"{error}\nwhat only a browser shows is")
    if accessibility.source() is None:
        missing.append("axe-core isn't installed; accessibility is")
    if shutil.which("tidy") is None:
        missing.append("tidy isn't installed; part of whether HTML is valid is")
    if shutil.which("pdftotext") is None:
        missing.append("pdftotext (poppler-utils) isn't installed; print is")
    return executable, missing


def _test(site: Site, executable: str | None, searched_from: tuple[str, ...],
          pictures_folder: Path | None) -> tuple[list[Finding], list[str]]:
    """All that is wrong with a site, and what is to be said besides."""
    findings = list(links.check_site(site))
    for page in site.pages:
        for concern in STATIC:
            findings += concern.check(page)
    if executable is None:
        return findings, []
    undecided: set[tuple[str, str, str]] = set()
    notes = []
    with browser.Browser(executable) as chromium:
        tabs: queue.SimpleQueue[browser.Tab] = queue.SimpleQueue()
        for _ in range(TABS):
            tabs.put(chromium.tab())

        def with_tab(work, page, *values):
            tab = tabs.get()
            try:
                return work(tab, page, *values)
            except browser.BrowserError as error:
                raise browser.BrowserError(f"{page.name}: {error}") from error
            finally:
                tabs.put(tab)

        with ThreadPoolExecutor(TABS) as pool:
            # The heaviest first, so that no tab is left with it at the end.
            pages = sorted(site.pages, key=lambda page: -len(page.text))
            work = [pool.submit(with_tab, _look, page, undecided) for page in pages]
            if (site.folder / "script.js").is_file():
                work += [pool.submit(with_tab, _search, page) for page in map(site.named, searched_from) if page]
            else:
                notes.append("there is no script.js: search is skipped")
            if pictures_folder:
                shown = screenshots.pages(site)
                shots = [pool.submit(with_tab, screenshots.take, page, pictures_folder) for page in shown]
            for done in work:
                findings += done.result()
            for shot in shots if pictures_folder else ():
                shot.result()
    for name in sorted({name for name, _, _ in undecided}):
        targets = [f"{rule} of {target}" for page, rule, target in sorted(undecided) if page == name]
        notes.append(f"{name}: axe-core can't decide {len(targets)}: {', '.join(targets[:3])}")
    return findings, notes


def _look(tab: browser.Tab, page: Page, undecided: set[tuple[str, str, str]]) -> list[Finding]:
    """All that a browser shows to be wrong with a page. A load is used for as many checks as it serves."""
    axe = accessibility.source()
    findings: list[Finding] = []
    for script in (True, False):
        for theme in THEMES:
            tab.open(page.address, WIDTHS[0], theme, script)
            for width in WIDTHS:
                view = View(width, theme, script)
                tab.resize(width)
                findings += layout.check(tab, page, view)
                if axe and script and width == 1280:
                    findings += accessibility.check(tab, page, view, axe, undecided)
                elif axe and script and width == 360 and theme == "light":
                    # Colours take most of axe's time, and don't depend on the width.
                    findings += accessibility.check(tab, page, view, axe, undecided, accessibility.ALL_BUT_COLOURS)
            findings += loading.check(tab, page, view)

    view = View()
    tab.open(page.address)
    findings += keyboard.check_skip_link(tab, page, view)
    for view in (View(), View(360, "dark", script=False)):
        tab.open(page.address, view.width, view.theme, view.script)
        findings += keyboard.check(tab, page, view)

    if page.is_chapter:
        tab.open(page.address)
        findings += listings.check(tab, page, View())
    if page.is_chapter and shutil.which("pdftotext"):
        tab.open(page.address)
        findings += printing.check(tab, page)
        if axe:
            findings += printing.check_colours(tab, page, axe)
    return findings


def _search(tab: browser.Tab, page: Page) -> list[Finding]:
    view = View()
    tab.open(page.address)
    findings = list(searching.check(tab, page, view))
    # What the search asks for is the folder's, too.
    return findings + list(loading.check(tab, page, view))


def _report(findings: list[Finding], notes: list[str]) -> int:
    for note in notes:
        print(f"note: {note}")
    lines = told(findings)
    for line in lines:
        print(line)
    kinds = {finding.defect for finding in findings}
    if not lines:
        print("the site has none of the defects that are looked for")
    for concern in CHECKS:
        for defect, meaning in concern.DEFECTS.items():
            if defect in kinds:
                count = sum(f"{defect}: " in line for line in lines)
                print(f"{count} × {defect}: {meaning}")
    return 1 if findings else 0


def _test_self(executable: str | None, missing: list[str]) -> int:
    """Whether each page of the broken site has the one defect that it was made with."""
    folder = Path(".build/site-tests/broken")
    shutil.rmtree(folder, ignore_errors=True)
    broken.write(folder)
    site = Site(folder)
    searched_from = tuple(page.name for page in site.pages if page.name.startswith(("04-", "searching-")))
    findings, _ = _test(site, executable, searched_from, None)
    found: dict[str, set[str]] = {}
    for finding in findings:
        found.setdefault(finding.page, set()).add(finding.defect)
    wrong = 0
    for name, expected in broken.expected().items():
        here = found.pop(name, set())
        if here != expected:
            wrong += 1
            print(f"{name}: expected {sorted(expected)}, found {sorted(here)}")
            print(*(f"  {line}" for line in told([finding for finding in findings if finding.page == name])), sep="\n")
    for name, here in found.items():
        wrong += 1
        print(f"{name}: found {sorted(here)}")
    provoked = set().union(*broken.expected().values())
    for concern in CHECKS:
        for defect in concern.DEFECTS:
            if defect not in provoked:
                wrong += 1
                print(f"no page of the broken site has the defect {defect}")
    if wrong and missing:
        print("test-site: the self-test is incomplete, as something is missing here", file=sys.stderr)
        return 0
    print(f"{len(provoked)} defects, each found where it is, and nowhere else" if not wrong else f"{wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    started = time.monotonic()
    try:
        status = main()
    except browser.BrowserError as error:
        print(f"test-site: {error}", file=sys.stderr)
        status = 1
    print(f"test-site: {time.monotonic() - started:.0f} s", file=sys.stderr)
    sys.exit(status)

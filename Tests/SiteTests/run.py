"""Tests the reading site in a browser. Called by script/test-site, which installs what it needs.

A check is a function that yields findings; each is in the file of its concern, which names the defects that it
can find in DEFECTS. This file decides which page is looked at how. `--self-test` shows that every one of the
defects is found, and no other, in a site that is broken on purpose (broken.py).
"""

from __future__ import annotations

import argparse
import contextlib
import queue
import shutil
import signal
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import accessibility
import broken
import chromium
import declarations
import firefox
import keyboard
import layout
import links
import listings
import loading
import looking
import markup
import pictures
import policy
import printing
import screenshots
import searching
import serving
import structure
import theming
import weight
from browser import BrowserError, Tab
from findings import Finding, told
from folders import served
from pages import Page, Site

STATIC = (links, structure, markup, pictures, policy, weight)
# A preview's pages have a script more, and follow the book while it is written.
STATIC_OF_PREVIEW = (links, structure, markup, policy)
CHECKS = (*STATIC, loading, layout, accessibility, keyboard, declarations, listings, printing, searching, theming, serving)

TABS = 2  # One of Chromium's for each of a small machine's processors.
BOOK = Path("site")
USED = ("index.html", "04-tcp.html")
WORK = Path(".build/site-tests")

NOT_TESTED = 3


def main() -> int:
    arguments = _arguments()
    folder = Path(arguments.folder)
    if not any(folder.rglob("*.html")):
        print(f"test-site: there are no pages in {folder}", file=sys.stderr)
        return 64
    with contextlib.ExitStack() as stack:
        browsers, missing = _browsers(stack)
        missing += _missing_tools()
        # Whatever folder is tested, the preview is of the book here.
        command = serving.command() if folder.resolve() == BOOK.resolve() else None
        if not arguments.self_test and command is None:
            missing.append("the tool isn't built, or it isn't its book's pages that are tested; workbook serve is")
        for what in missing:
            print(f"test-site: {what}: NOT TESTED HERE", file=sys.stderr)
        if missing and arguments.require:
            return NOT_TESTED
        if arguments.self_test:
            return _test_self(browsers, missing)
        pictures_folder = Path(arguments.screenshots) if arguments.screenshots else None
        return _report(*_test_book(Site(folder), browsers, command, pictures_folder))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/test-site", description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", default=str(BOOK), help="the folder with the pages (site)")
    parser.add_argument("--require", action="store_true", help="fail, with 3, if something can't be tested here")
    parser.add_argument("--self-test", action="store_true", help="show that every defect would be found")
    parser.add_argument("--screenshots", metavar="FOLDER", help="write pictures of some pages there")
    return parser.parse_args()


class Tabs:
    """The tabs of a browser, each used by a thread."""

    def __init__(self, tabs: list[Tab]):
        self._tabs: queue.SimpleQueue[Tab] = queue.SimpleQueue()
        for tab in tabs:
            self._tabs.put(tab)
        self._pool = ThreadPoolExecutor(len(tabs))

    def add(self, look, page: Page, *values) -> Future:
        """Has a page looked at in a tab."""
        return self._pool.submit(self._look, look, page, *values)

    def _look(self, look, page: Page, *values) -> list[Finding]:
        tab = self._tabs.get()
        try:
            return look(tab, page, *values) or []
        except BrowserError as error:
            raise BrowserError(f"{tab.browser} {page.name}: {error}".lstrip()) from error
        finally:
            self._tabs.put(tab)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


@dataclass
class Browsers:
    """The browsers that there are."""

    chromium: Tabs | None
    firefox: Tabs | None

    def all(self) -> list[Tabs]:
        return [tabs for tabs in (self.chromium, self.firefox) if tabs]


def _browsers(stack: contextlib.ExitStack) -> tuple[Browsers, list[str]]:
    """The browsers that work, and which are missing."""
    missing = []

    def start(kind, find, count: int, name: str, what: str) -> Tabs | None:
        executable = find()
        if executable is None:
            missing.append(f"there is no {name}; {what} is")
            return None
        try:
            browser = stack.enter_context(kind(executable))
            tabs = Tabs([browser.tab() for _ in range(count)])
        except BrowserError as error:
            missing.append(f"{error}\n{what} is")
            return None
        stack.callback(tabs.close)
        return tabs

    # In Firefox one tab at a time has the focus.
    browsers = Browsers(
        start(chromium.Chromium, chromium.find, TABS, "Chromium", "most of what only a browser shows"),
        start(firefox.Firefox, firefox.find, 1, "Firefox", "what only Firefox shows"),
    )
    return browsers, missing


def _missing_tools() -> list[str]:
    missing = []
    if accessibility.source() is None:
        missing.append("axe-core isn't installed; accessibility is")
    if shutil.which("tidy") is None:
        missing.append("tidy isn't installed; part of whether HTML is valid is")
    if shutil.which("pdftotext") is None:
        missing.append("pdftotext (poppler-utils) isn't installed; print is")
    return missing


def _test_book(site: Site, browsers: Browsers, command: list[str] | None,
               pictures_folder: Path | None) -> tuple[list[Finding], list[str]]:
    """All that is wrong with the pages in the folder and with those of the preview; and what is to be said besides."""
    if command is None:
        return _test(site, browsers, USED, pictures_folder, lambda: None)
    try:
        # Now, so that its examples have run when its pages' turn comes.
        preview = serving.Preview(command)
    except serving.ServingError as error:
        findings, notes = _test(site, browsers, USED, pictures_folder, lambda: None)
        return [*findings, error.finding()], notes
    ended: list[Finding] = []
    try:
        findings, notes = _test(site, browsers, USED, pictures_folder, lambda: _copy(preview.address, "preview"))
    except serving.ServingError as error:
        findings, notes = [error.finding()], []
    finally:
        ended = preview.end()
    return [*findings, *ended], notes


def _copy(address: str, name: str) -> Site:
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    return serving.copy(address, folder)


def _test(site: Site, browsers: Browsers, used: tuple[str, ...], pictures_folder: Path | None,
          make_served) -> tuple[list[Finding], list[str]]:
    """All that is wrong with a site, and with the pages of a server; and what is to be said besides.

    `make_served` gives what the server has, once everything else is under way.
    """
    findings: list[Finding] = []
    undecided: looking.Undecided = set()
    notes = []
    work: list[Future] = []
    # The heaviest first, so that no tab is left with it at the end.
    for page in sorted(site.pages, key=lambda page: -len(page.text)):
        if browsers.chromium:
            work.append(browsers.chromium.add(looking.in_chromium, page, undecided))
        if browsers.firefox:
            work.append(browsers.firefox.add(looking.in_firefox, page))
    if (site.folder / "script.js").is_file():
        work += [tabs.add(looking.used, page) for page in map(site.named, used) if page for tabs in browsers.all()]
    else:
        notes.append("there is no script.js: what it does is skipped")
    if pictures_folder:
        for page in screenshots.pages(site) if browsers.chromium else ():
            work.append(browsers.chromium.add(screenshots.take, page, pictures_folder))
        if browsers.firefox and (page := site.named(screenshots.IN_FIREFOX)):
            work.append(browsers.firefox.add(screenshots.take_in_firefox, page, pictures_folder))

    # Meanwhile, what takes no browser.
    findings += _look_at_files(site, STATIC)
    if served := make_served():
        findings += _look_at_files(served, STATIC_OF_PREVIEW)
        work += [tabs.add(looking.served, page) for page in served.pages for tabs in browsers.all()]
    for done in work:
        findings += done.result()
    for name in sorted({name for name, _, _ in undecided}):
        targets = [f"{rule} of {target}" for page, rule, target in sorted(undecided) if page == name]
        notes.append(f"{name}: axe-core can't decide {len(targets)}: {', '.join(targets[:3])}")
    return findings, notes


def _look_at_files(site: Site, concerns) -> list[Finding]:
    findings = list(links.check_site(site))
    for page in site.pages:
        for concern in concerns:
            findings += concern.check(page)
    return findings


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


def _test_self(browsers: Browsers, missing: list[str]) -> int:
    """Whether each page of the broken site has the one defect that it was made with, in each browser."""
    folder = WORK / "broken"
    shutil.rmtree(folder, ignore_errors=True)
    broken.write(folder / "site", broken.PAGES)
    broken.write(folder / "served", [page for page in broken.PAGES if page.page in broken.SERVED])
    site = Site(folder / "site")
    used = tuple(page.name for page in site.pages if page.name.startswith(("04-", "policy-", "searching-", "theming-")))
    with served(folder / "served") as address:
        findings, _ = _test(site, browsers, used, None, lambda: _copy(address, "broken/copy"))
    for command in broken.PREVIEWS:
        findings += _preview_defects(command)

    found: dict[tuple[str, str], set[str]] = {}
    for finding in findings:
        found.setdefault((finding.page, finding.view.browser if finding.view else ""), set()).add(finding.defect)
    expected = broken.expected()
    wrong = 0
    for place in sorted(expected.keys() | found.keys()):
        if expected.get(place, set()) != found.get(place, set()):
            wrong += 1
            name, browser = place
            print(f"{name}{f' in {browser}' if browser else ''}: expected {sorted(expected.get(place, ()))}, "
                  f"found {sorted(found.get(place, ()))}")
            print(*(f"  {line}" for line in told([finding for finding in findings if finding.page == name])), sep="\n")
    provoked = set().union(*expected.values())
    for concern in CHECKS:
        for defect in concern.DEFECTS:
            if defect not in provoked:
                wrong += 1
                print(f"nothing of what is broken has the defect {defect}")
    if wrong and missing:
        print("test-site: the self-test is incomplete, as something is missing here", file=sys.stderr)
        return 0
    print(f"{len(provoked)} defects, each found where it is, and nowhere else" if not wrong else f"{wrong} wrong")
    return 1 if wrong else 0


def _preview_defects(command: broken.Preview) -> list[Finding]:
    try:
        preview = serving.Preview(command.arguments, patience=command.patience)
    except serving.ServingError as error:
        found = [error.finding()]
    else:
        found = preview.end()
    return [Finding(finding.defect, command.name, finding.detail) for finding in found]


if __name__ == "__main__":
    started = time.monotonic()
    # Whoever ends this ends the browsers and the preview with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        status = main()
    except BrowserError as error:
        print(f"test-site: {error}", file=sys.stderr)
        status = 1
    print(f"test-site: {time.monotonic() - started:.0f} s", file=sys.stderr)
    sys.exit(status)

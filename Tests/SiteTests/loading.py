"""Opening a page asks for nothing outside its folder, and nothing complains."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator
from urllib.parse import unquote, urlsplit

from browser import Tab
from findings import Finding, View
from pages import Page

DEFECTS = {
    "loading.request-outside": "the page asked for something outside its folder",
    "loading.request-missing": "the page asked for a file that isn't there",
    "loading.complaint": "an error or a warning in the browser's console",
}


def check(tab: Tab, page: Page, view: View) -> Iterator[Finding]:
    """Call it after everything else that is done with the page."""
    for address in dict.fromkeys(tab.requests):
        parts = urlsplit(address)
        path = Path(unquote(parts.path))
        if parts.scheme in ("data", "blob"):
            continue
        if parts.scheme != "file" or not page.site.contains(path):
            yield Finding("loading.request-outside", page.name, address[:200], view)
        elif not path.exists():
            yield Finding("loading.request-missing", page.name, path.name, view)
    for complaint in dict.fromkeys(tab.complaints):
        # Told already, and better, by what asked for it.
        if "Failed to load resource" not in complaint:
            yield Finding("loading.complaint", page.name, complaint[:300], view)

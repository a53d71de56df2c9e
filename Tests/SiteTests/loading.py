"""Opening a page asks for nothing outside its folder or server, and nothing complains."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Iterator
from urllib.parse import unquote, urlsplit

from browser import Tab
from findings import Finding, View
from pages import Page

DEFECTS = {
    "loading.request-outside": "the page asked for something outside its folder or server",
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
        if page.site.address:
            is_inside, is_missing = address.startswith(page.site.address), address in tab.failures
        else:
            is_inside, is_missing = parts.scheme == "file" and page.site.contains(path), not path.exists()
        if not is_inside:
            yield Finding("loading.request-outside", page.name, address[:200], view)
        elif is_missing:
            yield Finding("loading.request-missing", page.name, path.name, view)
    for complaint in dict.fromkeys(tab.complaints):
        # Told already, and better, by what asked for it.
        if not re.search("Failed to load resource|Cross-Origin Request Blocked", complaint):
            yield Finding("loading.complaint", page.name, complaint[:300], view)

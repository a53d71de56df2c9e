"""Pages are light: a chapter with everything that it loads, and no script that holds it up."""

from __future__ import annotations

from typing import Iterator

import links
from findings import Finding
from pages import Page, shown, text

DEFECTS = {
    "weight.heavy": "the page is too heavy with what it loads",
    "weight.blocking-script": "a script holds up the page",
}

LIMIT = 150_000  # bytes
INLINE_LIMIT = 1_000  # bytes of a script in the page, such as one that sets the theme before the first paint
LATER = {"search-index.js", "search-index.json"}  # loaded when a reader searches


def check(page: Page) -> Iterator[Finding]:
    files = [path for path in links.resources(page) if path.name not in LATER]
    sizes = {path.name: path.stat().st_size for path in [page.path, *files]}
    total = sum(sizes.values())
    if (page.is_chapter or page.name == "index.html") and total >= LIMIT:
        parts = ", ".join(f"{name} {size}" for name, size in sorted(sizes.items(), key=lambda item: -item[1]))
        yield Finding("weight.heavy", page.name, f"{total} bytes, of which {parts}")
    for script in page.all("script"):
        waits = {"defer", "async"} & script.attrib.keys() or script.attrib.get("type") == "module"
        if "src" in script.attrib and not waits:
            yield Finding("weight.blocking-script", page.name, f"{shown(script)} has neither defer nor async")
        elif "src" not in script.attrib and len(text(script).encode()) > INLINE_LIMIT:
            yield Finding("weight.blocking-script", page.name, f"{len(text(script))} bytes of script in the page")

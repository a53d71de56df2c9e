"""A printed chapter has every line of its listings and terminals, and doesn't tear the shorter ones apart."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from typing import Iterator

import accessibility
from chromium import Tab
from findings import Finding, View
from pages import Page, text

DEFECTS = {
    "printing.missing-line": "a line of a listing or terminal isn't printed in its place",
    "printing.torn": "a listing or terminal that would fit on a page is on two",
    "printing.pale": "a text is too pale to be read on white paper, where backgrounds aren't printed",
}

# The most lines of a listing or terminal that has to be on one page.
WHOLE = 40
# The most characters between two lines: line numbers, and the edge of a page.
GAP = 60

UNCOLOURED = """document.head.insertAdjacentHTML('beforeend',
  '<style>*, ::before, ::after { background: none !important }</style>'), true"""


def check(tab: Tab, page: Page) -> Iterator[Finding]:
    """Prints the page that the tab shows."""
    yield from check_printed(page, tab.print())


def check_colours(tab: Tab, page: Page, axe: str) -> Iterator[Finding]:
    """Looks at the page, which the tab has just opened, as paper shows it. Leaves it changed."""
    tab.call("Emulation.setEmulatedMedia", media="print", features=[])
    tab.evaluate(UNCOLOURED)
    view = View(theme="print")
    for finding in accessibility.check(tab, page, view, axe, set(), accessibility.ONLY_COLOURS):
        yield Finding("printing.pale", page.name, finding.detail, view)


def check_printed(page: Page, document: bytes) -> Iterator[Finding]:
    sheets = [_packed(sheet) for sheet in _read(document).split("\f")]
    printed = "".join(sheets)
    edges = [0]
    for sheet in sheets:
        edges.append(edges[-1] + len(sheet))

    def sheet_of(position: int) -> int:
        return sum(edge <= position for edge in edges)

    position = 0
    for block in page.all("pre"):
        lines = [packed for packed in map(_packed, text(block).splitlines()) if packed]
        name = _name(page, block)
        if not lines:
            continue
        found = _find(lines, printed, position)
        if isinstance(found, str):
            yield Finding("printing.missing-line", page.name, f"{name}: “{found[:60]}”")
            continue
        start, end = found
        position = end
        count = len(text(block).splitlines())
        if count <= WHOLE and sheet_of(start) != sheet_of(end - 1):
            yield Finding("printing.torn", page.name, f"{name}, {count} lines, is on pages {sheet_of(start)} "
                          f"and {sheet_of(end - 1)}")


def _find(lines: list[str], printed: str, position: int) -> tuple[int, int] | str:
    """Where the lines stand, one after the other, or the line at which no place goes on."""
    farthest = 0
    start = printed.find(lines[0], position)
    while start >= 0:
        end = start + len(lines[0])
        for number, line in enumerate(lines[1:], 1):
            following = printed.find(line, end, end + len(line) + GAP)
            if following < 0:
                farthest = max(farthest, number)
                break
            end = following + len(line)
        else:
            return start, end
        start = printed.find(lines[0], start + 1)
    return lines[farthest]


def _packed(words: str) -> str:
    """A text without what printing changes: spaces, and letters that are joined."""
    words = unicodedata.normalize("NFKC", words)
    return re.sub(r"[\s\u00ad\u200b]", "", words)


def _read(document: bytes) -> str:
    # As it lies on the page, from top to bottom, which is what the reader sees.
    done = subprocess.run(["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"], input=document, stdout=subprocess.PIPE,
                          check=True)
    return done.stdout.decode()


def _name(page: Page, block) -> str:
    element = block
    while element is not None:
        if "id" in element.attrib and element.tag != "main":
            return f"#{element.attrib['id']}"
        element = page.parents.get(element)
    return "a <pre> without a name"

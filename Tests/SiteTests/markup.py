"""The pages are valid HTML: for html5lib's parser, for tidy, and SVG in them for an XML parser."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Iterator
from xml.etree import ElementTree

from findings import Finding
from pages import Page

DEFECTS = {
    "markup.html": "the parser of the HTML standard had to guess",
    "markup.tidy": "tidy warns",
    "markup.svg": "SVG in the page is not well-formed XML",
}

# What tidy says and we don't follow, each with the reason.
IGNORED = {
    # tidy 5.6 is older than these elements and attributes of the HTML standard.
    r"<(search|dialog|hgroup)> is not recognized!": "an element of the standard that tidy doesn't know",
    r'<title> proprietary attribute "id"': "in SVG a title may have an id, for aria-labelledby",
    r"trimming empty <span>": "what varies in a transcript may be nothing",
    r"discarding unexpected </?(search|dialog)>": "follows from the one above",
    r'proprietary attribute "(inert|popover|popovertarget|popovertargetaction|closedby|command|commandfor|'
    r'enterkeyhint|inputmode|fetchpriority|blocking|name|nonce|aria-current)"': "an attribute of the standard that tidy doesn't know",
}


def check(page: Page) -> Iterator[Finding]:
    for (line, column), message in page.errors:
        yield Finding("markup.html", page.name, f"line {line}, column {column}: {message}")
    yield from _tidy(page)
    for drawing in re.findall(r"<svg\b.*?</svg>", page.text, flags=re.DOTALL):
        try:
            ElementTree.fromstring(drawing)
        except ElementTree.ParseError as error:
            yield Finding("markup.svg", page.name, f"{drawing[:60]}…: {error}")


def _tidy(page: Page) -> Iterator[Finding]:
    tidy = shutil.which("tidy")
    if tidy is None:
        return
    done = subprocess.run([tidy, "-errors", "-quiet", "-utf8", "--show-filename", "no", str(page.path)],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    for line in done.stderr.splitlines():
        if re.search(r" - (Warning|Error): ", line) and not any(re.search(known, line) for known in IGNORED):
            yield Finding("markup.tidy", page.name, line)

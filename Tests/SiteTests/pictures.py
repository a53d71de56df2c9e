"""Pictures say what they show, and their files are what their names say."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator
from xml.etree import ElementTree

import links
from findings import Finding
from pages import Page, shown, text

DEFECTS = {
    "pictures.no-title": "a drawing has no title",
    "pictures.no-description": "a drawing has no description",
    "pictures.no-alternative": "an image has no text instead",
    "pictures.malformed": "a picture's file can't be read",
}

SVG = "{http://www.w3.org/2000/svg}"
MAGIC = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".gif": b"GIF8",
    ".webp": b"RIFF",
}


def check(page: Page) -> Iterator[Finding]:
    for drawing in page.all(f"{SVG}svg"):
        if not _is_decoration(page, drawing):
            yield from _described(page, drawing, shown(drawing))
    for image in page.all("img"):
        if "alt" not in image.attrib:
            yield Finding("pictures.no-alternative", page.name, shown(image))
    for path in sorted(links.resources(page)):
        yield from _file(page, path)


def _is_decoration(page: Page, element) -> bool:
    while element is not None:
        hidden = element.attrib.get("aria-hidden") == "true"
        # A drawing within another, or within a labelled button, is part of it.
        if hidden or element.attrib.get("role") in ("presentation", "none") or element.tag == "button":
            return True
        element = page.parents.get(element)
    return False


def _described(page: Page, drawing, name: str) -> Iterator[Finding]:
    if not text(drawing.find(f"{SVG}title")).strip():
        yield Finding("pictures.no-title", page.name, name)
    if not text(drawing.find(f"{SVG}desc")).strip():
        yield Finding("pictures.no-description", page.name, name)


def _file(page: Page, path: Path) -> Iterator[Finding]:
    name = path.relative_to(page.site.folder).as_posix()
    if path.suffix == ".svg":
        try:
            drawing = ElementTree.parse(path).getroot()
        except ElementTree.ParseError as error:
            yield Finding("pictures.malformed", page.name, f"{name}: {error}")
            return
        if any(path == page.site.file(image.attrib.get("src", ""), page.path) for image in page.all("img")):
            yield from _described(page, drawing, name)
    elif path.suffix in MAGIC and not path.read_bytes().startswith(MAGIC[path.suffix]):
        yield Finding("pictures.malformed", page.name, f"{name} isn't a {path.suffix[1:]} file")

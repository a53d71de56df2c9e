"""Links lead somewhere: every reference is relative, to a file of the folder, to an id that is there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Iterator
from urllib.parse import unquote, urlsplit

from findings import Finding
from pages import Page, Site, shown

DEFECTS = {
    "links.outside": "something is loaded from, or leads to, a place outside the folder",
    "links.missing-file": "a reference leads to a file that isn't there",
    "links.missing-anchor": "a reference leads to an id that isn't there",
    "links.id-twice": "two elements have one id",
    "links.orphan": "no way of links leads from index.html to the page",
}

ADDRESSES = ("href", "src", "poster", "data", "action", "formaction", "{http://www.w3.org/1999/xlink}href")
REFERENCES = ("for", "headers", "list", "form", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns",
              "aria-details", "aria-activedescendant", "popovertarget", "commandfor")
# What these point to is told to the reader or to machines, and not loaded.
TOLD = {"canonical", "license", "author", "alternate"}
SCHEMES = {"http", "https", "mailto"}


def check(page: Page) -> Iterator[Finding]:
    for name, count in Counter(page.ids).items():
        if count > 1:
            yield Finding("links.id-twice", page.name, f'id="{name}" is there {count} times')
    known = set(page.ids)
    for element in page.elements:
        for attribute in REFERENCES:
            for name in element.attrib.get(attribute, "").split():
                if name not in known:
                    yield Finding("links.missing-anchor", page.name, f'{shown(element)}: there is no id="{name}"')
        is_told = element.tag == "a" or set(element.attrib.get("rel", "").split()) & TOLD
        for address in addresses(element):
            if not (is_told and urlsplit(address).scheme in SCHEMES):
                yield from _follow(page, address, page.path, shown(element))
        yield from _style(page, element.attrib.get("style", ""), page.path)
        if element.tag == "style":
            yield from _style(page, element.text or "", page.path)
        if element.tag == "link" and "stylesheet" in element.attrib.get("rel", "").split():
            sheet = page.site.file(element.attrib.get("href", ""), page.path)
            if sheet and sheet.is_file():
                yield from _style(page, sheet.read_text(encoding="utf-8"), sheet)


def check_site(site: Site) -> Iterator[Finding]:
    """What can be said of all pages together only."""
    start = site.named("index.html")
    if start is None:
        yield Finding("links.missing-file", "index.html", "there is no index.html")
        return
    reached, next_pages = {start}, [start]
    while next_pages:
        page = next_pages.pop()
        for element in page.all("a"):
            path = site.file(element.attrib.get("href", ""), page.path)
            other = site.page(path) if path else None
            if other and other not in reached:
                reached.add(other)
                next_pages.append(other)
    for page in site.pages:
        if page not in reached and page.name != "404.html":
            yield Finding("links.orphan", page.name, "no way of links leads here from index.html")


def resources(page: Page) -> set[Path]:
    """The files that a page loads, by its tags and by its style sheets."""
    found: set[Path] = set()
    for element in page.elements:
        loads = element.tag in ("script", "img", "source", "iframe", "object", "embed", "video", "audio")
        loads = loads or (element.tag == "link" and not set(element.attrib.get("rel", "").split()) & TOLD
                          and not {"prev", "next"} & set(element.attrib.get("rel", "").split()))
        for address in addresses(element) if loads else ():
            path = page.site.file(address, page.path)
            if path and path.is_file():
                found.add(path)
    for sheet in [path for path in found if path.suffix == ".css"]:
        for address in addresses_in_style(sheet.read_text(encoding="utf-8")):
            path = page.site.file(address, sheet)
            if path and path.is_file():
                found.add(path)
    return found


def addresses_in_style(style: str) -> list[str]:
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    found = re.findall(r"""url\(\s*['"]?(.*?)['"]?\s*\)""", style)
    return found + re.findall(r"""@import\s+['"](.*?)['"]""", style)


def addresses(element) -> Iterator[str]:
    """The references that an element has."""
    for attribute in ADDRESSES:
        if attribute in element.attrib:
            yield element.attrib[attribute]
    # A script in a page may start another one.
    if element.tag == "script" and "src" not in element.attrib:
        yield from re.findall(r"""\bsrc: ?["']([^"']+)["']""", element.text or "")
    for candidate in element.attrib.get("srcset", "").split(","):
        if candidate.strip():
            yield candidate.split()[0]


def _style(page: Page, style: str, base: Path) -> Iterator[Finding]:
    for address in addresses_in_style(style):
        yield from _follow(page, address, base, f"style in {base.name}: url({address[:80]})")


def _follow(page: Page, address: str, base: Path, source: str) -> Iterator[Finding]:
    parts = urlsplit(address)
    if parts.scheme == "data":
        return
    target = page.site.file(address, base)
    if target is None:
        yield Finding("links.outside", page.name, source)
    elif not target.is_file():
        yield Finding("links.missing-file", page.name, source)
    elif parts.fragment:
        other = page.site.page(target)
        name = unquote(parts.fragment)
        if other and name not in other.ids:
            yield Finding("links.missing-anchor", page.name, f'{source}: {other.name} has no id="{name}"')

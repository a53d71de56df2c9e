"""What every page has: a language, a title of its own, a description, headings in order, a skip link."""

from __future__ import annotations

import re
from typing import Iterator

from findings import Finding
from pages import Page, shown, text

DEFECTS = {
    "structure.language": "the page doesn't say in which language it is",
    "structure.title": "the title is missing, or another page has it too",
    "structure.description": "the description is missing, or another page has it too",
    "structure.viewport": "a phone would show the page as it shows a desktop's",
    "structure.main": "there isn't exactly one main part",
    "structure.h1": "there isn't exactly one heading of the first level",
    "structure.heading-skipped": "a heading is more than one level below the one before",
    "structure.heading-empty": "a heading has no text",
    "structure.skip-link": "the first link doesn't lead to the main part",
}


def check(page: Page) -> Iterator[Finding]:
    def found(defect: str, detail: str) -> Finding:
        return Finding(f"structure.{defect}", page.name, detail)

    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", page.root.attrib.get("lang", "")):
        yield found("language", f"{shown(page.root)} has no lang")

    others = [other for other in page.site.pages if other is not page]
    if not page.title:
        yield found("title", "there is none")
    elif same := [other.name for other in others if other.title == page.title]:
        yield found("title", f"“{page.title}” is also the title of {', '.join(same[:3])}")

    description = _meta(page, "description").strip()
    if not description:
        yield found("description", 'there is no <meta name="description">')
    elif same := [other.name for other in others if _meta(other, "description").strip() == description]:
        yield found("description", f"“{description[:60]}” is also that of {', '.join(same[:3])}")

    viewport = _meta(page, "viewport").replace(" ", "")
    if "width=device-width" not in viewport or re.search(r"user-scalable=(no|0)|maximum-scale=1", viewport):
        yield found("viewport", f"viewport is “{viewport}”")

    mains = page.all("main")
    if len(mains) != 1:
        yield found("main", f"there are {len(mains)}")

    headings = page.all("h1", "h2", "h3", "h4", "h5", "h6")
    firsts = sum(heading.tag == "h1" for heading in headings)
    if firsts != 1:
        yield found("h1", f"there are {firsts}")
    # A page's own heading may come after those of its navigation.
    level = 0
    for heading in headings:
        own = int(heading.tag[1])
        if level and own > level + 1:
            yield found("heading-skipped", f"h{own} “{text(heading)[:50]}” follows h{level}")
        level = own
        if not text(heading).strip():
            yield found("heading-empty", shown(heading))

    first = next((element for element in page.all("a", "button", "input", "summary", "select")
                  if element.tag != "a" or "href" in element.attrib), None)
    targets = {element.attrib["id"] for main in mains for element in main.iter() if "id" in element.attrib}
    if first is None or first.tag != "a" or first.attrib["href"].removeprefix("#") not in targets:
        yield found("skip-link", f"the first thing to reach is {'nothing' if first is None else shown(first)}")


def _meta(page: Page, name: str) -> str:
    return next((element.attrib.get("content", "") for element in page.all("meta")
                 if element.attrib.get("name") == name), "")

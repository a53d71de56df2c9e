"""The folder that is tested, and its pages as trees."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib


class Page:
    """An HTML file, parsed as browsers parse it."""

    def __init__(self, site: Site, path: Path):
        self.site = site
        self.path = path
        self._file = path.relative_to(site.folder).as_posix()
        # With a slash if a server gives it, as the two may be told apart.
        self.name = f"/{self._file}" if site.address else self._file
        self.text = path.read_text(encoding="utf-8")
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root: Element = parser.parse(self.text)
        # (line, column), name, details
        self.errors = [
            (position, html5lib.constants.E.get(code, code) % details) for position, code, details in parser.errors
        ]

    @property
    def address(self) -> str:
        return self.path.as_uri() if self.site.address is None else urljoin(self.site.address, self._file)

    @property
    def is_chapter(self) -> bool:
        """Whether it is one of the book's chapters rather than a page about all of them."""
        return re.match(r"\d\d-", self._file) is not None

    @property
    def is_whole_book(self) -> bool:
        """Whether it repeats all chapters."""
        return self._file == "book.html"

    @cached_property
    def elements(self) -> list[Element]:
        """Every element in the order of the document; those of SVG have their namespace in the name."""
        return _elements(self.root)

    @staticmethod
    def elements_of(text: str) -> list[Element]:
        """The elements of a page that is no file yet."""
        return _elements(html5lib.HTMLParser(namespaceHTMLElements=False).parse(text))

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    @cached_property
    def ids(self) -> list[str]:
        return [element.attrib["id"] for element in self.elements if "id" in element.attrib]

    @cached_property
    def parents(self) -> dict[Element, Element]:
        return {child: parent for parent in self.elements for child in parent}

    @cached_property
    def title(self) -> str:
        head = self.root.find("head")
        return " ".join(text(head.find("title")).split()) if head is not None else ""


class Site:
    """A folder of pages; those of a server, where there is an address, which the folder is a copy of."""

    def __init__(self, folder: Path, address: str | None = None):
        self.folder = folder.resolve()
        self.address = address
        self.pages = [Page(self, path) for path in sorted(self.folder.rglob("*.html"))]
        self._by_path = {page.path: page for page in self.pages}

    def page(self, path: Path) -> Page | None:
        return self._by_path.get(path)

    def named(self, name: str) -> Page | None:
        return self._by_path.get(self.folder / name)

    def contains(self, path: Path) -> bool:
        return path == self.folder or self.folder in path.parents

    def file(self, reference: str, base: Path) -> Path | None:
        """The file that a relative reference in the file `base` means; nil if it leads out of the folder."""
        parts = urlsplit(reference)
        # What begins with a slash is the server's, or the machine's.
        if parts.scheme or parts.netloc or (parts.path.startswith("/") and self.address is None):
            return None
        start = self.folder if parts.path.startswith("/") else base.parent
        path = (start / unquote(parts.path).lstrip("/")).resolve() if parts.path else base
        return path if self.contains(path) else None


def _elements(root: Element) -> list[Element]:
    return [element for element in root.iter() if isinstance(element.tag, str)]


def text(element: Element | None) -> str:
    """All of an element's text."""
    return "" if element is None else "".join(element.itertext())


def shown(element: Element) -> str:
    """An element's opening tag, to be quoted in a message."""
    tag = element.tag.rsplit("}", 1)[-1]
    attributes = "".join(f' {name.rsplit("}", 1)[-1]}="{value}"' for name, value in element.attrib.items())
    return f"<{tag}{attributes}>"[:120]

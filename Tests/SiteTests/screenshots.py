"""Pictures of some pages for a person to look at, as a reader has them: light, dark, on a phone, on paper."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from browser import Tab
from chromium import Tab as ChromiumTab
from pages import Page, Site

IN_FIREFOX = "04-tcp.html"
PAGES = ("index.html", "04-tcp.html", "07-multicast.html")
VIEWS = {"light": (1280, "light"), "dark": (1280, "dark"), "phone": (360, "light"), "phone-dark": (360, "dark")}


def take_in_firefox(tab: Tab, page: Page, folder: Path) -> None:
    """Writes PNG files of the same views."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (width, theme) in VIEWS.items():
        tab.open(page.address, width, theme)
        (folder / f"{page.path.stem}-firefox-{name}.png").write_bytes(tab.picture())


def take(tab: ChromiumTab, page: Page, folder: Path) -> None:
    """Writes PNG files, and what is printed as PDF and its first two pages as PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (width, theme) in VIEWS.items():
        tab.open(page.address, width, theme)
        (folder / f"{page.path.stem}-{name}.png").write_bytes(tab.picture())
    paper = folder / f"{page.path.stem}-print"
    paper.with_suffix(".pdf").write_bytes(tab.print())
    if shutil.which("pdftoppm"):
        document = str(paper.with_suffix(".pdf"))
        subprocess.run(["pdftoppm", "-r", "60", "-l", "2", "-png", document, str(paper)], check=True)


def pages(site: Site) -> list[Page]:
    return [page for page in map(site.named, PAGES) if page]

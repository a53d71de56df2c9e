"""A button changes between light, dark, and what the reader's system asks for; the choice is kept."""

from __future__ import annotations

from typing import Iterator

from browser import Tab
from findings import Finding, View
from pages import Page

DEFECTS = {
    "theming.no-button": "there is no button that changes between light and dark",
    "theming.no-effect": "the button doesn't make the page light or dark",
    "theming.not-kept": "the choice is lost when the page is loaded again",
}

BUTTON = "[...document.querySelectorAll('button')].find(button => /^theme\\b/i.test(button.textContent.trim()))"
# Which theme the page shows, by what is lighter: its text or what is behind it.
SHOWN = r"""
(() => {
  const lightness = colour => {
    const pen = document.createElement('canvas').getContext('2d');
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return pen.getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((sum, part) => sum + part);
  };
  const style = getComputedStyle(document.body);
  return lightness(style.color) > lightness(style.backgroundColor) ? 'dark' : 'light';
})()
"""


def check(tab: Tab, page: Page, view: View) -> Iterator[Finding]:
    """Presses the button of the page, which the tab has just opened in a light system."""
    if not tab.evaluate(f"Boolean({BUTTON})"):
        yield Finding("theming.no-button", page.name, "no button's name begins with “Theme”", view)
        return
    shown = []
    for _ in range(3):
        tab.evaluate(f"{BUTTON}.click(), true")
        shown.append(tab.evaluate(SHOWN))
        if shown[-1] == "dark":
            tab.open(page.address, view.width, view.theme, view.script)
            if tab.evaluate(SHOWN) != "dark":
                yield Finding("theming.not-kept", page.name, "after it was dark it is light", view)
                return
    # Once round: light, dark, and the system's again.
    if sorted(shown) != ["dark", "light", "light"] or shown[-1] != "light":
        yield Finding("theming.no-effect", page.name, f"pressed three times, the page is {', '.join(shown)}", view)

"""A declaration that a listing shows can be reached and put away; a line of a listing has an address."""

from __future__ import annotations

from typing import Iterator

from chromium import Tab
from findings import Finding, View
from pages import Page

DEFECTS = {
    "listings.not-hoverable": "a declaration goes away when the pointer moves onto it",
    "listings.not-dismissed": "Esc doesn't put away a declaration",
    "listings.no-line": "a mention of a line doesn't lead to it",
    "listings.no-address": "a click on a line's number doesn't lead to the line",
}

# The first name whose declaration is known.
NAME = "document.querySelector('pre a[tabindex]')"
SHOWN = "[...document.querySelectorAll('main > [id^=D]')].find(box => box.checkVisibility())"
# The first line of a listing that has another one after it.
LINE = "document.querySelector('figure.listing[id] code > :nth-child(2)')"


# The number of the line that is pointed out, counted from where the style sheet is told or the block begins.
COUNTED = """(() => {
  const line = document.querySelector('.listing .target');
  let [number, other] = [1, line];
  while (!other.style.counterSet && other.previousElementSibling) {
    other = other.previousElementSibling;
    number += 1;
  }
  return number + Number(/\\d+/.exec(other.style.counterSet)?.[0] ?? 0);
})()"""
# What the text says of a line, such as "line 7 of".
MENTION = "document.querySelector('main a.to-line')"


def check(tab: Tab, page: Page, view: View) -> Iterator[Finding]:
    """Looks at listings of the page that the tab has just opened."""
    def found(defect: str, detail: str) -> Finding:
        return Finding(f"listings.{defect}", page.name, detail, view)

    if tab.evaluate(f"Boolean({NAME})"):
        name = tab.evaluate(f"{NAME}.textContent")
        tab.point(*_place(tab, NAME))
        if not tab.wait(SHOWN, patience=8):
            yield found("not-hoverable", f"the declaration of {name} isn't shown at all")
        else:
            tab.point(*_place(tab, SHOWN))
            # When the page is drawn next, it would be gone.
            if not tab.evaluate(_drawn(SHOWN)):
                yield found("not-hoverable", f"the declaration of {name}")
        tab.point(1, 1)
        tab.evaluate(f"{NAME}.focus()")
        tab.press("Escape")
        if not tab.wait(f"!({SHOWN})", patience=8):
            yield found("not-dismissed", f"the declaration of {name}, which has the focus")
        tab.evaluate(f"{NAME}.blur()")

    if tab.evaluate(f"Boolean({LINE})"):
        x, y = _place(tab, LINE, from_left=20)
        tab.click(x, y)
        address = tab.evaluate(f"{LINE}.closest('figure').id") + "-2"
        if not tab.wait(f"decodeURI(location.hash) === '#{address}' && {LINE}.matches('.target')", patience=8):
            yield found("no-address", f"#{address}; the page's address ends in “{tab.evaluate('location.hash')}”")

    if tab.evaluate(f"Boolean({MENTION})"):
        tab.evaluate(f"{MENTION}.click()")
        words = tab.evaluate(f"{MENTION}.textContent")
        if not tab.wait(f"document.querySelector('.listing .target') && `line ${{{COUNTED}}}` === {MENTION}.textContent",
                        patience=8):
            yield found("no-line", f"“{words}”, {tab.evaluate(f'{MENTION}.hash')}")


def _place(tab: Tab, element: str, from_left: float | None = None) -> tuple[float, float]:
    """A point inside an element, which is brought into the window."""
    left, top, width, height = tab.evaluate(f"""(() => {{
      const element = {element};
      if (getComputedStyle(element).position !== 'fixed') element.scrollIntoView({{block: 'center'}});
      const box = element.getClientRects()[0];
      return [box.left, box.top, box.width, box.height];
    }})()""")
    return left + (width / 2 if from_left is None else from_left), top + height / 2


def _drawn(expression: str) -> str:
    """Whether an expression is true after the page was drawn."""
    return (f"new Promise(done => requestAnimationFrame(() => requestAnimationFrame("
            f"() => done(Boolean({expression})))))")

"""What a name in a listing stands for is shown while the name has the focus or the pointer is on it."""

from __future__ import annotations

from typing import Iterator

from browser import Tab
from findings import Finding, View
from pages import Page

DEFECTS = {
    "declarations.not-shown": "a name has the focus or the pointer, and its declaration isn't shown",
    "declarations.not-hidden": "a declaration is shown that nobody asked for",
    "declarations.out-of-sight": "a declaration is shown where one can't see it, or hides its name",
}

# A name has a class such as f7, a letter for what it is and a number, and its declaration the id D7.
PREPARE = r"""
(() => {
  const names = [...document.querySelectorAll('pre [class]')].map(name => ({
    name, declaration: document.getElementById(
      [...name.classList].find(word => /^[A-Za-z]\d+$/.test(word))?.replace(/^[A-Za-z]/, 'D') ?? ''),
  })).filter(pair => pair.declaration && pair.name.checkVisibility());
  const all = new Set(names.map(pair => pair.declaration));
  const isShown = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true});
  window.__declarations = {
    names,
    wrong({name, declaration}) {
      const word = `“${name.textContent}”`;
      const others = [...all].filter(other => other !== declaration && isShown(other));
      const wrong = others.map(other => ['declarations.not-hidden', `#${other.id}, while ${word} is asked for`]);
      if (!isShown(declaration)) return [...wrong, ['declarations.not-shown', `${word}, #${declaration.id}`]];
      const box = declaration.getBoundingClientRect(), place = name.getBoundingClientRect();
      const {clientWidth, clientHeight} = document.documentElement;
      const isInside = box.left >= -1 && box.top >= -1 && box.right <= clientWidth + 1 && box.bottom <= clientHeight + 1;
      const isOver = place.left < box.right - 1 && place.right > box.left + 1
        && place.top < box.bottom - 1 && place.bottom > box.top + 1;
      if (!isInside || box.height < 1) {
        wrong.push(['declarations.out-of-sight', `#${declaration.id}, of ${word}, is outside the window`]);
      } else if (isOver) {
        wrong.push(['declarations.out-of-sight', `#${declaration.id} hides ${word}`]);
      }
      return wrong;
    },
  };
  const early = [...all].filter(isShown).map(other => ['declarations.not-hidden', `#${other.id}, at once`]);
  return {early, count: names.length};
})()
"""

# As many names as are wanted, from all over the page.
FOCUS = r"""
(most => {
  const {names, wrong} = window.__declarations;
  // A link without an address claims to be focusable, and isn't.
  const focusable = names.filter(pair => pair.name.hasAttribute('tabindex'));
  const step = Math.max(1, focusable.length / most);
  const found = [];
  for (let index = 0; index < focusable.length; index += step) {
    const pair = focusable[Math.floor(index)];
    // Twice, as what is shown beside a name follows it a moment later if the page scrolls.
    pair.name.focus();
    pair.name.blur();
    pair.name.focus({preventScroll: true});
    found.push(...wrong(pair));
  }
  document.activeElement.blur();
  return found;
})
"""

# The first name that a pointer finds a letter of.
PLACE = r"""
(() => {
  const {names} = window.__declarations;
  for (const [index, {name}] of names.entries()) {
    name.scrollIntoView({block: 'center', behavior: 'instant'});
    const box = name.getClientRects()[0];
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    if (document.elementFromPoint(x, y) === name) return [index, x, y];
  }
  return null;
})()
"""


def check(tab: Tab, page: Page, view: View, most: int) -> Iterator[Finding]:
    """Asks for declarations on the page that the tab shows, with the focus and with the pointer.

    `most` is of how many names, as Chromium takes its time.
    """
    prepared = tab.evaluate(PREPARE)
    wrong = prepared["early"]
    if prepared["count"]:
        wrong += tab.evaluate(f"({FOCUS})({most})")
        if place := tab.evaluate(PLACE):
            index, x, y = place
            tab.point(x, y)
            pair = f"__declarations.names[{index}]"
            # The pointer arrives later than we are told.
            tab.wait(f"{pair}.name.matches(':hover')")
            wrong += tab.evaluate(f"__declarations.wrong({pair})")
            tab.point(0, 0)
    for defect, detail in wrong:
        yield Finding(defect, page.name, detail, view)

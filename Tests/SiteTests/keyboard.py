"""Everything can be reached with the Tab key, in the order of the page, and one sees where one is."""

from __future__ import annotations

from typing import Iterator

from browser import Tab
from findings import Finding, View
from pages import Page

DEFECTS = {
    "keyboard.unreachable": "something to press or to follow isn't reached by Tab",
    "keyboard.order": "Tab goes back in the page",
    "keyboard.trap": "Tab doesn't leave an element",
    "keyboard.no-outline": "what has the focus isn't outlined so that one sees it",
    "keyboard.out-of-sight": "what has the focus can't be seen",
    "keyboard.skip-link": "the skip link doesn't lead into the main part",
}

PREPARE = r"""
(() => {
  const candidates = document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]');
  const state = {seen: [], expected: [], backgrounds: new Map()};
  state.tell = element => {
    const text = (element.getAttribute('aria-label') || element.textContent || '').trim().replace(/\s+/g, ' ');
    const id = element.closest('[id]');
    return `<${element.localName}${element.className?.length ? ' class=' + element.className : ''}> `
      + `“${text.slice(0, 40)}”${id ? ' in #' + id.id : ''}`;
  };
  for (const element of candidates) {
    if (element.disabled || element.type === 'hidden' || element.closest('[inert]')) continue;
    // A box that scrolls or a target of links may be out of the order; what is to be pressed may not.
    if (element.tabIndex < 0 && !element.matches('a[href], button, input, select, textarea')) continue;
    if (element.matches('[aria-hidden=true] *, [aria-hidden=true]') && element.tabIndex < 0) continue;
    if (!element.checkVisibility({visibilityProperty: true, opacityProperty: false})) continue;
    // A second way that a pointer has, for something that Tab reaches as well.
    if (element.tabIndex < 0 && element.matches('a[href]') && [...document.querySelectorAll('a[href]')].some(
      other => other !== element && other.tabIndex >= 0 && other.getAttribute('href') === element.getAttribute('href')))
      continue;
    if (element.type === 'radio' && !element.checked) continue;
    state.expected.push(element);
  }
  // Colours as the browser mixes them, whatever they are written in.
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  const colours = new Map();
  state.colour = text => {
    if (!colours.has(text)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = text;
      pen.fillRect(0, 0, 1, 1);
      colours.set(text, [...pen.getImageData(0, 0, 1, 1).data]);
    }
    return colours.get(text);
  };
  state.luminance = ([red, green, blue]) => {
    const part = value => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  };
  state.background = element => {
    for (; element; element = element.parentElement) {
      const colour = state.colour(getComputedStyle(element).backgroundColor);
      if (colour[3] > 200) return colour;
    }
    return matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18, 255] : [255, 255, 255, 255];
  };
  window.__keyboard = state;
  return state.expected.length;
})()
"""

# Returns null where no element has the focus, true where the one has it that had it before, and else a list
# of what is wrong.
STEP = r"""
(() => {
  const state = window.__keyboard, element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  if (state.seen.includes(element)) return element === state.seen.at(-1);
  const before = state.seen.at(-1), wrong = [], name = state.tell(element);
  state.seen.push(element);
  if (before && before.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) {
    wrong.push(['keyboard.order', `${name} comes after ${state.tell(before)}`]);
  }
  // What fades in has done so for the reader.
  for (const movement of document.getAnimations()) {
    if (movement.effect?.getComputedTiming().endTime !== Infinity) movement.finish();
  }
  const box = element.getBoundingClientRect();
  const isTransparent = !element.checkVisibility({opacityProperty: true});
  if (isTransparent) wrong.push(['keyboard.out-of-sight', `${name} is transparent`]);
  const sees = box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight
    && box.width > 0 && box.height > 0;
  if (!sees) wrong.push(['keyboard.out-of-sight', `${name} is outside the window`]);
  else {
    // Covered by something that stays where it is while the page scrolls?
    const first = element.getClientRects()[0];
    const x = Math.min(Math.max((first.left + first.right) / 2, 0), innerWidth - 1);
    const y = Math.min(Math.max((first.top + first.bottom) / 2, 0), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    if (top && !element.contains(top) && !top.contains(element)) {
      let over = top;
      while (over && !['fixed', 'sticky'].includes(getComputedStyle(over).position)) over = over.parentElement;
      if (over) wrong.push(['keyboard.out-of-sight', `${name} is covered by ${state.tell(top)}`]);
    }
  }
  const style = getComputedStyle(element);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  if (!outlined) wrong.push(['keyboard.no-outline', `${name} has none`]);
  else if (style.outlineStyle !== 'auto') {
    const outline = state.colour(style.outlineColor);
    const inside = parseFloat(style.outlineOffset) < 0;
    const ground = state.background(inside ? element : element.parentElement);
    const [light, dark] = [state.luminance(outline), state.luminance(ground)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (outline[3] < 128 || contrast < 3) {
      wrong.push(['keyboard.no-outline', `${name}: its colour has a contrast of ${contrast.toFixed(1)} only`]);
    }
    const away = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth);
    for (let frame = element.parentElement; frame && away > 0; frame = frame.parentElement) {
      const overflow = getComputedStyle(frame);
      if (overflow.overflowX === 'visible' || frame === document.body || frame === document.documentElement) continue;
      const edge = frame.getBoundingClientRect();
      const sides = [box.left - away >= edge.left - 1, box.right + away <= edge.right + 1,
        box.top - away >= edge.top - 1, box.bottom + away <= edge.bottom + 1].filter(Boolean).length;
      if (sides < 2) {
        wrong.push(['keyboard.no-outline', `${name}: it is cut off by ${state.tell(frame)}`]);
        break;
      }
    }
  }
  return wrong;
})()
"""

MISSED = "(() => { const s = window.__keyboard; return s.expected.filter(e => !s.seen.includes(e)).map(s.tell); })()"


def check(tab: Tab, page: Page, view: View) -> Iterator[Finding]:
    """Walks through the page that the tab shows."""
    expected = tab.evaluate(PREPARE)
    # The browser may stop at more: at boxes that scroll, for one.
    for _ in range(2 * expected + 20):
        tab.press("Tab")
        wrong = tab.evaluate(STEP)
        if wrong is True:
            yield Finding("keyboard.trap", page.name, tab.evaluate("__keyboard.tell(document.activeElement)"), view)
            break
        if wrong is None or wrong is False:
            break
        for defect, detail in wrong:
            yield Finding(defect, page.name, detail, view)
    for name in tab.evaluate(MISSED):
        yield Finding("keyboard.unreachable", page.name, name, view)


def check_skip_link(tab: Tab, page: Page, view: View) -> Iterator[Finding]:
    """Follows the first link of the page, which the tab has just opened."""
    def found(detail: str) -> Finding:
        return Finding("keyboard.skip-link", page.name, detail, view)

    tab.press("Tab")
    link = tab.evaluate("""(() => {
      const link = document.activeElement, box = link.getBoundingClientRect();
      if (!link.getAttribute('href')?.startsWith('#')) return null;
      return box.left >= 0 && box.top >= 0 && box.width > 0 && box.right <= innerWidth;
    })()""")
    if link is None:
        yield found("the first stop of Tab is no link into the page")
        return
    if not link:
        yield found("it can't be seen when it has the focus")
    tab.press("Enter")
    if not tab.wait("document.querySelector('main')?.contains(document.querySelector(':target'))"
                    " || document.activeElement.localName === 'main'", patience=8):
        yield found("following it doesn't lead to the main part")
        return
    tab.press("Tab")
    where = tab.evaluate("""(() => {
      const main = document.querySelector('main'), now = document.activeElement;
      if (now === document.body || main.contains(now)) return null;
      return main.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING ? null : now.outerHTML.slice(0, 80);
    })()""")
    if where:
        yield found(f"the next Tab after it goes to {where}")

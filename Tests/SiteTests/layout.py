"""Nothing is cut off and the page doesn't scroll sideways, at any width."""

from __future__ import annotations

from typing import Iterator

from browser import Tab
from findings import Finding, View
from pages import Page

DEFECTS = {
    "layout.sideways-scroll": "the page is wider than the window",
    "layout.clipped": "text is cut off",
}

MEASURE = r"""
(() => {
  const found = [];
  const root = document.scrollingElement;
  const width = root.clientWidth;
  const tell = element => {
    const id = element.closest('[id]');
    return element.localName + (element.className?.length ? '.' + String(element.className).replace(/ /g, '.') : '')
      + (id ? ' in #' + id.id : '');
  };
  if (root.scrollWidth > Math.min(width, innerWidth)) {
    let widest = root, right = 0;
    for (const element of document.body.querySelectorAll('*')) {
      const edge = element.getBoundingClientRect().right + scrollX;
      if (edge > right + 0.5) [widest, right] = [element, edge];
    }
    found.push(['layout.sideways-scroll', `${root.scrollWidth} wide; ${tell(widest)} ends at ${Math.round(right)}`]);
  }

  // For each element the style and box of the nearest ancestors that cut off or scroll what sticks out.
  const known = new Map();
  const frames = element => {
    if (!element || element === document.documentElement) return [];
    if (known.has(element)) return known.get(element);
    const style = getComputedStyle(element);
    let result = element.localName === 'body' ? [] : frames(element.parentElement);
    const inline = style.display === 'inline' || style.display === 'contents';
    if (!inline && (style.overflowX !== 'visible' || style.overflowY !== 'visible')) {
      const box = element.getBoundingClientRect();
      const left = box.left + element.clientLeft, top = box.top + element.clientTop;
      const frame = {element, x: style.overflowX, y: style.overflowY, left, top,
        right: left + element.clientWidth, bottom: top + element.clientHeight};
      // Cut off to be read aloud only.
      frame.hides = element.clientWidth <= 1 && element.clientHeight <= 1;
      result = [frame, ...result];
    }
    known.set(element, result);
    return result;
  };
  const cuts = overflow => overflow === 'hidden' || overflow === 'clip';
  const scrolls = overflow => overflow === 'auto' || overflow === 'scroll';
  const told = new Set();
  // How a box of text is cut off, or null.
  const cutOff = (box, around) => {
    const slack = box.height * 0.4;
    let scrollsX = false, scrollsY = false;
    for (const frame of around) {
      if (!scrollsX && cuts(frame.x) && (box.right > frame.right + 1 || box.left < frame.left - 1)) {
        return `is cut off sideways by ${tell(frame.element)}`;
      }
      if (!scrollsY && cuts(frame.y) && (box.bottom > frame.bottom + slack || box.top < frame.top - slack)) {
        return `is cut off above or below by ${tell(frame.element)}`;
      }
      scrollsX ||= scrolls(frame.x);
      scrollsY ||= scrolls(frame.y);
    }
    // What is wholly outside waits there on purpose, such as a skip link. What makes the page scroll
    // sideways is told once.
    const outside = box.right <= 0;
    const sticksOut = box.left < -1 || (box.right > width + 1 && root.scrollWidth <= width);
    return !scrollsX && !outside && sticksOut ? 'ends outside the window' : null;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node; node = texts.nextNode();) {
    if (!node.data.trim()) continue;
    const parent = node.parentElement;
    if (['script', 'style', 'noscript', 'title', 'desc', 'template'].includes(parent.localName)) continue;
    // What is folded has boxes all the same.
    if (!parent.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter(box => box.width > 0 && box.height > 0);
    if (!boxes.length) continue;
    const around = frames(parent);
    if (around.some(frame => frame.hides)) continue;
    let how = boxes.map(box => cutOff(box, around)).find(Boolean);
    if (!how) continue;
    // Spaces at the end of a line stick out without anybody seeing it: what of the text can be seen?
    how = null;
    for (const word of node.data.matchAll(/\S+/g)) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      how ??= [...range.getClientRects()].map(box => cutOff(box, around)).find(Boolean);
      if (how) break;
    }
    if (how && !told.has(parent)) {
      told.add(parent);
      found.push(['layout.clipped', `“${node.data.trim().slice(0, 50)}” ${how} (${tell(parent)})`]);
    }
  }
  return found.slice(0, 20);
})()
"""


def check(tab: Tab, page: Page, view: View) -> Iterator[Finding]:
    for defect, detail in tab.evaluate(MEASURE):
        yield Finding(defect, page.name, detail, view)

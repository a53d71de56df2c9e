"""axe-core finds no violation: https://github.com/dequelabs/axe-core, as a package of PyPI brings it."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Iterator

from browser import Tab
from findings import Finding, View
from pages import Page

DEFECTS = {
    "accessibility.violation": "axe-core found something that keeps a reader out",
}

ONLY_COLOURS = {"runOnly": ["color-contrast"]}
ALL_BUT_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}

RUN = r"""
(async choice => {
  const options = {preload: false, resultTypes: ['violations', 'incomplete'], ...choice};
  const result = await axe.run(document, options);
  return {
    violations: result.violations.flatMap(rule => rule.nodes.map(node =>
      [rule.id, rule.help, node.target.join(' '), [...node.any, ...node.all, ...node.none][0]?.message])),
    undecided: result.incomplete.flatMap(rule => rule.nodes.map(node => [rule.id, node.target.join(' ')])),
  };
})
"""


def source() -> str | None:
    """The text of axe-core, if it is installed."""
    # Found without being imported: the package is installed without the driver that it needs.
    for name in ("axe_playwright_python", "axe_core_python"):
        found = find_spec(name)
        for folder in found.submodule_search_locations or [] if found else []:
            path = Path(folder) / "axe.min.js"
            if path.is_file():
                return path.read_text(encoding="utf-8")
    return None


def check(tab: Tab, page: Page, view: View, axe: str, undecided: set[tuple[str, str, str]],
          choice: dict | None = None) -> Iterator[Finding]:
    """What axe could not decide is added to `undecided`, by page, rule and element.

    `choice` are options of axe's, such as ONLY_COLOURS.
    """
    if not tab.evaluate("Boolean(window.axe)"):
        # In a scope of its own, as it would otherwise register with the page's module loader, if any.
        tab.evaluate(f"(() => {{ {axe}\n }})(), true")
    result = tab.evaluate(f"({RUN})({json.dumps(choice or {})})")
    told: dict[tuple[str, str], list[str]] = {}
    for rule, help_text, target, message in result["violations"]:
        why = f"{rule}: {help_text}" + (f" ({message})" if message and rule == "color-contrast" else "")
        told.setdefault((rule, why), []).append(target)
    for (_, why), targets in told.items():
        more = f" and {len(targets) - 3} more" if len(targets) > 3 else ""
        yield Finding("accessibility.violation", page.name, f"{why}: {', '.join(targets[:3])}{more}", view)
    # Where tables scroll, on a phone, it doesn't see what is scrolled away.
    if view.width >= 1280:
        undecided.update((page.name, rule, target) for rule, target in result["undecided"])

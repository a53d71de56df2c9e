"""What a check found, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """How a page was looked at."""

    width: int = 1280
    theme: str = "light"
    script: bool = True
    browser: str = ""  # where it isn't the one that nobody has to name

    def __str__(self) -> str:
        return f"{f'{self.browser} ' if self.browser else ''}{self.width} {self.theme}{'' if self.script else ' without script'}"


@dataclass(frozen=True)
class Finding:
    """A defect of a page. `defect` is one of the names that the checks declare in their DEFECTS."""

    defect: str
    page: str
    detail: str
    view: View | None = None


def told(findings: list[Finding]) -> list[str]:
    """A line for each defect; one that several views show is told once, with all of them."""
    views: dict[tuple[str, str, str], list[View]] = {}
    for finding in findings:
        seen = views.setdefault((finding.page, finding.defect, finding.detail), [])
        if finding.view and finding.view not in seen:
            seen.append(finding.view)
    return [
        f"{page}: {defect}: {detail}{_where(seen)}" for (page, defect, detail), seen in sorted(views.items())
    ]


def _where(views: list[View]) -> str:
    if not views:
        return ""
    if len(views) == 1:
        return f" [{views[0]}]"
    widths = "/".join(str(width) for width in sorted({view.width for view in views}))
    themes = "/".join(sorted({view.theme for view in views}, reverse=True))
    scripts = {view.script for view in views}
    script = "" if scripts == {True} else " without script" if scripts == {False} else " with and without script"
    browsers = {view.browser for view in views}
    browser = "both browsers " if len(browsers) > 1 else f"{name} " if (name := browsers.pop()) else ""
    return f" [{browser}{widths} {themes}{script}]"

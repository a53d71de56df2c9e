"""A page says what browsers run of it, and what somebody puts into it doesn't run."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Iterator

from browser import Tab
from findings import Finding, View
from folders import served
from pages import Page, shown

DEFECTS = {
    "policy.missing": "the page doesn't say first what is run of it, or lets anything be run",
    "policy.runs": "what was put into the page is run",
}

# What would let a page run what a stranger wrote: in the page, in a text, or in a file that lies beside it.
LOOSE = {"'unsafe-inline'", "'unsafe-eval'", "'self'", "*", "http:", "https:", "data:", "blob:", "file:"}
# What has to come after the policy, as it is loaded or run as soon as it is met.
ACTIVE = {"script", "link", "style", "img", "base", "iframe", "object"}


def check(page: Page) -> Iterator[Finding]:
    """Whether a page's own words are such that nothing can be put into it."""
    policy = None
    for element in page.elements:
        if element.tag in ACTIVE:
            yield Finding("policy.missing", page.name, f"{shown(element)} comes before any policy")
            return
        if element.tag == "meta" and element.attrib.get("http-equiv", "").lower() == "content-security-policy":
            policy = element.attrib.get("content", "")
            break
    if policy is None:
        yield Finding("policy.missing", page.name, "there is none")
        return
    directives = {words[0]: words[1:] for words in map(str.split, policy.split(";")) if words}
    allowed = directives.get("script-src", directives.get("default-src"))
    if allowed is None or LOOSE & set(allowed):
        yield Finding("policy.missing", page.name, f"scripts: {' '.join(allowed or ['all'])}")
    if directives.get("base-uri") != ["'none'"]:
        yield Finding("policy.missing", page.name, "another address can be made the base of all others")


# Ways to have something run. Each leaves its name in the page.
_RAN = "document.documentElement.dataset.ran"
FOREIGN = f"{_RAN}File = 'yes';\n"
INJECTED = f"""\
<script>{_RAN}Script = 'yes'</script>
<script src="foreign.txt"></script>
<p onclick="{_RAN}Handler = 'yes'" id="injected-handler">x</p>
<p><a id="injected-link" href="javascript:void({_RAN}Link = 'yes')">x</a></p>
</main>"""

# Clicks, and waits until the link was followed or refused.
CLICK = """new Promise(done => {
  document.getElementById('injected-handler').click();
  const isOver = () => { if (document.documentElement.dataset.ranLink) done(true); };
  new MutationObserver(isOver).observe(document.documentElement, { attributes: true });
  // What was refused while the page was loading has been told; the handler is no element.
  addEventListener('securitypolicyviolation', event => {
    if (event.effectiveDirective === 'script-src-elem') done(true);
  });
  setTimeout(() => done(false), 8000);
  document.getElementById('injected-link').click();
})"""


def check_injected(tab: Tab, page: Page, view: View) -> Iterator[Finding]:
    """Opens the page with more in it than its author put there, as a file and from a server."""
    with tempfile.TemporaryDirectory(prefix="site-tests-") as name, served(Path(name)) as address:
        folder = Path(name)
        assert "</main>" in page.text, page.name
        (folder / "injected.html").write_text(page.text.replace("</main>", INJECTED), encoding="utf-8")
        (folder / "foreign.txt").write_text(FOREIGN)
        # Firefox holds no file to a policy, and who can put one there could change the page as well.
        for start, hidden in ((f"{folder.as_uri()}/", {"File"}), (address, set())):
            tab.open(f"{start}injected.html")
            where = start.partition(":")[0]
            if not tab.evaluate(CLICK):
                yield Finding("policy.runs", page.name, f"{where}: the link is neither followed nor refused", view)
            ran = tab.evaluate("Object.keys(document.documentElement.dataset).filter(name => name.startsWith('ran'))")
            for what in sorted({name.removeprefix("ran") for name in ran} - hidden):
                yield Finding("policy.runs", page.name, f"{where}: {what.lower()}", view)

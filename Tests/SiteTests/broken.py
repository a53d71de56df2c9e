"""A site that is broken on purpose: each page has one defect, and is sound otherwise.

`04-tcp.html` and `index.html` are sound. The others are named after their defects.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

STYLE = """
:root { color-scheme: light dark; --text: #111; --page: #fff; --link: #0b57a4; }
@media (prefers-color-scheme: dark) {
  :root:not([data-theme=light]) { --text: #eee; --page: #111; --link: #83b9f0; }
}
:root[data-theme=dark] { color-scheme: dark; --text: #eee; --page: #111; --link: #83b9f0; }
:root[data-theme=light] { color-scheme: light; }
body { margin: 1rem; background: var(--page); color: var(--text); font: 1rem/1.5 serif; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--page); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
figure { overflow: hidden; margin: 1rem 0; break-inside: avoid; }
#D1 { display: none; position: fixed; left: 0; bottom: 0; margin: 0; background: var(--page); }
body:has(.D1:is(:hover, :focus)) #D1 { display: block; }
.table { overflow-x: auto; }
svg { display: block; max-width: 100%; }
@media print { body { color: #000; } .skip, nav { display: none; } }
"""

# What all pages allow to run; each script of theirs has the mark.
POLICY = "script-src 'nonce-sound' 'strict-dynamic'; base-uri 'none'"

# A search, and a button for the theme, that work or fail as the page asks for.
SCRIPT = """
'use strict';
const defect = document.documentElement.dataset.defect;
const themes = ['auto', 'light', 'dark'];
let theme = localStorage.getItem('theme') ?? 'auto';
const button = document.createElement('button');
const dress = () => {
  if (defect !== 'no-effect') document.documentElement.dataset.theme = theme;
  button.textContent = `Theme: ${theme}`;
};
button.onclick = () => {
  theme = themes[(themes.indexOf(theme) + 1) % 3];
  if (defect !== 'not-kept') localStorage.setItem('theme', theme);
  dress();
};
dress();
if (defect !== 'no-button') document.querySelector('nav').append(button);
const dialog = document.createElement('dialog');
dialog.setAttribute('aria-label', 'Search');
dialog.innerHTML = '<input type="search" aria-label="Words"><ol></ol>';
document.body.append(dialog);
const input = dialog.querySelector('input');
const load = () => {
  if (window.searchIndex || document.querySelector('[src$="search-index.js"]')) return;
  const script = document.createElement('script');
  script.src = 'search-index.js';
  script.onload = show;
  document.head.append(script);
};
const show = () => {
  if (defect === 'wrong-result') return;
  const found = (window.searchIndex || []).filter(entry => input.value && entry.text.includes(input.value));
  dialog.querySelector('ol').replaceChildren(...found.map(entry => {
    const item = document.createElement('li'), link = document.createElement('a');
    link.href = entry.href;
    link.textContent = entry.text;
    item.append(link);
    return item;
  }));
};
if (defect === 'eager') load();
addEventListener('keydown', event => {
  const writes = event.target.matches('input') && defect !== 'stolen-key';
  if (event.key !== '/' || writes || defect === 'no-dialog') return;
  event.preventDefault();
  if (!dialog.open) dialog.showModal();
  load();
});
input.addEventListener('input', show);
input.addEventListener('keydown', event => {
  const first = dialog.querySelector('a');
  if (event.key !== 'Enter' || !first || defect === 'not-followed') return;
  location.href = first.href;
  dialog.close();
});
dialog.addEventListener('cancel', event => { if (defect === 'not-closed') event.preventDefault(); });
if (defect === 'not-closed') dialog.addEventListener('close', () => dialog.showModal());
"""

INDEX = "window.searchIndex = [{text: 'the backlog of a listening socket', href: '04-tcp.html#backlog'}];\n"

BODY = """\
<h2 id="backlog">The backlog</h2>
<p>A queue; more of it is <a href="index.html">on the first page</a>.</p>
<figure class="listing"><pre><code>let <i class="D1" tabindex="0">socket</i> = try Socket(.ipv4, .stream)
try socket.listen(backlog: 1)
</code></pre></figure>
<figure class="terminal"><pre>$ ss -ltn
State  Recv-Q Send-Q
LISTEN 0      1      </pre></figure>
<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="drawing-title drawing-text"
 width="80" height="20" viewBox="0 0 80 20">
<title id="drawing-title">A queue</title><desc id="drawing-text">One box.</desc>
<rect width="10" height="10" fill="none" stroke="currentColor"/></svg>
<p id="D1">let socket: Socket</p>
"""


@dataclass
class Broken:
    """A page with a defect: what replaces what in a sound page, or is put at the end of its main part."""

    defect: str
    body: str = ""
    head: str = ""
    replaced: tuple[str, str] = ("", "")
    # Defects that can't be had without another.
    also: set[str] = field(default_factory=set)
    # What Firefox doesn't show, as it tells of no file that a page asks for.
    hidden: set[str] = field(default_factory=set)
    name: str = ""

    @property
    def is_used(self) -> bool:
        """Whether it is found by using the page as a reader does, with keys and buttons."""
        return self.defect.startswith(("policy.runs", "searching.", "theming."))

    @property
    def page(self) -> str:
        # These are looked at on some pages only.
        if self.is_used:
            return f"{self.name or self.defect.replace('.', '-')}.html"
        # As a chapter, which more is expected of.
        return f"50-{self.name or self.defect.replace('.', '-')}.html"


PAGES = [
    Broken("links.outside", '<p><a href="/etc/hosts">x</a></p>'),
    Broken("links.outside", '<p><a href="../run.py">x</a></p>', name="links-outside-above"),
    Broken("links.missing-file", '<p><a href="nowhere.html">x</a></p>'),
    Broken("links.missing-anchor", '<p><a href="04-tcp.html#nowhere">x</a></p>'),
    Broken("links.missing-anchor", '<p aria-describedby="nowhere">x</p>', name="links-missing-reference"),
    Broken("links.id-twice", '<p id="twice">x</p><p id="twice">y</p>', also={"markup.tidy"}),
    Broken("links.orphan"),
    Broken("structure.language", replaced=(' lang="en"', ""), also={"accessibility.violation"}),
    Broken("structure.title", replaced=("<title>50-structure-title.html", "<title>One for two")),
    Broken("structure.title", replaced=("<title>50-structure-same-title.html", "<title>One for two"),
           name="structure-same-title"),
    Broken("structure.description", replaced=('content="About 50-structure-description.html"', 'content=""')),
    Broken("structure.viewport", replaced=("width=device-width, ", "")),
    Broken("structure.main", replaced=('<main id="main">', '<div id="main">'),
           also={"structure.skip-link", "keyboard.skip-link", "accessibility.violation", "markup.html", "markup.tidy"}),
    Broken("structure.h1", "<h1>Another</h1>"),
    Broken("structure.heading-skipped", "<h4>Deep</h4>", also={"accessibility.violation"}),
    Broken("structure.heading-empty", "<h3></h3>", also={"accessibility.violation", "markup.tidy"}),
    Broken("structure.skip-link", replaced=('<a class="skip" href="#main">Skip</a>', ""),
           also={"keyboard.skip-link"}),
    Broken("markup.html", "<p>a</div>b</p>", also={"markup.tidy"}),
    Broken("markup.tidy", "<p><b></b><center>x</center></p>", also={"markup.html"}),
    Broken("markup.svg", '<svg aria-hidden="true" width=9 height=9></svg>'),
    Broken("pictures.no-title", '<svg width="9" height="9"><desc>Nothing.</desc></svg>'),
    Broken("pictures.no-description", '<svg width="9" height="9"><title>Nothing</title></svg>'),
    Broken("pictures.no-alternative", '<p><img src="picture.svg"></p>',
           also={"accessibility.violation", "markup.tidy"}),
    Broken("pictures.malformed", '<p><img src="broken.png" alt="x"></p>'),
    Broken("weight.heavy", head='<link rel="stylesheet" href="heavy.css">'),
    Broken("weight.blocking-script", head='<script src="late.js"></script>'),
    Broken("loading.request-outside", head='<link rel="stylesheet" href="https://fonts.example/f.css">',
           also={"links.outside"}),
    Broken("loading.request-outside", name="loading-request-by-script",
           body='<script>fetch("https://counter.example/").catch(() => {});</script>'),
    Broken("loading.request-outside", '<p><img src="../outside.svg" alt="x"></p>', name="loading-request-above",
           also={"links.outside"}, hidden={"loading.request-outside"}),
    Broken("loading.request-missing", '<script>new Image().src = "nothing.png";</script>',
           hidden={"loading.request-missing"}),
    Broken("loading.complaint", "<script>console.warn('careful');</script>"),
    Broken("loading.complaint", "<script>nothing.at(1);</script>", name="loading-exception"),
    Broken("loading.complaint", '<script nonce="other">1;</script>', name="loading-refused-script"),
    Broken("loading.complaint", '<p id="x" onload="1">x</p>', name="loading-refused-handler"),
    Broken("loading.complaint", head='<meta http-equiv="Content-Security-Policy" content="img-src \'none\'">',
           body='<p><img src="picture.svg" alt="x"></p>', name="loading-refused-picture", hidden={"loading.complaint"}),
    Broken("layout.sideways-scroll", '<p style="width: 500px">x</p>'),
    Broken("layout.clipped", '<div style="overflow: hidden"><p style="white-space: pre; width: 10px">'
           + "LISTEN 0 1 127.0.0.1:10000 0.0.0.0:* users" * 5 + "</p></div>"),
    Broken("layout.clipped", '<div style="overflow: hidden; height: 3em">' + "<p>a line</p>" * 5 + "</div>",
           name="layout-clipped-below"),
    Broken("accessibility.violation", '<p style="color: #888; background: #999">pale</p>', also={"printing.pale"}),
    Broken("keyboard.unreachable", '<button tabindex="-1">x</button>'),
    Broken("keyboard.order", '<button tabindex="1">x</button>', also={"accessibility.violation", "keyboard.skip-link"}),
    Broken("keyboard.trap", '<button id="trap">x</button><button>y</button>'
           "<script>document.getElementById('trap').onkeydown = event => event.preventDefault()</script>",
           also={"keyboard.unreachable"}),
    Broken("keyboard.no-outline", '<button style="outline: none">x</button>'),
    Broken("keyboard.no-outline", '<button style="outline: 2px solid #777">x</button>'
           '<div style="background: #787878; padding: 1em"><a href="index.html" style="color: #000">y</a></div>',
           name="keyboard-pale-outline"),
    Broken("keyboard.no-outline", '<div style="overflow: hidden; width: 5em">'
           '<button style="display: block; width: 100%; height: 2em">x</button></div>',
           name="keyboard-outline-cut-off"),
    Broken("keyboard.out-of-sight", '<button style="position: absolute; left: -100em">x</button>'),
    Broken("keyboard.out-of-sight", '<button style="opacity: 0">x</button>', name="keyboard-transparent"),
    Broken("keyboard.out-of-sight", name="keyboard-covered",
           head='<style>body { padding-bottom: 60em } button { position: absolute; bottom: 0 }'
           ' .bar { position: fixed; inset: 0; pointer-events: auto; opacity: 0 } </style>',
           body='<button>x</button><div class="bar"></div>'),
    Broken("keyboard.skip-link", "<script>document.querySelector('.skip').onclick = e => e.preventDefault()</script>"),
    Broken("listings.not-dismissed", '<pre><a class="v2" tabindex="0">x</a></pre><div id="D2">let x: Int</div>',
           head="<style>main > #D2 { display: none } main:has(.v2:is(:hover, :focus)) #D2 { display: block }</style>",
           also={"listings.not-hoverable"}),
    Broken("listings.no-line", '<p><a class="to-line" href="#backlog">line 2</a></p>'),
    Broken("listings.no-address", '<figure class="listing" id="listing-a"><pre><code><span>a\n</span><span>b\n</span>'
           "</code></pre></figure>"),
    Broken("declarations.not-shown", head="<style>#D1 { visibility: hidden }</style>"),
    Broken("declarations.not-hidden", head="<style>body #D1 { display: block }</style>"),
    Broken("declarations.out-of-sight", head="<style>#D1 { bottom: -10em }</style>"),
    Broken("declarations.out-of-sight", name="declarations-in-the-way",
           head="<style>#D1 { inset: 0; pointer-events: none }</style>"),
    Broken("printing.missing-line", '<details><summary>Folded</summary><pre>let hidden = 1</pre></details>',
           head="<style>@media print { details { display: none } }</style>"),
    Broken("printing.torn", '<pre>first\n<span style="display: block; break-before: page">second</span></pre>'),
    Broken("printing.pale", '<p style="background: #111; color: #eee">pale</p>'),
    Broken("policy.missing", replaced=(f'content="{POLICY}"', 'content=""')),
    Broken("policy.missing", replaced=("'strict-dynamic'", "'self'"), name="policy-loose"),
    Broken("policy.missing", replaced=("; base-uri 'none'", ""), name="policy-base"),
    Broken("policy.missing", replaced=('<meta charset="utf-8">', '<meta charset="utf-8"><style>i { font-weight: bold }</style>'),
           name="policy-late"),
    Broken("policy.runs", replaced=("base-uri", "script-src-attr 'unsafe-inline'; base-uri"), name="policy-handler"),
    Broken("policy.runs", replaced=("base-uri", "script-src-elem 'self' 'unsafe-inline'; base-uri"), name="policy-link"),
    Broken("searching.eager", hidden={"searching.eager"}),
    Broken("searching.no-dialog"),
    Broken("searching.not-closed"),
    Broken("searching.wrong-result"),
    Broken("searching.not-followed"),
    Broken("searching.stolen-key"),
    Broken("theming.no-button"),
    Broken("theming.no-effect"),
    Broken("theming.not-kept"),
]

# The concerns that Firefox is asked about.
IN_FIREFOX = ("loading.", "layout.", "declarations.", "policy.runs", "searching.", "theming.")

# The pages of a broken preview, each with what is found of it over HTTP: there a path can't lead out of the folder.
SERVED = {
    page.page: {page.defect, *page.also}
    for page in PAGES
    if page.defect in ("links.missing-file", "links.missing-anchor", "loading.request-outside",
                       "loading.request-missing", "loading.complaint", "layout.sideways-scroll")
    and page.name != "loading-request-above"
}


@dataclass
class Preview:
    """A program that does otherwise than a preview should."""

    name: str
    script: str
    expected: set[str] = field(default_factory=lambda: {"serving.failed"})
    patience: float = 10

    @property
    def arguments(self) -> list[str]:
        return [sys.executable, "-c", f"import signal, sys, time\n{self.script}"]


_TELL = "print('http://localhost:1/', flush=True)"

PREVIEWS = [
    Preview("sound preview", f"signal.signal(signal.SIGINT, lambda *_: sys.exit()); {_TELL}; signal.pause()", set()),
    Preview("preview without address", "print('error: no port')"),
    Preview("preview that fails", f"signal.signal(signal.SIGINT, lambda *_: sys.exit(1)); {_TELL}; signal.pause()"),
    Preview("preview without end", f"signal.signal(signal.SIGINT, signal.SIG_IGN); {_TELL}; time.sleep(60)",
            patience=0.5),
]


def write(folder: Path, broken: list[Broken]) -> None:
    """Writes a broken site of some pages."""
    folder.mkdir(parents=True)
    (folder / "style.css").write_text(STYLE)
    (folder / "heavy.css").write_text("/*" + " " * 150_000 + "*/\n")
    (folder / "script.js").write_text(SCRIPT)
    (folder / "search-index.js").write_text(INDEX)
    (folder / "late.js").write_text("'use strict';\n")
    (folder / "broken.png").write_text("not a picture\n")
    (folder / "picture.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        "<title>Nothing</title><desc>Nothing.</desc></svg>\n"
    )
    (folder.parent / "outside.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>\n')
    (folder / "04-tcp.html").write_text(_sound("04-tcp.html"))
    names = [page.page for page in broken if page.defect != "links.orphan"] + ["04-tcp.html"]
    contents = "".join(f'<li><a href="{name}">{name}</a></li>\n' for name in names)
    (folder / "index.html").write_text(_sound("index.html").replace("</main>", f"<ul>\n{contents}</ul>\n</main>"))
    for page in broken:
        text = _sound(page.page)
        if page.is_used:
            text = text.replace("<html", f'<html data-defect="{page.defect.partition(".")[2]}"')
        # Inline scripts of a page that only its author wrote.
        head, body = (re.sub("<script(?! nonce)", '<script nonce="sound"', part) for part in (page.head, page.body))
        text = text.replace("</head>", f"{head}</head>").replace("</main>", f"{body}\n</main>")
        old, new = page.replaced
        if old:
            assert old in text, (page.page, old)
            text = text.replace(old, new)
        (folder / page.page).write_text(text)


def expected() -> dict[tuple[str, str], set[str]]:
    """The defects of each page, by its name and the browser that shows them."""
    found: dict[tuple[str, str], set[str]] = {}
    for name in ("index.html", "04-tcp.html"):
        for page in (name, f"/{name}"):
            found |= {(page, ""): set(), (page, "Firefox"): set()}
    for page in PAGES:
        found[page.page, ""] = {page.defect, *page.also}
        found[page.page, "Firefox"] = _in_firefox(found[page.page, ""]) - page.hidden
    for name, defects in SERVED.items():
        found[f"/{name}", ""] = defects
        found[f"/{name}", "Firefox"] = _in_firefox(defects)
    for preview in PREVIEWS:
        found[preview.name, ""] = preview.expected
    return found


def _in_firefox(defects: set[str]) -> set[str]:
    return {defect for defect in defects if defect.startswith(IN_FIREFOX)}


def _sound(name: str) -> str:
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="About {name}">
<title>{name}</title>
<link rel="stylesheet" href="style.css">
<script nonce="sound" defer src="script.js"></script>
</head>
<body>
<a class="skip" href="#main">Skip</a>
<nav><a href="index.html">Contents</a></nav>
<main id="main">
<h1>{name}</h1>
{BODY}</main>
</body>
</html>
"""

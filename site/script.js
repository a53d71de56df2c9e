// The site's only script. A page is whole without it: every control that needs it is made by it.
//
// It is loaded by a line in the page's head, so that nothing waits for it; a reader's choice of dark or
// light is shown before that, by the same line. It is no module, as browsers load no modules from file://.

"use strict";

const scriptAddress = document.currentScript.src;

// MARK: Light and dark

// Storage may be refused, as some browsers do for file://; the choice then lasts as long as the page.
const themes = ["auto", "light", "dark"];

function storedTheme() {
  try {
    const theme = localStorage.getItem("workbook-theme");
    return themes.includes(theme) ? theme : "auto";
  } catch {
    return "auto";
  }
}

function storeTheme(theme) {
  try {
    localStorage.setItem("workbook-theme", theme);
  } catch {}
}

// Shows a theme; the style sheet knows `data-theme`, and follows the system without it.
function showTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function makeThemeButton() {
  let theme = storedTheme();
  const button = makeButton("", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    storeTheme(theme);
    update();
  });
  function update() {
    showTheme(theme);
    button.textContent = `Theme: ${theme}`;
  }
  update();
  return button;
}

// MARK: Making elements

// Text goes in as text, never as HTML: what a book says can't become part of the page.
function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

function makeButton(label, action) {
  const button = make("button", "", label);
  button.type = "button";
  button.addEventListener("click", action);
  return button;
}

// MARK: Copying

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without permission, or where the page came over plain HTTP: the old way.
    const area = make("textarea", "offscreen");
    area.value = text;
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    return isCopied;
  }
}

// A button that copies what a function gives at that moment, and says whether that worked.
function makeCopyButton(label, description, text) {
  const button = makeButton(label, async () => {
    const focused = document.activeElement;
    const isCopied = await copy(text());
    focused?.focus();
    button.textContent = isCopied ? "Copied" : "Not copied";
    announce(isCopied ? "Copied" : "Copying isn't allowed here");
    setTimeout(() => { button.textContent = label; }, 2000);
  });
  button.title = description;
  return button;
}

// Says something to those who listen to the page.
function announce(words) {
  let place = document.getElementById("announcement");
  if (!place) {
    place = make("p", "offscreen");
    place.id = "announcement";
    place.setAttribute("role", "status");
    document.body.append(place);
  }
  place.textContent = words;
}

// A line of a listing is an element; one that an earlier listing doesn't have, another one. Lines that are
// gone from there are none of this listing.
const lineSelector = "code > :is(span, ins)";

const textOf = (elements) => Array.from(elements, (element) => element.textContent).join("");

// The lines of a listing that can be seen; folded ones can't until they are unfolded.
function shownText(figure) {
  const lines = Array.from(figure.querySelectorAll(lineSelector));
  return textOf(lines.filter((line) => !line.closest("details:not([open])")));
}

// All lines of some listings, folded ones too.
function wholeText(figures) {
  return figures.map((figure) => textOf(figure.querySelectorAll(lineSelector))).join("");
}

// What is typed in a terminal, without prompts and output; keys such as ^C aren't typed lines.
function typedText(figure) {
  const lines = figure.querySelectorAll("kbd:not(.key)");
  return Array.from(lines, (line) => `${line.textContent}\n`).join("");
}

// The name of the file that a listing shows, which its caption begins with.
function fileName(figure) {
  return figure.querySelector("figcaption").firstChild.textContent.trim();
}

// The listings of the page, each with its address and its pieces; only the first piece has an id.
function findListings() {
  const listings = [];
  for (const figure of document.querySelectorAll("figure.listing")) {
    const name = fileName(figure);
    if (figure.id) listings.push({ id: figure.id, name, figures: [figure] });
    // The page of the whole book may have several of one name.
    else listings.findLast((listing) => listing.name === name)?.figures.push(figure);
  }
  return listings;
}

function addCopyButtons(listings) {
  for (const { name, figures } of listings) {
    for (const figure of figures) {
      const buttons = [
        makeCopyButton("Copy", `Copy what is shown of ${name}`, () => shownText(figure)),
      ];
      if (figures.length > 1 || figure.querySelector("details:not(.gone)")) {
        buttons.push(
          makeCopyButton("Copy file", `Copy all of ${name}, with folded lines`, () =>
            wholeText(figures)));
      }
      figure.querySelector("figcaption").append(make("span", "copy", ...buttons));
    }
  }
  for (const figure of document.querySelectorAll("figure.terminal")) {
    if (!typedText(figure)) continue;
    const button = makeCopyButton("Copy", "Copy the commands, without prompts and output", () =>
      typedText(figure));
    figure.querySelector("figcaption").append(make("span", "copy", button));
  }
  for (const line of document.querySelectorAll(".repeat")) {
    const command = line.querySelector("code").textContent;
    const button = makeCopyButton("Copy", `Copy ${command}`, () => `${command}\n`);
    line.append(make("span", "copy", button));
  }
}

// MARK: Lines

// The lines of a listing by their numbers, as the style sheet counts them: each block begins anew, unless
// it is told where.
function numberedLines(figures) {
  const lines = new Map();
  for (const block of figures.flatMap((figure) => [...figure.querySelectorAll("pre")])) {
    let number = 0;
    for (const line of block.querySelectorAll(lineSelector)) {
      number = Number(/\d+/.exec(line.style.counterSet)?.[0] ?? number) + 1;
      lines.set(number, line);
    }
  }
  return lines;
}

// A line has an address such as #listing-echo-server.swift-12: a click on its number goes there, and
// whoever comes with it sees the line pointed out.
function addressLines(listings) {
  for (const { id, figures } of listings) {
    for (const [number, line] of numberedLines(figures)) {
      line.addEventListener("click", (event) => {
        const isNumber = event.clientX - line.getBoundingClientRect().left
          < parseFloat(getComputedStyle(line).paddingLeft);
        if (isNumber && getSelection().isCollapsed) location.hash = `${id}-${number}`;
      });
    }
    for (const figure of figures) figure.classList.add("addressed");
  }
  function show() {
    document.querySelector(".listing .target")?.classList.remove("target");
    const [, id, number] = /^#(.+)-(\d+)$/.exec(decodeURI(location.hash)) ?? [];
    const listing = listings.find((other) => other.id === id);
    const line = listing && numberedLines(listing.figures).get(Number(number));
    if (!line) return;
    line.classList.add("target");
    const folded = line.closest("details");
    if (folded) folded.open = true;
    line.scrollIntoView({ block: "nearest" });
  }
  addEventListener("hashchange", show);
  show();
}

// What the text says of "line 7" leads to that line: of the listing that it names, as in "line 7 of
// `echo-server`", or of the one before it.
function linkLines(listings) {
  const places = [];
  let last = null;
  const walker = document.createTreeWalker(document.querySelector("main"));
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.localName === "figure") {
      last = listings.find(({ figures }) => figures.includes(node)) ?? last;
    } else if (last && node.nodeType === Node.TEXT_NODE && !node.parentElement.closest("figure, a, code")) {
      places.push([node, last]);
    }
  }
  for (const [node, listing] of places) {
    // From the end, as what is before a link stays where it is.
    for (const match of [...node.data.matchAll(/\bline (\d+)\b( of $)?/g)].reverse()) {
      const name = match[2] && node.nextSibling?.textContent;
      const target = name ? listings.find((other) => [name, `${name}.swift`].includes(other.name)) : listing;
      if (!target || !numberedLines(target.figures).has(Number(match[1]))) continue;
      const words = document.createRange();
      words.setStart(node, match.index);
      words.setEnd(node, match.index + `line ${match[1]}`.length);
      const link = make("a", "to-line");
      link.href = `#${target.id}-${match[1]}`;
      words.surroundContents(link);
    }
  }
}

// MARK: Declarations

const declarationOf = (name) => document.getElementById(`D${/\d+/.exec(name.className)}`);

// References from names to their declarations would be a tenth of a page.
function describeNames() {
  for (const name of document.querySelectorAll("pre a[tabindex]")) {
    name.setAttribute("aria-describedby", declarationOf(name)?.id ?? "");
  }
}

// By the style sheet alone, a declaration is shown while the pointer is over its name or the name has the
// focus. With this, the pointer can go on to the declaration, to scroll or to copy it, and Escape puts it
// away (WCAG 2.2, criterion 1.4.13).
function holdDeclarations() {
  const main = document.querySelector("main");
  let held = null;
  function hold(name) {
    if (name === held) return;
    for (const element of main.querySelectorAll(".held")) element.classList.remove("held");
    main.classList.remove("dismissed");
    held = name;
    held?.classList.add("held");
    if (held) declarationOf(held)?.classList.add("held");
  }
  document.addEventListener("pointerover", ({ target }) => {
    if (target.closest("main > [id^=D]")) return;
    hold(target.closest("pre a[class]"));
  });
  document.addEventListener("focusin", () => main.classList.remove("dismissed"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") main.classList.add("dismissed");
  });
}

// MARK: Keys

// Whether a key belongs to somebody else: a modifier is held, or the reader is in a control.
function isTaken(event) {
  const element = event.target;
  return event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey
    || event.isComposing || element.isContentEditable || document.querySelector("dialog[open]")
    || Boolean(element.closest?.("input, textarea, select, button, summary, [tabindex]"));
}

function listenToKeys(openSearch) {
  document.addEventListener("keydown", (event) => {
    if (isTaken(event)) return;
    // On many keyboards / is typed with Shift, so that one may be held.
    if (event.key === "/") {
      event.preventDefault();
      openSearch();
    } else if (event.key === "ArrowLeft" && mayTurnPage(event)) {
      document.querySelector("a[rel=prev]")?.click();
    } else if (event.key === "ArrowRight" && mayTurnPage(event)) {
      document.querySelector("a[rel=next]")?.click();
    }
  });
}

// Arrows turn pages only where they have nothing else to do: nothing has the focus, nothing is
// selected in code, and the page has no other half to scroll to.
function mayTurnPage(event) {
  const selected = getSelection()?.anchorNode;
  const element = selected instanceof Element ? selected : selected?.parentElement;
  const root = document.documentElement;
  return !event.shiftKey && !event.repeat
    && [document.body, null].includes(document.activeElement)
    && !element?.closest("pre, code, figure")
    && root.scrollWidth <= root.clientWidth;
}

// MARK: Search

// What is searched is a file of its own, loaded when it is first needed:
// [[page, title, [[anchor, heading, prose, code, output], …]], …]
const fields = { heading: 1, prose: 2, code: 3, output: 4 };
// Headings come before prose, and prose before code and output.
const ranks = [0, 0, 1, 2, 2];
const mostResults = 50;

// Finds the sections that hold all words of a query, the best first.
function findSections(pages, query) {
  const words = lowercased(query).split(/\s+/).filter(Boolean);
  const found = [];
  if (words.length === 0) return found;
  for (const [page, title, sections] of pages) {
    for (const section of sections) {
      const matches = words.map((word) => bestMatch(section, word));
      if (matches.includes(null)) continue;
      const score = matches.reduce((sum, match) => sum + match.score, 0);
      // What is shown around the match: where a word was found that the heading doesn't have.
      const shown = matches.reduce((one, other) => (other.score > one.score ? other : one));
      found.push({ page, title, section, score, shown });
    }
  }
  // The order of the book decides between equals, as sorting is stable.
  return found.sort((one, other) => one.score - other.score);
}

// Where a section holds a word, in the best way: by the kind of text, then whole words before
// beginnings of words before parts of words.
function bestMatch(section, word) {
  let best = null;
  for (let field = fields.heading; field < section.length; field += 1) {
    if (best && best.score < ranks[field] * 3) break;
    const text = lowercased(section[field]);
    for (let start = text.indexOf(word); start >= 0; start = text.indexOf(word, start + 1)) {
      const wholeness = wholenessOf(text, start, word);
      // One or two letters are in nearly every word.
      if (wholeness === 2 && word.length < 3) continue;
      const score = ranks[field] * 3 + wholeness;
      if (!best || score < best.score) best = { field, start, score };
      if (wholeness === 0) break;
    }
  }
  return best;
}

// 0 for a whole word, 1 for the beginning of one, 2 for any other part.
function wholenessOf(text, start, word) {
  const isInWord = (one, other) => /^[\p{L}\p{N}]{2}$/u.test(`${one}${other}`);
  const end = start + word.length;
  if (isInWord(text[start - 1] ?? "", text[start])) return 2;
  return isInWord(text[end - 1], text[end] ?? "") ? 1 : 0;
}

// A text in lower case, as long as it was, so that places in one are places in the other.
function lowercased(text) {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  // A few letters, such as İ, have a longer form; they stay as they are.
  return Array.from(text, (letter) => {
    const small = letter.toLowerCase();
    return small.length === letter.length ? small : letter;
  }).join("");
}

// Cuts what is around a match out of a text, from word to word.
function contextOf(text, start) {
  let from = Math.max(0, start - 60);
  let to = Math.min(text.length, start + 120);
  if (from > 0) from = Math.min(start, text.slice(0, start).indexOf(" ", from) + 1 || start);
  if (to < text.length) to = Math.max(start, text.lastIndexOf(" ", to));
  const piece = text.slice(from, to).replace(/\s+/g, " ");
  return `${from > 0 ? "… " : ""}${piece}${to < text.length ? " …" : ""}`;
}

// A text as nodes, with the words of a query marked.
function marked(text, query) {
  const words = lowercased(query).split(/\s+/).filter(Boolean);
  const lower = lowercased(text);
  const nodes = [];
  let rest = 0;
  while (rest < text.length) {
    let next = null;
    for (const word of words) {
      const start = lower.indexOf(word, rest);
      const isBetter = !next || start < next.start
        || (start === next.start && word.length > next.length);
      if (start >= 0 && isBetter) next = { start, length: word.length };
    }
    if (!next) break;
    nodes.push(text.slice(rest, next.start));
    rest = next.start + next.length;
    nodes.push(make("mark", "", text.slice(next.start, rest)));
  }
  nodes.push(text.slice(rest));
  return nodes;
}

function makeResult({ page, title, section, shown }, query) {
  const [anchor, heading] = section;
  const link = make("a", "", make("strong", "", ...marked(heading, query)));
  link.href = new URL(`${page}#${anchor}`, scriptAddress).href;
  if (heading !== title) link.append(make("span", "note", ` ${title}`));
  // A match in the heading is seen there; what follows the heading tells more.
  const isInHeading = shown.field === fields.heading;
  const field = isInHeading ? fields.prose : shown.field;
  const context = contextOf(section[field] ?? "", isInHeading ? 0 : shown.start);
  const tag = field === fields.prose ? "span" : "code";
  if (context) link.append(make(tag, "context", ...marked(context, query)));
  return make("li", "", link);
}

let loading = null;

// Loads what is searched, once; as a script, since pages on file:// can't fetch.
function loadIndex() {
  loading ??= new Promise((resolve, reject) => {
    const script = make("script");
    script.src = new URL("search-index.js", scriptAddress).href;
    script.addEventListener("load", () => resolve(globalThis.workbookSearch));
    script.addEventListener("error", () => {
      loading = null;
      reject(new Error("search-index.js, which belongs beside this page, can't be loaded"));
    });
    document.head.append(script);
  });
  return loading;
}

function makeSearch() {
  const input = make("input");
  input.type = "search";
  input.autocomplete = "off";
  input.spellcheck = false;
  input.placeholder = "Search the book";
  input.setAttribute("aria-label", "Search the book");
  const count = make("p", "count");
  count.setAttribute("role", "status");
  const results = make("ol");
  const dialog = make(
    "dialog", "search", input, makeButton("Close", () => dialog.close()), count, results);
  dialog.setAttribute("aria-label", "Search");
  document.body.append(dialog);

  async function update() {
    const query = input.value.trim();
    try {
      const pages = await loadIndex();
      // Another letter may have been typed while the index was loading.
      if (query !== input.value.trim()) return;
      const found = findSections(pages, query);
      const shown = found.slice(0, mostResults);
      results.replaceChildren(...shown.map((result) => makeResult(result, query)));
      count.textContent = wordsForCount(query, found.length);
    } catch (error) {
      count.textContent = error.message;
    }
  }

  function open() {
    if (dialog.open) return;
    dialog.showModal();
    input.select();
    update();
  }

  input.addEventListener("input", update);
  dialog.addEventListener("click", (event) => {
    // A link may lead to another place of this same page; and the backdrop counts as the dialog.
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    const stops = [input, ...results.querySelectorAll("a")];
    const index = stops.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && index >= 0) stops[Math.min(index + 1, stops.length - 1)].focus();
    else if (event.key === "ArrowUp" && index >= 0) stops[Math.max(index - 1, 0)].focus();
    // Enter in the input takes the first result; on a link it does what it always does.
    else if (event.key === "Enter" && index === 0) stops[1]?.click();
    // By itself, Escape would only empty the input.
    else if (event.key === "Escape") dialog.close();
    else return;
    event.preventDefault();
  });
  return open;
}

function wordsForCount(query, count) {
  if (!query) return "";
  const sections = count === 1 ? "1 section" : `${count || "no"} sections`;
  return sections + (count > mostResults ? `; the first ${mostResults} are shown` : "");
}

// MARK: Beginning

function begin() {
  const openSearch = makeSearch();
  const searchButton = makeButton("Search", openSearch);
  searchButton.title = "Search (/)";
  searchButton.setAttribute("aria-keyshortcuts", "/");
  const tools = make("div", "tools", searchButton, makeThemeButton());
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", "Tools");
  (document.querySelector(".bar") ?? document.body).append(tools);
  const listings = findListings();
  addCopyButtons(listings);
  addressLines(listings);
  linkLines(listings);
  describeNames();
  holdDeclarations();
  listenToKeys(openSearch);
}

// The page may be there before the script is.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();

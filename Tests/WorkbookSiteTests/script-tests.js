// Tests of the site's script that need no page: node script-tests.js SCRIPT. Prints each test that fails.

"use strict";

const fs = require("node:fs");
const vm = require("node:vm");

// As much of a browser as the script touches before its page is there.
const page = vm.createContext({
  document: {
    currentScript: { src: "file:///site/script.js" },
    documentElement: { dataset: {} },
    readyState: "loading",
    addEventListener() {},
  },
  localStorage: { getItem() { throw new Error("refused"); } },
});
vm.runInContext(fs.readFileSync(process.argv[2], "utf8"), page);

let failures = 0;
function expect(name, actual, expected) {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (one === other) return;
  failures += 1;
  console.log(`${name}: ${one} instead of ${other}`);
}

const book = [
  ["01-a.html", "A", [
    ["output", "Printed", "", "", "$ server\nlisten"],
    ["code", "Program", "", "socket.listen(backlog: 1)"],
    ["prefix", "Words", "A listener is there"],
    ["inside", "Words", "It enlists others"],
    ["prose", "Words", "To listen is an art. Another word: backlog"],
  ]],
  ["02-b.html", "B", [
    ["heading-prefix", "Listeners"],
    ["heading", "How to LISTEN", "Nothing else"],
    ["other", "Else", "İstanbul and Ärger"],
  ]],
];
const found = (query) => page.findSections(book, query).map(({ section }) => section[0]);

expect("ranks", found("listen"), [
  "heading", "heading-prefix", "prose", "prefix", "output", "code",
]);
expect("parts of words come last of their kind", found("list"), [
  "heading-prefix", "heading", "prefix", "prose", "inside", "output", "code",
]);
expect("two letters are no part of a word", found("is").includes("heading"), false);
expect("all words must be there", found("backlog listen"), ["prose", "code"]);
expect("case", found("LISTEN BackLog"), ["prose", "code"]);
expect("signs", found("listen(backlog:"), ["code"]);
expect("other alphabets", found("ärger"), ["other"]);
expect("nothing", found("  "), []);
expect("nothing found", found("absent"), []);

const text = `${"before ".repeat(20)}the match ${"after ".repeat(40)}`;
const context = page.contextOf(text, text.indexOf("match"));
expect("context holds the match", context.includes("the match after"), true);
expect("context is cut between words", /^… before .* after …$/.test(context), true);
expect("a short text is its own context", page.contextOf("one\ntwo", 4), "one two");
expect("a text without spaces", page.contextOf("x".repeat(500), 250).length <= 190, true);

// As much of a listing as counting its lines takes: blocks of lines, some told where they begin.
const line = (counterSet) => ({ style: { counterSet } });
const block = (...lines) => ({ querySelectorAll: () => lines });
const figure = (...blocks) => ({ querySelectorAll: () => blocks });
const counted = [line(""), line(""), line("line 4"), line(""), line("line 9")];
const numbered = page.numberedLines([
  figure(block(counted[0], counted[1]), block(counted[2], counted[3])), figure(block(counted[4])),
]);
expect("numbers of lines", [...numbered.keys()], [1, 2, 5, 6, 10]);
expect("lines of numbers", counted.map((one, index) => numbered.get([1, 2, 5, 6, 10][index]) === one),
  [true, true, true, true, true]);

process.exitCode = failures === 0 ? 0 : 1;

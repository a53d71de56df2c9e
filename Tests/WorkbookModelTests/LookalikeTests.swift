import Testing
import WorkbookModel
import WorkbookTestSupport

/// What looks like an example, a link or a comment and is none: it is told, and never passed over.
@Suite struct LookalikeTests {
  /// Chapters in which `①` marks the place of the one problem, by what kind of problem it is.
  static let chapters: [(Diagnostic.Identifier, [String])] = [
    (
      .fenceWord,
      [
        "```①Console a\n$ b\n```", "```①SWIFT\nlet a = 1\n```", "```①{.swift}\nlet a = 1\n```",
        "```①swift,ignore\nlet a = 1\n```", "```①{console} a\n$ b\n```", "```①consol a\n$ b\n```",
        "```①swfit a.swift\nlet a = 1\n```", "~~~①Bytes a\nc: d=01\n~~~",
        "``` ①conosle a\n$ b\n```",
        "> ```①console: a\n> $ b\n> ```", "- ```①Console a\n  $ b\n  ```",
        "```①.swift\nlet a = 1\n```",
        "```①language-console a\n$ b\n```", "```①swift{3}\nlet a = 1\n```", "```①cons a\n$ b\n```",
        "```①console\u{200B} a\n$ b\n```", "```①cоnsole a\n$ b\n```",
        "```①console\u{A0}a\n$ b\n```",
        "```①swift:a.swift\nlet a = 1\n```", "```①byte a\nc: d=01\n```",
        "```①a.swift swift\nlet a = 1\n```", "```①a console\n$ b\n```",
        "```①a.swift\nlet a = 1\n```",
        "```①{.console .numberLines}\n$ b\n```", "````①consoles a\n$ b\n````",
      ]
    ),
    (
      .fileSuffix,
      [
        "```swift ①a.SWIFT\nlet a = 1\n```", "```swift ①a\nlet a = 1\n```",
        "```text ①a.Swift\na\n```",
      ]
    ),
    (
      .looksLikeTerminal,
      [
        "①```sh\n$ b\n```", "①```shell\n$ b\n```", "①```bash\n$ b\n```", "①```zsh\n$ b\n```",
        "①```terminal\n$ b\n```", "①```shell-session\n$ b\n```", "①```sh-session\n$ b\n```",
        "①```terminal\n# b\n```", "①```\n$ b\n```", "①```text\n$ b\nc\n```",
        "①```shell a\n$ b\n```",
        "①~~~bash-session\nada@box:~$ b\n~~~", "> ①```sh\n> $ b\n> ```", "①```sh\n[A]$ b\n```",
        "Text.\n\n    ①$ b\n    c", "- a\n\n      ①$ b",
        "Text.\n\n    ①```console a\n    $ b\n    ```",
        "1. a\n\n       ①~~~ swift a.swift\n       b\n       ~~~", "①```sh\necho\n  $ b\n```",
        "a\n\n     - ①```console b\n     - $ c", "a\n\n    > ①$ b", "a\n\n      1. ①$ b",
      ]
    ),
    (
      .notAFence,
      [
        "①``console a\n$ b\n``", "①```console a`b\n$ b", "Text\n    ①```console a\n    $ b",
        "Text: ①```console a\n$ b", "> Text\n>     ①```console a\n>     $ b",
        "①'''console a\n$ b\n'''",
        "- Text\n      ①```console a", "①~~console a\n$ b", "①``sh\n$ b\n``", "①´´´console a\n$ b",
        "“①```Console a”\n$ b", "| a |\n|---|\n| ①```console b\n| $ c\n| ```",
        "| a |\n|---|\n| b ①~~~console c |", "| a |\n|---|\n\u{A0}①```console b\n$ c",
      ]
    ),
    (
      .unclosedFence,
      [
        "①```console a\n$ b", "①````console a\n$ b\n```", "①~~~~~console a\n$ b\n~~~~",
        "> ①```console a\n> $ b\n\nText", "- ①```console a\n  $ b\n\nText", "①```\ntext",
        "①```text\na\n``` b", "①~~~text\na\n```",
      ]
    ),
    (
      .fenceInFence,
      [
        "```text\na\n\n①```console a\n$ b\n```",
        "```swift a.swift\nlet a = 1\n①```console a\n$ b\n```",
        "~~~text\n①~~~console a\n$ b\n~~~", "```console a\n$ b\n①```swift c.swift\nlet c = 1\n```",
        "```text\n  ①````Console a\n$ b\n````",
      ]
    ),
    (
      .unclosedComment,
      [
        "①<!-- a\n\n```console b\n$ c\n```", "Text ①<!-- a\n\nmore --> text",
        "①<!-- a\n\n## B\n\n<!-- c -->",
        "> ①<!-- a\n\nb -->", "- ①<!-- a\n\nb -->", "Text ①<!-- a", "| a |\n|---|\n| ①<!-- b |",
        "①<!-- a <!-- b -->\n", "## A ①<!-- b", "①<!--", "  ①<!-- a\n", "a ①<!-- b <!-- c --> d",
        "①<!-- a ->\n\nb -->", "①<!-- a --!> b\n\nc -->", "a ①<!-- b --!> c -->",
      ]
    ),
    (
      .rawHTML,
      [
        "①<div>\n```console a\n$ b\n```\n</div>",
        "①<details>\n\n```console a\n$ b\n```\n\n</details>",
        "Press ①<kbd>a</kbd>.", "a①<br>b", "a①<br/>b", "①<BR>", "①<IMG SRC=\"a.png\">",
        "H①<sub>2</sub>O",
        "①<pre>\n$ a\n</pre>", "①<script>\nlet a\n</script>", "①<?php a ?>", "①<!DOCTYPE html>",
        "①<![CDATA[a]]>", "> ①<p>a</p>", "- ①<a href=\"b\n\">c</a>", "| ①<b>a</b> |\n|---|",
        "①</div>",
        "## A ①<em>b</em>", "a ①<div\nclass=\"b\">", "①<video src=a>",
      ]
    ),
    (.footnote, ["A①[^1]\n\n[^1]: Wrongly.", "A①[^1] b.", "①[^a]: Two words.", "A①[^long-name]."]),
    (
      .undefinedReference,
      [
        "①[a][b]", "①![a][b]", "①[a][]", "> *①[a b][c d]*", "| ①[a][b] |\n|---|", "- ①[a\nb][c]",
        "## ①[a][b]",
      ]
    ),
    (
      .unusedDefinition,
      [
        "[a]: ①b", "[TODO]: ①b \"c\"", "[a]\n\n[a]: #test\n[a]: ①#test", "> [a]: ①b",
        "- [a b]: <①#c>",
        "a\n\n[a]: ①b\n\nc",
      ]
    ),
    (
      .extraCell,
      [
        "| a |\n|---|\n①| b | c |", "a\n| a |\n|---|\n| b |\n①| c | d",
        "- | a |\n  |---|\n①  | b | c |",
      ]
    ),
    (
      .linkScheme,
      [
        "[a](①ftp://b)", "[a](①irc:b)", "[a](①JavaScript:b)", "<①irc://a/b>",
        "![a](①data:image/png,b)",
        "①ftp://a.b/c", "①[a][b]\n\n[b]: ftp://c", "[a](①java&Tab;script:b)",
        "[a](①file:///etc/passwd)",
        "[a](①sms:1)", "[a](①xmpp:a@b.c)",
      ]
    ),
    (
      .brokenLink,
      [
        "[a](①02-b.md)", "[a](①./02-b.md)", "[a](①02-b.html)", "[a](①#b)", "[a](①../b.txt)",
        "[a](①../../b)", "[a](①/b)", "[a](①)", "A\nb\n[c](①02-b.md)", "[a](①01-test.md#%C3%A4)",
        "[a](①names.html#b)", "| a |\n|---|\n| b [c](①02-b.md) |", "> > a\n> > [b](①#c)",
        "[a](<①02-b c.md>)", "①[a]\n\n[a]: 02-b.md", "- a\n\n  1. b [c](①#d)", "[a](①01-test.md/b)",
        "[a](①chapters/01-test.md)", "[a](①01-test.MD)", "[a](①#)",
        "[a](①01-test.md/)", "[a](①https:)", "[a](①mailto:)", "[a](①tel:)",
      ]
    ),
    (
      .picture,
      [
        "![a](①b.png)", "![a](①../../b.png)", "![a](①/b.png)", "![a](①01-test.md)", "![a](①b.txt)",
        "> ![a](①img/b.svg)", "[![a](①b.png)](#test)", "①![a]\n\n[a]: b.png",
        "![a](①mailto:a@b.c)",
      ]
    ),
  ]

  @Test(arguments: chapters.flatMap { kind in kind.1.map { (kind.0, $0) } })
  func `what looks like something else is told where it stands`(
    identifier: Diagnostic.Identifier, chapter: String
  ) async throws {
    let marked = try MarkedChapter(chapter)
    let diagnostics = try await mistakes { folder in try folder.book(marked.text) }
    #expect(diagnostics.map(\.identifier) == [identifier], "\(diagnostics)")
    #expect(diagnostics.first?.location == marked.location)
  }

  @Test(arguments: [
    // Other languages, and other text.
    "```json\n{}\n```", "```mermaid\ngraph TD; A-->B\n```", "~~~python\nprint()\n~~~",
    "```sh\necho $a\n```",
    "```css\na {}\n```", "```text\n$ 5 each\n```", "```diff\n-$a\n```", "```perl\n$a = 1;\n```",
    "```\na\n```",
    "```sh unchecked\n$ b\n```", "```text unchecked\n$ b\n```", "```shell\nls\n# a comment\n```",
    "````text\n```json\n{}\n```\n````", "```text a.txt\n$ b\n```",
    "~~~~text a.txt\n~~~~text a.txt\n~~~~",
    "````text\n```console a\n```\n````", "```yaml\nrun: a\n```", "```c a.c\nint a;\n```",
    "```swift a.txt\nlet a\n```",
    // Code within text.
    "A `swift build` and ``console`` and ```` ``` ````.", "`swift\nbuild`", "``a`b``", "```a``` b",
    // Comments.
    "<!-- a -->", "  <!-- a -->", "<!-- a -- b -->", "a <!-- b --> c", "a <!-- b\nc --> d",
    "<!-- a\n\nb -->\nc",
    "<!-- a --> b", "<!--> a", "- <!-- a -->", "> <!-- a -->", "| a <!-- b --> |\n|---|",
    "## A <!-- b -->",
    "<!-- a\n```console b\n$ c\n```\n-->", "`<!-- a`", "\\<!-- a", "```text\n<!-- a\n```",
    // Signs that mean nothing.
    "Array<Int> and <T>", "a < b > c", "<Key, Value>", "`<div>`", "\\<div>", "[^ a]", "\\[^1]",
    "a[i]", "[a]", "a\n[b]: c", "```text\n[1]: a\n```", "    [a]: b", "<!--\n[a]: b\n-->",
    "| a |\n|---|\n| b | |",
    "<!-- a -> b -->", "[a]\n\n[a]: #test", "![a][]\n\n[a]: https://b/c.png", "`a\n[b]: c`",
    "[a] [b]", "`a[i][j]`", "`[^1]`", "a < div > b", "&lt;div>", "![a]",
    // Links.
    "[a](https://b)", "[a](mailto:b@c.d)", "[a](tel:1)", "[a](#test)", "[a](01-test.md)",
    "[a](./01-test.md#test)",
    "[a](../chapters/01-test.md)", "[a](01-test.html)", "[a](01-test.html#test)", "[a](#t%65st)",
    "[a](index.html)", "[a](names.html#errors)", "[a](01%2Dtest.md)", "<https://a.b>", "<a@b.c>",
    "www.a.b",
    "![a](https://b/c.png)", "[a][b]\n\n[b]: #test", "[a]\n\n[A]: https://b", "https://a.b/c",
    "[a](<01-test.md>)",
  ])
  func `what is meant so is let be`(chapter: String) async throws {
    try await TemporaryFolder.with { folder in
      _ = try folder.book(chapter)
    }
  }
}

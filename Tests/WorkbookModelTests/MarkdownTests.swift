import Testing

@testable import WorkbookModel

@Suite struct MarkdownTests {
  @Test(.timeLimit(.minutes(10))) func `a table of many short rows isn't filled up`() throws {
    let columns = 20_000
    let text =
      String(repeating: "a|", count: columns) + "\n" + String(repeating: "-|", count: columns)
      + "\n" + String(repeating: "a\n", count: columns)
    guard case .table(let table)? = try CommonMark.parse(text).first?.kind else {
      Issue.record("no table")
      return
    }
    #expect(table.rows.count == columns)
    #expect(table.rows.reduce(0) { $0 + $1.count } <= Table.mostMissingCells + 2 * columns)
  }

  @Test func `blocks and running text become values`() throws {
    let blocks = try CommonMark.parse(
      """
      # A *title*

      Some `code`, **strong**
      [link](04-tcp.md "Title").

      1. one
      2. two

      > quoted

      ---
      """)
    #expect(blocks.map(\.line) == [1, 3, 6, 9, 11])
    #expect(
      blocks[0].kind
        == .heading(
          Heading(level: 1, text: "A title", anchor: "a-title"),
          [.text("A "), .emphasis([.text("title")])]))
    #expect(
      blocks[1].kind
        == .paragraph([
          .text("Some "), .code("code"), .text(", "), .strong([.text("strong")]), .softBreak,
          .link(destination: "04-tcp.md", title: "Title", [.text("link")]), .text("."),
        ]))
    #expect(
      blocks[2].kind
        == .list(
          List(
            start: 1, isTight: true,
            items: [
              [Block(kind: .paragraph([.text("one")]), line: 6)],
              [Block(kind: .paragraph([.text("two")]), line: 7)],
            ])))
    #expect(blocks[3].kind == .quote([Block(kind: .paragraph([.text("quoted")]), line: 9)]))
    #expect(blocks[4].kind == .thematicBreak)
  }

  @Test func `a code block knows its lines, wherever it stands`() throws {
    let text = """
      ```swift a.swift
      let x = 1
      ```

      - item

        ~~~~ console
        ```
        ~~~~

      > ```
      > quoted
      > ```

          ``` indented
      """
    let codes = try CommonMark.parse(text).flattened.compactMap { block -> CodeBlock? in
      if case .code(let code) = block.kind { code } else { nil }
    }
    #expect(codes.map(\.lines) == [1...3, 7...9, 11...13, 15...15])
    #expect(codes.map(\.info) == ["swift a.swift", "console", "", ""])
    #expect(codes.map(\.text) == ["let x = 1\n", "```\n", "quoted\n", "``` indented\n"])
    #expect(codes.map(\.fence?.text) == ["```", "~~~~", "```", nil])
  }

  @Test func `a table's cells are split before anything else is read`() throws {
    let blocks = try CommonMark.parse("| a | b |\n|---|:-:|\n| `x \\| y` | - *z* |\n| 1 |\n")
    guard case .table(let table) = try #require(blocks.first).kind else {
      Issue.record("no table: \(blocks)")
      return
    }
    #expect(table.alignments == [nil, .center])
    #expect(table.header == [[.text("a")], [.text("b")]])
    #expect(
      table.rows == [
        [[.code("x | y")], [.text("- "), .emphasis([.text("z")])]],
        [[.text("1")], []],
      ])
  }

  @Test func `colons say how a column is aligned`() throws {
    let blocks = try CommonMark.parse("|a|b|c|d|\n|-|:-|:--:|-:|\n")
    guard case .table(let table) = try #require(blocks.first).kind else {
      Issue.record("no table: \(blocks)")
      return
    }
    #expect(table.alignments == [nil, .left, .center, .right])
  }

  @Test(arguments: [
    "a | b\nc | d", "| a |\n|---|---|", "a\n-", "| a |\n| b |", "[a]: /b\n---", "a\n\t|-|",
  ])
  func `other paragraphs are no tables`(text: String) throws {
    let isTable = try CommonMark.parse(text).contains { block in
      if case .table = block.kind { true } else { false }
    }
    #expect(!isTable)
  }

  /// Tables where cmark-gfm finds them, by the lines on which they begin.
  @Test(arguments: [
    ("Words:\n| a |\n|---|\n| 1 |", [2]), ("- | a |\n  |---|\n  | 1 |", [1]),
    ("> | a |\n> |---|\n> | 1 |", [1]), ("a\n:-:", [1]), ("a|b\n-|-", [1]), ("| a |\n--- |", [1]),
    ("1. b\n\n   | a |\n   |---|", [3]), ("a\nb|c\n:-|-:\nd", [2]), ("   | a |\n   |---|", [1]),
    ("[a]: b\n| a |\n|---|", [2]), ("> a\n> | b |\n> |---|\n| c |", [2]),
    ("| a |\n|---|\n\n| b |\n|---|", [1, 4]),
    ("a\n-", []), ("    | a |\n    |---|", []), ("| a |\n\n|---|", []), ("| a | b |\n|---|", []),
    ("| a |\n|---:-|", []), ("```\n| a |\n|---|\n```", []), ("| a\n| b |", []),
  ])
  func `a table begins below its header, wherever that stands`(text: String, lines: [Int]) throws {
    let found = try CommonMark.parse(text).flattened.filter { block in
      if case .table = block.kind { true } else { false }
    }
    #expect(found.map(\.line) == lines)
  }

  /// A paragraph stands as many lines below the second table as the cells of the first take up above the document.
  @Test func `each of several tables has all its rows`() throws {
    let table = "| b |\n|---|\n| c |\n| d |\n| e |\n\n"
    let blocks = try CommonMark.parse(table + table + "\n\nx\ny")
    let counts = blocks.compactMap { block in
      if case .table(let table) = block.kind { table.rows.count } else { nil }
    }
    #expect(blocks.map(\.line) == [1, 7, 15])
    #expect(counts == [3, 3])
  }

  @Test(arguments: [
    ("~~a~~", "a"), ("~a~", "a"), ("a ~~b *c*~~", "b c"), ("*~~a~~*", nil), ("~~a~", nil),
    ("~a~~", nil), ("~~ a~~", nil), ("\\~~a~~", nil), ("b ~~~a~~~", nil), ("`~~a~~`", nil),
    ("&#126;a~", nil), ("~~a~~ ~~b~~", "a"), ("~a ~~b~~ c~", "a b c"), ("~~a\n\nb~~", nil),
  ])
  func `tildes strike out what stands between as many`(text: String, words: String?) throws {
    guard case .paragraph(let inlines)? = try CommonMark.parse(text).first?.kind else {
      Issue.record("no paragraph")
      return
    }
    let struck = inlines.compactMap { inline in
      if case .strikethrough(let inner) = inline { inner.plainText } else { nil }
    }
    #expect(struck.first == words)
  }

  /// The rare signs that marks begin with, as marks are written.
  @Test func `a text that looks like the tool's own marks is shown as it is`() throws {
    let text = "\u{12470}0:t1\u{12470} \u{10FFFD}1:w0\u{10FFFD} Array<Int> \u{12470}2:l0\u{12470}"
    guard case .paragraph(let inlines)? = try CommonMark.parse(text).first?.kind else {
      Issue.record("no paragraph")
      return
    }
    #expect(inlines.plainText == text)
  }

  @Test(arguments: ["s", "t", "c", "b", "d", "a", "w", "l", "m", "r", "n", "p", "e", "f"])
  func `character references make no marks`(kind: String) throws {
    let text = "\u{12470}0:\(kind)ffffff\u{12470} a"
    let written = text.replacing("\u{12470}", with: "&#x12470;")
    guard case .heading(_, let inlines)? = try CommonMark.parse("## \(written)").first?.kind else {
      Issue.record("no heading")
      return
    }
    #expect(inlines.plainText == text)
  }

  @Test func `comments that end where others begin hide no text`() throws {
    let comments = (1...40).map { "<!-- \($0)\n-->" }.joined(separator: " ")
    #expect(
      try CommonMark.parse("\(comments) text").last?.kind == .paragraph([.text("text")]))
    let many = (1...200).map { "<!-- \($0)\n-->" }.joined(separator: " ")
    #expect(throws: CommonMark.TooDeep.self) { try CommonMark.parse("\(many) text") }
  }

  @Test(arguments: [
    // Cells have what running text has, and definitions may stand anywhere.
    ("| [a] | [b][a] |\n|---|---|\n\n[a]: c", ["a", "b"], []),
    ("| a\\|b | `c\\|d` |\n|---|---|\n| \\\\| e | f |", ["a|b", "c|d"], [["| e", "f"]]),
    // Too few cells are filled up, and too many left out.
    (
      "| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n1", ["a", "b"],
      [["1", ""], ["1", "2"], ["1", ""]]
    ),
    ("| a | b |\n|---|---|\n|\n||", ["a", "b"], [["", ""], ["", ""]]),
    // A block that begins ends the table.
    ("a|b\n-|-\n1|2\n> c", ["a", "b"], [["1", "2"]]),
    // So does a line without the marks of what it is in.
    ("> a|b\n> -|-\n> 1|2\nc", ["a", "b"], [["1", "2"]]),
    ("a|b\n-|-\n1|2\n2. c", ["a", "b"], [["1", "2"]]),
    ("a|b\n-|-\n    c", ["a", "b"], []), ("a|b\n-|-\n# c", ["a", "b"], []),
    ("| a <!-- b --> |\n|---|\n| ~~c~~ www.d.e |", ["a "], [["c www.d.e"]]),
  ])
  func `a table has these cells`(text: String, header: [String], rows: [[String]]) throws {
    let tables = try CommonMark.parse(text).flattened.compactMap { block -> Table? in
      if case .table(let table) = block.kind { table } else { nil }
    }
    let table = try #require(tables.first)
    #expect(table.header.map(\.plainText) == header)
    #expect(table.rows.map { $0.map(\.plainText) } == rows)
  }

  @Test(arguments: [
    ("<!-- a --> b", "b"), ("a <!-- b --> c", "a  c"), ("a <!-- b\nc --> d", "a  d"),
    ("<!-- a\n\nb --> c\nd", "c d"), ("- a <!-- b -->", "a "), ("> <!-- a -->\n> b", "b"),
    ("# a <!-- b -->", "a "), ("<!-- a --><!-- b -->", nil), ("<!-- a -->\n<!-- b -->", nil),
    ("- <!-- a -->", nil), ("**a<!-- b -->**", "a"), ("[a<!-- b -->](c)", "a"),
    ("a\n<!-- b -->\nc", "a"),
    ("<!---->a", "a"), ("<!--->a", "a"), ("  <!-- a -->", nil), ("<!-- a -->\n```\nb\n```", nil),
  ])
  func `comments are left out, and nothing else is`(text: String, words: String?) throws {
    let texts = try CommonMark.parse(text).flattened.compactMap { block -> String? in
      switch block.kind {
      case .paragraph(let inlines), .heading(_, let inlines): inlines.plainText
      default: nil
      }
    }
    #expect(texts.first == words)
  }

  @Test(arguments: [
    ("Array<Int>", "Array<Int>"),
    ("Dictionary<Key, Value> of <T>", "Dictionary<Key, Value> of <T>"),
    ("<Int>\ntext", "<Int> text"), ("</Int>", "</Int>"),
    ("<my-element a=\"b\">", "<my-element a=\"b\">"),
    ("&lt;b&gt;", "<b>"), ("a < b", "a < b"), ("<div", "<div"), ("\\<b>", "<b>"),
  ])
  func `words in angle brackets that are no HTML are text`(text: String, words: String) throws {
    guard case .paragraph(let inlines)? = try CommonMark.parse(text).first?.kind else {
      Issue.record("no paragraph")
      return
    }
    #expect(inlines.plainText == words)
  }

  @Test(arguments: [
    ("- [ ] a", false), ("* [x] a", true), ("1. [X] a", true), ("- [ ]\ta", false),
    ("- [y] a", nil),
    ("- [ ]", nil), ("- [x]a", nil), ("[ ] a", nil), ("- a [ ] b", nil),
  ])
  func `an item may be a task`(text: String, isDone: Bool?) throws {
    let first = try CommonMark.parse(text).flattened.compactMap { block -> Inline? in
      if case .paragraph(let inlines) = block.kind { inlines.first } else { nil }
    }.first
    #expect(first.map { $0 == isDone.map { .checkbox(isChecked: $0) } } == (isDone != nil))
  }

  @Test(arguments: [
    ("> [!NOTE]\n> a", "Note a"), ("> [!tip]\n>\n> a", "Tip"), ("> [!CAUTION]", "Caution"),
    ("> [!NOTE] a", nil), ("> [!OTHER]\n> a", nil), ("> a\n> [!NOTE]", nil),
  ])
  func `GitHub's alerts begin with their title`(text: String, words: String?) throws {
    let first = try CommonMark.parse(text).flattened.compactMap { block -> String? in
      guard case .paragraph(let inlines) = block.kind, case .strong? = inlines.first else {
        return nil
      }
      return inlines.plainText
    }.first
    #expect(first == words)
  }

  @Test func `the mark of the byte order is no part of the text`() throws {
    #expect(try CommonMark.parse("\u{FEFF}# A") == CommonMark.parse("# A"))
  }

  @Test(arguments: [
    String(repeating: ">", count: 20_000) + " x",
    String(repeating: "*a ", count: 20_000) + String(repeating: "b*", count: 20_000),
    String(repeating: "- ", count: 5000) + "x",
    String(repeating: "![", count: 5000) + String(repeating: "](a)", count: 5000),
  ])
  func `what is nested without end is refused, not followed`(text: String) {
    #expect(throws: CommonMark.TooDeep(line: 3)) { try CommonMark.parse("# A\n\n" + text) }
  }
}

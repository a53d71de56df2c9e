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

  @Test(arguments: ["a | b\nc | d", "| a |\n|---|---|", "a\n-", "| a |\n| b |"])
  func `other paragraphs are no tables`(text: String) throws {
    let isTable = try CommonMark.parse(text).contains { block in
      if case .table = block.kind { true } else { false }
    }
    #expect(!isTable)
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

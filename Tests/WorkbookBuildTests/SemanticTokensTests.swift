import Testing
import WorkbookModel

@testable import WorkbookBuild

@Suite struct SemanticTokensTests {
  private func tokens(_ data: [Int]) -> [HighlightedSource.Token] {
    HighlightedSource(
      SemanticTokens(data: data), legend: .init(tokenTypes: ["keyword", "variable"]),
      lines: ["let a = 1", "let b = 2"]
    ).tokens
  }

  @Test func `tokens are told by their distances`() {
    #expect(
      tokens([0, 0, 3, 0, 0, 0, 4, 1, 1, 0, 1, 0, 3, 0, 0]) == [
        .init(line: 1, columns: 0..<3, kind: .keyword),
        .init(line: 1, columns: 4..<5, kind: .variable),
        .init(line: 2, columns: 0..<3, kind: .keyword),
      ])
  }

  @Test(arguments: [
    [Int.max, 0, 3, 0, 0], [0, .max, 3, 0, 0], [0, 0, .max, 0, 0], [0, 0, 3, .max, 0],
    [-1, 0, 3, 0, 0], [0, -1, 3, 0, 0], [0, 1, 1 << 40, 0, 0], [0, 0, .min, 0, 0],
  ])
  func `what no server should say ends the tokens`(data: [Int]) {
    #expect(tokens([0, 0, 3, 0, 0] + data + data).count == 1)
  }
}

import Testing

/// The examples of CommonMark 0.30 and of GFM's extensions, each as the text of a chapter.
@Suite struct SpecificationTests {
  @Test func `CommonMark 0.30`() throws {
    try check(
      "commonmark-0.30.txt", count: 652, SpecificationDifferences.ofCommonMark)
  }

  @Test func `GFM's tables, tasks, strikethrough and bare addresses`() throws {
    try check("gfm-0.29.txt", count: 24, SpecificationDifferences.ofGFM)
  }

  private func check(
    _ file: String, count: Int, _ differences: [SpecificationDifferences.Reason: Set<Int>]
  ) throws {
    let examples = SpecificationExample.all(in: file)
    #expect(examples.count == count)
    var found: [Int: SpecificationExample.Outcome] = [:]
    for example in examples { found[example.number] = try example.outcome }
    for example in examples {
      let reasons = differences.filter { $0.value.contains(example.number) }.map(\.key)
      let expected = reasons.map(\.outcome)
      #expect(
        found[example.number].map { [$0] } ?? [] == expected, "example \(example.number)")
    }
  }
}

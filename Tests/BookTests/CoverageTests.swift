import Testing
import WorkbookModel

/// The book has everything that its original has, and corrects what bites.
@Suite struct CoverageTests {
  /// Numbers of the corrections that a reader of the original will be bitten without.
  private static let biting = [
    7, 8, 9, 10, 11, 12, 14, 15, 16, 20, 21, 22, 23, 27, 28, 29, 31, 34, 35,
  ]

  @Test func `every item of the original is covered`() throws {
    let items = Set(try Book.own().chapters.flatMap { $0.marks.flatMap(\.items) })
    let wanted = (1...73).map { "A\($0)" } + (1...20).map { "B\($0)" }
    #expect(wanted.filter { !items.contains($0) } == [])
  }

  @Test func `every mistake is corrected, and those that bite in a box of their own`() throws {
    let book = try Book.own()
    let items = Set(book.chapters.flatMap { $0.marks.flatMap(\.items) })
    // The first two are slips of the pen, which are not repeated.
    #expect((3...40).map { "C\($0)" }.filter { !items.contains($0) } == [])
    for number in Self.biting {
      let isBoxed = book.chapters.contains { chapter in
        chapter.marks.contains { mark in
          mark.items.contains("C\(number)")
            && chapter.corrections.contains { $0.line > mark.line && $0.line - mark.line < 90 }
        }
      }
      #expect(isBoxed, "C\(number) has no Correction")
    }
  }

  @Test func `no mark is of an item that there isn't`() throws {
    for chapter in try Book.own().chapters {
      for item in chapter.marks.flatMap(\.items) {
        let number = Int(item.dropFirst()) ?? 0
        let last = ["A": 73, "B": 20, "C": 40][item.prefix(1)] ?? 0
        #expect((1...last).contains(number), "\(chapter.path): \(item)")
      }
    }
  }

  /// The listing that is meant is the one before, or one that the section names.
  @Test func `walk-throughs point at lines that there are`() throws {
    for chapter in try Book.own().chapters where chapter.name != "14-errata" {
      let lines = chapter.source.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() {
        for match in line.matches(of: /\blines? ([0-9]+)/) {
          let section = lines[...index].lastIndex { $0.hasPrefix("#") } ?? 0
          let text = lines[section...index].joined(separator: "\n")
          let before = chapter.listings.flatMap(\.pieces).filter { $0.fence.line <= index }
            .max { $0.fence.line < $1.fence.line }
          let named = chapter.listings.filter { text.contains("`\($0.programName ?? $0.name)`") }
          let longest = ([before].compactMap(\.self) + named.flatMap(\.pieces))
            .map(\.lines.count).max()
          let number = try #require(Int(match.1))
          #expect(number <= longest ?? 0, "\(chapter.path):\(index + 1): \(match.0)")
        }
      }
    }
  }
}

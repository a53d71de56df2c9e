import Testing
import WorkbookEngine
import WorkbookModel
import WorkbookTestSupport
import WorkbookVerify

@testable import WorkbookPreview

/// What a preview keeps of a chapter, and what it does again.
@Suite struct PreviewedChapterTests {
  private func verifier(of book: Book) async throws -> Verifier {
    Verifier(try await Workspace.open(book, storeAt: Tool.store))
  }

  private func output(_ chapter: PreviewedChapter) -> [String]? {
    chapter.result.examples["one"]?.verdict.steps.first?.lines
  }

  /// It prints something else on every run.
  private func chapter(expecting line: String, prose: String = "", timeout: Int = 60) -> String {
    "\(prose)\n\n```console one timeout=\(timeout)s\n$ cat /proc/sys/kernel/random/uuid\n\(line)\n```"
  }

  @Test func `an example runs again if what it is run with changes, and not else`() async throws {
    try await TemporaryFolder.with { folder in
      try await Slots.programs.take {
        func verified(
          _ text: String, configuration: String = "{ \"title\": \"Test\" }",
          reusing old: PreviewedChapter?
        ) async throws -> PreviewedChapter {
          let book = try folder.book(text, configuration: configuration)
          return try await PreviewedChapter.verified(
            book.chapters[0], by: verifier(of: book), reusing: old)
        }
        let first = try await verified(chapter(expecting: "[..]"), reusing: nil)
        #expect(first.failures.isEmpty)
        let prose = try await verified(
          chapter(expecting: "[..]", prose: "More words."), reusing: first)
        #expect(output(prose) == output(first))
        let expectation = try await verified(chapter(expecting: "words"), reusing: prose)
        #expect(output(expectation) == output(first))
        #expect(expectation.failures.count == 1)
        let limit = try await verified(chapter(expecting: "[..]", timeout: 61), reusing: first)
        #expect(output(limit) != output(first))
        // Hosts and names in workbook.json are a part of every run.
        let configured = try await verified(
          chapter(expecting: "[..]"),
          configuration: "{ \"title\": \"Test\", \"hostName\": \"other\" }", reusing: first)
        #expect(output(configured) != output(first))
      }
    }
  }

  @Test func `what is known is current for the same text and configuration`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book("Words.")
      let known = PreviewedChapter(plain: book.chapters[0], book.configuration)
      #expect(known.isCurrent(for: book.chapters[0], of: book))
      let words = try folder.book("Other words.")
      #expect(!known.isCurrent(for: words.chapters[0], of: words))
      let title = try folder.book("Words.", configuration: "{ \"title\": \"Other\" }")
      #expect(!known.isCurrent(for: title.chapters[0], of: title))
    }
  }

  @Test func `colours stay with the listings that are as they were`() async throws {
    try await TemporaryFolder.with { folder in
      try await Slots.programs.take {
        func text(_ number: Int) -> String {
          "```swift a.swift\nlet a = \(number)\n```\n\n```swift b.swift\nlet b = 1\n```"
        }
        let book = try folder.book(text(1))
        let verifier = try await verifier(of: book)
        var known = try await PreviewedChapter.verified(
          book.chapters[0], by: verifier, reusing: nil)
        #expect(known.lacksColours)
        known = try await known.withColours(by: verifier)
        #expect(!known.lacksColours)
        #expect(known.result.highlights.count == 2)
        let changed = try folder.book(text(22))
        let next = try await PreviewedChapter.verified(
          changed.chapters[0], by: self.verifier(of: changed), reusing: known)
        #expect(next.lacksColours)
        #expect(Set(next.result.highlights.keys) == [.listing("b.swift")])
      }
    }
  }
}

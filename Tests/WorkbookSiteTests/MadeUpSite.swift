import WorkbookModel
import WorkbookRun
import WorkbookSite
import WorkbookVerify

extension Site {
  /// Makes a site of what a test says of a book.
  ///
  /// - Parameters:
  ///   - book: The book.
  ///   - verdicts: What came of its examples.
  ///   - traces: What was seen of the examples' programs, by the example's name.
  ///   - highlights: What is known of the words of sources, by their texts.
  ///   - diagnostics: What the compiler said, by chapter.
  ///   - stamp: With what it was verified.
  init(
    _ book: Book, verdicts: [Verdict], traces: [String: TracedRun] = [:],
    highlights: [String: HighlightedSource] = [:], diagnostics: [String: [Diagnostic]] = [:],
    stamp: Stamp
  ) {
    var results: [String: ChapterResult] = [:]
    for chapter in book.chapters {
      var result = ChapterResult()
      result.diagnostics = diagnostics[chapter.name] ?? []
      for listing in chapter.listings {
        result.highlights[.listing(listing.name)] = highlights[listing.text]
      }
      for (index, fragment) in chapter.fragments.enumerated() {
        result.highlights[.fragment(index)] = highlights[fragment.text]
      }
      results[chapter.name] = result
    }
    for verdict in verdicts {
      let name = verdict.example.name
      results[verdict.chapter]?.examples[name] = ExampleResult(verdict, trace: traces[name])
    }
    self.init(book, results, stamp: stamp)
  }
}

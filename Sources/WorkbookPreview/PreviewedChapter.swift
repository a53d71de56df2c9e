import FoundationEssentials
import LabProtocol
import WorkbookBuild
import WorkbookEngine
import WorkbookModel
import WorkbookRun
import WorkbookSupport
import WorkbookVerify

/// A chapter that an author works on, and what is known of it by now.
struct PreviewedChapter: Sendable {
  private let chapter: Chapter
  private let configuration: BookConfiguration
  private(set) var result = ChapterResult()
  private var built = ChapterBuild()
  /// What each example asks the lab for, by name.
  private var requests: [String: LabRequest] = [:]
  private var cache = RunCache()
  /// Whether the colours of its listings are known, or can't be.
  private var isColoured = false

  /// Whether this is what the chapter would give now.
  func isCurrent(for chapter: Chapter, of book: Book) -> Bool {
    chapter == self.chapter && book.configuration == configuration
  }

  /// What a chapter gives that has nothing to build or run.
  init(plain chapter: Chapter, _ configuration: BookConfiguration) {
    self.chapter = chapter
    self.configuration = configuration
    isColoured = true
  }

  /// Builds and runs a chapter, as far as that isn't known yet.
  ///
  /// - Parameters:
  ///   - chapter: The chapter.
  ///   - verifier: Builds and runs.
  ///   - old: What its former text gave.
  /// - Returns: What is known now.
  /// - Throws: `BuildError` and `RunError`, if nothing can be built or run at all.
  static func verified(
    _ chapter: Chapter, by verifier: Verifier, reusing old: PreviewedChapter?
  ) async throws -> PreviewedChapter {
    let cache = old?.cache ?? RunCache()
    let verification = try await verifier.verify(Selection(chapter), reusing: cache)
    return PreviewedChapter(
      chapter, verifier.workspace.book.configuration, verification, cache, old)
  }

  private init(
    _ chapter: Chapter, _ configuration: BookConfiguration, _ verification: Verification,
    _ known: RunCache, _ old: PreviewedChapter?
  ) {
    self.chapter = chapter
    self.configuration = configuration
    built = verification.built[chapter]
    requests = verification.requests
    cache = known
    result = verification.results[chapter.name] ?? ChapterResult()
    cache.forget(allBut: Set(requests.values))
    for example in chapter.examples {
      guard let request = requests[example.name] else { continue }
      if let recording = result.examples[example.name]?.verdict.recording {
        cache.keep(recording, of: request)
      }
      // What still holds is still shown.
      if case .known(let trace) = cache.trace(of: request, for: example) {
        result.examples[example.name]?.trace = trace
      }
    }
    if let old {
      result.highlights = Self.highlights(of: chapter, knownFrom: old)
      isColoured =
        old.isColoured && old.built.holds && old.chapter.listings == chapter.listings
        && old.chapter.fragments == chapter.fragments
    }
  }

  /// The colours of sources whose text is as it was, wherever they stand now.
  private static func highlights(
    of chapter: Chapter, knownFrom old: PreviewedChapter
  ) -> [SourceID: HighlightedSource] {
    var known: [String: HighlightedSource] = [:]
    for (source, highlighted) in old.result.highlights {
      if let text = old.chapter.text(of: source) { known[text] = highlighted }
    }
    var highlights: [SourceID: HighlightedSource] = [:]
    for listing in chapter.listings where listing.language == .swift {
      highlights[.listing(listing.name)] = known[listing.text]
    }
    for (index, fragment) in chapter.fragments.enumerated() where !fragment.isUnchecked {
      highlights[.fragment(index)] = known[fragment.text]
    }
    return highlights
  }

  // MARK: What takes longer, and is shown when it is known

  /// The examples of whose programs nothing was seen yet.
  private var unobserved: [(Example, LabRequest)] {
    chapter.examples.compactMap { example in
      guard result.examples[example.name]?.verdict.passed == true, !example.isUntraced,
        let request = requests[example.name], cache.trace(of: request, for: example) == .unknown
      else { return nil }
      return (example, request)
    }
  }

  /// Whether pictures of runs are missing.
  var lacksPictures: Bool { !unobserved.isEmpty }

  /// Whether colours of listings are missing.
  var lacksColours: Bool { !isColoured }

  /// The same, with the pictures of runs that are missing.
  func withPictures(by verifier: Verifier) async throws -> PreviewedChapter {
    var chapter = self
    let traces = try await unobserved.concurrentMap(
      limit: ProcessInfo.processInfo.activeProcessorCount
    ) { example, request in
      let job = Verifier.Job(example, of: self.chapter, built)
      return (example, request, try await verifier.trace(job).trace)
    }
    for (example, request, trace) in traces {
      chapter.cache.keep(trace, of: request, for: example)
      chapter.result.examples[example.name]?.trace = trace
    }
    return chapter
  }

  /// The same, with the colours of listings; what doesn't compile isn't understood, and has none.
  func withColours(by verifier: Verifier) async throws -> PreviewedChapter {
    var chapter = self
    if built.holds {
      chapter.result.highlights =
        try await verifier.highlight([self.chapter])[self.chapter.name] ?? [:]
    }
    chapter.isColoured = true
    return chapter
  }

  /// The verdicts on the examples that aren't as they should be, in the order of the chapter.
  var failures: [Verdict] {
    chapter.examples.compactMap { result.examples[$0.name]?.verdict }.filter { !$0.passed }
  }
}

extension Chapter {
  /// Whether there is nothing in it to be built or run.
  var isPlain: Bool { listings.isEmpty && fragments.isEmpty && examples.isEmpty }

  /// The text of a source; `nil` if there is no such source.
  fileprivate func text(of source: SourceID) -> String? {
    switch source {
    case .listing(let name): listings[name]?.text
    case .fragment(let index):
      fragments.indices.contains(index) ? fragments[index].text : nil
    }
  }
}

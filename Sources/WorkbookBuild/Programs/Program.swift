package import FoundationEssentials
package import WorkbookModel

/// A program of a book, built.
package struct Program: Hashable, Sendable {
  package var name: String
  /// The name of its listing.
  package var source: String
  package var executable: URL
  /// Which line of its listing each of its instructions comes from, as DWARF says it; a file of its own, so
  /// that the executable stays small.
  package var lineTable: URL
}

/// What became of a chapter's listings and fragments.
package struct ChapterBuild: Sendable {
  /// By name.
  package var programs: [String: Program] = [:]
  /// The names of the programs that couldn't be built.
  package var failed: Set<String> = []
  /// What the compiler said, in lines of the chapter.
  package var diagnostics: [Diagnostic] = []
  /// How many listings and fragments there are that have to compile.
  package var count = 0

  /// What building nothing gives.
  package init() {}

  /// Whether every listing compiles, fragments too.
  package var holds: Bool {
    failed.isEmpty && !diagnostics.contains { $0.severity == .error }
  }
}

/// What became of the listings of some chapters.
package struct BuildResult: Sendable {
  /// By the chapter's name.
  package var chapters: [String: ChapterBuild] = [:]
  /// How many programs a compiler was started for; the others were in the store.
  package var compiledCount = 0

  /// What building nothing gives.
  package init() {}

  /// What became of a chapter; that of nothing, if it has nothing to build.
  package subscript(chapter: Chapter) -> ChapterBuild { chapters[chapter.name] ?? ChapterBuild() }
}

/// What is to be built of a chapter.
package struct ChapterSources: Sendable {
  let chapter: String
  let listings: [Listing]
  /// Each with its place among the chapter's.
  let fragments: [(index: Int, fragment: Fragment)]

  /// All programs and all fragments of a chapter.
  package init(of chapter: Chapter) {
    self.chapter = chapter.name
    listings = chapter.listings.filter { $0.programName != nil }
    fragments = chapter.fragments.enumerated().filter { !$0.element.isUnchecked }
      .map { (index: $0.offset, fragment: $0.element) }
  }

  /// Some programs of a chapter.
  package init(of chapter: Chapter, programs: Set<String>) {
    self.chapter = chapter.name
    listings = chapter.listings.filter { $0.programName.map(programs.contains) == true }
    fragments = []
  }
}

import Glibc
import WorkbookBuild
package import WorkbookModel
import WorkbookSupport

/// What of a book is meant: examples by their names, or all of a chapter by its.
package struct Selection: Sendable {
  /// The chapters that take part, with those of their examples that do.
  package let chapters: [(chapter: Chapter, examples: [Example])]
  /// The chapters that would take part, too, if they could be read.
  package let malformed: [MalformedChapter]
  /// The other chapters of the book that can't be read.
  package let leftOut: [MalformedChapter]
  /// What is wrong with the chapters that can't be read, whether they are meant or not.
  var mistakes: [Diagnostic] {
    (malformed + leftOut).sorted { $0.path < $1.path }.flatMap(\.mistakes)
  }

  /// What has to be built: of a chapter that takes part as a whole, all of it.
  let sources: [ChapterSources]

  /// Why nothing is selected.
  package enum Failure: Error, Hashable, Sendable {
    /// No example and no chapter has that name, as far as chapters can be read.
    case unknownName(String, nearest: String?, unread: [String])
    /// No example has that name, as far as chapters can be read.
    case unknownExample(String, nearest: String?, unread: [String])
    /// The chapter, by its path, has no program of that name, and perhaps a file.
    case unknownProgram(String, of: String, nearest: String?, known: [String], isFile: Bool)
    /// What is meant has neither a listing nor a terminal.
    case nothingToVerify
  }

  /// Selects by names.
  ///
  /// - Parameters:
  ///   - names: Exact names, or patterns if they hold `*`. None of them means everything.
  ///   - book: The book to choose from.
  /// - Throws: ``Failure``.
  package init(_ names: [String], in book: Book) throws(Failure) {
    let all =
      book.chapters.map(\.name) + book.examples.map(\.name) + book.malformed.flatMap(\.names)
    for name in names where !all.contains(where: { Self.matches($0, name) }) {
      throw .unknownName(
        name, nearest: all.nearest(to: name), unread: book.malformed.map(\.path))
    }
    let malformed = book.malformed.filter { chapter in
      names.isEmpty
        || chapter.names.contains { own in names.contains { Self.matches(own, $0) } }
    }
    let asked = Set(malformed.map(\.path))
    self.malformed = malformed
    leftOut = book.malformed.filter { !asked.contains($0.path) }
    var chapters: [(chapter: Chapter, examples: [Example])] = []
    var sources: [ChapterSources] = []
    for chapter in book.chapters {
      if names.isEmpty || names.contains(where: { Self.matches(chapter.name, $0) }) {
        chapters.append((chapter, Array(chapter.examples)))
        sources.append(ChapterSources(of: chapter))
        continue
      }
      let examples = chapter.examples.filter { example in
        names.contains { Self.matches(example.name, $0) }
      }
      guard !examples.isEmpty else { continue }
      chapters.append((chapter, examples))
      sources.append(Self.sources(of: examples, in: chapter))
    }
    let isEmpty = chapters.allSatisfy { chapter, examples in
      examples.isEmpty && chapter.listings.isEmpty && chapter.fragments.isEmpty
    }
    // A book of words alone is one all the same.
    guard !isEmpty || !malformed.isEmpty || names.isEmpty else { throw .nothingToVerify }
    (self.chapters, self.sources) = (chapters, sources)
  }

  /// Selects one example.
  package init(_ example: Example, of chapter: Chapter) {
    (malformed, leftOut) = ([], [])
    chapters = [(chapter, [example])]
    sources = [Self.sources(of: [example], in: chapter)]
  }

  /// Selects all of a chapter.
  package init(_ chapter: Chapter) {
    (malformed, leftOut) = ([], [])
    chapters = [(chapter, Array(chapter.examples))]
    sources = [ChapterSources(of: chapter)]
  }

  private static func sources(of examples: [Example], in chapter: Chapter) -> ChapterSources {
    ChapterSources(
      of: chapter, programs: examples.reduce(into: []) { $0.formUnion($1.programs) })
  }

  private static func matches(_ name: String, _ pattern: String) -> Bool {
    pattern.contains("*") ? fnmatch(pattern, name, 0) == 0 : name == pattern
  }
}

extension Selection.Failure {
  /// Whether there might be what is meant if all chapters could be read.
  package var dependsOnUnread: Bool {
    switch self {
    case .unknownName(_, _, let unread), .unknownExample(_, _, let unread): !unread.isEmpty
    case .unknownProgram, .nothingToVerify: false
    }
  }
}

extension Selection.Failure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknownName(let name, let nearest, let unread):
      "no example and no chapter is called \(name); \(Self.hint(nearest, unread))"
    case .unknownExample(let name, let nearest, let unread):
      "no example is called \(name); \(Self.hint(nearest, unread))"
    case .unknownProgram(let name, let path, let nearest, let known, let isFile):
      "\(path) has no program \(name); \(Self.hint(nearest, known, isFile: isFile))"
    case .nothingToVerify: "there is nothing to verify: no listing, no terminal"
    }
  }

  private static func hint(_ nearest: String?, _ unread: [String]) -> String {
    let hint = nearest.map { "did you mean \($0)?" } ?? "workbook list shows what there is"
    guard !unread.isEmpty else { return hint }
    return "\(hint) (it may stand in \(unread.joined(separator: ", ")), which can't be read)"
  }

  private static func hint(_ nearest: String?, _ known: [String], isFile: Bool) -> String {
    if isFile {
      let suffixes = Language.all.filter(\.isCompiled).map { "*\($0.suffix)" }
      return
        "it is a file: only listings called \(suffixes.joined(separator: " or ")) become programs"
    }
    if let nearest { return "did you mean \(nearest)?" }
    return known.isEmpty ? "it has none" : "there are \(known.joined(separator: ", "))"
  }

  /// A chapter has no program of that name.
  package static func unknownProgram(_ name: String, of chapter: Chapter) -> Self {
    let listing = chapter.listings[name]
    return .unknownProgram(
      name, of: chapter.path,
      nearest: listing?.programName ?? chapter.programs.nearest(to: name),
      known: chapter.programs, isFile: listing != nil && listing?.programName == nil)
  }
}

extension Book {
  /// The example of that name, with its chapter.
  ///
  /// - Throws: ``Selection/Failure/unknownExample(_:nearest:unread:)`` if there is none; `MalformedBook` with the mistakes
  ///   of its chapter if that can't be read.
  package func example(named name: String) throws -> (Chapter, Example) {
    for chapter in chapters {
      if let example = chapter.examples[name] { return (chapter, example) }
    }
    for chapter in malformed where chapter.examples.contains(name) {
      throw MalformedBook(diagnostics: chapter.mistakes)
    }
    let known = examples.map(\.name) + malformed.flatMap(\.examples)
    throw Selection.Failure.unknownExample(
      name, nearest: known.nearest(to: name), unread: malformed.map(\.path))
  }
}

extension MalformedChapter {
  /// The names that it would be selected by.
  fileprivate var names: [String] { (name.map { [$0] } ?? []) + examples }
}

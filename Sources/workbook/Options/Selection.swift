import ArgumentParser
import Glibc
import WorkbookModel
import WorkbookSupport

/// What of a book is meant: examples by their names, or all of a chapter by its.
struct Selection {
  /// The chapters that take part, with those of their examples that do.
  let chapters: [(chapter: Chapter, examples: [Example])]
  /// What has to be built: of a chapter that takes part as a whole, all of it.
  let buildable: [Chapter]

  /// - Parameters:
  ///   - names: Exact names, or patterns where they hold `*`. None of them means everything.
  ///   - book: The book to choose from.
  /// - Throws: `ValidationError` where a name means nothing, or nothing is left.
  init(_ names: [String], in book: Book) throws {
    for name in names where !Self.all(in: book).contains(where: { Self.matches($0, name) }) {
      let hint =
        Self.all(in: book).nearest(to: name).map { "did you mean \($0)?" }
        ?? "workbook list shows what there is"
      throw ValidationError("no example and no chapter is called \(name); \(hint)")
    }
    var chapters: [(chapter: Chapter, examples: [Example])] = []
    var buildable: [Chapter] = []
    for chapter in book.chapters {
      if names.isEmpty || names.contains(where: { Self.matches(chapter.name, $0) }) {
        chapters.append((chapter, chapter.examples))
        buildable.append(chapter)
        continue
      }
      let examples = chapter.examples.filter { example in
        names.contains { Self.matches(example.name, $0) }
      }
      guard !examples.isEmpty else { continue }
      chapters.append((chapter, examples))
      buildable.append(chapter.needed(by: examples))
    }
    (self.chapters, self.buildable) = (chapters, buildable)
    let isEmpty = chapters.allSatisfy { chapter, examples in
      examples.isEmpty && chapter.listings.isEmpty && chapter.fragments.isEmpty
    }
    guard !isEmpty else {
      throw ValidationError("there is nothing to verify: no listing, no terminal")
    }
  }

  private static func all(in book: Book) -> [String] {
    book.chapters.map(\.name) + book.examples.map(\.name)
  }

  private static func matches(_ name: String, _ pattern: String) -> Bool {
    pattern.contains("*") ? fnmatch(pattern, name, 0) == 0 : name == pattern
  }
}

import FoundationEssentials
import WorkbookSupport

extension Book {
  /// Reads a book: its configuration, and every chapter.
  ///
  /// This is the front door of the stage. Nothing is built and nothing is run. A chapter with a mistake in it is left
  /// out, and the others take part without it.
  ///
  /// - Parameters:
  ///   - folder: Where the book is.
  ///   - old: The book as it was read before; chapters whose text is the same aren't read again.
  /// - Returns: The book, and which of its chapters can't be read.
  /// - Throws: ``MalformedBook`` with everything that is wrong, in any of the files, if there is a mistake in its
  ///   configuration, or in every chapter.
  package static func read(
    from folder: BookFolder, reusing old: Book? = nil
  ) throws(MalformedBook) -> Book {
    let (names, misnamed) = chapterNames(in: folder)
    var configurationReader = ConfigurationReader(folder: folder)
    let configuration = configurationReader.read(for: names)
    var problems = configurationReader.problems
    if names.isEmpty {
      problems.report(.noChapters, at: SourceLocation(file: "chapters", line: 1))
    }

    let known = Dictionary(
      uniqueKeysWithValues: (old?.chapters ?? []).filter(\.isAlone).map { ($0.name, $0) })
    var readings = names.parallelMap { name in
      var reader = ChapterReader(folder: folder, name: name)
      let chapter = reader.read(reusing: known[name])
      return ChapterReading(name: name, chapter: chapter, problems: reader.problems)
    }
    for index in readings.indices { readings[index].check(for: configuration) }
    checkExampleNames(&readings)
    // Old links lead where they did, as long as there are the same chapters and headings.
    let isOutlined =
      old.map { old in
        old.malformed.isEmpty && readings.allSatisfy(\.isSound)
          && old.chapters.map(\.name) == names
          && old.chapters.map(\.headings) == readings.map { $0.chapter?.headings }
      } ?? false
    checkLinks(in: &readings, names) { !isOutlined || known[$0.name] != $0 }

    let malformed = (misnamed + readings.compactMap(\.malformed)).sorted { $0.path < $1.path }
    let chapters = readings.compactMap(\.sound)
    guard var configuration, problems.isEmpty, !chapters.isEmpty else {
      let all = problems.diagnostics + malformed.flatMap(\.mistakes)
      throw MalformedBook(diagnostics: all.sorted { $0.location < $1.location })
    }
    // Comparing a configuration with a copy of itself takes no time, however many names it holds.
    if let old, old.configuration == configuration { configuration = old.configuration }
    return Book(
      folder: folder, configuration: configuration, chapters: chapters, malformed: malformed,
      style: configurationReader.style)
  }

  /// The names of its chapters, and the files that are none for want of such a name.
  private static func chapterNames(in folder: BookFolder) -> ([String], [MalformedChapter]) {
    // Made once, as that takes longer than matching.
    let pattern = /[0-9]{2}-[a-z0-9]+(-[a-z0-9]+)*\.md/
    var names: [String] = []
    var misnamed: [MalformedChapter] = []
    for file in folder.files.names(in: "chapters").sorted() where file.hasSuffix(".md") {
      if file.wholeMatch(of: pattern) != nil {
        names.append(String(file.dropLast(3)))
        continue
      }
      let path = "chapters/\(file)"
      var problems = ProblemList()
      problems.report(.chapterName(file), at: SourceLocation(file: path, line: 1))
      misnamed.append(
        MalformedChapter(
          path: path, name: nil, examples: [], mistakes: problems.diagnostics, standIn: nil))
    }
    return (names, misnamed)
  }

  // MARK: What takes several chapters

  /// Checks that each example has a name of its own; those of a chapter with another mistake may have other names when
  /// it is mended.
  private static func checkExampleNames(_ readings: inout [ChapterReading]) {
    var first: [String: SourceLocation] = [:]
    for index in readings.indices {
      for example in readings[index].sound?.examples ?? NamedList() {
        if let other = first[example.name] {
          readings[index].problems.report(
            .repeatedExample(example.name, first: other), at: example.location)
        } else {
          first[example.name] = example.location
        }
      }
    }
  }

  /// Checks links to chapters and to headings.
  ///
  /// - Parameters:
  ///   - readings: What was read.
  ///   - names: The names of all chapters; one that can't be read is one all the same.
  ///   - mayBeBroken: Whether a chapter's links have to be looked at.
  private static func checkLinks(
    in readings: inout [ChapterReading], _ names: [String],
    where mayBeBroken: (Chapter) -> Bool
  ) {
    // Which headings a chapter has that can't be read can't be known.
    let anchors = Dictionary(
      uniqueKeysWithValues: readings.compactMap(\.sound).map { chapter in
        (chapter.name, Set(chapter.headings.map(\.anchor)))
      })
    let known = Set(names)
    for index in readings.indices {
      guard let chapter = readings[index].sound, mayBeBroken(chapter) else { continue }
      for (target, line) in chapter.links {
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        guard !target.contains(":"), parts[0].isEmpty || parts[0].hasSuffix(".md") else { continue }
        let name = parts[0].isEmpty ? chapter.name : String(parts[0].dropLast(3))
        // Made only where there is something to tell.
        func range() -> SourceRange {
          LineMap(file: chapter.path, text: chapter.source).range(of: target, inLine: line)
        }
        if !known.contains(name) {
          let near = names.nearest(to: name).map { "; did you mean \"\($0).md\"?" } ?? ""
          readings[index].problems.report(
            .brokenLink(target, reason: "there is no such chapter\(near)"), at: range())
        } else if parts.count == 2, let known = anchors[name], !known.contains(String(parts[1])) {
          let near = known.nearest(to: String(parts[1])).map { "; did you mean \"#\($0)\"?" } ?? ""
          readings[index].problems.report(
            .brokenLink(target, reason: "there is no such heading\(near)"), at: range())
        }
      }
    }
  }
}

extension Chapter {
  /// Whether all that it is made of is its own text.
  fileprivate var isAlone: Bool {
    listings.allSatisfy { $0.pieces.allSatisfy { $0.start.file == path } }
  }

  /// The chapter as it would be with another text.
  ///
  /// - Throws: ``MalformedBook`` with what would be wrong with it.
  package func replacing(source: String, in folder: BookFolder) throws(MalformedBook) -> Chapter {
    var reader = ChapterReader(folder: folder, name: name)
    guard let chapter = reader.read(source), reader.problems.diagnostics.isEmpty else {
      throw MalformedBook(diagnostics: reader.problems.diagnostics)
    }
    return chapter
  }
}

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
    var chapterNames = ChapterNames(in: folder)
    let names = chapterNames.names()
    var configurationReader = ConfigurationReader(folder: folder)
    let configuration = configurationReader.read(for: names)
    var problems = configurationReader.problems
    var toolRecordReader = ToolRecordReader(folder: folder)
    let tools = toolRecordReader.read()
    problems.append(toolRecordReader.problems)
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
    var links = LinkChecker(
      folder: folder, names: names, chapters: readings.compactMap(\.sound),
      hasRepository: configuration.map { $0.repository != nil } ?? true)
    for index in readings.indices {
      guard let chapter = readings[index].chapter else { continue }
      if !isOutlined || known[chapter.name] != chapter { links.check(chapter) }
      links.readPictures(of: chapter)
      readings[index].problems.append(links.takeProblems())
    }

    let malformed = (chapterNames.misnamed + readings.compactMap(\.malformed)).sorted {
      $0.path < $1.path
    }
    let chapters = readings.compactMap(\.sound)
    guard var configuration, problems.isEmpty, !chapters.isEmpty else {
      let all = problems.diagnostics + malformed.flatMap(\.mistakes)
      throw MalformedBook(diagnostics: all.sorted { $0.location < $1.location })
    }
    // Comparing a configuration with a copy of itself takes no time, however many names it holds.
    if let old, old.configuration == configuration { configuration = old.configuration }
    return Book(
      folder: folder, configuration: configuration, chapters: chapters, malformed: malformed,
      style: configurationReader.style, pictures: links.pictures(of: chapters),
      tools: tools)
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
